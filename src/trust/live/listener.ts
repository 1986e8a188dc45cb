/** Where a server of the files listens, as its settings say it. */
import type { Catalog } from "../../catalog/index.ts";
import type { Actual, ActualComponent, ActualHost } from "../../inventory/actual.ts";
import type { ServerEnd } from "../connections/connection.ts";
import { settingValue } from "../connections/material.ts";
import { runningOf } from "../connections/servers.ts";

export interface Listener {
  readonly server: ServerEnd;
  readonly running: ActualComponent;
  readonly address: string;
  readonly port: number;
  /** Set when it listens on the loopback address alone: only programs of its own host reach it. */
  readonly ownHostOnly: boolean;
}

const LOOPBACK = /^(?:127\.0\.0\.1|::1|localhost)$/;
const EVERYWHERE = /^(?:|0\.0\.0\.0|::)$/;

/** `wanted`: the name that a client dials, taken where the server listens under it. */
export function listenerOf(server: ServerEnd, actual: Actual, catalog: Catalog, wanted?: string): Listener | undefined {
  const found = runningOf(actual, server.component).find(({ host }) => host.name === server.host);
  if (found === undefined) return undefined;
  const { host, component } = found;
  const at = boundTo(server, component, catalog);
  if (at.port === undefined) return undefined;
  const own = host.addresses.map(({ value }) => value).filter((one) => !LOOPBACK.test(one));
  const bound = at.addresses.filter((one) => !EVERYWHERE.test(one));
  const everywhere = bound.length === 0;
  const open = everywhere ? own : bound.filter((one) => !LOOPBACK.test(one));
  const known = wanted !== undefined && (bound.includes(wanted) || (everywhere && isOf(host, wanted)));
  const address = known && !LOOPBACK.test(wanted) ? wanted : (open[0] ?? bound[0] ?? "127.0.0.1");
  return { server, running: component, address, port: at.port, ownHostOnly: LOOPBACK.test(address) };
}

const isOf = ({ name, addresses, names }: ActualHost, wanted: string): boolean =>
  name === wanted || [...addresses, ...names].some(({ value }) => value === wanted);

interface Bound {
  readonly addresses: readonly string[];
  readonly port: number | undefined;
}

function boundTo(server: ServerEnd, component: ActualComponent, catalog: Catalog): Bound {
  const { listens } = catalog.components[server.component];
  const urls = server.port === undefined ? undefined : listens?.urls?.[server.port];
  const written = urls === undefined ? undefined : settingValue(component, urls);
  if (written !== undefined) {
    const places = written.split(",").flatMap(placeOf);
    return { addresses: places.map(({ address }) => address), port: places[0]?.port ?? server.port };
  }
  const value = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : settingValue(component, name);
  const port = Number(value(listens?.port) ?? server.port);
  const valid = Number.isInteger(port) && port > 0 && port < 65536;
  return { addresses: (value(listens?.address) ?? "").split(","), port: valid ? port : undefined };
}

/** `https://10.0.0.11:2379`; what is no TLS is nothing here. */
function placeOf(url: string): { address: string; port: number }[] {
  const [, address, port] = /^https:\/\/(\[[^\]]+\]|[^/:]+):(\d{1,5})/.exec(url.trim()) ?? [];
  if (address === undefined) return [];
  return [{ address: address.replace(/^\[|\]$/g, ""), port: Number(port) }];
}
