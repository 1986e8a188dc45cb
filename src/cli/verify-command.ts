import { buildCommand } from "@stricli/core";
import { atFlag, connectFlags, openFlag, outputFlag, rootsFlag, text, treeArguments } from "./flags.ts";

export const verifyCommand = buildCommand({
  loader: () => import("./commands/verify.ts"),
  parameters: {
    positional: treeArguments,
    flags: {
      ...rootsFlag,
      component: {
        kind: "parsed",
        parse: text,
        optional: true,
        brief: "Only connections that this component dials or answers",
        placeholder: "COMPONENT",
      },
      ...connectFlags("Also dial the servers that run, and compare with the files"),
      as: {
        kind: "parsed",
        parse: text,
        optional: true,
        brief: "Say instead who this certificate, token or kubeconfig is to the servers",
        placeholder: "FILE",
      },
      to: {
        kind: "parsed",
        parse: text,
        optional: true,
        brief: "With --as: only to this server",
        placeholder: "COMPONENT",
      },
      map: {
        kind: "parsed",
        parse: text,
        optional: true,
        brief: "Also draw the map of what was read, what is broken marked: .svg, .dot, .mmd; - for the terminal",
        placeholder: "FILE",
      },
      force: { kind: "boolean", optional: true, withNegated: false, brief: "Overwrite the file of --map" },
      ...atFlag,
      ...openFlag,
      ...outputFlag,
    },
  },
  docs: {
    brief: "Say of every connection whether it works and why, and prove it by a handshake",
    fullDescription: `Read what is there, whoever made it: what apply wrote, a copied /etc/kubernetes, the folders of several hosts, an archive. For every connection between components: whether each side accepts the other by Go's rules, who the client becomes, and whether that is enough; with the words that each side prints. Then both sides meet on loopback with their real keys, and attacks are tried.

With --connect the servers that run are dialled: what each shows and asks for is compared with its files (renewed and not loaded names who has to be restarted), and each client's own certificate, name and belief are tried on it. What is sent changes nothing: a question who one is, a look at metrics, versions or pods. A server that does not answer is said to be so; what listens on loopback alone is reached with --root / on its own host.

EXAMPLES
  kubepki verify                              # what apply wrote into pki
  kubepki verify /etc/kubernetes
  kubepki verify --root /                     # this host
  kubepki verify cp-1.tar.gz cp-2.tar.gz      # several hosts
  kubepki verify pki --at 2027-06-01          # what will work then
  kubepki verify pki --component etcd
  kubepki verify --root / --connect           # what runs here, beside its files
  kubepki verify pki --connect --connect-to cp-1:6443:127.0.0.1:16443
  kubepki verify pki --as pki/users/admin/admin.conf --to kube-apiserver
  kubepki verify /etc/kubernetes --map map.svg
  kubepki verify pki --output json | jq '.summary'

EXIT CODES
  0   every connection works; with --as: it is somebody
  1   some do not, or what runs differs from the files; with --as: it is nobody
  2   bad usage, or nothing to verify
  70  prediction and handshake differ: a bug of kubepki`,
  },
});
