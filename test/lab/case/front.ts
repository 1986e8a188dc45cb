import { isIP, isIPv4, isIPv6 } from "node:net";
import type { Lab, LabHost } from "../lab.ts";
import type { LabProcess } from "../process.ts";

/** The host that stands for load balancers nobody gave us. */
export const FRONT = "lab-front";

/** Where the API is asked for but no API server is: these ports are passed on to the API servers. */
export interface Forward {
  readonly host: string;
  readonly port: number;
}

export interface Front {
  readonly hosts: Record<string, LabHost>;
  readonly forwards: readonly Forward[];
}

const portOf = (server: URL): number => Number(server.port || (server.protocol === "http:" ? 80 : 443));

/** Gives every name, address and port that kubeconfigs dial a place in the lab. */
export function planFront(
  hosts: Readonly<Record<string, LabHost>>,
  servers: readonly URL[],
  apiservers: ReadonlyMap<string, number>,
): Front {
  const addresses: string[] = [];
  const names: string[] = [];
  const forwards = new Map<string, Forward>();
  for (const server of servers) {
    const name = server.hostname.replace(/^\[|\]$/g, "");
    const port = portOf(server);
    if (name === "localhost" || name === "::1" || name.startsWith("127.")) continue;
    const owner = Object.entries(hosts).find(
      ([host, one]) => host === name || one.names?.includes(name) || one.addresses.includes(name),
    )?.[0];
    if (owner !== undefined && apiservers.get(owner) === port) continue;
    const host = owner ?? FRONT;
    if (owner === undefined) (isIP(name) ? addresses : names).push(name);
    forwards.set(`${host}:${port}`, { host, port });
  }
  const all = { ...hosts };
  if (addresses.length + names.length > 0) {
    if (addresses.length === 0) addresses.push(...freeAddresses(hosts));
    all[FRONT] = { addresses: [...new Set(addresses)], names: [...new Set(names)] };
  }
  return { hosts: all, forwards: [...forwards.values()] };
}

/** Addresses nobody has, of each family that hosts have. */
export function freeAddresses(hosts: Readonly<Record<string, LabHost>>): string[] {
  const taken = Object.values(hosts).flatMap((host) => host.addresses);
  const v4 = taken.find(isIPv4);
  const v6 = taken.find(isIPv6);
  const free = (prefix: string): string => {
    for (let last = 253; last > 99; last--) if (!taken.includes(`${prefix}${last}`)) return `${prefix}${last}`;
    throw new Error(`no free address at ${prefix}`);
  };
  return [
    ...(v4 === undefined ? [] : [free(v4.replace(/\d+$/, ""))]),
    ...(v6 === undefined ? [] : [free(v6.replace(/[^:]*$/, ""))]),
  ];
}

const FORWARDER = `
const [port, ...targets] = process.argv.slice(1);
let turn = 0;
require("node:net").createServer((near) => {
  const [host, targetPort] = targets[turn++ % targets.length].split(" ");
  const far = require("node:net").connect(Number(targetPort), host);
  near.pipe(far).pipe(near);
  near.on("error", () => far.destroy());
  far.on("error", () => near.destroy());
}).listen(Number(port), () => console.log("listening"));
`;

/** A load balancer of the plainest kind. */
export async function startForward(
  lab: Lab,
  { host, port }: Forward,
  apiservers: ReadonlyMap<string, number>,
): Promise<LabProcess> {
  const targets = [...apiservers].map(([name, target]) => `${lab.hosts[name]?.addresses[0]} ${target}`);
  const forwarder = lab.start(host, [process.execPath, "-e", FORWARDER, String(port), ...targets], {
    name: "load balancer",
  });
  return forwarder.ready(async () => forwarder.log().includes("listening"), 5_000);
}
