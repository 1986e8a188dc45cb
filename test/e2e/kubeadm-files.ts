// Files as people give them to kubeadm, the odd ones among them. kubeadm 1.37 is asked with the same text.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface KubeadmFile {
  readonly name: string;
  readonly text: string;
  /** What the machine says where the file does not. */
  readonly machine?: { readonly hostname: string; readonly address: string };
  /** The text for kubeadm 1.37, when it no longer reads this one. */
  readonly migrated?: string;
}

const BETA4 = "apiVersion: kubeadm.k8s.io/v1beta4";
const BETA3 = "apiVersion: kubeadm.k8s.io/v1beta3";

const example = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../examples/${name}`, import.meta.url)), "utf8");

const init = (name: string, address: string): string =>
  `${BETA4}
kind: InitConfiguration
localAPIEndpoint: { advertiseAddress: "${address}" }
nodeRegistration: { name: ${name} }
---
`;

export const KUBEADM_FILES: readonly KubeadmFile[] = [
  { name: "examples/kubeadm-v1beta4.yaml", text: example("kubeadm-v1beta4.yaml") },
  {
    name: "examples/kubeadm-v1beta3.yaml",
    text: example("kubeadm-v1beta3.yaml"),
    migrated: `${init("cp-1", "10.0.0.11")}${BETA4}
kind: ClusterConfiguration
clusterName: old
kubernetesVersion: v1.36.3
encryptionAlgorithm: ECDSA-P256
networking: { serviceSubnet: 10.96.0.0/12 }
apiServer:
  certSANs: [api.old.example.com]
  extraArgs: [{ name: audit-log-path, value: /var/log/kubernetes/audit.log }]
`,
  },
  {
    name: "what kubeadm config print init-defaults prints",
    text: `apiVersion: kubeadm.k8s.io/v1beta4
bootstrapTokens:
- groups:
  - system:bootstrappers:kubeadm:default-node-token
  token: abcdef.0123456789abcdef
  ttl: 24h0m0s
  usages:
  - signing
  - authentication
kind: InitConfiguration
localAPIEndpoint:
  advertiseAddress: 1.2.3.4
  bindPort: 6443
nodeRegistration:
  criSocket: unix:///var/run/containerd/containerd.sock
  imagePullPolicy: IfNotPresent
  imagePullSerial: true
  name: node
  taints: null
timeouts:
  controlPlaneComponentHealthCheck: 4m0s
  discovery: 5m0s
  etcdAPICall: 2m0s
  kubeletHealthCheck: 4m0s
  kubernetesAPICall: 1m0s
  tlsBootstrap: 5m0s
  upgradeManifests: 5m0s
---
apiServer: {}
apiVersion: kubeadm.k8s.io/v1beta4
caCertificateValidityPeriod: 87600h0m0s
certificateValidityPeriod: 8760h0m0s
certificatesDir: /etc/kubernetes/pki
clusterName: kubernetes
controllerManager: {}
dns: {}
encryptionAlgorithm: RSA-2048
etcd:
  local:
    dataDir: /var/lib/etcd
imageRepository: registry.k8s.io
kind: ClusterConfiguration
kubernetesVersion: 1.37.0
networking:
  dnsDomain: cluster.local
  serviceSubnet: 10.96.0.0/12
proxy: {}
scheduler: {}
`,
  },
  {
    name: "certificates elsewhere, ECDSA-P384, another domain, an endpoint by address and port",
    text: `${init("Master.Example.COM", "192.168.7.11")}${BETA4}
kind: ClusterConfiguration
kubernetesVersion: v1.37.2
clusterName: "prod.eu"
certificatesDir: /srv/tls/pki/
encryptionAlgorithm: ECDSA-P384
controlPlaneEndpoint: 192.168.7.100:8443
certificateValidityPeriod: 720h0m0s
caCertificateValidityPeriod: 43800h
networking: { dnsDomain: k8s.example.org, serviceSubnet: 172.20.0.0/16, podSubnet: 172.21.0.0/16 }
apiServer:
  certSANs: ["*.api.example.org", API.Example.org, 203.0.113.7, "2001:db8:0:0::7", localhost, 127.0.0.1]
`,
  },
  {
    name: "RSA-3072, an external etcd with files",
    text: `${init("cp", "10.1.0.11")}${BETA4}
kind: ClusterConfiguration
kubernetesVersion: v1.37.2
encryptionAlgorithm: RSA-3072
controlPlaneEndpoint: "lb.example.com"
etcd:
  external:
    endpoints:
      - https://10.1.0.21:2379
      - https://etcd-2.example.com:2379
      - https://[fd00::23]:2379
    caFile: /etc/etcd-client/ca.crt
    certFile: /etc/etcd-client/client.crt
    keyFile: /etc/etcd-client/client.key
`,
  },
  {
    name: "an external etcd without TLS",
    text: `${init("cp", "10.1.0.11")}${BETA4}
kind: ClusterConfiguration
kubernetesVersion: v1.37.2
encryptionAlgorithm: ECDSA-P256
etcd: { external: { endpoints: [http://10.1.0.21:2379], caFile: "", certFile: "", keyFile: "" } }
`,
  },
  {
    name: "two families, names for etcd, a port of its own",
    text: `${BETA4}
kind: ClusterConfiguration
kubernetesVersion: "1.37.1"
encryptionAlgorithm: ECDSA-P256
controlPlaneEndpoint: "[fd00:1::100]:6444"
networking: { serviceSubnet: "fd00:96::/108,10.96.0.0/16", podSubnet: "fd00:244::/48,10.244.0.0/16" }
etcd:
  local:
    dataDir: /data/etcd
    serverCertSANs: [etcd.example.com, 10.9.9.9, "*.etcd.example.com"]
    peerCertSANs: [peer.example.com, "fd00:9::9"]
    extraArgs: [{ name: listen-metrics-urls, value: "http://[::1]:2381" }]
---
${BETA4}
kind: InitConfiguration
localAPIEndpoint: { advertiseAddress: "FD00:1:0::11", bindPort: 16443 }
nodeRegistration:
  name: cp-six
  kubeletExtraArgs: [{ name: node-ip, value: "fd00:1::11,10.0.1.11" }]
`,
  },
  {
    name: "everything of the machine: ClusterConfiguration alone",
    machine: { hostname: "box-7", address: "10.7.0.7" },
    text: `${BETA4}
kind: ClusterConfiguration
kubernetesVersion: v1.37.2
encryptionAlgorithm: ECDSA-P256
`,
  },
  {
    name: "InitConfiguration alone, a version by label",
    text: `${BETA4}
kind: InitConfiguration
localAPIEndpoint: { advertiseAddress: 10.3.0.1 }
nodeRegistration: { name: lonely, taints: [], ignorePreflightErrors: [all] }
patches: { directory: /etc/kubernetes/patches }
skipPhases: [addon/kube-proxy]
certificateKey: e6a2eb8581237ab72a4f494f30285ec12a9694d750b9785706a83bfcbbbd2204
dryRun: false
`,
    // Without a network kubeadm waits for half a minute before it takes its own version.
    migrated: `${init("lonely", "10.3.0.1")}${BETA4}
kind: ClusterConfiguration
kubernetesVersion: v1.37.2
`,
  },
  {
    name: "documents of components, comments, an anchor, a second control plane",
    text: `# A file with a bit of everything.
${BETA4}
kind: InitConfiguration
nodeRegistration:
  name: first
  criSocket: unix:///run/containerd/containerd.sock
  kubeletExtraArgs:
    - { name: node-ip, value: 10.4.0.1 }
    - { name: node-labels, value: "a=b" }
    - { name: v, value: "2" }
localAPIEndpoint: { advertiseAddress: 10.4.0.1 }
---
${BETA4}
kind: ClusterConfiguration
kubernetesVersion: v1.37.2
encryptionAlgorithm: ECDSA-P256
controlPlaneEndpoint: api.four.example.com:6443
imageRepository: registry.example.com/k8s
dns: { imageTag: v1.12.0 }
proxy: { disabled: true }
featureGates: { RootlessControlPlane: false }
networking:
  serviceSubnet: 10.96.0.0/12
  podSubnet: 10.244.0.0/16
apiServer:
  certSANs:
    - api.four.example.com
    - api.four.example.com
  extraArgs:
    - { name: service-account-issuer, value: https://issuer.example.com }
    - { name: service-account-issuer, value: https://kubernetes.default.svc.cluster.local }
    - { name: audit-log-path, value: "-" }
  extraEnvs: [{ name: GOGC, value: "50" }]
  extraVolumes:
    - { name: audit, hostPath: /var/log/audit, mountPath: /var/log/audit, readOnly: false, pathType: DirectoryOrCreate }
controllerManager: &everywhere
  extraArgs: [{ name: bind-address, value: 0.0.0.0 }]
scheduler: *everywhere
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
clusterDomain: cluster.local
clusterDNS: [10.96.0.10]
cgroupDriver: systemd
serverTLSBootstrap: true
rotateCertificates: true
featureGates: { ImageVolume: true }
evictionHard: { memory.available: 100Mi }
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: ipvs
clusterCIDR: 10.244.0.0/16
---
${BETA4}
kind: JoinConfiguration
discovery:
  bootstrapToken:
    token: abcdef.0123456789abcdef
    apiServerEndpoint: api.four.example.com:6443
    caCertHashes: ["sha256:0000000000000000000000000000000000000000000000000000000000000000"]
controlPlane:
  localAPIEndpoint: { advertiseAddress: 10.4.0.2 }
  certificateKey: e6a2eb8581237ab72a4f494f30285ec12a9694d750b9785706a83bfcbbbd2204
nodeRegistration:
  name: second
  kubeletExtraArgs: [{ name: node-ip, value: 10.4.0.2 }]
---
${BETA4}
kind: ResetConfiguration
force: true
---
${BETA4}
kind: UpgradeConfiguration
apply: { certificateRenewal: false }
`,
  },
  {
    name: "a worker without a name, upper case, overlapping subnets, a vendor's release",
    text: `${BETA4}
kind: JoinConfiguration
caCertPath: /etc/kubernetes/pki/ca.crt
discovery: { file: { kubeConfigPath: /tmp/discovery.conf }, tlsBootstrapToken: abcdef.0123456789abcdef }
---
${init("six", "10.100.0.6")}${BETA4}
kind: ClusterConfiguration
kubernetesVersion: v1.37.1+vendor.2
encryptionAlgorithm: ECDSA-P256
networking: { podSubnet: 10.100.0.0/16 }
apiServer: { certSANs: [API.Example.ORG, "*.Example.net"], timeoutForControlPlane: 4m0s }
`,
  },
  {
    name: "v1beta3 with everything of its time",
    text: `${BETA3}
kind: InitConfiguration
bootstrapTokens: [{ token: abcdef.0123456789abcdef }]
localAPIEndpoint: { advertiseAddress: 10.5.0.1, bindPort: 443 }
nodeRegistration:
  name: five
  kubeletExtraArgs: { cgroup-driver: systemd, node-ip: 10.5.0.1 }
---
${BETA3}
kind: ClusterConfiguration
kubernetesVersion: 1.36.0
clusterName: five
controlPlaneEndpoint: five.example.com
featureGates: { PublicKeysECDSA: false }
etcd:
  local: { serverCertSANs: [etcd.five.example.com], peerCertSANs: [peer.five.example.com], extraArgs: { quota-backend-bytes: "8589934592" } }
apiServer:
  timeoutForControlPlane: 4m0s
  certSANs: [10.5.0.100, five.example.net]
  extraArgs: { authorization-mode: "Node,RBAC", encryption-provider-config: /etc/kubernetes/encryption.yaml }
controllerManager:
  extraArgs: { node-cidr-mask-size: "25" }
networking: { podSubnet: 10.244.0.0/16 }
imageRepository: k8s.gcr.io
`,
    migrated: `${BETA4}
kind: InitConfiguration
localAPIEndpoint: { advertiseAddress: 10.5.0.1, bindPort: 443 }
nodeRegistration: { name: five }
---
${BETA4}
kind: ClusterConfiguration
kubernetesVersion: 1.36.0
clusterName: five
controlPlaneEndpoint: five.example.com
etcd: { local: { serverCertSANs: [etcd.five.example.com], peerCertSANs: [peer.five.example.com] } }
apiServer: { certSANs: [10.5.0.100, five.example.net] }
networking: { podSubnet: 10.244.0.0/16 }
`,
  },
];
