// k3s and RKE2: nothing on their hosts says how components are started. The program does, and the catalogue knows how.
import { describe, expect, it } from "vitest";
import {
  auditTree,
  catalog,
  connectionsOf,
  grantedBindings,
  type Prediction,
  predict,
  readActual,
  settingOf,
  type TreeEntry,
} from "../../../src/index.ts";
import { bytesOf, replaced } from "../render/map/actual-maps.ts";
import { entry, writtenTree } from "./written.ts";

const AT = new Date("2026-12-01");

const HOSTS = `authorities: { roots: each }
endpoint: 10.0.0.10:6443
network: { serviceSubnets: 10.43.0.0/16, podSubnets: 10.42.0.0/16 }
hosts:
  - { name: "server-[1-3]", roles: [control-plane], addresses: "10.0.0.[11-13]" }
  - { name: agent-1, addresses: 10.0.0.21 }
`;

const predicted = async (entries: readonly TreeEntry[]): Promise<readonly Prediction[]> =>
  predict(connectionsOf(await readActual(entries), catalog), AT, { bindings: grantedBindings(catalog) });

const broken = (predictions: readonly Prediction[]): string[] => [
  ...new Set(
    predictions
      .filter(({ outcome }) => outcome !== "works")
      .map(({ connection: { id, client, server }, reason }) => `${id} ${client.host} to ${server.host}: ${reason}`),
  ),
];

const ids = (predictions: readonly Prediction[]): string[] =>
  [...new Set(predictions.map(({ connection }) => connection.id))].sort();

describe.each([
  ["k3s", "6444"],
  ["rke2", "6443"],
] as const)("%s", (program, port) => {
  const tree = writtenTree(`layout: ${program}\n${HOSTS}`).then(({ entries }) => entries);
  const at = (host: string, path: string): string => `hosts/${host}/var/lib/rancher/${program}/${path}`;
  const with_ = async (path: string, from: string): Promise<readonly TreeEntry[]> => {
    const entries = await tree;
    return replaced(entries, path, bytesOf(entries, from));
  };

  it("a right tree: every connection is there and works, and audit has nothing but advice", async () => {
    const predictions = await predicted(await tree);
    expect(broken(predictions)).toEqual([]);
    expect(ids(predictions)).toEqual(["E1", "E10", "E11", "E12", "E2", "E3", "E31", "E4", "E7", "E8", "E9"]);
    // Agents reach every server through the program's own balancer.
    const ofAgent = predictions.filter(({ connection }) => connection.client.host === "agent-1");
    expect(new Set(ofAgent.map(({ connection: { id, server, name } }) => `${id} ${server.host} ${name}`)).size).toBe(9);
    const { findings } = auditTree({ actual: await readActual(await tree), catalog, at: AT });
    expect(
      findings.filter(({ severity }) => severity !== "advice").map(({ rule, message }) => [rule, message]),
    ).toEqual([]);
  });

  it("which ports, names and files, by the program's own flags", async () => {
    const [agent, server] = (await readActual(await tree)).hosts;
    expect(agent?.components.map(({ component }) => component)).toEqual(["kubelet", "kube-proxy"]);
    const apiserver = server?.components.find(({ component }) => component === "kube-apiserver");
    if (apiserver === undefined) throw new Error("no API server");
    expect(apiserver.passed).toBe(true);
    expect(settingOf(apiserver, "secure-port")?.value).toBe(port);
    expect(settingOf(apiserver, "etcd-cafile")?.file?.path).toBe(
      `/var/lib/rancher/${program}/server/tls/etcd/server-ca.crt`,
    );
    // Nothing says the range of services.
    expect(settingOf(apiserver, "service-cluster-ip-range")).toBeUndefined();
    expect(server?.addresses.map(({ value }) => value)).toEqual(["10.0.0.11"]);
  });

  it.each([
    [
      "a kubelet's serving certificate of another host",
      at("agent-1", "agent/serving-kubelet.crt"),
      at("server-1", "agent/serving-kubelet.crt"),
      /^E9 server-\d to agent-1: the server's key is not its certificate's$/,
    ],
    [
      "an agent that believes the client authority about servers",
      at("agent-1", "agent/server-ca.crt"),
      at("agent-1", "agent/client-ca.crt"),
      /^E(4|7|31) agent-1 to server-\d: \S+ refuses the server's certificate: unknown-authority$/,
    ],
    [
      "etcd that believes the peers' authority about clients",
      at("server-2", "server/tls/etcd/server-ca.crt"),
      at("server-2", "server/tls/etcd/peer-ca.crt"),
      /^E1[02] server-2 to server-2: \S+ refuses the (server|client)'s certificate: unknown-authority$/,
    ],
    [
      "a client's certificate in the place of the API server's",
      at("server-3", "server/tls/serving-kube-apiserver.crt"),
      at("server-3", "server/tls/client-admin.crt"),
      /^E\d+ \S+ to server-3: /,
    ],
  ])("%s is found, and nothing else", async (_, path, from, wanted) => {
    const found = broken(await predicted(await with_(path, from)));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((line) => !wanted.test(line))).toEqual([]);
  });

  it("server/tls and server/cred alone, copied elsewhere: what is between them is judged", async () => {
    const folder = at("server-1", "server/");
    const part = (await tree)
      .filter(({ path }) => path.startsWith(folder))
      .map((one) => ({ ...one, path: `copy/${one.path.slice(folder.length)}` }));
    const predictions = await predicted(part);
    expect(broken(predictions)).toEqual([]);
    expect(ids(predictions)).toEqual(["E1", "E10", "E12", "E2", "E3", "E31", "E8"]);
  });

  it("its own configuration gives what only it can know, and flags that win", async () => {
    const config = `service-cidr: 10.43.0.0/16
kube-apiserver-arg:
  - requestheader-allowed-names=somebody
`;
    const path = `hosts/server-1/etc/rancher/${program}/config.yaml`;
    const entries = [...(await tree), entry(path, `${config}tls-san: [10.0.0.10]\n`)];
    const predictions = await predicted(entries);
    expect(predictions.some(({ connection: { id, name } }) => id === "E8" && name === "10.43.0.1")).toBe(true);
    const [, server] = (await readActual(entries)).hosts;
    const apiserver = server?.components.find(({ component }) => component === "kube-apiserver");
    expect(apiserver && settingOf(apiserver, "requestheader-allowed-names")?.value).toBe("somebody");
  });

  it("a manifest that is there says it all", async () => {
    const manifest = `apiVersion: v1
kind: Pod
metadata: { name: kube-scheduler, namespace: kube-system }
spec:
  containers:
    - name: kube-scheduler
      image: registry.example/hardened-kubernetes:v1.37.2
      command: [kube-scheduler, --kubeconfig=/var/lib/rancher/${program}/server/cred/scheduler.kubeconfig]
`;
    const entries = [...(await tree), entry(at("server-1", "agent/pod-manifests/kube-scheduler.yaml"), manifest)];
    const [, server] = (await readActual(entries)).hosts;
    const scheduler = server?.components.find(({ component }) => component === "kube-scheduler");
    expect(scheduler?.passed).toBeUndefined();
    expect(scheduler?.settings.map(({ name }) => name)).toEqual(["kubeconfig"]);
  });
});
