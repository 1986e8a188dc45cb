/** Authorities and shared keys: found, supplied from outside, or made. */
import type { AuthorityId, CredentialId } from "../catalog/types.ts";
import { KubepkiError } from "../errors.ts";
import { isFound, readPair } from "../inventory/credential.ts";
import { authorityDifferences, authorityFault } from "../plan/authority.ts";
import { authorityRequest, validityAt } from "../plan/issue.ts";
import type { Action, Step } from "../plan/step.ts";
import type { Entropy, FileStore, KeyMaker, SignerFor } from "../ports.ts";
import { AUTHORITIES_UNIT, type Desired, type DesiredAuthority } from "../spec/desired.ts";
import { type Certificate, parseCertificate, parseCertificates } from "../x509/certificate.ts";
import { type Issuer, issuerFrom, issueSelfSigned, serialFrom } from "../x509/issue.ts";
import { encodePrivateKey, encodePublicKeyPem, parsePrivateKey } from "../x509/key-encoding.ts";
import { encodePem } from "../x509/pem.ts";
import type { PrivateKey } from "../x509/private-key.ts";

/** PEM texts of an authority supplied from outside, and where they came from. */
export interface SuppliedMaterial {
  readonly certificate: { readonly file: string; readonly text: string };
  readonly key?: { readonly file: string; readonly text: string };
}

/** An authority ready for use. Without a key it verifies but cannot sign. */
export interface ReadyAuthority {
  readonly id: AuthorityId;
  readonly certificate: Certificate;
  readonly pem: string;
  readonly keyPem: string | undefined;
  readonly issuer: Issuer | undefined;
}

export interface ReadySharedKey {
  readonly keyPem: string;
  readonly publicPem: string;
}

/** What is known of an authority before anything is made; `certificate` is undefined when it is to be made. */
export interface KnownAuthority {
  readonly desired: DesiredAuthority;
  readonly certificate: Certificate | undefined;
  readonly key: PrivateKey | undefined;
  /** Whether it can (or will) sign. */
  readonly signs: boolean;
  readonly step: Step;
}

export interface AuthorityTools {
  readonly store: FileStore;
  readonly keyMaker: KeyMaker;
  readonly entropy: Entropy;
  readonly signerFor: SignerFor;
  readonly at: Date;
}

const latin = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");

/** Look at what is there, without making anything. Throws when an authority cannot be used. */
export function findAuthorities(
  desired: Desired,
  supplied: Readonly<Partial<Record<AuthorityId, SuppliedMaterial>>>,
  store: FileStore,
  at: Date,
): KnownAuthority[] {
  return desired.authorities.map((authority) => {
    const material = supplied[authority.id];
    return material === undefined ? findOwn(authority, store, at) : readSupplied(authority, material, at);
  });
}

function readSupplied(desired: DesiredAuthority, material: SuppliedMaterial, at: Date): KnownAuthority {
  const field = `authorities.${desired.id}: `;
  const certificate = parseOr(material.certificate.file, () => parseCertificates(material.certificate.text)[0], field);
  const { key: keyFile } = material;
  const key = keyFile === undefined ? undefined : parseOr(keyFile.file, () => parsePrivateKey(keyFile.text), field);
  if (certificate === undefined) throw new Error("a parsed file without certificate");
  const fault = authorityFault(certificate, key, at);
  if (fault !== undefined) {
    const file =
      keyFile !== undefined && fault.message.includes("private key") ? keyFile.file : material.certificate.file;
    throw new KubepkiError("ERR_AUTHORITY_INVALID", `authorities.${desired.id}: ${file}: ${fault.message}`, {
      remedy: fault.remedy,
      details: { authority: desired.id, file },
    });
  }
  const reasons = key === undefined ? ["supplied without its key: nothing can be signed by it here"] : ["supplied"];
  return { desired, certificate, key, signs: key !== undefined, step: step(desired.id, "keep", reasons) };
}

function parseOr<T>(file: string, parse: () => T, field = ""): T {
  try {
    return parse();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KubepkiError("ERR_AUTHORITY_INVALID", `${field}${file}: ${reason}`, {
      remedy: "supply PEM files: the authority's certificate, and its unencrypted private key",
      details: { file },
      cause,
    });
  }
}

function findOwn(desired: DesiredAuthority, store: FileStore, at: Date): KnownAuthority {
  const { id } = desired;
  const certificateFile = store.find(AUTHORITIES_UNIT, `${id}.crt`);
  const keyFile = store.find(AUTHORITIES_UNIT, `${id}.key`);
  const absent = certificateFile === undefined && keyFile === undefined;
  if (absent)
    return {
      desired,
      certificate: undefined,
      key: undefined,
      signs: true,
      step: step(id, "create", ["there is none yet"]),
    };
  if (certificateFile === undefined) {
    throw new KubepkiError(
      "ERR_AUTHORITY_INVALID",
      `${AUTHORITIES_UNIT}/${id}.crt is missing, while its key is there`,
      {
        remedy: "put the certificate back; a new one would not be believed by anything that exists",
        details: { authority: id },
      },
    );
  }
  if (keyFile === undefined) {
    const certificate = parseOr(
      `${AUTHORITIES_UNIT}/${id}.crt`,
      () => parseCertificates(latin(certificateFile.bytes))[0],
    );
    return {
      desired,
      certificate,
      key: undefined,
      signs: false,
      step: step(id, "keep", ["its key is not here: nothing can be signed by it"]),
    };
  }
  const pair = readPair(latin(certificateFile.bytes), latin(keyFile.bytes));
  if (!isFound(pair)) {
    const reason = pair.fault === "unreadable" ? pair.reason : "the private key does not belong to the certificate";
    throw new KubepkiError("ERR_AUTHORITY_INVALID", `${AUTHORITIES_UNIT}/${id}: ${reason}`, {
      remedy: "restore both files from a copy; kubepki never replaces an authority by itself",
      details: { authority: id },
    });
  }
  const fault = authorityFault(pair.certificate, pair.key, at);
  if (fault !== undefined) {
    throw new KubepkiError("ERR_AUTHORITY_INVALID", `${AUTHORITIES_UNIT}/${id}.crt: ${fault.message}`, {
      remedy: fault.remedy,
      details: { authority: id },
    });
  }
  const reasons = authorityDifferences(desired, pair.certificate, pair.key).map(
    (text) => `${text}: to change it is a rotation`,
  );
  return { desired, certificate: pair.certificate, key: pair.key, signs: true, step: step(id, "keep", reasons) };
}

const step = (id: string, action: Action, reasons: readonly string[]): Step => ({
  unit: AUTHORITIES_UNIT,
  kind: "authority",
  id,
  action,
  reasons,
});

/** Make what is missing and stage it; every authority is ready after this. */
export async function readyAuthorities(
  desired: Desired,
  known: readonly KnownAuthority[],
  tools: AuthorityTools,
): Promise<Map<AuthorityId, ReadyAuthority>> {
  const ready = await Promise.all(
    known.map((authority) =>
      authority.certificate === undefined
        ? makeAuthority(desired, authority.desired, tools)
        : existing(desired, authority, authority.certificate, tools),
    ),
  );
  return new Map(ready.map((authority) => [authority.id, authority]));
}

function existing(
  desired: Desired,
  known: KnownAuthority,
  certificate: Certificate,
  tools: AuthorityTools,
): ReadyAuthority {
  const { id } = known.desired;
  const pem = encodePem("CERTIFICATE", certificate.raw);
  const { key } = known;
  if (known.desired.supplied !== undefined) stagePem(tools.store, `${id}.crt`, pem, 0o644);
  if (key === undefined) return { id, certificate, pem, keyPem: undefined, issuer: undefined };
  const signer = tools.signerFor(key);
  const issuer = issuerFrom(certificate, key.algorithm, (bytes) => signer.sign(bytes));
  return { id, certificate, pem, keyPem: encodePrivateKey(key, desired.keyEncoding), issuer };
}

async function makeAuthority(
  desired: Desired,
  authority: DesiredAuthority,
  tools: AuthorityTools,
): Promise<ReadyAuthority> {
  const { id } = authority;
  const serial = serialFrom(tools.entropy.bytes(20));
  const key = await tools.keyMaker.make(authority.algorithm);
  const signer = tools.signerFor(key);
  const sign = (bytes: Uint8Array): Uint8Array | Promise<Uint8Array> => signer.sign(bytes);
  const validity = validityAt(tools.at, authority.lifetime, desired.spec.lifetimes.backdate, undefined);
  const raw = await issueSelfSigned(authorityRequest(authority, key.publicKey, serial, validity), key.algorithm, sign);
  const certificate = parseCertificate(raw);
  const pem = encodePem("CERTIFICATE", raw);
  const keyPem = encodePrivateKey(key, desired.keyEncoding);
  stagePem(tools.store, `${id}.crt`, pem, 0o644);
  stagePem(tools.store, `${id}.key`, keyPem, 0o600);
  return { id, certificate, pem, keyPem, issuer: issuerFrom(certificate, key.algorithm, sign) };
}

function stagePem(store: FileStore, path: string, pem: string, mode: number): void {
  const bytes = Buffer.from(pem, "latin1");
  const found = store.find(AUTHORITIES_UNIT, path);
  if (found !== undefined && Buffer.compare(found.bytes, bytes) === 0) return;
  store.stage(AUTHORITIES_UNIT, { path, bytes, mode, owner: "root:root" });
}

/** Key pairs that several units share: kept when there, made otherwise. */
export async function readySharedKeys(
  desired: Desired,
  tools: AuthorityTools,
  make: boolean,
): Promise<{ keys: Map<CredentialId, ReadySharedKey>; steps: Step[] }> {
  const keys = new Map<CredentialId, ReadySharedKey>();
  const steps: Step[] = [];
  for (const { id, algorithm } of desired.sharedKeys) {
    const found = tools.store.find(AUTHORITIES_UNIT, `${id}.key`);
    const reasons = found === undefined ? ["there is none yet"] : [];
    steps.push({
      unit: AUTHORITIES_UNIT,
      kind: "key-pair",
      id,
      action: found === undefined ? "create" : "keep",
      reasons,
    });
    if (found === undefined && !make) continue;
    const file = `${AUTHORITIES_UNIT}/${id}.key`;
    const key =
      found === undefined
        ? await tools.keyMaker.make(algorithm)
        : parseOr(file, () => parsePrivateKey(latin(found.bytes)));
    const keyPem = found === undefined ? encodePrivateKey(key, desired.keyEncoding) : latin(found.bytes);
    const publicPem = encodePublicKeyPem(key.publicKey);
    if (make) {
      stagePem(tools.store, `${id}.key`, keyPem, 0o600);
      stagePem(tools.store, `${id}.pub`, publicPem, 0o644);
    }
    keys.set(id, { keyPem, publicPem });
  }
  return { keys, steps };
}
