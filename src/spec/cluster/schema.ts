/**
 * The project's own document, as one source: it checks what is read, types what is checked, and the published JSON
 * Schema is generated from it. Grammar inside texts (addresses, durations) is the readers' business.
 */
import { layouts } from "../../catalog/layouts/index.ts";
import type { LayoutId } from "../../catalog/types.ts";
import { DEFAULT_FILE_NAMES } from "../defaults.ts";
import { DEFAULT_VERSION, formatVersion, SUPPORTED_VERSIONS } from "../grammar/kubernetes-version.ts";
import { etcd, hosts } from "./schema-hosts.ts";
import { bootstrap, extras, identities, services, users } from "./schema-identities.ts";
import {
  anyText,
  either,
  idsOf,
  integer,
  list,
  mapOf,
  mapping,
  number,
  oneOf,
  optional,
  required,
  text,
  texts,
} from "./schema-parts.ts";
import { authorities, keys, lifetimes } from "./schema-trust.ts";
import type { Read } from "./shape.ts";

export const API_VERSION = "kubepki/v1";
export const KIND = "Cluster";

const LAYOUTS = idsOf<LayoutId>(layouts);

const apiServer = mapping({
  bindPort: optional(integer, "The port each API server listens on.", { default: 6443 }),
  names: optional(texts, "Further DNS names (also wildcards) and IP addresses of the API.", {
    examples: [["api.example.com", "203.0.113.10"]],
  }),
});

const network = mapping({
  serviceSubnets: optional(texts, "Service subnet; two, one of each family, for dual stack.", {
    default: "10.96.0.0/12",
    examples: [["10.96.0.0/12", "fd00:10:96::/108"]],
  }),
  podSubnets: optional(texts, "Pod subnet, one or one of each family."),
  domain: optional(text, "DNS domain of the cluster.", { default: "cluster.local" }),
});

const argument = list(
  mapping({ name: required(text, "The flag without its dashes."), value: required(anyText, "Its value.") }),
);

export const clusterSchema = mapping({
  $schema: optional(text, "Where the JSON Schema of this document is, for editors of JSON."),
  apiVersion: required(oneOf([API_VERSION]), "Version of this document's form."),
  kind: required(oneOf([KIND]), "Kind of document."),
  name: optional(text, "Name of the cluster, in kubeconfigs.", { default: "kubernetes" }),
  kubernetesVersion: optional(
    either([text, number]),
    `Kubernetes release, ${SUPPORTED_VERSIONS}; without a patch number its newest.`,
    { default: formatVersion(DEFAULT_VERSION) },
  ),
  layout: optional(oneOf(LAYOUTS), LAYOUTS.map((id) => `${id}: ${layouts[id].why}`).join(" "), { default: "kubeadm" }),
  settings: optional(
    oneOf(["native", "flags"]),
    "Component settings as the layout's consumer wants them, or plain flag files.",
    {
      default: "native",
    },
  ),
  kubeconfigs: optional(
    oneOf(["embedded", "reference"]),
    "Certificates and keys inside kubeconfigs, or as files they refer to.",
    {
      default: "embedded",
    },
  ),
  endpoint: optional(
    text,
    "Where clients reach the API, host or host:port. Default: the first load balancer's first address, otherwise the only control plane's.",
    { examples: ["api.example.com:6443"] },
  ),
  apiServer: optional(apiServer, "The API servers."),
  network: optional(network, "Subnets and DNS domain."),
  hosts: hosts(),
  etcd: etcd(),
  authorities: authorities(),
  keys: keys(),
  lifetimes: lifetimes(),
  users: users(),
  extras: extras(),
  services: services(),
  identities: identities(),
  bootstrap: bootstrap(),
  serviceAccounts: optional(
    mapping({
      issuer: optional(
        text,
        "Issuer of service-account tokens, a URL. Default: https://kubernetes.default.svc.<domain>",
      ),
    }),
    "Service-account tokens.",
  ),
  directories: optional(mapOf(text), "Folders of the layout moved elsewhere, by the layout's name for them.", {
    examples: [{ pki: "/etc/kubernetes/pki" }],
  }),
  fileNames: optional(
    mapping({
      user: optional(text, "Of a user's files, without extension.", { default: "{name}" }),
      service: optional(text, "Of a service's files, without extension.", { default: "{name}" }),
      certificate: optional(text, "Of certificates, in the layout plain.", {
        default: DEFAULT_FILE_NAMES.certificate,
        examples: ["{name}.pem"],
      }),
      key: optional(text, "Of private keys, in the layout plain.", {
        default: DEFAULT_FILE_NAMES.key,
        examples: ["{name}-key.pem"],
      }),
      kubeconfig: optional(text, "Of kubeconfigs, in the layout plain.", {
        default: DEFAULT_FILE_NAMES.kubeconfig,
        examples: ["{name}.conf"],
      }),
    }),
    "Names of files that the layout leaves open; {name} is replaced.",
  ),
  extraArgs: optional(
    mapOf(either([mapOf(anyText), argument])),
    "Flags of a component to set or to add: a mapping, or a list of name and value when a flag comes more than once.",
    { examples: [{ "kube-apiserver": { "audit-log-path": "/var/log/audit.log" } }] },
  ),
});

/** The document after its shape was checked. */
export type ClusterDocument = Read<typeof clusterSchema>;
