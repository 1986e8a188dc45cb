/**
 * Clients that run as pods of an object among the files: what their container's arguments name is in volumes, which are
 * ConfigMaps and Secrets among the files too.
 */
import type { Catalog } from "../../catalog/index.ts";
import type { Connection, ConnectionEnd, ConnectionId } from "../../catalog/types.ts";
import type { Actual, ActualFile, Content, ObjectContent } from "../../inventory/actual.ts";
import type { MintedToken } from "../minted-token.ts";
import type { ClientEnd, ExistingConnection, ServerEnd, Trusts } from "./connection.ts";
import { anchorsOf, type Found, pairOf } from "./material.ts";
import { mintedBy } from "./pods.ts";
import { type Running, runningOf } from "./servers.ts";

type EndOf = (id: ConnectionId, connection: Connection, server: Running) => ServerEnd;

interface Fields {
  readonly [key: string]: unknown;
}
const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.slice(0, MOST).map(fieldsOf) : []);
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.slice(0, MOST).filter((one) => typeof one === "string") : [];

/** Containers, arguments, volumes of one object that are looked at. */
const MOST = 100;

interface Placed {
  readonly file: ActualFile;
  readonly object: ObjectContent;
}

export function workloadConnections(actual: Actual, catalog: Catalog, ends: EndOf): ExistingConnection[] {
  const objects = [...actual.hosts.flatMap(({ files }) => files), ...actual.loose].flatMap((file) =>
    file.contents.flatMap((object) => (object.kind === "object" ? [{ file, object }] : [])),
  );
  return (Object.entries(catalog.connections) as [ConnectionId, Connection][]).flatMap(([id, connection]) =>
    connection.clients.flatMap((entry) => {
      if (entry.arguments === undefined) return [];
      const servers = connection.servers.flatMap(({ component }) => runningOf(actual, component));
      return objects.flatMap((placed) =>
        clientsOf(placed, entry, objects).flatMap(({ end, name, audience }) =>
          servers.map(
            (server): ExistingConnection => ({
              id,
              title: connection.title,
              client: { ...end, ...shownToken(actual, placed.object, audience) },
              server: ends(id, connection, server),
              name,
            }),
          ),
        ),
      );
    }),
  );
}

interface FoundWorkload {
  readonly end: ClientEnd;
  readonly name: string;
  /** Of the token that the pod is given for this server. */
  readonly audience: string | undefined;
}

function clientsOf(placed: Placed, entry: ConnectionEnd, objects: readonly Placed[]): FoundWorkload[] {
  const { object } = placed;
  const { host: hostFlag, authorities, certificate, key, token } = entry.arguments ?? {};
  const pod = fieldsOf(fieldsOf(fieldsOf(fieldsOf(object.value).spec).template).spec);
  return listOf(pod.containers).flatMap((container) => {
    const told = [...textsOf(container.command), ...textsOf(container.args)];
    const flag = (name: string | undefined): string | undefined =>
      told.find((one) => one.startsWith(`--${name}=`))?.slice(`--${name}=`.length);
    const name = flag(hostFlag);
    if (name === undefined) return [];
    const at = (path: string | undefined): Found | undefined =>
      path === undefined ? undefined : mounted(path, container, pod, placed, objects);
    const pair = pairOf(at(flag(certificate)), at(flag(key)));
    const end: ClientEnd = {
      component: entry.component,
      title: `${object.namespace ?? "default"}/${object.name ?? ""}`,
      ...(pair === undefined ? {} : { pair }),
      trusts: trustsOf(flag(authorities), at(flag(authorities)), placed),
      addresses: [],
    };
    const tokenPath = flag(token);
    return [{ end, name, audience: tokenPath === undefined ? undefined : audienceOf(tokenPath, container, pod) }];
  });
}

function trustsOf(path: string | undefined, found: Found | undefined, { file, object }: Placed): Trusts {
  const place = { ...file.place, ...object.within };
  if (path === undefined) return { kind: "system", place };
  return found === undefined
    ? { kind: "unknown", why: `${path} is in no object among the files`, place }
    : { kind: "anchors", anchors: anchorsOf(found) };
}

interface Mount {
  readonly volume: Fields;
  /** The path inside the volume. */
  readonly key: string;
}

function mountOf(path: string, container: Fields, pod: Fields): Mount | undefined {
  for (const { name, mountPath } of listOf(container.volumeMounts)) {
    if (typeof mountPath !== "string" || !path.startsWith(`${mountPath.replace(/\/$/, "")}/`)) continue;
    const volume = listOf(pod.volumes).find((one) => one.name === name);
    if (volume !== undefined) return { volume, key: path.slice(mountPath.replace(/\/$/, "").length + 1) };
  }
  return undefined;
}

function mounted(
  path: string,
  container: Fields,
  pod: Fields,
  { object: { namespace } }: Placed,
  objects: readonly Placed[],
): Found | undefined {
  const mount = mountOf(path, container, pod);
  if (mount === undefined) return undefined;
  const { volume, key } = mount;
  const [kind, name] = volume.configMap
    ? ["ConfigMap", fieldsOf(volume.configMap).name]
    : ["Secret", fieldsOf(volume.secret).secretName];
  const holder = objects.find(
    ({ object }) => object.objectKind === kind && object.name === name && object.namespace === namespace,
  );
  if (holder === undefined) return undefined;
  const fields = ["data", "stringData"].map((part) => `${part}[${JSON.stringify(key)}]`);
  const contents = holder.object.holds.filter(
    (one: Content) => "within" in one && fields.some((field) => one.within.field?.startsWith(field) === true),
  );
  return { contents, place: { ...holder.file.place, field: fields[0] ?? "" } };
}

function audienceOf(path: string, container: Fields, pod: Fields): string | undefined {
  const mount = mountOf(path, container, pod);
  const sources = listOf(fieldsOf(mount?.volume.projected).sources).map((one) => fieldsOf(one.serviceAccountToken));
  const audience = sources.find((one) => one.path === mount?.key)?.audience;
  return typeof audience === "string" ? audience : undefined;
}

/** The token that an API server signs for the pod's own account. */
function shownToken(actual: Actual, object: ObjectContent, audience: string | undefined): { minted?: MintedToken } {
  if (audience === undefined) return {};
  const minted = mintedBy(runningOf(actual, "kube-apiserver"))[0];
  if (minted === undefined) return {};
  const pod = fieldsOf(fieldsOf(fieldsOf(fieldsOf(object.value).spec).template).spec);
  const name = typeof pod.serviceAccountName === "string" ? pod.serviceAccountName : "default";
  return { minted: { ...minted, audiences: [audience], namespace: object.namespace ?? "default", name } };
}
