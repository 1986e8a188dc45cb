/** Whether a chain's certificates are on the revocation lists that were given (RFC 5280 sections 5 and 6.3). */
import { parseRevocationList, type RevocationList } from "../revocation-list.ts";
import type { GoCertificate } from "./go-certificate.ts";
import { signatureFault } from "./go-key.ts";

export interface RevocationFault {
  /** `revoked`, or what is wrong with the list that should say. */
  readonly rule: "revoked" | "list-not-usable";
  readonly certificate: GoCertificate;
}

const CRL_NUMBER = "2.5.29.20";

/** Extensions of a list that are understood; another critical one makes it useless. */
const UNDERSTOOD = new Set([CRL_NUMBER, "2.5.29.35"]);

/**
 * A list speaks for the certificates of its issuer when the next certificate of the chain signed it, it is current, and
 * it has the number that section 5.2.3 demands. One that should speak and cannot is a fault: nobody knows what it says.
 * Lists that do not parse are left out; without any list of an issuer nothing is said of its certificates.
 */
export function revocationFault(
  chain: readonly GoCertificate[],
  lists: readonly Uint8Array[],
  at: Date,
): RevocationFault | undefined {
  const parsed = lists.flatMap(parseOrNone);
  for (const [i, certificate] of chain.slice(0, -1).entries()) {
    const issuer = chain[i + 1] as GoCertificate;
    const own = parsed.filter(({ rawIssuer }) => Buffer.compare(rawIssuer, issuer.rawSubject) === 0);
    if (own.some((list) => !isUsable(list, issuer, at))) return { rule: "list-not-usable", certificate };
    const serial = certificate.serialNumber.toString(16);
    if (own.some(({ revoked }) => revoked.has(serial))) return { rule: "revoked", certificate };
  }
  return undefined;
}

function isUsable(list: RevocationList, issuer: GoCertificate, at: Date): boolean {
  const { thisUpdate, nextUpdate, extensions, rawToBeSigned, signature, signatureAlgorithm } = list;
  if (at < thisUpdate || nextUpdate === undefined || at > nextUpdate) return false;
  if (!extensions.some(({ oid }) => oid === CRL_NUMBER)) return false;
  if (extensions.some(({ oid, critical }) => critical && !UNDERSTOOD.has(oid))) return false;
  if (issuer.publicKey === undefined) return false;
  const algorithm = { oid: signatureAlgorithm, parameters: new Uint8Array() };
  return signatureFault(algorithm, rawToBeSigned, signature, issuer.publicKey) === undefined;
}

function parseOrNone(bytes: Uint8Array): RevocationList[] {
  try {
    return [parseRevocationList(bytes)];
  } catch {
    return [];
  }
}
