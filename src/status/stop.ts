/**
 * The moment at which a certificate really stops to be accepted: its own end, or that of the authorities above it, in the
 * slots of those that it is shown to. Go checks the times of every certificate of a path, the root's too
 * (crypto/x509 verify.go `isValid`).
 */
import type { ExistingConnection } from "../trust/connections/connection.ts";
import { type Certificate, isSelfIssued } from "../x509/certificate.ts";
import { isSignedBy } from "../x509/signed-by.ts";

export interface Stop {
  /** The last second. */
  readonly at: Date;
  /** The certificate that ends then: this one, or one above it. */
  readonly because: Certificate;
}

const own = (certificate: Certificate): Stop => ({ at: certificate.notAfter, because: certificate });

/** Authorities by their name, each list once: a fleet's leaves ask for the same name again and again. */
export type ByName = ReadonlyMap<string, readonly Certificate[]>;

const nameKey = (raw: Uint8Array): string => Buffer.from(raw).toString("latin1");

export function byName(certificates: readonly Certificate[]): ByName {
  const names = new Map<string, Certificate[]>();
  for (const one of certificates) {
    const key = nameKey(one.rawSubject);
    const known = names.get(key);
    if (known === undefined) names.set(key, [one]);
    else known.push(one);
  }
  return names;
}

/** Those that signed it. Key identifiers decide where both have one; a signature is looked at where they do not. */
export function issuersOf(certificate: Certificate, among: ByName): Certificate[] {
  const wanted = certificate.extensions.authorityKeyIdentifier;
  return (among.get(nameKey(certificate.rawIssuer)) ?? []).filter((issuer) => {
    if (issuer === certificate || issuer.extensions.basicConstraints?.authority !== true) return false;
    const has = issuer.extensions.subjectKeyIdentifier;
    if (wanted !== undefined && has !== undefined) return Buffer.compare(wanted, has) === 0;
    return isSignedBy(certificate, issuer);
  });
}

/** Paths that are followed: nobody's hierarchy is deeper, and crossed signatures must not go round in circles. */
const MOST_DEEP = 8;

/**
 * The latest stop over every path to a root. Undefined when none leads to one: `isRoot` says what ends a path.
 */
export function stopOver(
  certificate: Certificate,
  among: ByName,
  isRoot: (certificate: Certificate) => boolean,
  depth = 0,
): Stop | undefined {
  if (isRoot(certificate)) return own(certificate);
  if (depth === MOST_DEEP) return undefined;
  let best: Stop | undefined;
  for (const issuer of issuersOf(certificate, among)) {
    const above = stopOver(issuer, among, isRoot, depth + 1);
    if (above === undefined) continue;
    const here = above.at < certificate.notAfter ? above : own(certificate);
    if (best === undefined || here.at > best.at) best = here;
  }
  return best;
}

/** By the authorities that are there, wherever they are. One whose authority is not there has its own end. */
export const stopAmong = (certificate: Certificate, among: ByName): Stop =>
  stopOver(certificate, among, isSelfIssued) ?? own(certificate);

/** What the two ends of a connection come to: by what each side shows and the other believes. */
export function stopsOn({ client, server }: ExistingConnection): { leaf: Certificate; stop: Stop }[] {
  const sides = [
    { pair: server.pair, believed: client.trusts.kind === "anchors" ? [client.trusts.anchors] : [] },
    {
      pair: client.pair,
      believed: [server.anchors, server.believes?.clients, server.believes?.frontProxy?.anchors].filter(
        (slot) => slot !== undefined,
      ),
    },
  ];
  return sides.flatMap(({ pair, believed }) => {
    if (pair === undefined) return [];
    const { leaf, behind } = pair.chain;
    const stops = believed.flatMap(({ certificates }) => slotStop(leaf, behind, certificates) ?? []);
    // Believed by one of its slots is believed: a front proxy is none of the users' authority.
    const latest = stops.toSorted((a, b) => b.at.getTime() - a.at.getTime())[0];
    return latest === undefined ? [] : [{ leaf, stop: latest }];
  });
}

interface Slot {
  readonly among: ByName;
  readonly roots: ReadonlySet<string>;
}

/** A slot is asked by many, and its certificates are the same list each time. */
const slots = new WeakMap<readonly Certificate[], Slot>();

function slotOf(anchors: readonly Certificate[]): Slot {
  let slot = slots.get(anchors);
  if (slot === undefined) {
    slot = { among: byName(anchors), roots: new Set(anchors.map(({ raw }) => nameKey(raw))) };
    slots.set(anchors, slot);
  }
  return slot;
}

function slotStop(
  leaf: Certificate,
  behind: readonly Certificate[],
  anchors: readonly Certificate[],
): Stop | undefined {
  const { among, roots } = slotOf(anchors);
  return stopOver(leaf, behind.length === 0 ? among : byName([...anchors, ...behind]), ({ raw }) =>
    roots.has(nameKey(raw)),
  );
}
