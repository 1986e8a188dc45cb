import { buildCommand } from "@stricli/core";
import { atFlag, openFlag, outputFlag, text } from "./flags.ts";

export const inspectCommand = buildCommand({
  loader: () => import("./commands/inspect.ts"),
  parameters: {
    positional: {
      kind: "array",
      parameter: {
        parse: text,
        brief: "A file, - for standard input, or a server as host:port",
        placeholder: "FILE|HOST:PORT",
      },
      minimum: 1,
    },
    flags: {
      ...outputFlag,
      ...atFlag,
      ...openFlag,
    },
  },
  docs: {
    brief: "Say what is in a certificate, key, kubeconfig, Secret or token, or what a server shows",
    fullDescription: `Say what is in a file, whatever it is called: certificates, chains and bundles, keys (their public half only), requests, revocation lists, kubeconfigs, Kubernetes objects, tokens; or which certificates a server shows. Fields have OpenSSL's names. Beside them stands what a component of Kubernetes makes of it: user, groups and node, names it may serve under, whether it is an authority, and the pin that kubeadm join takes.

Nothing is checked against an authority, and no private key is ever printed. Encrypted keys and PKCS#12 files are opened when their passphrase is given.

EXAMPLES
  kubepki inspect pki/hosts/cp-1/etc/kubernetes/pki/apiserver.crt
  kubepki inspect pki/hosts/cp-1/etc/kubernetes/admin.conf
  kubepki inspect --output json pki/hosts/cp-1/etc/kubernetes/pki/ca.crt
  kubepki inspect --passphrase-file passphrase alice.p12
  cat pki/hosts/cp-1/etc/kubernetes/pki/sa.pub | kubepki inspect -

EXIT CODES
  0  something was found in each
  1  nothing of the kind is in one of them, or something in it is damaged
  2  bad usage, or a file that cannot be read
  4  a server did not answer`,
  },
});
