import type { Report } from "../../source/report.ts";
import { keyFamily } from "../../x509/algorithm.ts";
import type { Draft } from "../draft.ts";
import { formatDuration } from "../grammar/duration.ts";
import { list, nearName } from "../grammar/near-name.ts";
import type { LifetimeSpec } from "../spec.ts";

/** Lifetimes against each other, and key algorithms against what components take. */
export function checkTrust(draft: Draft, knownKeyIds: readonly string[] | undefined, report: Report): void {
  checkLifetimes(draft, report);
  checkKeys(draft, report);
  if (knownKeyIds !== undefined) checkOverrides(draft, knownKeyIds, report);
}

/** What a certificate can say: GeneralizedTime ends with the year 9999, and nobody plans further than this. */
const LONGEST = 100 * 365 * 86400;

function checkLifetimes({ spec, origins }: Draft, report: Report): void {
  const { lifetimes, users } = spec;
  const { authorities } = lifetimes;
  const longer = (what: string, seconds: number): string =>
    `${what} ${formatDuration(seconds)}, longer than the authorities' ${formatDuration(authorities)}`;
  const remedy = `at most ${formatDuration(authorities)}, or longer authorities: lifetimes.authorities`;
  if (authorities > LONGEST) {
    report.error(origins.of("lifetimes.authorities"), "the lifetime of authorities is too long", "at most 100y");
  }
  const kinds: readonly (readonly [keyof LifetimeSpec, string])[] = [
    ["credentials", "certificates live"],
    ["users", "users' certificates live"],
  ];
  for (const [key, what] of kinds) {
    const place = origins.of(`lifetimes.${key}`);
    if (lifetimes[key] > authorities) report.error(place, longer(what, lifetimes[key]), remedy);
  }
  if (lifetimes.backdate > 86400) {
    report.error(
      origins.of("lifetimes.backdate"),
      `backdate is ${formatDuration(lifetimes.backdate)}`,
      "at most 1d; clocks are not wronger",
    );
  }
  for (const [i, user] of users.entries()) {
    if (user.lifetime === undefined || user.lifetime <= authorities) continue;
    report.error(origins.of(`users.${i}`), longer(`the certificate of \`${user.name}\` lives`, user.lifetime), remedy);
  }
}

function checkKeys({ spec, origins }: Draft, report: Report): void {
  const { keys, layout } = spec;
  const forServiceAccounts: readonly (readonly [string, typeof keys.serviceAccount | undefined])[] = [
    ["keys.serviceAccount", keys.serviceAccount],
    ["keys.overrides.sa", keys.overrides.sa],
  ];
  for (const [part, algorithm] of forServiceAccounts) {
    if (algorithm === undefined || keyFamily(algorithm) !== "Ed25519") continue;
    const message = "the API server does not sign service-account tokens with Ed25519";
    report.error(origins.of(part), message, "RSA-2048 to RSA-4096, or ECDSA-P256 to ECDSA-P521");
  }
  if (layout !== "kubeadm") return;
  const parts: readonly (readonly [string, string])[] = [
    ["keys.authorities", keys.authorities],
    ["keys.credentials", keys.credentials],
    ...Object.entries(keys.overrides)
      .filter(([id]) => id !== "sa")
      .map(([id, algorithm]) => [`keys.overrides.${id}`, algorithm] as const),
  ];
  const warned = new Set<string>();
  for (const [part, algorithm] of parts) {
    const place = origins.of(part);
    const { line, column } = place.document.position(place.path, "value");
    if (algorithm !== "Ed25519" || warned.has(`${line}:${column}`)) continue;
    warned.add(`${line}:${column}`);
    report.warning(
      place,
      "kubeadm itself refuses Ed25519 keys",
      "the components take them; kubeadm's commands on this tree do not",
    );
  }
}

function checkOverrides({ spec, origins }: Draft, known: readonly string[], report: Report): void {
  for (const id of Object.keys(spec.keys.overrides)) {
    if (known.includes(id)) continue;
    const near = nearName(id, known);
    const remedy = near === undefined ? `known: ${list(known)}` : `did you mean \`${near}\`?`;
    report.errorAtKey(origins.of(`keys.overrides.${id}`), `there is no credential or authority \`${id}\``, remedy);
  }
}
