/**
 * Building certificates. What is constant for an issuer and a kind of certificate is encoded once and kept, so that one
 * more certificate costs its key, its signature and very little beside.
 */
import { createHash } from "node:crypto";
import { type KeyAlgorithm, keyFamily } from "./algorithm.ts";
import type { Certificate } from "./certificate.ts";
import * as der from "./der-writer.ts";
import {
  type AlternativeNames,
  authorityKeyIdentifierExtension,
  basicConstraintsExtension,
  type ExtendedKeyUsage,
  extendedKeyUsageExtension,
  type KeyUsage,
  keyUsageExtension,
  subjectAltNameExtension,
  subjectKeyIdentifierExtension,
} from "./extensions.ts";
import { publicKeyAlgorithm, rawPublicKey } from "./key-encoding.ts";
import { encodeName, type Subject } from "./name.ts";
import { signatureAlgorithmFor } from "./signature.ts";

/** Who signs: raw name and key identifier are copied into what is issued, byte for byte. */
export interface Issuer {
  readonly rawSubject: Uint8Array;
  readonly keyIdentifier: Uint8Array | undefined;
  readonly algorithm: KeyAlgorithm;
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
  readonly authority?: { readonly pathLength?: number };
}

/**
 * Key identifier of a public key: the first 160 bits of SHA-256 over the key bits (RFC 7093 section 2, method 1), what
 * Go writes for Kubernetes 1.35 and later. Set explicitly, so that no library default decides.
 */
export function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  return createHash("sha256").update(rawPublicKey(publicKey)).digest().subarray(0, 20);
}

/**
 * The usage bits a key needs. Only RSA servers decrypt a key exchange, so only they get keyEncipherment; kubeadm sets
 * it on everything, which RFC 8813 section 3 forbids for EC keys.
 */
export function keyUsagesFor(
  algorithm: KeyAlgorithm | undefined,
  usages: readonly ExtendedKeyUsage[],
  authority: boolean,
): KeyUsage[] {
  if (authority) return ["digitalSignature", "keyCertSign", "cRLSign"];
  const encipher = algorithm !== undefined && keyFamily(algorithm) === "RSA" && usages.includes("serverAuth");
  return encipher ? ["digitalSignature", "keyEncipherment"] : ["digitalSignature"];
}

const VERSION_3 = der.contextConstructed(0, der.smallInteger(2));

/** The to-be-signed part. Extensions stand in Go's order: usages, constraints, key identifiers, names. */
export function encodeToBeSigned(request: CertificateRequest, issuer: Omit<Issuer, "sign" | "notAfter">): Uint8Array {
  const algorithm = publicKeyAlgorithm(request.publicKey);
  const extensions = [
    ...constantExtensions(algorithm, request.extendedKeyUsage, request.authority),
    subjectKeyIdentifierExtension(keyIdentifier(request.publicKey)),
  ];
  if (issuer.keyIdentifier !== undefined) extensions.push(authorityKeyIdentifierExtension(issuer.keyIdentifier));
  if (request.names.dns.length + request.names.addresses.length > 0) {
    extensions.push(subjectAltNameExtension(request.names));
  }
  return der.sequence(
    VERSION_3,
    der.unsignedInteger(request.serialNumber),
    signatureAlgorithmFor(issuer.algorithm).identifier,
    issuer.rawSubject,
    validity(request.notBefore, request.notAfter),
    encodeName(request.subject),
    request.publicKey,
    der.contextConstructed(3, der.sequence(...extensions)),
  );
}

/** Sign a request: the DER certificate. */
export function issue(request: CertificateRequest, issuer: Issuer): Uint8Array | Promise<Uint8Array> {
  const toBeSigned = encodeToBeSigned(request, issuer);
  const { identifier } = signatureAlgorithmFor(issuer.algorithm);
  const finish = (signature: Uint8Array): Uint8Array =>
    der.sequence(toBeSigned, identifier, der.bitString(signature));
  const signature = issuer.sign(toBeSigned);
  return signature instanceof Promise ? signature.then(finish) : finish(signature);
}

/** An authority that signs itself. Its authorityKeyIdentifier is left out, as in what Go makes. */
export function issueSelfSigned(
  request: CertificateRequest,
  algorithm: KeyAlgorithm,
  sign: Issuer["sign"],
): Uint8Array | Promise<Uint8Array> {
  const rawSubject = encodeName(request.subject);
  return issue(request, { rawSubject, keyIdentifier: undefined, algorithm, notAfter: request.notAfter, sign });
}

/** An issuer from its certificate and a way to sign. */
export function issuerFrom(certificate: Certificate, algorithm: KeyAlgorithm, sign: Issuer["sign"]): Issuer {
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

const constants = new Map<string, readonly Uint8Array[]>();

function constantExtensions(
  algorithm: KeyAlgorithm | undefined,
  usages: readonly ExtendedKeyUsage[],
  authority: CertificateRequest["authority"],
): readonly Uint8Array[] {
  const key = `${algorithm && keyFamily(algorithm)}|${usages.join()}|${authority ? (authority.pathLength ?? "any") : ""}`;
  let list = constants.get(key);
  if (list === undefined) {
    list = [
      keyUsageExtension(keyUsagesFor(algorithm, usages, authority !== undefined)),
      ...(usages.length > 0 ? [extendedKeyUsageExtension(usages)] : []),
      basicConstraintsExtension(authority),
    ];
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

