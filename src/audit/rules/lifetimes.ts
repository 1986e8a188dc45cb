/** Certificates that are over, end soon, or live too long. */
import type { HeldOf } from "../../inventory/held.ts";
import { type Certificate, isAuthority, isSelfIssued } from "../../x509/certificate.ts";
import { distinct, isBehindLeaf, issuersOf } from "../kin.ts";
import { AUTHORITY_PLANNED_MS, AUTHORITY_SOON_MS, DAY_MS, SOON_MS, YEAR_MS } from "../leads.ts";
import { renewal } from "../renewal.ts";
import type { Fault, Rule } from "../rule.ts";
import { roleOf, type Scene } from "../scene.ts";
import { certificateFault, whose } from "./certificate-fault.ts";

const VALIDITY = "RFC 5280 section 4.1.2.5; Go crypto/x509 verify.go isValid";

/** Kubeadm's default, and a few hours that clocks differ by. */
const LONGEST_LEAF_MS = 398 * DAY_MS;
const LONGEST_AUTHORITY_MS = 10 * YEAR_MS + 30 * DAY_MS;

const day = (at: Date): string => at.toISOString().slice(0, 10);

const ends = ({ notAfter }: Certificate) => ({ field: "Not After", value: notAfter.toISOString() });

const timeLeft = ({ notAfter }: Certificate, at: Date): number => notAfter.getTime() - at.getTime();

const isBackwards = ({ notBefore, notAfter }: Certificate): boolean => notAfter.getTime() < notBefore.getTime();

const lifetime = ({ notBefore, notAfter }: Certificate): number => notAfter.getTime() - notBefore.getTime();

/** Authorities have rules of their own, whatever they say of themselves; what is shown as an identity is none. */
function isSigner({ content: { certificate }, file, in: where, behind }: HeldOf<"certificate">): boolean {
  const kind = roleOf(file)?.kind;
  if (where === "kubeconfig-user" || (kind === "cert" && behind === 0)) return false;
  return isAuthority(certificate) || (kind === "trust" && isSelfIssued(certificate));
}

/** One fault for each certificate that is so. */
function* each(
  scene: Scene,
  isSo: (certificate: Certificate, held: HeldOf<"certificate">) => boolean,
  fault: (certificate: Certificate, held: HeldOf<"certificate">) => Omit<Fault, "place" | "also">,
): Generator<Fault> {
  for (const held of distinct(scene)) {
    const { certificate } = held.content;
    // A root that is only sent along is believed by nobody: a kubelet makes one for itself at its first start.
    if (isBehindLeaf(held) && isSelfIssued(certificate)) continue;
    if (isSo(certificate, held)) yield certificateFault(scene, held, fault(certificate, held));
  }
}

export const lifetimeRules = {
  "certificate-expired": {
    title: "A certificate has expired",
    severity: "error",
    group: "lifetimes",
    source: VALIDITY,
    why: "Every program refuses it from that second on: connections that are open go on, new ones fail.",
    shows: ["x509: certificate has expired or is not yet valid: current time ... is after ..."],
    mend: "Issue the certificate again (kubeadm certs renew), and restart what does not read it by itself.",
    breaks: ["expired", "identity"],
    check: (scene) =>
      each(
        scene,
        (one, held) => timeLeft(one, scene.at) < 0 && !isSigner(held) && !isBackwards(one),
        (one, held) => ({
          message: `the certificate of ${whose(one)} expired on ${day(one.notAfter)}`,
          shown: ends(one),
          remedy: renewal(scene, held),
        }),
      ),
  },
  "authority-expired": {
    title: "An authority has expired",
    severity: "error",
    group: "lifetimes",
    source: VALIDITY,
    why: "Nothing that it has signed is believed any more, however long the certificates themselves last.",
    shows: ["x509: certificate has expired or is not yet valid"],
    mend: "Issue it again with the same key and name, so that what it has signed is good again, and put it wherever the old one stands. Kubeadm does not renew authorities.",
    breaks: ["expired", "identity", "unknown-authority"],
    check: (scene) =>
      each(
        scene,
        (one, held) => timeLeft(one, scene.at) < 0 && isSigner(held) && !isBackwards(one),
        (one) => ({
          message: `the authority ${whose(one)} expired on ${day(one.notAfter)}, and with it all that it has signed`,
          shown: ends(one),
          remedy: { sentence: "Issue it again with the same key and name, and put it wherever this one stands." },
        }),
      ),
  },
  "not-yet-valid": {
    title: "A certificate is not valid yet",
    severity: "error",
    group: "lifetimes",
    source: VALIDITY,
    why: "It was issued on a machine whose clock is ahead, or for later. Until then it is refused as if it had expired.",
    shows: ["x509: certificate has expired or is not yet valid: current time ... is before ..."],
    mend: "Set the clocks right, and issue it again.",
    breaks: ["not-yet-valid", "expired", "identity", "unknown-authority"],
    check: (scene) =>
      each(
        scene,
        (one) => one.notBefore.getTime() > scene.at.getTime() && !isBackwards(one),
        (one) => ({
          message: `${whose(one)} is valid from ${one.notBefore.toISOString()} on`,
          shown: { field: "Not Before", value: one.notBefore.toISOString() },
          remedy: { sentence: "Set the clocks right, and issue it again." },
        }),
      ),
  },
  "validity-backwards": {
    title: "A certificate ends before it begins",
    severity: "error",
    group: "lifetimes",
    source: VALIDITY,
    why: "There is no moment at which it is valid.",
    shows: ["x509: certificate has expired or is not yet valid"],
    mend: "Issue it again.",
    breaks: ["not-yet-valid", "expired", "identity", "unknown-authority"],
    check: (scene) =>
      each(scene, isBackwards, (one) => ({
        message: `${whose(one)} ends on ${day(one.notAfter)} and begins on ${day(one.notBefore)}`,
        shown: ends(one),
        remedy: { sentence: "Issue it again." },
      })),
  },
  "expires-soon": {
    title: "A certificate ends within 30 days",
    severity: "warning",
    group: "lifetimes",
    source: "kubernetes cmd/kubeadm/app/phases/certs/renewal; CIS Kubernetes Benchmark 1.12, 4.2.10",
    why: "What renews by itself has done so by now: kubelets at a third of the time left, kubeadm upgrade each time.",
    shows: ["kubeadm certs check-expiration"],
    mend: "Issue it again (kubeadm certs renew all), and restart what does not read it by itself.",
    check: (scene) =>
      each(
        scene,
        (one, held) => {
          const left = timeLeft(one, scene.at);
          // One that lives for days is renewed all the time.
          return left >= 0 && left < SOON_MS && lifetime(one) > 60 * DAY_MS && !isSigner(held);
        },
        (one, held) => ({
          message: `the certificate of ${whose(one)} ends on ${day(one.notAfter)}`,
          shown: ends(one),
          remedy: renewal(scene, held),
        }),
      ),
  },
  "authority-expires-soon": {
    title: "An authority ends within 180 days",
    severity: "warning",
    group: "lifetimes",
    source: "kubernetes cmd/kubeadm/app/constants/constants.go CACertificateValidityPeriod",
    why: "To replace it, everybody has to believe both the old and the new one for a while: that takes weeks, and nothing does it by itself.",
    shows: ["kubeadm certs check-expiration"],
    mend: "Issue it again with the same key and name, or begin to change to a new one.",
    check: (scene) =>
      each(
        scene,
        (one, held) => timeLeft(one, scene.at) >= 0 && timeLeft(one, scene.at) < AUTHORITY_SOON_MS && isSigner(held),
        (one) => ({
          message: `the authority ${whose(one)} ends on ${day(one.notAfter)}`,
          shown: ends(one),
          remedy: { sentence: "Issue it again with the same key and name, and put it wherever this one stands." },
        }),
      ),
  },
  "authority-ends-in-two-years": {
    title: "An authority ends within two years",
    severity: "advice",
    group: "lifetimes",
    source: "kubernetes cmd/kubeadm/app/constants/constants.go CACertificateValidityPeriod",
    why: "There is time to plan the change.",
    shows: [],
    mend: "Plan when it is issued again.",
    check: (scene) =>
      each(
        scene,
        (one, held) => {
          const left = timeLeft(one, scene.at);
          return left >= AUTHORITY_SOON_MS && left < AUTHORITY_PLANNED_MS && isSigner(held);
        },
        (one) => ({
          message: `the authority ${whose(one)} ends on ${day(one.notAfter)}`,
          shown: ends(one),
          remedy: { sentence: "Plan when it is issued again." },
        }),
      ),
  },
  "outlives-authority": {
    title: "A certificate is said to last longer than its authority",
    severity: "warning",
    group: "lifetimes",
    source: "RFC 5280 section 6.1.3; kubernetes pkg/controller/certificates/authority/policies.go",
    why: "It really ends with the authority. Who looks at its own date alone, as monitoring does, is surprised.",
    shows: [],
    mend: "Issue the authority again first, then this.",
    check: (scene) =>
      each(
        scene,
        (one) => {
          const issuers = isSelfIssued(one) ? [] : issuersOf(scene, one);
          // An authority near its end is a finding of its own.
          if (issuers.some((issuer) => timeLeft(issuer, scene.at) < AUTHORITY_PLANNED_MS)) return false;
          // A second: times in certificates have no fractions.
          return (
            issuers.length > 0 && issuers.every(({ notAfter }) => notAfter.getTime() + 1000 < one.notAfter.getTime())
          );
        },
        (one) => ({
          message: `${whose(one)} is dated to ${day(one.notAfter)}, and its authority ends on ${day(issuersOf(scene, one)[0]?.notAfter ?? one.notAfter)}`,
          shown: ends(one),
          remedy: { sentence: "Issue the authority again first, then this." },
        }),
      ),
  },
  "leaf-lives-long": {
    title: "A certificate lives longer than 398 days",
    severity: "advice",
    group: "lifetimes",
    source: "kubernetes cmd/kubeadm/app/constants/constants.go CertificateValidityPeriod; CA/Browser Forum SC31",
    why: "Kubernetes revokes nothing: a stolen key is good until the certificate ends. Apple's clients refuse servers' certificates of longer than 825 days.",
    shows: [],
    mend: "Issue it for a year or less, and renew it before.",
    under: ["outlives-authority"],
    check: (scene) =>
      each(
        scene,
        (one, held) =>
          lifetime(one) > LONGEST_LEAF_MS &&
          !isSigner(held) &&
          held.behind === 0 &&
          held.in !== "object" &&
          !isBackwards(one),
        (one) => ({
          message: `${whose(one)} lives from ${day(one.notBefore)} to ${day(one.notAfter)}`,
          shown: ends(one),
          remedy: { sentence: "Issue it for a year or less, and renew it before." },
        }),
      ),
  },
  "authority-lives-long": {
    title: "An authority lives longer than ten years",
    severity: "advice",
    group: "lifetimes",
    source: "kubernetes cmd/kubeadm/app/constants/constants.go CACertificateValidityPeriod",
    why: "Its key and algorithm have to hold out for all that time, and nobody remembers how it is changed.",
    shows: [],
    mend: "Issue it for ten years or less.",
    check: (scene) =>
      each(
        scene,
        (one, held) => lifetime(one) > LONGEST_AUTHORITY_MS && isSigner(held),
        (one) => ({
          message: `the authority ${whose(one)} lives until ${day(one.notAfter)}`,
          shown: ends(one),
          remedy: { sentence: "Issue it for ten years or less." },
        }),
      ),
  },
  "revocation-list-expired": {
    title: "A revocation list is over",
    severity: "warning",
    group: "lifetimes",
    source: "RFC 5280 section 5.1.2.5; etcd client/pkg/transport/listener_tls.go checkCRL",
    why: "What was revoked since is not in it. etcd goes on with an old list and refuses what stands there; others refuse everything.",
    shows: [],
    mend: "Fetch or issue the list again.",
    *check({ held, at }): Generator<Fault> {
      for (const { content, place } of held) {
        if (content.kind !== "revocation-list") continue;
        const { nextUpdate, issuer } = content.list;
        if (nextUpdate === undefined || nextUpdate.getTime() >= at.getTime()) continue;
        yield {
          place,
          message: `the revocation list of ${issuer.map(({ value }) => value).join(", ")} was to be replaced by ${day(nextUpdate)}`,
          shown: { field: "Next Update", value: nextUpdate.toISOString() },
          remedy: { sentence: "Fetch or issue it again." },
        };
      }
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;
