import { buildCommand } from "@stricli/core";
import { atFlag, outputFlag, text } from "./flags.ts";

export const blastCommand = buildCommand({
  loader: () => import("./commands/blast.ts"),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        { parse: text, brief: "A key, certificate, kubeconfig or token; - for standard input", placeholder: "FILE" },
      ],
    },
    flags: {
      tree: {
        kind: "parsed",
        parse: text,
        variadic: true,
        optional: true,
        brief: "Folder or archive with the cluster's files; repeatable",
        placeholder: "PATH",
      },
      ...atFlag,
      ...outputFlag,
    },
  },
  docs: {
    brief: "Say what depends on a key, certificate or token, what a thief of it can do, and what ends it",
    fullDescription: `Say what a lost or stolen file means. For each key, certificate and token in it: who a thief is to each server and which rights that has, which servers it can pose as; where copies stand, who believes it, what it signed, which connections depend on it; and the smallest thing that ends it, in order. Kubernetes knows no revocation: a certificate is good until it ends or until nobody believes its authority.

Without --tree that is by the file's content alone. No key and no token is printed.

EXAMPLES
  kubepki blast pki/users/admin/admin.conf
  kubepki blast --tree pki pki/hosts/cp-1/etc/kubernetes/pki/ca.key
  kubepki blast --tree pki pki/hosts/cp-1/etc/kubernetes/pki/sa.key
  kubepki blast --output json pki/users/admin/admin.conf | jq .things

EXIT CODES
  0  it is said
  2  bad usage, or nothing of the kind in the file`,
  },
});
