/** Hosts and etcd in the document. */
import { either, list, mapping, oneOf, optional, required, text, texts } from "./schema-parts.ts";

const HOST_ROLES = ["control-plane", "etcd", "worker", "load-balancer"] as const;

const host = mapping({
  name: required(text, "Node name, a lower-case DNS name; or a range of them.", {
    examples: ["cp-1", "worker-[1-3]", "worker-[001-100]"],
  }),
  roles: optional(
    either([oneOf(HOST_ROLES), list(oneOf(HOST_ROLES))]),
    "What runs there. With stacked etcd a control plane also is an etcd member.",
    { default: ["worker"] },
  ),
  os: optional(
    oneOf(["linux", "windows"]),
    "Operating system. On Windows paths are below C:, in the folder of the host below c/; only workers can run it.",
    { default: "linux" },
  ),
  pkcs12: optional(
    oneOf(["modern", "legacy"]),
    "The kubelet's serving pair as a PKCS#12 file (.pfx) as well, under the passphrase of --passphrase-file: AES-256, or 3DES for old Windows.",
  ),
  addresses: optional(
    texts,
    "IP addresses; the first is the one that is advertised. For a range of hosts each entry is a range of as many: host i gets address i. Ranges count decimally unless a letter a to f stands in them.",
    { examples: ["10.0.0.11", "10.0.1.[1-100]", ["10.0.0.11", "fd00::11"]] },
  ),
  names: optional(texts, "Further DNS names of the host; for a range of hosts, ranges of as many.", {
    examples: ["cp-1.example.com", "worker-[1-3].example.com"],
  }),
});

export const hosts = () =>
  required(list(host), "The machines. At least one is a control plane.", {
    examples: [[{ name: "cp-1", roles: ["control-plane"], addresses: ["10.0.0.11"] }]],
  });

const ETCD_KINDS = ["stacked", "external"] as const;

export const etcd = () =>
  optional(
    either([
      oneOf(ETCD_KINDS),
      mapping({
        kind: optional(
          oneOf([...ETCD_KINDS, "provided"]),
          "stacked: on the control planes. external: on the hosts with the role etcd. provided: somebody else's; nothing is made for it.",
          { default: "stacked" },
        ),
        serverNames: optional(texts, "Further DNS names and IP addresses of etcd's server certificates."),
        peerNames: optional(texts, "Further DNS names and IP addresses of etcd's peer certificates."),
        endpoints: optional(texts, "Only provided: the URLs of its members.", {
          examples: [["https://etcd-1.example.com:2379"]],
        }),
        caFile: optional(
          text,
          "Only provided: absolute path, on the control planes, of the authority to check it with.",
        ),
        certFile: optional(text, "Only provided: absolute path, on the control planes, of the client certificate."),
        keyFile: optional(text, "Only provided: absolute path, on the control planes, of the client's private key."),
      }),
    ]),
    "Where etcd runs: stacked (on the control planes), external (on hosts of its own), or a mapping that says more.",
    { default: "stacked" },
  );
