/**
 * What the API server calls by an object: aggregated API servers (APIService), webhooks, converters of custom resources.
 * The object says whom it believes and which name it asks for; which certificate is shown is in a Secret of the Service's
 * namespace, where it was read.
 */
import type { Catalog } from "../../catalog/index.ts";
import type { ComponentId, Connection, ConnectionEnd, ConnectionId } from "../../catalog/types.ts";
import type { Actual, ActualFile, Content, ObjectContent, Place } from "../../inventory/actual.ts";
import type { ShownPair } from "../shown.ts";
import { clientEnds } from "./clients.ts";
import type { ClientEnd, ExistingConnection, ServerEnd, Trusts } from "./connection.ts";
import { anchorsOf, pairOf } from "./material.ts";
import { believesOf, runningOf } from "./servers.ts";

interface Fields {
  readonly [key: string]: unknown;
}

/** A call that an object makes the API server make. */
interface Call {
  readonly file: ActualFile;
  readonly object: ObjectContent;
  /** Of the fields with the authorities: `spec`, `webhooks[0].clientConfig`. */
  readonly path: string;
  readonly fields: Fields;
}

/** Whom a kind of object makes the API server call, and where in it that stands. */
const KINDS: Readonly<
  Record<string, { readonly callee: ComponentId; readonly calls: (value: Fields) => [string, unknown][] }>
> = {
  APIService: { callee: "extension-apiserver", calls: ({ spec }) => [["spec", spec]] },
  ValidatingWebhookConfiguration: { callee: "webhook", calls: webhooks },
  MutatingWebhookConfiguration: { callee: "webhook", calls: webhooks },
  CustomResourceDefinition: {
    callee: "webhook",
    calls: (value) => [
      ["spec.conversion.webhook.clientConfig", at(value, ["spec", "conversion", "webhook", "clientConfig"])],
    ],
  },
};

/** Webhooks of one object that are looked at. */
const MOST = 100;

function webhooks(value: Fields): [string, unknown][] {
  const list = Array.isArray(value.webhooks) ? value.webhooks.slice(0, MOST) : [];
  return list.map((one, i) => [`webhooks[${i}].clientConfig`, at(one, ["clientConfig"])]);
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isFields(inner) ? inner[key] : undefined), value);

const textAt = (value: unknown, ...path: string[]): string | undefined => {
  const found = at(value, path);
  return typeof found === "string" && found !== "" ? found : undefined;
};

export function extensionConnections(actual: Actual, catalog: Catalog): ExistingConnection[] {
  const objects = [...actual.hosts.flatMap(({ files }) => files), ...actual.loose].flatMap((file) =>
    file.contents.flatMap((content) => (content.kind === "object" ? [{ file, object: content }] : [])),
  );
  const secrets = objects.filter(({ object }) => object.objectKind === "Secret");
  return objects.flatMap(({ file, object }) => {
    const kind = Object.hasOwn(KINDS, object.objectKind) ? KINDS[object.objectKind] : undefined;
    if (kind === undefined || !isFields(object.value)) return [];
    return kind.calls(object.value).flatMap(([path, fields]) => {
      const name = isFields(fields) ? nameOf(fields) : undefined;
      if (!isFields(fields) || name === undefined) return [];
      return toCallee({ file, object, path, fields }, kind.callee, name, secrets, actual, catalog);
    });
  });
}

/** The Services behind which servers of a kind are, each once. */
export function calledServices(
  actual: Actual,
  component: ComponentId,
): { readonly namespace: string; readonly service: string }[] {
  const found = [...actual.hosts.flatMap(({ files }) => files), ...actual.loose].flatMap(({ contents }) =>
    contents.flatMap((content) => {
      if (content.kind !== "object" || !isFields(content.value)) return [];
      const kind = Object.hasOwn(KINDS, content.objectKind) ? KINDS[content.objectKind] : undefined;
      return kind?.callee === component ? kind.calls(content.value).map(([, fields]) => fields) : [];
    }),
  );
  const services = found.flatMap((fields) => {
    const [service, namespace] = [textAt(fields, "service", "name"), textAt(fields, "service", "namespace")];
    return service === undefined || namespace === undefined ? [] : [{ namespace, service }];
  });
  return [...new Map(services.map((one) => [`${one.namespace}/${one.service}`, one])).values()];
}

/** An APIService without a service is answered by the API server itself. */
function nameOf(fields: Fields): string | undefined {
  const [service, namespace] = [textAt(fields, "service", "name"), textAt(fields, "service", "namespace")];
  if (service !== undefined && namespace !== undefined) return `${service}.${namespace}.svc`;
  return /^https:\/\/(\[[^\]]+\]|[^/:?#]+)/.exec(textAt(fields, "url") ?? "")?.[1]?.replace(/^\[|\]$/g, "");
}

interface Placed {
  readonly file: ActualFile;
  readonly object: ObjectContent;
}

function toCallee(
  call: Call,
  callee: ComponentId,
  name: string,
  secrets: readonly Placed[],
  actual: Actual,
  catalog: Catalog,
): ExistingConnection[] {
  return (Object.entries(catalog.connections) as [ConnectionId, Connection][])
    .filter(([, { servers }]) => servers.some(({ component }) => component === callee))
    .flatMap(([id, { title, clients }]) =>
      clients.flatMap((entry) =>
        clientEnds(entry, actual, catalog).map(
          ({ end }): ExistingConnection => ({
            id,
            title,
            client: asCaller(end, entry, call, catalog),
            server: serverOf(call, callee, name, end.host, secrets, actual, catalog),
            name,
          }),
        ),
      ),
    );
}

function asCaller(end: ClientEnd, { presents }: ConnectionEnd, call: Call, catalog: Catalog): ClientEnd {
  const ids = "credentials" in presents ? presents.credentials : [];
  const proxy = ids.some((id) => catalog.credentials[id].purpose === "front-proxy");
  const { pair, ...rest } = end;
  return {
    ...rest,
    ...(proxy && pair !== undefined ? { pair, speaksForUsers: true } : {}),
    trusts: trustsOf(call),
  };
}

function trustsOf({ file, object, path, fields }: Call): Trusts {
  const field = `${path}.caBundle`;
  const place: Place = { ...file.place, field };
  if (fields.insecureSkipTLSVerify === true) return { kind: "everybody", place };
  if (textAt(fields, "caBundle") === undefined) return { kind: "system", place };
  return { kind: "anchors", anchors: anchorsOf({ contents: within(object.holds, field), place }) };
}

const within = (contents: readonly Content[], field: string): Content[] =>
  contents.filter((one) => "within" in one && one.within.field?.startsWith(field) === true);

function serverOf(
  { fields }: Call,
  component: ComponentId,
  name: string,
  caller: string | undefined,
  secrets: readonly Placed[],
  actual: Actual,
  catalog: Catalog,
): ServerEnd {
  const [service, namespace] = [textAt(fields, "service", "name"), textAt(fields, "service", "namespace")];
  const pair = service === undefined ? undefined : shownBy(service, namespace, name, secrets);
  const asks = catalog.components[component].clientCertificates !== undefined;
  const api = runningOf(actual, "kube-apiserver").find(({ host }) => host.name === caller);
  const published = asks && api !== undefined ? believesOf(api, actual, catalog) : undefined;
  return {
    component,
    host: service === undefined ? name : `${namespace}/${service}`,
    ...(pair === undefined ? { without: `which certificate ${name} shows was not read` } : { pair }),
    demand: asks ? "asked-for" : "ignored",
    // What the API server publishes of its own in ConfigMap extension-apiserver-authentication.
    ...(published === undefined ? {} : { believes: { ...published, anonymous: true } }),
  };
}

/** A Secret of the namespace whose certificate has the name; else the one that is called after the Service. */
function shownBy(
  service: string,
  namespace: string | undefined,
  name: string,
  secrets: readonly Placed[],
): ShownPair | undefined {
  const own = secrets.filter(({ object }) => object.namespace === namespace);
  const shown = own.flatMap(({ file, object }) => {
    const material = (key: string) => {
      const field = `data[${JSON.stringify(key)}]`;
      return { contents: within(object.holds, field), place: { ...file.place, field } };
    };
    const pair = pairOf(material("tls.crt"), material("tls.key"));
    return pair === undefined ? [] : [{ pair, called: object.name ?? "" }];
  });
  const named = shown.find(({ pair }) => pair.chain.leaf.extensions.names?.dns.includes(name) === true);
  return (named ?? shown.find(({ called }) => called === service || called.startsWith(`${service}-`)))?.pair;
}
