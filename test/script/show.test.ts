// `kubepki show` as a process: what it says, in words that fit the terminal and as documents by the published schema.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { beforeEach, describe, expect, test } from "vitest";
import { CHECKOUT, clusterShell, type Shell } from "./command.ts";

const schema = JSON.parse(readFileSync(join(CHECKOUT, "schema", "show.v1.json"), "utf8")) as object;
const valid = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

let here: Shell;
beforeEach(() => {
  here = clusterShell();
});

function shown(...words: string[]): string {
  const { status, stdout, stderr } = here.kubepki("show", ...words);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

function documentOf(...words: string[]): Record<string, unknown> {
  const document = JSON.parse(shown(...words, "--output", "json")) as Record<string, unknown>;
  expect(valid(document), JSON.stringify(valid.errors)).toBe(true);
  return document;
}

describe("in words", () => {
  test("alone: everything that can be asked about, of Kubernetes and of a cluster", () => {
    const all = documentOf() as { topics: { id: string }[] };
    const own = documentOf("-f", "cluster.yaml") as { topics: { id: string }[] };
    const ids = (document: typeof all): string[] => document.topics.map(({ id }) => id);
    expect(ids(all)).toEqual(
      expect.arrayContaining(["apiserver", "E9", "etcd-ca", "root-ca", "discovery-pin", "kubelet"]),
    );
    expect(ids(own)).not.toContain("root-ca");
    expect(ids(own)).not.toContain("E24");
    expect(shown()).toContain("  E9   API server to kubelets\n");
  });

  test("a credential on one host: names with their reasons, files with who reads them, both sides' checks", () => {
    const text = shown("apiserver", "-f", "cluster.yaml", "--host", "cp-1");
    expect(text).toMatch(/^apiserver: API server, serving\n {2}A credential of the cluster demo, hosts\/cp-1\n/);
    for (const line of [
      /^ {2}signed by +ca \(kubernetes\), which issues for apiserver-serving$/m,
      /^ {2}10\.96\.0\.1 +pods use the first address of each service subnet/m,
      /^ {2}cp-1 +the control plane's node name$/m,
      /^ {2}\/etc\/kubernetes\/pki\/apiserver\.key\n {4}0600, its private key; read by --tls-private-key-file/m,
      /^ {2}E8 +pods to the API server, as the server; checked with the trust slot/m,
      /^ {2}apiserver-client-ca +--client-ca-file\. Decides whose/m,
      /^ {2}Without it: The API server makes itself a self-signed pair/m,
      /^Source: kubernetes cmd\/kubeadm/m,
    ]) {
      expect(text).toMatch(line);
    }
  });

  test("a user by name; a key pair without certificate; another host's", () => {
    expect(documentOf("alice", "-f", "cluster.yaml")).toMatchObject({ id: "user", unit: "users/alice" });
    expect(shown("alice", "-f", "cluster.yaml")).toMatch(/organizations +developers: the groups/);
    expect(documentOf("sa", "-f", "cluster.yaml")).toMatchObject({ of: "credential", unit: "hosts/cp-1", alsoIn: [] });
    const one = documentOf("kubelet-server", "-f", "cluster.yaml", "--host", "worker-2");
    expect(one).toMatchObject({ unit: "hosts/worker-2", alsoIn: [] });
    expect(JSON.stringify(one)).toContain("10.0.1.2");
    expect(documentOf("kubelet-server", "-f", "cluster.yaml")).toMatchObject({
      unit: "hosts/cp-1",
      alsoIn: ["hosts/worker-1", "hosts/worker-2"],
    });
  });

  test("a connection by number, in any case, and by words of its title", () => {
    const text = shown("E9", "-f", "cluster.yaml");
    expect(shown("e9", "-f", "cluster.yaml")).toBe(text);
    expect(shown("api", "server", "to", "kubelets", "-f", "cluster.yaml")).toBe(text);
    expect(text).toMatch(/kube-apiserver dials +shows apiserver-kubelet-client; checks the server/);
    expect(text).toMatch(/--kubelet-certificate-authority\n +\/etc\/kubernetes\/pki\/ca\.crt\./);
    expect(text).toMatch(/^ {2}10\.0\.0\.11 +the node's internal address/m);
  });

  test("an authority: whom it signs for, who believes it, what a thief could do", () => {
    const text = shown("etcd-ca", "-f", "cluster.yaml");
    expect(text).toContain("If its key is stolen: Its holder can read and write everything in etcd");
    expect(text).toMatch(/^ {2}etcd-client-ca +etcd, --trusted-ca-file: lets in whoever/m);
    expect(text).toMatch(/apiserver-client and etcd-client\n +by one authority, which is a risk/);
    expect(shown("ca")).toMatch(/etcd-server +etcd, serving clients \(in topology single\)/);
  });

  test("names that two kinds have: the credential, and how to ask for the other", () => {
    expect(documentOf("kube-proxy")).toMatchObject({ of: "credential", alsoNamed: ["component/kube-proxy"] });
    expect(documentOf("component/kube-proxy")).toMatchObject({ of: "component" });
    expect(documentOf("slot/etcd-peer-ca")).toMatchObject({ of: "slot" });
  });

  test("everything there is fits into 80 columns and the schema, in general and of a cluster", () => {
    for (const of of [[], ["-f", "cluster.yaml"]]) {
      const { topics } = documentOf(...of) as { topics: { kind: string; id: string }[] };
      // Each of a kind once; all of them would take a process each.
      const some = topics.filter((_, i) => i % 7 === 0 || i > topics.length - 3);
      for (const { kind, id } of some) {
        const text = shown(`${kind}/${id}`, ...of);
        const long = text.split("\n").filter((line) => line.length > 80 && !/\S{50}/.test(line));
        expect({ id, long }).toEqual({ id, long: [] });
        expect(documentOf(`${kind}/${id}`, ...of)).toMatchObject({ of: kind, id });
      }
    }
  }, 60_000);
});

describe("commands", () => {
  test("as a document, and as text", () => {
    const text = shown("admin.conf", "--openssl");
    expect(text).toMatch(/^\(\n# administrator/);
    expect(documentOf("admin.conf", "--openssl")).toEqual({
      apiVersion: "kubepki/v1",
      kind: "Commands",
      tool: "openssl",
      name: "admin.conf",
      commands: text,
    });
    expect(documentOf("apiserver", "--cfssl")).toMatchObject({
      tool: "cfssl",
      commands: expect.stringMatching(/^cfssl gencert/m),
    });
    expect(documentOf("--script", "-f", "cluster.yaml")).toMatchObject({
      commands: expect.stringMatching(/^#!\/bin\/sh\n/),
    });
  });
});

describe("what cannot be", () => {
  test.each([
    [["apisrver"], "there is nothing called `apisrver`", "did you mean `apiserver`?"],
    [["frobnicate"], "there is nothing called `frobnicate`", "`kubepki show` alone lists what there is"],
    [["scrapers"], "`scrapers` is in the titles of several", "choose one: `E21`, `E22`, `E23`"],
    [["E24", "-f", "cluster.yaml"], "the cluster has no `E24`", "without -f it is told for Kubernetes in general"],
    [["apiserver", "--host", "cp-1"], "--host needs a specification", "name it: -f cluster.yaml"],
    [
      ["apiserver", "-f", "cluster.yaml", "--host", "cp-9"],
      "there is no host cp-9 in the specification",
      /hosts are cp-1/,
    ],
    [["--script"], "--script needs a specification", "name it: -f cluster.yaml"],
    [["--script", "ca", "-f", "cluster.yaml"], "--script is of the whole cluster", /leave `ca` out/],
    [["--openssl"], "NAME is missing", /name what is to be made/],
    [["ca", "--openssl", "--cfssl"], "--openssl and --cfssl are two tools", /leave one/],
    [["sa", "--cfssl"], "sa is no certificate, and cfssl makes nothing else", /--openssl/],
    [
      ["apiserver", "-f", "cluster.yaml", "--host", "worker-1", "--openssl"],
      /on worker-1 there is no certificate of apiserver/,
      /in words/,
    ],
  ])("%j", (words, message, remedy) => {
    const { status, stdout, stderr } = here.kubepki("show", ...words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    const [, told, advice] = /^kubepki: error: (.*)\nkubepki: remedy: (.*)\n$/.exec(stderr) ?? [];
    expect({ told, advice }).toEqual({
      told: typeof message === "string" ? message : expect.stringMatching(message),
      advice: typeof remedy === "string" ? remedy : expect.stringMatching(remedy),
    });
  });
});
