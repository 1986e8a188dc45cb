/** Certificates whose chain does not lead to those who have to believe it. */
import type { Place } from "../../../inventory/actual.ts";
import { type Certificate, isAuthority, isSelfIssued } from "../../../x509/certificate.ts";
import { nameText, parseName } from "../../../x509/name.ts";
import { isSignedBy } from "../../../x509/signed-by.ts";
import { distinct, groupBy, issuersOf, perScene } from "../../kin.ts";
import type { Fault, Rule } from "../../rule.ts";
import { roleOf, type Scene } from "../../scene.ts";
import { certificateFault, othersPass, type Refused, refused, whoBreaks, whose } from "../certificate-fault.ts";

const VERIFY = "Go crypto/x509 verify.go; RFC 5280 section 6.1";

function issuerText({ rawIssuer }: Refused["chain"]["leaf"]): string {
  try {
    return nameText(parseName(rawIssuer));
  } catch {
    return "(a name that cannot be read)";
  }
}

/** Who refuses it believes an authority of the issuer's name. */
function believedByName({ predictions: [{ connection }], side, chain: { leaf } }: Refused): boolean {
  const { client, server } = connection;
  const anchors =
    side === "server"
      ? client.trusts.kind === "anchors"
        ? client.trusts.anchors
        : undefined
      : (server.anchors ?? server.believes?.clients);
  return anchors?.certificates.some(({ rawSubject }) => Buffer.compare(rawSubject, leaf.rawIssuer) === 0) ?? false;
}

/** Its issuer is there, is no root, is not sent along, and somebody who is believed vouches for it. */
const isCutOff = (scene: Scene, { chain: { leaf, behind } }: Refused): boolean =>
  issuersOf(scene, leaf).some(
    (issuer) => !isSelfIssued(issuer) && !behind.some(({ raw }) => Buffer.compare(raw, issuer.raw) === 0),
  );

export const chainRules = {
  "issuer-wrong": {
    title: "A certificate is signed by the wrong authority",
    severity: "error",
    group: "roles",
    source: VERIFY,
    why: "Who it is shown to believes another authority, and takes the certificates of others by the same file: it is this one that is wrong.",
    shows: ["x509: certificate signed by unknown authority"],
    mend: "Issue it again from the authority that its side of the connection is checked with.",
    breaks: ["unknown-authority", "identity"],
    under: ["authority-may-not-sign"],
    *check(scene): Generator<Fault> {
      for (const one of refused(scene, "unknown-authority")) {
        if (believedByName(one) || isCutOff(scene, one) || isSelfIssued(one.chain.leaf)) continue;
        if (!othersPass(scene, one) && issuersOf(scene, one.chain.leaf).length > 0) continue;
        yield {
          place: one.chain.place,
          also: noAuthorities(scene, one.chain.leaf),
          message: `the certificate of ${whose(one.chain.leaf)} is signed by ${issuerText(one.chain.leaf)}, whom ${whoBreaks(one)} does not believe`,
          shown: { field: "Issuer", value: issuerText(one.chain.leaf) },
          remedy: { sentence: "Issue it again from the authority that it is checked with." },
        };
      }
    },
  },
  "issuer-of-same-name": {
    title: "A certificate is signed by another authority of the same name",
    severity: "error",
    group: "roles",
    source: VERIFY,
    why: "kubeadm names every authority kubernetes: after a new one was made, or with files of another cluster, names agree and keys do not.",
    shows: [
      'x509: certificate signed by unknown authority (possibly because of "x509: ECDSA verification failure" while trying to verify candidate authority certificate "kubernetes")',
    ],
    mend: "Issue it again from the authority whose key is here, or bring back the authority that signed it.",
    breaks: ["unknown-authority", "identity"],
    *check(scene): Generator<Fault> {
      for (const one of refused(scene, "unknown-authority")) {
        if (!believedByName(one) || isSelfIssued(one.chain.leaf) || !othersPass(scene, one)) continue;
        // An authority that may not sign is another matter.
        if (issuersOf(scene, one.chain.leaf).some((issuer) => isSignedBy(one.chain.leaf, issuer))) continue;
        yield {
          place: one.chain.place,
          message: `the certificate of ${whose(one.chain.leaf)} names ${issuerText(one.chain.leaf)} as its issuer, and is not signed with the key of the one that ${whoBreaks(one)} believes`,
          shown: { field: "Issuer", value: issuerText(one.chain.leaf) },
          remedy: { sentence: "Issue it again from the authority that is here." },
        };
      }
    },
  },
  "self-signed-identity": {
    title: "A certificate is signed by itself, and nobody believes it",
    severity: "error",
    group: "roles",
    source: VERIFY,
    why: "Components make themselves such a pair when theirs is missing. Whoever verifies refuses it.",
    shows: ["x509: certificate signed by unknown authority"],
    mend: "Issue it from the authority that it is checked with.",
    breaks: ["unknown-authority", "identity"],
    *check(scene): Generator<Fault> {
      for (const one of refused(scene, "unknown-authority")) {
        if (!isSelfIssued(one.chain.leaf) || (isAuthority(one.chain.leaf) && !othersPass(scene, one))) continue;
        yield {
          place: one.chain.place,
          message: `the certificate of ${whose(one.chain.leaf)} is signed by itself, and ${whoBreaks(one)} does not believe it`,
          shown: { field: "Issuer", value: issuerText(one.chain.leaf) },
          remedy: { sentence: "Issue it from the authority that it is checked with." },
        };
      }
    },
  },
  "chain-incomplete": {
    title: "A certificate is shown without the authority between it and the root",
    severity: "error",
    group: "roles",
    source: "RFC 8446 section 4.4.2; Go crypto/x509 verify.go",
    why: "Who verifies knows the root alone. The authority between has to be sent along, in the same file behind the certificate.",
    shows: ["x509: certificate signed by unknown authority"],
    mend: "Append the authority between to the certificate's file, the leaf first.",
    breaks: ["unknown-authority", "identity"],
    *check(scene): Generator<Fault> {
      for (const one of refused(scene, "unknown-authority")) {
        if (!isCutOff(scene, one)) continue;
        yield {
          place: one.chain.place,
          message: `${issuerText(one.chain.leaf)} stands between ${whose(one.chain.leaf)} and its root, and is not in the file`,
          shown: { field: "Issuer", value: issuerText(one.chain.leaf) },
          remedy: { sentence: `Append the certificate of ${issuerText(one.chain.leaf)} behind it.` },
        };
      }
    },
  },
  "usage-missing": {
    title: "A certificate may not be used for what it is used for",
    severity: "error",
    group: "roles",
    source: "RFC 5280 section 4.2.1.12; Go crypto/x509 verify.go",
    why: "Clients ask a server's certificate for serverAuth, servers ask a client's for clientAuth. One that names other usages only is refused. etcd's are both: members dial each other.",
    shows: ["x509: certificate specifies an incompatible key usage", "remote error: tls: bad certificate"],
    mend: "Issue it again with the usage.",
    breaks: ["incompatible-usage", "identity"],
    *check(scene): Generator<Fault> {
      for (const one of refused(scene, "incompatible-usage")) {
        const usage = one.side === "server" ? "serverAuth" : "clientAuth";
        const has = one.chain.leaf.extensions.extendedKeyUsage ?? [];
        // The authority's own list can be what is too short.
        if (has.includes(usage)) continue;
        yield {
          place: one.chain.place,
          message: `the certificate of ${whose(one.chain.leaf)} lacks ${usage}, which ${whoBreaks(one)} asks for`,
          shown: { field: "X509v3 Extended Key Usage", value: has.join(", ") },
          remedy: { sentence: `Issue it again with ${usage} among its usages.` },
        };
      }
    },
  },
  "legacy-common-name": {
    title: "A server's name stands in the common name alone",
    severity: "error",
    group: "roles",
    source: "Go 1.15 release notes, crypto/x509; RFC 6125 section 6.4.4",
    why: "Go looks at alternative names only, since 1.15. A certificate without any is good for no name.",
    shows: ["x509: certificate relies on legacy Common Name field, use SANs instead"],
    mend: "Issue it again with its names as subject alternative names.",
    breaks: ["legacy-common-name", "hostname"],
    *check(scene): Generator<Fault> {
      const seen = new Set<string>();
      for (const one of refused(scene, "legacy-common-name", "hostname")) {
        const file = `${one.chain.place.host ?? ""} ${one.chain.place.file}`;
        if (one.chain.leaf.extensions.names !== undefined || seen.has(file)) continue;
        seen.add(file);
        yield {
          place: one.chain.place,
          message: `${whose(one.chain.leaf)} has no alternative names, and ${whoBreaks(one)} does not look at the common name`,
          shown: { field: "Subject", value: whose(one.chain.leaf) },
          remedy: { sentence: "Issue it again with its names as subject alternative names." },
        };
      }
    },
  },
  "name-outside-authority": {
    title: "A certificate carries a name that its authority may not vouch for",
    severity: "error",
    group: "roles",
    source: "RFC 5280 section 4.2.1.10; Go crypto/x509 verify.go",
    why: "The authority's name constraints leave the name out: the whole certificate is refused, for its other names too.",
    shows: ["x509: a root or intermediate certificate is not authorized to sign for this name"],
    mend: "Issue it without the name, or from an authority that may vouch for it.",
    breaks: ["name-constraint", "identity"],
    *check(scene): Generator<Fault> {
      for (const one of refused(scene, "name-constraint")) {
        yield {
          place: one.chain.place,
          message: `${whose(one.chain.leaf)} has a name outside what ${issuerText(one.chain.leaf)} may vouch for: ${one.predictions[0].clientPrints ?? one.predictions[0].serverPrints ?? ""}`,
          remedy: { sentence: "Issue it without the name, or from an authority that may vouch for it." },
        };
      }
    },
  },
  "authority-may-not-sign": {
    title: "What signs certificates is no authority",
    severity: "error",
    group: "roles",
    source: "RFC 5280 sections 4.2.1.3 and 4.2.1.9; Go crypto/x509 verify.go isValid",
    why: "Without CA:TRUE, or with a key usage that leaves out keyCertSign, nothing that it has signed is believed.",
    shows: [
      "x509: certificate signed by unknown authority",
      "x509: invalid signature: parent certificate cannot sign this kind of certificate",
    ],
    mend: "Issue the authority again, with the same key and name, as CA:TRUE and with keyCertSign; what it has signed stays good.",
    breaks: ["unknown-authority", "not-authorized-to-sign", "identity"],
    *check(scene): Generator<Fault> {
      for (const held of distinct(scene)) {
        const { certificate } = held.content;
        const trusted = roleOf(held.file)?.kind === "trust";
        if (!trusted || certificate.version < 3 || isAuthority(certificate)) continue;
        if (!isSelfIssued(certificate) || !signsOthers(scene, certificate)) continue;
        const { basicConstraints, keyUsage = [] } = certificate.extensions;
        yield certificateFault(scene, held, {
          message: `${whose(certificate)} has signed others, and ${basicConstraints?.authority === true ? "its key usage lacks keyCertSign" : "is not CA:TRUE"}`,
          shown:
            basicConstraints?.authority === true
              ? { field: "X509v3 Key Usage", value: keyUsage.join(", ") }
              : { field: "X509v3 Basic Constraints", value: "CA:FALSE" },
          remedy: { sentence: "Issue it again with the same key and name, as CA:TRUE with keyCertSign." },
        });
      }
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** How many certificates name each issuer. */
const named = perScene((scene) => groupBy(distinct(scene), ({ content }) => latin(content.certificate.rawIssuer)));

const signsOthers = (scene: Scene, { raw, rawSubject }: Certificate): boolean =>
  (named(scene).get(latin(rawSubject)) ?? []).some(({ content }) => content.certificate.raw !== raw);

/** Where who signed it stands, when that says it is no authority: a finding of its own. */
const noAuthorities = (scene: Scene, { rawIssuer }: Certificate): Place[] =>
  (subjects(scene).get(latin(rawIssuer)) ?? [])
    .filter(({ content: { certificate } }) => isSelfIssued(certificate) && !isAuthority(certificate))
    .map(({ place }) => place);

const subjects = perScene((scene) => groupBy(distinct(scene), ({ content }) => latin(content.certificate.rawSubject)));
