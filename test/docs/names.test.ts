/** No document names a command, flag, error, script or file that does not exist. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text_en } from "@stricli/core";
import { describe, expect, it } from "vitest";
import { commandEntries } from "../../scripts/reference/commands.ts";
import { catalog } from "../../src/catalog/index.ts";
import { application } from "../../src/cli/app.ts";
import { ERROR_TABLE } from "../../src/errors.ts";
import { type Document, documents, ROOT } from "./markdown.ts";

const commands = new Map(commandEntries(application("0.0.0", text_en)).map((entry) => [entry.name, entry]));
const flagsOf = (command: string): string[] => [
  ...(commands.get(command)?.flags ?? []).flatMap(({ name, alias }) =>
    alias === undefined ? [name] : [name, `-${alias}`],
  ),
  "--help",
  "-h",
];
const scripts = Object.keys(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).scripts as object);

/** Flags of other programs that the documents speak of in prose. */
const FOREIGN = ["--skip-phases", "--config", "--kubeconfig", "--run", "--quick", "--check"];
const ours = new Set([
  ...[...commands.keys()].flatMap(flagsOf),
  "--version",
  ...catalog.settings.flatMap(({ flag }) => (flag === undefined ? [] : [`--${flag}`])),
  ...FOREIGN,
]);

/** Command lines: those of shell blocks, without comments, and inline code. Bad usage is shown on purpose. */
const linesOf = ({ blocks, spans }: Document): string[] => [
  ...blocks
    .filter(({ language, words }) => language === "sh" && !words.includes("exit=2"))
    .flatMap(({ text }) => text.replaceAll("\\\n", " ").split("\n"))
    .map((line) => line.replace(/(^|\s)#.*$/, "")),
  ...spans,
];

/** What is wrong with the commands of kubepki on a line. */
function faults(line: string): string[] {
  return [...line.matchAll(/(?:^|[\s(])(?:kubepki|kubectl pki)((?: +[^|;&()]+)?)/g)].flatMap(([, rest = ""]) => {
    const [command = "--help", ...words] = rest.trim().split(/\s+/).filter(Boolean);
    if (["--help", "--version", "-h", "-v", "COMMAND"].includes(command)) return [];
    if (!commands.has(command)) return [`no command ${command}: ${line}`];
    const known = flagsOf(command);
    return words
      .filter((word) => /^--?[a-z]/.test(word))
      .map((word) => word.replace(/=.*$/, ""))
      .filter((word) => !known.includes(word))
      .map((word) => `no flag ${word}: ${line}`);
  });
}

/** Prose about kubepki as a name, not as a program: `kubepki` alone, or a path. */
const all = documents();
const written = all.filter(({ file }) => !file.startsWith("docs/reference/"));

describe("no document names", () => {
  it("a command or a flag that does not exist", () => {
    expect(
      all.flatMap((document) =>
        linesOf(document).flatMap((line) => faults(line).map((fault) => `${document.file}: ${fault}`)),
      ),
    ).toEqual([]);
  });

  it("a bare flag that is neither ours nor a component's", () => {
    const bare = written.flatMap(({ file, spans }) =>
      spans.filter((span) => span.startsWith("--")).map((span) => [file, span.split(/[ =]/)[0] ?? ""] as const),
    );
    expect(bare.length).toBeGreaterThan(5);
    expect(bare.filter(([, flag]) => !ours.has(flag))).toEqual([]);
  });

  it("an error code that does not exist", () => {
    const codes = written.flatMap(({ spans, headings }) =>
      [...spans, ...headings].filter((text) => /^ERR_\w+$/.test(text)),
    );
    expect(codes.filter((code) => !Object.hasOwn(ERROR_TABLE, code))).toEqual([]);
  });

  it("a script of npm that does not exist", () => {
    const named = written.flatMap((document) =>
      linesOf(document).flatMap((line) => [...line.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name ?? "")),
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  it("a file or folder of the repository that does not exist", () => {
    const paths = written.flatMap(({ file, spans }) =>
      spans
        .filter((span) => /^(src|test|scripts|docs|bench|schema|examples|bin)\/[\w./-]*$/.test(span))
        .map((span) => [file, span] as const),
    );
    expect(paths.length).toBeGreaterThan(20);
    expect(paths.filter(([, path]) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

it("notices what does not exist", () => {
  expect(faults("kubepki aply -f cluster.yaml")).toHaveLength(1);
  expect(faults("kubepki apply --ouput json")).toHaveLength(1);
  expect(faults("kubepki apply -f cluster.yaml -o out --yes")).toEqual([]);
});

it("the guide explains every error", () => {
  const page = all.find(({ file }) => file === "docs/guide/errors.md");
  expect(Object.keys(ERROR_TABLE).filter((code) => !page?.headings.includes(code))).toEqual([]);
});
