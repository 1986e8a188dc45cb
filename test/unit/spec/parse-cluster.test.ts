import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DEFAULT_SPEC } from "../../../src/spec/defaults.ts";
import { parseSpec } from "../../../src/spec/parse-spec.ts";
import type { Spec } from "../../../src/spec/spec.ts";
import { around, issuesOf } from "./issue-lines.ts";

const parse = (text: string): Spec => {
  const { spec, issues } = parseSpec([{ file: "c.yaml", text }]);
  if (spec === undefined) throw new Error(JSON.stringify(issues));
  return spec;
};

const SIX_LINES = `apiVersion: kubepki/v1
kind: Cluster
name: demo
hosts:
  - {name: cp-1, roles: [control-plane], addresses: [10.0.0.11]}
  - {name: "worker-[1-2]", addresses: "10.0.0.[21-22]"}
`;

test("six lines are a whole cluster", () => {
  expect(parseSpec([{ file: "c.yaml", text: SIX_LINES }])).toEqual({
    issues: [],
    suppliedAt: {},
    spec: {
      ...DEFAULT_SPEC,
      name: "demo",
      endpoint: { host: "10.0.0.11", port: 6443 },
      hosts: [
        { name: "cp-1", roles: ["control-plane", "etcd"], addresses: ["10.0.0.11"], names: [] },
        { name: "worker-1", roles: ["worker"], addresses: ["10.0.0.21"], names: [] },
        { name: "worker-2", roles: ["worker"], addresses: ["10.0.0.22"], names: [] },
      ],
    },
  });
});

test("the defaults are the documented ones", () => {
  expect(DEFAULT_SPEC).toMatchObject({
    kubernetesVersion: { major: 1, minor: 37, patch: 2 },
    layout: "kubeadm",
    serviceSubnets: ["10.96.0.0/12"],
    clusterDomain: "cluster.local",
    topology: "kubeadm",
    kubeProxy: "token",
    kubeletServing: "certificate",
    authorityKeys: "hosts",
    serviceAccountIssuer: "https://kubernetes.default.svc.cluster.local",
    lifetimes: { authorities: 87600 * 3600, credentials: 8760 * 3600, users: 8760 * 3600, backdate: 300 },
  });
});

describe.each(readdirSync("examples"))("examples/%s", (file) => {
  test("parses without issues", () => {
    const { spec, issues } = parseSpec([{ file, text: readFileSync(`examples/${file}`, "utf8") }]);
    expect(issues).toEqual([]);
    expect(spec?.hosts.length).toBeGreaterThan(0);
  });
});

test("the same document in JSON is the same specification", () => {
  const json = {
    apiVersion: "kubepki/v1",
    kind: "Cluster",
    name: "demo",
    hosts: [
      { name: "cp-1", roles: ["control-plane"], addresses: ["10.0.0.11"] },
      { name: "worker-[1-2]", addresses: "10.0.0.[21-22]" },
    ],
  };
  expect(parse(JSON.stringify(json))).toEqual(parse(SIX_LINES));
});

describe("short forms", () => {
  test("one key algorithm is for all, but service accounts where it cannot", () => {
    const keys = (text: string) => parse(around(`layout: hard-way\nkeys: ${text}`)).keys;
    expect(keys("rsa-2048")).toEqual({
      authorities: "RSA-2048",
      credentials: "RSA-2048",
      serviceAccount: "RSA-2048",
      overrides: {},
    });
    expect(keys("P384")).toMatchObject({ credentials: "ECDSA-P384", serviceAccount: "ECDSA-P384" });
    expect(keys("ed25519")).toMatchObject({ authorities: "Ed25519", serviceAccount: "ECDSA-P256" });
    expect(keys("{credentials: RSA-3072, overrides: {etcd-ca: p521}}")).toEqual({
      authorities: "ECDSA-P256",
      credentials: "RSA-3072",
      serviceAccount: "RSA-3072",
      overrides: { "etcd-ca": "ECDSA-P521" },
    });
  });

  test("versions: a minor is its newest patch; a number keeps its digits", () => {
    const version = (text: string) => parse(around(`kubernetesVersion: ${text}`)).kubernetesVersion;
    expect(version("1.36")).toEqual({ major: 1, minor: 36, patch: 3 });
    expect(version('"v1.35"')).toEqual({ major: 1, minor: 35, patch: 4 });
    expect(version("v1.34.1")).toEqual({ major: 1, minor: 34, patch: 1 });
    expect(issuesOf(around("kubernetesVersion: 1.30"))).toEqual([
      "error 3:20 kubernetesVersion: Kubernetes 1.30 is out of range; supported: 1.34 to 1.37",
    ]);
  });

  test("one authority, or three, or a mapping that supplies them", () => {
    expect(parse(around("authorities: one")).topology).toBe("single");
    expect(parse(around("authorities: three")).topology).toBe("kubeadm");
    const fields = "authorities:\n  keys: apart\n  ca: {certificateFile: ca.pem}\n  etcd-ca: {commonName: my etcd}";
    expect(parse(around(fields))).toMatchObject({
      topology: "kubeadm",
      authorityKeys: "apart",
      suppliedAuthorities: { ca: { certificateFile: "ca.pem" } },
      authorityNames: { "etcd-ca": "my etcd" },
    });
  });

  test("lifetimes take years to seconds; defaults never outlive a short authority", () => {
    expect(parse(around("lifetimes: {authorities: 1y2w, credentials: 1h30m, renewBefore: 33%}")).lifetimes).toEqual({
      roots: 7300 * 86400,
      authorities: (365 + 14) * 86400,
      credentials: 5400,
      users: 365 * 86400,
      backdate: 300,
      renewBefore: 0.33,
    });
    expect(parse(around("lifetimes: {authorities: 30d}")).lifetimes).toMatchObject({
      credentials: 30 * 86400,
      users: 30 * 86400,
    });
  });

  test("flags as a mapping or as a list", () => {
    const list = "extraArgs: {etcd: [{name: a, value: x}, {name: a, value: y}], kube-apiserver: {b: z}}";
    expect(parse(around(list)).extraArgs).toEqual({
      etcd: [
        { name: "a", value: "x" },
        { name: "a", value: "y" },
      ],
      "kube-apiserver": [{ name: "b", value: "z" }],
    });
  });

  test("a field that is written but empty is one that is not written", () => {
    expect(parse(around("users:\n  # - alice\nnetwork:\n  domain:"))).toEqual(parse(around("")));
  });
});

describe("endpoint", () => {
  const CP2 = 'hosts:\n  - {name: "cp-[1-3]", roles: [control-plane], addresses: "10.0.0.[11-13]"}\n';

  test("of a load balancer when there is one, of the only control plane otherwise, with the API server's port", () => {
    const lb = `${CP2}  - {name: lb, roles: [load-balancer], addresses: [10.0.0.10]}\n`;
    expect(parse(around("", lb)).endpoint).toEqual({ host: "10.0.0.10", port: 6443 });
    expect(parse(around("apiServer: {bindPort: 8443}")).endpoint).toEqual({ host: "10.0.0.11", port: 8443 });
    expect(parse(around('endpoint: "[fd00::0:1]:443"')).endpoint).toEqual({ host: "fd00::1", port: 443 });
    expect(parse(around('endpoint: "fd00::1"')).endpoint).toEqual({ host: "fd00::1", port: 6443 });
  });

  test("has to be said for several control planes", () => {
    expect(issuesOf(around("", CP2))).toEqual([
      "error 1:1 : there are several control planes and nothing says where clients reach the API; write `endpoint: api.example.com:6443`, or add a host with the role load-balancer",
    ]);
  });
});

describe("ranges", () => {
  const hosts = (entry: string) =>
    parse(
      around("", `hosts:\n  - {name: cp, roles: [control-plane], addresses: [10.0.0.1]}\n  - ${entry}\n`),
    ).hosts.slice(1);

  test("host i gets address i of every entry, and name i", () => {
    const entry = '{name: "w-[08-10]", addresses: ["10.0.1.[1-3]", "fd00::[9,a-b]"], names: "n[1-3].example.com"}';
    expect(hosts(entry)).toEqual([
      { name: "w-08", roles: ["worker"], addresses: ["10.0.1.1", "fd00::9"], names: ["n1.example.com"] },
      { name: "w-09", roles: ["worker"], addresses: ["10.0.1.2", "fd00::a"], names: ["n2.example.com"] },
      { name: "w-10", roles: ["worker"], addresses: ["10.0.1.3", "fd00::b"], names: ["n3.example.com"] },
    ]);
  });

  test("several brackets count like digits, the last fastest", () => {
    expect(
      hosts('{name: "r[1-2]-[a-b]", addresses: "10.[1-2].0.[7,9]"}').map(({ name, addresses }) => [name, ...addresses]),
    ).toEqual([
      ["r1-a", "10.1.0.7"],
      ["r1-b", "10.1.0.9"],
      ["r2-a", "10.2.0.7"],
      ["r2-b", "10.2.0.9"],
    ]);
  });

  test.each([
    [
      '{name: "w-[1-2]", addresses: "10.0.1.[1-3]"}',
      "error 5:34 hosts[1].addresses: `10.0.1.[1-3]` is 3 addresses for 2 hosts; write a range of 2; host 1 gets the first, host 2 the second",
    ],
    [
      '{name: "w-[1-2]", addresses: 10.0.1.1}',
      "error 5:34 hosts[1].addresses: `10.0.1.1` is 1 address for 2 hosts; write a range of 2; host 1 gets the first, host 2 the second",
    ],
    [
      '{name: w, addresses: ["10.0.1.[1-2]"]}',
      "error 5:27 hosts[1].addresses[0]: `10.0.1.[1-2]` is 2 addresses for 1 host; write one address, or make the host's name a range",
    ],
    [
      '{name: "w-[3-1]", addresses: 10.0.1.1}',
      "error 5:12 hosts[1].name: `[3-1]` runs backwards; a range is [1-3], [001-100] or [1,3,7-9]",
    ],
    [
      '{name: "w-[1-3", addresses: 10.0.1.1}',
      "error 5:12 hosts[1].name: `w-[1-3` has a bracket without its partner; a range is [1-3], [001-100] or [1,3,7-9]",
    ],
    [
      '{name: "w-[1-99999]", addresses: 10.0.1.1}',
      "error 5:12 hosts[1].name: `[1-99999]` stands for more than 20000 texts; a range is [1-3], [001-100] or [1,3,7-9]",
    ],
    [
      '{name: "w-[1-20000]", addresses: "10.[1-100].0.[1-200]"}',
      "error 5:12 hosts[1].name: with `w-[1-20000]` there are more than 20000 hosts; split the cluster",
    ],
  ])("%s", (entry, line) => {
    expect(
      issuesOf(around("", `hosts:\n  - {name: cp, roles: [control-plane], addresses: [10.0.0.1]}\n  - ${entry}\n`)),
    ).toContain(line);
  });

  test("thousands of hosts take no longer for each than few", () => {
    const text = around(
      "",
      'hosts:\n  - {name: cp, roles: [control-plane], addresses: [10.0.0.1]}\n  - {name: "w-[00001-10000]", addresses: "10.[1-50].[1-2].[1-100]"}\n',
    );
    expect(parse(text).hosts).toHaveLength(10001);
  });
});
