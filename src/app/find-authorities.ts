/** Authorities before anything is made: found in the output folder, supplied from outside, or still to be made. */
import type { AuthorityId } from "../catalog/types.ts";
import { KubepkiError } from "../errors.ts";
import { isFound, readPair } from "../inventory/credential.ts";
import { authorityDifferences, authorityFault, chainFault, parentFault } from "../plan/authority.ts";
import type { Action, Step } from "../plan/step.ts";
import type { FileStore } from "../ports.ts";
import type { SourcePosition } from "../source/issue.ts";
import { AUTHORITIES_UNIT, type Desired, type DesiredAuthority } from "../spec/desired.ts";
import { type Certificate, parseCertificates } from "../x509/certificate.ts";
import { parsePrivateKey } from "../x509/key-encoding.ts";
import type { PrivateKey } from "../x509/private-key.ts";
import { isEncrypted, latin, opener } from "./authority-files.ts";
import { ROTATION_REMEDY } from "./refusals.ts";

/** PEM texts of an authority supplied from outside, and where they came from. */
export interface SuppliedMaterial {
  readonly certificate: SuppliedFile;
  readonly key?: SuppliedFile;
}

export interface SuppliedFile {
  readonly file: string;
  readonly text: string;
  /** Where the specification names it. */
  readonly position?: SourcePosition;
}

/** The field of an authority as messages begin with it: with its place in the specification where that is known. */
export const authorityField = (id: string, position: SourcePosition | undefined): string =>
  position === undefined
    ? `authorities.${id}`
    : `${position.file}:${position.line}:${position.column}: authorities.${id}`;

/** What is known of an authority before anything is made; `certificate` is undefined when it is to be made. */
export interface KnownAuthority {
  readonly desired: DesiredAuthority;
  readonly certificate: Certificate | undefined;
  /** What stands above it in the file that it was supplied with. */
  readonly above: readonly Certificate[];
  readonly key: PrivateKey | undefined;
  /** Whether it can (or will) sign. */
  readonly signs: boolean;
  /** Whether its key is there, and not yet encrypted as the specification wants. */
  readonly plainKey: boolean;
  readonly step: Step;
}

export interface FindTools {
  readonly store: FileStore;
  readonly at: Date;
  readonly passphrase: string | undefined;
}

/** Look at what is there, without making anything. Throws when an authority cannot be used. */
export function findAuthorities(
  desired: Desired,
  supplied: Readonly<Partial<Record<AuthorityId, SuppliedMaterial>>>,
  tools: FindTools,
): KnownAuthority[] {
  const known = new Map<AuthorityId, KnownAuthority>();
  // Roots come first, so what is below one can be held against it.
  for (const authority of desired.authorities) {
    const material = supplied[authority.id];
    const parent = authority.parent === undefined ? undefined : known.get(authority.parent);
    const found =
      material === undefined ? findOwn(desired, authority, parent, tools) : readSupplied(authority, material, tools);
    known.set(authority.id, found);
  }
  refuseTwins([...known.values()]);
  return [...known.values()];
}

/** Authorities that a topology keeps apart may not be one and the same. */
function refuseTwins(known: readonly KnownAuthority[]): void {
  const seen = new Map<string, AuthorityId>();
  for (const { desired, certificate } of known) {
    if (certificate === undefined) continue;
    const key = Buffer.from(certificate.publicKey).toString("latin1");
    const other = seen.get(key);
    if (other !== undefined) {
      throw new KubepkiError(
        "ERR_AUTHORITY_INVALID",
        `authorities.${desired.id}: it has the same key as ${other}, so what the one vouches for is believed as the other's`,
        {
          remedy: "supply an authority of its own, or choose a topology in which one authority does both",
          details: { authority: desired.id, other },
        },
      );
    }
    seen.set(key, desired.id);
  }
}

function readSupplied(desired: DesiredAuthority, material: SuppliedMaterial, tools: FindTools): KnownAuthority {
  const { file, text } = material.certificate;
  const { key: keyFile } = material;
  const field = (of: SuppliedFile): string => `${authorityField(desired.id, of.position)}: `;
  const [certificate, ...above] = parseOr(file, () => parseCertificates(text), field(material.certificate));
  const key =
    keyFile === undefined
      ? undefined
      : parseOr(
          keyFile.file,
          () => parsePrivateKey(keyFile.text, opener(keyFile.file, keyFile.text, tools)),
          field(keyFile),
        );
  if (certificate === undefined) throw new Error("a parsed file without certificate");
  const fault = authorityFault(certificate, key, tools.at) ?? chainFault(certificate, above, tools.at);
  if (fault !== undefined) {
    const at = keyFile !== undefined && fault.about === "key" ? keyFile : material.certificate;
    const details = { file: at.file, ...(at.position ? { position: at.position } : {}) };
    throw invalid(desired.id, `${field(at)}${at.file}: ${fault.message}`, fault.remedy, details);
  }
  const reasons = key === undefined ? ["supplied without its key: nothing can be signed by it here"] : ["supplied"];
  return {
    desired,
    certificate,
    above,
    key,
    signs: key !== undefined,
    plainKey: false,
    step: step(desired.id, "keep", reasons),
  };
}

function parseOr<T>(file: string, parse: () => T, field = ""): T {
  try {
    return parse();
  } catch (cause) {
    if (cause instanceof KubepkiError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KubepkiError("ERR_AUTHORITY_INVALID", `${field}${file}: ${reason}`, {
      remedy: "supply PEM files: the authority's certificate, and its private key",
      details: { file },
      cause,
    });
  }
}

const invalid = (id: string, message: string, remedy: string, details: object = {}): KubepkiError =>
  new KubepkiError("ERR_AUTHORITY_INVALID", message, { remedy, details: { authority: id, ...details } });

function findOwn(
  { spec }: Desired,
  desired: DesiredAuthority,
  parent: KnownAuthority | undefined,
  { store, at, passphrase }: FindTools,
): KnownAuthority {
  const { id } = desired;
  const [certificatePath, keyPath] = [`${id}.crt`, `${id}.key`];
  const certificateFile = store.find(AUTHORITIES_UNIT, certificatePath);
  const keyFile = store.find(AUTHORITIES_UNIT, keyPath);
  if (certificateFile === undefined && keyFile === undefined) return toBeMade(desired, parent);
  if (certificateFile === undefined) {
    const message = `${AUTHORITIES_UNIT}/${certificatePath} is missing, while its key is there`;
    throw invalid(id, message, "put the certificate back; a new one would not be believed by anything that exists");
  }
  const certificateText = latin(certificateFile.bytes);
  if (keyFile === undefined) {
    const [certificate] = parseOr(`${AUTHORITIES_UNIT}/${certificatePath}`, () => parseCertificates(certificateText));
    if (certificate !== undefined) refuseOtherParent(desired, certificate, parent);
    const reasons = ["its key is not here: nothing can be signed by it"];
    return { ...base(desired), certificate, signs: false, step: step(id, "keep", reasons) };
  }
  const keyText = latin(keyFile.bytes);
  const open = opener(`${AUTHORITIES_UNIT}/${keyPath}`, keyText, { passphrase });
  const pair = readPair(certificateText, keyText, open);
  if (!isFound(pair)) {
    const reason = pair.fault === "unreadable" ? pair.reason : "the private key does not belong to the certificate";
    const remedy = "restore both files from a copy; kubepki never replaces an authority by itself";
    throw invalid(id, `${AUTHORITIES_UNIT}/${id}: ${reason}`, remedy);
  }
  const { certificate, key } = pair;
  const fault = authorityFault(certificate, key, at);
  if (fault !== undefined) {
    throw invalid(id, `${AUTHORITIES_UNIT}/${certificatePath}: ${fault.message}`, fault.remedy);
  }
  refuseOtherParent(desired, certificate, parent);
  const plainKey = spec.keyEncryption !== "none" && !isEncrypted(keyText);
  const differences = authorityDifferences(desired, certificate, key).map(
    (text) => `${text}: to change it is a rotation`,
  );
  const reasons = plainKey ? ["its key will be encrypted", ...differences] : differences;
  return {
    ...base(desired),
    certificate,
    key,
    plainKey,
    step: step(id, plainKey ? "update" : "keep", reasons),
  };
}

const base = (desired: DesiredAuthority): Omit<KnownAuthority, "step"> => ({
  desired,
  certificate: undefined,
  above: [],
  key: undefined,
  signs: true,
  plainKey: false,
});

function toBeMade(desired: DesiredAuthority, parent: KnownAuthority | undefined): KnownAuthority {
  const { id } = desired;
  if (parent === undefined || parent.signs)
    return { ...base(desired), step: step(id, "create", ["there is none yet"]) };
  const reasons = ["there is none yet", `the key of its root ${parent.desired.id} is not here`];
  return { ...base(desired), signs: false, step: step(id, "impossible", reasons) };
}

/** What exists has to stand where the specification says: verifiers would otherwise be given roots that vouch for nothing. */
function refuseOtherParent(
  desired: DesiredAuthority,
  certificate: Certificate,
  parent: KnownAuthority | undefined,
): void {
  const fault = parentFault(certificate, parent?.certificate, desired.parent);
  if (fault === undefined) return;
  throw new KubepkiError("ERR_ROTATION_NEEDED", `${AUTHORITIES_UNIT}/${desired.id}.crt: ${fault}`, {
    remedy: ROTATION_REMEDY,
    details: { authority: desired.id },
  });
}

const step = (id: string, action: Action, reasons: readonly string[]): Step => ({
  unit: AUTHORITIES_UNIT,
  kind: "authority",
  id,
  action,
  reasons,
});
