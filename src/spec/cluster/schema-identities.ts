/** People, jobs and services in the document. */
import { DEFAULT_BOOTSTRAP, EXTRAS } from "../defaults.ts";
import { boolean, either, list, mapping, oneOf, optional, required, text, texts } from "./schema-parts.ts";

const user = mapping({
  name: required(text, "User name, the certificate's common name."),
  groups: optional(texts, "Groups, the certificate's organizations; RBAC binds rights to them."),
  lifetime: optional(text, "Of this user's certificate; otherwise lifetimes.users.", { examples: ["90d"] }),
  pkcs12: optional(
    oneOf(["modern", "legacy"]),
    "A PKCS#12 file as well, under the passphrase of --passphrase-file: AES-256, or 3DES for old Java and Windows.",
  ),
  allowSystem: optional(
    boolean,
    "Permits a system: name or group. Members of system:masters pass all authorization and nothing takes that back.",
    { default: false },
  ),
});

export const users = () =>
  optional(list(either([text, user])), "People who get a certificate and a kubeconfig; a text is just the name.");

export const extras = () => optional(list(oneOf(EXTRAS)), "Further clients and servers that the catalogue knows.");

export const services = () =>
  optional(
    list(
      mapping({
        name: required(text, "What to call it here."),
        kind: optional(oneOf(["webhook", "aggregated-apiserver"]), "What it serves.", { default: "webhook" }),
        service: optional(text, "Name of its Service; by default the name above."),
        namespace: required(text, "Namespace of its Service."),
        names: optional(texts, "Further DNS names and IP addresses beside service.namespace.svc."),
      }),
    ),
    "Webhooks and aggregated API servers that run in the cluster and need a serving certificate.",
  );

export const identities = () =>
  optional(
    mapping({
      kubeProxy: optional(
        oneOf(["certificate", "token"]),
        "A client certificate of its own on every node, or its service account's token. Default: what the layout says; with kubeadm the token, otherwise mostly the certificate.",
      ),
      kubelets: optional(
        oneOf(["certificate", "bootstrap"]),
        "Kubelets' serving certificates: made here, or asked for by each kubelet (serverTLSBootstrap).",
        { default: "certificate" },
      ),
    }),
    "Which components identify themselves by a certificate made here.",
  );

export const bootstrap = () =>
  optional(
    either([
      oneOf(["on", "off"]),
      mapping({
        ttl: optional(text, "How long a token is good for, or never (then it does not end).", {
          default: "24h",
          examples: ["2h", "never"],
        }),
        groups: optional(texts, "Groups of whoever shows the token; each begins with system:bootstrappers:.", {
          default: DEFAULT_BOOTSTRAP.groups,
        }),
        certificates: optional(
          boolean,
          "Also the Secret kubeadm-certs, encrypted, with its key: for control planes that kubeadm join brings in.",
          { default: false },
        ),
      }),
    ]),
    "Lets nodes join that have no certificate: a bootstrap token, made anew by apply when it has expired. on: with the defaults.",
    { default: "off" },
  );
