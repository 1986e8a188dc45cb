/** Keys, signatures and encodings that programs refuse. */
import * as der from "../../x509/der-writer.ts";
import { parseAddress } from "../../x509/ip-address.ts";
import { OID } from "../../x509/oid.ts";
import type { Scene } from "../scene.ts";
import type { Mutant, Mutation, Pick } from "./mutation.ts";
import { extensionOf, type Retouch } from "./retouch.ts";
import { everywhere, type Leaf, leaves, reissue, roots } from "./targets.ts";

const CLIENTS = ["apiserver-etcd-client", "apiserver-kubelet-client"];

function again(
  scene: Scene,
  pick: Pick,
  changed: string,
  changes: (leaf: Leaf) => Retouch,
  ids: readonly string[] = CLIENTS,
): Mutant | undefined {
  const leaf = pick(leaves(scene, ids));
  return leaf && { at: leaf.held.place, changed, edits: [reissue(leaf, changes(leaf))] };
}

/** Beside a certificate, an older one with a key whose private half nobody has. */
function beside(scene: Scene, pick: Pick, changed: string, publicKey: Uint8Array): Mutant | undefined {
  const leaf = pick(leaves(scene, ["apiserver", ...CLIENTS]));
  if (leaf === undefined) return undefined;
  const { file, host } = leaf.held.place;
  const to = `${file.slice(0, file.lastIndexOf("/"))}/legacy.crt`;
  const subject = { commonName: "legacy", organizations: [] };
  return {
    at: { file: to, ...(host === undefined ? {} : { host }) },
    changed,
    edits: [reissue(leaf, { subject, publicKey }, { to })],
  };
}

/** A modulus of the length, that nobody knows the primes of. */
function rsaKey(bits: number, exponent: readonly number[] = [1, 0, 1]): Uint8Array {
  const modulus = Uint8Array.from({ length: bits / 8 }, (_, i) => (i * 73 + 193) & 0xff);
  modulus[modulus.length - 1] = 0x4b;
  const key = der.sequence(der.unsignedInteger(modulus), der.unsignedInteger(Uint8Array.from(exponent)));
  return der.sequence(der.sequence(der.oid(OID.rsaEncryption), der.NULL), der.bitString(key));
}

const ED448 = der.sequence(der.sequence(der.oid("1.3.101.113")), der.bitString(new Uint8Array(57).fill(7)));

const ECDSA_SHA1 = der.sequence(der.oid("1.2.840.10045.4.1"));

const serial = (serialNumber: Uint8Array): Retouch => ({ serialNumber });

export const algorithmMutations = {
  "rsa-1024": {
    title: "A certificate has an RSA key of 1024 bits",
    rule: "rsa-key-short",
    make: (scene, pick) => beside(scene, pick, "an RSA key of 1024 bits", rsaKey(1024)),
  },
  "rsa-16384": {
    title: "A certificate has an RSA key of 16384 bits",
    rule: "rsa-key-too-large",
    make: (scene, pick) => beside(scene, pick, "an RSA key of 16384 bits", rsaKey(16_384)),
  },
  "rsa-exponent-3": {
    title: "An RSA key has the exponent 3",
    rule: "rsa-exponent-small",
    make: (scene, pick) => beside(scene, pick, "an RSA key with the exponent 3", rsaKey(2048, [3])),
  },
  "ed448-key": {
    title: "A certificate has an Ed448 key",
    rule: "key-algorithm-unusable",
    make: (scene, pick) => beside(scene, pick, "an Ed448 key", ED448),
  },
  "sha1-signature": {
    title: "A certificate is signed with SHA-1",
    rule: "signature-obsolete",
    make: (scene, pick) =>
      again(scene, pick, "signed with ecdsa-with-SHA1", () => ({ signatureIdentifier: ECDSA_SHA1 })),
  },
  "sha1-root": {
    title: "A root is signed with SHA-1",
    rule: "root-signature-obsolete",
    make(scene, pick) {
      const root = pick(roots(scene));
      const changes = { signatureIdentifier: ECDSA_SHA1 };
      return (
        root && { at: root.held.place, changed: "signed with ecdsa-with-SHA1", edits: [everywhere(root, changes)] }
      );
    },
  },
  "negative-serial": {
    title: "A serial number is negative",
    rule: "serial-negative",
    make: (scene, pick) => again(scene, pick, "the serial number -2", () => serial(Uint8Array.of(0xfe))),
  },
  "zero-serial": {
    title: "A serial number is zero",
    rule: "serial-zero",
    make: (scene, pick) => again(scene, pick, "the serial number 0", () => serial(Uint8Array.of(0))),
  },
  "long-serial": {
    title: "A serial number has 30 octets",
    rule: "serial-too-long",
    make: (scene, pick) =>
      again(scene, pick, "a serial number of 30 octets", () => serial(new Uint8Array(30).fill(0x41))),
  },
  "critical-extension": {
    title: "A certificate has an unknown critical extension",
    rule: "critical-extension-unknown",
    make: (scene, pick) =>
      again(scene, pick, "the critical extension 1.3.6.1.4.1.99999.1", () => ({
        more: [extensionOf("1.3.6.1.4.1.99999.1", true, der.NULL)],
      })),
  },
  "version-1": {
    title: "A client's certificate is of version 1",
    rule: "certificate-version-old",
    make: (scene, pick) => again(scene, pick, "version 1", () => ({ version: 1 }), ["apiserver-etcd-client"]),
  },
  "name-not-ascii": {
    title: "A name in a certificate is not ASCII",
    rule: "go-cannot-read",
    make: (scene, pick) =>
      again(
        scene,
        pick,
        "a DNS name of bytes that are no letters",
        ({ held }) => {
          const { dns = [], addresses = [] } = held.content.certificate.extensions.names ?? {};
          return {
            names: der.sequence(
              ...dns.map((name) => der.contextPrimitive(2, Buffer.from(name, "latin1"))),
              ...addresses.map((one) => der.contextPrimitive(7, parseAddress(one) ?? new Uint8Array(4))),
              der.contextPrimitive(2, Uint8Array.of(0xe4, 0xf6, 0xfc)),
            ),
          };
        },
        ["apiserver"],
      ),
  },
} as const satisfies Readonly<Record<string, Mutation>>;
