/** PKCS#12 files opened (RFC 7292; integrity by PBMAC1: RFC 9579): the certificates and keys that a passphrase protects. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { decrypt, deriveKey, hmacDigest } from "./decryption.ts";
import { DerError, DerReader, oidText, smallCount } from "./der-reader.ts";
import { TAG } from "./der-writer.ts";
import { DerivationBudget } from "./derivation-budget.ts";
import { decryptInfo } from "./encrypted-key.ts";
import { parsePrivateKeyInfo } from "./key-encoding.ts";
import { OID } from "./oid.ts";
import { KEY_PURPOSE, type Pkcs12Derivation, pkcs12Derive } from "./pkcs12-derivation.ts";
import type { PrivateKey } from "./private-key.ts";

export interface OpenedPkcs12 {
  /** In the file's order; certificates as DER, not yet parsed. */
  readonly bags: readonly ({ readonly certificate: Uint8Array } | { readonly key: PrivateKey })[];
  /** Parts that could not be opened, a sentence each without a full stop. */
  readonly faults: readonly string[];
}

/** Bags of one file; a key with its chain has five. */
const MOST_BAGS = 1000;

const MAC_DIGESTS: Readonly<Record<string, Pkcs12Derivation["digest"]>> = {
  [OID.sha1]: "sha1",
  [OID.sha256]: "sha256",
  [OID.sha384]: "sha384",
  [OID.sha512]: "sha512",
};
const DIGEST_BYTES = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 } as const;

/** Throws DerError when it is damaged, asks for too much, or the passphrase is another. */
export function openPkcs12(bytes: Uint8Array, passphrase: string, budget = new DerivationBudget()): OpenedPkcs12 {
  const pfx = new DerReader(bytes).enter(TAG.sequence, "PFX");
  if (smallCount(pfx, "version") !== 3) pfx.fail("not version 3");
  const safe = dataOf(pfx.enter(TAG.sequence, "authSafe"));
  const faults: string[] = [];
  const mac = pfx.optional(TAG.sequence, "macData");
  if (mac === undefined) faults.push("it has no check of its integrity");
  else if (!isIntact(mac, safe, passphrase, budget)) throw new DerError("the passphrase does not open it", 0);
  const bags: OpenedPkcs12["bags"][number][] = [];
  const list = new DerReader(safe).enter(TAG.sequence, "AuthenticatedSafe");
  while (!list.done) {
    const info = list.enter(TAG.sequence, "ContentInfo");
    attempt(faults, () => {
      const contents = plainContents(info, passphrase, budget);
      readBags(new DerReader(contents).enter(TAG.sequence, "SafeContents"), bags, faults, passphrase, budget);
    });
  }
  return { bags, faults };
}

function attempt(faults: string[], read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    faults.push(error.message.replace(/,? at byte \d+$/, ""));
  }
}

/** The bytes of a ContentInfo of type data. */
function dataOf(info: DerReader): Uint8Array {
  const type = oidText(info.contents(TAG.oid, "content type"));
  if (type !== OID.pkcs7Data) throw new DerError(`a content of the type ${type}`, 0);
  return info.enter(0xa0, "content").contents(TAG.octetString, "content");
}

function plainContents(info: DerReader, passphrase: string, budget: DerivationBudget): Uint8Array {
  const type = oidText(info.contents(TAG.oid, "content type"));
  const content = info.enter(0xa0, "content");
  if (type === OID.pkcs7Data) return content.contents(TAG.octetString, "content");
  if (type !== OID.pkcs7EncryptedData) throw new DerError(`a part of the type ${type} is not read,`, 0);
  const data = content.enter(TAG.sequence, "EncryptedData");
  smallCount(data, "version");
  const inner = data.enter(TAG.sequence, "EncryptedContentInfo");
  inner.contents(TAG.oid, "content type");
  const algorithm = inner.enter(TAG.sequence, "encryption algorithm");
  const plain = decrypt(algorithm, inner.contents(0x80, "encrypted content"), passphrase, budget);
  if (plain === undefined) throw new DerError("the passphrase does not open a part of it", 0);
  return plain;
}

function readBags(
  list: DerReader,
  bags: OpenedPkcs12["bags"][number][],
  faults: string[],
  passphrase: string,
  budget: DerivationBudget,
): void {
  while (!list.done) {
    if (bags.length >= MOST_BAGS) throw new DerError(`more than ${MOST_BAGS} bags`, 0);
    const bag = list.enter(TAG.sequence, "SafeBag");
    const type = oidText(bag.contents(TAG.oid, "bag type"));
    const value = bag.enter(0xa0, "bag");
    attempt(faults, () => {
      if (type === OID.certBag) {
        const certificate = value.enter(TAG.sequence, "CertBag");
        if (oidText(certificate.contents(TAG.oid, "certificate type")) !== OID.x509Certificate) return;
        bags.push({ certificate: certificate.enter(0xa0, "certificate").contents(TAG.octetString, "certificate") });
      } else if (type === OID.pkcs8ShroudedKeyBag) {
        const info = value.whole("EncryptedPrivateKeyInfo", TAG.sequence);
        bags.push({ key: parsePrivateKeyInfo(decryptInfo(info, passphrase, budget)) });
      } else if (type === OID.keyBag) {
        bags.push({ key: parsePrivateKeyInfo(value.whole("PrivateKeyInfo", TAG.sequence)) });
      }
    });
  }
}

/** MacData: whether the passphrase made the check that stands there. */
function isIntact(mac: DerReader, safe: Uint8Array, passphrase: string, budget: DerivationBudget): boolean {
  const info = mac.enter(TAG.sequence, "mac");
  const identifier = info.enter(TAG.sequence, "mac algorithm");
  const method = oidText(identifier.contents(TAG.oid, "mac algorithm"));
  const expected = info.contents(TAG.octetString, "mac");
  const salt = mac.contents(TAG.octetString, "mac salt");
  const computed =
    method === OID.pbmac1
      ? pbmac1(identifier, safe, passphrase, budget)
      : pkcs12Mac(method, salt, mac.done ? 1 : smallCount(mac, "iterations"), safe, passphrase, budget);
  return computed.length === expected.length && timingSafeEqual(computed, expected);
}

function pkcs12Mac(
  method: string,
  salt: Uint8Array,
  iterations: number,
  safe: Uint8Array,
  passphrase: string,
  budget: DerivationBudget,
): Uint8Array {
  const digest = MAC_DIGESTS[method];
  if (digest === undefined) throw new DerError(`its integrity is checked with ${method}, which is not known,`, 0);
  budget.spend(iterations);
  const length = DIGEST_BYTES[digest];
  const key = pkcs12Derive(passphrase, salt, { purpose: KEY_PURPOSE.mac, digest, iterations, length });
  return createHmac(digest, key).update(safe).digest();
}

/** RFC 9579 section 5: the key by PBKDF2 over the passphrase as UTF-8, as long as the parameters say. */
function pbmac1(identifier: DerReader, safe: Uint8Array, passphrase: string, budget: DerivationBudget): Uint8Array {
  const parameters = identifier.enter(TAG.sequence, "PBMAC1 parameters");
  const derivation = parameters.enter(TAG.sequence, "key derivation");
  const digest = hmacDigest(parameters.enter(TAG.sequence, "message authentication"));
  if (digest === undefined) throw new DerError("its integrity is checked with an unknown digest", 0);
  const length = DIGEST_BYTES[digest as keyof typeof DIGEST_BYTES];
  return createHmac(digest, deriveKey(derivation, passphrase, length, budget))
    .update(safe)
    .digest();
}
