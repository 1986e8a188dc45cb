/** Why a chain is refused, finer than Go says it: by what else is in the tree. */
import type { Place } from "../../../inventory/actual.ts";
import { lineOf } from "../../../status/names.ts";
import type { Usage } from "../../../trust/chain.ts";
import type { Anchors, ShownChain } from "../../../trust/shown.ts";
import { type Certificate, isAuthority, isSelfIssued } from "../../../x509/certificate.ts";
import { parseAddress } from "../../../x509/ip-address.ts";
import { nameText } from "../../../x509/name.ts";
import { type PathReason, readAsGo } from "../../../x509/path/validate.ts";
import { isSignedBy } from "../../../x509/signed-by.ts";
import type { CauseId } from "../cause.ts";
import type { Fact } from "./fact.ts";

export interface Refusal {
  readonly shown: ShownChain;
  /** Undefined: the roots of the system. */
  readonly anchors: Anchors | undefined;
  /** Where it is said whom the refusing side believes. */
  readonly trustPlace: Place;
  readonly usage: Usage;
  readonly name?: string;
  readonly reason: PathReason;
}

/** What is known of the rest of the tree. */
export interface Around {
  readonly at: Date;
  readonly authorities: readonly Certificate[];
  /** Whether somebody accepts that leaf, and whether those anchors accept somebody. */
  readonly accepted: (leaf: Certificate) => boolean;
  readonly accepting: (anchors: Anchors) => boolean;
}

export type PathFact = Pick<Fact, "cause" | "place" | "field" | "value" | "follows">;

/** What is wrong with a chain that is refused; names are looked at before the authority, so both may be true. */
export function pathFacts(refusal: Refusal, around: Around): PathFact[] {
  const first = pathFact(refusal, around);
  const { leaf } = refusal.shown;
  if (first.field !== "subjectAlternativeNames") return [first];
  const then = { ...first, follows: true } as const;
  if (isSelfIssued(leaf) && isSignedBy(leaf, leaf)) return [authorityFact(refusal, around), then];
  const { names } = leaf.extensions;
  const nameless = names === undefined || names.dns.length + names.addresses.length === 0;
  return nameless && first.cause !== "legacy-common-name" ? [{ ...first, cause: "legacy-common-name" }, then] : [first];
}

function pathFact(refusal: Refusal, around: Around): PathFact {
  const { shown, anchors, usage, name = "", reason } = refusal;
  const { leaf, behind, place } = shown;
  const ofLeaf = (cause: CauseId, field: string, value: string): PathFact => ({ cause, place, field, value });
  const above = [...behind.map((certificate) => ({ certificate, place })), ...anchored(anchors)];
  const ofAbove = (
    cause: CauseId,
    field: string,
    value: (certificate: Certificate) => string,
    which: (certificate: Certificate) => boolean,
  ): PathFact => {
    const found = above.find(({ certificate }) => which(certificate)) ?? above[0] ?? { certificate: leaf, place };
    return { cause, place: found.place, field, value: value(found.certificate) };
  };
  switch (reason) {
    case "expired":
    case "not-yet-valid":
      return timeFact(refusal, around.at, above);
    case "hostname":
    case "legacy-common-name": {
      const { dns = [], addresses = [] } = leaf.extensions.names ?? {};
      const none = dns.length + addresses.length === 0;
      const cause =
        reason === "legacy-common-name" || (none && parseAddress(name) === undefined)
          ? "legacy-common-name"
          : parseAddress(name) !== undefined
            ? "ip-address-missing"
            : "dns-name-missing";
      return ofLeaf(cause, "subjectAlternativeNames", [...dns, ...addresses].join(", ") || "(none)");
    }
    case "incompatible-usage": {
      const has = leaf.extensions.extendedKeyUsage;
      const missing = has !== undefined && !has.includes(usage);
      if (missing)
        return ofLeaf(
          usage === "serverAuth" ? "server-auth-missing" : "client-auth-missing",
          "extendedKeyUsage",
          has.join(", "),
        );
      return ofAbove(
        "ca-eku-restricts",
        "extendedKeyUsage",
        ({ extensions }) => extensions.extendedKeyUsage?.join(", ") ?? "",
        ({ extensions }) => extensions.extendedKeyUsage?.includes(usage) === false,
      );
    }
    case "too-many-intermediates":
      return ofAbove(
        "path-length-exceeded",
        "pathLenConstraint",
        ({ extensions }) => String(extensions.basicConstraints?.pathLength ?? ""),
        ({ extensions }) => extensions.basicConstraints?.pathLength !== undefined,
      );
    case "name-constraint":
      return ofAbove(
        "name-constraint-violated",
        "nameConstraints",
        ({ subject }) => `of ${nameText(subject)}`,
        ({ extensions }) => extensions.rawNameConstraints !== undefined,
      );
    case "unhandled-critical-extension": {
      const { unknownCritical } = leaf.extensions;
      if (unknownCritical.length > 0)
        return ofLeaf("unhandled-critical-extension", "extensions", unknownCritical.join(", "));
      return ofAbove(
        "unhandled-critical-extension",
        "extensions",
        ({ extensions }) => extensions.unknownCritical.join(", "),
        ({ extensions }) => extensions.unknownCritical.length > 0,
      );
    }
    case "insecure-algorithm":
      return ofLeaf("weak-signature", "signatureAlgorithm", leaf.signatureAlgorithm);
    case "parse-error": {
      const said = readAsGo(leaf);
      const negative = typeof said === "string" && said.includes("negative serial");
      return negative
        ? ofLeaf("negative-serial-number", "serialNumber", said)
        : ofLeaf("certificate-malformed", "DER", typeof said === "string" ? said : "");
    }
    default:
      return authorityFact(refusal, around);
  }
}

const anchored = (anchors: Anchors | undefined): { certificate: Certificate; place: Place }[] =>
  anchors?.certificates.map((certificate) => ({ certificate, place: anchors.place })) ?? [];

function timeFact(
  { shown: { leaf, place }, reason }: Refusal,
  at: Date,
  above: readonly { certificate: Certificate; place: Place }[],
): PathFact {
  const ended = (one: Certificate): boolean => one.notAfter < at;
  const early = (one: Certificate): boolean => one.notBefore > at;
  if (early(leaf)) return { cause: "not-yet-valid", place, field: "notBefore", value: leaf.notBefore.toISOString() };
  if (ended(leaf)) return { cause: "expired", place, field: "notAfter", value: leaf.notAfter.toISOString() };
  const found = above.find(({ certificate }) => ended(certificate)) ?? above.find((one) => early(one.certificate));
  if (found === undefined)
    return { cause: reason === "expired" ? "expired" : "not-yet-valid", place, field: "", value: "" };
  return ended(found.certificate)
    ? { cause: "ca-expired", place: found.place, field: "notAfter", value: found.certificate.notAfter.toISOString() }
    : {
        cause: "not-yet-valid",
        place: found.place,
        field: "notBefore",
        value: found.certificate.notBefore.toISOString(),
      };
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** Nobody who is believed signed it: whose file is wrong, and how. */
function authorityFact({ shown, anchors, trustPlace }: Refusal, around: Around): PathFact {
  const { leaf, behind, place } = shown;
  const issuer = lineOf(leaf.rawIssuer);
  if (anchors === undefined)
    return {
      cause: "trust-anchor-missing",
      place: trustPlace,
      field: trustPlace.field ?? "",
      value: "(the system's roots)",
    };
  if (isSelfIssued(leaf) && isSignedBy(leaf, leaf))
    return { cause: "self-signed", place, field: "issuer", value: issuer };
  const top = behind.findLast((one) => !isSelfIssued(one)) ?? leaf;
  const namesake = anchors.certificates.find(({ rawSubject }) => same(rawSubject, top.rawIssuer));
  const believed = {
    place: anchors.place,
    value: anchors.certificates.map(({ subject }) => nameText(subject)).join("; "),
  };
  if (namesake !== undefined && isSignedBy(top, namesake)) {
    const { basicConstraints } = namesake.extensions;
    if (basicConstraints?.authority !== true)
      return {
        cause: "ca-basic-constraints-missing",
        place: anchors.place,
        field: "basicConstraints",
        value: "CA:FALSE",
      };
    if (!isAuthority(namesake)) {
      const value = namesake.extensions.keyUsage?.join(", ") ?? "";
      return { cause: "ca-cert-sign-missing", place: anchors.place, field: "keyUsage", value };
    }
  }
  const middle = around.authorities.find(
    (one) => same(one.rawSubject, top.rawIssuer) && !isSelfIssued(one) && isSignedBy(top, one),
  );
  const held = middle !== undefined && anchors.certificates.some((root) => isSignedBy(middle, root));
  if (held) return { cause: "missing-intermediate", place, field: "chain", value: issuer };
  const cause = namesake === undefined ? "unknown-authority" : "same-name-different-key";
  // Whichever of the two gets on with others is right; when both or none does, the tree knows the authority or not.
  const [leafFits, anchorsFit] = [around.accepted(leaf), around.accepting(anchors)];
  const known = around.authorities.some((one) => same(one.rawSubject, top.rawIssuer) && isSignedBy(top, one));
  const anchorsWrong = leafFits === anchorsFit ? known : leafFits;
  return anchorsWrong
    ? { cause, field: anchors.place.field ?? "subject", ...believed }
    : { cause, place, field: namesake === undefined ? "issuer" : "authorityKeyIdentifier", value: issuer };
}
