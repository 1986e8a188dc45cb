// On a real terminal (a pty that script(1) makes): the question, colours, progress; and off one: none of them.
import { spawn } from "node:child_process";
import { describe, expect, test } from "vitest";
import { programInPath } from "../judges/places.mjs";
import { clusterShell, ENVIRONMENT, PROGRAM, type Shell, shell } from "./command.ts";

interface Session {
  readonly status: number | null;
  /** What the terminal showed: both streams, with carriage returns and codes. */
  readonly screen: string;
}

/** Run on a terminal; `keys` are typed when the question stands there, those of a list each time it comes again. */
function onTerminal(
  here: Shell,
  words: readonly string[],
  keys: string | readonly string[] = "",
  env: NodeJS.ProcessEnv = {},
  question = "[y/N] ",
): Promise<Session> {
  const line = [process.execPath, PROGRAM, ...words].map((word) => `'${word}'`).join(" ");
  const child = spawn("script", ["-q", "-e", "-c", line, "/dev/null"], {
    cwd: here.folder,
    env: { ...ENVIRONMENT, TERM: "xterm-256color", ...env },
  });
  return new Promise((resolve, reject) => {
    let screen = "";
    const answers = [keys].flat();
    let given = 0;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      screen += text;
      const asked = screen.split(question).length - 1;
      while (answers.length > 0 && asked > given) {
        child.stdin.write(answers.shift() ?? "");
        given++;
      }
    });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, screen }));
  });
}

const missing = programInPath("script") === undefined ? "script(1) of util-linux is not here" : undefined;
if (missing !== undefined) process.stderr.write(`SKIPPED: on a terminal: ${missing}\n`);

const RED = "\x1b[31m";
const GREEN = "\x1b[32m";

describe.skipIf(missing !== undefined)("on a terminal", () => {
  test.each([
    ["Enter", ["\r", "q\r"], ["1 of 12", "2 of 12"], "3 of 12"],
    ["q", "q\r", ["1 of 12"], "2 of 12"],
    ["Ctrl-D", "\x04", ["1 of 12"], "2 of 12"],
  ])("learn waits after each step: %s", async (_, keys, shown, hidden) => {
    const { status, screen } = await onTerminal(shell(), ["learn"], keys, {}, "q to stop: ");
    expect(status).toBe(0);
    for (const title of shown) expect(screen).toContain(title);
    expect(screen).not.toContain(hidden);
  });

  test("map has its authorities in colours", async () => {
    expect((await onTerminal(shell(), ["map", "etcd"])).screen).toContain("\x1b[38;5;77m[C]\x1b[0m");
    expect((await onTerminal(shell(), ["map", "etcd"], "", { NO_COLOR: "1" })).screen).not.toContain("\x1b[3");
  });

  test("apply shows the plan, asks, does it, and says what came of it once", async () => {
    const here = clusterShell();
    const { status, screen } = await onTerminal(here, ["apply"], "y\r");
    expect(status).toBe(0);
    expect(here.exists("pki/hosts/cp-1/etc/kubernetes/admin.conf")).toBe(true);
    expect(screen).toContain("21 to create");
    expect(screen).toContain("21 created");
    expect(screen.split("create credential etcd-peer")).toHaveLength(2);
  });

  test.each([
    ["n", "n\r"],
    ["Enter", "\r"],
    ["something else", "yess\r"],
    ["Ctrl-C", "\x03"],
    ["Ctrl-D", "\x04"],
  ])("%s means no: exit 3, nothing made", async (_, keys) => {
    const here = clusterShell();
    const { status, screen } = await onTerminal(here, ["apply"], keys);
    expect({ status, made: here.exists("pki") }).toEqual({ status: 3, made: false });
    expect(screen).toContain("kubepki: error: nothing was changed");
    expect(screen).not.toContain("bug");
  });

  test("nothing is asked when there is nothing to do", async () => {
    const { status, screen } = await onTerminal(clusterShell("applied"), ["apply"]);
    expect({ status, screen }).toEqual({ status: 0, screen: expect.stringMatching(/^Nothing to do/) });
  });

  test("signs have colours; not with NO_COLOR, not on a dumb terminal, never in JSON", async () => {
    const here = clusterShell();
    expect((await onTerminal(here, ["plan"])).screen).toContain(`${GREEN}+`);
    here.write("pki/users/alice/alice.conf", "mine\n");
    expect((await onTerminal(here, ["plan"])).screen).toContain(`${RED}!`);
    for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }]) {
      expect((await onTerminal(here, ["plan"], "", env)).screen).not.toContain("\x1b[3");
    }
    expect((await onTerminal(here, ["plan", "--output", "json"])).screen).not.toContain("\x1b");
  });

  test("long work shows how far it is, and wipes the line in the end", async () => {
    const here = clusterShell();
    here.write("cluster.yaml", here.read("cluster.yaml").replace(/worker-\[1-2\].*/, LARGE));
    const { status, screen } = await onTerminal(here, ["plan"]);
    expect(status).toBe(0);
    const counts = [...screen.matchAll(/planning (\d+) of (\d+)/g)].map(([, done, all]) => [Number(done), Number(all)]);
    expect(counts.length).toBeGreaterThan(1);
    expect(counts).toEqual([...counts].sort(([a = 0], [b = 0]) => a - b));
    expect(new Set(counts.map(([, all]) => all)).size).toBe(1);
    expect(screen.slice(screen.lastIndexOf("planning "))).toContain("\r\x1b[2K");
  });
});

const LARGE = 'worker-[00001-15000]", addresses: ["10.1.[0-149].[1-100]"]}';

test("off a terminal: no colours, no progress, no question", () => {
  const here = clusterShell();
  here.write("cluster.yaml", here.read("cluster.yaml").replace(/worker-\[1-2\].*/, LARGE));
  const asked = here.kubepki("apply");
  expect(asked).toMatchObject({ status: 3, stdout: "", stderr: expect.stringContaining("add --yes") });
  const { status, stdout, stderr } = here.kubepki("plan");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  for (const sign of ["\x1b", "\r", "planning"]) expect(stdout).not.toContain(sign);
});
