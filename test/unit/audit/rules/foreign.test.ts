// Trees that others made or changed: what audit has to find in them, at which file, and where it has to be quiet.
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { auditTree, catalog, readActual, type TreeEntry } from "../../../../src/index.ts";
import { writtenTree } from "../../inventory/written.ts";
import { edited, textAt, withText } from "./faulty.ts";

const AT = new Date("2026-11-26");
const KEYS = "keys: { authorities: ECDSA-P256, credentials: ECDSA-P256, serviceAccount: ECDSA-P256 }";
const HOSTS = `layout: kubeadm
${KEYS}
endpoint: api.example.com
hosts:
  - { name: "cp-[1-2]", roles: [control-plane], addresses: "10.0.0.[11-12]" }
  - { name: node-1, addresses: 10.0.0.21 }
`;
const PKI = "hosts/cp-1/etc/kubernetes/pki";
const manifest = (name: string, host = "cp-1") => `hosts/${host}/etc/kubernetes/manifests/${name}.yaml`;

type Tree = readonly TreeEntry[];

const grave = async (tree: Tree): Promise<string[]> => {
  const { findings } = auditTree({ actual: await readActual(tree, catalog), catalog, at: AT });
  return findings
    .filter(({ severity }) => severity !== "advice")
    .map(({ rule, place: { file } }) => `${rule} ${file.replace(/^out\//, "")}`);
};

/** Files of one path as they stand at another. */
const copied = (tree: Tree, from: string, to: string): Tree => withText(tree, to, textAt(tree, from));

/** As kubeadm has it: API servers are told no authority for each other. */
const alone = (tree: Tree): Tree =>
  ["cp-1", "cp-2"].reduce(
    (one, host) => edited(one, manifest("kube-apiserver", host), /.*--peer-ca-file=.*\n/, ""),
    tree,
  );

const FAULTS: Readonly<Record<string, readonly [make: (right: Tree) => Tree, found: readonly string[]]>> = {
  "etcd's authority stands where the front proxy's does": [
    (right) => copied(alone(right), `${PKI}/etcd/ca.crt`, `${PKI}/front-proxy-ca.crt`),
    [`front-proxy-not-believed ${PKI}/front-proxy-ca.crt`],
  ],
  "one control plane signs tokens with a key of its own": [
    (right) => {
      const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const pki = "hosts/cp-2/etc/kubernetes/pki";
      const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
      const halves = withText(right, `${pki}/sa.key`, key);
      return withText(halves, `${pki}/sa.pub`, publicKey.export({ type: "spki", format: "pem" }).toString());
    },
    ["token-keys-differ hosts/cp-2/etc/kubernetes/pki/sa.key"],
  ],
  "a byte order mark before the API server's certificate": [
    (right) => withText(right, `${PKI}/apiserver.crt`, `\xef\xbb\xbf${textAt(right, `${PKI}/apiserver.crt`)}`),
    [`pem-damaged ${PKI}/apiserver.crt`],
  ],
  "a label that Go passes over": [
    (right) => edited(right, `${PKI}/apiserver.crt`, /(BEGIN|END) CERTIFICATE/g, "$1 X509 CERT"),
    [`pem-mislabelled ${PKI}/apiserver.crt`],
  ],
};

describe("a fault is found at its file, and nothing else", () => {
  it.each(Object.entries(FAULTS))("%s", async (_, [make, found]) => {
    const { entries } = await writtenTree(HOSTS);
    expect(await grave(make(entries))).toEqual(found);
  });
});

const RIGHT: Readonly<Record<string, (right: Tree) => Tree>> = {
  "API servers that are told no authority for each other dial no other": alone,
  "lines that end as on Windows": (right) =>
    withText(right, `${PKI}/ca.crt`, textAt(right, `${PKI}/ca.crt`).replaceAll("\n", "\r\n")),
  "the root is sent along": (right) =>
    withText(right, `${PKI}/apiserver.crt`, textAt(right, `${PKI}/apiserver.crt`) + textAt(right, `${PKI}/ca.crt`)),
  "text behind the last block": (right) =>
    withText(right, `${PKI}/apiserver.crt`, `${textAt(right, `${PKI}/apiserver.crt`)}# renewed by hand\n`),
  "the second service network has no address in the certificate": (right) =>
    edited(right, manifest("kube-apiserver"), /(--service-cluster-ip-range=[^\s"]+)/, "$1,fd00:96::/112"),
};

describe("what is right stays right", () => {
  it.each(Object.entries(RIGHT))("%s", async (_, make) => {
    const { entries } = await writtenTree(HOSTS);
    expect(await grave(make(entries))).toEqual([]);
  });
});
