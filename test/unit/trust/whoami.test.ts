// Who a file makes somebody to servers whose files are there; the real API server's word on it is in test/e2e.
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type Actual, catalog, readActual, whoami } from "../../../src/index.ts";
import { parsePrivateKey } from "../../../src/x509/key-encoding.ts";
import { parsePem } from "../../../src/x509/pem.ts";
import { encodePkcs12 } from "../../../src/x509/pkcs12.ts";
import { entry, writtenTree } from "../inventory/written.ts";

const AT = new Date("2026-11-25T12:00:00Z");
const { entries } = await writtenTree(`keys: ECDSA-P256
bootstrap: on
hosts:
  - { name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }
  - { name: node-1, addresses: 10.0.0.21 }
`);
const bytesOf = (path: string): Buffer => {
  const content = entries.find((one) => one.path === path)?.content;
  if (content === undefined || !("bytes" in content)) throw new Error(`no ${path}`);
  return Buffer.from(content.bytes);
};
const actual = await readActual(entries);
const K8S = "hosts/cp-1/etc/kubernetes";

const ask = async (text: string | Buffer, to: string, tree: Actual = actual, at = AT) => {
  const request = { file: "it", actual: tree, to: to as "etcd", catalog, at };
  const { bearers } = await whoami(request, { read: async () => Buffer.from(text) });
  const [first] = bearers;
  if (first === undefined) throw new Error("nobody");
  return { ...first.claimed, servers: first.standings };
};

describe("a certificate", () => {
  it("is a user with groups and roles to the API server, and let in by etcd when its authority vouches", async () => {
    const admin = await ask(bytesOf(`${K8S}/admin.conf`), "kube-apiserver");
    expect(admin.servers).toMatchObject([
      { kind: "known", user: "kubernetes-admin", may: [{ role: "cluster-admin" }] },
    ]);
    expect((await ask(bytesOf(`${K8S}/admin.conf`), "etcd")).servers).toMatchObject([
      { kind: "refused", port: 2379, reason: "unknown-authority" },
      { kind: "refused", port: 2380 },
    ]);
    expect((await ask(bytesOf(`${K8S}/pki/apiserver-etcd-client.crt`), "etcd")).servers[0]?.kind).toBe("let-in");
  });

  it("with which a front proxy speaks is nobody by itself", async () => {
    const { servers } = await ask(bytesOf(`${K8S}/pki/front-proxy-client.crt`), "kube-apiserver");
    expect(servers).toMatchObject([{ kind: "nobody", reason: "unknown-authority", may: [] }]);
  });

  it("for a server only says so, and one that has expired", async () => {
    const { remarks } = await ask(bytesOf(`${K8S}/pki/apiserver.crt`), "kube-apiserver");
    expect(remarks.join()).toContain("not for clients");
    const late = await ask(bytesOf(`${K8S}/admin.conf`), "kube-apiserver", actual, new Date("2030-01-01"));
    expect(late).toMatchObject({ remarks: ["it has expired"], servers: [{ kind: "nobody", reason: "expired" }] });
  });
});

describe("a PKCS#12 file", () => {
  const pki = `${K8S}/pki`;
  const certificates = ["apiserver-etcd-client.crt", "etcd/ca.crt"].flatMap((name) =>
    parsePem(bytesOf(`${pki}/${name}`).toString()).map(({ bytes }) => bytes),
  );
  const key = parsePrivateKey(bytesOf(`${pki}/apiserver-etcd-client.key`).toString());
  // The authority first: what counts is whose key it is.
  const store = encodePkcs12({ friendlyName: "a", key, certificates: certificates.toReversed() }, "open", "modern");
  const who = (bytes: Uint8Array, passphrase?: string) =>
    whoami(
      { file: "a.p12", actual, to: "etcd", catalog, at: AT, ...(passphrase === undefined ? {} : { passphrase }) },
      { read: async () => bytes },
    );

  it("is whom its key's certificate is for, once it is opened", async () => {
    const { bearers } = await who(store, "open");
    expect(bearers.map(({ title, claimed }) => [title, claimed.user])).toEqual([
      ["PKCS#12", "kube-apiserver-etcd-client"],
    ]);
    expect(bearers[0]?.standings[0]?.kind).toBe("let-in");
  });

  it("stays closed without the passphrase, and with another", async () => {
    for (const passphrase of [undefined, "other"]) {
      const { bearers } = await who(store, passphrase);
      expect(bearers.map(({ claimed }) => [claimed.kind, claimed.remarks])).toEqual([
        ["nothing", ["the passphrase that opens it (--passphrase-file)"]],
      ]);
    }
  });

  it("in a Secret, as cert-manager keeps it, is the same", async () => {
    const data = Buffer.from(store).toString("base64");
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: b }\ndata: { keystore.p12: ${data} }\n`;
    const { bearers } = await who(Buffer.from(secret), "open");
    expect(bearers.map(({ claimed }) => claimed.user)).toEqual(["kube-apiserver-etcd-client"]);
    const { hosts, loose } = await readActual([entry("secret.yaml", secret)], catalog, { passphrase: "open" });
    const [object] = [...hosts.flatMap(({ files }) => files), ...loose][0]?.contents ?? [];
    const holds = object?.kind === "object" ? object.holds : [];
    expect(holds.map((one) => ["within" in one ? one.within.field : "", one.kind])).toEqual([
      ['data["keystore.p12"]', "pkcs12"],
    ]);
    expect(holds[0]?.kind === "pkcs12" && holds[0].holds?.length).toBe(3);
  });
});

describe("a bootstrap token", () => {
  const secret = bytesOf("cluster/bootstrap-token.yaml").toString();
  const word = (name: string): string => new RegExp(`${name}: "?([^"\n]+)"?`).exec(secret)?.[1] ?? "";
  const token = `${word("token-id")}.${word("token-secret")}`;

  it("is its Secret's groups, until it expires", async () => {
    const groups = ["system:bootstrappers", "system:bootstrappers:kubeadm:default-node-token", "system:authenticated"];
    for (const text of [token, `${token}\n`, secret]) {
      expect((await ask(text, "kube-apiserver")).servers).toMatchObject([
        { kind: "known", by: "token", user: `system:bootstrap:${word("token-id")}`, groups },
      ]);
    }
    const { servers } = await ask(token, "kube-apiserver");
    expect(servers[0]?.may.map(({ role }) => role)).toContain("system:node-bootstrapper");
    const later = new Date(new Date(word("expiration")).getTime() + 1000);
    expect((await ask(token, "kube-apiserver", actual, later)).servers).toMatchObject([
      { kind: "nobody", reason: "bootstrap-token" },
    ]);
  });

  it("with another secret, of no Secret, or not to be used so, is nobody", async () => {
    for (const text of [`${word("token-id")}.0000000000000000`, "aaaaaa.0000000000000000"])
      expect((await ask(text, "kube-apiserver")).servers[0]?.kind).toBe("nobody");
    const unused = secret.replace(/usage-bootstrap-authentication: .*/, 'usage-bootstrap-authentication: "false"');
    const path = "cluster/bootstrap-token.yaml";
    const tree = await readActual(entries.map((one) => (one.path === path ? entry(path, unused) : one)));
    expect((await ask(token, "kube-apiserver", tree)).servers[0]?.kind).toBe("nobody");
  });

  it("counts for nothing to a kubelet", async () => {
    expect((await ask(token, "kubelet")).servers[0]?.kind).toBe("nobody");
  });
});

describe("a token of a service account", () => {
  const jws = (key: KeyObject, claims: object): string => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const input = `${part({ alg: "ES256" })}.${part(claims)}`;
    return `${input}.${sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
  };
  const seconds = AT.getTime() / 1000;
  const issuer = "https://kubernetes.default.svc.cluster.local";
  const claims = {
    iss: issuer,
    aud: [issuer],
    exp: seconds + 600,
    sub: "system:serviceaccount:kube-system:default",
    "kubernetes.io": { namespace: "kube-system", serviceaccount: { name: "default", uid: "1" } },
  };

  it("is its account by the cluster's key, and nobody by another", async () => {
    const own = jws(createPrivateKey(bytesOf(`${K8S}/pki/sa.key`)), claims);
    expect(await ask(own, "kube-apiserver")).toMatchObject({
      kind: "service-account-token",
      issuer,
      servers: [{ kind: "known", user: claims.sub }],
    });
    const foreign = jws(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey, claims);
    expect(await ask(foreign, "kube-apiserver")).toMatchObject({
      user: claims.sub,
      servers: [{ kind: "nobody", reason: "token" }],
    });
  });
});

describe("hostile input", () => {
  it("holds nobody, and says so", async () => {
    for (const text of ["", "nonsense", "a: b\n", "kind: Config\nclusters: []\nusers: 7\n", Buffer.alloc(100, 0xff)]) {
      await expect(
        whoami({ file: "it", catalog, at: AT }, { read: async () => Buffer.from(text) }),
      ).rejects.toMatchObject({
        code: "ERR_NOTHING_FOUND",
      });
    }
  });

  it("names files without end or reason, and the rest is answered", async () => {
    const text = `apiVersion: v1
kind: Config
users:
  - { name: a, user: { client-certificate: ../nowhere, client-key: /dev/null } }
  - { name: b, user: { exec: { command: aws } } }
  - { name: c, user: {} }
`;
    const read = async (file: string): Promise<Uint8Array> => {
      if (file !== "it") throw new Error("no such file");
      return Buffer.from(text);
    };
    const { bearers } = await whoami({ file: "it", catalog, at: AT }, { read });
    expect(bearers.map(({ claimed }) => claimed.remarks[0])).toEqual([
      "../nowhere was not read",
      "the program aws says who it is, when it runs",
      "it holds no certificate and no token",
    ]);
  });
});
