import type { ConfigId, Setting, SettingValue } from "../types.ts";
import { AT_START } from "./reload.ts";

const WINDOWS = "kubernetes pkg/kubelet/apis/config/validation/validation_windows.go";
const TYPES = "k8s.io/kubelet config/v1beta1/types.go";
const SERVER = "kubernetes cmd/kubelet/app/server.go";
const component = "kubelet";

const kubelet = (
  path: string,
  value: SettingValue,
  more: Omit<Setting, "component" | "field" | "value" | "source"> & Partial<Pick<Setting, "source">>,
): Setting => ({
  component,
  field: { config: "kubelet" satisfies ConfigId, path },
  value,
  source: TYPES,
  ...more,
});

/** kubelet: configuration file and flags (facts 3.4). */
export const kubeletSettings: readonly Setting[] = [
  kubelet(
    "authentication.anonymous.enabled",
    { flag: false },
    {
      overriddenBy: "anonymous-auth",
      why: "Nobody without an identity may use port 10250.",
      without: "false in a file, true when only flags are used.",
    },
  ),
  kubelet(
    "authentication.webhook.enabled",
    { flag: true },
    {
      overriddenBy: "authentication-token-webhook",
      why: "Bearer tokens are asked about at the API server.",
      without: "Scrapers' tokens are refused.",
    },
  ),
  kubelet(
    "authentication.x509.clientCAFile",
    { file: "trust/kubelet-client-ca" },
    {
      overriddenBy: "client-ca-file",
      reload: "watched",
      why: "Whose certificates may use port 10250.",
      without: "The API server gets 401 Unauthorized.",
    },
  ),
  kubelet(
    "authorization.mode",
    { text: "Webhook" },
    {
      overriddenBy: "authorization-mode",
      why: "The API server decides what a caller may do.",
      without: "Webhook in a file, AlwaysAllow when only flags are used.",
    },
  ),
  kubelet(
    "cgroupsPerQOS",
    { flag: false },
    { os: "windows", why: "Windows has no control groups.", without: "The kubelet does not start.", source: WINDOWS },
  ),
  kubelet(
    "enforceNodeAllocatable",
    { list: [] },
    { os: "windows", why: "It is by control groups.", without: "The kubelet does not start.", source: WINDOWS },
  ),
  kubelet(
    "resolvConf",
    { text: "" },
    {
      os: "windows",
      why: "Windows keeps its name servers elsewhere.",
      without: "The kubelet looks for /etc/resolv.conf.",
      source: "kubernetes-sigs/sig-windows-tools hostprocess/PrepareNode.ps1",
    },
  ),
  kubelet(
    "clusterDNS",
    { list: ["{dns-address}"] },
    { why: "The cluster's name server.", without: "Pods use the host's." },
  ),
  kubelet(
    "clusterDomain",
    { text: "{domain}" },
    { overriddenBy: "cluster-domain", why: "Search domain of pods.", without: "Short names do not resolve." },
  ),
  kubelet(
    "readOnlyPort",
    { number: 0 },
    {
      overriddenBy: "read-only-port",
      why: "No unauthenticated port.",
      without: "0 in a file, 10255 when only flags are used.",
    },
  ),
  kubelet(
    "rotateCertificates",
    { flag: true },
    {
      overriddenBy: "rotate-certificates",
      why: "The kubelet renews its own client certificate through the API before it expires.",
      without: "The node becomes NotReady when the certificate expires.",
    },
  ),
  kubelet(
    "serverTLSBootstrap",
    { flag: true },
    {
      overriddenBy: "rotate-server-certificates",
      when: ["kubelet-serving-bootstrap"],
      why: "Asks for a serving certificate through the API; somebody has to approve it.",
      without: "A self-signed one.",
    },
  ),
  kubelet(
    "staticPodPath",
    { text: "{static-pods}" },
    {
      overriddenBy: "pod-manifest-path",
      why: "Where the control plane's manifests are.",
      without: "Static pods are not started.",
    },
  ),
  kubelet(
    "tlsCertFile",
    { file: "cert/kubelet-server" },
    {
      overriddenBy: "tls-cert-file",
      when: ["kubelet-serving-certificate"],
      reload: "watched",
      why: "Proves port 10250.",
      without: "A self-signed one that is never renewed.",
    },
  ),
  kubelet(
    "tlsPrivateKeyFile",
    { file: "key/kubelet-server" },
    {
      overriddenBy: "tls-private-key-file",
      when: ["kubelet-serving-certificate"],
      reload: "watched",
      why: "Its key.",
      without: "A self-signed one that is never renewed.",
    },
  ),
  {
    component,
    flag: "cloud-provider",
    value: { text: "external" },
    when: ["cloud-controller-manager"],
    why: "Waits for the cloud-controller-manager to tell the node's addresses and take its taint away.",
    without: "The cloud-controller-manager leaves the node alone.",
    source: "kubernetes cmd/kubelet/app/options/options.go",
  },
  {
    component,
    flag: "config",
    value: { file: "config/kubelet" },
    why: "The fields above; safe defaults hold only for a configuration file.",
    without: "Defaults of the flags: anonymous access and AlwaysAllow.",
    source: SERVER,
  },
  {
    component,
    flag: "hostname-override",
    value: { text: "{node}" },
    why: "The node's name has to be the one in its certificate.",
    without: "The host's own name.",
    source: SERVER,
  },
  {
    component,
    flag: "kubeconfig",
    value: { file: "kubeconfig/kubelet.conf" },
    reload: "the client certificate in it is replaced by the kubelet itself",
    why: "Its identity.",
    without: "Standalone: it does not register.",
    source: SERVER,
  },
  {
    component,
    flag: "node-ip",
    value: { text: "{advertise}" },
    why: "The address the API server dials; the serving certificate carries it.",
    without: "The host's default address, which the certificate may not carry.",
    source: SERVER,
  },
];

/** kube-proxy (facts 3.5). */
export const kubeProxySettings: readonly Setting[] = [
  {
    component: "kube-proxy",
    flag: "config",
    value: { file: "config/kube-proxy" },
    when: ["kube-proxy-certificate"],
    why: "Names its kubeconfig.",
    without: "It does not start.",
    source: "k8s.io/kube-proxy config/v1alpha1/types.go",
  },
  {
    component: "kube-proxy",
    flag: "hostname-override",
    value: { text: "{node}" },
    when: ["kube-proxy-certificate"],
    why: "Its node's name.",
    without: "The host's own name.",
    source: "kubernetes cmd/kube-proxy/app/options.go",
  },
  {
    component: "kube-proxy",
    field: { config: "kube-proxy", path: "clientConnection.kubeconfig" },
    value: { file: "kubeconfig/kube-proxy" },
    when: ["kube-proxy-certificate"],
    ...AT_START,
    why: "Its identity.",
    without: "It does not start.",
    source: "k8s.io/kube-proxy config/v1alpha1/types.go",
  },
  {
    component: "kube-proxy",
    field: { config: "kube-proxy", path: "clusterCIDR" },
    value: { text: "{pod-subnets}" },
    when: ["kube-proxy-certificate", "pod-subnets"],
    why: "Tells traffic from outside.",
    without: "Masquerading by other means.",
    source: "k8s.io/kube-proxy config/v1alpha1/types.go",
  },
];
