/**
 * Pods to the API server. Nothing of a pod is among the files; what decides is: the authorities that the
 * controller-manager publishes for pods, the Service's address, and with which key the API servers sign and check tokens.
 */
import type { Catalog } from "../../catalog/index.ts";
import type {
  ComponentId,
  Connection,
  ConnectionEnd,
  ConnectionId,
  CredentialId,
  NameSource,
  SlotId,
} from "../../catalog/types.ts";
import { type Actual, type ActualFile, settingOf } from "../../inventory/actual.ts";
import { nthAddress } from "../../spec/cidr.ts";
import { certificateNumbers } from "../chain.ts";
import type { MintedToken } from "../minted-token.ts";
import type { ClientEnd, ExistingConnection, ServerEnd, Trusts } from "./connection.ts";
import { calledServices } from "./extensions.ts";
import { anchorsOf, kubeconfigIn, materialOf, settingValue } from "./material.ts";
import { type Running, runningOf } from "./servers.ts";

type EndOf = (id: ConnectionId, connection: Connection, server: Running) => ServerEnd;

/** For each API server that signs tokens and each that gets them; equal signers are one. */
export function podConnections(actual: Actual, catalog: Catalog, ends: EndOf): ExistingConnection[] {
  const entries = Object.entries(catalog.connections) as [ConnectionId, Connection][];
  return entries.flatMap(([id, connection]) =>
    connection.clients.flatMap((entry) => {
      const slot = publishedSlot(entry, catalog);
      const pods = slot === undefined ? [] : podsOf(entry.component, slot, actual, catalog);
      if (slot === undefined || pods.length === 0) return [];
      const servers = connection.servers.flatMap(({ component }) => runningOf(actual, component));
      const trusted = trustsOf(slot, actual, catalog);
      return servers.flatMap((server) =>
        namesOf(connection.dials, server, actual).flatMap((name) =>
          trusted.flatMap((trusts) =>
            pods.flatMap((pod) =>
              signersOf(servers).map(
                ({ host, minted }): ExistingConnection => ({
                  id,
                  title: connection.title,
                  client: podEnd(entry, pod, trusts, host, minted),
                  server: ends(id, connection, server),
                  name,
                }),
              ),
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

/** Whose pods: any, or those behind a Service. */
interface Pods {
  readonly title: string;
  readonly namespace: string;
  readonly account: string;
}

/** There are always pods; servers in pods are there when an object makes the API server call them. */
function podsOf(component: ComponentId, slot: SlotId, actual: Actual, catalog: Catalog): Pods[] {
  if (catalog.slots[slot].holder === component)
    return [{ title: `a ${component}`, namespace: "default", account: "default" }];
  return calledServices(actual, component).map(({ namespace, service }) => ({
    title: `${namespace}/${service}`,
    namespace,
    account: "(its own)",
  }));
}

const podEnd = (
  { component }: ConnectionEnd,
  { title, namespace, account }: Pods,
  trusts: Trusts,
  host: string,
  minted: MintedToken | undefined,
): ClientEnd => ({
  component,
  title: `${title} with a token by kube-apiserver on ${host}`,
  trusts,
  addresses: [],
  ...(minted === undefined ? {} : { minted: { ...minted, namespace, name: account } }),
});

/** What each controller-manager would publish: the one that leads does, and any may. */
function trustsOf(slot: SlotId, actual: Actual, catalog: Catalog): Trusts[] {
  const { publishedBy } = catalog.slots[slot];
  if (publishedBy === undefined) return [];
  const told = runningOf(actual, publishedBy.component).map(
    (running) => named(running, publishedBy.flag) ?? unnamed(running, catalog),
  );
  const numberOf = certificateNumbers();
  const same = (trusts: Trusts): string =>
    trusts.kind === "anchors" ? trusts.anchors.certificates.map(numberOf).join() : trusts.kind;
  return [...new Map(told.toReversed().map((trusts) => [same(trusts), trusts])).values()].toReversed();
}

function named({ component }: Running, flag: string): Trusts | undefined {
  const setting = settingOf(component, flag);
  if (setting === undefined) return undefined;
  const { file, place, value } = setting;
  if (file === undefined) return { kind: "unknown", why: `${value} is not among the files`, place };
  return { kind: "anchors", anchors: anchorsOf({ ...file }) };
}

/**
 * Without the flag what stands in the kubeconfig itself is published (rest.Config `CAData`); a file that it names is not
 * looked into, the ConfigMap is empty, and a pod without authorities asks its system's roots (client-go rest/config.go).
 */
function unnamed({ host, component }: Running, catalog: Catalog): Trusts {
  const file = settingOf(component, "kubeconfig")?.file ?? host.files.find((one) => isOwn(one, component, catalog));
  const kubeconfig = file && kubeconfigIn(file);
  if (file === undefined || kubeconfig === undefined)
    return { kind: "unknown", why: `the kubeconfig of ${component.component} was not read`, place: component.place };
  const context = kubeconfig.contexts.find(({ name }) => name === kubeconfig.currentContext) ?? kubeconfig.contexts[0];
  const cluster = kubeconfig.clusters.find(({ name }) => name === context?.cluster) ?? kubeconfig.clusters[0];
  const written = cluster?.authorities?.by === "value" ? materialOf(cluster.authorities, file, host) : undefined;
  return written === undefined
    ? { kind: "system", place: component.place }
    : { kind: "anchors", anchors: anchorsOf(written) };
}

/** A kubeconfig of the layout, where the flag stands in a unit that was not read. */
const isOwn = (
  { roles: [first] }: ActualFile,
  { component }: Running["component"],
  { credentials }: Catalog,
): boolean =>
  first?.role.startsWith("kubeconfig/") === true &&
  credentials[first.role.slice("kubeconfig/".length) as CredentialId]?.holder === component;

/** KUBERNETES_SERVICE_HOST is the first address of the first range; the Service has names as well. */
function namesOf(dials: readonly NameSource[], { component }: Running, actual: Actual): string[] {
  return dials.flatMap((source): string[] => {
    if ("name" in source) return fullName(source.name, actual);
    if (!("from" in source) || source.from !== "service-addresses") return [];
    const [range] = (settingValue(component, "service-cluster-ip-range") ?? "").split(",");
    return [nthAddress(range ?? "", 1)].filter((one) => one !== undefined);
  });
}

/** The cluster's domain is what kubelets tell pods; without one nobody asks by it. */
function fullName(name: string, actual: Actual): string[] {
  if (!name.includes("{")) return [name];
  const domain = runningOf(actual, "kubelet")
    .map(({ component }) => settingValue(component, "clusterDomain"))
    .find((one) => one !== undefined && one !== "");
  const whole = domain === undefined ? name : name.replace("{domain}", domain);
  return whole.includes("{") ? [] : [whole];
}

/** What each API server signs tokens with. */
export const mintedBy = (servers: readonly Running[]): MintedToken[] =>
  signersOf(servers).flatMap(({ minted }) => minted ?? []);

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
