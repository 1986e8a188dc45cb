import { existsSync, readFileSync } from "node:fs";
import { describe } from "vitest";
import { JUDGES, type JudgeName, stateFile } from "./places.mjs";

export type { JudgeName } from "./places.mjs";

/** What a test can want besides judges: `root` is root with namespaces and overlay mounts to use. */
export type Want = JudgeName | "root";

export type Found =
  | { readonly path: string; readonly missing?: never }
  | { readonly path?: never; readonly missing: string };

const found = new Map<JudgeName, Found>();

/** Where a judge is, or why it is not there. */
export function judge(name: JudgeName): Found {
  let answer = found.get(name);
  if (answer === undefined) {
    answer = look(name);
    found.set(name, answer);
  }
  return answer;
}

function look(name: JudgeName): Found {
  const path = JUDGES.find((one) => one.name === name)?.find();
  if (path !== undefined) return { path };
  return { missing: reasonBySetup(name) ?? "not set up: run node test/judges/setup.mjs" };
}

function reasonBySetup(name: JudgeName): string | undefined {
  if (!existsSync(stateFile())) return undefined;
  const state = JSON.parse(readFileSync(stateFile(), "utf8")) as { judges: Record<string, { missing?: string }> };
  return state.judges[name]?.missing;
}

/** The path of a judge that the test has made sure of. */
export function judgePath(name: JudgeName): string {
  const { path, missing } = judge(name);
  if (path === undefined) throw new Error(`${name} is missing: ${missing}`);
  return path;
}

/** Why something wanted is not there, or undefined when all of it is. */
export function whyMissing(wants: readonly Want[]): string | undefined {
  const reasons = wants.flatMap((want) => {
    if (want === "root") return process.getuid?.() === 0 ? [] : ["it takes root"];
    const { missing } = judge(want);
    return missing === undefined ? [] : [`${want}: ${missing}`];
  });
  return reasons.length === 0 ? undefined : reasons.join("; ");
}

/**
 * `describe` that is skipped, with its reason printed, when a judge is missing. vitest counts what is skipped. With
 * CI=true on a machine that has Go a missing judge is a failure instead.
 */
export function describeWith(wants: readonly Want[], name: string, body: () => void): void {
  const reason = whyMissing(wants);
  if (reason !== undefined) {
    if (process.env.CI === "true" && judge("go").path !== undefined) {
      throw new Error(`with CI=true no judge may be missing: ${name}: ${reason}`);
    }
    process.stderr.write(`SKIPPED: ${name}: ${reason}\n`);
  }
  describe.skipIf(reason !== undefined)(name, body);
}
