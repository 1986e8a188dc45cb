import { describe, expect, test } from "vitest";
import type { DesiredKubeconfig } from "../../../src/spec/desired.ts";
import { desiredOf, fileOf, flagOf, host, idsOf } from "./cluster.ts";

function kubeconfigOf(...parameters: Parameters<typeof fileOf>): DesiredKubeconfig {
  const { content } = fileOf(...parameters);
  if (content.kind !== "kubeconfig") throw new Error(`${content.kind} in place of a kubeconfig`);
  return content.kubeconfig;
}

const authoritiesOf = (...parameters: Parameters<typeof fileOf>): readonly string[] => {
  const { content } = fileOf(...parameters);
  return content.kind === "authorities" ? content.ids : [];
};

describe("which server a kubeconfig names", () => {
  const server = (unit: string, name: string, change = {}): string =>
    kubeconfigOf(desiredOf(change), unit, `etc/kubernetes/${name}.conf`).server;

  test("the endpoint for people, the local one for the control plane's components", () => {
    expect(server("hosts/cp-2", "admin")).toBe("https://api.example.com:443");
    expect(server("hosts/cp-1", "super-admin")).toBe("https://api.example.com:443");
    expect(server("hosts/cp-2", "controller-manager")).toBe("https://10.0.0.12:6443");
    expect(server("hosts/cp-2", "scheduler", { bindPort: 7443 })).toBe("https://10.0.0.12:7443");
  });

  test("a kubelet's: the local one on a control plane, the endpoint elsewhere", () => {
    expect(server("hosts/cp-1", "kubelet")).toBe("https://10.0.0.11:6443");
    expect(server("hosts/worker-1", "kubelet")).toBe("https://api.example.com:443");
  });

  test("with IPv6 in brackets", () => {
    const hosts = [host("cp-1", ["control-plane", "etcd"], "fd00::11")];
    const change = { hosts, endpoint: { host: "fd00::10", port: 8443 } };
    expect(server("hosts/cp-1", "admin", change)).toBe("https://[fd00::10]:8443");
    expect(server("hosts/cp-1", "scheduler", change)).toBe("https://[fd00::11]:6443");
  });

  test("users' by reference are seen from their folder's trust file", () => {
    const embedded = kubeconfigOf(desiredOf(), "users/admin", "admin.conf");
    expect(embedded).toMatchObject({ cluster: "demo", user: "kubernetes-admin", reference: undefined });
    expect(kubeconfigOf(desiredOf({ kubeconfigs: "reference" }), "users/admin", "admin.conf").reference).toEqual({
      certificate: "admin.crt",
      key: "admin.key",
      trust: "ca.crt",
    });
  });
});

describe("which credentials are where", () => {
  test("super-admin on the first control plane alone, nodes' on every node, etcd's on members", () => {
    const desired = desiredOf();
    expect(idsOf(desired, "hosts/cp-1")).toContain("super-admin.conf");
    expect(idsOf(desired, "hosts/cp-2")).not.toContain("super-admin.conf");
    expect(idsOf(desired, "hosts/worker-1")).toEqual(["kubelet.conf", "kubelet-server"]);
    expect(idsOf(desired, "hosts/cp-2")).toEqual(expect.arrayContaining(["etcd-server", "etcd-peer", "kubelet.conf"]));
    expect(desired.units).not.toContain("hosts/lb");
  });

  test("with the hard way no kubelet on control planes", () => {
    expect(idsOf(desiredOf({ layout: "hard-way" }), "hosts/cp-1")).not.toContain("kubelet.conf");
    expect(idsOf(desiredOf({ layout: "hard-way" }), "hosts/worker-1")).toContain("kubelet.conf");
  });

  test("of somebody else's etcd nothing, and its paths in the flags", () => {
    const etcd = { kind: "provided", endpoints: ["https://10.9.0.1:2379"], caFile: "/etc/ca.crt" } as const;
    const desired = desiredOf({ etcd });
    expect(desired.authorities.map(({ id }) => id)).not.toContain("etcd-ca");
    expect(idsOf(desired, "hosts/cp-1").filter((id) => id.includes("etcd"))).toEqual([]);
    const flag = (name: string) => flagOf(desired, "hosts/cp-1", "kube-apiserver", name);
    expect([flag("etcd-servers"), flag("etcd-cafile"), flag("etcd-certfile")]).toEqual([
      "https://10.9.0.1:2379",
      "/etc/ca.crt",
      undefined,
    ]);
  });

  test("kubelets that ask for their serving certificate get none here", () => {
    expect(idsOf(desiredOf({ kubeletServing: "bootstrap" }), "hosts/worker-1")).toEqual(["kubelet.conf"]);
  });
});

describe("trust files", () => {
  const PKI = "etc/kubernetes/pki";

  test("are kubeadm's three with kubeadm's authorities", () => {
    const desired = desiredOf();
    expect(authoritiesOf(desired, "hosts/cp-1", `${PKI}/ca.crt`)).toEqual(["ca"]);
    expect(authoritiesOf(desired, "hosts/cp-1", `${PKI}/etcd/ca.crt`)).toEqual(["etcd-ca"]);
    expect(authoritiesOf(desired, "hosts/cp-1", `${PKI}/front-proxy-ca.crt`)).toEqual(["front-proxy-ca"]);
    const trust = desired.unit("hosts/cp-1").files.filter(({ content }) => content.kind === "authorities");
    expect(trust).toHaveLength(3);
  });

  test("go apart where their holders believe different authorities", () => {
    const desired = desiredOf({ topology: "five" });
    const flag = (component: string, name: string) => flagOf(desired, "hosts/cp-1", component, name)?.slice(1) ?? "";
    const clientCa = flag("kube-apiserver", "client-ca-file");
    const rootCa = flag("kube-controller-manager", "root-ca-file");
    expect(clientCa).not.toBe(rootCa);
    expect(authoritiesOf(desired, "hosts/cp-1", clientCa)).toEqual(["client-ca"]);
    expect(authoritiesOf(desired, "hosts/cp-1", rootCa)).toEqual(["server-ca"]);
  });

  test("every file that a flag names is in the unit", () => {
    for (const topology of ["single", "kubeadm", "five"] as const) {
      for (const layout of ["kubeadm", "hard-way"] as const) {
        for (const kubeletServing of ["certificate", "bootstrap"] as const) {
          const desired = desiredOf({
            topology,
            layout,
            kubeletServing,
            kubeProxy: "certificate",
            extras: ["konnectivity", "cloud-controller-manager", "metrics-scraper"],
          });
          for (const unit of desired.units.filter((name) => name.startsWith("hosts/"))) {
            const { files } = desired.unit(unit);
            const paths = new Set(files.map(({ path }) => `/${path}`));
            const named = files.flatMap(({ content }) => (content.kind === "settings" ? content.flags : []));
            const missing = named.filter(({ file, value }) => file && !paths.has(value)).map(({ value }) => value);
            expect(missing, `${topology} ${layout} ${unit}`).toEqual([]);
          }
        }
      }
    }
  });
});

describe("settings", () => {
  test("a document's flags win, are added, and repeat when they repeat", () => {
    const extraArgs = {
      etcd: [
        { name: "snapshot-count", value: "5" },
        { name: "listen-metrics-urls", value: "http://a:1" },
        { name: "listen-metrics-urls", value: "http://b:1" },
      ],
    };
    const { content } = fileOf(desiredOf({ extraArgs }), "hosts/cp-1", "etc/kubernetes/manifests/etcd.yaml");
    const flags = content.kind === "settings" ? content.flags.map(({ name, value }) => `${name}=${value}`) : [];
    expect(flags.filter((flag) => /^(snapshot|listen-metrics)/.test(flag))).toEqual([
      "listen-metrics-urls=http://a:1",
      "listen-metrics-urls=http://b:1",
      "snapshot-count=5",
    ]);
    const names = flags.map((flag) => flag.split("=")[0]);
    expect(names).toEqual(names.toSorted());
  });

  test("flags that a document gives a component that is not there write no file", () => {
    const extraArgs = { "konnectivity-server": [{ name: "mode", value: "grpc" }] };
    const paths = desiredOf({ extraArgs })
      .unit("hosts/cp-1")
      .files.map(({ path }) => path);
    expect(paths.filter((path) => path.includes("konnectivity"))).toEqual([]);
    const asked = desiredOf({ extraArgs, extras: ["konnectivity"] });
    expect(flagOf(asked, "hosts/cp-1", "konnectivity-server", "mode")).toBe("grpc");
    expect(flagOf(asked, "hosts/cp-1", "konnectivity-server", "server-count")).toBe("2");
  });

  test("etcd's image and the peer flag follow the release", () => {
    const at = (minor: number, patch: number) => desiredOf({ kubernetesVersion: { major: 1, minor, patch } });
    const tag = (minor: number, patch: number): string | undefined => {
      const { content } = fileOf(at(minor, patch), "hosts/cp-1", "etc/kubernetes/manifests/etcd.yaml");
      return content.kind === "settings" ? content.imageTag : undefined;
    };
    expect([tag(34, 1), tag(34, 2), tag(35, 0), tag(36, 3), tag(37, 2)]).toEqual([
      "3.6.4-0",
      "3.6.5-0",
      "3.6.6-0",
      "3.6.8-0",
      "3.7.0-0",
    ]);
    expect(flagOf(at(35, 4), "hosts/cp-1", "kube-apiserver", "peer-ca-file")).toBeUndefined();
    expect(flagOf(at(36, 0), "hosts/cp-1", "kube-apiserver", "peer-ca-file")).toBe("/etc/kubernetes/pki/ca.crt");
  });

  test("kubelets wait for the cloud's controllers only where there are some", () => {
    expect(flagOf(desiredOf(), "hosts/worker-1", "kubelet", "cloud-provider")).toBeUndefined();
    const cloud = desiredOf({ extras: ["cloud-controller-manager"] });
    expect(flagOf(cloud, "hosts/worker-1", "kubelet", "cloud-provider")).toBe("external");
  });
});
