import { buildCommand } from "@stricli/core";
import { atFlag, outputFlag, text } from "./flags.ts";

export const explainCommand = buildCommand({
  loader: () => import("./commands/explain.ts"),
  parameters: {
    positional: {
      kind: "array",
      parameter: {
        parse: text,
        brief: "A line of a log, or several; from standard input without",
        placeholder: "TEXT",
      },
    },
    flags: {
      all: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Every possible cause with its command and remedy, not only the first three",
      },
      tree: {
        kind: "parsed",
        parse: text,
        variadic: true,
        optional: true,
        brief: "Folder or archive that the log is from: say which cause is true there; repeatable",
        placeholder: "PATH",
      },
      ...atFlag,
      ...outputFlag,
    },
  },
  docs: {
    brief: "Say what a log's messages about certificates mean, and how to find the cause",
    fullDescription: `Find the TLS, certificate and token messages in a line or a whole log, and say of each in plain words: what happened, which side refused whom, the possible causes with the likeliest first, and for each a command that shows whether it is this one, the remedy, and what has to be restarted. It knows the words of Kubernetes' components, etcd, kubectl, kubeadm, Go, curl, OpenSSL, nginx, Node, Python and Java.

With --tree, the one cause that is true in those files: file, field, value, what mends it and what has to be restarted. Every connection in the tree is predicted, and what is said there is compared with the line. --at is the time of the log.

The same message again is counted, not told again. Nothing is sent anywhere, nothing is run.

EXAMPLES
  kubepki explain 'x509: certificate signed by unknown authority'
  kubepki explain --all 'remote error: tls: bad certificate'
  kubepki explain --output json 'tls: expired certificate'
  kubepki explain --tree pki 'x509: certificate has expired'
  kubepki explain < kubelet.log
  journalctl -u kubelet | kubepki explain

EXIT CODES
  0  something was explained
  1  there is nothing about certificates in the text
  2  bad usage`,
  },
});
