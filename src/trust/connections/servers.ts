/** The server's end of a connection, from what its component is told. */
import type { Catalog } from "../../catalog/index.ts";
import type { Component, FileSlotId, ServerEnd as ServerEntry, SlotId } from "../../catalog/types.ts";
import type { Actual, ActualComponent, ActualHost } from "../../inventory/actual.ts";
import { inRange, releaseIn } from "../../spec/version-range.ts";
import type { Believes } from "../authenticate.ts";
import { bootstrapTokensIn } from "../bootstrap-token.ts";
import type { Anchors, ShownPair } from "../shown.ts";
import type { TokenRules } from "../token.ts";
import { tokenKeysOf } from "../token-keys.ts";
import type { ServerEnd } from "./connection.ts";
import { anchorsOf, foundFor, foundIn, pairOf, settingValue } from "./material.ts";

/** A component with its host. */
export interface Running {
  readonly host: ActualHost;
  readonly component: ActualComponent;
}

/** A fleet is walked once, not once for each of its servers. */
const running = new WeakMap<Actual, Map<string, readonly Running[]>>();

export function runningOf(actual: Actual, id: string): readonly Running[] {
  const byComponent = running.get(actual) ?? new Map<string, readonly Running[]>();
  running.set(actual, byComponent);
  let found = byComponent.get(id);
  if (found === undefined) {
    found = actual.hosts.flatMap((host) =>
      host.components.filter(({ component }) => component === id).map((component) => ({ host, component })),
    );
    byComponent.set(id, found);
  }
  return found;
}

/** A component's server end. Several entries of the catalogue may be of one component: the one that has a pair counts. */
export function serverEnd(
  { host, component }: Running,
  entries: readonly ServerEntry[],
  actual: Actual,
  catalog: Catalog,
): ServerEnd {
  const [entry] = entries;
  if (entry === undefined) throw new Error(`no server end for ${component.component}`);
  const pair = entries.map((one) => presented(component, one)).find((one) => one !== undefined);
  const { clientCertificates, olderWords = [] }: Component = catalog.components[component.component];
  const { version } = component;
  const release = releaseIn(version);
  const words = release && olderWords.find(({ versions }) => inRange(release, versions))?.go;
  const port = Number(settingValue(component, "secure-port") ?? entry.port);
  const slots = entries.flatMap(({ checks }) => ("slots" in checks ? checks.slots : []));
  const common = {
    component: component.component,
    host: host.name,
    ...(Number.isInteger(port) ? { port } : {}),
    ...(words ? { words } : {}),
    ...(pair === undefined ? { without: withoutPair(component, entry) } : { pair }),
  };
  if (entry.admitsBy !== undefined) return { ...common, ...admitted({ host, component }, entry.admitsBy, actual) };
  if (clientCertificates === "demanded") {
    const anchors = slots.map((slot) => slotAnchors(component, slot)).find((one) => one !== undefined);
    return anchors === undefined ? { ...common, demand: "ignored" } : { ...common, demand: "demanded", anchors };
  }
  if (clientCertificates === undefined) return { ...common, demand: "ignored" };
  return { ...common, demand: "asked-for", believes: believesOf({ host, component }, actual, catalog) };
}

function admitted(
  { host, component }: Running,
  { authorities, audience }: NonNullable<ServerEntry["admitsBy"]>,
  actual: Actual,
): Pick<ServerEnd, "demand" | "anchors" | "believes"> {
  const path = settingValue(component, authorities);
  if (path !== undefined) {
    const file = host.fileAt(path);
    return { demand: "demanded", anchors: file === undefined ? NOBODY : anchorsOf(foundIn(file)) };
  }
  const wanted = settingValue(component, audience);
  const api = runningOf(actual, "kube-apiserver")[0];
  const tokens = api && tokenRules(api.component);
  if (wanted === undefined || tokens === undefined) return { demand: "ignored" };
  return { demand: "ignored", believes: { anonymous: false, tokens: { ...tokens, audiences: [wanted] } } };
}

const NOBODY: Anchors = { certificates: [], place: { file: "a file that was not read" } };

function presented(component: ActualComponent, { presents }: ServerEntry): ShownPair | undefined {
  if (!("credentials" in presents)) return undefined;
  return presents.credentials
    .map((id) => pairOf(foundFor(component, `cert/${id}`), foundFor(component, `key/${id}`)))
    .find((one) => one !== undefined);
}

const withoutPair = ({ component }: ActualComponent, { presents }: ServerEntry): string =>
  "selfMade" in presents ? presents.selfMade : `no setting of ${component} names a certificate that was read`;

export function slotAnchors(component: ActualComponent, slot: SlotId): Anchors | undefined {
  const found = foundFor(component, `trust/${slot as FileSlotId}`);
  return found === undefined ? undefined : anchorsOf(found);
}

/** How a server of k8s.io/apiserver finds out who calls. */
export function believesOf({ component }: Running, actual: Actual, catalog: Catalog): Believes {
  const ofComponent = (purposes: "users" | "front-proxy"): Anchors | undefined => {
    for (const id of Object.keys(catalog.slots) as SlotId[]) {
      const { holder, admits, accepts, absent } = catalog.slots[id];
      if (holder !== component.component || admits !== "by-chain") continue;
      if (accepts.includes("front-proxy") !== (purposes === "front-proxy")) continue;
      const own = slotAnchors(component, id);
      if (own !== undefined) return own;
      if (typeof absent === "object") return takenFrom(absent.takes, actual, catalog);
    }
    // Neither flag nor slot of its own: looked up in the cluster, where the API server publishes its own.
    if (component.component === "kubelet" || component.component === "kube-apiserver") return undefined;
    return takenFrom(purposes === "users" ? "apiserver-client-ca" : "apiserver-requestheader-ca", actual, catalog);
  };
  const [clients, frontProxy, tokens] = [ofComponent("users"), ofComponent("front-proxy"), tokenRules(component)];
  const told = frontProxyNames(component, actual) ?? component;
  const names = listOf(settingValue(told, "requestheader-allowed-names"));
  const headless = catalog.settings.some((one) => one.component === told.component && one.flag === USER_HEADERS);
  const anonymous =
    component.component === "kubelet"
      ? settingValue(component, "authentication.anonymous.enabled") === "true"
      : settingValue(component, "anonymous-auth") !== "false";
  return {
    anonymous,
    ...(clients === undefined ? {} : { clients }),
    ...(frontProxy === undefined
      ? {}
      : {
          frontProxy: {
            anchors: frontProxy,
            names,
            ...(headless && settingValue(told, USER_HEADERS) === undefined ? { headless: true } : {}),
          },
        }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(settingValue(component, "enable-bootstrap-token-auth") === "true"
      ? { bootstrapTokens: bootstrapTokensIn(actual) }
      : {}),
  };
}

/** Programs that the catalogue knows this setting of have no default for it. */
const USER_HEADERS = "requestheader-username-headers";

/** The allowed names are published with the authorities. */
function frontProxyNames(component: ActualComponent, actual: Actual): ActualComponent | undefined {
  if (settingValue(component, "requestheader-client-ca-file") !== undefined) return component;
  return runningOf(actual, "kube-apiserver")[0]?.component;
}

function takenFrom(slot: SlotId, actual: Actual, catalog: Catalog): Anchors | undefined {
  return runningOf(actual, catalog.slots[slot].holder)
    .map(({ component }) => slotAnchors(component, slot))
    .find((one) => one !== undefined);
}

function tokenRules(component: ActualComponent): TokenRules | undefined {
  const files = component.settings.filter(({ name }) => name === "service-account-key-file");
  const keys = files.flatMap(({ file }) => (file === undefined ? [] : tokenKeysOf(file.contents)));
  if (keys.length === 0) return undefined;
  const issuers = component.settings.filter(({ name }) => name === "service-account-issuer").map(({ value }) => value);
  const audiences = listOf(settingValue(component, "api-audiences"));
  return { keys, issuers, audiences: audiences.length > 0 ? audiences : issuers.slice(0, 1) };
}

const listOf = (value: string | undefined): string[] => (value ?? "").split(",").filter((one) => one !== "");
