import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { seededKeyMaker } from "../../../src/adapters/keys/node-keys.ts";
import {
  apply,
  type KubepkiError,
  memoryStore,
  nodeSigner,
  type Ports,
  parseSpec,
  plan,
  systemEntropy,
} from "../../../src/index.ts";

const SPEC = (trust: string) => `apiVersion: kubepki/v1
kind: Cluster
endpoint: api.example.com
hosts: [{ name: cp-1, roles: [control-plane, worker], addresses: [10.0.0.11] }]
authorities: ${trust}
`;

function specOf(trust: string) {
  const { spec, issues } = parseSpec([{ file: "cluster.yaml", text: SPEC(trust) }]);
  if (spec === undefined) throw new Error(JSON.stringify(issues));
  return spec;
}

const AT = new Date("2026-11-25T00:00:00Z");
const ports = (files = memoryStore(), passphrase?: string) =>
  ({
    clock: { now: () => AT },
    entropy: systemEntropy(),
    keyMaker: seededKeyMaker(systemEntropy()),
    signerFor: nodeSigner,
    files,
    ...(passphrase === undefined ? {} : { passphrase }),
  }) satisfies Ports;

const text = (files: ReturnType<typeof memoryStore>, unit: string, path: string): string =>
  Buffer.from(files.files().get(`${unit}/${path}`)?.bytes ?? []).toString("latin1");

const certificates = (pem: string): X509Certificate[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (one) => new X509Certificate(one),
  );

const PKI = "etc/kubernetes/pki";

describe.each(["shared", "each"])("roots: %s", (roots) => {
  it("leaves bring all but the root, and everything verifies from the root", async () => {
    const { files, ...rest } = ports();
    await apply({ spec: specOf(`{ roots: ${roots} }`) }, { files, ...rest });
    const root = certificates(text(files, "authorities", roots === "shared" ? "root-ca.crt" : "ca-root.crt"))[0];
    const [leaf, intermediate, more] = certificates(text(files, "hosts/cp-1", `${PKI}/apiserver.crt`));
    expect(more).toBeUndefined();
    expect(leaf?.checkIssued(intermediate as X509Certificate)).toBe(true);
    expect(intermediate?.checkIssued(root as X509Certificate)).toBe(true);
    expect(root?.verify(root.publicKey)).toBe(true);
    // A kubeconfig brings its chain too.
    const data = /client-certificate-data: (\S+)/.exec(text(files, "users/admin", "admin.conf"))?.[1] ?? "";
    expect(certificates(Buffer.from(data, "base64").toString())).toHaveLength(2);
    expect(
      (await plan({ spec: specOf(`{ roots: ${roots} }`) }, { files, ...rest })).steps.map((s) => s.action),
    ).toEqual(expect.arrayContaining(["keep"]));
    const again = await plan({ spec: specOf(`{ roots: ${roots} }`) }, { files, ...rest });
    expect(again.steps.filter(({ action }) => action !== "keep")).toEqual([]);
  });

  it("the root's key can be taken away: everything below goes on", async () => {
    const { files, ...rest } = ports();
    const spec = specOf(`{ roots: ${roots} }`);
    await apply({ spec }, { files, ...rest });
    const name = roots === "shared" ? "root-ca" : "ca-root";
    const kept = memoryStore();
    for (const [path, file] of files.files()) {
      const [, unit = "", within = ""] = /^((?:hosts|users)\/[^/]+|[^/]+)\/(.*)$/.exec(path) ?? [];
      if (path !== `authorities/${name}.key`) kept.put(unit, within, file);
    }
    const later = new Date("2027-10-25T00:00:00Z");
    const replace = ["hosts/cp-1", "users/admin", "cluster"];
    const report = await apply({ spec, replace }, { ...rest, files: kept, clock: { now: () => later } });
    expect(report.steps.filter(({ action }) => action === "renew").length).toBeGreaterThan(10);
    expect(report.steps.filter(({ action }) => action === "impossible")).toEqual([]);
  });

  it("what exists is never put below another root in one step", async () => {
    const { files, ...rest } = ports();
    await apply({ spec: specOf("three") }, { files, ...rest });
    const error = await plan({ spec: specOf(`{ roots: ${roots} }`) }, { files, ...rest }).catch((e: KubepkiError) => e);
    expect(error).toMatchObject({ code: "ERR_ROTATION_NEEDED", exitCode: 3 });
  });
});

describe("another topology over what is there is a rotation, never one step", () => {
  it.each([
    ["three", "five", /ca.*issued for this cluster, and the specification has no such authority any more/],
    ["three", "one", /etcd-ca, front-proxy-ca|front-proxy-ca, etcd-ca/],
    ["three", "kubelets", /kubelet-server: its authority kubelet-serving-ca would be a new one/],
    ["one", "three", /its authority .* would be a new one/],
  ])("%s, then %s", async (before, after, message) => {
    const { files, ...rest } = ports();
    await apply({ spec: specOf(before) }, { files, ...rest });
    const there = new Map(files.files());
    const error = await apply({ spec: specOf(after) }, { files, ...rest }).catch((e: KubepkiError) => e);
    expect(error).toMatchObject({ code: "ERR_ROTATION_NEEDED", exitCode: 3 });
    expect((error as KubepkiError).message).toMatch(message);
    expect(files.files()).toEqual(there);
  });

  it("an authority for what was never issued before may come", async () => {
    const { files, ...rest } = ports();
    const provided = SPEC("three") + "etcd: { kind: provided, endpoints: [https://10.0.0.5:2379] }\n";
    const parse = (text: string) => parseSpec([{ file: "c", text }]).spec as NonNullable<ReturnType<typeof specOf>>;
    await apply({ spec: parse(provided) }, { files, ...rest });
    const report = await apply({ spec: specOf("three") }, { files, ...rest });
    expect(report.steps.find(({ id }) => id === "etcd-ca")?.action).toBe("create");
    // And back: its authority is of no use any more, and in nobody's way.
    await apply({ spec: parse(provided) }, { files, ...rest });
  });
});

describe("encrypted keys", () => {
  it("are opened with the passphrase; components' keys stay plain", async () => {
    const { files, ...rest } = ports(memoryStore(), "secret");
    const spec = specOf("{ encryption: scrypt }");
    await apply({ spec }, { files, ...rest });
    for (const name of ["ca", "etcd-ca", "front-proxy-ca", "sa"]) {
      expect(text(files, "authorities", `${name}.key`)).toContain("BEGIN ENCRYPTED PRIVATE KEY");
    }
    expect(text(files, "hosts/cp-1", `${PKI}/ca.key`)).toContain("BEGIN EC PRIVATE KEY");
    expect(text(files, "hosts/cp-1", `${PKI}/sa.key`)).toContain("BEGIN EC PRIVATE KEY");
    const again = await plan({ spec }, { files, ...rest });
    expect(again.steps.filter(({ action }) => action !== "keep")).toEqual([]);
    const { passphrase: _, ...without } = rest;
    await expect(plan({ spec }, { files, ...without })).rejects.toMatchObject({ code: "ERR_PASSPHRASE" });
    await expect(plan({ spec }, { files, ...rest, passphrase: "x" })).rejects.toMatchObject({ code: "ERR_PASSPHRASE" });
  });

  it("plain ones become encrypted when asked for, and stay the same keys", async () => {
    const { files, ...rest } = ports(memoryStore(), "secret");
    await apply({ spec: specOf("three") }, { files, ...rest });
    const before = text(files, "hosts/cp-1", `${PKI}/ca.key`);
    const report = await apply({ spec: specOf("{ encryption: pbkdf2 }") }, { files, ...rest });
    const changed = report.steps.filter(({ action }) => action !== "keep").map(({ id, action }) => `${action} ${id}`);
    expect(changed).toEqual(["update ca", "update front-proxy-ca", "update etcd-ca", "update sa"]);
    expect(text(files, "authorities", "ca.key")).toContain("ENCRYPTED");
    expect(text(files, "hosts/cp-1", `${PKI}/ca.key`)).toBe(before);
  });
});

describe("name constraints", () => {
  it("a name outside is refused before anything is made", async () => {
    const { files, ...rest } = ports();
    const spec = specOf("{ ca: { nameConstraints: { dns: [example.com], networks: [10.0.0.0/8] } } }");
    const error = await apply({ spec }, { files, ...rest }).catch((e: KubepkiError) => e);
    expect(error).toMatchObject({ code: "ERR_NAME_CONSTRAINTS" });
    expect((error as KubepkiError).message).toMatch(/^cp-1 of hosts\/cp-1 apiserver is outside/);
    expect(files.files().size).toBe(0);
  });
});
