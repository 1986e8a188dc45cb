/**
 * Building certificates. What is constant for an issuer and a kind of certificate is encoded once and kept, so that one
 * more certificate costs its key, its signature and very little beside.
 */
import * as crypto from "node:crypto";
import { type FoundAlgorithm, keyFamily } from "./algorithm.ts";
import type { Certificate } from "./certificate.ts";
import { DerBuilder } from "./der-builder.ts";
import * as der from "./der-writer.ts";
import {
  type AlternativeNames,
  authorityKeyIdentifierExtension,
  basicConstraintsExtension,
  type ExtendedKeyUsage,
  extendedKeyUsageExtension,
  type KeyUsage,
  keyUsageExtension,
  type NameConstraints,
  nameConstraintsExtension,
} from "./extensions.ts";
import { parseAddress } from "./ip-address.ts";
import { publicKeyAlgorithm, rawPublicKey } from "./key-encoding.ts";
import { encodeName, type Subject } from "./name.ts";
import { OID } from "./oid.ts";
import { signatureAlgorithmFor } from "./signature.ts";

const { createHash } = crypto;
const hash: typeof crypto.hash | undefined = crypto.hash;

/** Who signs: raw name and key identifier are copied into what is issued, byte for byte. */
export interface Issuer {
  readonly rawSubject: Uint8Array;
  readonly keyIdentifier: Uint8Array | undefined;
  readonly algorithm: FoundAlgorithm;
  /** Nothing that this issuer signs is valid longer than it is itself. */
  readonly notAfter: Date;
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** A certificate to be made. */
export interface CertificateRequest {
  readonly subject: Subject;
  readonly publicKey: Uint8Array;
  /** 20 bytes at most, positive (RFC 5280 section 4.1.2.2). */
  readonly serialNumber: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly names: AlternativeNames;
  readonly extendedKeyUsage: readonly ExtendedKeyUsage[];
  /** Set for an authority. */
  readonly authority?: { readonly pathLength?: number; readonly nameConstraints?: NameConstraints };
}

/**
 * Key identifier of a public key: the first 160 bits of SHA-256 over the key bits (RFC 7093 section 2, method 1), what
 * Go writes for Kubernetes 1.35 and later. Set explicitly, so that no library default decides.
 */
export function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  const raw = rawPublicKey(publicKey);
  // `hash` came with Node 20.12 and takes half the time.
  const digest = hash === undefined ? createHash("sha256").update(raw).digest() : hash("sha256", raw, "buffer");
  return digest.subarray(0, 20);
}

/**
 * The usage bits a key needs. Only RSA servers decrypt a key exchange, so only they get keyEncipherment; kubeadm sets
 * it on everything, which RFC 8813 section 3 forbids for EC keys.
 */
export function keyUsagesFor(
  algorithm: FoundAlgorithm | undefined,
  usages: readonly ExtendedKeyUsage[],
  authority: boolean,
): KeyUsage[] {
  if (authority) return ["digitalSignature", "keyCertSign", "cRLSign"];
  const encipher = algorithm !== undefined && keyFamily(algorithm) === "RSA" && usages.includes("serverAuth");
  return encipher ? ["digitalSignature", "keyEncipherment"] : ["digitalSignature"];
}

const VERSION_3 = der.contextConstructed(0, der.smallInteger(2));
const ORGANIZATION = der.oid(OID.organizationName);
const ORGANIZATIONAL_UNIT = der.oid(OID.organizationalUnitName);
const COMMON_NAME = der.oid(OID.commonName);
const SUBJECT_KEY_IDENTIFIER = der.oid(OID.subjectKeyIdentifier);
const SUBJECT_ALT_NAME = der.oid(OID.subjectAltName);

const builder = new DerBuilder();

/** The to-be-signed part. Extensions stand in Go's order: usages, constraints, key identifiers, names, name constraints. */
export function encodeToBeSigned(request: CertificateRequest, issuer: Omit<Issuer, "sign" | "notAfter">): Uint8Array {
  // Written backwards: the last field first.
  builder.reset();
  extensions(request, issuer.keyIdentifier);
  builder.bytes(request.publicKey);
  subjectName(request.subject);
  builder.bytes(validity(request.notBefore, request.notAfter));
  builder.bytes(issuer.rawSubject);
  builder.bytes(signatureAlgorithmFor(issuer.algorithm).identifier);
  builder.bytes(der.unsignedInteger(request.serialNumber));
  builder.bytes(VERSION_3);
  builder.wrap(der.TAG.sequence, 0);
  return builder.finish();
}

function extensions(request: CertificateRequest, authorityKeyIdentifier: Uint8Array | undefined): void {
  const { authority } = request;
  if (authority?.nameConstraints !== undefined) builder.bytes(nameConstraintsExtension(authority.nameConstraints));
  if (request.names.dns.length + request.names.addresses.length > 0) alternativeNames(request.names);
  if (authorityKeyIdentifier !== undefined) builder.bytes(cachedAuthorityKeyIdentifier(authorityKeyIdentifier));
  const mark = builder.mark;
  builder.bytes(keyIdentifier(request.publicKey));
  builder.wrap(der.TAG.octetString, mark);
  builder.wrap(der.TAG.octetString, mark);
  builder.bytes(SUBJECT_KEY_IDENTIFIER);
  builder.wrap(der.TAG.sequence, mark);
  builder.bytes(constantExtensions(publicKeyAlgorithm(request.publicKey), request.extendedKeyUsage, authority));
  builder.wrap(der.TAG.sequence, 0);
  builder.wrap(0xa3, 0);
}

function alternativeNames(names: AlternativeNames): void {
  const mark = builder.mark;
  for (let i = names.addresses.length - 1; i >= 0; i--) {
    const bytes = parseAddress(names.addresses[i] ?? "");
    if (bytes === undefined) throw new Error(`not an address: ${names.addresses[i]}`);
    const at = builder.mark;
    builder.bytes(bytes);
    builder.wrap(0x87, at);
  }
  for (let i = names.dns.length - 1; i >= 0; i--) {
    const at = builder.mark;
    builder.ascii(names.dns[i] ?? "");
    builder.wrap(0x82, at);
  }
  builder.wrap(der.TAG.sequence, mark);
  builder.wrap(der.TAG.octetString, mark);
  builder.bytes(SUBJECT_ALT_NAME);
  builder.wrap(der.TAG.sequence, mark);
}

/** The same bytes as `encodeName`. */
function subjectName(subject: Subject): void {
  const mark = builder.mark;
  nameAttribute(COMMON_NAME, subject.commonName);
  for (const unit of subject.organizationalUnits?.toReversed() ?? []) nameAttribute(ORGANIZATIONAL_UNIT, unit);
  for (let i = subject.organizations.length - 1; i >= 0; i--)
    nameAttribute(ORGANIZATION, subject.organizations[i] ?? "");
  builder.wrap(der.TAG.sequence, mark);
}

function nameAttribute(type: Uint8Array, value: string): void {
  const mark = builder.mark;
  builder.directoryString(value);
  builder.bytes(type);
  builder.wrap(der.TAG.sequence, mark);
  builder.wrap(der.TAG.set, mark);
}

/** Sign a request: the DER certificate. */
export function issue(request: CertificateRequest, issuer: Issuer): Uint8Array | Promise<Uint8Array> {
  const toBeSigned = encodeToBeSigned(request, issuer);
  const { identifier } = signatureAlgorithmFor(issuer.algorithm);
  const finish = (signature: Uint8Array): Uint8Array => der.sequence(toBeSigned, identifier, der.bitString(signature));
  const signature = issuer.sign(toBeSigned);
  return signature instanceof Promise ? signature.then(finish) : finish(signature);
}

/** An authority that signs itself. Its authorityKeyIdentifier is left out, as in what Go makes. */
export function issueSelfSigned(
  request: CertificateRequest,
  algorithm: FoundAlgorithm,
  sign: Issuer["sign"],
): Uint8Array | Promise<Uint8Array> {
  const rawSubject = encodeName(request.subject);
  return issue(request, { rawSubject, keyIdentifier: undefined, algorithm, notAfter: request.notAfter, sign });
}

/** An issuer from its certificate and a way to sign. */
export function issuerFrom(certificate: Certificate, algorithm: FoundAlgorithm, sign: Issuer["sign"]): Issuer {
  return {
    rawSubject: certificate.rawSubject,
    keyIdentifier: certificate.extensions.subjectKeyIdentifier,
    algorithm,
    notAfter: certificate.notAfter,
    sign,
  };
}

/** A serial number of 20 bytes from random ones: positive, of full length, 158 random bits. */
export function serialFrom(random: Uint8Array): Uint8Array {
  const serial = Uint8Array.from(random.subarray(0, 20));
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

const constants = new Map<string, Uint8Array>();
const authorityIdentifiers = new WeakMap<Uint8Array, Uint8Array>();

/** The extension of one issuer, encoded once. */
function cachedAuthorityKeyIdentifier(identifier: Uint8Array): Uint8Array {
  let encoded = authorityIdentifiers.get(identifier);
  if (encoded === undefined) {
    encoded = authorityKeyIdentifierExtension(identifier);
    authorityIdentifiers.set(identifier, encoded);
  }
  return encoded;
}

function constantExtensions(
  algorithm: FoundAlgorithm | undefined,
  usages: readonly ExtendedKeyUsage[],
  authority: CertificateRequest["authority"],
): Uint8Array {
  const key = `${algorithm && keyFamily(algorithm)}|${usages.join()}|${authority ? (authority.pathLength ?? "any") : ""}`;
  let list = constants.get(key);
  if (list === undefined) {
    list = Buffer.concat([
      keyUsageExtension(keyUsagesFor(algorithm, usages, authority !== undefined)),
      ...(usages.length > 0 ? [extendedKeyUsageExtension(usages)] : []),
      basicConstraintsExtension(authority),
    ]);
    constants.set(key, list);
  }
  return list;
}

let lastValidity: { from: number; to: number; der: Uint8Array } | undefined;

/** Validity; consecutive certificates of a run share it. */
function validity(from: Date, to: Date): Uint8Array {
  if (lastValidity?.from !== from.getTime() || lastValidity.to !== to.getTime()) {
    lastValidity = { from: from.getTime(), to: to.getTime(), der: der.sequence(der.time(from), der.time(to)) };
  }
  return lastValidity.der;
}
