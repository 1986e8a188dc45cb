import type { CredentialPlace, Layout, TrustPlace } from "../types.ts";
import { ofDistributions } from "./absent.ts";

/** Names of files are the specification's (`fileNames`): what stands there before and after the name. */
const certificate = (name: string): string => `{certificate-before}${name}{certificate-after}`;
const key = (name: string): string => `{key-before}${name}{key-after}`;
const kubeconfig = (name: string): string => `{kubeconfig-before}${name}{kubeconfig-after}`;

const pair = (name: string): CredentialPlace => ({
  certificate: `{folder}/${certificate(name)}`,
  key: `{folder}/${key(name)}`,
});
const client = (name: string): CredentialPlace => ({ ...pair(name), kubeconfig: `{folder}/${kubeconfig(name)}` });

/** In a folder of a user or service of its own. */
const own: CredentialPlace = {
  certificate: certificate("{file}"),
  key: key("{file}"),
  kubeconfig: kubeconfig("{file}"),
};

const trust = (name: string, apart = name): TrustPlace => ({
  path: `{folder}/${certificate(name)}`,
  apart: `{folder}/${certificate(apart)}`,
});
const inFolder = (apart: string): TrustPlace => ({ path: certificate("ca"), apart: certificate(apart) });

const signer = (name: string, apart = name) => ({
  certificate: trust(name, apart),
  key: { path: `{folder}/${key(name)}`, apart: `{folder}/${key(apart)}` },
});

/** One folder for everything, names by template: for configuration management that has places of its own. */
export const plainLayout: Layout = {
  title: "one folder",
  why: "Every file of a host in one folder, named after what it is, for tools that put each where it belongs; names follow `fileNames`.",
  roots: {
    folder: "/etc/kubernetes/tls",
    "static-pods": "/etc/kubernetes/manifests",
    "etcd-data": "/var/lib/etcd",
  },
  windows: {},
  kubelets: "workers",
  kubeProxy: "certificate",
  trust: {
    // First, so that `ca` is what verifies the API server, whatever else the topology sets apart.
    "cluster-root-ca": trust("ca", "server-ca"),
    "apiserver-client-ca": trust("ca", "client-ca"),
    "apiserver-requestheader-ca": trust("front-proxy-ca", "requestheader-ca"),
    "apiserver-etcd-ca": trust("etcd-ca", "etcd-server-ca"),
    "apiserver-kubelet-ca": trust("ca", "kubelet-ca"),
    "apiserver-peer-ca": trust("ca", "peer-ca"),
    "node-root-ca": trust("ca", "server-ca"),
    "people-root-ca": inFolder("ca"),
    "nginx-root-ca": inFolder("ca"),
    "nginx-client-ca": inFolder("client-ca"),
    "kubelet-client-ca": trust("ca", "kubelet-client-ca"),
    "component-client-ca": trust("ca", "client-ca"),
    "component-requestheader-ca": trust("front-proxy-ca", "requestheader-ca"),
    "etcd-client-ca": trust("etcd-ca", "etcd-client-ca"),
    "etcd-peer-ca": trust("etcd-ca", "etcd-peer-ca"),
    "etcd-operator-ca": trust("etcd-ca", "etcd-server-ca"),
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
    apiserver: pair("kube-apiserver"),
    "apiserver-kubelet-client": pair("kube-apiserver-kubelet-client"),
    "apiserver-etcd-client": pair("kube-apiserver-etcd-client"),
    "front-proxy-client": pair("front-proxy-client"),
    sa: pair("service-account"),
    "admin.conf": client("admin"),
    "super-admin.conf": client("super-admin"),
    "controller-manager.conf": client("kube-controller-manager"),
    "controller-manager-server": pair("kube-controller-manager-server"),
    "scheduler.conf": client("kube-scheduler"),
    "scheduler-server": pair("kube-scheduler-server"),
    "etcd-server": pair("etcd-server"),
    "etcd-peer": pair("etcd-peer"),
    "etcd-healthcheck-client": pair("etcd-client"),
    "kubelet.conf": client("kubelet"),
    "kubelet-server": pair("kubelet-server"),
    "kube-proxy": client("kube-proxy"),
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
    "apiserver-konnectivity-client": pair("kube-apiserver-konnectivity-client"),
    "cloud-controller-manager.conf": client("cloud-controller-manager"),
    "cloud-controller-manager-server": pair("cloud-controller-manager-server"),
    ...ofDistributions,
  },
  chain: "below-root",
  serviceAccountPublicKey: "{folder}/service-account.pub",
  configs: {
    kubelet: "{folder}/kubelet-config.yaml",
    "kube-proxy": "{folder}/kube-proxy-config.yaml",
    "egress-selector": "{folder}/egress-selector-config.yaml",
  },
  settings: {},
  flagFile: "{folder}/{component}.flags",
  authorityKeys: [],
  keyEncoding: "pkcs8",
  modes: { key: 0o600, certificate: 0o644, publicKey: 0o644, kubeconfig: 0o600, settings: 0o644, config: 0o644 },
  owner: "root:root",
  source: "kubepki",
};
