import { describe, expect, test } from "vitest";
import { type Catalog, catalog } from "../../src/catalog/index.ts";
import type { Connection } from "../../src/catalog/types.ts";
import { acceptanceFaults, endFaults, idleCredentials, nameFaults, needlessTrust } from "./ends.ts";

/** Facts part 2: who dials whom at which port. Where the facts name several ports of one server, each is an end. */
const EDGES: Readonly<Record<string, string>> = {
  E1: "administrator, metrics-scraper -> kube-apiserver:6443",
  E2: "kube-controller-manager -> kube-apiserver:6443",
  E3: "kube-scheduler -> kube-apiserver:6443",
  E4: "kubelet -> kube-apiserver:6443",
  E5: "kubelet -> kube-apiserver:6443",
  E6: "kubeadm-join -> kube-apiserver:6443",
  E7: "kube-proxy -> kube-apiserver:6443",
  E8: "pod -> kube-apiserver:443",
  E9: "kube-apiserver -> kubelet:10250",
  E10: "kube-apiserver -> etcd:2379",
  E11: "etcd -> etcd:2380",
  E12: "etcd -> etcd:2379",
  E13: "etcd-operator, cni -> etcd:2379",
  E14: "kubelet -> etcd:2381",
  E15: "kubelet -> kube-apiserver:6443, kube-controller-manager:10257, kube-scheduler:10259",
  E16: "kube-apiserver -> extension-apiserver:443",
  E17: "extension-apiserver -> kube-apiserver:443",
  E18: "kube-apiserver -> webhook:443",
  E19: "kube-apiserver -> kube-apiserver:6443",
  E20: "kube-apiserver -> kube-apiserver:-",
  E21: "metrics-scraper -> kubelet:10250",
  E22: "metrics-scraper -> kube-controller-manager:10257, kube-scheduler:10259, cloud-controller-manager:10258",
  E23: "metrics-scraper -> kube-proxy:10249, kube-proxy:10256",
  E24: "kube-apiserver -> konnectivity-server:8131",
  E25: "konnectivity-agent -> konnectivity-server:8132",
  E26: "kube-apiserver -> external-service:-",
  E27: "cloud-controller-manager -> kube-apiserver:6443",
  E28: "kubelet -> external-service:443",
  E29: "kubeadm-join -> kube-apiserver:6443",
  // Not in the facts' list: the konnectivity server's own question.
  E30: "konnectivity-server -> kube-apiserver:6443",
  // Nor what k3s and RKE2 have beside the others.
  E31: "distribution-server, distribution-agent -> kube-apiserver:6443",
  E32: "administrator -> nginx:443",
  E33: "nginx -> kube-apiserver:6443",
};

const each = (texts: readonly string[]): string => [...new Set(texts)].join(", ");
const edge = ({ clients, servers }: Connection): string =>
  `${each(clients.map((end) => end.component))} -> ${each(servers.map((end) => `${end.component}:${end.port ?? "-"}`))}`;

test("the connections are those of the facts", () => {
  expect(Object.fromEntries(Object.entries(catalog.connections).map(([id, c]) => [id, edge(c)]))).toEqual(EDGES);
});

describe("the two ends of every connection fit", () => {
  test("each names what it shows and what it checks with, and that is there", () => {
    expect(endFaults(catalog)).toEqual([]);
  });

  test("each side's slots accept what the other presents, and it is for that use", () => {
    expect(acceptanceFaults(catalog)).toEqual([]);
  });

  test("servers carry every name that they are verified under", () => {
    expect(nameFaults(catalog)).toEqual([]);
  });

  test("no slot believes more than its connections need, and no certificate is made for nothing", () => {
    expect(needlessTrust(catalog)).toEqual([]);
    expect(idleCredentials(catalog)).toEqual([]);
  });
});

describe("what does not fit is found", () => {
  const { connections, credentials, slots } = catalog;
  const E10 = connections.E10;
  const withE10 = (change: Partial<Connection>): Catalog => ({
    ...catalog,
    connections: { ...connections, E10: { ...E10, ...change } },
  });

  test("a missing end; a slot that is there only sometimes", () => {
    expect(endFaults(withE10({ servers: [] }))).toEqual(["E10 has an end missing"]);
    const { when: _, ...always } = E10;
    const planted = { ...catalog, connections: { ...connections, E10: always } };
    expect(endFaults(planted)).toEqual([
      "E10 checks with apiserver-etcd-ca, which is not always there",
      "E10 presents apiserver-etcd-client, which is not always there",
      "E10 checks with etcd-client-ca, which is not always there",
      "E10 presents etcd-server, which is not always there",
    ]);
  });

  test("a client that the server's slot does not accept, or a certificate for another use", () => {
    const [client] = E10.clients;
    const presents = { credentials: ["apiserver-kubelet-client", "apiserver"] } as const;
    expect(
      acceptanceFaults(
        withE10({
          clients: [{ ...client, component: "kube-apiserver", presents, checks: { slots: ["apiserver-etcd-ca"] } }],
        }),
      ),
    ).toEqual([
      "E10: etcd-client-ca does not accept apiserver-kubelet-client",
      "E10: apiserver is not for clientAuth",
      "E10: etcd-client-ca does not accept apiserver",
    ]);
  });

  test("a name that the server does not carry", () => {
    expect(nameFaults(withE10({ dials: [{ from: "endpoint", why: "planted" }] }))).toEqual([
      "E10: etcd-server does not carry endpoint",
    ]);
  });

  test("needless trust and an idle certificate", () => {
    const greedy = { ...slots["etcd-peer-ca"], accepts: ["etcd-peer", "etcd-client"] as const };
    expect(needlessTrust({ ...catalog, slots: { ...slots, "etcd-peer-ca": greedy } })).toEqual([
      "etcd-peer-ca accepts etcd-client for no connection",
    ]);
    const { E24: _, ...fewer } = connections;
    expect(idleCredentials({ ...catalog, connections: fewer as typeof connections })).toEqual([
      "apiserver-konnectivity-client",
    ]);
    expect(credentials.sa.purpose).toBeUndefined();
  });
});
