import type { Credential } from "../types.ts";

/** What people and jobs outside the cluster's hosts hold. */
export const peopleCredentials = {
  admin: {
    title: "administrator, to take away",
    purpose: "apiserver-client",
    holder: "administrator",
    scope: "cluster",
    commonName: "kubernetes-admin",
    groups: [{ name: "kubeadm:cluster-admins" }],
    extendedKeyUsage: ["clientAuth"],
    names: [],
    lifetime: "users",
    trust: "people-root-ca",
    kubeconfig: { server: "endpoint", pair: true },
    why: "admin.conf for the person who runs kubepki, so that no file needs to leave a control plane.",
    without: "Administrators copy admin.conf off a control plane.",
    source: "kubernetes cmd/kubeadm/app/phases/kubeconfig/kubeconfig.go",
  },
  user: {
    title: "user of the specification",
    purpose: "apiserver-client",
    holder: "administrator",
    scope: "user",
    commonName: "{user}",
    groups: [],
    extendedKeyUsage: ["clientAuth"],
    names: [],
    lifetime: "users",
    trust: "people-root-ca",
    kubeconfig: { server: "endpoint", pair: true },
    why: "One certificate for each person: user in the common name, groups in the organizations.",
    without: "People share an identity, which cannot be taken from one of them.",
    source: "k8s.io/apiserver pkg/authentication/request/x509/x509.go",
  },
} as const satisfies Record<string, Credential>;
