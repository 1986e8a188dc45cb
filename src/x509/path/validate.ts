/**
 * Path validation: whether a certificate is accepted by somebody who believes some authorities, and why not. A pure
 * function with two profiles: what Go's crypto/x509 1.26 decides, which is what every component of Kubernetes does, and
 * what RFC 5280 and good practice ask for.
 */

import { OID } from "../oid.ts";
import { type GoCertificate, GoParseError, parseGoCertificate } from "./go-certificate.ts";
import { type Fault, type PathReason, verifyAsGo } from "./go-verify.ts";
import { CertificatePool } from "./pool.ts";
import { revocationFault } from "./revocation.ts";
import type { SignatureMemory } from "./signature-memory.ts";
import { brokenRule } from "./strict.ts";

/** A certificate: DER, or anything that has its DER. */
export type CertificateSource = Uint8Array | { readonly raw: Uint8Array };

export interface PathQuestion {
  readonly leaf: CertificateSource;
  /** What was sent along, or is known: issuers that are not believed by themselves. */
  readonly intermediates?: readonly CertificateSource[] | CertificatePool;
  /** Who is believed: an authority, an intermediate or a leaf. */
  readonly roots: readonly CertificateSource[] | CertificatePool;
  /** The name or address that was dialled; not looked at when left out, as with clients. */
  readonly name?: string;
  /** What the leaf is to be used for; any of them will do. Without: serverAuth, as Go has it. */
  readonly keyUsages?: readonly ("serverAuth" | "clientAuth" | "any")[];
  readonly at: Date;
  readonly profile: "go" | "strict";
  /** Revocation lists, DER; `strict` only, for Go has none. */
  readonly crls?: readonly Uint8Array[];
  /** How many certificates may stand between leaf and root; `strict` only. */
  readonly maxIntermediates?: number;
  /** Signatures checked by questions before; none is remembered without. */
  readonly signatures?: SignatureMemory;
}

export interface PathDetail {
  /** The exact text of Go; absent where Go would accept. */
  readonly go?: string;
  /** The rule of `strict` that is broken, and the section or document that it comes from. */
  readonly rule?: string;
  readonly source?: string;
  /** The certificate that decides; absent when it does not parse. */
  readonly certificate?: PathCertificate;
}

export interface PathVerdict {
  readonly accepted: boolean;
  readonly reason?: PathReason;
  readonly detail: PathDetail;
  /** Leaf first, root last; none when refused. */
  readonly chains: readonly (readonly PathCertificate[])[];
}

/** A certificate as Go reads it. */
export type PathCertificate = GoCertificate;

export type { PathReason };

const USAGES = { serverAuth: OID.serverAuth, clientAuth: OID.clientAuth, any: OID.anyExtendedKeyUsage } as const;

/** Never throws for what certificates say; a certificate that does not parse is a refusal. */
export function validatePath(question: PathQuestion): PathVerdict {
  const { keyUsages = ["serverAuth"], name, at, profile } = question;
  try {
    const parsed = {
      leaf: parsedOf(question.leaf),
      intermediates: poolOf(question.intermediates ?? []),
      roots: poolOf(question.roots),
      name,
      usages: keyUsages.map((usage) => USAGES[usage]),
      at,
      ...(question.signatures === undefined ? {} : { signatures: question.signatures }),
    };
    if (profile === "strict") {
      const verdict = verifyAsGo({ ...parsed, selfIssuedPass: true });
      return "reason" in verdict ? refused(verdict) : strictly(verdict.chains, question);
    }
    const verdict = verifyAsGo(parsed);
    return "reason" in verdict ? refused(verdict) : { accepted: true, detail: {}, chains: verdict.chains };
  } catch (error) {
    if (!(error instanceof GoParseError)) throw error;
    return { accepted: false, reason: "parse-error", detail: { go: error.message }, chains: [] };
  }
}

/** Certificates to look for issuers in, prepared once for any number of questions. Throws GoParseError. */
export const certificatePool = (certificates: Iterable<CertificateSource>): CertificatePool =>
  new CertificatePool(Array.from(certificates, parsedOf));

/** Go's reading of a certificate, or its text when it refuses. */
export function readAsGo(certificate: CertificateSource): PathCertificate | string {
  try {
    return parsedOf(certificate);
  } catch (error) {
    if (error instanceof GoParseError) return error.message;
    throw error;
  }
}

/** Go's text when it refuses to read a certificate. Nothing of it is kept, as `readAsGo` does for questions to come. */
export function goRefusal(certificate: CertificateSource): string | undefined {
  if (parsed.has(certificate)) return undefined;
  try {
    parseGoCertificate(certificate instanceof Uint8Array ? certificate : certificate.raw);
    return undefined;
  } catch (error) {
    if (error instanceof GoParseError) return error.message;
    throw error;
  }
}

const refused = ({ reason, text, certificate }: Fault): PathVerdict => ({
  accepted: false,
  reason,
  detail: { go: text, certificate },
  chains: [],
});

/** The chains that are sound; the first one's fault when none is. */
function strictly(chains: PathVerdict["chains"], question: PathQuestion): PathVerdict {
  const { keyUsages = ["serverAuth"], crls = [], at, maxIntermediates } = question;
  let first: PathVerdict | undefined;
  const sound = chains.filter((chain) => {
    const fault = faultOf(chain);
    first ??= fault;
    return fault === undefined;
  });
  if (sound.length > 0) return { accepted: true, detail: {}, chains: sound };
  return first ?? { accepted: false, reason: "other", detail: {}, chains: [] };

  function faultOf(chain: readonly PathCertificate[]): PathVerdict | undefined {
    const deny = (reason: PathReason, detail: PathDetail): PathVerdict => ({
      accepted: false,
      reason,
      detail,
      chains: [],
    });
    const broken = brokenRule(chain, keyUsages.includes("serverAuth"));
    if (broken !== undefined) {
      const { reason, rule, source, certificate } = broken;
      return deny(reason, { rule, source, certificate });
    }
    const between = chain.slice(1, -1).filter((one) => Buffer.compare(one.rawIssuer, one.rawSubject) !== 0);
    if (maxIntermediates !== undefined && between.length > maxIntermediates) {
      return deny("too-many-intermediates", { rule: "max-intermediates", source: "6.1.1" });
    }
    const revoked = revocationFault(chain, crls, at);
    if (revoked === undefined) return undefined;
    return deny("other", { rule: revoked.rule, source: "5, 6.3", certificate: revoked.certificate });
  }
}

const parsed = new WeakMap<CertificateSource, PathCertificate>();

function parsedOf(source: CertificateSource): PathCertificate {
  const known = parsed.get(source);
  if (known !== undefined) return known;
  const certificate = parseGoCertificate(source instanceof Uint8Array ? source : source.raw);
  parsed.set(source, certificate);
  return certificate;
}

const pools = new WeakMap<readonly CertificateSource[], CertificatePool>();

function poolOf(certificates: readonly CertificateSource[] | CertificatePool): CertificatePool {
  if (certificates instanceof CertificatePool) return certificates;
  const known = pools.get(certificates);
  if (known !== undefined) return known;
  const pool = certificatePool(certificates);
  pools.set(certificates, pool);
  return pool;
}
