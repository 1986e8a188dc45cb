import type { CredentialPlace, Layout, TrustPlace } from "../types.ts";
import { ofDistributions } from "./absent.ts";

const pair = (name: string): CredentialPlace => ({ certificate: `{ssl}/${name}.pem`, key: `{ssl}/${name}-key.pem` });

const client = (name: string): CredentialPlace => ({ ...pair(name), kubeconfig: `{ssl}/kubecfg-${name}.yaml` });

/** In a folder of a user or service of its own. */
const own: CredentialPlace = {
  certificate: "{file}.pem",
  key: "{file}-key.pem",
  kubeconfig: "kube_config_{file}.yaml",
};

const trust = (name: string, apart: string): TrustPlace => ({ path: `{ssl}/${name}.pem`, apart: `{ssl}/${apart}.pem` });
const cluster = (apart: string): TrustPlace => trust("kube-ca", apart);
const frontProxy = trust("kube-apiserver-requestheader-ca", "kube-requestheader-ca");
const inFolder = (apart: string): TrustPlace => ({ path: "kube-ca.pem", apart: `${apart}.pem` });

const signer = (name: string, apart = name) => ({
  certificate: trust(name, apart),
  key: { path: `{ssl}/${name}-key.pem`, apart: `{ssl}/${apart}-key.pem` },
});

const unit = (name: string, after?: string) =>
  ({
    kind: "systemd-unit",
    path: `{units}/${name}.service`,
    binary: `/usr/local/bin/${name}`,
    ...(after === undefined ? {} : { after }),
  }) as const;

/** RKE's folder and names; each node has an identity of its own, which RKE's shared `kube-node` was not. */
export const rke1Layout: Layout = {
  title: "RKE 1",
  why: "Everything in /etc/kubernetes/ssl under RKE's names, for what still looks there; each node and each use with a certificate of its own.",
  roots: {
    ssl: "/etc/kubernetes/ssl",
    kubernetes: "/etc/kubernetes",
    "static-pods": "/etc/kubernetes/manifests",
    units: "/etc/systemd/system",
    "etcd-data": "/var/lib/etcd",
  },
  windows: {},
  kubelets: "workers",
  kubeProxy: "certificate",
  trust: {
    // First, so that kube-ca.pem is what verifies the API server, whatever else the topology sets apart.
    "cluster-root-ca": cluster("kube-server-ca"),
    "apiserver-client-ca": cluster("kube-client-ca"),
    "apiserver-requestheader-ca": frontProxy,
    "apiserver-etcd-ca": cluster("kube-etcd-ca"),
    "apiserver-kubelet-ca": cluster("kube-kubelet-ca"),
    "apiserver-peer-ca": cluster("kube-peer-ca"),
    "node-root-ca": cluster("kube-server-ca"),
    "people-root-ca": inFolder("kube-ca"),
    "nginx-root-ca": inFolder("kube-ca"),
    "nginx-client-ca": inFolder("kube-client-ca"),
    "kubelet-client-ca": cluster("kube-kubelet-client-ca"),
    "component-client-ca": cluster("kube-client-ca"),
    "component-requestheader-ca": frontProxy,
    "etcd-client-ca": cluster("kube-etcd-client-ca"),
    "etcd-peer-ca": cluster("kube-etcd-peer-ca"),
    "etcd-operator-ca": cluster("kube-etcd-ca"),
    "etcd-jobs-ca": inFolder("kube-etcd-ca"),
    "kubelet-scrape-ca": inFolder("kube-kubelet-ca"),
    "component-scrape-ca": inFolder("kube-component-ca"),
    "konnectivity-server-ca": cluster("konnectivity-ca"),
    "konnectivity-client-ca": cluster("konnectivity-ca"),
    "konnectivity-agent-ca": inFolder("kube-ca"),
  },
  signers: {
    "cluster-signing": signer("kube-ca", "kube-signing-ca"),
    "kube-apiserver-client": signer("kube-client-ca-signer"),
    "kube-apiserver-client-kubelet": signer("kube-node-client-ca-signer"),
    "kubelet-serving": signer("kube-kubelet-serving-ca-signer"),
    "legacy-unknown": signer("kube-legacy-ca-signer"),
  },
  credentials: {
    apiserver: pair("kube-apiserver"),
    "apiserver-kubelet-client": pair("kube-apiserver-kubelet-client"),
    "apiserver-etcd-client": pair("kube-apiserver-etcd-client"),
    "front-proxy-client": pair("kube-apiserver-proxy-client"),
    sa: pair("kube-service-account-token"),
    "admin.conf": client("kube-admin"),
    "super-admin.conf": client("kube-super-admin"),
    "controller-manager.conf": client("kube-controller-manager"),
    "controller-manager-server": pair("kube-controller-manager-server"),
    "scheduler.conf": client("kube-scheduler"),
    "scheduler-server": pair("kube-scheduler-server"),
    "etcd-server": pair("kube-etcd-{dashed-address}"),
    "etcd-peer": pair("kube-etcd-peer-{dashed-address}"),
    "etcd-healthcheck-client": pair("kube-etcd-client"),
    "kubelet.conf": client("kube-node"),
    "kubelet-server": pair("kube-kubelet-{dashed-address}"),
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
  serviceAccountPublicKey: "{ssl}/kube-service-account-token.pem",
  configs: {
    kubelet: "{kubernetes}/kubelet-config.yaml",
    "kube-proxy": "{kubernetes}/kube-proxy-config.yaml",
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
  keyEncoding: "traditional",
  modes: { key: 0o600, certificate: 0o644, publicKey: 0o644, kubeconfig: 0o600, settings: 0o644, config: 0o644 },
  owner: "root:root",
  source: "rancher/rke pki/constants.go, pki/util.go",
};
