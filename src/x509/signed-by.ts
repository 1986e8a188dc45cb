/** Whether an authority's key made a certificate's signature. */
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Certificate } from "./certificate.ts";
import { OID } from "./oid.ts";

/** Digests by signature algorithm; Ed25519 hashes by itself. SHA-1 is not among them: Go refuses it. */
const DIGESTS: ReadonlyMap<string, string | null> = new Map([
  [OID.sha256WithRSAEncryption, "sha256"],
  [OID.sha384WithRSAEncryption, "sha384"],
  [OID.sha512WithRSAEncryption, "sha512"],
  [OID.ecdsaWithSHA256, "sha256"],
  [OID.ecdsaWithSHA384, "sha384"],
  [OID.ecdsaWithSHA512, "sha512"],
  [OID.ed25519, null],
]);

/** One authority signs many: its key is opened once. */
const opened = new WeakMap<Certificate, KeyObject>();

function publicKeyOf(issuer: Certificate): KeyObject {
  const known = opened.get(issuer);
  if (known !== undefined) return known;
  const key = createPublicKey({ key: Buffer.from(issuer.publicKey), format: "der", type: "spki" });
  opened.set(issuer, key);
  return key;
}

/** False too for an algorithm that is not known and for a key that does not go with it. Names are not looked at. */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  const digest = DIGESTS.get(certificate.signatureAlgorithm);
  if (digest === undefined) return false;
  try {
    return verify(digest, certificate.rawToBeSigned, publicKeyOf(issuer), certificate.signature);
  } catch {
    return false;
  }
}
