import { readNamed } from "../../adapters/bytes-reader.ts";
import { passphraseFrom } from "../../adapters/passphrase.ts";
import { systemClock } from "../../adapters/system.ts";
import { treeReader } from "../../adapters/tree/tree-reader.ts";
import { readTree } from "../../app/read-tree.ts";
import { type WhoamiRequest, whoami } from "../../app/whoami.ts";
import { catalog } from "../../catalog/index.ts";
import type { ComponentId } from "../../catalog/types.ts";
import { KubepkiError } from "../../errors.ts";
import { whoamiDocument } from "../../render/whoami/document.ts";
import { whoamiText } from "../../render/whoami/text.ts";
import { suggest } from "../../spec/grammar/near-name.ts";
import { isSomebody } from "../../trust/whoami/standing.ts";
import type { CliContext } from "../context.ts";
import { printError } from "../print-error.ts";

interface WhoamiFlags {
  readonly tree?: readonly string[];
  readonly to?: string;
  readonly at?: Date;
  readonly passphraseFile?: string;
  readonly output: "text" | "json";
}

export default async function runWhoami(this: CliContext, flags: WhoamiFlags, file: string): Promise<void> {
  try {
    const { tree = [], to, at = systemClock.now(), output } = flags;
    if (to !== undefined && tree.length === 0)
      throw new KubepkiError("ERR_USAGE", "--to asks a server, and none is known", {
        remedy: "name the files of the servers with --tree",
      });
    const passphrase = await passphraseFrom(flags.passphraseFile, this.process.env ?? {});
    const open = passphrase === undefined ? {} : { passphrase };
    await answerWhoami(this, {
      file,
      trees: tree,
      roots: [],
      at,
      output,
      ...open,
      ...(to === undefined ? {} : { to }),
    });
  } catch (error) {
    printError(this, error, flags.output);
  }
}

export interface WhoamiCall {
  readonly file: string;
  readonly trees: readonly string[];
  readonly roots: readonly string[];
  readonly to?: string;
  readonly at: Date;
  readonly passphrase?: string;
  readonly output: "text" | "json";
}

/** What `whoami FILE --tree PATH` and `verify PATH --as FILE` have in common: all of it. */
export async function answerWhoami(
  context: CliContext,
  { file, trees, roots, to, at, passphrase, output }: WhoamiCall,
): Promise<void> {
  const open = passphrase === undefined ? {} : { passphrase };
  const asked = trees.length + roots.length > 0;
  const request: WhoamiRequest = {
    file,
    catalog,
    at,
    ...open,
    ...(asked ? { actual: await readTree({ paths: trees, roots, ...open }, treeReader) } : {}),
    ...(to === undefined ? {} : { to: componentOf(to) }),
  };
  const answer = await whoami(request, { read: readNamed });
  context.process.stdout.write(
    output === "json" ? `${JSON.stringify(whoamiDocument(answer), undefined, 2)}\n` : whoamiText(answer),
  );
  if (!answer.bearers.some(isSomebody)) context.process.exitCode = 1;
}

function componentOf(name: string): ComponentId {
  if (Object.hasOwn(catalog.components, name)) return name as ComponentId;
  throw new KubepkiError("ERR_USAGE", `there is no component \`${name}\``, {
    remedy: suggest(name, Object.keys(catalog.components)),
  });
}
