/** Keys and issuers of service-account tokens that do not go together. */
import { settingOf } from "../../../inventory/actual.ts";
import { encodePem } from "../../../x509/pem.ts";
import type { Mutation } from "../mutation.ts";
import { STRANGER } from "../stranger.ts";
import { besideFile } from "../targets.ts";
import { both, type Retell, retold, set, unset } from "./retold.ts";

/** Its service-account key file is another file of the folder, with this in it. */
const otherKey =
  (name: string, file: string, bytes: "public" | "private"): Retell =>
  (running, scene) => {
    const setting = settingOf(running.component, name);
    const old = setting?.file;
    if (setting === undefined || old === undefined) return undefined;
    const at = besideFile(old, file);
    const told = set(name, (value) => besideFile({ place: { file: value } }, file).file)(running, scene);
    if (told === undefined) return undefined;
    const made =
      bytes === "public"
        ? [{ do: "write" as const, file: at.file, bytes: encodePem("PUBLIC KEY", STRANGER) }]
        : [
            { do: "copy" as const, file: old.place.file, to: at.file, mode: 0o600 },
            { do: "new-key" as const, file: at.file },
          ];
    return { ...told, edits: [...made, ...told.edits] };
  };

export const serviceAccountMutations = {
  "token-key-other": retold(
    "token-key-not-believed",
    "kube-apiserver",
    "The API server checks tokens with another key than it signs with",
    otherKey("service-account-key-file", "sa-other.pub", "public"),
  ),
  "controller-token-key-other": retold(
    "controller-tokens-not-believed",
    "kube-controller-manager",
    "The controller-manager signs tokens with a key of its own",
    otherKey("service-account-private-key-file", "sa-own.key", "private"),
  ),
  "token-issuer-other": retold(
    "token-issuers-differ",
    "kube-apiserver",
    "An API server issues tokens under another name",
    set("service-account-issuer", () => "https://kubernetes.default.svc"),
    // Of two, the first is the one that the other differs from.
    ({ host }, { actual: { hosts } }) => {
      const servers = hosts.filter(({ components }) =>
        components.some(({ component }) => component === "kube-apiserver"),
      );
      return servers.length > 1 && host !== servers[0];
    },
  ),
  "token-signing-key-unset": retold(
    "token-keys-unset",
    "kube-apiserver",
    "The API server has no key to sign tokens with",
    unset("service-account-signing-key-file"),
  ),
  "token-issuer-unset": retold(
    "token-keys-unset",
    "kube-apiserver",
    "The API server is told no issuer of tokens",
    unset("service-account-issuer"),
  ),
  "controller-key-unset": retold(
    "token-signing-unset",
    "kube-controller-manager",
    "The controller-manager signs no tokens",
    unset("service-account-private-key-file"),
  ),
  "root-ca-unset": retold(
    "root-authority-unset",
    "kube-controller-manager",
    "The controller-manager publishes no authority to pods",
    both(unset("root-ca-file")),
  ),
} as const satisfies Readonly<Record<string, Mutation>>;
