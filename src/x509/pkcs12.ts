/**
 * PKCS#12 (RFC 7292): a certificate with its key and its authorities in one file under a passphrase, as browsers, Java and
 * Windows import them. Written only; nothing of kubepki reads one.
 */
import { createCipheriv, createHash, createHmac } from "node:crypto";
import * as der from "./der-writer.ts";
import { type Encrypted, pbes2 } from "./encrypted-key.ts";
import { privateKeyDer } from "./key-encoding.ts";
import { OID } from "./oid.ts";
import { KEY_PURPOSE, pkcs12Derive } from "./pkcs12-derivation.ts";
import type { PrivateKey } from "./private-key.ts";

/** `modern`: PBES2 with AES-256 and an HMAC-SHA-256; `legacy`: 3DES and SHA-1, for Java before 8u301 and Windows before 10. */
export type Pkcs12Encryption = "modern" | "legacy";

export interface Pkcs12Contents {
  /** What programs that list the file show. */
  readonly friendlyName: string;
  readonly key: PrivateKey;
  /** DER, the leaf first, then what is sent behind it and the root. */
  readonly certificates: readonly Uint8Array[];
}

interface Form {
  readonly iterations: number;
  readonly digest: "sha256" | "sha1";
  readonly digestOid: string;
  encrypt(plain: Uint8Array, passphrase: string, salt: Uint8Array, iv: Uint8Array): Encrypted;
}

const FORMS: Readonly<Record<Pkcs12Encryption, Form>> = {
  modern: {
    // What Java's keytool writes (JDK 17 sun.security.pkcs12.PKCS12KeyStore); Windows opens no more than 600,000.
    iterations: 10_000,
    digest: "sha256",
    digestOid: OID.sha256,
    encrypt: (plain, passphrase, salt, iv) => pbes2(plain, passphrase, "pbkdf2", { salt, iv }, FORMS.modern.iterations),
  },
  legacy: {
    // What `openssl pkcs12 -legacy` writes.
    iterations: 2048,
    digest: "sha1",
    digestOid: OID.sha1,
    encrypt: tripleDes,
  },
};

/**
 * The file's bytes. Salts and initialization vectors follow from the private key and the rest of the contents, so that
 * the same contents under the same passphrase give the same file, and nobody else can tell them from random ones.
 */
export function encodePkcs12(contents: Pkcs12Contents, passphrase: string, encryption: Pkcs12Encryption): Uint8Array {
  const form = FORMS[encryption];
  const key = privateKeyDer(contents.key);
  const random = drawer(key, contents, encryption);
  const encrypt = (plain: Uint8Array, use: string): Encrypted =>
    form.encrypt(plain, passphrase, random(`${use} salt`, 16), random(`${use} iv`, 16));
  const [leaf] = contents.certificates;
  if (leaf === undefined) throw new RangeError("PKCS#12 without a certificate");
  const marks = [
    attribute(OID.friendlyName, bmpString(contents.friendlyName)),
    attribute(OID.localKeyId, der.octetString(createHash("sha1").update(leaf).digest())),
  ];
  const certificates = contents.certificates.map((raw, i) => certificateBag(raw, i === 0 ? marks : []));
  const { algorithm, encrypted } = encrypt(key, "key");
  const keyBag = bag(OID.pkcs8ShroudedKeyBag, der.sequence(algorithm, der.octetString(encrypted)), marks);
  const safe = der.sequence(
    encryptedContent(encrypt(der.sequence(...certificates), "certificates")),
    dataContent(der.sequence(keyBag)),
  );
  return der.sequence(der.smallInteger(3), dataContent(safe), mac(safe, passphrase, random("mac salt", 16), form));
}

/** Bytes for a use, from the private key and everything else that the file says. */
function drawer(
  key: Uint8Array,
  { friendlyName, certificates }: Pkcs12Contents,
  encryption: Pkcs12Encryption,
): (use: string, length: number) => Uint8Array {
  const about = createHash("sha256");
  for (const raw of certificates) about.update(raw);
  const digest = about.update(friendlyName, "utf8").digest("hex");
  return (use, length) =>
    createHmac("sha256", key).update(`kubepki pkcs12 ${encryption} ${use} ${digest}`).digest().subarray(0, length);
}

const dataContent = (contents: Uint8Array): Uint8Array =>
  der.sequence(der.oid(OID.pkcs7Data), der.contextConstructed(0, der.octetString(contents)));

const encryptedContent = ({ algorithm, encrypted }: Encrypted): Uint8Array =>
  der.sequence(
    der.oid(OID.pkcs7EncryptedData),
    der.contextConstructed(
      0,
      der.sequence(
        der.smallInteger(0),
        der.sequence(der.oid(OID.pkcs7Data), algorithm, der.contextPrimitive(0, encrypted)),
      ),
    ),
  );

const bag = (id: string, value: Uint8Array, attributes: readonly Uint8Array[]): Uint8Array =>
  der.sequence(
    der.oid(id),
    der.contextConstructed(0, value),
    ...(attributes.length === 0 ? [] : [der.setOf(...attributes)]),
  );

const certificateBag = (raw: Uint8Array, attributes: readonly Uint8Array[]): Uint8Array =>
  bag(
    OID.certBag,
    der.sequence(der.oid(OID.x509Certificate), der.contextConstructed(0, der.octetString(raw))),
    attributes,
  );

const attribute = (id: string, value: Uint8Array): Uint8Array => der.sequence(der.oid(id), der.setOf(value));

const BMP_STRING = 0x1e;
const bmpString = (text: string): Uint8Array => der.tlv(BMP_STRING, Buffer.from(text, "utf16le").swap16());

function mac(safe: Uint8Array, passphrase: string, salt: Uint8Array, form: Form): Uint8Array {
  const { digest, digestOid, iterations } = form;
  const length = digest === "sha1" ? 20 : 32;
  const key = pkcs12Derive(passphrase, salt, { purpose: KEY_PURPOSE.mac, digest, iterations, length });
  const value = createHmac(digest, key).update(safe).digest();
  return der.sequence(
    der.sequence(der.sequence(der.oid(digestOid), der.NULL), der.octetString(value)),
    der.octetString(salt),
    der.smallInteger(iterations),
  );
}

/** pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292 appendix C): key and initialization vector from the passphrase. */
function tripleDes(plain: Uint8Array, passphrase: string, salt: Uint8Array): Encrypted {
  const { digest, iterations } = FORMS.legacy;
  const derive = (purpose: number, length: number): Uint8Array =>
    pkcs12Derive(passphrase, salt, { purpose, digest, iterations, length });
  const cipher = createCipheriv("des-ede3-cbc", derive(KEY_PURPOSE.encryption, 24), derive(KEY_PURPOSE.iv, 8));
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
  const parameters = der.sequence(der.octetString(salt), der.smallInteger(iterations));
  return { algorithm: der.sequence(der.oid(OID.pbeWithSHAAnd3KeyTripleDesCbc), parameters), encrypted };
}
