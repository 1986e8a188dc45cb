import type { Passed } from "../types.ts";

const CONTROL = "k3s pkg/daemons/control/server.go";
const AGENT = "k3s pkg/daemons/agent/agent_linux.go, pkg/agent/config/config.go";

const asClient = ["authentication-kubeconfig", "authorization-kubeconfig", "kubeconfig"];

const signs = (...signers: readonly string[]): readonly string[] =>
  signers.flatMap((signer) => [`cluster-signing-${signer}-cert-file`, `cluster-signing-${signer}-key-file`]);

/** How k3s and RKE2 start each component: what is about trust, and what trust is judged by. */
export const distributionPasses = (program: "k3s" | "rke2", apiPort: number): readonly Passed[] => [
  {
    component: "kube-apiserver",
    shownBy: ["cert/apiserver", "key/apiserver"],
    files: [
      "client-ca-file",
      "etcd-cafile",
      "etcd-certfile",
      "etcd-keyfile",
      "kubelet-certificate-authority",
      "kubelet-client-certificate",
      "kubelet-client-key",
      "proxy-client-cert-file",
      "proxy-client-key-file",
      "requestheader-client-ca-file",
      "service-account-key-file",
      "service-account-signing-key-file",
      "tls-cert-file",
      "tls-private-key-file",
    ],
    texts: {
      "advertise-address": "{advertise-address}",
      "allow-privileged": "true",
      "anonymous-auth": "false",
      "api-audiences": `https://kubernetes.default.svc.{cluster-domain},${program}`,
      "authorization-mode": "Node,RBAC",
      "enable-admission-plugins": "NodeRestriction",
      "enable-bootstrap-token-auth": "true",
      // The member that the same program runs (k3s pkg/etcd/etcd.go).
      "etcd-servers": "https://127.0.0.1:2379",
      "kubelet-preferred-address-types": "InternalIP,ExternalIP,Hostname",
      profiling: "false",
      "requestheader-allowed-names": "system:auth-proxy",
      "requestheader-extra-headers-prefix": "X-Remote-Extra-",
      "requestheader-group-headers": "X-Remote-Group",
      "requestheader-username-headers": "X-Remote-User",
      "secure-port": `${apiPort}`,
      "service-account-issuer": "https://kubernetes.default.svc.{cluster-domain}",
      "service-cluster-ip-range": "{service-cidr}",
    },
    more: "kube-apiserver-arg",
    source: CONTROL,
  },
  {
    component: "kube-controller-manager",
    shownBy: ["kubeconfig/controller-manager.conf", "cert/controller-manager.conf", "key/controller-manager.conf"],
    files: [
      ...asClient,
      ...signs("kube-apiserver-client", "kubelet-client", "kubelet-serving", "legacy-unknown"),
      "root-ca-file",
      "service-account-private-key-file",
    ],
    texts: {
      "bind-address": "127.0.0.1",
      profiling: "false",
      "secure-port": "10257",
      "service-cluster-ip-range": "{service-cidr}",
      "use-service-account-credentials": "true",
    },
    more: "kube-controller-manager-arg",
    source: CONTROL,
  },
  {
    component: "kube-scheduler",
    shownBy: ["kubeconfig/scheduler.conf", "cert/scheduler.conf", "key/scheduler.conf"],
    files: asClient,
    texts: { "bind-address": "127.0.0.1", profiling: "false", "secure-port": "10259" },
    more: "kube-scheduler-arg",
    source: CONTROL,
  },
  {
    component: "etcd",
    shownBy: ["cert/etcd-server", "cert/etcd-peer"],
    files: ["cert-file", "key-file", "trusted-ca-file", "peer-cert-file", "peer-key-file", "peer-trusted-ca-file"],
    texts: { "client-cert-auth": "true", "peer-client-cert-auth": "true" },
    more: "etcd-arg",
    source: "k3s pkg/etcd/etcd.go, pkg/daemons/executor/executor.go",
  },
  {
    component: "kubelet",
    shownBy: ["kubeconfig/kubelet.conf", "cert/kubelet.conf", "cert/kubelet-server"],
    files: ["authentication.x509.clientCAFile", "kubeconfig", "tlsCertFile", "tlsPrivateKeyFile"],
    texts: {
      "authentication.anonymous.enabled": "false",
      "authentication.webhook.enabled": "true",
      "authorization.mode": "Webhook",
      "hostname-override": "{node}",
      "node-ip": "{node-ip}",
      readOnlyPort: "0",
    },
    more: "kubelet-arg",
    source: AGENT,
  },
  {
    component: "kube-proxy",
    shownBy: ["kubeconfig/kube-proxy", "cert/kube-proxy"],
    files: ["clientConnection.kubeconfig"],
    texts: { "hostname-override": "{node}" },
    more: "kube-proxy-arg",
    source: AGENT,
  },
];
