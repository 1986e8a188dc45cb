import { buildCommand } from "@stricli/core";
import { fileFlag, outputFlag, text } from "./flags.ts";

export const showCommand = buildCommand({
  loader: () => import("./commands/show.ts"),
  parameters: {
    positional: {
      kind: "array",
      parameter: {
        parse: text,
        brief: "An id, words of a title, a user or a service; nothing lists what there is",
        placeholder: "NAME",
      },
    },
    flags: {
      file: { ...fileFlag.file, brief: "Of this cluster: its specification; Kubernetes in general without" },
      host: {
        kind: "parsed",
        parse: text,
        optional: true,
        brief: "As on this host of the specification",
        placeholder: "NAME",
      },
      openssl: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "The commands that make it with OpenSSL 3 alone, ready to paste",
      },
      cfssl: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "The same with cfssl, for certificates: its requests and profiles in JSON",
      },
      script: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "The whole cluster as one shell script by OpenSSL, with --cfssl by cfssl: the tree that apply makes",
      },
      ...outputFlag,
    },
    aliases: { f: "file" },
  },
  docs: {
    brief: "Explain a certificate, a connection, an authority, or show how openssl makes it",
    fullDescription: `Say what a thing is for: a credential (who holds it, to whom it is shown, what each side checks, why each name), a connection, an authority (what a thief could do), a trust slot, a component. Without -f for Kubernetes in general; with it for one cluster.

--openssl prints commands for a POSIX shell in the output folder (pki). Without -f they are for the cluster that \`kubepki init\` begins with. --cfssl likewise; cfssl makes no Ed25519 or encrypted keys and cannot limit an authority's names.

EXAMPLES
  kubepki show                                   # what there is
  kubepki show apiserver                         # in general
  kubepki show apiserver -f cluster.yaml --host cp-1
  kubepki show E9                                # a connection
  kubepki show api server to kubelets            # the same
  kubepki show etcd-ca -f cluster.yaml
  kubepki show admin.conf -f cluster.yaml --openssl
  kubepki show apiserver -f cluster.yaml --cfssl
  kubepki show discovery-pin -f cluster.yaml --openssl
  kubepki show --script -f cluster.yaml > cluster.sh

EXIT CODES
  0  done
  2  bad usage or input, or nothing of that name`,
  },
});
