import type { CredentialPlace, Layout, TrustPlace } from "../types.ts";
import { ofDistributions } from "./absent.ts";

const pair = (folder: string, name: string): CredentialPlace => ({
  certificate: `{${folder}}/${name}.crt`,
  key: `{${folder}}/${name}.key`,
});

const client = (folder: string, name: string, kubeconfig = name): CredentialPlace => ({
  ...pair(folder, name),
  kubeconfig: `{${folder}}/${kubeconfig}.kubeconfig`,
});

/** In a folder of a user or service of its own. */
const own: CredentialPlace = { certificate: "{file}.crt", key: "{file}.key", kubeconfig: "{file}.kubeconfig" };

const trust = (folder: string, name: string, apart: string): TrustPlace => ({
  path: `{${folder}}/${name}.crt`,
  apart: `{${folder}}/${apart}.crt`,
});
const inFolder = (apart: string): TrustPlace => ({ path: "ca.crt", apart: `${apart}.crt` });

const unit = (name: string, after?: string) =>
  ({
    kind: "systemd-unit",
    path: `{units}/${name}.service`,
    binary: `/usr/local/bin/${name}`,
    ...(after === undefined ? {} : { after }),
  }) as const;

const signer = (name: string, apart = name) => ({
  certificate: { path: `{kubernetes}/${name}.crt`, apart: `{kubernetes}/${apart}.crt` },
  key: { path: `{kubernetes}/${name}.key`, apart: `{kubernetes}/${apart}.key` },
});

/** Kubernetes the Hard Way: plain binaries under systemd, with etcd on TLS and each certificate for one use. */
export const hardWayLayout: Layout = {
  title: "the hard way",
  why: "Components as systemd services with files by hand, where Kubernetes the Hard Way puts them.",
  roots: {
    kubernetes: "/var/lib/kubernetes",
    etcd: "/etc/etcd",
    kubelet: "/var/lib/kubelet",
    "kube-proxy": "/var/lib/kube-proxy",
    config: "/etc/kubernetes",
    "static-pods": "/etc/kubernetes/manifests",
    units: "/etc/systemd/system",
    "etcd-data": "/var/lib/etcd",
  },
  windows: {},
  kubelets: "workers",
  kubeProxy: "certificate",
  trust: {
    // First, so that ca.crt is what verifies the API server, whatever else the topology sets apart.
    "cluster-root-ca": trust("kubernetes", "ca", "server-ca"),
    "apiserver-client-ca": trust("kubernetes", "ca", "client-ca"),
    "apiserver-requestheader-ca": trust("kubernetes", "front-proxy-ca", "requestheader-ca"),
    "apiserver-etcd-ca": trust("kubernetes", "etcd-ca", "etcd-server-ca"),
    "apiserver-kubelet-ca": trust("kubernetes", "ca", "kubelet-ca"),
    "apiserver-peer-ca": trust("kubernetes", "ca", "peer-ca"),
    "node-root-ca": trust("kubelet", "ca", "server-ca"),
    "people-root-ca": inFolder("ca"),
    "nginx-root-ca": inFolder("ca"),
    "nginx-client-ca": inFolder("client-ca"),
    "kubelet-client-ca": trust("kubelet", "ca", "client-ca"),
    "component-client-ca": trust("kubernetes", "ca", "client-ca"),
    "component-requestheader-ca": trust("kubernetes", "front-proxy-ca", "requestheader-ca"),
    "etcd-client-ca": trust("etcd", "ca", "client-ca"),
    "etcd-peer-ca": trust("etcd", "ca", "peer-ca"),
    "etcd-operator-ca": trust("etcd", "ca", "server-ca"),
    "etcd-jobs-ca": inFolder("etcd-ca"),
    "kubelet-scrape-ca": inFolder("kubelet-ca"),
    "component-scrape-ca": inFolder("component-ca"),
    "konnectivity-server-ca": trust("kubernetes", "ca", "konnectivity-ca"),
    "konnectivity-client-ca": trust("kubernetes", "ca", "konnectivity-ca"),
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
    apiserver: pair("kubernetes", "kube-api-server"),
    "apiserver-kubelet-client": pair("kubernetes", "kube-apiserver-kubelet-client"),
    "apiserver-etcd-client": pair("kubernetes", "kube-apiserver-etcd-client"),
    "front-proxy-client": pair("kubernetes", "front-proxy-client"),
    sa: pair("kubernetes", "service-accounts"),
    "admin.conf": client("config", "admin"),
    "super-admin.conf": client("config", "super-admin"),
    "controller-manager.conf": client("kubernetes", "kube-controller-manager"),
    "controller-manager-server": pair("kubernetes", "kube-controller-manager-server"),
    "scheduler.conf": client("kubernetes", "kube-scheduler"),
    "scheduler-server": pair("kubernetes", "kube-scheduler-server"),
    "etcd-server": pair("etcd", "etcd-server"),
    "etcd-peer": pair("etcd", "etcd-peer"),
    "etcd-healthcheck-client": pair("etcd", "etcd-client"),
    "kubelet.conf": { ...pair("kubelet", "kubelet-client"), kubeconfig: "{kubelet}/kubeconfig" },
    "kubelet-server": pair("kubelet", "kubelet"),
    "kube-proxy": { ...pair("kube-proxy", "kube-proxy"), kubeconfig: "{kube-proxy}/kubeconfig" },
    admin: own,
    user: own,
    "metrics-scraper": own,
    "etcd-backup": own,
    nginx: own,
    "cni-etcd": own,
    "konnectivity-agent": own,
    "service-server": { certificate: "tls.crt", key: "tls.key" },
    "konnectivity-server": pair("kubernetes", "konnectivity-server"),
    "konnectivity-server-client": client("kubernetes", "konnectivity-server-client", "konnectivity-server"),
    "apiserver-konnectivity-client": pair("kubernetes", "kube-apiserver-konnectivity-client"),
    "cloud-controller-manager.conf": client("kubernetes", "cloud-controller-manager"),
    "cloud-controller-manager-server": pair("kubernetes", "cloud-controller-manager-server"),
    ...ofDistributions,
  },
  chain: "below-root",
  serviceAccountPublicKey: "{kubernetes}/service-accounts.pub",
  configs: {
    kubelet: "{kubelet}/kubelet-config.yaml",
    "kube-proxy": "{kube-proxy}/kube-proxy-config.yaml",
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
  flagFile: "{config}/flags/{component}.flags",
  authorityKeys: [],
  keyEncoding: "pkcs8",
  modes: { key: 0o600, certificate: 0o644, publicKey: 0o644, kubeconfig: 0o600, settings: 0o644, config: 0o644 },
  owner: "root:root",
  source: "kubernetes-the-hard-way docs/04 to 08, units, configs",
};
