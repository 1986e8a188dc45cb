/** Kubeconfigs: whom they are, whom they believe, whom they dial (client-go tools/clientcmd, rest). */
import type { KubeconfigContent, KubeconfigMaterial, KubeconfigUser, Place, Within } from "../../inventory/actual.ts";
import type { HeldOf } from "../../inventory/held.ts";
import type { Prediction } from "../../trust/predict.ts";
import { parseJws } from "../../x509/jws.ts";
import { subjectOf } from "../../x509/name.ts";
import { SecretText } from "../../x509/secret-text.ts";
import type { Fault, Rule } from "../rule.ts";
import { roleOf, type Scene } from "../scene.ts";
import { shellWord } from "../told.ts";
import { isDialledByOne } from "./certificate-fault.ts";

const CLIENTCMD = "k8s.io/client-go tools/clientcmd/client_config.go, validation.go";
const REST = "k8s.io/client-go rest/config.go, transport/transport.go";

type Held = HeldOf<"kubeconfig">;

const at = ({ file }: Held, within: Within | undefined): Place => ({ ...file.place, ...within });

const contextOf = ({ contexts, currentContext }: KubeconfigContent) =>
  contexts.find(({ name }) => name === currentContext) ?? (currentContext ? undefined : contexts[0]);

/** What its current context uses. */
function inUse({ content }: Held) {
  const context = contextOf(content);
  return {
    cluster: content.clusters.find(({ name }) => name === context?.cluster),
    user: content.users.find(({ name }) => name === context?.user),
  };
}

const isWritten = (material: KubeconfigMaterial | undefined): boolean => material !== undefined;

/** Whom programs on a host are told by kubeconfigs is read at start. */
const RESTART = "Whatever uses the file: it is read at start.";

const valuesOf = ({ content }: Held): [string, KubeconfigMaterial | undefined][] => [
  ...content.clusters.map((one): [string, KubeconfigMaterial | undefined] => [
    "certificate-authority",
    one.authorities,
  ]),
  ...content.users.flatMap((one): [string, KubeconfigMaterial | undefined][] => [
    ["client-certificate", one.certificate],
    ["client-key", one.key],
  ]),
];

export const kubeconfigRules = {
  "kubeconfig-skips-verification": {
    title: "A kubeconfig does not verify the API server",
    severity: "warning",
    group: "kubeconfigs",
    source: REST,
    why: "Whoever stands between gets the token, and answers in the API server's place.",
    shows: [],
    mend: "Take insecure-skip-tls-verify away and name the authority.",
    breaks: ["unverified"],
    *check({ kubeconfigs }): Generator<Fault> {
      for (const held of kubeconfigs)
        for (const { name, skipsVerification, within, authorities } of held.content.clusters) {
          if (!skipsVerification) continue;
          const path = held.file.path;
          yield {
            place: at(held, within),
            message: `${path} does not verify ${name === "" ? "its cluster" : name}`,
            shown: { field: "insecure-skip-tls-verify", value: "true" },
            remedy: {
              sentence: isWritten(authorities)
                ? "Take insecure-skip-tls-verify away: the authority is there."
                : "Take insecure-skip-tls-verify away, and add certificate-authority-data.",
              ...(isWritten(authorities)
                ? { commands: [`sed -i '/insecure-skip-tls-verify: true/d' ${shellWord(path)}`] }
                : {}),
              restart: RESTART,
            },
          };
        }
    },
  },
  "kubeconfig-without-authority": {
    title: "A kubeconfig names no authority",
    severity: "warning",
    group: "kubeconfigs",
    source: REST,
    why: "The API server is then verified with the roots of the host's system, which do not know a cluster's own authority.",
    shows: ["tls: failed to verify certificate: x509: certificate signed by unknown authority"],
    mend: "Add certificate-authority-data: the API server's authority in base64.",
    breaks: ["unknown-authority"],
    *check({ kubeconfigs }): Generator<Fault> {
      for (const held of kubeconfigs)
        for (const { name, skipsVerification, within, authorities, server } of held.content.clusters) {
          if (skipsVerification || authorities !== undefined || server?.startsWith("https:") !== true) continue;
          yield {
            place: at(held, within),
            message: `${held.file.path} names no authority for ${name === "" ? server : name}`,
            shown: { field: "server", value: server },
            remedy: { sentence: "Add certificate-authority-data to the cluster.", restart: RESTART },
          };
        }
    },
  },
  "kubeconfig-other-authority": {
    title: "A kubeconfig has the authority of somebody else",
    severity: "error",
    group: "kubeconfigs",
    source: "Go crypto/x509 verify.go UnknownAuthorityError",
    why: "The API server that it dials shows a certificate of another authority: every request ends there.",
    shows: ["tls: failed to verify certificate: x509: certificate signed by unknown authority"],
    mend: "Put the authority that signed the API server's certificate into certificate-authority-data.",
    breaks: ["unknown-authority"],
    *check(scene): Generator<Fault> {
      for (const { held, prediction } of refusals(scene, "unknown-authority")) {
        const { cluster } = inUse(held);
        yield {
          place: at(held, cluster?.authorities?.within ?? cluster?.within),
          message: `${held.file.path} does not hold the authority that signed the certificate of ${prediction.connection.name}`,
          shown: { field: "prints", value: prediction.clientPrints ?? "" },
          remedy: {
            sentence: "Put the authority that signed the API server's certificate into certificate-authority-data.",
            restart: RESTART,
          },
        };
      }
    },
  },
  "kubeconfig-server-not-named": {
    title: "A kubeconfig dials a name that the API server's certificate does not have",
    severity: "error",
    group: "kubeconfigs",
    source: "Go crypto/x509 verify.go HostnameError",
    why: "The certificate is not for the dialled name or address: every request ends there.",
    shows: ["tls: failed to verify certificate: x509: certificate is valid for ..., not ..."],
    mend: "Dial a name that the certificate has, set tls-server-name to one, or issue the certificate with the dialled name.",
    breaks: ["hostname"],
    *check(scene): Generator<Fault> {
      for (const { held, prediction } of refusals(scene, "hostname")) {
        if (!isDialledByOne(scene, prediction)) continue;
        const { cluster } = inUse(held);
        yield {
          place: at(held, cluster?.within),
          message: `${held.file.path} dials ${prediction.connection.name}, which the API server's certificate does not have`,
          shown: { field: "server", value: cluster?.server ?? "" },
          remedy: {
            sentence: "Dial a name that the certificate has, or issue the certificate with this one.",
            restart: RESTART,
          },
        };
      }
    },
  },
  "kubeconfig-in-clear": {
    title: "A kubeconfig dials without TLS",
    severity: "error",
    group: "kubeconfigs",
    source: REST,
    why: "Tokens and everything else go over the wire in clear; a client certificate is not shown at all.",
    shows: ["Client sent an HTTP request to an HTTPS server."],
    mend: "Write https in server.",
    *check({ kubeconfigs }): Generator<Fault> {
      for (const held of kubeconfigs)
        for (const { server, within } of held.content.clusters) {
          if (server?.startsWith("http:") !== true) continue;
          yield {
            place: at(held, within),
            message: `${held.file.path} dials ${server}`,
            shown: { field: "server", value: server },
            remedy: {
              sentence: "Write https in server.",
              commands: [`sed -i 's|server: http://|server: https://|' ${shellWord(held.file.path)}`],
              restart: RESTART,
            },
          };
        }
    },
  },
  "kubeconfig-dangling-context": {
    title: "A kubeconfig's context names nobody",
    severity: "error",
    group: "kubeconfigs",
    source: CLIENTCMD,
    why: "Programs do not start with it.",
    shows: ["invalid configuration: [context was not found for specified context: ...]"],
    mend: "Name a context, cluster and user that are in the file.",
    *check({ kubeconfigs }): Generator<Fault> {
      for (const held of kubeconfigs) {
        const { contexts, clusters, users, currentContext } = held.content;
        const context = contextOf(held.content);
        if (currentContext && context === undefined)
          yield dangling(
            held,
            undefined,
            "current-context",
            currentContext,
            contexts.map(({ name }) => name),
          );
        if (context === undefined) continue;
        if (context.cluster !== "" && !clusters.some(({ name }) => name === context.cluster))
          yield dangling(
            held,
            context.within,
            "cluster",
            context.cluster,
            clusters.map(({ name }) => name),
          );
        if (context.user !== "" && !users.some(({ name }) => name === context.user))
          yield dangling(
            held,
            context.within,
            "user",
            context.user,
            users.map(({ name }) => name),
          );
      }
    },
  },
  "kubeconfig-half-pair": {
    title: "A kubeconfig has a certificate without its key, or a key without its certificate",
    severity: "error",
    group: "kubeconfigs",
    source: CLIENTCMD,
    why: "Programs do not start with it.",
    shows: [
      "invalid configuration: client-key-data or client-key must be specified for ... to use the clientCert authentication method",
    ],
    mend: "Put both halves in, or neither.",
    breaks: ["identity", "none-shown"],
    *check({ kubeconfigs }): Generator<Fault> {
      for (const held of kubeconfigs)
        for (const { name, certificate, key, within } of held.content.users) {
          if (isWritten(certificate) === isWritten(key)) continue;
          yield {
            place: at(held, within),
            message: `${held.file.path}: user ${name} has ${isWritten(key) ? "a key and no certificate" : "a certificate and no key"}`,
            remedy: { sentence: "Put both halves in.", restart: RESTART },
          };
        }
    },
  },
  "kubeconfig-file-missing": {
    title: "A kubeconfig names a file that is not there",
    severity: "error",
    group: "kubeconfigs",
    source: CLIENTCMD,
    why: "Programs do not start with it.",
    shows: ["unable to read client-cert ... no such file or directory"],
    mend: "Put the file there, or name the right one.",
    breaks: ["identity", "none-shown"],
    *check({ kubeconfigs }): Generator<Fault> {
      for (const held of kubeconfigs)
        for (const [field, material] of valuesOf(held)) {
          const { host, file } = held;
          if (material?.by !== "file" || host?.mount === undefined) continue;
          const folder = file.path.slice(0, file.path.lastIndexOf("/") + 1);
          const path = material.path.startsWith("/") ? material.path : `${folder}${material.path}`;
          const beside = path.slice(0, path.lastIndexOf("/") + 1);
          const wasRead = host.files.some((one) => one.path.slice(0, one.path.lastIndexOf("/") + 1) === beside);
          if (!wasRead || host.fileAt(path) !== undefined) continue;
          yield {
            place: at(held, material.within),
            message: `${file.path} names ${material.path} as ${field}, which is not there`,
            shown: { field, value: material.path },
            remedy: { sentence: `Put ${path} there, or name the right file.`, restart: RESTART },
          };
        }
    },
  },
  "kubeconfig-value-and-file": {
    title: "A kubeconfig has a value and names a file for the same",
    severity: "warning",
    group: "kubeconfigs",
    source: CLIENTCMD,
    why: "The value is used and the file passed over: who renews the file changes nothing.",
    shows: ["client-cert-data and client-cert are both specified for ... client-cert-data will override"],
    mend: "Keep one of the two.",
    *check({ kubeconfigs }): Generator<Fault> {
      for (const held of kubeconfigs)
        for (const [field, material] of valuesOf(held)) {
          if (material?.by !== "value" || material.passedOver === undefined) continue;
          const path = shellWord(held.file.path);
          const file = material.passedOver.replaceAll(/[.|*[\]\\^$&]/g, "\\$&");
          yield {
            place: at(held, material.within),
            message: `${held.file.path} has ${field}-data and names ${material.passedOver}`,
            shown: { field, value: material.passedOver },
            remedy: {
              sentence: `Take the line ${field} away: it is passed over.`,
              ...(file.includes("'") ? {} : { commands: [`sed -i '\\|${field}: ${file}|d' ${path}`] }),
              restart: RESTART,
            },
          };
        }
    },
  },
  "kubeconfig-certificate-and-token": {
    title: "A kubeconfig has a certificate and a token for one user",
    severity: "advice",
    group: "kubeconfigs",
    source: "k8s.io/apiserver pkg/authentication/request/union; kubernetes pkg/kubeapiserver/authenticator/config.go",
    why: "Certificates are asked first: as long as that one is good the token means nothing, afterwards somebody else is acting.",
    shows: [],
    mend: "Keep one of the two.",
    *check({ kubeconfigs }): Generator<Fault> {
      for (const held of kubeconfigs)
        for (const { name, certificate, token, within } of held.content.users) {
          if (!isWritten(certificate) || !isWritten(token)) continue;
          yield {
            place: at(held, within),
            message: `${held.file.path}: user ${name} has a certificate and a token`,
            remedy: { sentence: "Keep one of the two.", restart: RESTART },
          };
        }
    },
  },
  "kubeconfig-token-expired": {
    title: "The token in a kubeconfig has expired",
    severity: "error",
    group: "kubeconfigs",
    source: "kubernetes pkg/serviceaccount/claims.go; RFC 7519 section 4.1.4",
    why: "The API server refuses it: whoever uses the file is nobody.",
    shows: ["error: You must be logged in to the server (Unauthorized)", "service account token has expired"],
    mend: "Issue another: kubectl create token NAME.",
    breaks: ["identity"],
    *check({ kubeconfigs, at: now }): Generator<Fault> {
      for (const held of kubeconfigs)
        for (const user of held.content.users) {
          const end = endOfToken(user);
          if (end === undefined || end.getTime() > now.getTime()) continue;
          yield {
            place: at(held, user.token?.within),
            message: `the token of ${user.name} in ${held.file.path} expired on ${end.toISOString().slice(0, 10)}`,
            shown: { field: "exp", value: end.toISOString() },
            remedy: { sentence: "Issue another: kubectl create token NAME --duration 24h", restart: RESTART },
          };
        }
    },
  },
  "kubeconfig-all-rights": {
    title: "A kubeconfig for daily work has every right for ever",
    severity: "advice",
    group: "kubeconfigs",
    source:
      "kubernetes plugin/pkg/auth/authorizer/rbac; cmd/kubeadm/app/phases/kubeconfig (kubeadm:cluster-admins since 1.29)",
    why: "Rights of system:masters are asked before any authorizer: no binding gives them, so none can be taken away until the certificate ends.",
    shows: [],
    mend: "Issue it in a group that a binding gives its rights (kubeadm:cluster-admins), and keep the other for emergencies.",
    *check({ kubeconfigs, catalog }): Generator<Fault> {
      for (const held of kubeconfigs) {
        const role = roleOf(held.file);
        const entry = catalog.credentials[(role?.id ?? "") as keyof typeof catalog.credentials];
        // Where the catalogue's own entry is in the group, the file is kept for emergencies.
        if (entry?.groups.some(({ name }) => name === MASTERS) === true) continue;
        for (const user of held.content.users) {
          const content = user.certificate?.by === "value" ? user.certificate.contents[0] : undefined;
          if (content?.kind !== "certificate") continue;
          if (!subjectOf(content.certificate.subject).organizations.includes(MASTERS)) continue;
          yield {
            place: at(held, user.certificate?.within),
            message: `${held.file.path}: ${user.name} is in ${MASTERS}`,
            shown: { field: "Subject", value: `O=${MASTERS}` },
            remedy: { sentence: "Issue it in kubeadm:cluster-admins instead.", restart: RESTART },
          };
        }
      }
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;

const MASTERS = "system:masters";

function dangling(
  held: Held,
  within: Within | undefined,
  field: string,
  value: string,
  there: readonly string[],
): Fault {
  const [only] = there;
  const path = held.file.path;
  const plain = /^[\w:.@/-]+$/;
  const command =
    there.length === 1 && only !== undefined && plain.test(only) && plain.test(value)
      ? { commands: [`sed -i 's|${field}: ${value}$|${field}: ${only}|' ${shellWord(path)}`] }
      : {};
  return {
    place: at(held, within ?? { field }),
    message: `${path}: ${field} is ${value}, which is not in it`,
    shown: { field, value },
    remedy: { sentence: `Name one that is there: ${there.join(", ") || "(none)"}.`, ...command, restart: RESTART },
  };
}

/** When a JSON Web Token ends. */
function endOfToken({ token }: KubeconfigUser): Date | undefined {
  const content = token?.by === "value" ? token.contents[0] : undefined;
  if (content?.kind !== "token") return undefined;
  const end = parseJws(SecretText.reveal(content.token))?.claims.exp;
  return typeof end === "number" && Number.isFinite(end) && Math.abs(end) < 8e12 ? new Date(end * 1000) : undefined;
}

/**
 * Kubeconfigs whose client refuses the API server for a reason while others at the same server do not: then the kubeconfig
 * is at fault, and not the certificate.
 */
function* refusals(
  scene: Scene,
  reason: "unknown-authority" | "hostname",
): Generator<{ held: Held; prediction: Prediction }> {
  const byPlace = new Map(scene.kubeconfigs.map((held) => [key(held.file.place), held] as const));
  const fine = new Set<string>();
  const serverOf = ({ connection: { server } }: Prediction): string => `${server.host} ${server.component}`;
  for (const one of scene.predictions) if (one.handshake?.client.accepts === true) fine.add(serverOf(one));
  const told = new Set<Held>();
  for (const prediction of scene.predictions) {
    const { handshake, step, connection } = prediction;
    if (step !== "tls-client" || handshake?.client.reason !== reason || !fine.has(serverOf(prediction))) continue;
    const { trusts } = connection.client;
    const held = trusts.kind === "anchors" ? byPlace.get(key(trusts.anchors.place)) : undefined;
    if (held === undefined || told.has(held)) continue;
    told.add(held);
    yield { held, prediction };
  }
}

const key = ({ host = "", file }: Place): string => `${host}\n${file}`;
