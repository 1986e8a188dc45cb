// A Windows node: paths below C: for its programs, a folder c/ for the drive, settings that Windows needs.
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { catalog } from "../../../src/catalog/index.ts";
import type { LayoutId } from "../../../src/catalog/types.ts";
import { renderConfig, renderSettings } from "../../../src/render/settings.ts";
import { DEFAULT_SPEC } from "../../../src/spec/defaults.ts";
import type { DesiredUnit } from "../../../src/spec/desired.ts";
import { resolve } from "../../../src/spec/resolve/resolve.ts";
import type { Spec } from "../../../src/spec/spec.ts";

const spec = (fields: Partial<Spec>): Spec => ({
  ...DEFAULT_SPEC,
  kubeProxy: "certificate",
  endpoint: { host: "10.0.0.11", port: 6443 },
  hosts: [
    { name: "cp", roles: ["control-plane", "etcd"], addresses: ["10.0.0.11"], names: [] },
    { name: "win", roles: ["worker"], addresses: ["10.0.0.31"], names: [], os: "windows" },
    { name: "node", roles: ["worker"], addresses: ["10.0.0.21"], names: [] },
  ],
  ...fields,
});
const unitOf = (fields: Partial<Spec>, host = "win"): DesiredUnit =>
  resolve(spec(fields), catalog).unit(`hosts/${host}`);
const paths = (unit: DesiredUnit) => unit.files.map(({ path }) => path);
const textOf = (unit: DesiredUnit, path: string): string => {
  const content = unit.files.find((file) => file.path === path)?.content;
  if (content?.kind === "config") return renderConfig(content);
  if (content?.kind === "settings") return renderSettings(content);
  throw new Error(`${path} is not there: ${paths(unit).join(" ")}`);
};

const layouts = (Object.keys(catalog.layouts) as LayoutId[]).filter((id) => !("none" in catalog.layouts[id].windows));

describe("a Windows node", () => {
  it.each(layouts)("%s: everything is on the drive, and no path of Linux is left", (layout) => {
    for (const kubeconfigs of ["embedded", "reference"] as const) {
      const topology = catalog.layouts[layout].topologies?.[0] ?? "kubeadm";
      const unit = unitOf({ layout, kubeconfigs, topology });
      expect(paths(unit).length).toBeGreaterThan(5);
      for (const path of paths(unit)) expect(path).toMatch(/^c\//);
      const written = JSON.stringify(unit.files.map(({ content }) => content));
      expect(written).not.toMatch(/"\/(etc|var|opt)\//);
      expect(written).not.toContain("C:/");
      expect(JSON.stringify(unitOf({ layout, kubeconfigs, topology }, "node"))).not.toContain("C:");
    }
  });

  it("has kubeadm's places, kube-proxy's in C:\\k", () => {
    const unit = unitOf({ kubeconfigs: "reference" });
    expect(paths(unit)).toEqual(
      expect.arrayContaining([
        "c/etc/kubernetes/kubelet.conf",
        "c/etc/kubernetes/pki/ca.crt",
        "c/var/lib/kubelet/config.yaml",
        "c/var/lib/kubelet/kubeadm-flags.env",
        "c/var/lib/kubelet/pki/kubelet.crt",
        "c/k/kube-proxy/config.conf",
        "c/k/kube-proxy/kubeconfig.conf",
      ]),
    );
    expect(parse(textOf(unit, "c/var/lib/kubelet/config.yaml"))).toMatchObject({
      authentication: { x509: { clientCAFile: "C:\\etc\\kubernetes\\pki\\ca.crt" } },
      tlsCertFile: "C:\\var\\lib\\kubelet\\pki\\kubelet.crt",
      cgroupsPerQOS: false,
      enforceNodeAllocatable: [],
      resolvConf: "",
    });
    expect(parse(textOf(unit, "c/k/kube-proxy/config.conf"))).toMatchObject({
      clientConnection: { kubeconfig: "C:\\k\\kube-proxy\\kubeconfig.conf" },
    });
    expect(Object.keys(parse(textOf(unitOf({}, "node"), "var/lib/kubelet/config.yaml")))).not.toContain("resolvConf");
  });

  it("gets plain flags where Linux has units", () => {
    const unit = unitOf({ layout: "hard-way" });
    expect(textOf(unit, "c/etc/kubernetes/flags/kubelet.flags")).toContain(
      "--kubeconfig=C:\\var\\lib\\kubelet\\kubeconfig\n",
    );
    expect(paths(unit).filter((path) => path.endsWith(".service"))).toEqual([]);
  });

  it("follows folders that the specification moves", () => {
    const moved = unitOf({ directories: { "kube-proxy": "/opt/proxy" } });
    expect(paths(moved)).toContain("c/opt/proxy/config.conf");
  });

  it("refers to files as Windows writes them", () => {
    const { files } = unitOf({ kubeconfigs: "reference" });
    const content = files.find(({ path }) => path === "c/etc/kubernetes/kubelet.conf")?.content;
    expect(content?.kind === "kubeconfig" && content.kubeconfig.reference).toEqual({
      certificate: "C:\\var\\lib\\kubelet\\pki\\kubelet-client.crt",
      key: "C:\\var\\lib\\kubelet\\pki\\kubelet-client.key",
      trust: "C:\\etc\\kubernetes\\pki\\ca.crt",
    });
  });
});
