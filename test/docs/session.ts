/**
 * Runs the commands of a page, in the page's order, in one folder of their own, with the built command.
 *
 *     ```sh                    run; has to end with 0
 *     ```sh exit=3             run; has to end with 3
 *     ```sh needs=kubeadm      run where that judge (or root) is; otherwise the page is skipped, with the reason printed
 *     ```sh on=cp-1            run on that host of the cluster that the page has made, or on a further host `desk`
 *     ```sh on=desk kubelet=a  the kubelet of host a is started first
 *     ```sh elsewhere          the way to the hosts: not run, the lab takes the files there
 *     ```yaml cluster.yaml     written to that file
 *     ```text output           what the block before printed, both streams; ... stands for any lines, or a line's rest
 */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type JudgeName, judge, type Want } from "../judges/judge.ts";
import { type Block, type Document, ROOT } from "./markdown.ts";

export interface Ran {
  readonly block: Block;
  readonly wantedExit: number;
  readonly exit: number;
  readonly output: string;
  /** The block that says what is printed. */
  readonly expected: string | undefined;
}

const isFile = ({ language, words }: Block): boolean => language !== "sh" && /\.\w+$/.test(words[0] ?? "");

export const isRun = (block: Block): boolean =>
  block.language === "sh" && !block.words.includes("elsewhere") && hostOf(block) === undefined;

/** The host of a running cluster that a block is for. */
export const hostOf = ({ language, words }: Block): string | undefined =>
  language === "sh" ? wordValue(words, "on") : undefined;

/** The hosts whose kubelets are to run from this block on. */
export const kubeletsOf = ({ words }: Block): string[] => wordValue(words, "kubelet")?.split(",") ?? [];

/** The exit code that a block has to end with. */
export const exitOf = ({ words }: Block): number => Number(wordValue(words, "exit") ?? 0);

export const isElsewhere = ({ language, words }: Block): boolean => language === "sh" && words.includes("elsewhere");

/** What a page needs beside Node and a shell. */
export const needsOf = ({ blocks }: Document): Want[] => [
  ...new Set(blocks.flatMap(({ words }) => wordValue(words, "needs")?.split(",") ?? []) as Want[]),
];

/** The specification that the page's cluster is made from: named at a block for a host, or the page's first YAML file. */
export const specOf = ({ blocks }: Document): string =>
  blocks.flatMap(({ words }) => wordValue(words, "spec") ?? [])[0] ??
  blocks.find((block) => isFile(block) && block.language === "yaml")?.words[0] ??
  "";

const wordValue = (words: readonly string[], name: string): string | undefined =>
  words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);

export function runPage(page: Document): readonly Ran[] {
  const { ran, close } = openPage(page);
  close();
  return ran;
}

/** What a page has done, and where; to be closed. */
export interface OpenPage {
  readonly ran: readonly Ran[];
  /** The folder that its commands ran in. */
  readonly work: string;
  close(): void;
}

/** One shell runs the whole page; each block is a shell of its own below it, so that only files pass from one to the next. */
export function openPage(page: Document): OpenPage {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "kubepki-docs-")));
  const close = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const wants = needsOf(page);
    const programs = makePrograms(folder, wants);
    const work = join(folder, "work");
    mkdirSync(join(work, "node_modules"), { recursive: true });
    symlinkSync(ROOT, join(work, "node_modules", "kubepki"));
    symlinkSync(join(ROOT, "examples"), join(work, "examples"));
    const script = join(folder, "script.sh");
    writeFileSync(script, scriptOf(page));
    const [command = "", ...parameters] = [...(wants.includes("root") ? ON_A_HOST : ["bash"]), script];
    const { stdout, stderr } = spawnSync(command, parameters, {
      cwd: work,
      encoding: "utf8",
      env: { PATH: `${programs}:${process.env.PATH}:/usr/sbin:/sbin`, HOME: folder, NO_COLOR: "1", LC_ALL: "C.UTF-8" },
      timeout: 120_000,
    });
    return { ran: read(page, stdout, stderr), work, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** A host's own /etc and /var/lib for the length of the page: overlays that are gone with the namespace. */
const ON_A_HOST = [
  "unshare",
  "--mount",
  "--propagation",
  "private",
  "bash",
  "-c",
  `set -e
mount -t tmpfs page /mnt
for name in etc var/lib; do
  mkdir -p /mnt/$name/upper /mnt/$name/work
  mount -t overlay page -o lowerdir=/$name,upperdir=/mnt/$name/upper,workdir=/mnt/$name/work /$name
done
exec bash "$0"`,
];

/** The programs as a user has them after an installation, and the judges that the page asks for. */
function makePrograms(folder: string, wants: readonly Want[]): string {
  const programs = join(folder, "bin");
  mkdirSync(programs);
  const node = JSON.stringify(process.execPath);
  const kubepki = `exec ${node} ${JSON.stringify(join(ROOT, "bin/kubepki.js"))}`;
  const write = (name: string, text: string): void => {
    writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(programs, name), 0o755);
  };
  write("kubepki", `${kubepki} "$@"`);
  write("kubectl-pki", `${kubepki} "$@"`);
  write("node", `exec ${node} "$@"`);
  write("npx", `test "$1" = kubepki || exit 127\nshift\n${kubepki} "$@"`);
  for (const name of wants) {
    if (name === "root") continue;
    const { path } = judge(name as JudgeName);
    if (path !== undefined) symlinkSync(path, join(programs, name));
  }
  return programs;
}

const MARK = "\u001e";

function scriptOf({ blocks }: Document): string {
  return blocks
    .map((block, i) => {
      if (isFile(block)) {
        const [file = ""] = block.words;
        return `mkdir -p '${dirname(file)}'\ncat > '${file}' <<'${MARK}'\n${block.text}${MARK}\n`;
      }
      if (!isRun(block)) return "";
      return `printf '${MARK}${i}\\n'\n(\nset -euo pipefail\n${block.text}) 2>&1 </dev/null\nprintf '${MARK}=%d\\n' $?\n`;
    })
    .join("");
}

function read({ file, blocks }: Document, stdout: string, stderr: string): Ran[] {
  const found = new Map<number, { output: string; exit: number }>();
  for (const [, i, output, exit] of stdout.matchAll(
    new RegExp(`${MARK}(\\d+)\\n([^${MARK}]*)${MARK}=(\\d+)\\n`, "g"),
  )) {
    found.set(Number(i), { output: output ?? "", exit: Number(exit) });
  }
  return blocks.flatMap((block, i) => {
    if (!isRun(block)) return [];
    const ran = found.get(i);
    if (ran === undefined) throw new Error(`${file}:${block.line}: did not run to its end\n${stdout}${stderr}`);
    return [{ block, ...ran, wantedExit: exitOf(block), expected: toldAfter(blocks, block) }];
  });
}

/** The output that a page shows below a block. */
export function toldAfter(blocks: readonly Block[], block: Block): string | undefined {
  const next = blocks[blocks.indexOf(block) + 1];
  return next?.language === "text" && next.words.includes("output") ? next.text : undefined;
}

/** Whether a text is as a page says it is; `...` stands for any lines or none, at the end of a line for its rest. */
export function isAsTold(output: string, told: string): boolean {
  const lines = (text: string): string[] =>
    text
      .trimEnd()
      .split("\n")
      .map((line) => line.trimEnd());
  const exactly = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = lines(told)
    .map((line) => {
      if (line.trim() === "...") return "(?:.*\\n)*";
      return line.endsWith("...") ? `${exactly(line.slice(0, -3))}.*\\n` : `${exactly(line)}\\n`;
    })
    .join("");
  return new RegExp(`^${pattern}$`).test(`${lines(output).join("\n")}\n`);
}
