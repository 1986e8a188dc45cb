/** What kube-apiserver is told about users, authorizers and other programs (facts 3.1, 9). */
import { settingOf } from "../../../inventory/actual.ts";
import type { Rule } from "../../rule.ts";
import { fileBeside } from "../../told.ts";
import { settingRule } from "./setting-rule.ts";

const AUTHENTICATION = "kubernetes pkg/kubeapiserver/options/authentication.go";
const AUTHORIZATION = "kubernetes pkg/kubeapiserver/options/authorization.go";
const components = ["kube-apiserver"] as const;

export const listed = (value: string | undefined): string[] => (value ?? "").split(",").filter((one) => one !== "");

const LOOPBACK = /^http:\/\/(127\.|localhost|\[::1\])/;

export const apiserverSettingRules = {
  "authorization-open": settingRule({
    title: "The API server lets everybody do everything",
    severity: "error",
    source: AUTHORIZATION,
    why: "With AlwaysAllow, or without any mode, whoever reaches the API may do everything, without a name too.",
    shows: [],
    mend: "Set --authorization-mode=Node,RBAC.",
    components,
    settings: ["authorization-mode"],
    wrong: (value, { component }) => {
      if (settingOf(component, "authorization-config") !== undefined) return undefined;
      if (value === undefined) return "no --authorization-mode, which is AlwaysAllow";
      return listed(value).includes("AlwaysAllow") ? "authorization-mode has AlwaysAllow" : undefined;
    },
    right: "Node,RBAC",
  }),
  "authorization-incomplete": settingRule({
    title: "The API server lacks an authorizer that every cluster counts on",
    severity: "warning",
    source: AUTHORIZATION,
    why: "Without Node kubelets are refused, or need rights on every node's objects; without RBAC nobody else has any.",
    shows: ['forbidden: User "system:node:..." cannot ...'],
    mend: "Set --authorization-mode=Node,RBAC.",
    breaks: ["right"],
    breaksAs: "server",
    components,
    settings: ["authorization-mode"],
    wrong: (value) => {
      const modes = listed(value);
      if (value === undefined || modes.includes("AlwaysAllow")) return undefined;
      const missing = ["Node", "RBAC"].filter((mode) => !modes.includes(mode));
      return missing.length === 0 ? undefined : `authorization-mode is without ${missing.join(" and ")}`;
    },
    right: (_, value) => [...new Set(["Node", "RBAC", ...listed(value)])].join(","),
  }),
  "node-restriction-off": settingRule({
    title: "Kubelets may change each other's objects",
    severity: "warning",
    source: "kubernetes plugin/pkg/admission/noderestriction/admission.go",
    why: "Without the admission plug-in NodeRestriction whoever has one node's certificate can label, taint and edit the other nodes, and ask for certificates in their names.",
    shows: [],
    mend: "Add NodeRestriction to --enable-admission-plugins.",
    components,
    settings: ["enable-admission-plugins", "admission-control"],
    wrong: (value, { component }) => {
      const off = listed(settingOf(component, "disable-admission-plugins")?.value).includes("NodeRestriction");
      if (off) return "disable-admission-plugins has NodeRestriction";
      return listed(value).includes("NodeRestriction") ? undefined : "NodeRestriction is not enabled";
    },
    right: ({ component }, value) =>
      listed(settingOf(component, "disable-admission-plugins")?.value).includes("NodeRestriction")
        ? undefined
        : [...listed(value), "NodeRestriction"].join(","),
  }),
  "kubelets-unverified": settingRule({
    title: "The API server believes any kubelet",
    severity: "advice",
    source: "CIS Kubernetes Benchmark 1.12, 1.2.5; kubernetes pkg/kubelet/client/kubelet_client.go",
    why: "Without --kubelet-certificate-authority whoever answers on a node's address gets what is typed into exec and port-forward. kubeadm leaves it so, because kubelets sign their serving certificates themselves.",
    shows: [],
    mend: "Give kubelets serving certificates of an authority (serverTLSBootstrap: true and an approver, or files), then set --kubelet-certificate-authority.",
    breaks: ["unverified"],
    breaksAs: "client",
    components,
    settings: ["kubelet-certificate-authority"],
    wrong: (value) => (value === undefined || value === "" ? "no --kubelet-certificate-authority" : undefined),
  }),
  "token-file-users": settingRule({
    title: "Users come from a file of tokens",
    severity: "warning",
    source: AUTHENTICATION,
    why: "The tokens stand in clear, never end, and are taken back only by a restart.",
    shows: [],
    mend: "Give those users certificates or an OIDC issuer, then take --token-auth-file away.",
    components,
    settings: ["token-auth-file"],
    wrong: (value) => (value === undefined || value === "" ? undefined : `users come from ${value}`),
  }),
  "service-account-lookup-off": settingRule({
    title: "Tokens of deleted service accounts stay good",
    severity: "warning",
    source: AUTHENTICATION,
    why: "With --service-account-lookup=false a token counts by its signature alone: nothing takes it back.",
    shows: [],
    mend: "Set --service-account-lookup to true.",
    components,
    settings: ["service-account-lookup"],
    wrong: (value) => (value === "false" ? "service-account-lookup is false" : undefined),
    right: "true",
  }),
  "client-authority-unset": settingRule({
    title: "Client certificates mean nothing to the API server",
    severity: "error",
    source: AUTHENTICATION,
    why: "Without --client-ca-file every client certificate is passed over: kubelets, the controller-manager and administrators are nobody.",
    shows: ["Unauthorized"],
    mend: "Set --client-ca-file to the authority of client certificates.",
    breaks: ["identity", "right"],
    breaksAs: "server",
    components,
    settings: ["client-ca-file"],
    wrong: (value, { component }) =>
      (value === undefined || value === "") && settingOf(component, "authentication-config") === undefined
        ? "no --client-ca-file"
        : undefined,
    right: ({ host }) => fileBeside(host, "trust/component-client-ca") ?? fileBeside(host, "trust/apiserver-client-ca"),
  }),
  "etcd-authority-unset": settingRule({
    title: "The API server checks etcd with the system's roots",
    severity: "error",
    source: "k8s.io/apiserver pkg/storage/storagebackend/factory/etcd3.go",
    why: "Without --etcd-cafile the API server asks the roots of its image, which know nothing of etcd's authority: it does not start.",
    shows: [
      "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority",
    ],
    mend: "Set --etcd-cafile to etcd's authority.",
    breaks: ["unknown-authority"],
    breaksAs: "client",
    components,
    settings: ["etcd-cafile"],
    wrong: (value, { component }) =>
      (value ?? "") === "" && /https:/.test(settingOf(component, "etcd-servers")?.value ?? "")
        ? "etcd is dialled by https, and no --etcd-cafile is set"
        : undefined,
    right: ({ host }) => fileBeside(host, "trust/etcd-client-ca") ?? fileBeside(host, "trust/apiserver-etcd-ca"),
  }),
  "etcd-in-clear": settingRule({
    title: "The API server talks to etcd without TLS",
    severity: "error",
    source: "CIS Kubernetes Benchmark 1.12, 1.2.26; etcd op-guide/security.md",
    why: "Every Secret of the cluster goes over the wire in clear, and etcd lets everybody in.",
    shows: [],
    mend: "Give etcd a serving certificate, and write https in --etcd-servers.",
    components,
    settings: ["etcd-servers"],
    // On the host itself nothing goes over a wire; that etcd serves everybody there is a finding of etcd's.
    wrong: (value, { host }) => {
      const urls = (value ?? "").split(",").filter((url) => url.startsWith("http:"));
      const etcd = host.components.find(({ component }) => component === "etcd");
      const served = etcd === undefined ? undefined : settingOf(etcd, "listen-client-urls")?.value;
      const isOwn = (url: string): boolean => LOOPBACK.test(url) && (served === undefined || served.includes(url));
      return urls.some((url) => !isOwn(url)) ? `etcd-servers has ${value}` : undefined;
    },
  }),
  "kubelet-identity-unset": settingRule({
    title: "The API server is nobody to kubelets",
    severity: "error",
    source: "CIS Kubernetes Benchmark 1.12, 1.2.4",
    why: "Without --kubelet-client-certificate logs, exec and port-forward end with 401 at every kubelet that asks who calls.",
    shows: ["error: You must be logged in to the server (the server has asked for the client to provide credentials)"],
    mend: "Set --kubelet-client-certificate and --kubelet-client-key.",
    breaks: ["identity", "right"],
    breaksAs: "client",
    components,
    settings: ["kubelet-client-certificate"],
    wrong: (value) => ((value ?? "") === "" ? "no --kubelet-client-certificate" : undefined),
    right: ({ host }) => fileBeside(host, "cert/apiserver-kubelet-client"),
    pair: { setting: "kubelet-client-key", role: "key/apiserver-kubelet-client" },
  }),
  "front-proxy-identity-unset": settingRule({
    title: "The API server cannot speak for users at extension servers",
    severity: "warning",
    source: "kubernetes website docs/tasks/extend-kubernetes/configure-aggregation-layer.md",
    why: "Extension servers believe the user that is named to them only of whoever shows the front proxy's certificate: aggregated APIs (metrics.k8s.io) end with 401.",
    shows: ["Unauthorized"],
    mend: "Set --proxy-client-cert-file and --proxy-client-key-file.",
    components,
    settings: ["proxy-client-cert-file"],
    wrong: (value, { component }) =>
      (value ?? "") === "" && settingOf(component, "requestheader-client-ca-file") !== undefined
        ? "there is a --requestheader-client-ca-file, and no --proxy-client-cert-file"
        : undefined,
    right: ({ host }) => fileBeside(host, "cert/front-proxy-client"),
    pair: { setting: "proxy-client-key-file", role: "key/front-proxy-client" },
  }),
} as const satisfies Readonly<Record<string, Rule>>;
