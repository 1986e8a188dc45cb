// Plan and apply as they are used day after day: what is made, what is kept, what changes and why.

import { X509Certificate } from "node:crypto";
import { mkdirSync, symlinkSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { snapshot } from "../contract/files/scratch.ts";
import { describeWith, judgePath } from "../judges/judge.ts";
import { CHECKOUT, CLUSTER, clusterShell, type Outcome, type Shell, shell } from "./command.ts";

interface Step {
  readonly unit: string;
  readonly kind: string;
  readonly id: string;
  readonly action: string;
  readonly reasons: readonly string[];
}

/** The steps that change something, by JSON. */
function changesOf(outcome: Outcome): Step[] {
  const { steps } = JSON.parse(outcome.stdout) as { steps: Step[] };
  return steps.filter((step) => step.action !== "keep");
}

const APISERVER = "pki/hosts/cp-1/etc/kubernetes/pki/apiserver.crt";
const own = [".kubepki"];

describe("twice the same", () => {
  test("is nothing to do, for plan and for apply, and changes no byte", () => {
    const here = clusterShell("applied");
    const before = snapshot(here.path("pki"));
    expect(here.kubepki("plan", "--detailed-exitcode")).toEqual({
      status: 0,
      stdout: "Nothing to do: everything is there, fits and is not due.\n",
      stderr: "",
    });
    expect(here.kubepki("apply")).toMatchObject({ status: 0, stderr: "" });
    expect(snapshot(here.path("pki"))).toEqual(before);
  });

  test("plan writes nothing at all, not even the output folder", () => {
    const here = clusterShell();
    const before = snapshot(here.folder);
    expect(here.kubepki("plan").status).toBe(0);
    expect(here.kubepki("plan", "--detailed-exitcode").status).toBe(2);
    expect(snapshot(here.folder)).toEqual(before);
  });
});

test("--detailed-exitcode as terraform has it: 0 nothing, 2 something, 1 bad usage or input; 3 and 4 keep theirs", () => {
  const here = clusterShell("applied");
  const codeOf = (...words: string[]): number | null => here.kubepki("plan", "--detailed-exitcode", ...words).status;
  expect(codeOf()).toBe(0);
  expect(codeOf("-o", "other")).toBe(2);
  expect(codeOf("-f", "none.yaml")).toBe(1);
  expect(codeOf("--host", "none")).toBe(1);
  expect(codeOf("--at", "soon")).toBe(1);
  expect(codeOf("--fiel", "x")).toBe(1);
  expect(codeOf("-o", "cluster.yaml")).toBe(3);
  here.write("bad.yaml", "kind: Cluster\n");
  expect(codeOf("-f", "bad.yaml")).toBe(1);
});

describe("a change of the specification", () => {
  test("a further name of the API: just that certificate, with its key", () => {
    const here = clusterShell("applied");
    const before = snapshot(here.path("pki"), own);
    here.write("cluster.yaml", `${CLUSTER}apiServer: {names: [api.example.com]}\n`);
    const steps = changesOf(here.kubepki("plan", "--output", "json"));
    expect(steps.map(({ action, id }) => `${action} ${id}`)).toEqual([
      "reissue apiserver",
      "update etc/kubernetes/pki/apiserver.crt",
      "update etc/kubernetes/pki/apiserver.key",
    ]);
    expect(steps[0]?.reasons).toEqual(["it lacks the name api.example.com"]);
    const { status, stdout } = here.kubepki("apply", "--yes");
    expect(status).toBe(0);
    expect(stdout).toContain("Certificates: 1 reissued, 20 kept");
    const after = snapshot(here.path("pki"), own);
    const changed = Object.keys(after).filter((path) => after[path] !== before[path]);
    expect(changed).toEqual(["apiserver.crt", "apiserver.key"].map((name) => `hosts/cp-1/etc/kubernetes/pki/${name}`));
    expect(new X509Certificate(here.read(APISERVER)).subjectAltName).toContain("DNS:api.example.com");
    expect(here.kubepki("plan", "--detailed-exitcode").status).toBe(0);
  });

  test("a further host: its own folder, and no other host's certificate", () => {
    const here = clusterShell("applied");
    here.write("cluster.yaml", CLUSTER.replace("worker-[1-2]", "worker-[1-3]").replace("10.0.1.[1-2]", "10.0.1.[1-3]"));
    const steps = changesOf(here.kubepki("apply", "--yes", "--output", "json"));
    expect(new Set(steps.map((step) => step.unit))).toEqual(new Set(["hosts/worker-3"]));
    expect(here.exists("pki/hosts/worker-3/etc/kubernetes/kubelet.conf")).toBe(true);
  });

  test("a user and a host that are gone: their folders stay and are named, until somebody removes them", () => {
    const here = clusterShell("applied");
    here.write(
      "cluster.yaml",
      CLUSTER.replace(/users:.*\n.*/, "")
        .replace("worker-[1-2]", "worker-1")
        .replace("[1-2]", "1"),
    );
    const { status, stdout } = here.kubepki("plan", "--detailed-exitcode");
    expect(status).toBe(0);
    expect(stdout).toContain("users/alice\n  ? stale 5 files\n");
    expect(stdout).toContain("hosts/worker-2\n  ? stale 6 files\n");
    expect(here.kubepki("apply", "--yes").status).toBe(0);
    expect(here.exists("pki/users/alice/alice.conf")).toBe(true);
    here.run("rm", ["-r", "pki/users/alice", "pki/hosts/worker-2"]);
    expect(here.kubepki("plan").stdout).toMatch(/^Nothing to do/);
  });
});

describe("time", () => {
  test("--at: nothing is due now, everything that is short-lived a year later, and apply then renews it", () => {
    const here = clusterShell("applied");
    const later = new Date(Date.now() + 340 * 86_400_000).toISOString().slice(0, 10);
    const { status, stdout } = here.kubepki("plan", "--at", later, "--detailed-exitcode");
    expect(status).toBe(2);
    expect(stdout).toMatch(/~ renew credential apiserver: it expires on \d{4}-\d\d-\d\d, with \d+ % of its life left/);
    expect(stdout).toContain("Certificates: 21 to renew.");
    expect(stdout).not.toContain("authority ca");
    const ca = here.read("pki/authorities/ca.crt");
    expect(here.kubepki("apply", "--yes", "--at", later).status).toBe(0);
    expect(here.read("pki/authorities/ca.crt")).toBe(ca);
    expect(new X509Certificate(here.read(APISERVER)).validFrom).toContain(String(new Date(later).getUTCFullYear()));
    expect(here.kubepki("plan", "--at", later, "--detailed-exitcode").status).toBe(0);
  });

  test("--at with a zone is the same moment", () => {
    const here = clusterShell();
    for (const at of ["2027-01-02T03:04:05Z", "2027-01-02T05:04:05+02:00"]) {
      const { at: said } = JSON.parse(here.kubepki("plan", "--at", at, "--output", "json").stdout) as { at: string };
      expect(said).toBe("2027-01-02T03:04:05.000Z");
    }
  });
});

describe("where the specification comes from", () => {
  test("cluster.yaml without -f, another file, standard input, a pipe of the shell: all the same", () => {
    const here = clusterShell();
    const { stdout } = here.kubepki("plan");
    expect(stdout).toContain("21 to create");
    expect(here.kubepki("plan", "-f", "-", { input: CLUSTER }).stdout).toBe(stdout);
    here.run("mv", ["cluster.yaml", "other.yaml"]);
    expect(here.kubepki("plan", "--file=other.yaml").stdout).toBe(stdout);
    expect(here.run("bash", ["-c", `node ${CHECKOUT}bin/kubepki.js plan -f <(cat other.yaml)`]).stdout).toBe(stdout);
    expect(here.kubepki("plan")).toMatchObject({ status: 2, stderr: expect.stringContaining("cluster.yaml does not") });
  });

  test("kubeadm's configuration in two files, in one, and through a pipe", () => {
    const here = shell();
    const cluster = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.37.2\n";
    const init =
      "apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\nnodeRegistration: {name: cp-1}\nlocalAPIEndpoint: {advertiseAddress: 10.0.0.11}\n";
    here.write("a.yaml", cluster);
    here.write("b.yaml", init);
    const two = here.kubepki("plan", "-f", "a.yaml", "-f", "b.yaml");
    expect(two.status).toBe(0);
    expect(two.stdout).toContain("hosts/cp-1\n");
    expect(here.kubepki("plan", "-f", "-", { input: `${cluster}---\n${init}` })).toEqual(two);
    expect(here.kubepki("plan", "-f", "a.yaml", "-f", "-", { input: init })).toEqual(two);
  });

  test("what init makes of a kubeadm configuration is the same cluster", () => {
    const here = shell();
    const file = `${CHECKOUT}examples/kubeadm-v1beta4.yaml`;
    expect(here.kubepki("init", "--from", file).status).toBe(0);
    const steps = (...words: string[]): unknown =>
      (JSON.parse(here.kubepki("plan", "--output", "json", ...words).stdout) as { steps: unknown }).steps;
    expect(steps()).toEqual(steps("-f", file));
  });
});

describe("where it goes", () => {
  const HOST = ["--host", "cp-1", "--root", "root"];

  test("--host with --root: that host's files there and the authorities in the output folder, nothing else", () => {
    const here = clusterShell();
    mkdirSync(here.path("root", "etc"), { recursive: true });
    here.write("root/etc/hostname", "cp-1\n");
    expect(here.kubepki("apply", "--yes", ...HOST).status).toBe(0);
    expect(here.read("root/etc/kubernetes/admin.conf")).toContain("kind: Config");
    expect(here.read("root/etc/hostname")).toBe("cp-1\n");
    expect(Object.keys(snapshot(here.path("pki"))).filter((path) => /^(hosts|users|cluster)/.test(path))).toEqual([]);
    expect(here.kubepki("plan", "--detailed-exitcode", ...HOST).status).toBe(0);
    expect(here.run("find", ["root", "-name", "*kubepki*"]).stdout).toBe("");
  });

  test("a root that is not there is said, and nothing is made", () => {
    const here = clusterShell();
    const { status, stderr } = here.kubepki("apply", "--yes", ...HOST);
    expect({ status, made: here.exists("pki") }).toEqual({ status: 4, made: false });
    expect(stderr).toContain(here.path("root"));
  });

  test("--host alone: that host's folder, and the same authority for the next one", () => {
    const here = clusterShell();
    for (const host of ["cp-1", "worker-2"]) expect(here.kubepki("apply", "--yes", "--host", host).status).toBe(0);
    expect(here.run("ls", ["pki/hosts"]).stdout).toBe("cp-1\nworker-2\n");
    expect(here.read("pki/hosts/worker-2/etc/kubernetes/pki/ca.crt")).toBe(here.read("pki/authorities/ca.crt"));
  });

  test("--settings flags: flag files in place of manifests", () => {
    const here = clusterShell();
    expect(here.kubepki("apply", "--yes", "--settings", "flags").status).toBe(0);
    const files = Object.keys(snapshot(here.path("pki/hosts/cp-1")));
    expect(files).toContain("etc/kubernetes/flags/kube-apiserver.flags");
    expect(files.filter((path) => path.includes("manifests"))).toEqual([]);
    expect(here.read("pki/hosts/cp-1/etc/kubernetes/flags/kube-apiserver.flags")).toMatch(/^--client-ca-file=\S+$/m);
  });

  test("keys and what holds keys are for their owner only, certificates for all", () => {
    const here = clusterShell("applied");
    const files = Object.entries(snapshot(here.path("pki"), own)).filter(([, text]) => !text.endsWith("folder"));
    for (const [path, text] of files) {
      const secret = /PRIVATE KEY|client-key-data/.test(text);
      if (secret) expect({ path, mode: text.slice(0, 3) }).toEqual({ path, mode: "600" });
      if (path.endsWith(".crt")) expect({ path, mode: text.slice(0, 3) }).toEqual({ path, mode: "644" });
    }
    expect(files.filter(([, text]) => text.startsWith("600")).length).toBeGreaterThan(20);
  });
});

describe("how it is called", () => {
  test("npx kubepki in the checkout", () => {
    const here = clusterShell();
    const { status, stdout } = here.run("npx", ["--no-install", "--prefix", CHECKOUT, "kubepki", "--version"]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: "0.1.0\n" });
  });

  test("a reader that has seen enough is no failure, also while something is due", () => {
    const here = clusterShell();
    const run = `node ${CHECKOUT}bin/kubepki.js`;
    const { stdout, stderr } = here.run("bash", [
      "-c",
      `${run} plan --output json | head -1; echo "\${PIPESTATUS[0]}"; ${run} plan --detailed-exitcode | true; echo "\${PIPESTATUS[0]}"`,
    ]);
    expect({ stdout, stderr }).toEqual({ stdout: "{\n0\n2\n", stderr: "" });
    const applied = here.run("bash", ["-c", `${run} apply --yes 2>&1 | true; echo "\${PIPESTATUS[0]}"`]);
    expect(applied.stdout).toBe("0\n");
    expect(here.kubepki("plan", "--detailed-exitcode").status).toBe(0);
  });

  test("an answer that cannot be written is a failure: exit 4", () => {
    const here = clusterShell();
    const { status, stderr } = here.run("bash", ["-c", `node ${CHECKOUT}bin/kubepki.js plan >/dev/full`]);
    expect({ status, stderr }).toEqual({ status: 4, stderr: expect.stringContaining("(ENOSPC)") });
  });
});

describeWith(["kubeadm"], "kubeadm", () => {
  test("the example of the help: kubeadm config print init-defaults | kubepki plan -f -", () => {
    const here: Shell = shell();
    symlinkSync(judgePath("kubeadm"), here.path("kubeadm"));
    const line = `./kubeadm config print init-defaults | node ${CHECKOUT}bin/kubepki.js plan -f -`;
    const { status, stdout } = here.run("bash", ["-o", "pipefail", "-c", line]);
    expect(status).toBe(0);
    expect(stdout).toContain("hosts/node\n");
  });
});
