import type { Document, DocumentId, DocumentValue } from "../types.ts";

const KUBEADM = "kubernetes cmd/kubeadm/app";

/** kubeadm's own form, without a user: what anybody may know. */
const CLUSTER_INFO: DocumentValue = {
  apiVersion: "v1",
  clusters: [
    {
      cluster: {
        "certificate-authority-data": { $: { trust: "discovery-pin" }, base64: true },
        server: "{endpoint}",
      },
      name: "",
    },
  ],
  contexts: [],
  "current-context": "",
  kind: "Config",
  users: [],
};

const DISCOVERY: DocumentValue = {
  bootstrapToken: {
    token: { $: { secret: "bootstrap-token", withId: true } },
    apiServerEndpoint: "{endpoint-address}",
    caCertHashes: { $: { pins: "discovery-pin" } },
  },
};

const JOIN = { apiVersion: "kubeadm.k8s.io/v1beta4", kind: "JoinConfiguration" } as const;

/** What a joining node is given, and what has to be in the cluster for it (facts 7.1 to 7.3). */
export const bootstrapDocuments = {
  "bootstrap-token": {
    title: "bootstrap token",
    beside: "cluster",
    path: "bootstrap-token.yaml",
    when: ["bootstrap-token"],
    secret: true,
    body: {
      objects: [
        {
          apiVersion: "v1",
          kind: "Secret",
          metadata: { name: "bootstrap-token-{token-id}", namespace: "kube-system" },
          type: "bootstrap.kubernetes.io/token",
          stringData: {
            description: "Brings in nodes that have no certificate yet.",
            "token-id": "{token-id}",
            "token-secret": { $: { secret: "bootstrap-token" } },
            expiration: { $: { expirationOf: "bootstrap-token" } },
            "auth-extra-groups": "{bootstrap-groups}",
            "usage-bootstrap-authentication": "true",
            "usage-bootstrap-signing": "true",
          },
        },
      ],
    },
    why: "The token as the API server knows it. Whoever has it can ask for a node's certificate until it expires.",
    without: "A kubelet without a certificate cannot join.",
    source: "k8s.io/cluster-bootstrap token/api/types.go",
  },
  "cluster-info": {
    title: "cluster-info",
    beside: "cluster",
    path: "cluster-info.yaml",
    when: ["bootstrap-token"],
    // The signature says nothing about the token's secret, and anybody may read it in the cluster.
    secret: false,
    body: {
      objects: [
        {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "cluster-info", namespace: "kube-public" },
          data: {
            kubeconfig: { $: { yaml: CLUSTER_INFO } },
            "jws-kubeconfig-{token-id}": { $: { signed: CLUSTER_INFO } },
          },
        },
      ],
    },
    why: "Tells a joining node the API's address and authorities; the signature proves it to whoever has the token.",
    without: "kubeadm join with a token finds no cluster.",
    source: `${KUBEADM}/discovery/token/token.go`,
  },
  "kube-root-ca": {
    title: "root certificates for pods",
    beside: "cluster",
    path: "kube-root-ca.yaml",
    secret: false,
    body: {
      objects: [
        {
          apiVersion: "v1",
          kind: "ConfigMap",
          // No namespace: wanted in every one, and by default the controller-manager puts it there.
          metadata: { name: "kube-root-ca.crt" },
          data: { "ca.crt": { $: { trust: "pod-root-ca" } } },
        },
      ],
    },
    why: "What pods verify the API server with, for namespaces that the controller-manager does not publish it to.",
    without: "Nothing, as long as the controller-manager has --root-ca-file.",
    source: "kubernetes pkg/controller/certificates/rootcacertpublisher/publisher.go",
  },
  "trust-bundles": {
    title: "trust bundles for pods",
    beside: "cluster",
    path: "trust-bundles.yaml",
    versions: [{ from: "1.37" }],
    secret: false,
    body: {
      objects: (
        [
          ["kubelet-serving", "kubelet-scrape-ca"],
          ["control-plane-serving", "component-scrape-ca"],
          ["extension-serving", "extension-ca-bundle"],
        ] as const
      ).map(([name, slot]) => ({
        apiVersion: "certificates.k8s.io/v1",
        kind: "ClusterTrustBundle",
        metadata: { name: `kubepki-${name}` },
        spec: { trustBundle: { $: { trust: slot } } },
      })),
    },
    why: "Pods mount what they verify kubelets, the control plane's servers and extension servers with, by a projected volume.",
    without: "Whoever scrapes kubelets copies their authority by hand, or verifies nothing.",
    source: "kubernetes pkg/apis/certificates/types.go",
  },
  "bootstrap-kubeconfig": {
    title: "kubeconfig of a joining kubelet",
    beside: "cluster",
    path: "join/bootstrap-kubelet.conf",
    when: ["bootstrap-token"],
    secret: true,
    body: {
      objects: [
        {
          apiVersion: "v1",
          kind: "Config",
          clusters: [
            {
              cluster: {
                "certificate-authority-data": { $: { trust: "node-root-ca" }, base64: true },
                server: "{endpoint}",
              },
              name: "{cluster}",
            },
          ],
          contexts: [
            {
              context: { cluster: "{cluster}", user: "tls-bootstrap-token-user" },
              name: "tls-bootstrap-token-user@{cluster}",
            },
          ],
          "current-context": "tls-bootstrap-token-user@{cluster}",
          users: [
            { name: "tls-bootstrap-token-user", user: { token: { $: { secret: "bootstrap-token", withId: true } } } },
          ],
        },
      ],
    },
    why: "The kubelet's --bootstrap-kubeconfig: it asks for its client certificate with the token in it.",
    without: "A kubelet needs a certificate that is made for it.",
    source: `${KUBEADM}/cmd/join.go`,
  },
  "ca-cert-hashes": {
    title: "pins of the cluster's authorities",
    beside: "cluster",
    path: "join/ca-cert-hashes",
    secret: false,
    body: { lines: [{ $: { pins: "discovery-pin" } }] },
    why: "For kubeadm join --discovery-token-ca-cert-hash: ties a joining node to this cluster.",
    without: "A joining node believes whoever has the token.",
    source: `${KUBEADM}/util/pubkeypin/pubkeypin.go`,
  },
  "join-node": {
    title: "configuration of kubeadm join",
    beside: "cluster",
    path: "join/node.yaml",
    when: ["bootstrap-token", "kubeadm-joins"],
    secret: true,
    body: { objects: [{ ...JOIN, discovery: DISCOVERY }] },
    why: "kubeadm join --config: brings in a worker.",
    without: "Token and pin are copied by hand.",
    source: `${KUBEADM}/apis/kubeadm/v1beta4/types.go`,
  },
  "join-control-plane": {
    title: "configuration of kubeadm join for a control plane",
    beside: "cluster",
    path: "join/control-plane.yaml",
    when: ["bootstrap-token", "kubeadm-joins", "kubeadm-uploads"],
    secret: true,
    body: {
      objects: [
        { ...JOIN, controlPlane: { certificateKey: { $: { secret: "certificate-key" } } }, discovery: DISCOVERY },
      ],
    },
    why: "kubeadm join --config: brings in a control plane, which fetches the authorities from kubeadm-certs.",
    without: "Token, pin and certificate key are copied by hand.",
    source: `${KUBEADM}/apis/kubeadm/v1beta4/types.go`,
  },
  "certificate-key": {
    title: "certificate key",
    beside: "cluster",
    path: "join/certificate-key",
    when: ["kubeadm-uploads"],
    secret: true,
    body: { lines: [{ $: { secret: "certificate-key" } }] },
    why: "kubeadm join --certificate-key. Never in the cluster: with it the Secret kubeadm-certs is every authority's key.",
    without: "The Secret cannot be opened.",
    source: `${KUBEADM}/phases/copycerts/copycerts.go`,
  },
  "kubeadm-certs": {
    title: "authorities for joining control planes, encrypted",
    beside: "cluster",
    path: "kubeadm-certs.yaml",
    when: ["kubeadm-uploads"],
    secret: true,
    body: {
      objects: [
        {
          apiVersion: "v1",
          kind: "Secret",
          metadata: { name: "kubeadm-certs", namespace: "kube-system" },
          type: "Opaque",
          data: { $uploads: "certificate-key" },
        },
        {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "Role",
          metadata: { name: "kubeadm:kubeadm-certs", namespace: "kube-system" },
          rules: [{ apiGroups: [""], resources: ["secrets"], resourceNames: ["kubeadm-certs"], verbs: ["get"] }],
        },
        {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "RoleBinding",
          metadata: { name: "kubeadm:kubeadm-certs", namespace: "kube-system" },
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "kubeadm:kubeadm-certs" },
          subjects: { $groups: "bootstrap-token" },
        },
      ],
    },
    why: "kubeadm join --control-plane fetches the authorities from here. To be deleted once the control planes are in.",
    without: "The authorities' files are copied to each new control plane.",
    source: `${KUBEADM}/phases/copycerts/copycerts.go`,
  },
} as const satisfies Partial<Record<DocumentId, Document>>;
