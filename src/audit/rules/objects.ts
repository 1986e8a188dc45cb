/** Objects of the cluster that carry trust: bundles, published authorities, serving Secrets, requests, tokens. */
import { type Certificate, parseCertificates } from "../../x509/certificate.ts";
import { nameText } from "../../x509/name.ts";
import { isSignedBy } from "../../x509/signed-by.ts";
import { groupBy } from "../kin.ts";
import { certificatesIn, type FoundObject, fieldsOf, itemsOf, objectsOf, textOf } from "../objects.ts";
import type { Fault, Rule } from "../rule.ts";
import type { Scene } from "../scene.ts";
import { filledSlots, keyText } from "../slots.ts";
import { toldWhole } from "../told.ts";

const WEBHOOK = "k8s.io/api admissionregistration/v1/types.go WebhookClientConfig";
const MINE = "kubernetes pkg/controller/certificates/rootcacertpublisher/publisher.go";
const PUBLISHED =
  "kubernetes pkg/controlplane/controller/clusterauthenticationtrust/cluster_authentication_trust_controller.go";

const nameOf = ({ subject }: Certificate): string => nameText(subject);

const titleOf = ({ kind, namespace, name }: FoundObject): string =>
  `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;

/** Written into the object by somebody while it is in the cluster. */
const INJECTED = [
  "cert-manager.io/inject-ca-from",
  "cert-manager.io/inject-ca-from-secret",
  "service.beta.openshift.io/inject-cabundle",
];

const isInjected = ({ value }: FoundObject): boolean => {
  const annotations = fieldsOf(fieldsOf(value.metadata).annotations);
  return INJECTED.some((name) => annotations[name] !== undefined);
};

interface ServiceClient {
  readonly object: FoundObject;
  readonly path: readonly (string | number)[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly service: { readonly namespace: string; readonly name: string };
}

/** Where the API server is told to dial a service of the cluster, and what to verify it with. */
function serviceClients(scene: Scene): ServiceClient[] {
  return objectsOf(scene).flatMap((object) => {
    const { kind, value } = object;
    const spec = fieldsOf(value.spec);
    const configs: [readonly (string | number)[], unknown][] = [];
    if (/^(Validating|Mutating)WebhookConfiguration$/.test(kind))
      for (const [i, one] of itemsOf(value.webhooks).entries())
        configs.push([["webhooks", i, "clientConfig"], fieldsOf(one).clientConfig]);
    if (kind === "APIService") configs.push([["spec"], spec]);
    if (kind === "CustomResourceDefinition")
      configs.push([
        ["spec", "conversion", "webhook", "clientConfig"],
        fieldsOf(fieldsOf(fieldsOf(spec.conversion).webhook)).clientConfig,
      ]);
    return configs.flatMap(([path, config]) => {
      const fields = fieldsOf(config);
      const { namespace, name } = fieldsOf(fields.service);
      if (textOf(namespace) === undefined || textOf(name) === undefined) return [];
      return [{ object, path, config: fields, service: { namespace: String(namespace), name: String(name) } }];
    });
  });
}

/** Leaves that API servers show, as far as they were read. */
const servedByApi = (scene: Scene): Certificate[] =>
  toldWhole(scene, "kube-apiserver").flatMap(({ component }) => {
    const file = component.settings.find(({ name }) => name === "tls-cert-file")?.file;
    return certificatesIn(file?.contents ?? []).slice(0, 1);
  });

const vouches = (authorities: readonly Certificate[], leaf: Certificate, chain: readonly Certificate[] = []): boolean =>
  authorities.some(
    (one) =>
      keyText(one) === keyText(leaf) ||
      isSignedBy(leaf, one) ||
      chain.some((between) => isSignedBy(leaf, between) && isSignedBy(between, one)),
  );

/** Bundles beside the Secret of their service, whose certificate comes from somebody else. */
function wrongBundles(scene: Scene) {
  const secrets = objectsOf(scene).filter(({ kind }) => kind === "Secret");
  return serviceClients(scene).flatMap(({ object, path, service }) => {
    const believed = certificatesIn(object.at([...path, "caBundle"]));
    if (believed.length === 0) return [];
    const name = `${service.name}.${service.namespace}.svc`;
    const place = object.place([...path, "caBundle"]);
    const bundle = believed.map(nameOf).join("; ");
    const key = [place.host ?? "", place.file, name, ...believed.map(keyText)].join("\n");
    return secrets
      .filter(({ namespace }) => namespace === service.namespace)
      .filter((secret) => {
        const [leaf, ...chain] = certificatesIn(secret.at(["data", "tls.crt"]));
        return leaf?.extensions.names?.dns.includes(name) === true && !vouches(believed, leaf, chain);
      })
      .map((secret) => ({ object, secret, bundle, name, place, key }));
  });
}

/** An object that tells clients whom to believe about the API server, and does not tell them the one in use. */
function* wrongRoot(
  scene: Scene,
  object: FoundObject,
  path: readonly (string | number)[],
  held: readonly Certificate[],
): Generator<Fault> {
  const served = servedByApi(scene);
  const refused = served.filter((leaf) => !vouches(held, leaf));
  const [first] = refused;
  // Its signer may be an authority between: then the file that it stands in says so, and this cannot.
  if (held.length === 0 || first === undefined || refused.length < served.length) return;
  if (held.some((one) => Buffer.compare(one.rawSubject, first.rawIssuer) === 0 && isSignedBy(first, one))) return;
  yield {
    place: object.place(path),
    message: `${titleOf(object)} names ${held.map(nameOf).join(", ")}, which did not sign the API server's certificate`,
    shown: { field: "Subject", value: held.map(nameOf).join("; ") },
    remedy: { sentence: "Put the API server's authority there." },
  };
}

const isConfigMap = (object: FoundObject, name: string): boolean => object.kind === "ConfigMap" && object.name === name;

export const objectRules = {
  "bundle-missing": {
    title: "The API server has nothing to verify a service with",
    severity: "error",
    group: "objects",
    source: WEBHOOK,
    why: "Without caBundle the API server asks the system's roots, which know no service of the cluster: every call fails, and with failurePolicy Fail every request that is asked about.",
    shows: [
      "failed calling webhook ...: tls: failed to verify certificate: x509: certificate signed by unknown authority",
    ],
    mend: "Put the authority of the service's certificate into caBundle, in base64.",
    breaks: ["unknown-authority"],
    *check(scene): Generator<Fault> {
      for (const { object, path, config, service } of serviceClients(scene)) {
        if (textOf(config.caBundle) !== undefined || config.insecureSkipTLSVerify === true || isInjected(object))
          continue;
        yield {
          place: object.place([...path, "caBundle"]),
          message: `${titleOf(object)} has no caBundle for ${service.namespace}/${service.name}`,
          remedy: { sentence: `Put the authority of ${service.name}.${service.namespace}.svc into caBundle.` },
        };
      }
    },
  },
  "bundle-skips-verification": {
    title: "The API server does not verify an extension server",
    severity: "warning",
    group: "objects",
    source: "k8s.io/kube-aggregator pkg/apis/apiregistration/v1/types.go APIServiceSpec",
    why: "Whoever answers in the service's place gets users' requests, with the front proxy's word for who they are.",
    shows: [],
    mend: "Put the authority into spec.caBundle, and take insecureSkipTLSVerify away.",
    breaks: ["unverified"],
    *check(scene): Generator<Fault> {
      for (const { object, path, config } of serviceClients(scene)) {
        if (config.insecureSkipTLSVerify !== true) continue;
        yield {
          place: object.place([...path, "insecureSkipTLSVerify"]),
          message: `${titleOf(object)} is not verified`,
          shown: { field: "insecureSkipTLSVerify", value: "true" },
          remedy: { sentence: "Put the authority into spec.caBundle, and take insecureSkipTLSVerify away." },
        };
      }
    },
  },
  "bundle-not-issuer": {
    title: "A caBundle does not vouch for the certificate that the service shows",
    severity: "error",
    group: "objects",
    source: WEBHOOK,
    why: "The Secret of the service holds a certificate of another authority: every call fails. It happens when the certificate was issued anew and the bundle stayed.",
    shows: [
      "failed calling webhook ...: tls: failed to verify certificate: x509: certificate signed by unknown authority",
    ],
    mend: "Put the authority of the certificate that is in use into caBundle.",
    breaks: ["unknown-authority"],
    *check(scene): Generator<Fault> {
      // Webhooks of one file that believe the same are one fault.
      for (const [first, ...more] of groupBy(wrongBundles(scene), ({ key }) => key).values()) {
        if (first === undefined) continue;
        const { object, secret, bundle, name, place } = first;
        yield {
          place,
          also: [...more.map((one) => one.place), secret.place(["data", "tls.crt"])],
          message: `${titleOf(object)} believes ${bundle}, and ${titleOf(secret)} holds a certificate of another authority for ${name}`,
          shown: { field: "Subject", value: bundle },
          remedy: { sentence: `Put the authority of ${titleOf(secret)} into caBundle.` },
        };
      }
    },
  },
  "cluster-info-other-authority": {
    title: "Joining nodes are told another authority",
    severity: "error",
    group: "objects",
    source: "kubernetes cmd/kubeadm/app/discovery/token/token.go",
    why: "kubeadm join compares it with what the API server shows, and stops; after a rotation it has to be written anew.",
    breaks: ["unknown-authority", "discovery"],
    shows: ["cluster CA found in cluster-info ConfigMap is invalid"],
    mend: "Write the API server's authority into the kubeconfig of ConfigMap kube-public/cluster-info.",
    *check(scene): Generator<Fault> {
      for (const object of objectsOf(scene).filter((one) => isConfigMap(one, "cluster-info")))
        yield* wrongRoot(
          scene,
          object,
          ["data", "kubeconfig"],
          inKubeconfigText(fieldsOf(object.value.data).kubeconfig),
        );
    },
  },
  "root-object-other-authority": {
    title: "Pods are told another authority",
    severity: "error",
    group: "objects",
    source: MINE,
    why: "Every program in a pod verifies the API server with ConfigMap kube-root-ca.crt: none gets through.",
    shows: ["tls: failed to verify certificate: x509: certificate signed by unknown authority"],
    mend: "Give the controller-manager the API server's authority as --root-ca-file: it writes the ConfigMaps anew.",
    *check(scene): Generator<Fault> {
      for (const object of objectsOf(scene).filter((one) => isConfigMap(one, "kube-root-ca.crt")))
        yield* wrongRoot(scene, object, ["data", "ca.crt"], certificatesIn(object.at(["data", "ca.crt"])));
    },
  },
  "published-authority-stale": {
    title: "Extension servers believe an authority that the API server does not",
    severity: "warning",
    group: "objects",
    source: PUBLISHED,
    why: "The API server only ever adds to extension-apiserver-authentication: an authority that was taken out of --client-ca-file or --requestheader-client-ca-file stays believed there until somebody takes it out.",
    shows: [],
    mend: "Take the old certificate out of the ConfigMap: kubectl -n kube-system edit configmap extension-apiserver-authentication.",
    *check(scene): Generator<Fault> {
      for (const { object, field, held, told } of published(scene))
        for (const certificate of held) {
          if (told.some((one) => keyText(one) === keyText(certificate))) continue;
          yield {
            place: object.place(["data", field]),
            message: `${titleOf(object)}: ${field} holds ${nameOf(certificate)}, which no API server is told to believe`,
            shown: { field: "Subject", value: nameOf(certificate) },
            remedy: {
              sentence: "Take it out: kubectl -n kube-system edit configmap extension-apiserver-authentication",
            },
          };
        }
    },
  },
  "published-authority-missing": {
    title: "Extension servers do not know an authority that the API server believes",
    severity: "warning",
    group: "objects",
    source: PUBLISHED,
    why: "Users and front proxies of that authority are nobody to the metrics server and its like.",
    shows: ["Unauthorized"],
    mend: "Restart the API server: it publishes its authorities when it starts.",
    *check(scene): Generator<Fault> {
      for (const { object, field, held, told } of published(scene))
        for (const certificate of told) {
          if (held.some((one) => keyText(one) === keyText(certificate))) continue;
          yield {
            place: object.place(["data", field]),
            message: `${titleOf(object)}: ${field} is without ${nameOf(certificate)}`,
            remedy: { sentence: "Let the API server publish it.", restart: "kube-apiserver" },
          };
        }
    },
  },
  "secret-not-pair": {
    title: "The key in a Secret is not its certificate's",
    severity: "error",
    group: "objects",
    source: "kubernetes pkg/apis/core/validation/validation.go (kubernetes.io/tls is not checked for it)",
    why: "The API server takes the Secret; the program that mounts it does not start, or shows its old certificate.",
    shows: ["tls: private key does not match public key"],
    mend: "Write certificate and key of one pair: kubectl create secret tls.",
    breaks: ["pair"],
    *check(scene): Generator<Fault> {
      for (const object of objectsOf(scene).filter(({ kind }) => kind === "Secret")) {
        const [leaf] = certificatesIn(object.at(["data", "tls.crt"]));
        const key = object.at(["data", "tls.key"]).find((one) => one.kind === "private-key");
        if (leaf === undefined || key?.kind !== "private-key" || key.key === undefined) continue;
        if (Buffer.compare(leaf.publicKey, key.key.publicKey) === 0) continue;
        yield {
          place: object.place(["data", "tls.key"]),
          message: `${titleOf(object)}: tls.key is not the key of ${nameOf(leaf)}`,
          remedy: { sentence: "Write certificate and key of one pair: kubectl create secret tls" },
        };
      }
    },
  },
  "secret-incomplete": {
    title: "A TLS Secret lacks its certificate or its key",
    severity: "error",
    group: "objects",
    source: "k8s.io/api core/v1/types.go SecretTypeTLS",
    why: "The program that mounts it has nothing to serve with.",
    shows: ["open /certs/tls.crt: no such file or directory"],
    mend: "Write both tls.crt and tls.key.",
    *check(scene): Generator<Fault> {
      for (const object of objectsOf(scene)) {
        if (object.kind !== "Secret" || object.value.type !== "kubernetes.io/tls") continue;
        const has = (name: string): boolean =>
          object.at(["data", name]).length > 0 || object.at(["stringData", name]).length > 0;
        const missing = ["tls.crt", "tls.key"].filter((name) => !has(name));
        // One that holds neither was printed without its data.
        if (missing.length !== 1) continue;
        yield {
          place: object.place(["data"]),
          message: `${titleOf(object)} has no ${missing.join(" and no ")}`,
          remedy: { sentence: "Write both tls.crt and tls.key." },
        };
      }
    },
  },
  "request-pending": {
    title: "A kubelet waits for its certificate",
    severity: "warning",
    group: "objects",
    source: "kubernetes pkg/controller/certificates/approver/sarapprove.go",
    why: "Nobody has approved the request. The controller-manager never approves kubernetes.io/kubelet-serving; after an hour (24 hours when unsigned) it is deleted, and asked again.",
    shows: ["No valid serving certificate: certificate signing request is not approved"],
    mend: "See who asks for what, then kubectl certificate approve NAME; or run an approver that checks names.",
    *check(scene): Generator<Fault> {
      for (const object of kubeletRequests(scene)) {
        const conditions = itemsOf(fieldsOf(object.value.status).conditions);
        if (conditions.length > 0) continue;
        yield {
          place: object.place(),
          message: `${titleOf(object)} of ${textOf(fieldsOf(object.value.spec).username) ?? "somebody"} waits for approval`,
          remedy: { sentence: `See who asks for what, then: kubectl certificate approve ${object.name}` },
        };
      }
    },
  },
  "request-refused": {
    title: "A kubelet's request was denied or failed",
    severity: "warning",
    group: "objects",
    source: "k8s.io/api certificates/v1/types.go",
    why: "The node stays with the certificate that it has until that ends.",
    shows: ["certificate signing request was denied"],
    mend: "Read the reason in the condition; the kubelet asks again.",
    *check(scene): Generator<Fault> {
      for (const object of kubeletRequests(scene))
        for (const [i, one] of itemsOf(fieldsOf(object.value.status).conditions).entries()) {
          const { type, message } = fieldsOf(one);
          if (type !== "Denied" && type !== "Failed") continue;
          yield {
            place: object.place(["status", "conditions", i]),
            message: `${titleOf(object)} of ${textOf(fieldsOf(object.value.spec).username) ?? "somebody"}: ${type}`,
            shown: { field: "message", value: textOf(message) ?? "" },
            remedy: { sentence: "Read the reason in the condition; the kubelet asks again." },
          };
        }
    },
  },
  "token-endless": {
    title: "A token of a service account never ends",
    severity: "warning",
    group: "objects",
    source: "kubernetes website docs/concepts/configuration/secret.md; LegacyServiceAccountTokenCleanUp",
    why: "A Secret of type kubernetes.io/service-account-token holds a token without an end: whoever has read it once is the account until the Secret or the account is deleted.",
    shows: [],
    mend: "Delete the Secret; programs ask for a token that ends (TokenRequest).",
    *check(scene): Generator<Fault> {
      for (const object of objectsOf(scene)) {
        if (object.kind !== "Secret" || object.value.type !== "kubernetes.io/service-account-token") continue;
        yield {
          place: object.place(["type"]),
          message: `${titleOf(object)} holds a token that never ends`,
          shown: { field: "type", value: "kubernetes.io/service-account-token" },
          remedy: { sentence: `Delete it: kubectl -n ${object.namespace || "default"} delete secret ${object.name}` },
        };
      }
    },
  },
  "bootstrap-token-endless": {
    title: "A bootstrap token never ends",
    severity: "warning",
    group: "objects",
    source: "kubernetes website docs/reference/access-authn-authz/bootstrap-tokens.md",
    why: "Whoever has it can bring a node of any name into the cluster, for ever.",
    shows: [],
    mend: "Delete it, and make one that ends: kubeadm token create --ttl 24h.",
    *check(scene): Generator<Fault> {
      for (const { object, id, expiration } of bootstrapTokens(scene)) {
        if (expiration !== undefined) continue;
        yield {
          place: object.place(),
          message: `bootstrap token ${id} has no expiration`,
          remedy: { sentence: `Delete it: kubeadm token delete ${id}` },
        };
      }
    },
  },
  "bootstrap-token-expired": {
    title: "A bootstrap token has expired",
    severity: "advice",
    group: "objects",
    source: "kubernetes pkg/controller/bootstrap/tokencleaner.go",
    why: "Nobody joins with it any more; the controller tokencleaner deletes it where it runs.",
    shows: ["unknown bootstrap token"],
    mend: "Make another: kubeadm token create.",
    *check(scene): Generator<Fault> {
      for (const { object, id, expiration } of bootstrapTokens(scene)) {
        if (expiration === undefined || expiration.getTime() > scene.at.getTime()) continue;
        yield {
          place: object.place(),
          message: `bootstrap token ${id} has expired`,
          shown: { field: "expiration", value: expiration.toISOString() },
          remedy: { sentence: "Make another when a node is to join: kubeadm token create" },
        };
      }
    },
  },
  "trust-bundle-leaf": {
    title: "A ClusterTrustBundle holds what is no authority",
    severity: "error",
    group: "objects",
    source: "kubernetes pkg/apis/certificates/validation/validation.go ValidateClusterTrustBundle",
    why: "The API server refuses the object: pods that mount it keep what was there before, or wait.",
    shows: ["entry 1 does not have the CA bit set"],
    mend: "Keep authorities alone in spec.trustBundle.",
    under: ["authority-may-not-sign"],
    *check(scene): Generator<Fault> {
      for (const object of objectsOf(scene).filter(({ kind }) => kind === "ClusterTrustBundle"))
        for (const certificate of certificatesIn(object.at(["spec", "trustBundle"]))) {
          if (certificate.extensions.basicConstraints?.authority === true) continue;
          yield {
            place: object.place(["spec", "trustBundle"]),
            message: `${titleOf(object)} holds ${nameOf(certificate)}, which is no authority`,
            shown: { field: "X509v3 Basic Constraints", value: "CA:FALSE" },
            remedy: { sentence: `Take ${nameOf(certificate)} out of spec.trustBundle.` },
          };
        }
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;

const kubeletRequests = (scene: Scene): FoundObject[] =>
  objectsOf(scene).filter(
    ({ kind, value }) =>
      kind === "CertificateSigningRequest" &&
      ["kubernetes.io/kubelet-serving", "kubernetes.io/kube-apiserver-client-kubelet"].includes(
        textOf(fieldsOf(value.spec).signerName) ?? "",
      ),
  );

const bootstrapTokens = (scene: Scene) =>
  objectsOf(scene).flatMap((object) =>
    object.holds.flatMap((one) =>
      one.kind === "bootstrap-token" ? [{ object, id: one.id, expiration: one.expiration }] : [],
    ),
  );

/** What ConfigMap extension-apiserver-authentication publishes, beside what API servers are told. */
function published(scene: Scene) {
  const slots = filledSlots(scene);
  return objectsOf(scene)
    .filter((one) => isConfigMap(one, "extension-apiserver-authentication"))
    .flatMap((object) =>
      (
        [
          ["client-ca-file", "apiserver-client-ca"],
          ["requestheader-client-ca-file", "apiserver-requestheader-ca"],
        ] as const
      ).flatMap(([field, id]) => {
        const told = slots
          .filter((one) => one.id === id)
          .flatMap(({ certificates }) => certificates.map(({ certificate }) => certificate));
        const once = [...new Map(told.map((one) => [keyText(one), one] as const)).values()];
        const held = certificatesIn(object.at(["data", field]));
        return once.length === 0 || held.length === 0 ? [] : [{ object, field, held, told: once }];
      }),
    );
}

/** The authorities of a kubeconfig that is a text in an object. */
function inKubeconfigText(text: unknown): Certificate[] {
  const data = /certificate-authority-data: *"?([A-Za-z0-9+/=]+)/.exec(typeof text === "string" ? text : "")?.[1];
  if (data === undefined || data.length > 1 << 20) return [];
  try {
    return parseCertificates(Buffer.from(data, "base64").toString("latin1"));
  } catch {
    return [];
  }
}
