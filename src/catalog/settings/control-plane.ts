import type { ComponentId, Condition, CredentialId, Setting, SignerId } from "../types.ts";
import { AT_START, WATCHED } from "./reload.ts";

const SERVING = "k8s.io/apiserver pkg/server/options/serving.go";
const DELEGATED = "k8s.io/apiserver pkg/server/options/authentication.go";
const KCM = "kubernetes cmd/kube-controller-manager/app/options";

/** What controller-manager, scheduler and cloud-controller-manager have in common: they are client and server alike. */
function controlPlaneClient(
  component: ComponentId,
  kubeconfig: CredentialId,
  server: CredentialId,
): readonly Setting[] {
  const file = { file: `kubeconfig/${kubeconfig}` } as const;
  return [
    {
      component,
      flag: "authentication-kubeconfig",
      value: file,
      ...AT_START,
      why: "Asks the API server who a caller is.",
      without: "Callers are anonymous.",
      source: DELEGATED,
    },
    {
      component,
      flag: "authorization-kubeconfig",
      value: file,
      ...AT_START,
      why: "Asks the API server what a caller may do.",
      without: "Everything but health paths is refused.",
      source: DELEGATED,
    },
    {
      component,
      flag: "bind-address",
      value: { text: "{loopback}" },
      why: "Scraped on the host only unless moved on purpose.",
      without: "Listens on every address.",
      source: SERVING,
    },
    {
      component,
      flag: "kubeconfig",
      value: file,
      ...AT_START,
      why: "Its identity.",
      without: "It does not start.",
      source: KCM,
    },
    {
      component,
      flag: "leader-elect",
      value: { flag: true },
      why: "One of several is active.",
      without: "On by default; written for the reader.",
      source: "k8s.io/component-base config/options/leaderelectionconfig.go",
    },
    {
      component,
      flag: "tls-cert-file",
      value: { file: `cert/${server}` },
      ...WATCHED,
      why: "Proves its port to scrapers.",
      without: "Self-signed in memory, for a year, made anew only by a restart.",
      source: SERVING,
    },
    {
      component,
      flag: "tls-private-key-file",
      value: { file: `key/${server}` },
      ...WATCHED,
      why: "Its key.",
      without: "It does not start.",
      source: SERVING,
    },
  ];
}

const component = "kube-controller-manager";

/** The pair of one signer of certificate requests. */
function signerPair(prefix: string, signer: SignerId, how: Condition): Setting[] {
  const shared = {
    component,
    when: ["signer-keys-on-hosts", how],
    reload: "compared at each signing",
    without: "Requests stay approved and unissued.",
    source: "kubernetes pkg/controller/certificates/signer/ca_provider.go",
  } as const;
  return [
    {
      ...shared,
      flag: `${prefix}-cert-file`,
      value: { file: `signer-cert/${signer}` },
      why: "Signs approved certificate requests: kubelets' renewals, for one. Exactly one certificate.",
    },
    { ...shared, flag: `${prefix}-key-file`, value: { file: `signer-key/${signer}` }, why: "Its key." },
  ];
}

/** kube-controller-manager (facts 3.2). */
export const controllerManagerSettings: readonly Setting[] = [
  ...controlPlaneClient(component, "controller-manager.conf", "controller-manager-server"),
  {
    component,
    flag: "allocate-node-cidrs",
    value: { flag: true },
    when: ["pod-subnets"],
    why: "Gives each node its share of the pod subnets.",
    without: "The network plug-in has to.",
    source: KCM,
  },
  {
    component,
    flag: "client-ca-file",
    value: { file: "trust/component-client-ca" },
    ...WATCHED,
    why: "Lets scrapers in by certificate.",
    without: "Looked up in the cluster at start.",
    source: DELEGATED,
  },
  {
    component,
    flag: "requestheader-allowed-names",
    value: { text: "{front-proxy-name}" },
    why: "Only this common name may name users in headers.",
    without: "Every certificate of that authority may pose as anybody.",
    source: DELEGATED,
  },
  {
    component,
    flag: "requestheader-client-ca-file",
    value: { file: "trust/component-requestheader-ca" },
    ...WATCHED,
    why: "Whose certificates are front proxies.",
    without: "Looked up in the cluster at start.",
    source: DELEGATED,
  },
  {
    component,
    flag: "cluster-cidr",
    value: { text: "{pod-subnets}" },
    when: ["pod-subnets"],
    why: "The pod subnets.",
    without: "Node subnets are not given out.",
    source: KCM,
  },
  {
    component,
    flag: "cluster-name",
    value: { text: "{cluster}" },
    why: "Names cloud resources.",
    without: "kubernetes.",
    source: KCM,
  },
  ...signerPair("cluster-signing", "cluster-signing", "signers-together"),
  ...signerPair("cluster-signing-kube-apiserver-client", "kube-apiserver-client", "signers-apart"),
  ...signerPair("cluster-signing-kubelet-client", "kube-apiserver-client-kubelet", "signers-apart"),
  ...signerPair("cluster-signing-kubelet-serving", "kubelet-serving", "signers-apart"),
  ...signerPair("cluster-signing-legacy-unknown", "legacy-unknown", "signers-apart"),
  {
    component,
    flag: "controllers",
    value: { list: ["*", "bootstrapsigner", "tokencleaner"] },
    why: "The two named keep cluster-info signed and expired tokens away.",
    without: "Joining by token breaks; tokens are never deleted.",
    source: KCM,
  },
  {
    component,
    flag: "root-ca-file",
    value: { file: "trust/cluster-root-ca" },
    ...AT_START,
    why: "What pods verify the API server with (ConfigMap kube-root-ca.crt).",
    without: "Taken from the kubeconfig's inline data; empty when that names a file.",
    source: "kubernetes cmd/kube-controller-manager/app/certificates.go",
  },
  {
    component,
    flag: "service-account-private-key-file",
    value: { file: "key/sa" },
    ...AT_START,
    why: "Signs the older tokens that live in Secrets.",
    without: "That controller is off.",
    source: "kubernetes cmd/kube-controller-manager/app/options",
  },
  {
    component,
    flag: "service-cluster-ip-range",
    value: { text: "{service-subnets}" },
    why: "Kept out of the nodes' subnets.",
    without: "They may overlap.",
    source: KCM,
  },
  {
    component,
    flag: "use-service-account-credentials",
    value: { flag: true },
    why: "Each controller runs with its own least rights.",
    without: "All controllers act as the controller-manager.",
    source: KCM,
  },
];

/**
 * kube-scheduler (facts 3.3). The authorities it lets in it looks up in the cluster, as with kubeadm: its pod then needs
 * no access to the folder that holds the authorities' keys.
 */
export const schedulerSettings: readonly Setting[] = controlPlaneClient(
  "kube-scheduler",
  "scheduler.conf",
  "scheduler-server",
);

/**
 * cloud-controller-manager: what its trust needs. The provider and its configuration are the specification's
 * (`extraArgs`), and the program is the provider's.
 */
export const cloudControllerManagerSettings: readonly Setting[] = [
  ...controlPlaneClient("cloud-controller-manager", "cloud-controller-manager.conf", "cloud-controller-manager-server"),
  {
    component: "cloud-controller-manager",
    flag: "cluster-name",
    value: { text: "{cluster}" },
    why: "Names cloud resources.",
    without: "kubernetes.",
    source: "k8s.io/controller-manager config/v1alpha1/types.go",
  } satisfies Setting,
  {
    component: "cloud-controller-manager",
    flag: "use-service-account-credentials",
    value: { flag: true },
    why: "Each controller runs with its own least rights.",
    without: "All controllers act as the cloud-controller-manager.",
    source: "k8s.io/cloud-provider options/options.go",
  } satisfies Setting,
].map((setting) => ({ ...setting, when: ["cloud-controller-manager"] }));
