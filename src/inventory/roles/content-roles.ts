/** What a certificate says of itself: which of the catalogue's credentials or authorities it is, by names and usages. */
import type { Catalog } from "../../catalog/index.ts";
import type { AuthorityId, Credential, CredentialId, Template } from "../../catalog/types.ts";
import type { Certificate } from "../../x509/certificate.ts";
import { subjectOf } from "../../x509/name.ts";

/** One way in which a credential is written: the catalogue's own, or a layout's variation. */
interface Portrait {
  readonly id: CredentialId;
  readonly name: RegExp;
  /** Letters of the name that are the same everywhere. */
  readonly literal: number;
  readonly groups: readonly RegExp[];
  readonly usages: readonly string[];
}

export interface Portraits {
  /** The credentials that a certificate may be, all as likely as each other; none when it says too little. */
  credentialsOf(certificate: Certificate): readonly CredentialId[];
  /** Whether a certificate can be this one, whatever else it can be. */
  fits(certificate: Certificate, id: CredentialId): boolean;
  authorityOf(certificate: Certificate): AuthorityId | undefined;
}

const PLACEHOLDER = /\{[a-z-]+\}/;

const patternOf = (template: Template): RegExp =>
  new RegExp(
    `^${template
      .split(PLACEHOLDER)
      .map((part) => part.replace(/[.*+?^$()|[\]\\{}]/g, "\\$&"))
      .join(".+")}$`,
  );

export function portraits(catalog: Catalog): Portraits {
  const all: Portrait[] = [];
  const add = (id: CredentialId, { commonName, groups, extendedKeyUsage }: Credential): void => {
    const literal = commonName.split(PLACEHOLDER).join("").length;
    all.push({
      id,
      name: patternOf(commonName),
      literal,
      // One that only some releases give is missing in the others.
      groups: groups.filter(({ versions }) => versions === undefined).map(({ name }) => patternOf(name)),
      usages: extendedKeyUsage,
    });
  };
  for (const [name, credential] of Object.entries(catalog.credentials)) {
    const id = name as CredentialId;
    if (credential.purpose === undefined) continue;
    add(id, credential);
    for (const { variations } of Object.values(catalog.layouts)) {
      const variation = variations?.[id];
      if (variation !== undefined) add(id, { ...credential, commonName: credential.commonName, ...named(variation) });
    }
  }
  const authorities = new Map(
    Object.entries(catalog.authorities).map(([id, { commonName }]) => [commonName, id as AuthorityId] as const),
  );
  const served = servedNames(catalog);
  return {
    credentialsOf: (certificate) => {
      for (const more of [false, true]) {
        const named = best(all, certificate, more);
        if (named.length > 0) return named;
      }
      return byServed(served, certificate);
    },
    fits: (certificate, id) => all.some((one) => one.id === id && isNamed(one, certificate)),
    authorityOf: (certificate) => authorities.get(subjectOf(certificate.subject).commonName),
  };
}

/** Names that one server has and no other, whatever its certificate is called: the API's own Service. */
const servedNames = ({ credentials }: Catalog): ReadonlyMap<string, CredentialId> =>
  new Map(
    Object.entries(credentials).flatMap(([id, { names }]) =>
      (names as Credential["names"]).flatMap((one) =>
        "name" in one && /^\w+\.\w+\.svc$/.test(one.name) ? [[one.name, id as CredentialId] as const] : [],
      ),
    ),
  );

/** The hard way's `CN=kubernetes` is an API server's by `kubernetes.default.svc`. */
function byServed(served: ReadonlyMap<string, CredentialId>, { extensions }: Certificate): readonly CredentialId[] {
  if (extensions.extendedKeyUsage?.includes("serverAuth") !== true) return [];
  return [...new Set((extensions.names?.dns ?? []).flatMap((name) => served.get(name) ?? []))];
}

const named = ({ commonName, groups }: { commonName?: Template; groups?: Credential["groups"] }) => ({
  ...(commonName === undefined ? {} : { commonName }),
  ...(groups === undefined ? {} : { groups }),
});

const isNamed = ({ name }: Portrait, { subject }: Certificate): boolean => name.test(subjectOf(subject).commonName);

/**
 * Name, groups and usages have to be those; of several the one whose name says most. `more`: usages beside them are no
 * hindrance, as of the hard way, which gives both to everybody.
 */
function best(all: readonly Portrait[], certificate: Certificate, more: boolean): readonly CredentialId[] {
  const { organizations } = subjectOf(certificate.subject);
  const usages = certificate.extensions.extendedKeyUsage ?? [];
  const fitting = all.filter(
    (one) =>
      one.literal > 0 &&
      isNamed(one, certificate) &&
      one.groups.every((group) => organizations.some((organization) => group.test(organization))) &&
      (more || one.usages.length === usages.length) &&
      one.usages.every((usage) => usages.includes(usage)),
  );
  const score = ({ literal, groups }: Portrait): number => literal * 10 + groups.length;
  const most = Math.max(...fitting.map(score));
  return [...new Set(fitting.filter((one) => score(one) === most).map(({ id }) => id))];
}
