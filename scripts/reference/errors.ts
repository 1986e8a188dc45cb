/** Error codes and exit codes, from the error table. */
import type { ERROR_TABLE } from "../../src/errors.ts";
import { anchor, code, idsOf, page, table } from "./markdown.ts";

type Exit = (typeof ERROR_TABLE)[keyof typeof ERROR_TABLE]["exit"];

const EXITS: Readonly<Record<Exit, string>> = {
  2: "Bad usage or bad input. Nothing was written.",
  3: "Refused: kubepki could, but must not without being told. Nothing was written.",
  4: "The environment failed: a file, the disk, another process.",
  70: "A bug in kubepki: please report it.",
};

export function errorsPage(errors: typeof ERROR_TABLE): string {
  return page(
    "# Errors and exit codes",
    "A code never changes its meaning. With `--output json` an error is a document on standard output: `kubepki schema error`\n" +
      "describes it. What to do about each: [what each error means](../guide/errors.md).",
    "## Exit codes",
    table(
      ["exit", "meaning"],
      [["0", "Done. Also: nothing to do."], ...Object.entries(EXITS).map(([exit, meaning]) => [exit, meaning])],
    ),
    "`kubepki plan --detailed-exitcode` has codes of its own: see [plan](commands.md#plan).",
    "## Error codes",
    table(
      ["code", "exit", "meaning"],
      idsOf(errors).map((id) => [
        `[${code(id)}](../guide/errors.md#${anchor(id)})`,
        String(errors[id].exit),
        errors[id].meaning,
      ]),
    ),
  );
}
