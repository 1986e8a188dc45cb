/** A kubelet is told to let in whom it should not, or not to renew what it shows. */
import type { Mutation } from "../mutation.ts";
import { head, type Retell, retold, set, unset } from "./retold.ts";

const kubelet = (rule: string, title: string, retell: Retell): Mutation => retold(rule, "kubelet", title, retell);

export const nodeSettingMutations = {
  "kubelet-anonymous-on": kubelet(
    "kubelet-anonymous",
    "A kubelet lets callers without a name in",
    set("authentication.anonymous.enabled", () => "true"),
  ),
  "kubelet-always-allows": kubelet(
    "kubelet-always-allow",
    "A kubelet lets every caller do everything",
    set("authorization.mode", () => "AlwaysAllow"),
  ),
  "kubelet-read-only-port-open": kubelet(
    "kubelet-read-only-port",
    "A kubelet has its read-only port open",
    set("readOnlyPort", () => "10255"),
  ),
  "kubelet-renews-nothing": kubelet(
    "kubelet-rotation-off",
    "A kubelet does not renew its certificate",
    set("rotateCertificates", () => "false"),
  ),
  "kubelet-client-ca-unset": kubelet(
    "kubelet-client-authority-unset",
    "A kubelet is told no authority of clients",
    set("authentication.x509.clientCAFile", () => '""'),
  ),
  "kubelet-server-rotation-off": kubelet(
    "server-rotation-off",
    "A kubelet may not ask for a serving certificate",
    head("featureGates:", "  RotateKubeletServerCertificate: false"),
  ),
  "kubelet-without-pair": kubelet(
    "kubelet-self-signed",
    "A kubelet has no serving certificate of its own",
    unset("tlsCertFile", "tlsPrivateKeyFile"),
  ),
  "kubelet-tls-1-0": kubelet("tls-version-old", "A kubelet lets TLS 1.0 in", head("tlsMinVersion: VersionTLS10")),
  "kubelet-weak-suites": kubelet(
    "cipher-suite-weak",
    "A kubelet lets cipher suites in that have no fresh keys",
    head("tlsCipherSuites:", "- TLS_RSA_WITH_AES_256_GCM_SHA384"),
  ),
} as const satisfies Readonly<Record<string, Mutation>>;
