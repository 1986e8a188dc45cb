import { describe, expect, it } from "vitest";
import { encodePem, type Note, readActual, type TreeEntry } from "../../../src/index.ts";
import { entry, writtenTree } from "./written.ts";

const { entries } = await writtenTree(
  "keys: ECDSA-P256\nhosts: [{ name: cp, roles: [control-plane], addresses: 10.0.0.1 }]\n",
);
const bytesAt = (path: string): Buffer => {
  const content = entries.find((one) => one.path.endsWith(path))?.content;
  return Buffer.from(content !== undefined && "bytes" in content ? content.bytes : []);
};
const CERTIFICATE = bytesAt("pki/apiserver.crt").toString();
const KEY = bytesAt("pki/apiserver.key").toString();
const DER = Buffer.from(CERTIFICATE.replace(/-----[A-Z ]+-----|\s/g, ""), "base64");

/** One file by itself: what it holds, and every note. */
async function read(bytes: string | Uint8Array, name = "x.pem") {
  const { loose, hosts, notes } = await readActual([entry(name, bytes)]);
  const [file] = [...loose, ...hosts.flatMap((host) => host.files)];
  return { kinds: file?.contents.map(({ kind }) => kind), contents: file?.contents, notes: notes.map(text) };
}
const text = ({ code, place, message }: Note): string => `${place.line ?? ""} ${place.field ?? ""} ${code}: ${message}`;

describe("what is read of a file as a component reads it", () => {
  it.each([
    ["text around the blocks", `Subject: x\n${CERTIFICATE}\nand more\n${KEY}`, ["certificate", "private-key"]],
    ["lines of Windows", (CERTIFICATE + KEY).replaceAll("\n", "\r\n"), ["certificate", "private-key"]],
    [
      "parameters before a key",
      `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${KEY}`,
      ["private-key"],
    ],
    [
      "an old encrypted key",
      KEY.replace("-----\n", "-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"),
      ["private-key"],
    ],
    ["DER alone", DER, ["certificate"]],
    ["a script", `#!/bin/sh\nname: value\n${CERTIFICATE}`, []],
    ["a token", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.c2ln", ["token"]],
    ["prose", "Dear all,\nnote: nothing.\n", []],
    ["nothing", "", []],
  ])("%s", async (_, bytes, kinds) => {
    expect(await read(bytes)).toMatchObject({ kinds, notes: [] });
  });

  it("a kubeconfig's parts, each with its line", async () => {
    const value = `apiVersion: v1
kind: Config
current-context: a
clusters:
- name: c
  cluster: { server: "https://x:6443", tls-server-name: api, certificate-authority: ca.crt }
- name: open
  cluster:
    insecure-skip-tls-verify: true
users:
- name: u
  user:
    client-certificate-data: ${Buffer.from(CERTIFICATE).toString("base64")}
    client-key: /k.key
- name: t
  user: { token: abc, exec: { command: aws } }
`;
    const { contents } = await read(value);
    expect(contents).toMatchObject([
      {
        kind: "kubeconfig",
        clusters: [
          {
            server: "https://x:6443",
            serverName: "api",
            authorities: { by: "file", path: "ca.crt" },
            skipsVerification: false,
          },
          { skipsVerification: true, authorities: undefined, within: { line: 8 } },
        ],
        users: [
          {
            certificate: {
              by: "value",
              within: { field: "users[0].user.client-certificate-data", line: 13 },
              contents: [{ kind: "certificate" }],
            },
            key: { by: "file", path: "/k.key", within: { line: 14 } },
          },
          { token: { by: "value" }, exec: "aws" },
        ],
      },
    ]);
    expect(JSON.stringify(contents)).not.toContain("abc");
  });

  it("objects: whatever is PEM in them, and no Secret in the open", async () => {
    const base64 = (value: string): string => Buffer.from(value).toString("base64");
    const { contents, kinds } = await read(
      `apiVersion: v1
kind: Secret
metadata: { name: tls, namespace: tools }
data: { tls.crt: ${base64(CERTIFICATE)}, tls.key: ${base64(KEY)}, password: aHVudGVyMg== }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: roots }
data:
  ca.crt: |
${CERTIFICATE.replace(/^/gm, "    ")}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: hook }
webhooks: [{ name: a, clientConfig: { caBundle: ${base64(CERTIFICATE)} } }]
`,
    );
    expect(kinds).toEqual(["object", "object", "object"]);
    expect(contents).toMatchObject([
      {
        name: "tls",
        namespace: "tools",
        holds: [
          { kind: "certificate", within: { field: 'data["tls.crt"], block 1', line: 4 } },
          { kind: "private-key" },
        ],
      },
      { objectKind: "ConfigMap", holds: [{ kind: "certificate" }] },
      { holds: [{ within: { field: "webhooks[0].clientConfig.caBundle, block 1" } }] },
    ]);
    expect(JSON.stringify(contents)).not.toContain("aHVudGVyMg");
  });
});

describe("what cannot be taken as it is", () => {
  it.each([
    [
      "a block that is cut off",
      `${CERTIFICATE}${CERTIFICATE.slice(0, 300)}`,
      ["certificate"],
      /^\d+ {2}damaged-pem: the block is cut off/,
    ],
    ["base64 that is damaged", CERTIFICATE.replace("\nMI", "\n!!"), [], /^1 {2}damaged-pem/],
    [
      "a key that says it is a certificate",
      KEY.replaceAll("EC PRIVATE KEY", "CERTIFICATE"),
      ["damaged"],
      /^1 block 1 mislabelled: the label says CERTIFICATE, and what is in it is EC PRIVATE KEY$/,
    ],
    [
      "an unknown label",
      CERTIFICATE.replaceAll("CERTIFICATE", "TRUSTED CERTIFICATE"),
      [],
      /mislabelled: the label says TRUSTED CERTIFICATE, which no component reads/,
    ],
    [
      "DER that is cut off",
      encodePem("CERTIFICATE", DER.subarray(0, -9)),
      ["damaged"],
      /damaged-der: the CERTIFICATE cannot be read: .* is cut off at byte/,
    ],
    ["a document with a fault", "apiVersion: v1\nkind: Pod\n  x: [\n", [], /^\d+ {2}damaged-document: /],
    [
      "a document nested without end",
      `kind: ${"[".repeat(100_000)}`,
      [],
      /^1 {2}damaged-document: the document is nested too deeply$/,
    ],
    [
      "a document of a bomb",
      `kind: A\na: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefg".replace(/./g, (c, i: number) => `${c}: &${c} [${`*${"abcdef"[i]},`.repeat(9)}]\n`)}`,
      [],
      /damaged-document: aliases stand for more than/,
    ],
    [
      "a document of more than a megabyte",
      `kind: Pod\nx: ${"y".repeat(2 << 20)}`,
      [],
      /too-large: a document of more than 1 MiB is not read/,
    ],
  ])("%s", async (_, bytes, kinds, note) => {
    const started = performance.now();
    const found = await read(bytes);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(found.kinds).toEqual(kinds);
    expect(found.notes).toEqual([expect.stringMatching(note)]);
  });

  it("bundles of 10,000 certificates are read, and no more of larger ones", async () => {
    const started = performance.now();
    expect((await read(CERTIFICATE.repeat(10_000))).kinds).toHaveLength(10_000);
    const more = await read(CERTIFICATE.repeat(12_000));
    expect(more.kinds).toHaveLength(10_000);
    expect(more.notes).toEqual(["  too-large: 12000 blocks, of which the first 10000 are read"]);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it.each([
    ["empty lines", "\n".repeat(16 << 20)],
    ["spaces", " ".repeat(16 << 20)],
    ["one word", "a".repeat(16 << 20)],
    ["a unit that goes on and on", `[Service]\nExecStart=etcd \\\n${"\\\n".repeat(500_000)}`],
    ["a unit of comments", `[Service]\nExecStart=etcd \\\n${"#\\\n".repeat(300_000)}`],
    ["beginnings of blocks", "-----BEGIN CERTIFICATE-----\n".repeat(500_000)],
    ["an environment of one letter", "A=b\n".repeat(250_000)],
    ["flags", "--a=b\n".repeat(150_000)],
    [
      "flags of different names",
      `[Service]\nExecStart=etcd ${Array.from({ length: 90_000 }, (_, i) => `--a${i}`).join(" ")}`,
    ],
    ["fields", `name: a\nlisten-client-urls: b\n${Array.from({ length: 30_000 }, (_, i) => `a${i}: b`).join("\n")}`],
    ["headers of a block", `-----BEGIN CERTIFICATE-----\n${"a: b\n".repeat(2_000_000)}-----END CERTIFICATE-----\n`],
    ["quotes", `[Service]\nExecStart=etcd ${"\"'".repeat(400_000)}`],
  ])("%s, megabytes of them, take their length", async (_, bytes) => {
    const started = performance.now();
    await read(bytes, "etc/systemd/system/etcd.service");
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it("DER of a million open brackets", async () => {
    const deep = Buffer.alloc(1_000_000, Buffer.from([0x30, 0x80]));
    expect((await read(encodePem("CERTIFICATE", deep))).kinds).toEqual(["damaged"]);
    expect((await read(deep)).kinds).toEqual([]);
  });

  it("files that the walk could not read are noted, and stay in the list", async () => {
    const closed: TreeEntry = {
      ...entry("h/etc/kubernetes/pki/ca.crt", ""),
      content: { problem: "unreadable", message: "it cannot be read: permission denied" },
    };
    const { hosts, notes } = await readActual([closed, entry("h/etc/kubernetes/admin.conf", "")]);
    expect(notes.map(text)).toContain("  unreadable: it cannot be read: permission denied");
    expect(hosts[0]?.fileAt("/etc/kubernetes/pki/ca.crt")).toMatchObject({ unread: "unreadable", size: 0 });
  });
});

describe("contradictions are said and not decided", () => {
  const replaced = async (path: string, by: string): Promise<string[]> => {
    const changed = entries.map((one) => (one.path.endsWith(path) ? entry(one.path, bytesAt(by)) : one));
    const { notes } = await readActual(changed);
    return notes.map(({ code, message }) => `${code}: ${message}`);
  };

  it("another's certificate in the place of the API server's", async () => {
    expect(await replaced("pki/apiserver.crt", "pki/apiserver-etcd-client.crt")).toEqual([
      "contradiction: /etc/kubernetes/pki/apiserver.crt is used as apiserver, and says it is CN=kube-apiserver-etcd-client (apiserver-etcd-client)",
    ]);
  });
  it("an authority's certificate used by a server", async () => {
    expect(await replaced("pki/apiserver.crt", "kubernetes/pki/ca.crt")).toEqual([
      "contradiction: /etc/kubernetes/pki/apiserver.crt is used as apiserver, and is an authority's certificate",
    ]);
  });
  it("a certificate where a key is read", async () => {
    expect(await replaced("pki/apiserver.key", "pki/apiserver.crt")).toContain(
      "contradiction: /etc/kubernetes/pki/apiserver.key is read as a private key, and there is none in it",
    );
  });
});
