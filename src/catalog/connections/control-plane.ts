import type { Connection } from "../types.ts";
import { API_SERVER, CLUSTER_ROOT, ENDPOINT, LOCAL, USERS_BY_CERTIFICATE } from "./ends.ts";

const KUBECONFIG = "kubernetes cmd/kubeadm/app/phases/kubeconfig/kubeconfig.go";

/** People and the control plane's components to the API server, and the API server to itself and its peers. */
export const controlPlaneConnections = {
  E1: {
    title: "kubectl to the API server",
    clients: [
      {
        component: "administrator",
        presents: { credentials: ["admin.conf", "super-admin.conf"] },
        needs: "cluster-admin",
        checks: CLUSTER_ROOT,
      },
      {
        component: "administrator",
        presents: { credentials: ["admin", "user"] },
        checks: { slots: ["people-root-ca"] },
      },
      {
        component: "metrics-scraper",
        when: ["metrics-scraper"],
        presents: { credentials: ["metrics-scraper"] },
        checks: { slots: ["people-root-ca"] },
      },
    ],
    servers: [{ ...API_SERVER, checks: USERS_BY_CERTIFICATE }],
    dials: ENDPOINT,
    without: "x509: certificate signed by unknown authority on the client, or 401 Unauthorized from the server.",
    source: KUBECONFIG,
  },
  E2: {
    title: "controller-manager to the API server",
    clients: [
      {
        component: "kube-controller-manager",
        presents: {
          credentials: ["controller-manager.conf"],
          token: "each controller's own service-account token, asked for with the certificate",
        },
        needs: "system:kube-controller-manager",
        checks: CLUSTER_ROOT,
      },
    ],
    servers: [{ ...API_SERVER, checks: { slots: ["apiserver-client-ca"], tokens: "--service-account-key-file" } }],
    dials: LOCAL,
    without: "The controller-manager does not start.",
    source: KUBECONFIG,
  },
  E3: {
    title: "scheduler to the API server",
    clients: [
      {
        component: "kube-scheduler",
        presents: { credentials: ["scheduler.conf"] },
        needs: "system:kube-scheduler",
        checks: CLUSTER_ROOT,
      },
    ],
    servers: [{ ...API_SERVER, checks: USERS_BY_CERTIFICATE }],
    dials: LOCAL,
    without: "No pod is scheduled.",
    source: KUBECONFIG,
  },
  E19: {
    title: "API server to API server",
    // Gate UnknownVersionInteroperabilityProxy: alpha and off before.
    versions: [{ from: "1.36" }],
    clients: [
      {
        component: "kube-apiserver",
        presents: { credentials: ["front-proxy-client"] },
        checks: { slots: ["apiserver-peer-ca"] },
        onlyWith: "peer-ca-file",
      },
    ],
    servers: [{ ...API_SERVER, checks: { slots: ["apiserver-requestheader-ca"] } }],
    between: "other-hosts",
    dials: [{ name: "kubernetes.default.svc", why: "the name asked for, whatever is dialled" }],
    without: "Requests for resources of another version cannot be passed on.",
    source: "kubernetes pkg/controlplane/apiserver/config.go CreateConfig, peer.go",
  },
  E20: {
    title: "API server to itself",
    clients: [
      {
        component: "kube-apiserver",
        presents: { token: "a random token in memory" },
        checks: { unchecked: "trusts the one certificate it made itself" },
      },
    ],
    servers: [
      {
        component: "kube-apiserver",
        presents: { selfMade: "apiserver-loopback-client, in memory, for 1096 days" },
        checks: { tokens: "the token in memory" },
        port: undefined,
      },
    ],
    dials: [],
    without:
      "Made at each start; after three years without one its calls to itself fail, and from 1.36 its liveness probe.",
    source: "k8s.io/apiserver pkg/server/options/serving_with_loopback.go",
  },
  E27: {
    title: "cloud-controller-manager to the API server",
    when: ["cloud-controller-manager"],
    clients: [
      {
        component: "cloud-controller-manager",
        presents: { credentials: ["cloud-controller-manager.conf"] },
        checks: CLUSTER_ROOT,
      },
    ],
    servers: [{ ...API_SERVER, checks: USERS_BY_CERTIFICATE }],
    dials: LOCAL,
    without: "New nodes keep the uninitialized taint.",
    source: "k8s.io/cloud-provider app/core.go",
  },
} as const satisfies Record<string, Connection>;
