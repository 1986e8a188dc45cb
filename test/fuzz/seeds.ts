/** What is damaged: certificates, keys, requests, lists and PKCS#12 of every form, and texts of every kind. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { seededKeyMaker } from "../../src/adapters/keys/node-keys.ts";
import { apply, type Entropy, memoryStore, nodeSigner, parseSpec } from "../../src/index.ts";
import { parsePrivateKey } from "../../src/x509/key-encoding.ts";
import { parsePem } from "../../src/x509/pem.ts";
import { encodePkcs12 } from "../../src/x509/pkcs12.ts";
import type { Seeds } from "./readers.ts";

/** Longer texts take their time without another way through the readers. */
const MOST_TEXT = 2500;

const FIXTURES = "test/unit/x509/fixtures";

const SPEC = `apiVersion: kubepki/v1
kind: Cluster
keys: Ed25519
hosts: [{ name: cp, roles: [control-plane, worker], addresses: 10.0.0.1 }]
users: [jane]
`;

/** The same for each process, so that an input is its number alone. `root`: of the repository. */
export async function seedsIn(root: string): Promise<Seeds> {
  const below = (folder: string, ending: RegExp): Uint8Array[] =>
    readdirSync(join(root, folder))
      .filter((name) => ending.test(name))
      .sort()
      .map((name) => readFileSync(join(root, folder, name)));
  const texts = (await Promise.all(["kubeadm", "hard-way", "k3s"].map(writtenTexts))).flat();
  const pem = below(FIXTURES, /\.(crt|key|csr|crl)$/);
  const blocks = pem.flatMap((one) => parsePem(Buffer.from(one).toString("latin1")));
  const isPem = (one: Uint8Array): boolean => Buffer.from(one.subarray(0, 11)).toString("latin1") === "-----BEGIN ";
  const yaml = [...below("examples", /\.yaml$/), ...texts.filter((one) => !isPem(one))];
  const key = parsePrivateKey(readFileSync(join(root, FIXTURES, "openssl-p256-pkcs8.key"), "latin1"));
  const certificates = blocks.filter(({ label }) => label === "CERTIFICATE").map(({ bytes }) => bytes);
  const contents = { friendlyName: "a", key, certificates: certificates.slice(0, 2) };
  const pkcs12 = (["modern", "legacy"] as const).map((form) => ({
    label: "PKCS12",
    bytes: encodePkcs12(contents, "passphrase", form),
  }));
  return {
    der: [...blocks, ...pkcs12],
    pem: [...pem, ...texts.filter(isPem)].filter(({ length }) => length < 3 * MOST_TEXT),
    yaml: yaml.filter(({ length }) => length < MOST_TEXT),
  };
}

async function writtenTexts(layout: string): Promise<Uint8Array[]> {
  const { spec } = parseSpec([{ file: "cluster.yaml", text: `${SPEC}layout: ${layout}\n` }]);
  if (spec === undefined) throw new Error("the specification of the seeds does not parse");
  const files = memoryStore();
  const entropy = numbered(layout);
  const keyMaker = seededKeyMaker(entropy);
  await apply(
    { spec },
    { clock: { now: () => new Date("2026-11-25") }, entropy, keyMaker, signerFor: nodeSigner, files },
  );
  return [...files.files().values()].map(({ bytes }) => bytes);
}

/** Bytes that look like random ones, and are the same each time. */
function numbered(name: string): Entropy {
  let drawn = 0;
  return {
    bytes: (length) => {
      const blocks = Array.from({ length: Math.ceil(length / 32) }, () =>
        createHash("sha256").update(`${name} ${drawn++}`).digest(),
      );
      return Buffer.concat(blocks).subarray(0, length);
    },
  };
}
