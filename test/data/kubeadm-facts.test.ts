import { describe, expect, test } from "vitest";
import { catalog } from "../../src/catalog/index.ts";
import type { AuthorityId, CredentialId, Scope } from "../../src/catalog/types.ts";
import { placeIn } from "../../src/spec/resolve/place.ts";
import { inRange } from "../../src/spec/version-range.ts";
import type { ExtendedKeyUsage } from "../../src/x509/extensions.ts";

type Row = readonly [
  id: CredentialId,
  path: string,
  signedBy: AuthorityId,
  commonName: string,
  group: string | undefined,
  usage: readonly ExtendedKeyUsage[],
  scope: Scope,
];

const CLIENT = ["clientAuth"] as const;
const SERVER = ["serverAuth"] as const;
const BOTH = ["serverAuth", "clientAuth"] as const;

/** Facts 1.3: what kubeadm of 1.37 makes. A path without an ending is a pair of .crt and .key. */
const MADE_BY_KUBEADM: readonly Row[] = [
  ["apiserver", "{pki}/apiserver", "ca", "kube-apiserver", undefined, SERVER, "control-plane"],
  [
    "apiserver-kubelet-client",
    "{pki}/apiserver-kubelet-client",
    "ca",
    "kube-apiserver-kubelet-client",
    undefined,
    CLIENT,
    "control-plane",
  ],
  [
    "front-proxy-client",
    "{pki}/front-proxy-client",
    "front-proxy-ca",
    "front-proxy-client",
    undefined,
    CLIENT,
    "control-plane",
  ],
  ["etcd-server", "{pki}/etcd/server", "etcd-ca", "{node}", undefined, BOTH, "etcd-member"],
  ["etcd-peer", "{pki}/etcd/peer", "etcd-ca", "{node}", undefined, BOTH, "etcd-member"],
  [
    "etcd-healthcheck-client",
    "{pki}/etcd/healthcheck-client",
    "etcd-ca",
    "kube-etcd-healthcheck-client",
    undefined,
    CLIENT,
    "etcd-member",
  ],
  [
    "apiserver-etcd-client",
    "{pki}/apiserver-etcd-client",
    "etcd-ca",
    "kube-apiserver-etcd-client",
    undefined,
    CLIENT,
    "control-plane",
  ],
  [
    "admin.conf",
    "{kubernetes}/admin.conf",
    "ca",
    "kubernetes-admin",
    "kubeadm:cluster-admins",
    CLIENT,
    "control-plane",
  ],
  [
    "super-admin.conf",
    "{kubernetes}/super-admin.conf",
    "ca",
    "kubernetes-super-admin",
    "system:masters",
    CLIENT,
    "first-control-plane",
  ],
  [
    "controller-manager.conf",
    "{kubernetes}/controller-manager.conf",
    "ca",
    "system:kube-controller-manager",
    undefined,
    CLIENT,
    "control-plane",
  ],
  ["scheduler.conf", "{kubernetes}/scheduler.conf", "ca", "system:kube-scheduler", undefined, CLIENT, "control-plane"],
  ["kubelet.conf", "{kubernetes}/kubelet.conf", "ca", "system:node:{node}", "system:nodes", CLIENT, "node"],
];

describe("what kubeadm makes", () => {
  const { credentials, layouts, topologies, authorities } = catalog;
  const { kubeadm } = layouts;
  const newest = { major: 1, minor: 37, patch: 2 };

  test.each(MADE_BY_KUBEADM)("%s", (id, path, signedBy, commonName, group, usage, scope) => {
    const entry = credentials[id];
    const place = placeIn(kubeadm, id);
    const groups = entry.groups.filter(({ versions }) => inRange(newest, versions)).map(({ name }) => name);
    expect({
      path: path.endsWith(".conf") ? place?.kubeconfig : [place?.certificate, place?.key],
      signedBy: entry.purpose && topologies.kubeadm.issuerOf[entry.purpose],
      commonName: entry.commonName,
      groups,
      usage: entry.extendedKeyUsage,
      scope: entry.scope,
    }).toEqual({
      path: path.endsWith(".conf") ? path : [`${path}.crt`, `${path}.key`],
      signedBy,
      commonName,
      groups: group === undefined ? [] : [group],
      usage,
      scope,
    });
  });

  test("folders, names of authorities and service-account keys", () => {
    expect(kubeadm.roots).toMatchObject({ pki: "/etc/kubernetes/pki", kubernetes: "/etc/kubernetes" });
    const names = [...new Set(Object.values(topologies.kubeadm.issuerOf))].map((id) => authorities[id].commonName);
    expect(names).toEqual(["kubernetes", "front-proxy-ca", "etcd-ca"]);
    expect([placeIn(kubeadm, "sa")?.key, kubeadm.serviceAccountPublicKey]).toEqual(["{pki}/sa.key", "{pki}/sa.pub"]);
    expect(kubeadm.modes).toMatchObject({ certificate: 0o644, key: 0o600, publicKey: 0o600, kubeconfig: 0o600 });
  });

  test("names of the API server's certificate (rule A) and of etcd's (rule B)", () => {
    const named = (id: CredentialId): string[] =>
      credentials[id].names.map((n) => ("from" in n ? n.from : "name" in n ? n.name : n.address));
    expect(named("apiserver")).toEqual(
      expect.arrayContaining([
        "{node}",
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        "kubernetes.default.svc.{domain}",
        "service-addresses",
        "advertise-address",
        "endpoint",
        "apiserver-names",
      ]),
    );
    for (const id of ["etcd-server", "etcd-peer"] as const) {
      const rule = ["{node}", "localhost", "advertise-address", "127.0.0.1", "::1", `${id}-names`];
      expect(named(id)).toEqual(expect.arrayContaining(rule));
    }
  });

  test("identities that RBAC, the node authorizer and admission know by name (facts 1.3.2)", () => {
    expect(credentials["kube-proxy"].commonName).toBe("system:kube-proxy");
    expect(credentials["kubelet-server"]).toMatchObject({
      commonName: "system:node:{node}",
      groups: [{ name: "system:nodes" }],
      extendedKeyUsage: ["serverAuth"],
    });
    expect(credentials["metrics-scraper"].groups).toEqual([{ name: "system:monitoring" }]);
    expect(credentials["konnectivity-server-client"].commonName).toBe("system:konnectivity-server");
  });
});
