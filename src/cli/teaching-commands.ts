/** Commands that explain and change nothing. */
import { buildCommand } from "@stricli/core";
import { outputFlag, text } from "./flags.ts";

/** Offered when COMPONENT is completed; a test holds them against the catalogue. */
export const COMPONENTS = [
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubelet",
  "kube-proxy",
  "etcd",
  "cloud-controller-manager",
  "konnectivity-server",
  "konnectivity-agent",
  "extension-apiserver",
  "webhook",
  "administrator",
  "etcd-operator",
  "distribution-server",
  "distribution-agent",
  "kubeadm-join",
  "pod",
  "metrics-scraper",
  "cni",
  "external-service",
];

export const mapCommand = buildCommand({
  loader: () => import("./commands/map.ts"),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        {
          parse: text,
          brief: "Only this component's connections: etcd, kubelet, ...",
          placeholder: "COMPONENT",
          optional: true,
          proposeCompletions: () => COMPONENTS,
        },
      ],
    },
    flags: {
      file: {
        kind: "parsed",
        parse: text,
        variadic: true,
        optional: true,
        brief: "Specification; - for standard input; repeatable; without one the map is of Kubernetes in general",
        placeholder: "FILE",
      },
      authorities: {
        kind: "enum",
        values: ["one", "three", "kubelets", "signers", "five"],
        optional: true,
        brief: "Without -f: how many authorities there are; kubeadm's three by default",
      },
      format: {
        kind: "enum",
        values: ["text", "mermaid", "dot", "svg"],
        optional: true,
        brief: "What to draw; by default what the ending of --out says, otherwise text",
      },
      out: { kind: "parsed", parse: text, optional: true, brief: "File to write it to", placeholder: "FILE" },
      force: { kind: "boolean", optional: true, withNegated: false, brief: "Overwrite the file when it exists" },
      ...outputFlag,
    },
    aliases: { f: "file", o: "out" },
  },
  docs: {
    brief: "Show who talks to whom, what each side shows, and what it checks",
    fullDescription: `Show the trust map: who dials whom, at which port, which certificate or token each side shows, and which authorities it checks the other with. Authorities have a letter and a colour.

EXAMPLES
  kubepki map | less                             # Kubernetes in general
  kubepki map etcd                               # one component
  kubepki map -f cluster.yaml                    # one cluster
  kubepki map -f cluster.yaml --out map.svg      # as a picture
  kubepki map kubelet --authorities five --format mermaid
  kubepki map --output json | jq '.edges | length'`,
  },
});
