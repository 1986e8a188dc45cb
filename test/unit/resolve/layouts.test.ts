// Every layout with every topology it allows: what is resolved is complete, and no two files meet.
import { describe, expect, it } from "vitest";
import { catalog } from "../../../src/catalog/index.ts";
import type { LayoutId, TopologyId } from "../../../src/catalog/types.ts";
import { DEFAULT_SPEC } from "../../../src/spec/defaults.ts";
import type { DesiredUnit, FileContent } from "../../../src/spec/desired.ts";
import { resolve } from "../../../src/spec/resolve/resolve.ts";
import type { Host, Spec } from "../../../src/spec/spec.ts";

const host = (name: string, roles: Host["roles"], address: string): Host => ({
  name,
  roles,
  addresses: [address],
  names: [],
});

const SPEC: Spec = {
  ...DEFAULT_SPEC,
  endpoint: { host: "10.0.0.11", port: 6443 },
  hosts: [
    host("all", ["control-plane", "etcd", "worker"], "10.0.0.11"),
    host("cp", ["control-plane", "etcd"], "10.0.0.12"),
    host("node", ["worker"], "10.0.0.21"),
  ],
  users: [{ name: "alice", groups: [], allowSystem: false }],
  services: [{ name: "hook", kind: "webhook", service: "hook", namespace: "kube-system", names: [], addresses: [] }],
};

const layouts = Object.keys(catalog.layouts) as LayoutId[];
const topologies = Object.keys(catalog.topologies) as TopologyId[];
const cases = layouts.flatMap((layout) =>
  (catalog.layouts[layout].topologies ?? topologies).flatMap((topology) =>
    (["none", "shared", "each"] as const).flatMap((roots) =>
      (["embedded", "reference"] as const).map((kubeconfigs) => ({ layout, topology, roots, kubeconfigs })),
    ),
  ),
);

/** Flags that name a file of the layout which nobody writes. */
function dangling({ files }: DesiredUnit): string[] {
  const paths = new Set(files.map(({ path }) => `/${path}`));
  return files.flatMap(({ content }) =>
    content.kind === "settings"
      ? content.flags
          .filter(({ file, value }) => file && !paths.has(value))
          .map(({ name, value }) => `${name}=${value}`)
      : [],
  );
}

describe("every layout with every topology", () => {
  it.each(cases)("$layout, $topology, roots $roots, kubeconfigs $kubeconfigs", (fields) => {
    for (const settings of ["native", "flags"] as const) {
      const extras: Spec["extras"] = [
        "metrics-scraper",
        "etcd-backup",
        "cni-etcd",
        "konnectivity",
        "cloud-controller-manager",
      ];
      const desired = resolve({ ...SPEC, ...fields, settings, extras }, catalog);
      for (const name of desired.units) expect(dangling(desired.unit(name)), name).toEqual([]);
    }
  });
});

const flagsOf = (fields: Partial<Spec>, component: string): string[] => {
  const { files } = resolve({ ...SPEC, ...fields }, catalog).unit("hosts/cp");
  const isIt = (content: FileContent) => content.kind === "settings" && content.component === component;
  const content = files.map((file) => file.content).find(isIt);
  return content?.kind === "settings" ? content.flags.map(({ name, value }) => `--${name}=${value}`) : [];
};

/** As they stand in the third seed text. */
const TAUGHT = `--tls-cert-file=/etc/kubernetes/certs/server.crt
--tls-private-key-file=/etc/kubernetes/certs/server.key
--client-ca-file=/etc/kubernetes/certs/ca.crt
--service-account-key-file=/etc/kubernetes/certs/sign_sa_pub.key
--service-account-signing-key-file=/etc/kubernetes/certs/sign_sa_pri.key
--service-account-issuer=https://kubernetes.default.svc.cluster.local
--etcd-cafile=/etc/kubernetes/certs/etcd/Etcdtrustca.crt
--etcd-certfile=/etc/kubernetes/certs/etcd/etcd-client.crt
--etcd-keyfile=/etc/kubernetes/certs/etcd/etcd-client.key
--requestheader-client-ca-file=/etc/kubernetes/certs/proxy-ca.crt
--proxy-client-cert-file=/etc/kubernetes/certs/proxy.crt
--proxy-client-key-file=/etc/kubernetes/certs/proxy.key
--kubelet-certificate-authority=/etc/kubernetes/certs/apiserver_to_kubelet_cert/ca.crt
--kubelet-client-certificate=/etc/kubernetes/certs/apiserver_to_kubelet_cert/client.crt
--kubelet-client-key=/etc/kubernetes/certs/apiserver_to_kubelet_cert/client.key`.split("\n");

describe("the layout seed", () => {
  it.each(topologies)("has every flag as it is taught, with the topology %s", (topology) => {
    for (const roots of ["none", "shared", "each"] as const) {
      expect(flagsOf({ layout: "seed", topology, roots }, "kube-apiserver")).toEqual(expect.arrayContaining(TAUGHT));
    }
  });
});

describe("the layout plain", () => {
  const names = (fields: Partial<Spec["fileNames"]>) =>
    resolve({ ...SPEC, layout: "plain", fileNames: { ...SPEC.fileNames, ...fields } }, catalog);

  it("keeps every file of a host in one folder", () => {
    const folders = names({})
      .unit("hosts/all")
      .files.map(({ path }) => path.replace(/[^/]*$/, ""));
    expect(new Set(folders)).toEqual(new Set(["etc/kubernetes/tls/"]));
  });

  it("names files by the specification's templates, people's too", () => {
    const desired = names({ certificate: "{name}.pem", key: "{name}-key.pem", kubeconfig: "{name}.conf" });
    const paths = desired.unit("hosts/cp").files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(
        ["kube-apiserver.pem", "kube-apiserver-key.pem", "ca.pem", "ca-key.pem", "admin.conf"].map(
          (name) => `etc/kubernetes/tls/${name}`,
        ),
      ),
    );
    expect(desired.unit("users/alice").files.map(({ path }) => path)).toEqual([
      "alice.pem",
      "alice-key.pem",
      "alice.conf",
      "ca.pem",
      "curl.sh",
    ]);
  });

  it("refuses names that meet", () => {
    expect(() => names({ key: "{name}-kubelet-client.crt" }).unit("hosts/cp")).toThrow(
      "two different files would have the path /etc/kubernetes/tls/kube-apiserver-kubelet-client.crt",
    );
  });
});

describe("the layout rke1", () => {
  it("gives members files by their address, and each node its own identity", () => {
    const { credentials } = resolve({ ...SPEC, layout: "rke1", kubeconfigs: "reference" }, catalog).unit("hosts/all");
    const stored = Object.fromEntries(
      credentials.map(({ id, store, subject }) => [id, { file: "certificate" in store && store.certificate, subject }]),
    );
    expect(stored["etcd-server"]?.file).toBe("etc/kubernetes/ssl/kube-etcd-10-0-0-11.pem");
    expect(stored["kubelet.conf"]?.file).toBe("etc/kubernetes/ssl/kube-node.pem");
    expect(stored["kubelet.conf"]?.subject.commonName).toBe("system:node:all");
  });
});
