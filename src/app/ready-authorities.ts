/** Authorities ready for use: what is missing is made and staged, roots before what stands below them. */
import type { AuthorityId } from "../catalog/types.ts";
import { authorityRequest, validityAt } from "../plan/issue.ts";
import type { Entropy, FileStore, KeyMaker, SignerFor } from "../ports.ts";
import type { Desired, DesiredAuthority } from "../spec/desired.ts";
import { parseCertificate } from "../x509/certificate.ts";
import { type Issuer, issue, issuerFrom, issueSelfSigned, serialFrom } from "../x509/issue.ts";
import { encodePrivateKey } from "../x509/key-encoding.ts";
import { encodePem } from "../x509/pem.ts";
import { keyStorage, stagePem } from "./authority-files.ts";
import { type AuthorityTexts, authorityTexts } from "./authority-texts.ts";
import type { KnownAuthority } from "./find-authorities.ts";

/** An authority ready for use. Without a key it verifies but cannot sign. */
export interface ReadyAuthority {
  readonly id: AuthorityId;
  readonly texts: AuthorityTexts;
  readonly keyPem: string | undefined;
  readonly issuer: Issuer | undefined;
}

export interface AuthorityTools {
  readonly store: FileStore;
  readonly keyMaker: KeyMaker;
  readonly entropy: Entropy;
  readonly signerFor: SignerFor;
  readonly at: Date;
  readonly passphrase: string | undefined;
}

/** Make what is missing and stage it. An authority that cannot be made is not among them. */
export async function readyAuthorities(
  desired: Desired,
  known: readonly KnownAuthority[],
  tools: AuthorityTools,
): Promise<Map<AuthorityId, ReadyAuthority>> {
  const under = new Map<AuthorityId, Promise<ReadyAuthority | undefined>>();
  // Serials and keys are drawn in order, whenever the keys come: a seeded source then gives the same ones each time.
  for (const authority of known) {
    const { parent } = authority.desired;
    under.set(authority.desired.id, ready(desired, authority, parent && under.get(parent), tools));
  }
  const done = await Promise.all(under.values());
  return new Map(done.flatMap((authority) => (authority === undefined ? [] : [[authority.id, authority] as const])));
}

async function ready(
  desired: Desired,
  known: KnownAuthority,
  parent: Promise<ReadyAuthority | undefined> | undefined,
  tools: AuthorityTools,
): Promise<ReadyAuthority | undefined> {
  if (known.certificate !== undefined) return existing(desired, known, await parent, tools);
  if (!known.signs) return undefined;
  const { id, algorithm } = known.desired;
  const serial = serialFrom(tools.entropy.bytes(20));
  const stored = keyStorage(desired.spec, tools);
  const key = await tools.keyMaker.make(algorithm);
  const signer = tools.signerFor(key);
  const sign = (bytes: Uint8Array): Uint8Array | Promise<Uint8Array> => signer.sign(bytes);
  const above = await parent;
  const raw = await signed(desired, known.desired, { publicKey: key.publicKey, serial, sign, above }, tools);
  const certificate = parseCertificate(raw);
  stagePem(tools.store, `${id}.crt`, encodePem("CERTIFICATE", raw), 0o644);
  stagePem(tools.store, `${id}.key`, stored(key, desired.keyEncoding), 0o600);
  return {
    id,
    texts: authorityTexts(certificate, [], above?.texts),
    keyPem: encodePrivateKey(key, desired.keyEncoding),
    issuer: issuerFrom(certificate, key.algorithm, sign),
  };
}

interface Making {
  readonly publicKey: Uint8Array;
  readonly serial: Uint8Array;
  readonly sign: Issuer["sign"];
  readonly above: ReadyAuthority | undefined;
}

/** By the root above it, or by itself. */
function signed(
  { spec }: Desired,
  authority: DesiredAuthority,
  { publicKey, serial, sign, above }: Making,
  { at }: AuthorityTools,
): Uint8Array | Promise<Uint8Array> {
  const issuer = above?.issuer;
  const validity = validityAt(at, authority.lifetime, spec.lifetimes.backdate, issuer?.notAfter);
  const request = authorityRequest(authority, publicKey, serial, validity);
  if (authority.parent === undefined) return issueSelfSigned(request, authority.algorithm, sign);
  if (issuer === undefined) throw new Error(`${authority.parent} cannot sign ${authority.id}`);
  return issue(request, issuer);
}

function existing(
  desired: Desired,
  { desired: authority, certificate, above, key, plainKey }: KnownAuthority,
  parent: ReadyAuthority | undefined,
  tools: AuthorityTools,
): ReadyAuthority | undefined {
  if (certificate === undefined) return undefined;
  const { id } = authority;
  const texts = authorityTexts(certificate, above, parent?.texts);
  if (authority.supplied !== undefined) stagePem(tools.store, `${id}.crt`, texts.upwards.join(""), 0o644);
  if (key === undefined) return { id, texts, keyPem: undefined, issuer: undefined };
  if (plainKey) stagePem(tools.store, `${id}.key`, keyStorage(desired.spec, tools)(key, desired.keyEncoding), 0o600);
  const signer = tools.signerFor(key);
  return {
    id,
    texts,
    keyPem: encodePrivateKey(key, desired.keyEncoding),
    issuer: issuerFrom(certificate, key.algorithm, (bytes) => signer.sign(bytes)),
  };
}
