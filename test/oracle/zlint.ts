import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { judgePath } from "../judges/judge.ts";

const run = promisify(execFile);

/** What holds for a private PKI; the rules of the public web (CABF, Mozilla, Apple) do not. */
const SOURCES = ["RFC3279", "RFC5280", "RFC5480", "RFC5891", "RFC8813", "Community"];

/** Passed, not applicable, not yet or no longer effective. */
const UNREMARKABLE = new Set(["pass", "NA", "NE"]);

/** Lints that a cluster's certificates cannot pass, each with its reason. */
export const PUBLIC_WEB_LINTS: Readonly<Record<string, string>> = {
  n_san_iana_pub_suffix_empty: "names such as `kubernetes` end in no public suffix, and should not",
};

export interface LintRemark {
  readonly lint: string;
  readonly result: "info" | "warn" | "error" | "fatal";
  readonly details?: string;
}

/** Remarks on each certificate of a PEM text, in order; an empty list is a clean certificate. */
export async function zlint(pem: string, program = judgePath("zlint")): Promise<LintRemark[][]> {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) return [];
  const folder = await mkdtemp(join(tmpdir(), "kubepki-zlint-"));
  try {
    const files = blocks.map((_, i) => join(folder, `${i}.pem`));
    await Promise.all(files.map((file, i) => writeFile(file, `${blocks[i]}\n`)));
    const { stdout } = await run(program, ["-includeSources", SOURCES.join(","), ...files], { maxBuffer: 256 << 20 });
    const answers = stdout.split("\n").filter((line) => line.startsWith("{"));
    if (answers.length !== blocks.length)
      throw new Error(`zlint answered ${answers.length} times for ${blocks.length}`);
    return answers.map(remarks);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function remarks(answer: string): LintRemark[] {
  const results = JSON.parse(answer) as Record<string, { result: string; details?: string }>;
  return Object.entries(results)
    .filter(([, { result }]) => !UNREMARKABLE.has(result))
    .map(([lint, { result, details }]) => ({
      lint,
      result: result as LintRemark["result"],
      ...(details === undefined ? {} : { details }),
    }));
}
