/**
 * The lessons: what they say happens does happen, and their openssl commands do the same by openssl alone. The last one
 * with a real etcd and a real kube-apiserver.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loopback } from "../../src/adapters/loopback/loopback.ts";
import type { Command } from "../../src/app/learn/lesson.ts";
import { describeWith, judgePath } from "../judges/judge.ts";
import { PROGRAM } from "../script/command.ts";

interface Answer {
  readonly holds: boolean;
  readonly lessons: readonly {
    readonly id: string;
    readonly needs: readonly string[];
    readonly commands: readonly Command[];
    readonly skipped?: string;
    readonly observations: readonly { readonly tried: string; readonly outcome: string; readonly said: string }[];
  }[];
}

/** What has to come out, and in whose words; said here once more without the lessons. */
const OUTCOMES: Readonly<Record<string, readonly [outcome: "works" | "refused", said: RegExp][]>> = {
  "key-pair": [
    ["works", /mode 0600/],
    ["works", /BEGIN PUBLIC KEY/],
  ],
  encrypt: [
    ["works", /^256 bytes/],
    ["works", /^transfer 100 to Bob$/],
    ["refused", /./],
  ],
  sign: [
    ["works", /100/],
    ["refused", /900/],
  ],
  "bare-key": [
    ["works", /^the bank heard: my PIN is 1234$/],
    ["works", /^Mallory heard: my PIN is 1234$/],
  ],
  authority: [["works", /^the bank heard: my PIN is 1234$/]],
  "man-in-the-middle": [
    ["refused", /^the client: DEPTH_ZERO_SELF_SIGNED_CERT: /],
    ["refused", /^the client: UNABLE_TO_VERIFY_LEAF_SIGNATURE: /],
    ["refused", /^the client: ERR_TLS_CERT_ALTNAME_INVALID: .*shop\.example/],
  ],
  "client-certificate": [
    ["works", /^user kube-admin, groups \[system:masters\]/],
    ["refused", /^the server: CERTIFICATE_REQUIRED/],
    ["refused", /^the server: UNABLE_TO_VERIFY_LEAF_SIGNATURE/],
    ["refused", /^the server: INVALID_PURPOSE/],
  ],
  groups: [
    ["works", /./],
    ["works", /groups \[system:masters\]/],
    ["refused", /groups \[\] \(subject OU=system:masters, CN=kube-admin\)/],
  ],
  "etcd-peers": [
    ["works", /^6 of 6/],
    ["refused", /^the server: INVALID_PURPOSE/],
    ["works", /kube-apiserver-etcd-client/],
    ["refused", /^the server: UNABLE_TO_VERIFY_LEAF_SIGNATURE/],
  ],
  kubelet: [
    ["works", /^user system:node:worker-1, groups \[system:nodes\]/],
    ["works", /^the kubelet heard exec from user kube-apiserver-kubelet-client/],
    ["refused", /^the client: DEPTH_ZERO_SELF_SIGNED_CERT/],
    ["works", /./],
  ],
  kubeconfig: [
    ["works", /mode 0600/],
    ["works", /^GET \/api\/v1\/pods from user kube-admin/],
  ],
  "real-cluster": [
    ["works", /^user kube-admin, groups \[system:masters, system:authenticated\]$/],
    ["works", /^200/],
    ["works", /^user kube-admin, groups \[system:authenticated\]$/],
    ["refused", /^403 .*cannot list resource "secrets"/],
    ["refused", /^401 Unauthorized$/],
    ["refused", /system:anonymous/],
    ["works", /"health":"true"/],
    ["refused", /alert/i],
    ["refused", /alert/i],
  ],
};

describeWith(["openssl", "curl", "etcd", "kube-apiserver"], "learn", () => {
  let folder: string;
  let kept: string;
  let answer: Answer;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-learn-test-"));
    const programs = join(folder, "programs");
    mkdirSync(programs);
    for (const name of ["etcd", "kube-apiserver"] as const) symlinkSync(judgePath(name), join(programs, name));
    kept = join(folder, "kept");
    const words = ["learn", "--all", "--keep", kept, "--programs", programs, "--output", "json"];
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...words], {
      encoding: "utf8",
      timeout: 110_000,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    answer = JSON.parse(stdout) as Answer;
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("everything that is tried comes out as it has to", () => {
    expect(answer.holds).toBe(true);
    expect(answer.lessons.map(({ id }) => id)).toEqual(Object.keys(OUTCOMES));
    for (const { id, observations } of answer.lessons) {
      const wanted = OUTCOMES[id] ?? [];
      expect({ id, outcomes: observations.map(({ outcome }) => outcome) }).toEqual({
        id,
        outcomes: wanted.map(([outcome]) => outcome),
      });
      for (const [i, { said }] of observations.entries()) expect(said).toMatch(wanted[i]?.[1] ?? /^$/);
    }
  });

  it("no key can be read by others, and none is in the answer", () => {
    const keys = readdirSync(kept, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".key"));
    expect(keys.length).toBeGreaterThan(20);
    const open = [...keys, "admin.conf"].filter((name) => (statSync(join(kept, name)).mode & 0o077) !== 0);
    expect(open).toEqual([]);
    const secrets = keys.map((name) => readFileSync(join(kept, name), "utf8").split("\n")[1] ?? "");
    expect(secrets.filter((line) => JSON.stringify(answer).includes(line))).toEqual([]);
  });

  it("the commands do the same by openssl alone, from an empty folder", { timeout: 120_000 }, async () => {
    const empty = join(folder, "empty");
    mkdirSync(empty);
    for (const { id, needs, commands } of answer.lessons) if (needs.length === 0) await runs(id, commands, empty);
  });

  it("the commands of each step work in the folder that is kept, the last step's first", {
    timeout: 120_000,
  }, async () => {
    for (const { id, commands } of answer.lessons.toReversed()) await runs(id, commands, kept);
  });
});

/** Each line in one bash, as a reader pastes them; the port is one that is free here. */
async function runs(id: string, commands: readonly Command[], cwd: string): Promise<void> {
  const port = String(await loopback.freePort());
  const lines = commands.map(({ line }) => line.replaceAll("4443", port));
  const script = lines.map((line) => `{ ${line}\n} 2>&1\nprintf '\\036%d\\036' $?\n`).join("");
  const { stdout } = spawnSync("bash", ["-c", `wait_all() { wait; }; trap wait_all EXIT\n${script}`], {
    cwd,
    encoding: "utf8",
    input: "",
    timeout: 60_000,
    env: { ...process.env, LC_ALL: "C" },
  });
  const parts = stdout.split("\u001e");
  const ran = commands.map(({ line, prints = "" }, i) => {
    const output = parts[2 * i] ?? "did not run";
    return {
      id,
      line,
      exit: Number(parts[2 * i + 1] ?? Number.NaN),
      output: output.includes(prints) ? "as told" : output,
    };
  });
  expect(ran).toEqual(commands.map(({ line, exit = 0 }) => ({ id, line, exit, output: "as told" })));
}
