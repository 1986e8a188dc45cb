/** The same between a cluster's components. */
import type { Subject } from "../../../x509/name.ts";
import { handshake, outcomeOf, userText } from "../handshake.ts";
import { type Bench, type Lesson, observed } from "../lesson.ts";
import { authority, client, type Holder, make, openssl } from "../material.ts";

const ETCD_CA = authority("etcd-ca", "etcd-ca");
const MEMBERS = ["etcd-1", "etcd-2", "etcd-3"];
const peer = (name: string): Holder => ({
  name: `peer-${name}`,
  by: "etcd-ca",
  subject: { commonName: name, organizations: [] },
  usages: ["serverAuth", "clientAuth"],
  names: { dns: [name], addresses: ["127.0.0.1"] },
});
const PEERS = MEMBERS.map(peer);
const SERVER_ONLY: Holder = { ...peer("etcd-1"), name: "peer-server-only", usages: ["serverAuth"] };
const KUBE_CLIENT = client("apiserver-etcd-client", "etcd-ca", {
  commonName: "kube-apiserver-etcd-client",
  organizations: [],
});

export const etcdPeers: Lesson = {
  id: "etcd-peers",
  title: "etcd's peers",
  about:
    "Three members of etcd, each with a certificate for both directions: a member serves the others and dials them. They have an authority of their own. One member is then given a certificate for servers only, and a user of the cluster's authority tries to get in.",
  inCluster:
    "etcd has no users unless it is told to: whoever its --trusted-ca-file lets in reads and writes the whole cluster, past RBAC. So etcd has an authority of its own, and admin.crt does not open it.",
  commands: [
    ...[ETCD_CA, ...PEERS, SERVER_ONLY, KUBE_CLIENT].flatMap(openssl),
    {
      line: "openssl verify -CAfile etcd-ca.crt -purpose sslserver -verify_hostname etcd-2 peer-etcd-2.crt",
      prints: "OK",
    },
    { line: "openssl verify -CAfile etcd-ca.crt -purpose sslclient peer-etcd-2.crt", prints: "peer-etcd-2.crt: OK" },
    { line: "openssl verify -CAfile etcd-ca.crt -purpose sslclient peer-server-only.crt", exit: 2, prints: "purpose" },
    {
      line: "openssl verify -CAfile etcd-ca.crt -purpose sslclient admin.crt",
      exit: 2,
      prints: "unable to get local issuer",
    },
  ],
  async run(bench) {
    for (const holder of [ETCD_CA, ...PEERS, SERVER_ONLY, KUBE_CLIENT]) await make(bench, holder);
    const dials = (from: string, to: string) =>
      handshake(bench, {
        server: `peer-${to}`,
        name: to,
        believes: "etcd-ca",
        client: from,
        serverBelieves: "etcd-ca",
      });
    const pairs = MEMBERS.flatMap((from) => MEMBERS.filter((to) => to !== from).map((to) => [from, to] as const));
    let met = 0;
    for (const [from, to] of pairs) if (outcomeOf(await dials(`peer-${from}`, to), "").off) met++;
    return [
      observed("every member dials every other", "works", {
        off: met === pairs.length,
        said: `${met} of ${pairs.length} handshakes`,
      }),
      observed(
        "a member dials with a certificate for servers only",
        "refused",
        outcomeOf(await dials("peer-server-only", "etcd-2"), "let in"),
        "Without clientAuth a member cannot dial the others, and the store has no quorum.",
      ),
      observed(
        "the API server comes with its own client certificate",
        "works",
        outcomeOf(await dials("apiserver-etcd-client", "etcd-1"), "let in: CN=kube-apiserver-etcd-client"),
      ),
      observed(
        "admin of the cluster's authority tries",
        "refused",
        outcomeOf(await dials("admin", "etcd-1"), "let in"),
        "With one authority for everything this would be let in, and own the store.",
      ),
    ];
  },
};

const NODE = "worker-1";
const NODE_SUBJECT: Subject = { commonName: `system:node:${NODE}`, organizations: ["system:nodes"] };
const KUBELET_CLIENT = client("kubelet-client", "ca", NODE_SUBJECT);
const KUBELET_SERVER: Holder = {
  name: "kubelet-server",
  by: "ca",
  subject: NODE_SUBJECT,
  usages: ["serverAuth"],
  names: { dns: [NODE], addresses: ["127.0.0.1"] },
};
const APISERVER = client("apiserver-kubelet-client", "ca", {
  commonName: "kube-apiserver-kubelet-client",
  organizations: [],
});
const SELF_MADE: Holder = {
  name: "kubelet-self-made",
  subject: { commonName: `${NODE}@1700000000`, organizations: [] },
  usages: ["serverAuth"],
  names: { dns: [NODE], addresses: [] },
};

export const kubelet: Lesson = {
  id: "kubelet",
  title: "The kubelet, on both sides",
  about:
    "A kubelet is a client of the API server and a server to it. As a client it is system:node:NAME in the group system:nodes. As a server, at port 10250, it is dialled for logs and exec. Left alone it makes itself a certificate, which nobody can verify.",
  inCluster:
    "The node authorizer lets a node at its own pods and secrets only if both user and group are exactly so. kubeadm does not set --kubelet-certificate-authority, so API servers believe any kubelet, as in the lesson of the bare key.",
  commands: [
    ...[KUBELET_CLIENT, KUBELET_SERVER, APISERVER, SELF_MADE].flatMap(openssl),
    {
      line: "openssl x509 -in kubelet-client.crt -noout -subject -nameopt RFC2253",
      prints: `CN=system:node:${NODE},O=system:nodes`,
    },
    {
      line: `openssl verify -CAfile ca.crt -purpose sslserver -verify_hostname ${NODE} kubelet-server.crt`,
      prints: "OK",
    },
    { line: "openssl verify -CAfile ca.crt kubelet-self-made.crt", exit: 2, prints: "self-signed certificate" },
  ],
  async run(bench) {
    for (const holder of [KUBELET_CLIENT, KUBELET_SERVER, APISERVER, SELF_MADE]) await make(bench, holder);
    const toNode = (server: string, believes?: string) =>
      handshake(bench, {
        server,
        name: NODE,
        client: "apiserver-kubelet-client",
        serverBelieves: "ca",
        says: "exec",
        ...(believes === undefined ? {} : { believes }),
      });
    const asClient = await handshake(bench, {
      server: "server",
      name: "bank.example",
      believes: "ca",
      client: "kubelet-client",
      serverBelieves: "ca",
    });
    return [
      observed("the kubelet dials the API server", "works", outcomeOf(asClient, userText(asClient))),
      ...(await servings(toNode)),
    ];
  },
};

type ToNode = (server: string, believes?: string) => ReturnType<typeof handshake>;

async function servings(toNode: ToNode) {
  const good = await toNode("kubelet-server", "ca");
  return [
    observed(
      "the API server dials the kubelet, and verifies it",
      "works",
      outcomeOf(good, `the kubelet heard ${good.heard} from ${userText(good)}`),
    ),
    observed(
      "it dials one with a certificate of its own making, and verifies",
      "refused",
      outcomeOf(await toNode("kubelet-self-made", "ca"), "believed"),
      "This is `kubectl logs` with --kubelet-certificate-authority set and no serving certificates made.",
    ),
    observed(
      "the same without --kubelet-certificate-authority",
      "works",
      outcomeOf(await toNode("kubelet-self-made"), "believed, whoever it is"),
      "It works, and anybody on the way can pose as this node.",
    ),
  ];
}

/** Used by the lesson of kubeconfig and curl. */
export const asAdmin = (bench: Bench) =>
  handshake(bench, {
    server: "server",
    name: "bank.example",
    believes: "ca",
    client: "admin",
    serverBelieves: "ca",
    says: "GET /api/v1/pods",
  });
