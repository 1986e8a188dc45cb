/**
 * Nodes that join: nothing of them is there yet but what they are given. A bootstrap kubeconfig with a token; ConfigMap
 * cluster-info, which a token's signature proves and a pin ties to an authority; Secret kubeadm-certs for control planes.
 */
import type { Catalog } from "../../catalog/index.ts";
import type { Connection, ConnectionEnd, ConnectionId } from "../../catalog/types.ts";
import type { Actual, ActualFile, ActualHost, KubeconfigContent, ObjectContent } from "../../inventory/actual.ts";
import { SecretText } from "../../x509/secret-text.ts";
import { bootstrapTokenId, bootstrapTokensIn } from "../bootstrap-token.ts";
import type { FoundClient } from "./clients.ts";
import { kubeconfigClient } from "./clients.ts";
import type { ExistingConnection, ServerEnd } from "./connection.ts";
import { targetsOf } from "./dialled.ts";
import { discoveryFault, pinsIn } from "./discovery.ts";
import { type Running, runningOf } from "./servers.ts";

type EndOf = (id: ConnectionId, connection: Connection, server: Running) => ServerEnd;

interface Joining extends FoundClient {
  readonly discovery?: ExistingConnection["discovery"];
}

export function joiningConnections(actual: Actual, catalog: Catalog, ends: EndOf): ExistingConnection[] {
  return (Object.entries(catalog.connections) as [ConnectionId, Connection][]).flatMap(([id, connection]) => {
    const servers = connection.servers.flatMap(({ component }) => runningOf(actual, component));
    return connection.clients.flatMap((entry) =>
      joiningWith(entry, actual).flatMap((client) =>
        targetsOf(client, connection, servers, catalog).map(
          ({ server, name }): ExistingConnection => ({
            id,
            title: connection.title,
            client: client.end,
            server: ends(id, connection, server),
            name,
            ...(client.discovery === undefined ? {} : { discovery: client.discovery }),
          }),
        ),
      ),
    );
  });
}

function joiningWith(entry: ConnectionEnd, actual: Actual): Joining[] {
  if (entry.joinsBy === undefined) return [];
  if (entry.joinsBy === "bootstrap-kubeconfig") return bootstrapKubeconfigs(entry, actual);
  const infos = objectsIn(actual).filter(({ object }) => isNamed(object, "ConfigMap", "cluster-info"));
  if (entry.joinsBy === "cluster-info") return infos.flatMap((info) => discovering(entry, info, actual, false));
  const uploaded = objectsIn(actual).some(({ object }) => isNamed(object, "Secret", "kubeadm-certs"));
  return uploaded ? infos.flatMap((info) => discovering(entry, info, actual, true)) : [];
}

/** Kubeconfigs whose user is a bootstrap token. */
const bootstrapKubeconfigs = (entry: ConnectionEnd, actual: Actual): Joining[] =>
  filesIn(actual).flatMap(([file, host]) =>
    kubeconfigClient(file, host, entry, file.path).filter(
      ({ end }) => end.token !== undefined && bootstrapTokenId(SecretText.reveal(end.token)) !== undefined,
    ),
  );

interface PlacedObject {
  readonly file: ActualFile;
  readonly object: ObjectContent;
}

/** cluster-info names no user. */
const NOBODY = {
  name: "",
  within: {},
  certificate: undefined,
  key: undefined,
  token: undefined,
  exec: undefined,
} as const;

/** Once for each token that is known; without any the signatures are left open. */
function discovering(
  { component }: ConnectionEnd,
  { file, object }: PlacedObject,
  actual: Actual,
  showsToken: boolean,
): Joining[] {
  const kubeconfig = object.holds.find((one): one is KubeconfigContent => one.kind === "kubeconfig");
  if (kubeconfig === undefined) return [];
  const place = { ...file.place, ...kubeconfig.within };
  const inside: ActualFile = { ...file, place, contents: [{ ...kubeconfig, users: [NOBODY] }] };
  const pins = pinsIn(filesIn(actual).map(([one]) => one));
  const tokens = bootstrapTokensIn(actual);
  return (tokens.length === 0 ? [undefined] : tokens).flatMap((token) =>
    kubeconfigClient(inside, undefined, { component }).map(({ end, ...rest }): Joining => {
      const fault = discoveryFault(object, kubeconfig, place, token, pins);
      const shown = showsToken && token !== undefined ? `${token.id}.${SecretText.reveal(token.secret)}` : undefined;
      return {
        ...rest,
        end: {
          ...end,
          title: token === undefined ? "kubeadm join" : `kubeadm join with token ${token.id}`,
          ...(shown === undefined ? {} : { token: new SecretText(shown) }),
        },
        ...(fault === undefined ? {} : { discovery: fault }),
      };
    }),
  );
}

const isNamed = ({ objectKind, name }: ObjectContent, kind: string, wanted: string): boolean =>
  objectKind === kind && name === wanted;

const filesIn = ({ hosts, loose }: Actual): [ActualFile, ActualHost | undefined][] => [
  ...hosts.flatMap((host) => host.files.map((file): [ActualFile, ActualHost] => [file, host])),
  ...loose.map((file): [ActualFile, undefined] => [file, undefined]),
];

const objectsIn = (actual: Actual): PlacedObject[] =>
  filesIn(actual).flatMap(([file]) =>
    file.contents.flatMap((object) => (object.kind === "object" ? [{ file, object }] : [])),
  );
