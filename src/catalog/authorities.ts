import type { Authority, IssuingAuthorityId, Purpose, Topology, TopologyId } from "./types.ts";

const CERTLIST = "kubernetes cmd/kubeadm/app/phases/certs/certlist.go";
const SIGNER = "kubernetes pkg/controller/certificates/signer/ca_provider.go";
const K3S = "k3s pkg/daemons/control/deps/deps.go";

/** The authorities that topologies are made of. Names are kubeadm's where it has one (`certlist.go`). */
export const authorities: Readonly<Record<IssuingAuthorityId, Authority>> = {
  ca: {
    commonName: "kubernetes",
    title: "cluster authority",
    why: "Issues the API server's and kubelets' serving certificates and every client of the API.",
    ifStolen:
      "Its holder can become any user, system:masters included, and can pose as the API server: the cluster is theirs.",
    source: CERTLIST,
  },
  "server-ca": {
    commonName: "kubernetes-server-ca",
    title: "server authority",
    why: "Issues serving certificates only, so that what every pod believes cannot make a user.",
    ifStolen: "Its holder can pose as the API server or a kubelet to everybody, but cannot become a user by itself.",
    source: K3S,
  },
  "client-ca": {
    commonName: "kubernetes-client-ca",
    title: "client authority",
    why: "Issues users and components, and can be rotated without touching what pods believe.",
    ifStolen: "Its holder can become any user, system:masters included.",
    source: K3S,
  },
  "node-client-ca": {
    commonName: "kubernetes-node-client-ca",
    title: "authority of the kubelets' client certificates",
    why: "The only key for API clients that has to be online: the controller-manager signs kubelets' renewals with it.",
    ifStolen: "Its holder can become any node, or any user: a chain does not limit names.",
    source: SIGNER,
  },
  "kubelet-serving-ca": {
    commonName: "kubernetes-kubelet-serving-ca",
    title: "authority of the kubelets' serving certificates",
    why: "Apart, so that a certificate that a node asked for is believed as a kubelet and as nothing else.",
    ifStolen: "Its holder can pose as any kubelet to the API server and read what logs and exec carry.",
    source: SIGNER,
  },
  "legacy-ca": {
    commonName: "kubernetes-legacy-ca",
    title: "authority of requests without a purpose",
    why: "The signer legacy-unknown promises nothing about who believes it; with an authority of its own nobody does.",
    ifStolen: "Nothing: no trust slot holds it.",
    source: SIGNER,
  },
  "front-proxy-ca": {
    commonName: "front-proxy-ca",
    title: "front-proxy authority",
    why: "Separate because whoever holds a certificate of it may name any user in a request header.",
    ifStolen: "Its holder can pose as any user to every aggregated API server and to the API server itself.",
    source: CERTLIST,
  },
  "etcd-ca": {
    commonName: "etcd-ca",
    title: "etcd authority",
    why: "Separate because etcd lets in every client that its authority signed, with full rights over the whole store.",
    ifStolen: "Its holder can read and write everything in etcd, past all authorization.",
    source: CERTLIST,
  },
  "etcd-peer-ca": {
    commonName: "etcd-peer-ca",
    title: "etcd peer authority",
    why: "Apart from the clients', so that no client certificate can pose as a member, and each can be rotated alone.",
    ifStolen: "Its holder can join etcd as a member.",
    source: K3S,
  },
};

/** What stands above issuing authorities when their roots are kept offline. */
export const rootAuthority: Omit<Authority, "commonName"> = {
  title: "offline root",
  why: "What verifiers hold: its key is used once in years, so the authorities below it can be replaced without touching them.",
  ifStolen: "Its holder can make an authority that everybody below this root believes.",
  source: "RFC 5280 section 6.1, Go crypto/x509 verify.go",
};

/** kubeadm's, which the others vary. */
const three: Readonly<Record<Purpose, IssuingAuthorityId>> = {
  "apiserver-serving": "ca",
  "control-plane-serving": "ca",
  "kubelet-serving": "ca",
  "apiserver-client": "ca",
  "node-client": "ca",
  "kubelet-client": "ca",
  "front-proxy": "front-proxy-ca",
  "etcd-serving": "etcd-ca",
  "etcd-peer": "etcd-ca",
  "etcd-client": "etcd-ca",
  "extension-serving": "ca",
  konnectivity: "ca",
  legacy: "ca",
};

/** Which authority issues for which purpose. More topologies are more entries; nothing else counts authorities. */
export const topologies: Readonly<Record<TopologyId, Topology>> = {
  single: {
    title: "one authority for everything",
    why: "The simplest to carry about, for learning and throw-away clusters. Every client of the API is then also let into etcd, and only the list of allowed names stands between a client and the front proxy's power.",
    issuerOf: { ...three, "front-proxy": "ca", "etcd-serving": "ca", "etcd-peer": "ca", "etcd-client": "ca" },
    source: "kubernetes-the-hard-way docs/04-certificate-authority.md",
  },
  kubeadm: {
    title: "three authorities: cluster, etcd, front proxy",
    why: "kubeadm's. A client certificate of the cluster opens neither etcd nor the front proxy.",
    issuerOf: three,
    source: CERTLIST,
  },
  "kubelets-apart": {
    title: "kubeadm's three and one for the kubelets' serving certificates",
    why: "What nodes ask for is believed by API servers as a kubelet and by nobody as anything else.",
    issuerOf: { ...three, "kubelet-serving": "kubelet-serving-ca" },
    source: SIGNER,
  },
  "signers-apart": {
    title: "kubeadm's three and one for each signer of the controller-manager",
    why: "The cluster authority's key need not be on any host: what signs online can make no API server's certificate.",
    issuerOf: {
      ...three,
      "apiserver-client": "client-ca",
      "node-client": "node-client-ca",
      "kubelet-serving": "kubelet-serving-ca",
      legacy: "legacy-ca",
    },
    source: SIGNER,
  },
  five: {
    title: "five authorities: server, client, front proxy, etcd clients, etcd peers",
    why: "k3s's. Servers and clients are vouched for apart, so clients can be rotated without touching a pod.",
    issuerOf: {
      "apiserver-serving": "server-ca",
      "control-plane-serving": "server-ca",
      "kubelet-serving": "server-ca",
      "apiserver-client": "client-ca",
      "node-client": "client-ca",
      "kubelet-client": "client-ca",
      "front-proxy": "front-proxy-ca",
      "etcd-serving": "etcd-ca",
      "etcd-peer": "etcd-peer-ca",
      "etcd-client": "etcd-ca",
      "extension-serving": "server-ca",
      konnectivity: "server-ca",
      legacy: "server-ca",
    },
    source: K3S,
  },
};
