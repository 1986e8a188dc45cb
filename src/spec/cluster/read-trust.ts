/** Authorities, keys and lifetimes of the project's own document. */
import { catalog } from "../../catalog/index.ts";
import type { AuthorityId } from "../../catalog/types.ts";
import type { Report } from "../../source/report.ts";
import { below, type Place } from "../../source/source-document.ts";
import type { KeyAlgorithm } from "../../x509/algorithm.ts";
import { formatSubnet, parseSubnet } from "../cidr.ts";
import { DEFAULT_LIFETIMES, serviceAccountAlgorithm } from "../defaults.ts";
import type { Origins } from "../draft.ts";
import { list } from "../grammar/near-name.ts";
import { entriesOf } from "../read/entries.ts";
import { readDnsName } from "../read/names.ts";
import { readAlgorithm, readDuration } from "../read/scalars.ts";
import { trustModel } from "../resolve/trust-model.ts";
import type { KeySpec, LifetimeSpec, NameLimits, Spec, SuppliedAuthority } from "../spec.ts";
import type { ClusterDocument } from "./schema.ts";
import { TOPOLOGY_NAMES } from "./schema-trust.ts";

type Authorities = Pick<
  Spec,
  | "topology"
  | "issuers"
  | "roots"
  | "keyEncryption"
  | "authorityKeys"
  | "suppliedAuthorities"
  | "authorityNames"
  | "nameConstraints"
>;

type AuthorityFields = Exclude<ClusterDocument["authorities"], string | undefined>;

export function readAuthorities(
  given: ClusterDocument["authorities"],
  place: Place,
  layout: Spec["layout"],
  report: Report,
): Authorities {
  const fields: AuthorityFields = typeof given === "string" ? { topology: given } : (given ?? {});
  const {
    topology: name = catalog.layouts[layout].topologies?.[0] ?? "three",
    keys: authorityKeys = "hosts",
    issuers = {},
    roots = "none",
    ...rest
  } = fields;
  const { encryption: keyEncryption = "none", ...each } = rest;
  const read: Authorities = {
    topology: TOPOLOGY_NAMES[name] ?? "kubeadm",
    issuers: defined(issuers),
    roots,
    keyEncryption,
    authorityKeys,
    suppliedAuthorities: {},
    authorityNames: {},
    nameConstraints: {},
  };
  // A name for one that somebody else's etcd makes needless does no harm.
  const known = trustModel({ ...read, layout, etcd: { kind: "stacked" } }, catalog).authorities;
  const suppliedAuthorities: Partial<Record<AuthorityId, SuppliedAuthority>> = {};
  const authorityNames: Partial<Record<AuthorityId, string>> = {};
  const nameConstraints: Partial<Record<AuthorityId, NameLimits>> = {};
  for (const [key, authority] of Object.entries(each)) {
    const id = key as AuthorityId;
    const at = below(place, id);
    if (authority === undefined) continue;
    if (!known.includes(id)) {
      const message = `there is no authority \`${id}\` with the topology \`${name}\``;
      report.errorAtKey(at, message, `its authorities: ${list(known)}`);
      continue;
    }
    const { certificateFile, keyFile, commonName, nameConstraints: limits } = authority;
    if (certificateFile !== undefined) {
      suppliedAuthorities[id] = keyFile === undefined ? { certificateFile } : { certificateFile, keyFile };
      for (const ignored of ["commonName", "nameConstraints"] as const) {
        if (authority[ignored] === undefined) continue;
        report.warning(below(at, ignored), `${ignored} is ignored`, "the supplied certificate has its own");
      }
      continue;
    }
    if (keyFile !== undefined) report.error(at, "a key without its certificate", "write certificateFile as well");
    if (commonName !== undefined) {
      if (commonName.length > MAX_COMMON_NAME)
        report.error(below(at, "commonName"), "the common name is too long", "at most 64 characters");
      authorityNames[id] = commonName;
    }
    if (limits !== undefined) nameConstraints[id] = readLimits(limits, below(at, "nameConstraints"), report);
  }
  return { ...read, suppliedAuthorities, authorityNames, nameConstraints };
}

type Limits = NonNullable<NonNullable<AuthorityFields["ca"]>["nameConstraints"]>;

function readLimits({ dns, networks }: Limits, place: Place, report: Report): NameLimits {
  const domains = entriesOf(dns, below(place, "dns")).flatMap(
    ({ text, place: at }) => readDnsName(text, at, report) ?? [],
  );
  const subnets = entriesOf(networks, below(place, "networks")).flatMap(({ text, place: at }) => {
    const subnet = parseSubnet(text);
    if (subnet !== undefined && !subnet.masked) return [formatSubnet(subnet)];
    const base = subnet === undefined ? "10.0.0.0/8" : formatSubnet(subnet);
    report.error(at, `\`${text}\` is no network`, `for example ${base}`);
    return [];
  });
  if (domains.length + subnets.length === 0 && !report.failedIn(place)) {
    report.error(place, "no name constraint is given", "write `dns: [example.com]` or `networks: [10.0.0.0/8]`");
  }
  return { dns: domains, networks: subnets };
}

const defined = <T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };

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
  const read = (key: "roots" | "authorities" | "credentials" | "users" | "backdate"): number => {
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
    roots: given?.roots === undefined ? Math.max(authorities, DEFAULT_LIFETIMES.roots) : read("roots"),
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
