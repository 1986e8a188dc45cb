// Clients in pods of an object: konnectivity agents, by what their arguments, volumes and account say.
import { beforeAll, expect, it } from "vitest";
import { catalog, connectionsOf, predict, readActual, type TreeEntry } from "../../../../src/index.ts";
import { writtenTree } from "../../inventory/written.ts";
import { bytesOf, replaced } from "../../render/map/actual-maps.ts";

const SPEC = "extras: [konnectivity]\nhosts: [{ name: cp, roles: [control-plane], addresses: 10.0.0.1 }]\n";
const AGENTS = "users/konnectivity-agent/agents.yaml";
const SERVER = "hosts/cp/etc/kubernetes/flags/konnectivity-server.flags";

let tree: readonly TreeEntry[];
beforeAll(async () => {
  tree = (await writtenTree(SPEC)).entries;
});

const edited = (path: string, from: RegExp, to: string): TreeEntry[] => {
  const text = Buffer.from(bytesOf(tree, path)).toString();
  if (!from.test(text)) throw new Error(`${path} has no ${from}: ${text}`);
  return replaced(tree, path, text.replace(from, to));
};
async function told(entries: readonly TreeEntry[]): Promise<(string | undefined)[]> {
  const connections = connectionsOf(await readActual(entries), catalog).filter(({ id }) => id === "E25");
  return predict(connections, new Date("2026-11-26"), { bindings: [] }).flatMap(
    ({ connection, outcome, step, reason, identity }) => [
      `${connection.client.title} as ${connection.name}: ${outcome} ${step} ${identity?.known ? identity.user : reason}`,
    ],
  );
}
const AGENT = "kube-system/konnectivity-agent as 10.0.0.1:";

it("an agent believes the authority in its ConfigMap, and is known by its account's token", async () => {
  expect(await told(tree)).toEqual([`${AGENT} works none system:serviceaccount:kube-system:konnectivity-agent`]);
});

it("a token for somebody else, an authority that is not there, a name that the server does not have", async () => {
  expect(await told(edited(AGENTS, /audience: \S+/, "audience: other"))).toEqual([
    `${AGENT} fails identity nobody to konnectivity-server: token`,
  ]);
  expect(await told(edited(AGENTS, /--ca-cert=\S+?ca.crt/, "--ca-cert=/etc/konnectivity/other.crt"))).toEqual([
    `${AGENT} fails tls-client kube-system/konnectivity-agent refuses the server's certificate: unknown-authority`,
  ]);
  expect(await told(edited(AGENTS, /proxy-server-host=[\d.]+/, "proxy-server-host=10.0.0.9"))).toEqual([
    "kube-system/konnectivity-agent as 10.0.0.9: fails tls-client kube-system/konnectivity-agent refuses the server's certificate: hostname",
  ]);
});

it("a server that is told whose certificates agents have demands one", async () => {
  const demanding = edited(
    SERVER,
    /\n--cluster-cert/,
    "\n--cluster-ca-cert=/etc/kubernetes/pki/ca.crt\n--cluster-cert",
  );
  expect(await told(demanding)).toEqual([
    `${AGENT} fails tls-server konnectivity-server refuses the client's certificate: none-shown`,
  ]);
});
