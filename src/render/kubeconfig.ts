import type { DesiredKubeconfig } from "../spec/desired.ts";
import { yamlText } from "./yaml-text.ts";

/** The PEM texts that a kubeconfig holds when it does not refer to files. */
export interface KubeconfigMaterial {
  readonly authorities: string;
  readonly certificate: string;
  readonly key: string;
}

const data = (pem: string): string => Buffer.from(pem, "latin1").toString("base64");

/**
 * A kubeconfig (client-go `tools/clientcmd/api/v1`): one cluster, one user, one context, which is current. The shape is
 * kubeadm's.
 */
export const renderKubeconfig = (
  kubeconfig: DesiredKubeconfig,
  { authorities, certificate, key }: KubeconfigMaterial,
): string =>
  kubeconfigText(kubeconfig, { authorities: data(authorities), certificate: data(certificate), key: data(key) });

/** The same around data in base64, or around what stands for it. */
export function kubeconfigText(kubeconfig: DesiredKubeconfig, material: KubeconfigMaterial): string {
  const { reference } = kubeconfig;
  const cluster = yamlText(kubeconfig.cluster);
  const user = yamlText(kubeconfig.user);
  const context = yamlText(kubeconfig.context);
  const trust =
    reference === undefined
      ? `certificate-authority-data: ${material.authorities}`
      : `certificate-authority: ${yamlText(reference.trust)}`;
  const identity =
    reference === undefined
      ? `client-certificate-data: ${material.certificate}\n    client-key-data: ${material.key}`
      : `client-certificate: ${yamlText(reference.certificate)}\n    client-key: ${yamlText(reference.key)}`;
  return `apiVersion: v1
kind: Config
clusters:
- cluster:
    ${trust}
    server: ${yamlText(kubeconfig.server)}
  name: ${cluster}
contexts:
- context:
    cluster: ${cluster}
    user: ${user}
  name: ${context}
current-context: ${context}
users:
- name: ${user}
  user:
    ${identity}
`;
}
