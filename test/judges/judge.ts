import { spawnSync } from "node:child_process";
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
  const byReason = new Map<string, Want[]>();
  for (const want of wants) {
    const reason = want === "root" ? whyNoNamespaces() : judge(want).missing;
    if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), want]);
  }
  if (byReason.size === 0) return undefined;
  return [...byReason].map(([reason, names]) => `${names.join(", ")}: ${reason}`).join("; ");
}

/** Root in a container may still lack what a lab host is made of. */
const NAMESPACES = `
mount -t tmpfs lab /tmp && cd /tmp && mkdir lower upper work merged &&
mount -t overlay lab -o lowerdir=lower,upperdir=upper,workdir=work merged &&
ip link add bridge type bridge && ip link add one type veth peer name other`;

let noNamespaces: string | undefined | null = null;

function whyNoNamespaces(): string | undefined {
  if (process.getuid?.() !== 0) return "it takes root";
  if (noNamespaces !== null) return noNamespaces;
  const flags = ["--net", "--mount", "--uts", "--propagation", "private"];
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  const { status, stderr, error } = spawnSync("unshare", [...flags, "sh", "-c", NAMESPACES], { encoding: "utf8", env });
  const complaint = stderr?.trim() || error?.message;
  noNamespaces = status === 0 ? undefined : `namespaces, overlay mounts or a bridge cannot be made: ${complaint}`;
  return noNamespaces;
}

/**
 * `describe` that is skipped, with its reason printed, when something wanted is missing. vitest counts what is skipped.
 * With CI=true on a machine that has Go a missing judge is a failure instead; being without root is not.
 */
export function describeWith(wants: readonly Want[], name: string, body: () => void): void {
  const reason = whyMissing(wants);
  if (reason !== undefined) {
    const missing = whyMissing(wants.filter((want) => want !== "root"));
    if (missing !== undefined && process.env.CI === "true" && judge("go").path !== undefined) {
      throw new Error(`with CI=true no judge may be missing: ${name}: ${missing}`);
    }
    process.stderr.write(`SKIPPED: ${name}: ${reason}\n`);
  }
  describe.skipIf(reason !== undefined)(name, body);
}
