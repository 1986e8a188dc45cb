/** The client's end of a connection: by settings of its component, or by files that are somebody's. */
import type { Catalog } from "../../catalog/index.ts";
import type { ConnectionEnd, CredentialId, FileRole, SlotId } from "../../catalog/types.ts";
import type { Actual, ActualFile, ActualHost, Place } from "../../inventory/actual.ts";
import type { ClientEnd, Trusts } from "./connection.ts";
import { anchorsOf, foundFor, kubeconfigIn, materialOf, pairOf, settingFor, settingValue } from "./material.ts";
import { type Running, runningOf } from "./servers.ts";

/** A client with what it was told to dial: URLs, or nothing where its host decides. */
export interface FoundClient {
  readonly end: ClientEnd;
  readonly host?: ActualHost;
  readonly dials?: readonly Dialled[];
}

export interface Dialled {
  readonly url: string;
  /** Asked for in the place of the URL's host: tls-server-name. */
  readonly serverName?: string;
}

export function clientEnds(entry: ConnectionEnd, actual: Actual, catalog: Catalog): FoundClient[] {
  const { presents } = entry;
  const ids: readonly CredentialId[] = "credentials" in presents ? presents.credentials : [];
  // A program without settings of its own (k3s) shows what its files are.
  const isTold = catalog.settings.some(({ component }) => component === entry.component);
  const running = isTold ? runningOf(actual, entry.component) : [];
  const bySettings = running.flatMap((one) => clientsOf(one, entry, ids, catalog));
  if (running.length > 0 || ids.length === 0) return bySettings;
  return ids.flatMap((id) => byFiles(id, entry, actual, catalog));
}

function clientsOf(
  running: Running,
  entry: ConnectionEnd,
  ids: readonly CredentialId[],
  catalog: Catalog,
): FoundClient[] {
  const { host, component } = running;
  if (entry.onlyWith !== undefined && (settingValue(component, entry.onlyWith) ?? "") === "") return [];
  const byKubeconfig = ids.flatMap((id) => {
    const role = `kubeconfig/${id}` as const;
    // The flag may stand in a unit of a package, which was not read: the layout then says which file it is.
    const named = settingFor(component, role)?.file;
    const files = named === undefined ? host.files.filter(({ roles }) => roles[0]?.role === role) : [named];
    return files.flatMap((file) => kubeconfigClient(file, host, entry, component.component));
  });
  if (byKubeconfig.length > 0) return byKubeconfig;
  const usesKubeconfig = ids.length > 0 && ids.every((id) => catalog.credentials[id].kubeconfig !== undefined);
  if (usesKubeconfig) return component.supposed === true ? barePairs(ids, entry, host, component) : [];
  const pair = ids
    .map((id) => pairOf(foundFor(component, `cert/${id}`), foundFor(component, `key/${id}`)))
    .find((one) => one !== undefined);
  const told = entry.dialsBy === undefined ? undefined : settingValue(component, entry.dialsBy);
  // A program that nobody wrote down anything for finds the others while it runs.
  const finds =
    entry.dialsBy === undefined || (told === undefined && (component.passed ?? component.supposed) === true);
  const urls = finds ? undefined : urlsOf(told ?? "");
  const end: ClientEnd = {
    component: component.component,
    host: host.name,
    title: component.component,
    ...(pair === undefined ? {} : { pair }),
    trusts: trustsOf(running, entry, catalog),
    addresses: host.addresses.map(({ value }) => value),
  };
  return [{ end, host, ...(urls === undefined ? {} : { dials: urls.map((url) => ({ url })) }) }];
}

/** `https://a:1,https://b:2`, or with `NAME=` before each, as etcd writes members. */
export const urlsOf = (value: string): string[] =>
  value
    .split(",")
    .map((one) => one.slice(one.search(/https?:\/\//)))
    .filter((one) => /^https?:\/\//.test(one));

function trustsOf({ component }: Running, { checks }: ConnectionEnd, catalog: Catalog): Trusts {
  if (!("slots" in checks)) return { kind: "everybody", place: component.place };
  for (const slot of checks.slots) {
    const role = `trust/${slot}` as FileRole;
    const setting = settingFor(component, role);
    if (setting?.file !== undefined) return { kind: "anchors", anchors: anchorsOf({ ...setting.file }) };
    if (setting !== undefined)
      return { kind: "unknown", why: `${setting.value} is not among the files`, place: setting.place };
  }
  const [first] = checks.slots;
  return missing(first === undefined ? undefined : catalog.slots[first].absent, component.place);
}

const missing = (absent: Catalog["slots"][SlotId]["absent"], place: Place): Trusts =>
  absent === "system-roots" ? { kind: "system", place } : { kind: "everybody", place };

/** Clients that no component's settings name: people, jobs, tools on a host. */
function byFiles(id: CredentialId, entry: ConnectionEnd, actual: Actual, catalog: Catalog): FoundClient[] {
  const places: [ActualHost | undefined, readonly ActualFile[]][] = [
    ...actual.hosts.map((host): [ActualHost, readonly ActualFile[]] => [host, host.files]),
    [undefined, actual.loose],
  ];
  return places.flatMap(([host, files]) => {
    const withRole = (role: FileRole): ActualFile[] => files.filter(({ roles }) => roles[0]?.role === role);
    const kubeconfigs = withRole(`kubeconfig/${id}`).flatMap((file) =>
      kubeconfigClient(file, host, entry, entry.component),
    );
    const bare = host?.components.some(({ supposed }) => supposed) === true && kubeconfigs.length === 0;
    if (catalog.credentials[id].kubeconfig !== undefined && !bare) return kubeconfigs;
    return withRole(`cert/${id}`).flatMap((file) => pairClient(file, withRole(`key/${id}`), host, files, entry));
  });
}

/** Where no kubeconfig is: what would be in it, believing what the API servers' issuer is known by. */
function barePairs(
  ids: readonly CredentialId[],
  entry: ConnectionEnd,
  host: ActualHost,
  { component }: Running["component"],
): FoundClient[] {
  const withRole = (role: FileRole): ActualFile[] =>
    host.files.filter(({ roles }) => roles.some((one) => one.role === role));
  return ids.flatMap((id) =>
    withRole(`cert/${id}`).flatMap((file) =>
      pairClient(file, withRole(`key/${id}`), host, host.files, { ...entry, component }),
    ),
  );
}

function pairClient(
  file: ActualFile,
  keys: readonly ActualFile[],
  host: ActualHost | undefined,
  files: readonly ActualFile[],
  { component, checks }: ConnectionEnd,
): FoundClient[] {
  const folder = file.path.slice(0, file.path.lastIndexOf("/") + 1);
  const key = keys.find(({ path }) => path.startsWith(folder)) ?? keys[0];
  const pair = pairOf({ ...file }, key === undefined ? undefined : { ...key });
  if (pair === undefined) return [];
  const slots = "slots" in checks ? checks.slots : [];
  const rank = (one: ActualFile): number =>
    one.roles.findIndex(({ role }) => slots.some((slot) => role === `trust/${slot}`));
  // A layout may have a file for many slots and one for this alone: the one that has the fewest other uses before it.
  const [trust] = files.filter((one) => rank(one) >= 0).sort((a, b) => rank(a) - rank(b));
  const end: ClientEnd = {
    component,
    ...(host === undefined ? {} : { host: host.name }),
    title: file.path,
    pair,
    trusts:
      trust === undefined
        ? { kind: "unknown", why: "no file with the authorities that it believes", place: file.place }
        : { kind: "anchors", anchors: anchorsOf({ ...trust }) },
    addresses: host?.addresses.map(({ value }) => value) ?? [],
  };
  return [{ end, ...(host === undefined ? {} : { host }) }];
}

/** The current context of a kubeconfig, or its only one. */
export function kubeconfigClient(
  file: ActualFile,
  host: ActualHost | undefined,
  entry: Pick<ConnectionEnd, "component">,
  title: string = entry.component,
): FoundClient[] {
  const kubeconfig = kubeconfigIn(file);
  if (kubeconfig === undefined) return [];
  const { contexts, currentContext, clusters, users } = kubeconfig;
  const context = contexts.find(({ name }) => name === currentContext) ?? contexts[0];
  const cluster = clusters.find(({ name }) => name === context?.cluster) ?? clusters[0];
  const user = users.find(({ name }) => name === context?.user) ?? users[0];
  if (cluster === undefined || user === undefined) return [];
  const pair = pairOf(materialOf(user.certificate, file, host), materialOf(user.key, file, host));
  const token = materialOf(user.token, file, host)?.contents.find((content) => content.kind === "token");
  const authorities = materialOf(cluster.authorities, file, host);
  const place = { ...file.place, ...(cluster.within.field === undefined ? {} : { field: cluster.within.field }) };
  const trusts: Trusts = cluster.skipsVerification
    ? { kind: "everybody", place }
    : authorities !== undefined
      ? { kind: "anchors", anchors: anchorsOf(authorities) }
      : cluster.authorities === undefined
        ? { kind: "system", place }
        : { kind: "unknown", why: "the file with its authorities was not read", place };
  const end: ClientEnd = {
    component: entry.component,
    ...(host === undefined ? {} : { host: host.name }),
    title: title === entry.component && entry.component === "administrator" ? file.path : title,
    ...(pair === undefined ? {} : { pair }),
    ...(token?.kind === "token" ? { token: token.token } : {}),
    trusts,
    addresses: host?.addresses.map(({ value }) => value) ?? [],
  };
  const dial = cluster.server === undefined ? [] : [{ url: cluster.server, ...named(cluster.serverName) }];
  return [{ end, dials: dial, ...(host === undefined ? {} : { host }) }];
}

const named = (serverName: string | undefined) => (serverName === undefined ? {} : { serverName });
