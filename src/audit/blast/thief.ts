/** What somebody can do who has a copy. */
import type { AuthorityId } from "../../catalog/types.ts";
import type { Certificate } from "../../x509/certificate.ts";
import { subjectOf } from "../../x509/name.ts";
import type { Scene } from "../scene.ts";
import type { Lost } from "./lost.ts";

/** The catalogue's sentence as what somebody can do: "Its holder can become any user." */
const doing = (text: string): string => text.replace(/^Its holder can /, "").replace(/\.$/, "");

export function thiefOf(lost: Lost, scene: Scene): string[] {
  if (lost.kind === "authority") return ofAuthority(lost, scene);
  if (lost.kind === "service-account-key")
    return [
      "sign a token for any service account of any namespace, with any end: whatever a controller or operator may do, it may do too",
      "do the same wherever else tokens of this cluster are believed: clouds and other services that read its issuer's keys",
    ];
  if (lost.kind === "key")
    return ["nothing that is known here: no certificate of this key was read, and nobody believes it"];
  return [...asClient(lost), ...asServer(lost)];
}

function ofAuthority({ certificates }: Lost, scene: Scene): string[] {
  const known = certificates.flatMap((one) =>
    authorityIds(one, scene).map((id) => scene.catalog.authorities[id].ifStolen),
  );
  const anything =
    "sign a certificate of any name and group, valid for as long as the authority is, that nobody can tell from a right one";
  return [anything, ...new Set(known.map(doing))];
}

/** By the role of a file that it stands in, otherwise by its name. */
export function authorityIds(
  certificate: Certificate,
  { catalog, copies }: Scene,
): (keyof typeof catalog.authorities)[] {
  const { commonName } = subjectOf(certificate.subject);
  const roles = [...copies.values()]
    .filter(([first]) => first?.content.certificate.raw === certificate.raw)
    .flat()
    .flatMap(({ file }) => file.roles.map(({ role }) => role));
  const ids = Object.keys(catalog.authorities) as (keyof typeof catalog.authorities)[];
  const byRole = ids.filter((id: AuthorityId) => roles.includes(`authority/${id}`));
  return byRole.length > 0 ? byRole : ids.filter((id) => catalog.authorities[id].commonName === commonName);
}

function asClient({ standings, claimed }: Lost): string[] {
  if (standings.length === 0)
    return claimed === undefined || claimed.user === ""
      ? []
      : [`be user ${claimed.user}${groupsText(claimed.groups)} to every server that believes it`];
  const servers = new Map<string, string[]>();
  for (const { component, hosts, kind, user, groups = [], may } of standings) {
    const roles = [...new Set(may.map(({ role }) => role))];
    const doable =
      kind === "let-in"
        ? "do everything, asked for its chain alone, at"
        : kind === "known" && user !== undefined
          ? `be user ${user}${groupsText(groups)}${roles.length === 0 ? "" : ` with ${roles.join(", ")}`} to`
          : undefined;
    if (doable !== undefined)
      servers.set(doable, [...(servers.get(doable) ?? []), `${component} on ${hosts.join(", ")}`]);
  }
  return [...servers].map(([doable, where]) => `${doable} ${[...new Set(where)].join("; ")}`);
}

function asServer({ certificates }: Lost): string[] {
  return certificates.flatMap(({ extensions: { extendedKeyUsage, names } }) => {
    const all = [...(names?.dns ?? []), ...(names?.addresses ?? [])];
    const mayServe = extendedKeyUsage === undefined || extendedKeyUsage.includes("serverAuth");
    return mayServe && all.length > 0
      ? [`pose as the server of ${all.join(", ")} to whoever believes its authority`]
      : [];
  });
}

const groupsText = (groups: readonly string[]): string => (groups.length === 0 ? "" : ` (${groups.join(", ")})`);
