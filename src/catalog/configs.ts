import type { ConfigFile, ConfigId } from "./types.ts";

/** Heads of the configuration files that kubepki writes. */
export const configs: Readonly<Record<ConfigId, ConfigFile>> = {
  kubelet: {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    component: "kubelet",
    scope: "node",
  },
  "kube-proxy": {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    component: "kube-proxy",
    scope: "node",
    when: ["kube-proxy-certificate"],
  },
  "egress-selector": {
    apiVersion: "apiserver.k8s.io/v1beta1",
    kind: "EgressSelectorConfiguration",
    component: "kube-apiserver",
    scope: "control-plane",
    when: ["konnectivity"],
  },
};
