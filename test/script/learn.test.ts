// What a learner meets on the command line; what the lessons show is tried in test/e2e/learn.test.ts.
import { once } from "node:events";
import { mkdirSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { ENVIRONMENT, shell } from "./command.ts";

test("the list: a line for each step, within 80 columns", () => {
  const { status, stdout } = shell().kubepki("learn", "--list");
  const lines = stdout.trimEnd().split("\n");
  expect(status).toBe(0);
  expect(lines.map((line) => Number(line.slice(0, 2)))).toEqual(lines.map((_, i) => i + 1));
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.at(-1)).toContain("with etcd and kube-apiserver");
});

test("one step: shown alone, its prose within 80 columns, nothing left behind", () => {
  const here = shell();
  mkdirSync(here.path("tmp"));
  const { status, stdout, stderr } = here.kubepki("learn", "--step", "6", { env: { TMPDIR: here.path("tmp") } });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^6 of \d+: The man in the middle is refused\n/);
  expect(stdout.match(/^\d+ of \d+: /gm)).toHaveLength(1);
  const prose = stdout.split("\n").filter((line) => !/^ {2}(openssl|printf|rm|until|\(echo)|^ {4}-/.test(line));
  expect(prose.filter((line) => line.length > 80)).toEqual([]);
  expect(readdirSync(here.path("tmp"))).toEqual([]);
});

test("kept: the files stay, and are said to", () => {
  const here = shell();
  const { status, stderr } = here.kubepki("learn", "--step", "1", "--keep", "kept");
  expect({ status, stderr }).toEqual({ status: 0, stderr: `kubepki: the files are in ${here.path("kept")}\n` });
  expect(readdirSync(here.path("kept")).sort()).toEqual(["bank.key", "bank.pub"]);
});

test("interrupted: the folder goes", async () => {
  const here = shell();
  mkdirSync(here.path("tmp"));
  const env = { ...ENVIRONMENT, TMPDIR: here.path("tmp") };
  const child = here.start(["learn", "--all"], { env, stdio: ["ignore", "pipe", "ignore"] });
  await once(child.stdout ?? child, "data");
  expect(readdirSync(here.path("tmp"))).toHaveLength(1);
  child.kill("SIGTERM");
  const [status] = await once(child, "exit");
  expect(status).toBe(143);
  expect(readdirSync(here.path("tmp"))).toEqual([]);
});
