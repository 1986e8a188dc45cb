/** What does not fit between the two ends of a connection. */
import type { Catalog } from "../../src/catalog/index.ts";
import type {
  Connection,
  ConnectionEnd,
  CredentialId,
  NameSource,
  Purpose,
  ServerEnd,
  SlotId,
} from "../../src/catalog/types.ts";
import { implies, meet } from "./combinations.ts";

const credentialsOf = ({ presents }: ConnectionEnd): readonly CredentialId[] =>
  "credentials" in presents ? presents.credentials : [];
const slotsOf = ({ checks }: ConnectionEnd): readonly SlotId[] => ("slots" in checks ? checks.slots : []);

/** Each client with each server that it can meet. */
function* pairs({ when = [], clients, servers }: Connection): Generator<[ConnectionEnd, ServerEnd]> {
  for (const client of clients)
    for (const server of servers) if (meet([...when, ...(client.when ?? [])], server.when)) yield [client, server];
}

/** Ends that name nobody, show or check nothing, or name what is not there when the connection is. */
export function endFaults(catalog: Catalog): string[] {
  const faults: string[] = [];
  for (const [id, connection] of Object.entries(catalog.connections)) {
    if (connection.clients.length === 0 || connection.servers.length === 0) faults.push(`${id} has an end missing`);
    for (const end of [...connection.clients, ...connection.servers]) {
      if (catalog.components[end.component] === undefined) faults.push(`${id} has an unknown component`);
      const when = [...(connection.when ?? []), ...(end.when ?? [])];
      for (const slot of slotsOf(end)) {
        const entry = catalog.slots[slot];
        if (entry === undefined) faults.push(`${id} checks with ${slot}, which is no slot`);
        else if (!implies(when, entry.when)) faults.push(`${id} checks with ${slot}, which is not always there`);
      }
      for (const credential of credentialsOf(end)) {
        const entry = catalog.credentials[credential];
        if (entry === undefined) faults.push(`${id} presents ${credential}, which is none`);
        else if (!implies(when, entry.when)) faults.push(`${id} presents ${credential}, which is not always there`);
      }
      if (credentialsOf(end).length === 0 && slotsOf(end).length === 0 && !speaks(end)) faults.push(`${id} is mute`);
    }
  }
  return faults;
}

const speaks = ({ presents, checks }: ConnectionEnd): boolean =>
  [...Object.values(presents), ...Object.values(checks)].every((text) => String(text).trim() !== "");

/** Credentials that the other end's slots do not accept, or that are not for that use. */
export function acceptanceFaults(catalog: Catalog): string[] {
  const faults = new Set<string>();
  for (const [id, connection] of Object.entries(catalog.connections)) {
    for (const [client, server] of pairs(connection)) {
      for (const [shown, checker, usage] of [
        [client, server, "clientAuth"],
        [server, client, "serverAuth"],
      ] as const) {
        for (const name of credentialsOf(shown)) {
          const { purpose, extendedKeyUsage } = catalog.credentials[name];
          if (!extendedKeyUsage.includes(usage)) faults.add(`${id}: ${name} is not for ${usage}`);
          const slots = slotsOf(checker);
          const accepted = slots.some((slot) => catalog.slots[slot].accepts.includes(purpose as Purpose));
          if (slots.length > 0 && !accepted) faults.add(`${id}: ${slots.join()} does not accept ${name}`);
        }
      }
    }
  }
  return [...faults];
}

/** Names dialled that a server's certificate does not carry. Where the client does not verify, no name counts. */
export function nameFaults(catalog: Catalog): string[] {
  const faults: string[] = [];
  for (const [id, connection] of Object.entries(catalog.connections)) {
    for (const [client, server] of pairs(connection)) {
      if (slotsOf(client).length === 0) continue;
      for (const credential of credentialsOf(server))
        for (const dialled of connection.dials)
          if (!catalog.credentials[credential].names.some((name) => covers(name, dialled)))
            faults.push(`${id}: ${credential} does not carry ${textOf(dialled)}`);
    }
  }
  return faults;
}

const textOf = (source: NameSource): string =>
  "from" in source ? source.from : "name" in source ? source.name : source.address;

function covers(carried: NameSource, dialled: NameSource): boolean {
  const [has, wanted] = [textOf(carried), textOf(dialled)];
  if (has === wanted) return true;
  // The advertised address is the first of the host's.
  if (wanted === "advertise-address") return has === "host-addresses";
  return wanted === "{loopback}" && (has === "127.0.0.1" || has === "::1");
}

/** Purposes that a slot accepts though no connection brings them to it: believed for nothing. */
export function needlessTrust(catalog: Catalog): string[] {
  const brought = new Map<SlotId, Set<Purpose | undefined>>();
  for (const connection of Object.values(catalog.connections)) {
    for (const [client, server] of pairs(connection)) {
      for (const [shown, checker] of [
        [client, server],
        [server, client],
      ] as const) {
        for (const slot of slotsOf(checker)) {
          const seen = brought.get(slot) ?? new Set();
          for (const name of credentialsOf(shown)) seen.add(catalog.credentials[name].purpose);
          brought.set(slot, seen);
        }
      }
    }
  }
  return [...brought].flatMap(([slot, purposes]) =>
    catalog.slots[slot].accepts.filter((p) => !purposes.has(p)).map((p) => `${slot} accepts ${p} for no connection`),
  );
}

/** Certificates that no connection presents. */
export function idleCredentials({ connections, credentials }: Catalog): string[] {
  const used = new Set(Object.values(connections).flatMap((c) => [...c.clients, ...c.servers].flatMap(credentialsOf)));
  return Object.entries(credentials)
    .filter(([id, { purpose }]) => purpose !== undefined && !used.has(id as CredentialId))
    .map(([id]) => id);
}
