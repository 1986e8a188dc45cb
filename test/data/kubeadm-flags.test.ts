import { describe, expect, test } from "vitest";
import { catalog } from "../../src/catalog/index.ts";
import type { ComponentId } from "../../src/catalog/types.ts";
import { DEFAULT_SPEC } from "../../src/spec/defaults.ts";
import { resolve } from "../../src/spec/resolve/resolve.ts";
import type { Spec } from "../../src/spec/spec.ts";

const PKI = "/etc/kubernetes/pki";
const KUBERNETES = "/etc/kubernetes";

/** What kubeadm of 1.37 sets, by its manifests.go and local.go (facts part 3), for one control plane at 10.0.0.11. */
const KUBEADM: Readonly<Partial<Record<ComponentId, Readonly<Record<string, string>>>>> = {
  "kube-apiserver": {
    "advertise-address": "10.0.0.11",
    "allow-privileged": "true",
    "authorization-mode": "Node,RBAC",
    "client-ca-file": `${PKI}/ca.crt`,
    "enable-admission-plugins": "NodeRestriction",
    "enable-bootstrap-token-auth": "true",
    "etcd-cafile": `${PKI}/etcd/ca.crt`,
    "etcd-certfile": `${PKI}/apiserver-etcd-client.crt`,
    "etcd-keyfile": `${PKI}/apiserver-etcd-client.key`,
    "etcd-servers": "https://127.0.0.1:2379",
    "kubelet-client-certificate": `${PKI}/apiserver-kubelet-client.crt`,
    "kubelet-client-key": `${PKI}/apiserver-kubelet-client.key`,
    "kubelet-preferred-address-types": "InternalIP,ExternalIP,Hostname",
    "proxy-client-cert-file": `${PKI}/front-proxy-client.crt`,
    "proxy-client-key-file": `${PKI}/front-proxy-client.key`,
    "requestheader-allowed-names": "front-proxy-client",
    "requestheader-client-ca-file": `${PKI}/front-proxy-ca.crt`,
    "requestheader-extra-headers-prefix": "X-Remote-Extra-",
    "requestheader-group-headers": "X-Remote-Group",
    "requestheader-username-headers": "X-Remote-User",
    "secure-port": "6443",
    "service-account-issuer": "https://kubernetes.default.svc.cluster.local",
    "service-account-key-file": `${PKI}/sa.pub`,
    "service-account-signing-key-file": `${PKI}/sa.key`,
    "service-cluster-ip-range": "10.96.0.0/12",
    "tls-cert-file": `${PKI}/apiserver.crt`,
    "tls-private-key-file": `${PKI}/apiserver.key`,
  },
  "kube-controller-manager": {
    "allocate-node-cidrs": "true",
    "authentication-kubeconfig": `${KUBERNETES}/controller-manager.conf`,
    "authorization-kubeconfig": `${KUBERNETES}/controller-manager.conf`,
    "bind-address": "127.0.0.1",
    "client-ca-file": `${PKI}/ca.crt`,
    "cluster-cidr": "10.244.0.0/16",
    "cluster-name": "kubernetes",
    "cluster-signing-cert-file": `${PKI}/ca.crt`,
    "cluster-signing-key-file": `${PKI}/ca.key`,
    controllers: "*,bootstrapsigner,tokencleaner",
    kubeconfig: `${KUBERNETES}/controller-manager.conf`,
    "leader-elect": "true",
    "requestheader-client-ca-file": `${PKI}/front-proxy-ca.crt`,
    "root-ca-file": `${PKI}/ca.crt`,
    "service-account-private-key-file": `${PKI}/sa.key`,
    "service-cluster-ip-range": "10.96.0.0/12",
    "use-service-account-credentials": "true",
  },
  "kube-scheduler": {
    "authentication-kubeconfig": `${KUBERNETES}/scheduler.conf`,
    "authorization-kubeconfig": `${KUBERNETES}/scheduler.conf`,
    "bind-address": "127.0.0.1",
    kubeconfig: `${KUBERNETES}/scheduler.conf`,
    "leader-elect": "true",
  },
  etcd: {
    "advertise-client-urls": "https://10.0.0.11:2379",
    "cert-file": `${PKI}/etcd/server.crt`,
    "client-cert-auth": "true",
    "data-dir": "/var/lib/etcd",
    "feature-gates": "InitialCorruptCheck=true",
    "initial-advertise-peer-urls": "https://10.0.0.11:2380",
    "initial-cluster": "cp-1=https://10.0.0.11:2380",
    "key-file": `${PKI}/etcd/server.key`,
    "listen-client-urls": "https://127.0.0.1:2379,https://10.0.0.11:2379",
    "listen-metrics-urls": "http://127.0.0.1:2381",
    "listen-peer-urls": "https://10.0.0.11:2380",
    name: "cp-1",
    "peer-cert-file": `${PKI}/etcd/peer.crt`,
    "peer-client-cert-auth": "true",
    "peer-key-file": `${PKI}/etcd/peer.key`,
    "peer-trusted-ca-file": `${PKI}/etcd/ca.crt`,
    "snapshot-count": "10000",
    "trusted-ca-file": `${PKI}/etcd/ca.crt`,
    "watch-progress-notify-interval": "5s",
  },
};

/** What we set beside it, each for the reason in its entry. */
const BESIDE: Readonly<Partial<Record<ComponentId, readonly string[]>>> = {
  "kube-apiserver": ["kubelet-certificate-authority", "peer-ca-file"],
  "kube-controller-manager": ["requestheader-allowed-names", "tls-cert-file", "tls-private-key-file"],
  "kube-scheduler": ["tls-cert-file", "tls-private-key-file"],
  etcd: ["initial-cluster-state"],
};

/** What kubeadm sets and we do not: checks of etcd's data, no matter of trust, and unknown to etcd before 3.6. */
const LEFT_OUT: Readonly<Partial<Record<ComponentId, readonly string[]>>> = {
  etcd: ["feature-gates", "watch-progress-notify-interval"],
};

const SPEC: Spec = {
  ...DEFAULT_SPEC,
  endpoint: { host: "10.0.0.11", port: 6443 },
  podSubnets: ["10.244.0.0/16"],
  hosts: [{ name: "cp-1", roles: ["control-plane", "etcd"], addresses: ["10.0.0.11"], names: [] }],
};

describe("flags of the kubeadm layout are kubeadm's, but for those named here", () => {
  const { files } = resolve(SPEC, catalog).unit("hosts/cp-1");

  test.each(Object.entries(KUBEADM))("%s", (component, theirs) => {
    const content = files.map((file) => file.content).find((c) => c.kind === "settings" && c.component === component);
    const flags = content?.kind === "settings" ? content.flags : [];
    const ours = Object.fromEntries(flags.map(({ name, value }) => [name, value]));
    const id = component as ComponentId;
    const beside = BESIDE[id] ?? [];
    expect(Object.keys(ours).filter((name) => !(name in theirs))).toEqual(beside);
    const leftOut = new Set(LEFT_OUT[id]);
    expect(Object.fromEntries(Object.entries(ours).filter(([name]) => !beside.includes(name)))).toEqual(
      Object.fromEntries(Object.entries(theirs).filter(([name]) => !leftOut.has(name))),
    );
  });
});
