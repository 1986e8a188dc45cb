/** Key algorithm, lifetimes and release of a ClusterConfiguration. */

import type { Report } from "../../source/report.ts";
import { below, type Place } from "../../source/source-document.ts";
import type { KeyAlgorithm } from "../../x509/algorithm.ts";
import { DEFAULT_LIFETIMES } from "../defaults.ts";
import type { Origins } from "../draft.ts";
import { formatDuration } from "../grammar/duration.ts";
import { DEFAULT_VERSION, formatVersion, parseVersion } from "../grammar/kubernetes-version.ts";
import { list } from "../grammar/near-name.ts";
import { readDuration, readVersion } from "../read/scalars.ts";
import type { KeySpec, KubernetesVersion, LifetimeSpec } from "../spec.ts";
import type { ClusterConfiguration } from "./documents.ts";

/** Until this minor kubeadm had the gate PublicKeysECDSA and read v1beta3. */
const LAST_MINOR_OF_THE_OLD = 36;

/** `stable-1.36` is the newest 1.36 we know; other labels, which kubeadm looks up in the network, the newest of all. */
export function readKubeadmVersion(text: string | undefined, place: Place, report: Report): KubernetesVersion {
  if (text !== undefined && !/^(?:https?:|ci\/|release\/)?(?:stable|latest)|^https?:/.test(text)) {
    return readRelease(text, place, report);
  }
  // It was written, and is no text.
  if (text === undefined && report.failedIn(place)) return DEFAULT_VERSION;
  const minor = /^(?:stable|latest)-(1\.\d+)$/.exec(text ?? "")?.[1];
  const known = minor === undefined ? undefined : parseVersion(minor);
  const version = typeof known === "object" ? known : DEFAULT_VERSION;
  const message = text === undefined ? "kubernetesVersion is not given" : `\`${text}\` is no fixed release`;
  report.warning(place, `${message}: ${formatVersion(version)} is taken`, "write the release that the hosts run");
  return version;
}

/** A vendor's build or a pre-release is the release that it carries in its name. */
function readRelease(text: string, place: Place, report: Report): KubernetesVersion {
  const [, release, more] = /^(v?\d+\.\d+\.\d+)([-+][0-9A-Za-z.+-]+)$/.exec(text) ?? [];
  const version = readVersion(release ?? text, place, report) ?? DEFAULT_VERSION;
  if (more !== undefined) report.warning(place, `\`${text}\` is taken as ${formatVersion(version)}`);
  return version;
}

/** v1beta3 with a target that no longer reads it. */
export function warnOldVersion(place: Place, version: string, target: KubernetesVersion, report: Report): void {
  if (version !== "v1beta3" || target.minor <= LAST_MINOR_OF_THE_OLD) return;
  const message = `kubeadm ${target.major}.${target.minor} does not read v1beta3`;
  report.warning(below(place, "apiVersion"), message, "migrate it with kubeadm 1.31 to 1.36: kubeadm config migrate");
}

/** What kubeadm makes (kubernetes cmd/kubeadm/app/apis/kubeadm/v1beta4/types.go). */
const KUBEADM_ALGORITHMS: readonly KeyAlgorithm[] = ["RSA-2048", "RSA-3072", "RSA-4096", "ECDSA-P256", "ECDSA-P384"];

/** One algorithm for everything; the gate PublicKeysECDSA wins as long as there is one. */
export function readKubeadmKeys(
  fields: ClusterConfiguration,
  place: Place,
  target: KubernetesVersion,
  report: Report,
): KeySpec {
  const text = fields.encryptionAlgorithm ?? "";
  let algorithm: KeyAlgorithm = KUBEADM_ALGORITHMS.find((one) => one === text) ?? "RSA-2048";
  if (text !== "" && algorithm !== text) {
    report.error(
      below(place, "encryptionAlgorithm"),
      `\`${text}\` is no algorithm of kubeadm`,
      `allowed: ${list(KUBEADM_ALGORITHMS)}`,
    );
  }
  for (const [gate, on] of Object.entries(fields.featureGates ?? {})) {
    const at = below(place, "featureGates", gate);
    if (gate !== "PublicKeysECDSA") {
      report.warningAtKey(at, `the feature gate \`${gate}\` has no meaning for kubepki and is ignored`);
    } else if (target.minor <= LAST_MINOR_OF_THE_OLD) algorithm = on ? "ECDSA-P256" : "RSA-2048";
    else {
      const message = `kubeadm ${target.major}.${target.minor} has no feature gate PublicKeysECDSA any more: it is ignored`;
      report.warningAtKey(at, message, on ? "write `encryptionAlgorithm: ECDSA-P256` (v1beta4)" : "take it out");
    }
  }
  return { authorities: algorithm, credentials: algorithm, serviceAccount: algorithm, overrides: {} };
}

/** kubeadm only warns of certificates that outlive their authority; ours are cut. */
export function readKubeadmLifetimes(
  fields: ClusterConfiguration,
  place: Place,
  origins: Origins,
  report: Report,
): LifetimeSpec {
  const read = (key: "certificateValidityPeriod" | "caCertificateValidityPeriod", standard: number): number => {
    const text = fields[key];
    return text === undefined ? standard : (readDuration(text, below(place, key), report, "go") ?? standard);
  };
  const authorities = read("caCertificateValidityPeriod", DEFAULT_LIFETIMES.authorities);
  const wanted = read("certificateValidityPeriod", DEFAULT_LIFETIMES.credentials);
  origins.set("lifetimes.authorities", below(place, "caCertificateValidityPeriod"));
  if (wanted > authorities) {
    const message = `certificates would live ${formatDuration(wanted)}, longer than their authorities`;
    report.warning(
      below(place, "certificateValidityPeriod"),
      message,
      `they are cut to ${formatDuration(authorities)}`,
    );
  }
  const credentials = Math.min(wanted, authorities);
  const roots = Math.max(authorities, DEFAULT_LIFETIMES.roots);
  return { ...DEFAULT_LIFETIMES, roots, authorities, credentials, users: credentials };
}
