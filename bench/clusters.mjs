// The clusters that are measured, as documents for kubepki and for kubeadm, and how much work each is.

const ENDPOINT = "api.bench.example:6443";

/**
 * One control plane and workers, `hosts` in all.
 * @param {number} hosts @param {"ecdsa-p256" | "rsa-2048"} [keys]
 */
export function kubepkiDocument(hosts, keys = "ecdsa-p256") {
  const lines = [
    "apiVersion: kubepki/v1",
    "kind: Cluster",
    "name: bench",
    `endpoint: ${ENDPOINT}`,
    `keys: ${keys}`,
    "hosts:",
    "  - {name: cp-1, roles: [control-plane], addresses: [10.0.0.11]}",
  ];
  for (let first = 1; first < hosts; first += 250) {
    const last = Math.min(first + 249, hosts - 1);
    const names = first === last ? padded(first) : `[${padded(first)}-${padded(last)}]`;
    const addresses = first === last ? "1" : `[1-${last - first + 1}]`;
    const subnet = `10.1.${(first - 1) / 250}`;
    lines.push(`  - {name: "worker-${names}", roles: [worker], addresses: "${subnet}.${addresses}"}`);
  }
  return `${lines.join("\n")}\n`;
}

/** @param {number} index */
const padded = (index) => String(index).padStart(4, "0");

/**
 * What `hosts` hosts come to: three authorities, the service-account key, 13 certificates of the control plane, and for each
 * host a server and a client certificate and a kubeconfig.
 * @param {number} hosts
 */
export const wholeWork = (hosts) => ({ certificates: 16 + 2 * hosts, keys: 17 + 2 * hosts, kubeconfigs: 3 + hosts });

/** What kubeadm makes of one control plane: 3 authorities, 7 leaves, 5 kubeconfigs, the service-account key. */
export const kubeadmWork = { certificates: 15, keys: 16, kubeconfigs: 5 };

/** @param {{ folder: string, version: string, algorithm: "ECDSA-P256" | "RSA-2048", node?: string }} what */
export function kubeadmDocument({ folder, version, algorithm, node = "cp-1" }) {
  return `apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: 10.0.0.11, bindPort: 6443}
nodeRegistration: {name: ${node}, criSocket: "unix:///run/containerd/containerd.sock"}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: ${version}
certificatesDir: ${folder}/pki
controlPlaneEndpoint: ${ENDPOINT}
encryptionAlgorithm: ${algorithm}
`;
}
