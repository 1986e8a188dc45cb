import type { CredentialPlace, Layout, TrustPlace } from "../types.ts";
import { ofDistributions } from "./absent.ts";

const pair = (name: string): CredentialPlace => ({ certificate: `{certs}/${name}.crt`, key: `{certs}/${name}.key` });

const client = (name: string): CredentialPlace => ({ ...pair(name), kubeconfig: `{kubernetes}/${name}.kubeconfig` });

/** In a folder of a user or service of its own. */
const own: CredentialPlace = { certificate: "{file}.crt", key: "{file}.key", kubeconfig: "{file}.kubeconfig" };

const trust = (name: string, apart = name): TrustPlace => ({
  path: `{certs}/${name}.crt`,
  apart: `{certs}/${apart}.crt`,
});
const inFolder = (apart: string): TrustPlace => ({ path: "ca.crt", apart: `${apart}.crt` });

const signer = (name: string, apart = name) => ({
  certificate: trust(name, apart),
  key: { path: `{certs}/${name}.key`, apart: `{certs}/${apart}.key` },
});

const unit = (name: string, after?: string) =>
  ({
    kind: "systemd-unit",
    path: `{units}/${name}.service`,
    binary: `/usr/local/bin/${name}`,
    ...(after === undefined ? {} : { after }),
  }) as const;

/**
 * The tree of the third seed text. Paths that its flags name are as written there; what it leaves out (etcd's own files,
 * the other components, kubelets) stands beside them.
 */
export const seedLayout: Layout = {
  title: "the certs folder",
  why: "The tree /etc/kubernetes/certs of the API server's flags as they are often taught, completed so that a cluster runs on it.",
  roots: {
    certs: "/etc/kubernetes/certs",
    kubernetes: "/etc/kubernetes",
    kubelet: "/var/lib/kubelet",
    "kube-proxy": "/var/lib/kube-proxy",
    "static-pods": "/etc/kubernetes/manifests",
    units: "/etc/systemd/system",
    "etcd-data": "/var/lib/etcd",
  },
  windows: {},
  kubelets: "workers",
  kubeProxy: "certificate",
  trust: {
    // First those that the flags name: whatever a topology sets apart, these paths are theirs.
    "apiserver-client-ca": trust("ca"),
    "apiserver-requestheader-ca": trust("proxy-ca"),
    "apiserver-etcd-ca": trust("etcd/Etcdtrustca"),
    "apiserver-kubelet-ca": trust("apiserver_to_kubelet_cert/ca"),
    "apiserver-peer-ca": trust("ca", "server-ca"),
    "cluster-root-ca": trust("ca", "server-ca"),
    "node-root-ca": trust("kubelet/server-ca"),
    "people-root-ca": inFolder("ca"),
    "nginx-root-ca": inFolder("ca"),
    "nginx-client-ca": inFolder("client-ca"),
    "kubelet-client-ca": trust("kubelet/client-ca"),
    "component-client-ca": trust("ca", "component-client-ca"),
    "component-requestheader-ca": trust("proxy-ca", "component-proxy-ca"),
    "etcd-client-ca": trust("etcd/Etcdtrustca", "etcd/client-ca"),
    "etcd-peer-ca": trust("etcd/Etcdtrustca", "etcd/peer-ca"),
    "etcd-operator-ca": trust("etcd/Etcdtrustca", "etcd/server-ca"),
    "etcd-jobs-ca": inFolder("etcd-ca"),
    "kubelet-scrape-ca": inFolder("kubelet-ca"),
    "component-scrape-ca": inFolder("component-ca"),
    "konnectivity-server-ca": trust("ca", "konnectivity-ca"),
    "konnectivity-client-ca": trust("ca", "konnectivity-ca"),
    "konnectivity-agent-ca": inFolder("ca"),
  },
  signers: {
    "cluster-signing": signer("ca", "signing-ca"),
    "kube-apiserver-client": signer("client-ca-signer"),
    "kube-apiserver-client-kubelet": signer("node-client-ca-signer"),
    "kubelet-serving": signer("kubelet-serving-ca-signer"),
    "legacy-unknown": signer("legacy-ca-signer"),
  },
  credentials: {
    apiserver: pair("server"),
    "apiserver-kubelet-client": pair("apiserver_to_kubelet_cert/client"),
    "apiserver-etcd-client": pair("etcd/etcd-client"),
    "front-proxy-client": pair("proxy"),
    sa: { certificate: "{certs}/sign_sa_pub.key", key: "{certs}/sign_sa_pri.key" },
    "admin.conf": client("admin"),
    "super-admin.conf": client("super-admin"),
    "controller-manager.conf": client("controller-manager"),
    "controller-manager-server": pair("controller-manager-server"),
    "scheduler.conf": client("scheduler"),
    "scheduler-server": pair("scheduler-server"),
    "etcd-server": pair("etcd/server"),
    "etcd-peer": pair("etcd/peer"),
    "etcd-healthcheck-client": pair("etcd/healthcheck-client"),
    "kubelet.conf": { ...pair("kubelet/client"), kubeconfig: "{kubelet}/kubeconfig" },
    "kubelet-server": pair("kubelet/server"),
    "kube-proxy": { ...pair("kube-proxy/client"), kubeconfig: "{kube-proxy}/kubeconfig" },
    admin: own,
    user: own,
    "metrics-scraper": own,
    "etcd-backup": own,
    nginx: own,
    "cni-etcd": own,
    "konnectivity-agent": own,
    "service-server": { certificate: "tls.crt", key: "tls.key" },
    "konnectivity-server": pair("konnectivity-server"),
    "konnectivity-server-client": client("konnectivity-server-client"),
    "apiserver-konnectivity-client": pair("konnectivity-client"),
    "cloud-controller-manager.conf": client("cloud-controller-manager"),
    "cloud-controller-manager-server": pair("cloud-controller-manager-server"),
    ...ofDistributions,
  },
  chain: "below-root",
  serviceAccountPublicKey: "{certs}/sign_sa_pub.key",
  configs: {
    kubelet: "{kubelet}/config.yaml",
    "kube-proxy": "{kube-proxy}/config.yaml",
    "egress-selector": "{kubernetes}/egress-selector.yaml",
  },
  settings: {
    "kube-apiserver": unit("kube-apiserver"),
    "kube-controller-manager": unit("kube-controller-manager"),
    "kube-scheduler": unit("kube-scheduler"),
    etcd: unit("etcd"),
    kubelet: unit("kubelet", "containerd.service"),
    "kube-proxy": unit("kube-proxy"),
  },
  flagFile: "{kubernetes}/flags/{component}.flags",
  authorityKeys: [],
  keyEncoding: "pkcs8",
  modes: { key: 0o600, certificate: 0o644, publicKey: 0o644, kubeconfig: 0o600, settings: 0o644, config: 0o644 },
  owner: "root:root",
  source: "the flag list of KodeKloud's course notes on TLS in Kubernetes",
};
