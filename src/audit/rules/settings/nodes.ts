/** What kubelets are told (facts 3.4, 9). With flags alone their defaults are the open ones. */
import { settingOf } from "../../../inventory/actual.ts";
import type { Running } from "../../../trust/connections/servers.ts";
import type { Rule } from "../../rule.ts";
import { settingRule } from "./setting-rule.ts";

const OPTIONS = "kubernetes cmd/kubelet/app/options/options.go";
const components = ["kubelet"] as const;

/** It is started with flags, and none of them names a configuration file. */
const byFlagsAlone = ({ component }: Running): boolean =>
  settingOf(component, "kind") === undefined && settingOf(component, "config") === undefined;

export const nodeSettingRules = {
  "kubelet-anonymous": settingRule({
    title: "A kubelet lets callers without a name in",
    severity: "error",
    source: `CIS Kubernetes Benchmark 1.12, 4.2.1; ${OPTIONS}`,
    why: "Whoever reaches port 10250 is system:anonymous, and may do what the authorizer lets anybody do; with AlwaysAllow that is everything in every pod of the node.",
    shows: [],
    mend: "Set authentication.anonymous.enabled to false.",
    components,
    settings: ["authentication.anonymous.enabled", "anonymous-auth"],
    wrong: (value, running) => {
      if (value === "true") return "anonymous callers are let in";
      return value === undefined && byFlagsAlone(running)
        ? "started by flags alone, which lets anonymous callers in"
        : undefined;
    },
    right: "false",
  }),
  "kubelet-always-allow": settingRule({
    title: "A kubelet lets every caller do everything",
    severity: "error",
    source: `CIS Kubernetes Benchmark 1.12, 4.2.2; ${OPTIONS}`,
    why: "With AlwaysAllow whoever the kubelet lets in runs commands in every pod of the node.",
    shows: [],
    mend: "Set authorization.mode to Webhook.",
    components,
    settings: ["authorization.mode", "authorization-mode"],
    wrong: (value, running) => {
      if (value === "AlwaysAllow") return "authorization is AlwaysAllow";
      return value === undefined && byFlagsAlone(running)
        ? "started by flags alone, where authorization is AlwaysAllow"
        : undefined;
    },
    right: "Webhook",
  }),
  "kubelet-read-only-port": settingRule({
    title: "A kubelet has a port without any check",
    severity: "warning",
    source: `CIS Kubernetes Benchmark 1.12, 4.2.4; ${OPTIONS}`,
    why: "The read-only port shows every pod of the node, with its environment, to whoever reaches it, in clear.",
    shows: [],
    mend: "Set readOnlyPort to 0.",
    components,
    settings: ["readOnlyPort", "read-only-port"],
    wrong: (value, running) => {
      if (value !== undefined && value !== "0") return `read-only port ${value}`;
      return value === undefined && byFlagsAlone(running)
        ? "started by flags alone, where the read-only port is 10255"
        : undefined;
    },
    right: "0",
  }),
  "kubelet-client-authority-unset": settingRule({
    title: "Client certificates mean nothing to a kubelet",
    severity: "error",
    source: "CIS Kubernetes Benchmark 1.12, 4.2.3; kubernetes cmd/kubelet/app/auth.go",
    why: "Without clientCAFile the API server's certificate is passed over: logs, exec and port-forward end with 401.",
    shows: ["Unauthorized"],
    mend: "Set authentication.x509.clientCAFile to the authority of the API server's kubelet client.",
    breaks: ["identity", "right"],
    breaksAs: "server",
    components,
    settings: ["authentication.x509.clientCAFile", "client-ca-file"],
    wrong: (value) => ((value ?? "") === "" ? "no authentication.x509.clientCAFile" : undefined),
  }),
  "kubelet-rotation-off": settingRule({
    title: "A kubelet does not renew its certificate",
    severity: "warning",
    source: "CIS Kubernetes Benchmark 1.12, 4.2.10; kubernetes pkg/kubelet/certificate/kubelet.go",
    why: "Its client certificate ends, and the node with it, unless somebody issues another in time.",
    shows: ["part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired"],
    mend: "Set rotateCertificates to true.",
    components,
    settings: ["rotateCertificates", "rotate-certificates"],
    wrong: (value) => (value === "false" ? "rotateCertificates is false" : undefined),
    right: "true",
  }),
  "server-rotation-off": settingRule({
    title: "Serving certificates of kubelets are switched off",
    severity: "warning",
    source: "CIS Kubernetes Benchmark 1.12, 1.3.6 and 4.2.11",
    why: "Without the feature RotateKubeletServerCertificate a kubelet signs its serving certificate itself, and nobody can verify it.",
    shows: [],
    mend: "Take RotateKubeletServerCertificate=false out of the feature gates: it is on by default.",
    components: ["kubelet", "kube-controller-manager"],
    settings: ["featureGates.RotateKubeletServerCertificate", "feature-gates"],
    wrong: (value) =>
      value === "false" || /RotateKubeletServerCertificate=false/.test(value ?? "")
        ? "RotateKubeletServerCertificate is off"
        : undefined,
    right: (_, value) =>
      value === "false" ? "true" : value?.replace(/(RotateKubeletServerCertificate)=false/, "$1=true"),
  }),
  "kubelet-self-signed": settingRule({
    title: "A kubelet signs its serving certificate itself",
    severity: "advice",
    source: "kubernetes cmd/kubelet/app/server.go initializeServerTLS",
    why: "It has neither a serving certificate of its own nor serverTLSBootstrap: nobody can verify port 10250, and the certificate that it made is not renewed. kubeadm leaves it so.",
    shows: ["x509: certificate signed by unknown authority"],
    mend: "Set serverTLSBootstrap to true and approve the requests, or set tlsCertFile and tlsPrivateKeyFile.",
    breaks: ["unverified"],
    breaksAs: "server",
    components,
    settings: ["serverTLSBootstrap", "rotate-server-certificates"],
    wrong: (value, { component }) => {
      const own = settingOf(component, "tlsCertFile") ?? settingOf(component, "tls-cert-file");
      return value === "true" || own !== undefined ? undefined : "signs its serving certificate itself";
    },
  }),
} as const satisfies Readonly<Record<string, Rule>>;
