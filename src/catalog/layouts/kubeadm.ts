import type { CredentialPlace, Layout, TrustPlace } from "../types.ts";
import { ofDistributions } from "./absent.ts";

const pki = (name: string): CredentialPlace => ({ certificate: `{pki}/${name}.crt`, key: `{pki}/${name}.key` });

const conf = (name: string): CredentialPlace => ({ ...pki(name), kubeconfig: `{kubernetes}/${name}.conf` });

/** In a folder of a user or service of its own. */
const own: CredentialPlace = { certificate: "{file}.crt", key: "{file}.key", kubeconfig: "{file}.conf" };

const cluster = (apart: string): TrustPlace => ({ path: "{pki}/ca.crt", apart: `{pki}/${apart}.crt` });
const etcd = (apart: string): TrustPlace => ({ path: "{pki}/etcd/ca.crt", apart: `{pki}/etcd/${apart}.crt` });
const frontProxy = (apart: string): TrustPlace => ({ path: "{pki}/front-proxy-ca.crt", apart: `{pki}/${apart}.crt` });
const folder = (apart: string): TrustPlace => ({ path: "ca.crt", apart: `${apart}.crt` });

const signer = (name: string, apart = name) => ({
  certificate: { path: `{pki}/${name}.crt`, apart: `{pki}/${apart}.crt` },
  key: { path: `{pki}/${name}.key`, apart: `{pki}/${apart}.key` },
});

/** kubeadm's tree, as its own commands read it (facts 1.2, 1.3, 1.5). */
export const kubeadmLayout: Layout = {
  title: "kubeadm",
  why: "What kubeadm makes and expects: static pods under /etc/kubernetes/manifests, everything else beside them.",
  roots: {
    pki: "/etc/kubernetes/pki",
    kubernetes: "/etc/kubernetes",
    "static-pods": "/etc/kubernetes/manifests",
    kubelet: "/var/lib/kubelet",
    "kube-proxy": "/var/lib/kube-proxy",
    "etcd-data": "/var/lib/etcd",
  },
  windows: { "kube-proxy": "C:/k/kube-proxy" },
  kubelets: "control-planes-and-workers",
  kubeProxy: "token",
  trust: {
    // First, so that ca.crt is what verifies the API server, whatever else the topology sets apart.
    "cluster-root-ca": cluster("server-ca"),
    "apiserver-client-ca": cluster("client-ca"),
    "apiserver-requestheader-ca": frontProxy("requestheader-ca"),
    "apiserver-etcd-ca": etcd("server-ca"),
    "apiserver-kubelet-ca": cluster("kubelet-ca"),
    "apiserver-peer-ca": cluster("peer-ca"),
    "node-root-ca": cluster("server-ca"),
    "people-root-ca": folder("ca"),
    "nginx-root-ca": folder("ca"),
    "nginx-client-ca": folder("client-ca"),
    "kubelet-client-ca": cluster("kubelet-client-ca"),
    "component-client-ca": cluster("client-ca"),
    "component-requestheader-ca": frontProxy("requestheader-ca"),
    "etcd-client-ca": etcd("client-ca"),
    "etcd-peer-ca": etcd("peer-ca"),
    "etcd-operator-ca": etcd("server-ca"),
    "etcd-jobs-ca": folder("etcd-ca"),
    "kubelet-scrape-ca": folder("kubelet-ca"),
    "component-scrape-ca": folder("component-ca"),
    "konnectivity-server-ca": cluster("konnectivity-ca"),
    "konnectivity-client-ca": cluster("konnectivity-ca"),
    "konnectivity-agent-ca": folder("ca"),
  },
  signers: {
    "cluster-signing": signer("ca", "signing-ca"),
    "kube-apiserver-client": signer("client-ca-signer"),
    "kube-apiserver-client-kubelet": signer("node-client-ca-signer"),
    "kubelet-serving": signer("kubelet-serving-ca-signer"),
    "legacy-unknown": signer("legacy-ca-signer"),
  },
  credentials: {
    apiserver: pki("apiserver"),
    "apiserver-kubelet-client": pki("apiserver-kubelet-client"),
    "apiserver-etcd-client": pki("apiserver-etcd-client"),
    "front-proxy-client": pki("front-proxy-client"),
    sa: pki("sa"),
    "admin.conf": conf("admin"),
    "super-admin.conf": conf("super-admin"),
    "controller-manager.conf": conf("controller-manager"),
    "controller-manager-server": pki("controller-manager/server"),
    "scheduler.conf": conf("scheduler"),
    // A folder of its own: it is mounted into the pod whole, so that a renewed file is seen and no other key is.
    "scheduler-server": pki("scheduler/server"),
    "etcd-server": pki("etcd/server"),
    "etcd-peer": pki("etcd/peer"),
    "etcd-healthcheck-client": pki("etcd/healthcheck-client"),
    "kubelet.conf": {
      certificate: "{kubelet}/pki/kubelet-client.crt",
      key: "{kubelet}/pki/kubelet-client.key",
      kubeconfig: "{kubernetes}/kubelet.conf",
    },
    "kubelet-server": { certificate: "{kubelet}/pki/kubelet.crt", key: "{kubelet}/pki/kubelet.key" },
    "kube-proxy": {
      certificate: "{kube-proxy}/kube-proxy.crt",
      key: "{kube-proxy}/kube-proxy.key",
      kubeconfig: "{kube-proxy}/kubeconfig.conf",
    },
    admin: own,
    user: own,
    "metrics-scraper": own,
    "etcd-backup": own,
    nginx: own,
    "cni-etcd": own,
    "konnectivity-agent": own,
    "service-server": { certificate: "tls.crt", key: "tls.key" },
    "konnectivity-server": pki("konnectivity-server"),
    "konnectivity-server-client": {
      ...pki("konnectivity-server-client"),
      kubeconfig: "{kubernetes}/konnectivity-server.conf",
    },
    "apiserver-konnectivity-client": pki("apiserver-konnectivity-client"),
    "cloud-controller-manager.conf": conf("cloud-controller-manager"),
    "cloud-controller-manager-server": pki("cloud-controller-manager/server"),
    ...ofDistributions,
  },
  chain: "below-root",
  serviceAccountPublicKey: "{pki}/sa.pub",
  configs: {
    kubelet: "{kubelet}/config.yaml",
    "kube-proxy": "{kube-proxy}/config.conf",
    "egress-selector": "{kubernetes}/egress-selector.yaml",
  },
  settings: {
    "kube-apiserver": { kind: "static-pod", path: "{static-pods}/kube-apiserver.yaml", image: "kube-apiserver" },
    "kube-controller-manager": {
      kind: "static-pod",
      path: "{static-pods}/kube-controller-manager.yaml",
      image: "kube-controller-manager",
    },
    "kube-scheduler": { kind: "static-pod", path: "{static-pods}/kube-scheduler.yaml", image: "kube-scheduler" },
    etcd: { kind: "static-pod", path: "{static-pods}/etcd.yaml", image: "etcd" },
    kubelet: {
      kind: "environment-file",
      path: "{kubelet}/kubeadm-flags.env",
      variable: "KUBELET_KUBEADM_ARGS",
      given: ["config", "kubeconfig"],
    },
  },
  flagFile: "{kubernetes}/flags/{component}.flags",
  authorityKeys: [
    { slot: "apiserver-etcd-ca", path: "{pki}/etcd/ca.key", scope: "control-plane", when: ["etcd-is-stacked"] },
    { slot: "apiserver-requestheader-ca", path: "{pki}/front-proxy-ca.key", scope: "control-plane" },
  ],
  // kubernetes cmd/kubeadm/app/phases/copycerts/copycerts.go certsToUpload, for stacked etcd.
  uploads: {
    folder: "{pki}",
    files: [
      "ca.crt",
      "ca.key",
      "front-proxy-ca.crt",
      "front-proxy-ca.key",
      "sa.pub",
      "sa.key",
      "etcd/ca.crt",
      "etcd/ca.key",
    ],
  },
  renewal: {
    command: "kubeadm certs renew",
    credentials: [
      "apiserver",
      "apiserver-kubelet-client",
      "apiserver-etcd-client",
      "front-proxy-client",
      "etcd-server",
      "etcd-peer",
      "etcd-healthcheck-client",
      "admin.conf",
      "super-admin.conf",
      "controller-manager.conf",
      "scheduler.conf",
    ],
    restart:
      "The API server, controller-manager, scheduler and etcd: move their manifests out of /etc/kubernetes/manifests for 20 seconds, one after the other.",
    source: "kubernetes cmd/kubeadm/app/phases/certs/renewal/manager.go",
  },
  keyEncoding: "traditional",
  modes: { key: 0o600, certificate: 0o644, publicKey: 0o600, kubeconfig: 0o600, settings: 0o600, config: 0o644 },
  owner: "root:root",
  source: "kubernetes cmd/kubeadm/app/constants/constants.go, app/phases/certs, app/phases/kubeconfig",
};
