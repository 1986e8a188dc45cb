/** Keys, signatures and encodings that programs refuse, will refuse, or that are too weak. */
import type { HeldOf } from "../../inventory/held.ts";
import { type Certificate, isSelfIssued, serialText } from "../../x509/certificate.ts";
import { goRefusal } from "../../x509/path/validate.ts";
import { type PublicKeyText, publicKeyText } from "../../x509/text/public-key-text.ts";
import { distinct, perScene } from "../kin.ts";
import type { Fault, Rule } from "../rule.ts";
import type { Scene } from "../scene.ts";
import { certificateFault, whose } from "./certificate-fault.ts";

interface Looked {
  readonly held: HeldOf<"certificate">;
  readonly certificate: Certificate;
  readonly key: KeyFacts;
  /** Go's text when it refuses to read it. */
  readonly go: string | undefined;
}

type KeyFacts = Pick<PublicKeyText, "algorithm" | "bits" | "curve" | "exponent">;

/** Every certificate once, as openssl and as Go see it. */
export const looked = perScene((scene): readonly Looked[] =>
  distinct(scene).map((held) => {
    const { certificate } = held.content;
    return { held, certificate, key: keyFacts(certificate), go: goRefusal(certificate) };
  }),
);

const UNREADABLE: KeyFacts = { algorithm: "(not readable)" };
/** Keys on a curve differ in nothing that is asked here. */
const onCurve = new Map<string, KeyFacts>();

function keyFacts({ publicKey }: Certificate): KeyFacts {
  try {
    const { algorithm, bits, curve, exponent } = publicKeyText(publicKey);
    const known = onCurve.get(`${algorithm} ${curve ?? ""}`);
    if (known !== undefined && exponent === undefined) return known;
    const facts = {
      algorithm,
      ...(bits === undefined ? {} : { bits }),
      ...(curve === undefined ? {} : { curve }),
      ...(exponent === undefined ? {} : { exponent }),
    };
    if (exponent === undefined && curve !== undefined && onCurve.size < 100)
      onCurve.set(`${algorithm} ${curve}`, facts);
    return facts;
  } catch {
    return UNREADABLE;
  }
}

function* each(
  scene: Scene,
  isSo: (one: Looked) => boolean,
  fault: (one: Looked) => Omit<Fault, "place" | "also">,
): Generator<Fault> {
  for (const one of looked(scene)) if (isSo(one)) yield certificateFault(scene, one.held, fault(one));
}

const bitsOf = ({ key: { bits, algorithm } }: Looked): number =>
  algorithm === "rsaEncryption" || algorithm === "rsassaPss" ? (bits ?? 0) : 0;

const OBSOLETE: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.2": "md2WithRSAEncryption",
  "1.2.840.113549.1.1.4": "md5WithRSAEncryption",
  "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
  "1.2.840.10045.4.1": "ecdsa-with-SHA1",
  "1.2.840.10040.4.3": "dsaWithSHA1",
};

/** Key algorithms that Go's TLS signs with. */
const USABLE = new Set(["rsaEncryption", "id-ecPublicKey", "ED25519"]);
const CURVES = new Set(["prime256v1", "secp384r1", "secp521r1"]);

const isUsable = ({ algorithm, curve }: PublicKeyText): boolean =>
  USABLE.has(algorithm) && (algorithm !== "id-ecPublicKey" || CURVES.has(curve ?? ""));

const serial = (certificate: Certificate) => ({ field: "Serial Number", value: serialText(certificate) });

const isNegative = ({ serialNumber: [first = 0] }: Certificate): boolean => first >= 0x80;
const isZero = ({ serialNumber }: Certificate): boolean => serialNumber.every((byte) => byte === 0);

const NEW_KEY = "Issue it again with a new key: ECDSA-P256 or RSA-2048.";
const NEW_SERIAL = "Issue it again with a random serial number of up to 20 octets.";

export const algorithmRules = {
  "rsa-key-short": {
    title: "An RSA key is shorter than 2048 bits",
    severity: "warning",
    group: "algorithms",
    source: "NIST SP 800-131A section 3",
    why: "1024 bits are within reach of factoring. Go takes them, so components work; OpenSSL of Debian, Ubuntu and RHEL refuses them in its default settings: curl and scrapers do.",
    shows: ["ee key too small"],
    mend: NEW_KEY,
    check: (scene) =>
      each(
        scene,
        (one) => bitsOf(one) > 0 && bitsOf(one) < 2048,
        (one) => ({
          message: `${whose(one.certificate)} has an RSA key of ${bitsOf(one)} bits`,
          shown: { field: "Public-Key", value: `(${bitsOf(one)} bit)` },
          remedy: { sentence: NEW_KEY },
        }),
      ),
  },
  "rsa-key-too-large": {
    title: "An RSA key is longer than 8192 bits",
    severity: "error",
    group: "algorithms",
    source: "Go crypto/tls handshake_client.go maxRSAKeySize (1.20.7, 1.21); CVE-2023-29409",
    why: "Go's TLS breaks off when the other side shows such a key, before anything is verified.",
    shows: [
      "tls: server sent certificate containing RSA key larger than 8192 bits",
      "tls: client sent certificate containing RSA key larger than 8192 bits",
    ],
    mend: NEW_KEY,
    breaks: ["other"],
    check: (scene) =>
      each(
        scene,
        (one) => bitsOf(one) > 8192,
        (one) => ({
          message: `${whose(one.certificate)} has an RSA key of ${bitsOf(one)} bits, which Go refuses in TLS`,
          shown: { field: "Public-Key", value: `(${bitsOf(one)} bit)` },
          remedy: { sentence: NEW_KEY },
        }),
      ),
  },
  "rsa-exponent-small": {
    title: "An RSA key has a small public exponent",
    severity: "warning",
    group: "algorithms",
    source: "FIPS 186-5 section 5.1 (larger than 65536); NIST SP 800-56B section 6.2",
    why: "With exponent 3, mistakes in checking a signature's padding have let everybody forge signatures.",
    shows: [],
    mend: NEW_KEY,
    check: (scene) =>
      each(
        scene,
        ({ key: { exponent } }) => exponent !== undefined && Number(exponent.split(" ")[0]) < 65537,
        (one) => ({
          message: `${whose(one.certificate)} has an RSA key with the exponent ${one.key.exponent ?? ""}`,
          shown: { field: "Exponent", value: one.key.exponent ?? "" },
          remedy: { sentence: NEW_KEY },
        }),
      ),
  },
  "key-algorithm-unusable": {
    title: "A certificate has a key that Go's TLS cannot use",
    severity: "error",
    group: "algorithms",
    source: "Go crypto/tls auth.go signatureSchemesForCertificate",
    why: "DSA, Ed448, P-224, secp256k1 and Brainpool keys have no signature scheme in Go's TLS: the program with the key does not start, others refuse it.",
    shows: ["tls: unsupported certificate: ...", "x509: unsupported elliptic curve"],
    mend: NEW_KEY,
    breaks: ["parse-error", "other", "unknown-authority", "identity"],
    check: (scene) =>
      each(
        scene,
        ({ key }) => !isUsable(key),
        (one) => ({
          message: `${whose(one.certificate)} has a key of ${one.key.algorithm}${one.key.curve === undefined ? "" : ` (${one.key.curve})`}`,
          shown: { field: "Public Key Algorithm", value: one.key.algorithm },
          remedy: { sentence: NEW_KEY },
        }),
      ),
  },
  "signature-obsolete": {
    title: "A certificate is signed with SHA-1 or MD5",
    severity: "error",
    group: "algorithms",
    source: "Go 1.18 release notes, crypto/x509; Go crypto/x509 x509.go checkSignature",
    why: "Such signatures can be forged. Go has refused them since 1.18 (Kubernetes 1.24), on everything but roots.",
    shows: ["x509: cannot verify signature: insecure algorithm SHA1-RSA"],
    mend: "Issue it again with SHA-256.",
    breaks: ["insecure-algorithm", "unknown-authority", "identity"],
    check: (scene) =>
      each(
        scene,
        ({ certificate }) => certificate.signatureAlgorithm in OBSOLETE && !isSelfIssued(certificate),
        ({ certificate }) => ({
          message: `${whose(certificate)} is signed with ${OBSOLETE[certificate.signatureAlgorithm] ?? ""}`,
          shown: { field: "Signature Algorithm", value: OBSOLETE[certificate.signatureAlgorithm] ?? "" },
          remedy: { sentence: "Issue it again with SHA-256." },
        }),
      ),
  },
  "root-signature-obsolete": {
    title: "A root is signed with SHA-1 or MD5",
    severity: "advice",
    group: "algorithms",
    source: "Go crypto/x509 verify.go (a root's own signature is not looked at)",
    why: "Nobody checks a root's signature on itself, so it works; scanners report it.",
    shows: [],
    mend: "Issue it again with the same key and SHA-256.",
    check: (scene) =>
      each(
        scene,
        ({ certificate }) => certificate.signatureAlgorithm in OBSOLETE && isSelfIssued(certificate),
        ({ certificate }) => ({
          message: `the root ${whose(certificate)} is signed with ${OBSOLETE[certificate.signatureAlgorithm] ?? ""}`,
          shown: { field: "Signature Algorithm", value: OBSOLETE[certificate.signatureAlgorithm] ?? "" },
          remedy: { sentence: "Issue it again with the same key and SHA-256." },
        }),
      ),
  },
  "serial-negative": {
    title: "A serial number is negative",
    severity: "error",
    group: "algorithms",
    source: "Go 1.23 release notes, crypto/x509 (x509negativeserial); RFC 5280 section 4.1.2.2",
    why: "Go 1.23 (Kubernetes 1.32) and later do not read the certificate at all: an authority's is left out of its bundle, a program with such a pair does not start.",
    shows: ["x509: negative serial number"],
    mend: NEW_SERIAL,
    breaks: ["parse-error", "unknown-authority", "identity"],
    check: (scene) =>
      each(
        scene,
        ({ certificate }) => isNegative(certificate),
        ({ certificate }) => ({
          message: `${whose(certificate)} has a negative serial number`,
          shown: serial(certificate),
          remedy: { sentence: NEW_SERIAL },
        }),
      ),
  },
  "serial-zero": {
    title: "A serial number is zero",
    severity: "advice",
    group: "algorithms",
    source: "RFC 5280 section 4.1.2.2 (a positive integer)",
    why: "Go reads it; GnuTLS and linters refuse it, and no revocation list can name it apart from others.",
    shows: [],
    mend: NEW_SERIAL,
    check: (scene) =>
      each(
        scene,
        ({ certificate }) => isZero(certificate) && !isSelfIssued(certificate),
        ({ certificate }) => ({
          message: `${whose(certificate)} has the serial number 0`,
          shown: serial(certificate),
          remedy: { sentence: NEW_SERIAL },
        }),
      ),
  },
  "serial-too-long": {
    title: "A serial number is longer than 20 octets",
    severity: "advice",
    group: "algorithms",
    source: "RFC 5280 section 4.1.2.2",
    why: "Go reads it and does not issue it; other programs may refuse it.",
    shows: [],
    mend: NEW_SERIAL,
    check: (scene) =>
      each(
        scene,
        ({ certificate }) => certificate.serialNumber.length > 20,
        ({ certificate }) => ({
          message: `${whose(certificate)} has a serial number of ${certificate.serialNumber.length} octets`,
          shown: serial(certificate),
          remedy: { sentence: NEW_SERIAL },
        }),
      ),
  },
  "critical-extension-unknown": {
    title: "A certificate has a critical extension that nobody here knows",
    severity: "error",
    group: "algorithms",
    source: "RFC 5280 section 4.2; Go crypto/x509 verify.go isValid",
    why: "Critical means that who does not know it has to refuse the certificate.",
    shows: ["x509: unhandled critical extension"],
    mend: "Issue it again without the extension, or with the extension not critical.",
    breaks: ["unhandled-critical-extension", "identity", "unknown-authority"],
    check: (scene) =>
      each(
        scene,
        ({ certificate, go }) =>
          go === undefined && certificate.version === 3 && unknownCritical(certificate).length > 0,
        ({ certificate }) => ({
          message: `${whose(certificate)} has the critical extension ${unknownCritical(certificate).join(", ")}`,
          shown: { field: "X509v3 extensions", value: `${unknownCritical(certificate).join(", ")}: critical` },
          remedy: { sentence: "Issue it again without the extension, or with the extension not critical." },
        }),
      ),
  },
  "certificate-version-old": {
    title: "A certificate is of version 1",
    severity: "warning",
    group: "algorithms",
    source: "RFC 5280 section 4.1.2.1; Go crypto/x509 parser.go",
    why: "Version 1 has no extensions: no names, so no client takes it for a server's, no usages, no limits. openssl x509 -req writes it without -extfile.",
    shows: ["x509: certificate relies on legacy Common Name field, use SANs instead"],
    mend: "Issue it again with its extensions (openssl x509 -req -extfile ...).",
    breaks: ["hostname", "legacy-common-name", "not-authorized-to-sign", "unknown-authority", "identity"],
    check: (scene) =>
      each(
        scene,
        ({ certificate }) => certificate.version < 3,
        ({ certificate }) => ({
          message: `${whose(certificate)} is of version ${certificate.version}, which has no extensions`,
          shown: { field: "Version", value: String(certificate.version) },
          remedy: { sentence: "Issue it again with its extensions." },
        }),
      ),
  },
  "go-cannot-read": {
    title: "Go does not read a certificate that others read",
    severity: "error",
    group: "algorithms",
    source: "Go crypto/x509 parser.go",
    why: "Every component of Kubernetes is written in Go: it leaves the certificate out of a bundle, and does not start with it as its own. openssl prints it as if nothing was wrong.",
    shows: ["x509: invalid ...", "x509: malformed ...", "x509: SAN rfc822Name is malformed"],
    mend: "Issue it again; the text says what Go stumbles over.",
    breaks: ["parse-error", "unknown-authority", "identity"],
    check: (scene) =>
      each(
        scene,
        ({ go, certificate, key }) => go !== undefined && !isNegative(certificate) && isUsable(key),
        ({ certificate, go }) => ({
          message: `Go does not read the certificate of ${whose(certificate)}: ${go ?? ""}`,
          remedy: { sentence: "Issue it again without what Go stumbles over." },
        }),
      ),
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** Of what this reader does not know, what Go does: policies and the places of revocation lists. */
const KNOWN_TO_GO = new Set(["2.5.29.31", "2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.54"]);

const unknownCritical = ({ extensions: { unknownCritical: ids } }: Certificate): string[] =>
  ids.filter((id) => !KNOWN_TO_GO.has(id));
