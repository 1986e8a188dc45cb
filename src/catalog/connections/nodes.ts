import type { Connection, NameSource } from "../types.ts";
import {
  API_SERVER,
  BOOTSTRAP_TOKENS,
  BOOTSTRAPPED_KUBELET,
  ENDPOINT,
  KUBELET,
  NODE_ROOT,
  OUTSIDE,
  POD_ROOT,
  SA_KEYS,
  SERVICE_ACCOUNT,
  USERS_BY_CERTIFICATE,
} from "./ends.ts";

export const NODE: readonly NameSource[] = [
  { from: "host-addresses", why: "the node's internal address: the first of --kubelet-preferred-address-types" },
];

/** Nodes to the API server, joining ones among them, and the API server to nodes. */
export const nodeConnections = {
  E4: {
    title: "kubelet to the API server",
    clients: [{ component: "kubelet", presents: { credentials: ["kubelet.conf"] }, needs: "node", checks: NODE_ROOT }],
    servers: [{ ...API_SERVER, checks: USERS_BY_CERTIFICATE }],
    dials: [...ENDPOINT, { from: "advertise-address", why: "on a control plane, the API server of the same host" }],
    without: "The node becomes NotReady. The Node authorizer needs user and group.",
    source: "kubernetes plugin/pkg/auth/authorizer/node/node_authorizer.go",
  },
  E5: {
    title: "bootstrapping kubelet to the API server",
    clients: [
      {
        component: "kubelet",
        joinsBy: "bootstrap-kubeconfig",
        presents: { token: "bootstrap token" },
        checks: NODE_ROOT,
      },
    ],
    servers: [{ ...API_SERVER, checks: BOOTSTRAP_TOKENS }],
    dials: ENDPOINT,
    without: "A new node cannot ask for its certificate: 401 Unauthorized.",
    source: "kubernetes pkg/kubelet/certificate/bootstrap/bootstrap.go",
  },
  E6: {
    title: "kubeadm join discovery",
    clients: [
      {
        component: "kubeadm-join",
        joinsBy: "cluster-info",
        presents: { nothing: "an anonymous request for ConfigMap kube-public/cluster-info" },
        checks: { slots: ["discovery-pin"] },
      },
    ],
    servers: [{ ...API_SERVER, checks: { unchecked: "anonymous; a Role lets it read that one ConfigMap" } }],
    dials: ENDPOINT,
    without: "The first request is unverified; the pin and the token's signature are what makes it safe.",
    source: "kubernetes cmd/kubeadm/app/discovery/token/token.go",
  },
  E7: {
    title: "kube-proxy to the API server",
    clients: [
      {
        component: "kube-proxy",
        when: ["kube-proxy-certificate"],
        presents: { credentials: ["kube-proxy"] },
        needs: "system:node-proxier",
        checks: NODE_ROOT,
      },
      { component: "kube-proxy", when: ["kube-proxy-token"], presents: SERVICE_ACCOUNT, checks: POD_ROOT },
    ],
    servers: [
      { ...API_SERVER, when: ["kube-proxy-certificate"], checks: USERS_BY_CERTIFICATE },
      { ...API_SERVER, when: ["kube-proxy-token"], checks: SA_KEYS },
    ],
    dials: ENDPOINT,
    without: "Services are not programmed.",
    source: "kubernetes cmd/kubeadm/app/phases/addons/proxy/manifests.go",
  },
  E9: {
    title: "API server to kubelets",
    clients: [
      {
        component: "kube-apiserver",
        presents: { credentials: ["apiserver-kubelet-client"] },
        needs: "system:kubelet-api-admin",
        checks: { slots: ["apiserver-kubelet-ca"] },
        addressTypesBy: "kubelet-preferred-address-types",
      },
    ],
    servers: [
      { ...KUBELET, checks: { slots: ["kubelet-client-ca"] } },
      { ...BOOTSTRAPPED_KUBELET, checks: { slots: ["kubelet-client-ca"] } },
    ],
    dials: [...NODE, { name: "{node}", why: "without that setting: the node's name" }],
    without: "Without the client pair 401 Unauthorized on logs and exec; without the authority no verification at all.",
    source: "kubernetes pkg/kubelet/client/kubelet_client.go",
  },
  E28: {
    title: "kubelet to registries",
    clients: [
      {
        component: "kubelet",
        presents: { nothing: "registry credentials" },
        checks: { systemRoots: "the system's roots, or the runtime's" },
      },
    ],
    servers: [{ ...OUTSIDE, port: 443 }],
    dials: [],
    without: "Images cannot be pulled.",
    source: "kubernetes pkg/credentialprovider",
  },
  E29: {
    title: "joining control plane reads Secret kubeadm-certs",
    clients: [
      {
        component: "kubeadm-join",
        joinsBy: "kubeadm-certs",
        presents: { token: "bootstrap token" },
        checks: { slots: ["discovery-pin"] },
      },
    ],
    servers: [{ ...API_SERVER, checks: BOOTSTRAP_TOKENS }],
    dials: ENDPOINT,
    without: "The shared authorities have to be copied by hand.",
    source: "kubernetes cmd/kubeadm/app/phases/copycerts/copycerts.go",
  },
} as const satisfies Record<string, Connection>;
