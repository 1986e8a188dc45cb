import type { Setting, SettingValue } from "../types.ts";

const SELECTION = "egressSelections.0.connection";

const egress = (path: string, value: SettingValue, why: string, without: string): Setting => ({
  component: "kube-apiserver",
  field: { config: "egress-selector", path },
  value,
  when: ["konnectivity"],
  reload: "read at start: restart to load",
  why,
  without,
  source: "k8s.io/apiserver pkg/apis/apiserver/v1beta1/types.go",
});

/** The API server's way into the cluster network: EgressSelectorConfiguration. */
export const konnectivitySettings: readonly Setting[] = [
  egress("egressSelections.0.name", { text: "cluster" }, "Traffic to nodes, pods and services.", "Dialled directly."),
  egress(`${SELECTION}.proxyProtocol`, { text: "HTTPConnect" }, "Over TLS on the same host.", "Dialled directly."),
  egress(
    `${SELECTION}.transport.tcp.url`,
    { text: "https://{loopback-host}:8131" },
    "The konnectivity server's port for API servers.",
    "The API server does not start.",
  ),
  egress(
    `${SELECTION}.transport.tcp.tlsConfig.caBundle`,
    { file: "trust/konnectivity-client-ca" },
    "Verifies the konnectivity server.",
    "The API server does not start.",
  ),
  egress(
    `${SELECTION}.transport.tcp.tlsConfig.clientCert`,
    { file: "cert/apiserver-konnectivity-client" },
    "Proves the API server.",
    "The konnectivity server refuses it.",
  ),
  egress(
    `${SELECTION}.transport.tcp.tlsConfig.clientKey`,
    { file: "key/apiserver-konnectivity-client" },
    "Its key.",
    "The konnectivity server refuses it.",
  ),
];
