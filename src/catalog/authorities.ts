import type { Authority, AuthorityId, Topology, TopologyId } from "./types.ts";

/** The authorities that topologies are made of. Names are kubeadm's (`certlist.go`). */
export const authorities: Readonly<Record<AuthorityId, Authority>> = {
  ca: {
    commonName: "kubernetes",
    title: "cluster authority",
    why: "Issues the API server's and kubelets' serving certificates and every client of the API.",
    ifStolen:
      "Its holder can become any user, system:masters included, and can pose as the API server: the cluster is theirs.",
    source: "kubernetes cmd/kubeadm/app/phases/certs/certlist.go",
  },
  "etcd-ca": {
    commonName: "etcd-ca",
    title: "etcd authority",
    why: "Separate because etcd lets in every client that its authority signed, with full rights over the whole store.",
    ifStolen: "Its holder can read and write everything in etcd, past all authorization.",
    source: "kubernetes cmd/kubeadm/app/phases/certs/certlist.go",
  },
  "front-proxy-ca": {
    commonName: "front-proxy-ca",
    title: "front-proxy authority",
    why: "Separate because whoever holds a certificate of it may name any user in a request header.",
    ifStolen: "Its holder can pose as any user to every aggregated API server and to the API server itself.",
    source: "kubernetes cmd/kubeadm/app/phases/certs/certlist.go",
  },
};

/** Which authority issues for which purpose. More topologies are more entries; nothing else counts authorities. */
export const topologies: Readonly<Record<TopologyId, Topology>> = {
  single: {
    title: "one authority for everything",
    why: "The simplest to carry about, for learning and throw-away clusters. Every client of the API is then also let into etcd, and only the list of allowed names stands between a client and the front proxy's power.",
    authorities: ["ca"],
    issuerOf: {
      "apiserver-serving": "ca",
      "control-plane-serving": "ca",
      "kubelet-serving": "ca",
      "apiserver-client": "ca",
      "kubelet-client": "ca",
      "front-proxy": "ca",
      "etcd-serving": "ca",
      "etcd-peer": "ca",
      "etcd-client": "ca",
      "extension-serving": "ca",
      konnectivity: "ca",
    },
    source: "kubernetes-the-hard-way docs/04-certificate-authority.md",
  },
  kubeadm: {
    title: "three authorities: cluster, etcd, front proxy",
    why: "kubeadm's. A client certificate of the cluster opens neither etcd nor the front proxy.",
    authorities: ["ca", "etcd-ca", "front-proxy-ca"],
    issuerOf: {
      "apiserver-serving": "ca",
      "control-plane-serving": "ca",
      "kubelet-serving": "ca",
      "apiserver-client": "ca",
      "kubelet-client": "ca",
      "front-proxy": "front-proxy-ca",
      "etcd-serving": "etcd-ca",
      "etcd-peer": "etcd-ca",
      "etcd-client": "etcd-ca",
      "extension-serving": "ca",
      konnectivity: "ca",
    },
    source: "kubernetes cmd/kubeadm/app/phases/certs/certlist.go",
  },
};
