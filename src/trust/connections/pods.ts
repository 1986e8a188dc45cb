/**
 * Pods to the API server. Nothing of a pod is among the files; what decides is: the authorities that the
 * controller-manager publishes for pods, the Service's address, and with which key the API servers sign and check tokens.
 */
import type { Catalog } from "../../catalog/index.ts";
import type { Connection, ConnectionEnd, ConnectionId, NameSource, SlotId } from "../../catalog/types.ts";
import { type Actual, type ActualSetting, settingOf } from "../../inventory/actual.ts";
import { nthAddress } from "../../spec/cidr.ts";
import type { MintedToken } from "../minted-token.ts";
import type { ClientEnd, ExistingConnection, ServerEnd, Trusts } from "./connection.ts";
import { anchorsOf, settingValue } from "./material.ts";
import { type Running, runningOf } from "./servers.ts";

type EndOf = (id: ConnectionId, connection: Connection, server: Running) => ServerEnd;

/** For each API server that signs tokens and each that gets them; equal signers are one. */
export function podConnections(actual: Actual, catalog: Catalog, ends: EndOf): ExistingConnection[] {
  const entries = Object.entries(catalog.connections) as [ConnectionId, Connection][];
  return entries.flatMap(([id, connection]) =>
    connection.clients.flatMap((entry) => {
      const slot = publishedSlot(entry, catalog);
      if (slot === undefined || catalog.slots[slot].holder !== entry.component) return [];
      const servers = connection.servers.flatMap(({ component }) => runningOf(actual, component));
      const trusted = trustsOf(slot, actual, catalog);
      return servers.flatMap((server) =>
        namesOf(connection.dials, server).flatMap((name) =>
          trusted.flatMap((trusts) =>
            signersOf(servers).map(
              ({ host, minted }): ExistingConnection => ({
                id,
                title: connection.title,
                client: podEnd(entry, trusts, host, minted),
                server: ends(id, connection, server),
                name,
              }),
            ),
          ),
        ),
      );
    }),
  );
}

/** The slot that a controller fills for whoever shows nothing but a token. */
function publishedSlot({ presents, checks }: ConnectionEnd, catalog: Catalog): SlotId | undefined {
  if ("credentials" in presents || !("slots" in checks)) return undefined;
  return checks.slots.find((slot) => catalog.slots[slot].publishedBy !== undefined);
}

const podEnd = (
  { component }: ConnectionEnd,
  trusts: Trusts,
  host: string,
  minted: MintedToken | undefined,
): ClientEnd => ({
  component,
  title: `a ${component} with a token by kube-apiserver on ${host}`,
  trusts,
  addresses: [],
  ...(minted === undefined ? {} : { minted }),
});

/** What each controller-manager would publish: the one that leads does, and any may. */
function trustsOf(slot: SlotId, actual: Actual, catalog: Catalog): Trusts[] {
  const { publishedBy } = catalog.slots[slot];
  if (publishedBy === undefined) return [];
  const told = runningOf(actual, publishedBy.component).map(({ component }) => settingOf(component, publishedBy.flag));
  const byDigest = new Map(told.flatMap((one) => (one?.file === undefined ? [] : [[one.file.digest, one] as const])));
  return [...byDigest.values()].flatMap(({ file, place }: ActualSetting): Trusts[] =>
    file === undefined
      ? []
      : [{ kind: "anchors", anchors: anchorsOf({ contents: file.contents, place: file.place ?? place }) }],
  );
}

/** KUBERNETES_SERVICE_HOST is the first address of the first range; the Service has a name as well. */
function namesOf(dials: readonly NameSource[], { component }: Running): string[] {
  return dials.flatMap((source): string[] => {
    if ("name" in source) return source.name.includes("{") ? [] : [source.name];
    if (!("from" in source) || source.from !== "service-addresses") return [];
    const [range] = (settingValue(component, "service-cluster-ip-range") ?? "").split(",");
    return [nthAddress(range ?? "", 1)].filter((one) => one !== undefined);
  });
}

interface Signer {
  readonly host: string;
  readonly minted: MintedToken | undefined;
}

function signersOf(servers: readonly Running[]): Signer[] {
  const signers = servers.map(({ host, component }): Signer => {
    const file = settingOf(component, "service-account-signing-key-file")?.file;
    const [key] = (file?.contents ?? []).flatMap((one) =>
      one.kind === "private-key" && one.key ? [one.key.publicKey] : [],
    );
    const issuer = settingValue(component, "service-account-issuer");
    if (file === undefined || key === undefined || issuer === undefined) return { host: host.name, minted: undefined };
    const audiences = (settingValue(component, "api-audiences") ?? issuer).split(",");
    return {
      host: host.name,
      minted: { key, issuer, audiences, place: file.place, namespace: "default", name: "default" },
    };
  });
  const same = ({ minted }: Signer): string =>
    minted === undefined
      ? ""
      : JSON.stringify([Buffer.from(minted.key).toString("base64"), minted.issuer, minted.audiences]);
  return [...new Map(signers.toReversed().map((one) => [same(one), one])).values()].toReversed();
}
