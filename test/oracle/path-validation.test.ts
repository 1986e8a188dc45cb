/**
 * Path validation against Go itself: chains with faults, made and judged by a Go program, judged again here. In
 * `npm test` a sample; KUBEPKI_PATHS=1000000 is the long run.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { validatePath } from "../../src/x509/path/validate.ts";
import { describeWith } from "../judges/judge.ts";
import { GoOracle, type Mutant } from "./go.ts";

const COUNT = Number(process.env.KUBEPKI_PATHS ?? 12_000);
const FIRST = Number(process.env.KUBEPKI_PATHS_SEED ?? 1);
const BATCH = 2_000;

const USAGES = { server: "serverAuth", client: "clientAuth", any: "any" } as const;

/** Reasons by Go's text. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^parse: /, "parse-error"],
  [/unknown authority \(possibly because of "x509: cannot verify signature: insecure/, "insecure-algorithm"],
  [/unknown authority/, "unknown-authority"],
  [/current time \S+ is after/, "expired"],
  [/current time \S+ is before/, "not-yet-valid"],
  [/legacy Common Name/, "legacy-common-name"],
  [/not authorized to sign for this name/, "name-constraint"],
  [/not authorized to sign other/, "not-authorized-to-sign"],
  [/incompatible key usage$/, "incompatible-usage"],
  [/too many intermediates/, "too-many-intermediates"],
  [/unhandled critical/, "unhandled-critical-extension"],
  [/attempts limit/, "signature-limit"],
  [/no valid chains built/, "policy"],
  [/certificate is valid for|cannot validate certificate for|not valid for any names/, "hostname"],
];

describeWith(["go-oracle"], "path validation as Go does it", () => {
  let go: GoOracle;
  beforeAll(() => {
    go = new GoOracle();
  });
  afterAll(() => go.close());

  it(`${COUNT} chains: the same verdict, reason and text`, { timeout: 24 * 3_600_000 }, async () => {
    const differences: unknown[] = [];
    const seen = new Map<string, number>();
    for (let batch = 0; batch * BATCH < COUNT; batch++) {
      const mutants = await go.mutate(FIRST + batch, Math.min(BATCH, COUNT - batch * BATCH));
      for (const [i, mutant] of mutants.entries()) {
        const theirs = answerOf(mutant);
        const ours = judge(mutant);
        seen.set(theirs.reason, (seen.get(theirs.reason) ?? 0) + 1);
        const same = ours.reason === theirs.reason && ours.text === theirs.text && ours.chains === theirs.chains;
        if (!same) differences.push({ seed: FIRST + batch, i, ours, theirs, name: mutant.name });
      }
    }
    if (COUNT > BATCH * 10) process.stdout.write(`${JSON.stringify(Object.fromEntries(seen))}\n`);
    expect(differences.slice(0, 20), `${differences.length} differences`).toEqual([]);
    // Each kind of verdict is among them.
    expect([...seen.keys()].sort()).toEqual([...new Set(["accepted", ...REASONS.map(([, reason]) => reason)])].sort());
  });
});

interface Answer {
  readonly reason: string;
  readonly text: string;
  readonly chains: number;
}

function answerOf({ error, chains }: Mutant): Answer {
  if (error === "") return { reason: "accepted", text: "", chains };
  const reason = REASONS.find(([pattern]) => pattern.test(error))?.[1] ?? "?";
  return { reason, text: error.replace(/^parse: /, ""), chains };
}

function judge({ leaf, intermediates, roots, name, usages, time }: Mutant): Answer {
  const bytes = (text: string): Uint8Array => Buffer.from(text, "base64");
  const { accepted, reason, detail, chains } = validatePath({
    leaf: bytes(leaf),
    intermediates: (intermediates ?? []).map(bytes),
    roots: roots.map(bytes),
    keyUsages: (usages ?? ["server"]).map((usage) => USAGES[usage]),
    at: new Date(time),
    profile: "go",
    ...(name === "" ? {} : { name }),
  });
  return { reason: accepted ? "accepted" : (reason ?? "?"), text: detail.go ?? "", chains: chains.length };
}
