/** What a document need not say. */
import type { KeyAlgorithm } from "../x509/algorithm.ts";
import { DEFAULT_VERSION } from "./grammar/kubernetes-version.ts";
import type { BootstrapSpec, ExtraId, LifetimeSpec, Spec } from "./spec.ts";

const DAY = 86400;

export const DEFAULT_LIFETIMES: LifetimeSpec = {
  roots: 7300 * DAY,
  authorities: 3650 * DAY,
  credentials: 365 * DAY,
  users: 365 * DAY,
  // As kubeadm (kubernetes cmd/kubeadm/app/util/pkiutil).
  backdate: 300,
  renewBefore: 0.25,
};

export const DEFAULT_BIND_PORT = 6443;
export const DEFAULT_SERVICE_SUBNETS: readonly string[] = ["10.96.0.0/12"];
export const DEFAULT_DOMAIN = "cluster.local";
export const DEFAULT_FILE_NAMES: Spec["fileNames"] = {
  user: "{name}",
  service: "{name}",
  certificate: "{name}.crt",
  key: "{name}.key",
  kubeconfig: "{name}.kubeconfig",
};

/** kubeadm's (cmd/kubeadm/app/constants/constants.go). */
export const DEFAULT_BOOTSTRAP: BootstrapSpec = {
  lifetime: DAY,
  groups: ["system:bootstrappers:kubeadm:default-node-token"],
  certificates: false,
};

/** Every client beside users that a document may ask for. */
export const EXTRAS: readonly ExtraId[] = [
  "metrics-scraper",
  "etcd-backup",
  "cni-etcd",
  "nginx",
  "konnectivity",
  "cloud-controller-manager",
];

/** Issuer of service-account tokens for a cluster domain, kubeadm's. */
export const defaultIssuer = (domain: string): string => `https://kubernetes.default.svc.${domain}`;

/** The API server signs tokens with RSA and ECDSA only (kubernetes pkg/serviceaccount/jwt.go). */
export const serviceAccountAlgorithm = (credentials: KeyAlgorithm): KeyAlgorithm =>
  credentials === "Ed25519" ? "ECDSA-P256" : credentials;

/** A whole specification without hosts and endpoint. */
export const DEFAULT_SPEC: Omit<Spec, "hosts" | "endpoint"> = {
  name: "kubernetes",
  kubernetesVersion: DEFAULT_VERSION,
  layout: "kubeadm",
  settings: "native",
  kubeconfigs: "embedded",
  bindPort: DEFAULT_BIND_PORT,
  apiServerNames: [],
  apiServerAddresses: [],
  serviceSubnets: DEFAULT_SERVICE_SUBNETS,
  podSubnets: [],
  clusterDomain: DEFAULT_DOMAIN,
  etcd: { kind: "stacked" },
  etcdServerNames: [],
  etcdPeerNames: [],
  topology: "kubeadm",
  issuers: {},
  roots: "none",
  suppliedAuthorities: {},
  authorityNames: {},
  authorityKeys: "hosts",
  keyEncryption: "none",
  nameConstraints: {},
  keys: { authorities: "ECDSA-P256", credentials: "ECDSA-P256", serviceAccount: "ECDSA-P256", overrides: {} },
  lifetimes: DEFAULT_LIFETIMES,
  users: [],
  extras: [],
  services: [],
  // A token is of use only while nodes join that have no certificate, and one that has expired is due every day.
  bootstrap: undefined,
  kubeProxy: "token",
  kubeletServing: "certificate",
  serviceAccountIssuer: defaultIssuer(DEFAULT_DOMAIN),
  directories: {},
  fileNames: DEFAULT_FILE_NAMES,
  extraArgs: {},
};
