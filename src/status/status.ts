/** When what is there ends: a row for each certificate, what ends first at the top. */
import type { Catalog } from "../catalog/index.ts";
import type { CredentialId } from "../catalog/types.ts";
import type { Actual, ActualRole } from "../inventory/actual.ts";
import { certificateNumbers } from "../trust/chain.ts";
import type { ExistingConnection } from "../trust/connections/connection.ts";
import type { SeenEndpoint } from "../trust/live/seen.ts";
import { type Certificate, isAuthority, isSelfIssued } from "../x509/certificate.ts";
import { type CertificatePlace, type HeldCertificate, heldCertificates } from "./held.ts";
import { commonName } from "./names.ts";
import { servedIn } from "./served.ts";
import { byName, issuersOf, type Stop, stopAmong, stopsOn } from "./stop.ts";

/** One certificate. */
export interface StatusRow {
  readonly certificate: Certificate;
  readonly places: readonly CertificatePlace[];
  /** Hosts that have it, sorted; empty for what is on no host. */
  readonly hosts: readonly string[];
  /** What it is: `admin.conf`, `authority`; undefined where nothing says it. */
  readonly credential: CredentialId | "authority" | undefined;
  /** In words. */
  readonly title: string;
  /** The moment that it really stops, and the certificate that ends then. */
  readonly stops: Stop;
  /** Its authority, when that is there and ends before it. */
  readonly outlived: Certificate | undefined;
  /** Connections that it takes part in, by id. */
  readonly connections: readonly string[];
}

export function statusRows(
  actual: Actual,
  connections: readonly ExistingConnection[],
  catalog: Catalog,
  endpoints: readonly SeenEndpoint[] = [],
): StatusRow[] {
  const held = heldCertificates(actual, servedIn(endpoints));
  const numberOf = certificateNumbers();
  const authorities = byName(held.map(({ certificate }) => certificate).filter(isAuthority));
  const used = usesOf(connections, numberOf);
  return held
    .map(({ certificate, places }): StatusRow => {
      const use = used.get(numberOf(certificate));
      const credential = credentialOf({ certificate, places });
      const issuers = isSelfIssued(certificate) ? [] : issuersOf(certificate, authorities);
      const longest = issuers.toSorted((a, b) => b.notAfter.getTime() - a.notAfter.getTime())[0];
      return {
        certificate,
        places,
        hosts: [...new Set(places.flatMap(({ host }) => host ?? []))].sort(),
        credential,
        title: titleOf({ certificate, places }, credential, catalog),
        stops: use?.stop ?? stopAmong(certificate, authorities),
        outlived: longest !== undefined && longest.notAfter < certificate.notAfter ? longest : undefined,
        connections: use === undefined ? [] : [...use.ids],
      };
    })
    .sort((a, b) => a.stops.at.getTime() - b.stops.at.getTime());
}

interface Use {
  stop: Stop | undefined;
  readonly ids: Set<string>;
}

/** The earliest stop over every connection that shows it; which connections show or believe it. */
function usesOf(
  connections: readonly ExistingConnection[],
  numberOf: (certificate: Certificate) => number,
): ReadonlyMap<number, Use> {
  const uses = new Map<number, Use>();
  const useOf = (certificate: Certificate): Use => {
    const number = numberOf(certificate);
    let use = uses.get(number);
    if (use === undefined) {
      use = { stop: undefined, ids: new Set() };
      uses.set(number, use);
    }
    return use;
  };
  for (const connection of connections) {
    const { client, server, id } = connection;
    for (const { leaf, stop } of stopsOn(connection)) {
      const use = useOf(leaf);
      if (use.stop === undefined || stop.at < use.stop.at) use.stop = stop;
    }
    const chains = [client.pair?.chain, server.pair?.chain].flatMap((one) => one ?? []);
    const slots = [client.trusts.kind === "anchors" ? client.trusts.anchors : undefined, server.anchors];
    const taking = [
      ...chains.flatMap(({ leaf, behind }) => [leaf, ...behind]),
      ...slots.flatMap((slot) => slot?.certificates ?? []),
      ...(server.believes?.clients?.certificates ?? []),
    ];
    for (const one of taking) useOf(one).ids.add(id);
  }
  return uses;
}

/** By the strongest role of its first place that has one; in a kubeconfig's cluster part stand authorities. */
function credentialOf({ certificate, places }: HeldCertificate): CredentialId | "authority" | undefined {
  if (isAuthority(certificate)) return "authority";
  for (const { file, embedded, object } of places) {
    if (object !== undefined || embedded?.kind === "cluster") continue;
    for (const { role } of file?.roles ?? []) {
      const id = issuedAs(role);
      if (id !== undefined) return id;
    }
  }
  return undefined;
}

const issuedAs = (role: ActualRole): CredentialId | undefined =>
  /^(?:cert|kubeconfig)\/(.+)$/.exec(role)?.[1] as CredentialId | undefined;

function titleOf(
  { certificate, places }: HeldCertificate,
  credential: CredentialId | "authority" | undefined,
  catalog: Catalog,
): string {
  if (credential === "authority") return `authority ${commonName(certificate)}`;
  if (credential !== undefined) return catalog.credentials[credential].title;
  const by = places.find(({ file }) => file !== undefined) === undefined ? places[0]?.served?.component : undefined;
  // Beside the one of its file it has the same name: who shows it tells them apart.
  if (by !== undefined) return `shown by ${by}`;
  return commonName(certificate) || "a certificate without a name";
}
