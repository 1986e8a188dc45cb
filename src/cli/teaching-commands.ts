/** Commands that explain and change nothing. */
import { buildCommand } from "@stricli/core";
import { outputFlag, text, wholeNumber } from "./flags.ts";

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
  "nginx",
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
  kubepki map -f cluster.yaml                    # a specification's cluster
  kubepki map -f cluster.yaml --out map.svg      # as a picture
  kubepki map kubelet --authorities five --format mermaid
  kubepki map --output json | jq '.edges | length'`,
  },
});

export const learnCommand = buildCommand({
  loader: () => import("./commands/learn.ts"),
  parameters: {
    flags: {
      list: { kind: "boolean", optional: true, withNegated: false, brief: "List the steps, and run none" },
      step: {
        kind: "parsed",
        parse: wholeNumber(1, 99),
        optional: true,
        brief: "Only this step; those that it builds on are run and not shown",
        placeholder: "N",
      },
      all: { kind: "boolean", optional: true, withNegated: false, brief: "All steps without waiting in between" },
      keep: {
        kind: "parsed",
        parse: text,
        optional: true,
        brief: "Work in this new folder and leave the files there",
        placeholder: "DIR",
      },
      programs: {
        kind: "parsed",
        parse: text,
        variadic: true,
        optional: true,
        brief: "Look for etcd and kube-apiserver here before PATH; repeatable",
        placeholder: "DIR",
      },
      ...outputFlag,
    },
  },
  docs: {
    brief: "Learn by real handshakes what keys, certificates and authorities do",
    fullDescription: `Learn what keys, certificates and authorities do, from a key pair to a cluster. Each step does it for real, in a temporary folder and on loopback: what is accepted, what is refused, with which words. It shows the openssl commands for the same, and why it matters in a cluster. The last step starts etcd and kube-apiserver when they are here.

On a terminal it waits after each step.

EXAMPLES
  kubepki learn                        # step by step
  kubepki learn --list
  kubepki learn --step 6               # the man in the middle
  kubepki learn --all --keep lessons   # and look at the files
  kubepki learn --all --output json | jq '.holds'

EXIT CODES
  0    everything came out as told
  1    something did not
  2    bad usage
  4    the environment failed
  130  interrupted`,
  },
});
