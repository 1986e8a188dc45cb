import { describe, expect, test } from "vitest";
import { credentialOf, desiredOf, host, SPEC } from "./cluster.ts";

const LOOPBACK = ["127.0.0.1", "::1"];

describe("the API server's names", () => {
  test("are the facts' rule A, and what this cluster's clients dial", () => {
    expect(credentialOf(desiredOf(), "hosts/cp-1", "apiserver").names).toEqual({
      dns: [
        "cp-1",
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        "kubernetes.default.svc.cluster.local",
        "api.example.com",
        "lb",
        "lb.example.com",
        "one.example.com",
        "localhost",
      ],
      addresses: ["10.96.0.1", "10.0.0.11", "10.0.0.10", ...LOOPBACK],
    });
  });

  test("of the other control plane are its own", () => {
    const { dns, addresses } = credentialOf(desiredOf(), "hosts/cp-2", "apiserver").names;
    expect(dns).toContain("cp-2");
    expect(dns).not.toContain("cp-1");
    expect(dns).not.toContain("one.example.com");
    expect(addresses).toContain("10.0.0.12");
    expect(addresses).not.toContain("10.0.0.11");
  });

  test("follow domain, service subnets (both), endpoint and what is asked for, each once", () => {
    const { dns, addresses } = credentialOf(
      desiredOf({
        clusterDomain: "k8s.internal",
        serviceSubnets: ["10.32.0.0/24", "fd00:10:32::/112"],
        endpoint: { host: "203.0.113.7", port: 6443 },
        apiServerNames: ["API.example.org", "cp-1", "*.wild.example"],
        apiServerAddresses: ["203.0.113.7", "2001:DB8::0001"],
      }),
      "hosts/cp-1",
      "apiserver",
    ).names;
    expect(dns).toContain("kubernetes.default.svc.k8s.internal");
    expect(dns.filter((name) => name === "cp-1")).toHaveLength(1);
    expect(dns).toEqual(expect.arrayContaining(["api.example.org", "*.wild.example"]));
    expect(addresses).toEqual([
      "10.32.0.1",
      "fd00:10:32::1",
      "10.0.0.11",
      "203.0.113.7",
      "10.0.0.10",
      "2001:db8::1",
      ...LOOPBACK,
    ]);
  });
});

describe("other servers' names", () => {
  test("etcd's are rule B, with what is asked for each", () => {
    const desired = desiredOf({ etcdServerNames: ["etcd.example.com"], etcdPeerNames: ["10.9.9.9"] });
    expect(credentialOf(desired, "hosts/cp-1", "etcd-server").names).toEqual({
      dns: ["cp-1", "one.example.com", "etcd.example.com", "localhost"],
      addresses: ["10.0.0.11", ...LOOPBACK],
    });
    expect(credentialOf(desired, "hosts/cp-1", "etcd-peer").names).toEqual({
      dns: ["cp-1", "one.example.com", "localhost"],
      addresses: ["10.0.0.11", "10.9.9.9", ...LOOPBACK],
    });
  });

  test("a kubelet's are its host's and no loopback, a service's its Service's", () => {
    const services = [
      {
        name: "m",
        kind: "webhook",
        service: "metrics",
        namespace: "kube-system",
        names: ["hook.example"],
        addresses: ["10.1.1.1"],
      },
    ] as const;
    const desired = desiredOf({ services });
    expect(credentialOf(desired, "hosts/worker-1", "kubelet-server").names).toEqual({
      dns: ["worker-1"],
      addresses: ["10.0.0.21"],
    });
    expect(credentialOf(desired, "services/m", "service-server").names).toEqual({
      dns: [
        "metrics.kube-system.svc",
        "metrics.kube-system.svc.cluster.local",
        "metrics.kube-system",
        "metrics",
        "hook.example",
      ],
      addresses: ["10.1.1.1"],
    });
  });

  test("no client carries a name", () => {
    const desired = desiredOf({ extras: ["metrics-scraper", "etcd-backup", "cni-etcd", "konnectivity"] });
    for (const unit of desired.units) {
      for (const { id, names, extendedKeyUsage } of desired.unit(unit).credentials) {
        if (!extendedKeyUsage.includes("serverAuth")) expect(names, id).toEqual({ dns: [], addresses: [] });
        else expect(names.dns.length + names.addresses.length, id).toBeGreaterThan(0);
      }
    }
  });
});

describe("subjects", () => {
  test("of nodes and users carry their names and groups", () => {
    const users = [{ name: "bob", groups: ["dev", "ops"], allowSystem: false, lifetime: 3600 }];
    const desired = desiredOf({ users });
    expect(credentialOf(desired, "hosts/worker-1", "kubelet.conf").subject).toEqual({
      commonName: "system:node:worker-1",
      organizations: ["system:nodes"],
    });
    expect(credentialOf(desired, "users/bob", "user")).toMatchObject({
      subject: { commonName: "bob", organizations: ["dev", "ops"] },
      lifetime: 3600,
    });
    expect(credentialOf(desiredOf(), "users/admin", "admin").lifetime).toBe(SPEC.lifetimes.users);
  });

  test("of the kubelet client follow the patch release", () => {
    const groups = (patch: number): readonly string[] =>
      credentialOf(
        desiredOf({ kubernetesVersion: { major: 1, minor: 34, patch } }),
        "hosts/cp-1",
        "apiserver-kubelet-client",
      ).subject.organizations;
    expect(groups(7)).toEqual(["kubeadm:cluster-admins"]);
    expect(groups(8)).toEqual([]);
  });

  test("an address of IPv6 makes IPv6 everywhere", () => {
    const hosts = [host("cp-1", ["control-plane", "etcd"], "fd00::11")];
    const desired = desiredOf({ hosts, serviceSubnets: ["fd00:96::/112"], endpoint: { host: "fd00::11", port: 6443 } });
    expect(credentialOf(desired, "hosts/cp-1", "apiserver").names.addresses).toEqual([
      "fd00:96::1",
      "fd00::11",
      ...LOOPBACK,
    ]);
  });
});
