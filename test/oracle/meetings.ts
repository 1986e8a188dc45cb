// Every connection of the catalogue that a specification has, as pairs of a client and a server that really meet.
import { catalog } from "../../src/catalog/index.ts";
import type { Checks, Connection, ConnectionEnd, Presents, SlotId } from "../../src/catalog/types.ts";
import { applies } from "../../src/spec/resolve/conditions.ts";
import { alternativeNames } from "../../src/spec/resolve/names.ts";
import { inRange } from "../../src/spec/version-range.ts";
import type { ConnectInput } from "./go.ts";
import type { Tree, TreeCredential } from "./tree.ts";

/** One side of a connection, on one host or in one folder. */
interface Side {
  readonly end: ConnectionEnd;
  readonly name: string;
  /** Undefined when it shows no certificate of ours. */
  readonly credential: TreeCredential | undefined;
  /** What it checks the other side with; undefined when it does not look at certificates. */
  readonly believes: string | undefined;
}

export interface Meeting {
  readonly connection: string;
  readonly client: Side;
  readonly server: Side & { readonly credential: TreeCredential };
  /** The name or address dialled. */
  readonly dialled: string;
}

export function meetings(tree: Tree): Meeting[] {
  const { spec, resolution } = tree;
  return Object.entries(catalog.connections).flatMap(([id, connection]: [string, Connection]) => {
    if (!applies(resolution, connection.when) || !inRange(spec.kubernetesVersion, connection.versions)) return [];
    const clients = connection.clients.flatMap((end) => (applies(resolution, end.when) ? clientSides(tree, end) : []));
    const servers = connection.servers.flatMap((end) => (applies(resolution, end.when) ? sides(tree, end) : []));
    return servers.flatMap((server) => {
      const { credential } = server;
      if (credential === undefined) return [];
      const { host, service, facts } = credential.unit;
      const subject = { ...(host ? { host } : {}), ...(service ? { service } : {}) };
      const { dns, addresses } = alternativeNames(connection.dials, spec, subject, facts);
      return clients
        .filter((client) => client.believes !== undefined || (client.credential && server.believes !== undefined))
        .flatMap((client) =>
          [...dns, ...addresses].map((dialled) => ({
            connection: `${id} ${connection.title}`,
            client,
            server: { ...server, credential },
            dialled,
          })),
        );
    });
  });
}

const credentialsOf = (tree: Tree, presents: Presents): readonly TreeCredential[] =>
  "credentials" in presents ? tree.credentials.filter(({ id }) => presents.credentials.includes(id)) : [];

function sides(tree: Tree, end: ConnectionEnd): Side[] {
  return credentialsOf(tree, end.presents).map((credential) => ({
    end,
    name: `${credential.id} of ${credential.unit.name}`,
    credential,
    believes: believed(tree, end.checks, credential),
  }));
}

/** A client without a certificate is wherever what it believes is kept. */
function clientSides(tree: Tree, end: ConnectionEnd): Side[] {
  if ("credentials" in end.presents || !("slots" in end.checks)) return sides(tree, end);
  const { slots } = end.checks;
  const places = isObject(slots[0]) ? tree.units.slice(0, 1) : tree.units;
  return places.flatMap((unit) => {
    const believes = slots.map((slot) => tree.slot(slot, unit) ?? "").join("");
    if (believes === "") return [];
    return [{ end, name: `${end.component} with ${slots} of ${unit.name}`, credential: undefined, believes }];
  });
}

const isObject = (slot: SlotId | undefined): boolean =>
  slot !== undefined && catalog.slots[slot].scopes.length === 0 && !(slot in catalog.layouts.kubeadm.trust);

/** The slot's file beside the credential; a kubeconfig holds its own copy, which has to be the same. */
function believed(tree: Tree, checks: Checks, { id, unit, believes }: TreeCredential): string | undefined {
  if (!("slots" in checks)) return undefined;
  const pem = checks.slots.map((slot) => tree.slot(slot, unit) ?? "").join("");
  if (believes !== undefined && pem !== "" && believes !== pem)
    throw new Error(`${unit.name}: ${id} believes other authorities than ${checks.slots}`);
  const found = believes ?? pem;
  if (found === "") throw new Error(`${unit.name}: ${id} has nothing for ${checks.slots}`);
  return found;
}

/** Servers that end the handshake without a good certificate; the others look at it afterwards. */
const STRICT = ["etcd", "konnectivity-server"];

/** The meeting as Go is asked to hold it. */
export function handshake({ client, server, dialled }: Meeting, time?: Date): ConnectInput {
  const shows = server.believes !== undefined ? client.credential : undefined;
  return {
    server: {
      certificate: server.credential.certificate,
      key: server.credential.key,
      ...(server.believes === undefined || (shows === undefined && !isStrict(server.end))
        ? { clientAuth: "none" as const }
        : {
            clientCAs: server.believes,
            clientAuth: isStrict(server.end) ? ("require" as const) : ("request" as const),
          }),
    },
    client: {
      ...(shows === undefined ? {} : { certificate: shows.certificate, key: shows.key }),
      ...(client.believes === undefined ? { insecure: true } : { roots: client.believes }),
      serverName: dialled,
    },
    ...(time === undefined ? {} : { time }),
  };
}

const isStrict = ({ component }: ConnectionEnd): boolean => STRICT.includes(component);
