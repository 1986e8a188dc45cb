/** Kubernetes objects that carry the wrong trust, or that nobody looked after. */
import type { HeldOf } from "../../inventory/held.ts";
import type { Certificate } from "../../x509/certificate.ts";
import { encodePem } from "../../x509/pem.ts";
import type { Scene } from "../scene.ts";
import { edited } from "./edited.ts";
import type { Mutation } from "./mutation.ts";
import { besideFile, estranged, filesOf, leaves, rootIn, signingRoots } from "./targets.ts";

const objectsOf = ({ objects }: Scene, kind: RegExp): HeldOf<"object">[] =>
  objects.filter(({ content, file }) => kind.test(content.objectKind) && file.link === undefined);

/** A text of an object's file. */
const inObject = (rule: string, title: string, kind: RegExp, from: RegExp, to: string, changed: string): Mutation =>
  edited(
    { rule, title, changed },
    (scene) => objectsOf(scene, kind).filter(({ content }) => content.holds.length > 0),
    from,
    to,
  );

/** The authority in an object is another of the same name. */
const otherAuthority = (rule: string, title: string, kind: RegExp): Mutation => ({
  title,
  rule,
  make(scene, pick) {
    const held = pick(
      scene.certificates.filter(
        ({ in: where, object, file }) =>
          where === "object" && kind.test(`${object?.objectKind} ${object?.name}`) && file.link === undefined,
      ),
    );
    if (held === undefined) return undefined;
    return {
      at: held.place,
      changed: "an authority of the same name with another key",
      edits: [estranged(held)],
    };
  },
});

type Text = (scene: Scene) => string | undefined;

/** An object more, as somebody has kept it beside the others. */
const kept = (rule: string, title: string, name: string, text: Text): Mutation => ({
  title,
  rule,
  make(scene, pick) {
    const beside = pick(objectsOf(scene, /./).filter(({ host }) => host === undefined));
    const yaml = text(scene);
    if (beside === undefined || yaml === undefined) return undefined;
    const at = besideFile(beside.file, `${name}.yaml`);
    return { at, changed: `a file ${name}.yaml`, edits: [{ do: "write", file: at.file, bytes: yaml, mode: 0o644 }] };
  },
});

const head = (version: string, kind: string, name: string, namespace?: string): string =>
  `apiVersion: ${version}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${namespace === undefined ? "" : `  namespace: ${namespace}\n`}`;

const block = (field: string, ...certificates: readonly Certificate[]): string =>
  `  ${field}: |\n${certificates
    .flatMap(({ raw }) => encodePem("CERTIFICATE", raw).trimEnd().split("\n"))
    .map((line) => `    ${line}\n`)
    .join("")}`;

const bootstrapToken = (expiration: string): string =>
  `${head("v1", "Secret", "bootstrap-token-abcdef", "kube-system")}type: bootstrap.kubernetes.io/token
stringData:
  token-id: abcdef
  token-secret: 0123456789abcdef
  usage-bootstrap-authentication: "true"
${expiration}`;

const request = (status: string): string =>
  `${head("certificates.k8s.io/v1", "CertificateSigningRequest", "csr-1")}spec:
  signerName: kubernetes.io/kubelet-serving
  username: system:node:node-1
  request: ""
${status}`;

const authority = (scene: Scene, role: string): Certificate | undefined =>
  filesOf(scene, "trust")
    .filter(({ roles }) => roles.some((one) => one.role === `trust/${role}`))
    .flatMap((file) => rootIn(scene, file)?.by.authority ?? [])[0];

/** Any authority of the tree but these. */
const other = (scene: Scene, ...mine: readonly (Certificate | undefined)[]): Certificate | undefined =>
  signingRoots(scene)
    .map(({ by }) => by.authority)
    .find((one) => mine.every((each) => each === undefined || Buffer.compare(one.publicKey, each.publicKey) !== 0));

export const objectMutations = {
  "webhook-bundle-gone": inObject(
    "bundle-missing",
    "A webhook's caBundle is missing",
    /WebhookConfiguration$/,
    /\n *caBundle: \S+/,
    "",
    "without caBundle",
  ),
  "webhook-bundle-other": otherAuthority(
    "bundle-not-issuer",
    "A webhook's caBundle is another authority's",
    /WebhookConfiguration /,
  ),
  "apiservice-unverified": inObject(
    "bundle-skips-verification",
    "The API server does not verify an extension server",
    /^APIService$/,
    /\n( *)caBundle: \S+/,
    "\n$1insecureSkipTLSVerify: true",
    "insecureSkipTLSVerify in place of caBundle",
  ),
  "root-object-other": otherAuthority(
    "root-object-other-authority",
    "Pods are told the authority of another cluster",
    /^ConfigMap kube-root-ca.crt$/,
  ),
  "cluster-info-other": kept(
    "cluster-info-other-authority",
    "Joining nodes are told another authority",
    "cluster-info",
    (scene) => {
      const mine = authority(scene, "apiserver-client-ca");
      const wrong = mine && other(scene, mine);
      if (wrong === undefined) return undefined;
      const data = Buffer.from(encodePem("CERTIFICATE", wrong.raw), "latin1").toString("base64");
      return `${head("v1", "ConfigMap", "cluster-info", "kube-public")}data:
  kubeconfig: |
    apiVersion: v1
    kind: Config
    clusters:
    - name: ""
      cluster:
        certificate-authority-data: ${data}
        server: https://api.example.com:6443
`;
    },
  ),
  "published-authority-old": kept(
    "published-authority-stale",
    "Extension servers are told an authority that the API server does not believe",
    "extension-apiserver-authentication",
    (scene) => {
      const [mine, proxy] = [authority(scene, "apiserver-client-ca"), authority(scene, "apiserver-requestheader-ca")];
      const more = other(scene, mine, proxy);
      if (mine === undefined || proxy === undefined || more === undefined) return undefined;
      return `${head("v1", "ConfigMap", "extension-apiserver-authentication", "kube-system")}data:\n${block("client-ca-file", mine, more)}${block("requestheader-client-ca-file", proxy)}`;
    },
  ),
  "secret-key-other": {
    title: "The key in a Secret is not its certificate's",
    rule: "secret-not-pair",
    make(scene, pick) {
      const held = pick(objectsOf(scene, /^Secret$/).filter(({ content }) => content.holds.length > 1));
      if (held === undefined) return undefined;
      return {
        at: held.file.place,
        changed: "a new key in its place",
        edits: [{ do: "new-key", file: held.file.place.file }],
      };
    },
  },
  "secret-without-key": inObject(
    "secret-incomplete",
    "A TLS Secret lacks its key",
    /^Secret$/,
    /\n *tls.key: \S+/,
    "",
    "without tls.key",
  ),
  "secret-without-certificate": inObject(
    "secret-incomplete",
    "A TLS Secret lacks its certificate",
    /^Secret$/,
    /\n *tls.crt: \S+/,
    "",
    "without tls.crt",
  ),
  "request-waits": kept("request-pending", "A kubelet waits for its certificate", "csr", () => request("")),
  "request-denied": kept("request-refused", "A kubelet's request was denied", "csr-denied", () =>
    request('status:\n  conditions:\n  - type: Denied\n    status: "True"\n    message: no such node\n'),
  ),
  "request-failed": kept("request-refused", "A kubelet's request could not be signed", "csr-failed", () =>
    request('status:\n  conditions:\n  - type: Failed\n    status: "True"\n    message: expired\n'),
  ),
  "token-without-end": kept(
    "token-endless",
    "A service account's token never ends",
    "old-token",
    () => `${head("v1", "Secret", "old-token", "tools")}type: kubernetes.io/service-account-token\ndata: {}\n`,
  ),
  "bootstrap-token-without-end": kept(
    "bootstrap-token-endless",
    "A bootstrap token never ends",
    "bootstrap-token",
    () => bootstrapToken(""),
  ),
  "bootstrap-token-over": kept(
    "bootstrap-token-expired",
    "A bootstrap token is over",
    "bootstrap-token-old",
    ({ at }) => bootstrapToken(`  expiration: "${new Date(at.getTime() - 86_400_000).toISOString()}"\n`),
  ),
  "leaf-in-trust-bundle": kept(
    "trust-bundle-leaf",
    "A ClusterTrustBundle holds a server's certificate",
    "trust-bundle",
    (scene) => {
      const leaf = leaves(scene, ["apiserver"])[0]?.held.content.certificate;
      return (
        leaf && `${head("certificates.k8s.io/v1", "ClusterTrustBundle", "mine")}spec:\n${block("trustBundle", leaf)}`
      );
    },
  ),
} as const satisfies Readonly<Record<string, Mutation>>;
