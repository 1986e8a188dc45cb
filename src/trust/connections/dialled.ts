/** Which server a client reaches under which name. */
import type { Catalog } from "../../catalog/index.ts";
import type { Connection, NameSource } from "../../catalog/types.ts";
import type { ActualHost } from "../../inventory/actual.ts";
import { type Dialled, type FoundClient, urlsOf } from "./clients.ts";
import { settingValue } from "./material.ts";
import type { Running } from "./servers.ts";

export interface Target {
  readonly server: Running;
  readonly name: string;
}

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);

export function targetsOf(
  client: FoundClient,
  connection: Connection,
  servers: readonly Running[],
  catalog: Pick<Catalog, "layouts" | "credentials">,
): Target[] {
  const layout = client.host?.layout;
  const balances = layout !== undefined && catalog.layouts[layout].balances === true;
  if (client.dials !== undefined && saysWhere(connection, catalog)) {
    const told = client.dials.flatMap((dialled) => byUrl(dialled, client, connection, servers, balances));
    const known = new Set(told.map(({ server }) => server));
    const others = servers.filter((server) => !known.has(server));
    return [...told, ...joinedLater(client, connection, others)];
  }
  return servers
    .filter((server) => allowed(server.host, client.host, connection))
    .flatMap((server) => namesFor(client, connection, server).map((name) => ({ server, name })));
}

/**
 * Members that joined after this one was started: its own setting does not name them, theirs name it. It dials them at
 * the addresses that they give themselves, as etcd learns them from the store (etcd server/etcdserver/bootstrap.go).
 */
function joinedLater({ host }: FoundClient, { between, clients }: Connection, servers: readonly Running[]): Target[] {
  const setting = between === "other-hosts" ? clients.find(({ dialsBy }) => dialsBy !== undefined)?.dialsBy : undefined;
  if (setting === undefined || host === undefined) return [];
  return servers.flatMap((server) => {
    const addresses = urlsOf(settingValue(server.component, setting) ?? "").flatMap((url) => hostOf(url) ?? []);
    if (server.host === host || !addresses.some((address) => !LOOPBACK.has(address) && has(host, address))) return [];
    return addresses.filter((address) => has(server.host, address)).map((name) => ({ server, name }));
  });
}

/** Settings that name URLs do; a kubeconfig says where the API server is, and nothing of other servers. */
const saysWhere = ({ clients, servers }: Connection, { credentials }: Pick<Catalog, "credentials">): boolean =>
  clients.some(({ dialsBy }) => dialsBy !== undefined) ||
  servers.some(
    ({ presents }) =>
      "credentials" in presents && presents.credentials.some((id) => credentials[id].purpose === "apiserver-serving"),
  );

/** Whether a client may dial that host at all. A client of no host dials every one. */
function allowed(server: ActualHost, client: ActualHost | undefined, { between }: Connection): boolean {
  if (between === "same-host") return client === server;
  return between === undefined || client !== server;
}

function byUrl(
  { url, serverName }: Dialled,
  { host }: FoundClient,
  connection: Connection,
  servers: readonly Running[],
  balances: boolean,
): Target[] {
  const address = hostOf(url);
  if (address === undefined) return [];
  const name = serverName ?? address;
  const asked = servers.filter((server) => allowed(server.host, host, connection));
  if (LOOPBACK.has(address)) {
    const own = asked.filter((one) => one.host === host);
    return (own.length === 0 && balances ? asked : own).map((server) => ({ server, name }));
  }
  const reached = asked.filter((server) => has(server.host, address));
  if (reached.length > 0) return reached.map((server) => ({ server, name }));
  // An address of none of them: a load balancer, or a name outside the files. Members of a store are named one by one.
  return connection.between === "other-hosts" ? [] : asked.map((server) => ({ server, name }));
}

function hostOf(url: string): string | undefined {
  const match = /^https?:\/\/(\[[^\]]+\]|[^/:]+)/.exec(url);
  return match?.[1]?.replace(/^\[|\]$/g, "");
}

const has = ({ name, names, addresses }: ActualHost, wanted: string): boolean =>
  name === wanted || [...addresses, ...names].some(({ value }) => value === wanted);

/** The names of the catalogue, as far as files say them. */
function namesFor(client: FoundClient, connection: Connection, { host: server, component }: Running): string[] {
  const { host } = client;
  const { dials } = connection;
  const own = server.addresses.find(({ value }) => !LOOPBACK.has(value))?.value;
  const byName = dialsByName(client, connection);
  const names = dials.flatMap((source): string[] => {
    if ("address" in source) return isLoopback(source) && host === server ? ["127.0.0.1"] : [];
    if ("name" in source) return source.name.includes("{") ? [] : [source.name];
    if (source.from === "advertise-address" || (source.from === "endpoint" && component.supposed === true))
      return [settingValue(component, "advertise-address") ?? own].filter((one) => one !== undefined);
    if (source.from === "host-addresses")
      // Which address a node has often stands in no file; who believes everybody asks the certificate for none.
      return [
        byName ? nodeName(component, server) : (nodeAddress(component) ?? own ?? anyName(client, component, server)),
      ].filter((one) => one !== undefined);
    return [];
  });
  return [...new Set(names)];
}

const isLoopback = (source: NameSource & { readonly address: string }): boolean => source.address === "{loopback}";

/** Whether a node is asked for by its name (k8s.io/kubernetes cmd/kube-apiserver/app/options, `PreferredAddressTypes`). */
function dialsByName({ host, end }: FoundClient, { clients }: Connection): boolean {
  const setting = clients.find(({ component }) => component === end.component)?.addressTypesBy;
  const own = host?.components.find(({ component }) => component === end.component);
  if (setting === undefined || own === undefined) return false;
  return (settingValue(own, setting) ?? "Hostname").startsWith("Hostname");
}

const anyName = ({ end }: FoundClient, component: Running["component"], host: ActualHost): string | undefined =>
  end.trusts.kind === "everybody" ? nodeName(component, host) : undefined;

const nodeName = (component: Running["component"], host: ActualHost): string =>
  settingValue(component, "hostname-override") ?? host.name;

const nodeAddress = (component: Running["component"]): string | undefined =>
  settingValue(component, "node-ip")?.split(",")[0];
