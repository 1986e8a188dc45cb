import type { Setting, SettingValue } from "../types.ts";
import { AT_START } from "./reload.ts";

const SELECTION = "egressSelections.0.connection";

const egress = (path: string, value: SettingValue, why: string, without: string): Setting => ({
  component: "kube-apiserver",
  field: { config: "egress-selector", path },
  value,
  when: ["konnectivity"],
  ...AT_START,
  why,
  without,
  source: "k8s.io/apiserver pkg/apis/apiserver/v1beta1/types.go",
});

const flag = (name: string, value: SettingValue, why: string, without: string): Setting => ({
  component: "konnectivity-server",
  flag: name,
  value,
  when: ["konnectivity"],
  why,
  without,
  source: "apiserver-network-proxy cmd/server/app/options/options.go",
});

const TOKENS = "Agents prove themselves by certificate (--cluster-ca-cert) in place of a token.";

/**
 * konnectivity-server: API servers by certificate on loopback, agents by the token of their service account. Agents by
 * certificate is --cluster-ca-cert in place of the four that go with tokens; both together are refused at start.
 */
const serverSettings: readonly Setting[] = [
  flag("admin-port", { number: 8133 }, "Metrics, on loopback.", "8095."),
  flag("agent-namespace", { text: "kube-system" }, "Whose service account agents have to be.", TOKENS),
  flag("agent-port", { number: 8132 }, "Where agents connect.", "8091."),
  flag("agent-service-account", { text: "konnectivity-agent" }, "Which service account agents have to be.", TOKENS),
  flag(
    "authentication-audience",
    { text: "system:konnectivity-server" },
    "A token for somebody else does not open the tunnel.",
    TOKENS,
  ),
  flag("cluster-cert", { file: "cert/konnectivity-server" }, "Proves the server to agents.", "Agents are not served."),
  flag("cluster-key", { file: "key/konnectivity-server" }, "Its key.", "The server does not start."),
  flag("health-port", { number: 8134 }, "Where probes ask.", "8092."),
  flag(
    "kubeconfig",
    { file: "kubeconfig/konnectivity-server-client" },
    "Asks the API server whether a token is good.",
    TOKENS,
  ),
  flag("mode", { text: "http-connect" }, "What the API server's egress selector speaks (HTTPConnect).", "grpc."),
  flag("server-bind-address", { text: "{loopback}" }, "Only the API server of the same host.", "Every address."),
  flag(
    "server-ca-cert",
    { file: "trust/konnectivity-server-ca" },
    "Whose certificates are API servers.",
    "The server does not start on TCP.",
  ),
  flag("server-cert", { file: "cert/konnectivity-server" }, "Proves the server to API servers.", "Plain text."),
  flag(
    "server-count",
    { text: "{control-plane-count}" },
    "Agents connect until they have reached that many servers.",
    "1: agents reach one control plane, and the others' tunnels have no other end.",
  ),
  flag("server-key", { file: "key/konnectivity-server" }, "Its key.", "The server does not start."),
  flag("server-port", { number: 8131 }, "What the egress selector names.", "8090."),
];

/** The konnectivity server, and the API server's way to it: EgressSelectorConfiguration. */
export const konnectivitySettings: readonly Setting[] = [
  ...serverSettings,
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
