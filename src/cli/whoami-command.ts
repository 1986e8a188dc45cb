import { buildCommand } from "@stricli/core";
import { atFlag, openFlag, outputFlag, text } from "./flags.ts";

export const whoamiCommand = buildCommand({
  loader: () => import("./commands/whoami.ts"),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        {
          parse: text,
          brief: "A certificate, PKCS#12 file, kubeconfig or token; - for standard input",
          placeholder: "FILE",
        },
      ],
    },
    flags: {
      tree: {
        kind: "parsed",
        parse: text,
        variadic: true,
        optional: true,
        brief: "Folder or archive with the servers' files; repeatable",
        placeholder: "PATH",
      },
      to: {
        kind: "parsed",
        parse: text,
        optional: true,
        brief: "Only to this server",
        placeholder: "COMPONENT",
      },
      ...openFlag,
      ...atFlag,
      ...outputFlag,
    },
  },
  docs: {
    brief: "Say who a certificate, token or kubeconfig is to each server, and what it may do",
    fullDescription: `Say which user and groups a certificate, a token or each user of a kubeconfig is, and until when. Without --tree that is by its content alone, and nothing is verified. With --tree: who it is to each server whose files are there, or why it is nobody, with the words that the server prints; and which roles it has by the default bindings, and by those among the files.

No key and no token is printed or sent anywhere.

EXAMPLES
  kubepki whoami pki/users/admin/admin.conf
  kubepki whoami --tree pki pki/users/admin/admin.conf
  kubepki whoami --tree pki --to kubelet pki/users/admin/admin.conf
  kubepki whoami --tree pki - < pki/users/admin/admin.conf
  kubepki whoami --passphrase-file passphrase alice.p12
  kubepki whoami --output json pki/users/admin/admin.conf | jq .identities

EXIT CODES
  0  it is somebody: by its content, or with --tree to at least one server
  1  it is nobody
  2  bad usage, or nothing of the kind in the file`,
  },
});
