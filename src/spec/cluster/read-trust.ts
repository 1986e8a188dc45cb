/** Authorities, keys and lifetimes of the project's own document. */
import { topologies } from "../../catalog/authorities.ts";
import type { AuthorityId, TopologyId } from "../../catalog/types.ts";
import type { KeyAlgorithm } from "../../x509/algorithm.ts";
import { DEFAULT_LIFETIMES, serviceAccountAlgorithm } from "../defaults.ts";
import type { Origins } from "../draft.ts";
import { list } from "../grammar/near-name.ts";
import { readAlgorithm, readDuration } from "../read/scalars.ts";
import type { Report } from "../source/report.ts";
import { below, type Place } from "../source/source-document.ts";
import type { KeySpec, LifetimeSpec, Spec, SuppliedAuthority } from "../spec.ts";
import type { ClusterDocument } from "./schema.ts";
import { TOPOLOGY_NAMES } from "./schema-trust.ts";

type Authorities = Pick<Spec, "topology" | "authorityKeys" | "suppliedAuthorities" | "authorityNames">;

export function readAuthorities(given: ClusterDocument["authorities"], place: Place, report: Report): Authorities {
  const field = typeof given === "string" ? { topology: given } : (given ?? {});
  const { topology: name = "three", keys: authorityKeys = "hosts", ...each } = field;
  const topology: TopologyId = TOPOLOGY_NAMES[name] ?? "kubeadm";
  const known = topologies[topology].authorities;
  const suppliedAuthorities: Partial<Record<AuthorityId, SuppliedAuthority>> = {};
  const authorityNames: Partial<Record<AuthorityId, string>> = {};
  for (const [key, authority] of Object.entries(each)) {
    const id = key as AuthorityId;
    const at = below(place, id);
    if (authority === undefined) continue;
    if (!known.includes(id)) {
      report.errorAtKey(
        at,
        `there is no authority \`${id}\` with the topology \`${name}\``,
        `its authorities: ${list(known)}`,
      );
      continue;
    }
    const { certificateFile, keyFile, commonName } = authority;
    if (certificateFile !== undefined) {
      suppliedAuthorities[id] = keyFile === undefined ? { certificateFile } : { certificateFile, keyFile };
      if (commonName !== undefined) {
        report.warning(below(at, "commonName"), "the common name is ignored", "the supplied certificate has its own");
      }
    } else if (keyFile !== undefined) {
      report.error(at, "a key without its certificate", "write certificateFile as well");
    } else if (commonName !== undefined) {
      if (commonName.length > MAX_COMMON_NAME)
        report.error(below(at, "commonName"), "the common name is too long", "at most 64 characters");
      authorityNames[id] = commonName;
    }
  }
  return { topology, authorityKeys, suppliedAuthorities, authorityNames };
}

/** Characters (X.520 ub-common-name; RFC 5280 appendix A). */
const MAX_COMMON_NAME = 64;

export function readKeys(given: ClusterDocument["keys"], place: Place, origins: Origins, report: Report): KeySpec {
  const field = typeof given === "string" ? { authorities: given, credentials: given } : (given ?? {});
  const read = (key: "authorities" | "credentials" | "serviceAccount"): KeyAlgorithm | undefined => {
    const text = "serviceAccount" in field || key !== "serviceAccount" ? field[key as keyof typeof field] : undefined;
    const at = typeof given === "string" ? place : below(place, key);
    if (typeof text !== "string") return undefined;
    origins.set(`keys.${key}`, at);
    // The short form stands for both; one report is enough.
    if (typeof given === "string" && key === "credentials" && report.failedIn(place)) return undefined;
    return readAlgorithm(text, at, report);
  };
  const authorities = read("authorities") ?? "ECDSA-P256";
  const credentials = read("credentials") ?? "ECDSA-P256";
  const serviceAccount = read("serviceAccount") ?? serviceAccountAlgorithm(credentials);
  const overrides: Record<string, KeyAlgorithm> = {};
  const given_ = "overrides" in field ? (field.overrides ?? {}) : {};
  for (const [id, text] of Object.entries(given_)) {
    const at = below(place, "overrides", id);
    origins.set(`keys.overrides.${id}`, at);
    const algorithm = readAlgorithm(text, at, report);
    if (algorithm !== undefined) overrides[id] = algorithm;
  }
  return { authorities, credentials, serviceAccount, overrides };
}

export function readLifetimes(
  given: ClusterDocument["lifetimes"],
  place: Place,
  origins: Origins,
  report: Report,
): LifetimeSpec {
  const read = (key: "authorities" | "credentials" | "users" | "backdate"): number => {
    const text = given?.[key];
    const at = below(place, key);
    if (text === undefined) return DEFAULT_LIFETIMES[key];
    origins.set(`lifetimes.${key}`, at);
    return readDuration(text, at, report, "days", key === "backdate" ? 0 : 1) ?? DEFAULT_LIFETIMES[key];
  };
  const authorities = read("authorities");
  // A default never outlives an authority that was asked to be short.
  const within = (key: "credentials" | "users"): number =>
    given?.[key] === undefined ? Math.min(authorities, DEFAULT_LIFETIMES[key]) : read(key);
  return {
    authorities,
    credentials: within("credentials"),
    users: within("users"),
    backdate: read("backdate"),
    renewBefore: readShare(given?.renewBefore, below(place, "renewBefore"), report) ?? DEFAULT_LIFETIMES.renewBefore,
  };
}

/** 0.25 or 25%. */
function readShare(given: string | number | undefined, place: Place, report: Report): number | undefined {
  if (given === undefined) return undefined;
  const percent = typeof given === "string" ? /^(\d+(?:\.\d+)?)\s*%$/.exec(given)?.[1] : undefined;
  const share = typeof given === "number" ? given : percent === undefined ? Number.NaN : Number(percent) / 100;
  if (share >= 0 && share < 1) return share;
  report.error(place, `\`${given}\` is no share of a lifetime`, "from 0 to less than 1, or a percentage: 0.25, 25%");
  return undefined;
}
