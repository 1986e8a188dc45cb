// Help: every command, with examples that work, as wide as the terminal; typing errors are answered with the near name.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parsePrivateKey } from "../../src/x509/key-encoding.ts";
import { parsePem } from "../../src/x509/pem.ts";
import { encodePkcs12 } from "../../src/x509/pkcs12.ts";
import { programInPath } from "../judges/places.mjs";
import { CLUSTER, clusterShell, PROGRAM, shell } from "./command.ts";

/** A certificate with its key, under the passphrase x. */
function pkcs12(name: string): Uint8Array {
  const key = parsePrivateKey(readFileSync(`${name}.key`, "utf8"));
  const certificates = parsePem(readFileSync(`${name}.crt`, "utf8")).map(({ bytes }) => bytes);
  return encodePkcs12({ friendlyName: "alice", key, certificates }, "x", "modern");
}

const COMMANDS = [
  "init",
  "plan",
  "apply",
  "verify",
  "status",
  "whoami",
  "mutate",
  "show",
  "map",
  "learn",
  "explain",
  "inspect",
  "blast",
  "schema",
  "completion",
];

describe("help", () => {
  test("of the whole: every command, how to begin, exit codes; the same for no words, help, -h and --help", () => {
    const here = shell();
    const { status, stdout, stderr } = here.kubepki("--help");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} +[A-Z]`, "m"));
    for (const part of ["USAGE", "BEGIN", "EXIT CODES", "FLAGS", "COMMANDS"]) expect(stdout).toContain(`${part}\n`);
    for (const code of ["0", "2", "3", "4", "70"]) expect(stdout).toMatch(new RegExp(`^  ${code} +[a-z]`, "m"));
    for (const words of [[], ["help"], ["-h"]]) expect(here.kubepki(...words)).toEqual({ status, stdout, stderr });
  });

  test.each(COMMANDS)("of %s: usage, examples, every flag; the same by `help %s`", (command) => {
    const here = shell();
    const { status, stdout, stderr } = here.kubepki(command, "--help");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^USAGE\n  kubepki ${command} `));
    expect(stdout).toMatch(new RegExp(`\nEXAMPLES\n(  .*\n)*.*kubepki ${command}`));
    expect(here.kubepki("help", command).stdout).toBe(stdout);
  });

  test.each([[], ...COMMANDS.map((command) => [command])])("fits into 80 columns: %s", (...words) => {
    const { stdout } = shell().kubepki(...words, "--help");
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  // What comes of them depends on the day.
  const answersByCode = (line: string): boolean => /--detailed-exitcode|verify .*--at/.test(line);

  test("every example works as it stands", () => {
    const here = clusterShell("applied");
    mkdirSync(here.path("bin"));
    symlinkSync(PROGRAM, here.path("bin", "kubepki"));
    mkdirSync(here.path("root"));
    here.write("kubeadm-config.yaml", KUBEADM);
    here.write("passphrase", "x\n");
    writeFileSync(here.path("alice.p12"), pkcs12(here.path("pki/hosts/cp-1/etc/kubernetes/pki/apiserver")));
    here.write("kubelet.log", "x509: certificate signed by unknown authority\n");
    const examples = COMMANDS.flatMap((command) => {
      const text = here.kubepki(command, "--help").stdout;
      return (/\nEXAMPLES\n((?: {2}.*\n)+)/.exec(text)?.[1] ?? "").split("\n").map((line) => line.trim());
    });
    // Not into the root of this machine, not from its log, not to another one, and not without the programs that are piped to.
    const lines = examples
      .filter((line) => line !== "" && !line.startsWith("rsync") && !line.startsWith("journalctl"))
      .filter((line) => !/^kubepki (?:verify|status) (\/etc|--root|.*\.tar\.gz|.*--connect)/.test(line))
      .map((line) => line.replace("--root / ", "--root root "))
      .filter((line) => ["jq", "kubeadm", "less"].every((name) => !line.includes(name) || programInPath(name)));
    expect(lines.length).toBeGreaterThan(12);
    for (const line of lines) {
      if (line.startsWith("kubepki init")) here.run("rm", ["-f", "cluster.yaml"]);
      else if (!here.exists("cluster.yaml")) here.write("cluster.yaml", CLUSTER);
      const env = { PATH: `${here.path("bin")}:${process.env.PATH}`, HOME: here.folder, fpath: here.folder };
      const script = line.includes("~/.config") ? `mkdir -p ~/.config/fish/completions; ${line}` : line;
      const { status, stderr } = here.run("bash", ["-c", `set -o pipefail; ${script}`], { env });
      // Nobody is there to be asked; and a plan for next year has something to do.
      const asks = line.startsWith("kubepki apply") && !line.includes("--yes");
      const expected = asks && stderr.includes("nobody to ask") ? 3 : answersByCode(line) ? status : 0;
      expect({ line, status, stderr }).toEqual({ line, status: expected, stderr });
    }
  }, 60_000);

  test("answers to `kubectl pki` under that name", () => {
    const here = shell();
    symlinkSync(PROGRAM, here.path("kubectl-pki"));
    const { stdout } = here.run(here.path("kubectl-pki"), ["plan", "--help"]);
    expect(stdout).toMatch(/^USAGE\n {2}kubectl pki plan /);
    expect(stdout).toContain("\n  kubectl pki plan -f cluster.yaml\n");
    expect(stdout).not.toMatch(/^ *kubepki plan/m);
  });
});

const KUBEADM = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.37.2
controlPlaneEndpoint: api.example.com:6443
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
nodeRegistration: {name: cp-1}
localAPIEndpoint: {advertiseAddress: 10.0.0.11}
`;

describe("typing errors", () => {
  test.each([
    [["pln"], "unknown command `pln`", "did you mean `plan`?"],
    [["aplly"], "unknown command `aplly`", "did you mean `apply`?"],
    [["frobnicate"], "unknown command `frobnicate`", "see kubepki --help"],
    [["--out", "x"], "unknown flag --out", /flags follow the command/],
    [["plan", "--fiel", "x"], "unknown flag --fiel", "did you mean --file?"],
    [["plan", "--detailed-exitcod"], "unknown flag --detailed-exitcod", "did you mean --detailed-exitcode?"],
    [["plan", "-x"], "unknown flag -x", "see --help"],
    [["plan", "--output", "jsno"], "--output does not take `jsno`", "did you mean `json`?"],
    [["plan", "--settings", "yaml"], "--settings does not take `yaml`", "allowed: `native`, `flags`"],
    [["plan", "--at", "soon"], "--at: `soon` is no time", "write 2026-11-24 or 2026-11-24T12:00:00Z"],
    [["plan", "--at", "2026-02-30"], /--at: `2026-02-30` is no time/, /write/],
    [["plan", "--out"], "--out needs a value", "see --help"],
    [["plan", "-o", "a", "-o", "b"], "--out is given twice: `a` and `b`", "give it once"],
    [["plan", "-o", ""], "--out: the value is empty", "give one, or leave the flag out"],
    [["plan", "x.yaml"], "unexpected argument `x.yaml`", "files are named by a flag: -f x.yaml"],
    [["plan", "-f", "-", "-f", "-"], "-f - is given twice", "standard input can be read once"],
    [["plan", "--root", "/"], /^--root needs --host/, "name the host: --host cp-1 --root /"],
    [["completion"], "SHELL is missing", "see --help"],
    [["completion", "tcsh"], "there is no completion for `tcsh`", "allowed: `bash`, `zsh`, `fish`"],
    [["map", "kublet"], "there is no component `kublet`", "did you mean `kubelet`?"],
    [["schema", "clutser"], "there is no schema `clutser`", "did you mean `cluster`?"],
    [["init", "--control-planes", "0"], "--control-planes: `0` is no number that fits", "a whole number from 1 to 99"],
    [["init", "--workers", "1.5"], "--workers: `1.5` is no number that fits", "a whole number from 0 to 10000"],
    [["init", "--layout", "kubadm"], "--layout does not take `kubadm`", "did you mean `kubeadm`?"],
    [["init", "--keys", "rsa-2047"], /rsa-2047/, /rsa-2048/i],
    [["init", "--from", "x", "--name", "y"], "--name and --from together", /edit the written file/],
  ])("%j", (words, message, remedy) => {
    const here = shell();
    const { status, stdout, stderr } = here.kubepki(...words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    const [, told, advice] = /^kubepki: error: (.*)\nkubepki: remedy: (.*)\n$/.exec(stderr) ?? [];
    expect({ told, advice }).toEqual({
      told: typeof message === "string" ? message : expect.stringMatching(message),
      advice: typeof remedy === "string" ? remedy : expect.stringMatching(remedy),
    });
    expect(here.exists("cluster.yaml")).toBe(false);
  });

  test("several at once are all said", () => {
    const { status, stderr } = shell().kubepki("plan", "--output", "xml", "--at", "soon");
    expect(status).toBe(2);
    expect(stderr).toContain("--output does not take");
    expect(stderr).toContain("--at: `soon` is no time");
  });
});

test("--version, version and -v print the version of the package", () => {
  const here = shell();
  for (const words of [["--version"], ["version"], ["-v"]]) {
    expect(here.kubepki(...words)).toEqual({ status: 0, stdout: "0.1.0\n", stderr: "" });
  }
});
