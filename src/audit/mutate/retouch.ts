/** A certificate's signed part with some fields changed; what is not named stays byte for byte. */
import type { Certificate } from "../../x509/certificate.ts";
import { DerReader, oidText } from "../../x509/der-reader.ts";
import * as der from "../../x509/der-writer.ts";
import {
  type AlternativeNames,
  basicConstraintsExtension,
  type ExtendedKeyUsage,
  extendedKeyUsageExtension,
  type KeyUsage,
  keyUsageExtension,
} from "../../x509/extensions.ts";
import { parseAddress } from "../../x509/ip-address.ts";
import { encodeName, type Subject } from "../../x509/name.ts";
import { OID } from "../../x509/oid.ts";

export interface Retouch {
  /** Or the DER of a whole name. */
  readonly subject?: Subject | Uint8Array;
  /** Or the DER of a whole SubjectAltName value. */
  readonly names?: AlternativeNames | Uint8Array;
  readonly usages?: readonly ExtendedKeyUsage[];
  readonly keyUsage?: readonly KeyUsage[];
  readonly authority?: boolean;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Contents of the INTEGER as they are, negative ones too. */
  readonly serialNumber?: Uint8Array;
  /** SubjectPublicKeyInfo. */
  readonly publicKey?: Uint8Array;
  /** Version 1 has no extensions. */
  readonly version?: 1;
  readonly without?: readonly string[];
  /** Whole extensions, DER. */
  readonly more?: readonly Uint8Array[];
  /** The algorithm that the signature is said to be of, DER; that of the signer when absent. */
  readonly signatureIdentifier?: Uint8Array;
}

/** Who signs, as it stands in the certificate. */
export interface SignedAs {
  readonly rawIssuer: Uint8Array;
  /** Of the signer's key; the authorityKeyIdentifier follows it. */
  readonly keyIdentifier: Uint8Array | undefined;
  readonly signatureIdentifier: Uint8Array;
}

export function retouched({ rawToBeSigned }: Certificate, changes: Retouch, signed: SignedAs): Uint8Array {
  const tbs = new DerReader(rawToBeSigned).enter(der.TAG.sequence, "tbsCertificate");
  tbs.optional(0xa0, "version");
  const serial = tbs.whole("serialNumber");
  tbs.whole("signature");
  tbs.whole("issuer");
  const validity = tbs.enter(der.TAG.sequence, "validity");
  const [notBefore, notAfter] = [validity.whole("notBefore"), validity.whole("notAfter")];
  const subject = tbs.whole("subject");
  const publicKey = tbs.whole("subjectPublicKeyInfo");
  tbs.optional(0x81, "issuerUniqueID");
  tbs.optional(0x82, "subjectUniqueID");
  const list = tbs.optional(0xa3, "extensions")?.enter(der.TAG.sequence, "extensions");
  const extensions = changes.version === 1 ? [] : changedExtensions(list, changes, signed);
  return der.sequence(
    ...(changes.version === 1 ? [] : [der.contextConstructed(0, der.smallInteger(2))]),
    changes.serialNumber === undefined ? serial : der.tlv(der.TAG.integer, changes.serialNumber),
    changes.signatureIdentifier ?? signed.signatureIdentifier,
    signed.rawIssuer,
    der.sequence(
      changes.notBefore === undefined ? notBefore : der.time(changes.notBefore),
      changes.notAfter === undefined ? notAfter : der.time(changes.notAfter),
    ),
    nameOf(changes.subject) ?? subject,
    changes.publicKey ?? publicKey,
    ...(extensions.length === 0 ? [] : [der.contextConstructed(3, der.sequence(...extensions))]),
  );
}

export const nameOf = (name: Retouch["subject"]): Uint8Array | undefined =>
  name === undefined || name instanceof Uint8Array ? name : encodeName(name);

export function extensionOf(id: string, critical: boolean, value: Uint8Array): Uint8Array {
  return der.sequence(der.oid(id), ...(critical ? [der.TRUE] : []), der.octetString(value));
}

function changedExtensions(list: DerReader | undefined, changes: Retouch, signed: SignedAs): Uint8Array[] {
  const fresh = new Map<string, Uint8Array | undefined>();
  const { names, usages, keyUsage, authority, without = [], more = [] } = changes;
  if (usages !== undefined) fresh.set(OID.extKeyUsage, extendedKeyUsageExtension(usages));
  if (keyUsage !== undefined) fresh.set(OID.keyUsage, keyUsageExtension(keyUsage));
  if (authority !== undefined) fresh.set(OID.basicConstraints, basicConstraintsExtension(authority ? {} : undefined));
  if (names !== undefined) fresh.set(OID.subjectAltName, namesExtension(names));
  const { keyIdentifier } = signed;
  if (keyIdentifier !== undefined)
    fresh.set(
      OID.authorityKeyIdentifier,
      extensionOf(OID.authorityKeyIdentifier, false, der.sequence(der.contextPrimitive(0, keyIdentifier))),
    );
  for (const id of without) fresh.set(id, undefined);
  const out: Uint8Array[] = [];
  while (list !== undefined && !list.done) {
    const whole = list.whole("extension", der.TAG.sequence);
    const id = oidText(new DerReader(whole).enter(der.TAG.sequence, "extension").contents(der.TAG.oid, "id"));
    const other = fresh.has(id) ? fresh.get(id) : whole;
    if (other !== undefined) out.push(other);
    fresh.delete(id);
  }
  return [...out, ...[...fresh.values()].filter((one) => one !== undefined), ...more];
}

function namesExtension(names: AlternativeNames | Uint8Array): Uint8Array | undefined {
  if (names instanceof Uint8Array) return extensionOf(OID.subjectAltName, false, names);
  const parts = [
    ...names.dns.map((name) => der.contextPrimitive(2, Buffer.from(name, "latin1"))),
    ...names.addresses.map((address) => der.contextPrimitive(7, parseAddress(address) ?? new Uint8Array())),
  ];
  return parts.length === 0 ? undefined : extensionOf(OID.subjectAltName, false, der.sequence(...parts));
}
