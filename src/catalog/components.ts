import type { Component, ComponentId } from "./types.ts";

/** k8s.io/apiserver pkg/server/options/serving.go; metrics are for whoever may get that path. */
const SECURE_SERVING = {
  listens: { address: "bind-address", port: "secure-port" },
  harmless: { method: "GET", path: "/metrics" },
  metrics: "/metrics",
} as const;

/** Answered to everybody who is somebody, and kept nowhere (k8s.io/api authentication/v1 types.go SelfSubjectReview). */
const WHO_AM_I = {
  method: "POST",
  path: "/apis/authentication.k8s.io/v1/selfsubjectreviews",
  object: { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" },
} as const;

/** Every program and person that takes part in the cluster's trust. */
export const components: Readonly<Record<ComponentId, Component>> = {
  "kube-apiserver": {
    title: "kube-apiserver",
    clientCertificates: "asked-for",
    runsOn: "control-plane",
    ...SECURE_SERVING,
    harmless: WHO_AM_I,
    probe: { scheme: "HTTPS", address: "{advertise}", port: "{bind-port}", live: "/livez", ready: "/readyz" },
    systemRoots: true,
    why: "The one server that everything talks to; also a client of etcd, kubelets and extension servers.",
  },
  "kube-controller-manager": {
    title: "kube-controller-manager",
    clientCertificates: "asked-for",
    runsOn: "control-plane",
    ...SECURE_SERVING,
    probe: { scheme: "HTTPS", address: "{loopback}", port: "10257", live: "/healthz", ready: "/healthz" },
    systemRoots: true,
    why: "Runs the controllers, signs certificate requests and publishes the cluster's root to pods.",
  },
  "kube-scheduler": {
    title: "kube-scheduler",
    clientCertificates: "asked-for",
    runsOn: "control-plane",
    ...SECURE_SERVING,
    probe: { scheme: "HTTPS", address: "{loopback}", port: "10259", live: "/livez", ready: "/readyz" },
    why: "Puts pods on nodes.",
  },
  kubelet: {
    title: "kubelet",
    clientCertificates: "asked-for",
    runsOn: "node",
    listens: { address: "address", port: "port" },
    harmless: { method: "GET", path: "/pods" },
    metrics: "/metrics",
    why: "The node's agent: client of the API server and a server to it.",
  },
  "kube-proxy": { title: "kube-proxy", runsOn: "node", why: "Programs Service addresses on each node." },
  etcd: {
    title: "etcd",
    clientCertificates: "demanded",
    runsOn: "etcd-member",
    listens: { urls: { 2379: "listen-client-urls", 2380: "listen-peer-urls" } },
    harmless: { method: "GET", path: "/version" },
    metrics: "/metrics",
    // etcd CHANGELOG/CHANGELOG-3.5.md, "Compile binaries using"; 3.4.23 as Debian builds it was run.
    olderWords: [
      { versions: [{ before: "3.5.10" }], go: "1.19" },
      { versions: [{ from: "3.5.10", before: "3.5.13" }], go: "1.20" },
    ],
    probe: {
      scheme: "HTTP",
      address: "{loopback}",
      port: "2381",
      live: "/livez",
      ready: "/readyz",
    },
    data: "{etcd-data}",
    why: "The cluster's store; whoever it lets in owns the cluster.",
  },
  "cloud-controller-manager": {
    title: "cloud-controller-manager",
    clientCertificates: "asked-for",
    runsOn: "control-plane",
    ...SECURE_SERVING,
    why: "The cloud provider's controllers.",
  },
  "konnectivity-server": {
    title: "konnectivity-server",
    clientCertificates: "demanded",
    runsOn: "control-plane",
    why: "Carries the API server's connections into the cluster network.",
  },
  "konnectivity-agent": {
    title: "konnectivity-agent",
    runsOn: "cluster",
    why: "Dials the konnectivity server from nodes.",
  },
  "extension-apiserver": {
    title: "aggregated API server",
    clientCertificates: "asked-for",
    runsOn: "cluster",
    why: "Serves API groups behind the API server (metrics-server, for one).",
  },
  webhook: {
    title: "admission or conversion webhook",
    runsOn: "cluster",
    why: "Asked by the API server about objects.",
  },
  administrator: { title: "administrator or user", runsOn: "user", why: "A person or job with a kubeconfig." },
  "etcd-operator": {
    title: "etcdctl, health check or backup",
    runsOn: "etcd-member",
    why: "Looks after etcd with a client certificate of its own.",
  },
  "distribution-server": {
    title: "k3s or RKE2, as a server",
    runsOn: "control-plane",
    why: "Runs the control plane's components and looks after their certificates; a client of the API itself.",
  },
  "distribution-agent": {
    title: "k3s or RKE2, as an agent",
    runsOn: "node",
    why: "Runs a node's components with what its server hands out; a client of the API itself.",
  },
  "kubeadm-join": { title: "kubeadm join", runsOn: "node", why: "Brings a new node in, from a token and a pin." },
  pod: { title: "any pod", runsOn: "cluster", why: "Reaches the API with its service account's token." },
  "metrics-scraper": { title: "metrics scraper", runsOn: "cluster", why: "Prometheus or metrics-server." },
  nginx: {
    title: "nginx",
    clientCertificates: "demanded",
    runsOn: "outside",
    why: "Stands in front of the API servers and lets nobody through who has no client certificate.",
  },
  cni: { title: "network plug-in", runsOn: "cluster", why: "Some keep their state in etcd directly." },
  "external-service": {
    title: "service outside the cluster",
    runsOn: "outside",
    why: "OIDC issuers, key services, registries: trust that is not this cluster's.",
  },
};
