import { describe, expect, it } from "vitest";
import { readActual, settingOf } from "../../../src/index.ts";
import { entry, writtenTree } from "./written.ts";

const SPEC = `layout: hard-way
keys: { authorities: ECDSA-P256, credentials: ECDSA-P256, serviceAccount: ECDSA-P256 }
hosts: [{ name: server, roles: [control-plane], addresses: 10.0.0.11 }]
`;

/** Every file of the hard way's server in one folder, as the tutorial has them before it copies them. */
async function flatFolder() {
  const { entries } = await writtenTree(SPEC);
  return (
    entries
      .filter(({ path }) => path.startsWith("hosts/server/"))
      // etcd's own ca.crt has the name of the cluster's.
      .filter(({ path }) => !path.endsWith("etc/etcd/ca.crt"))
      .map(({ path, content }) => {
        const name = path.slice(path.lastIndexOf("/") + 1);
        return entry(name, "bytes" in content ? content.bytes : "");
      })
  );
}

describe("a flat folder with units", () => {
  it("is one host whose files are found by their names", async () => {
    const { hosts, loose } = await readActual(await flatFolder());
    expect(loose).toEqual([]);
    expect(hosts).toHaveLength(1);
    const [host] = hosts;
    expect(host?.mount).toBeUndefined();
    expect(host?.components.map(({ component }) => component).toSorted()).toEqual([
      "etcd",
      "kube-apiserver",
      "kube-controller-manager",
      "kube-scheduler",
    ]);
    const roles = (name: string) =>
      host?.files.find(({ path }) => path === `/${name}`)?.roles.map((one) => `${one.role} ${one.by}`);
    expect(roles("kube-api-server.crt")).toEqual(["cert/apiserver setting"]);
    expect(roles("kube-apiserver-etcd-client.key")).toEqual(["key/apiserver-etcd-client setting"]);
    expect(roles("etcd-server.crt")).toContain("cert/etcd-server setting");
    expect(roles("etcd-ca.crt")).toContain("trust/apiserver-etcd-ca setting");
    expect(roles("kube-scheduler.kubeconfig")).toContain("kubeconfig/scheduler.conf setting");
    expect(roles("admin.kubeconfig")).toContain("kubeconfig/admin.conf content");
  });

  it("a setting says where it stands", async () => {
    const { hosts } = await readActual(await flatFolder());
    const apiserver = hosts[0]?.components.find(({ component }) => component === "kube-apiserver");
    const setting = apiserver && settingOf(apiserver, "etcd-cafile");
    expect(setting).toMatchObject({ value: "/var/lib/kubernetes/etcd-ca.crt", from: "flag" });
    expect(setting?.place).toMatchObject({ file: "out/kube-apiserver.service", field: "--etcd-cafile" });
    expect(setting?.file?.path).toBe("/etcd-ca.crt");
  });
});

describe("units with drop-ins and environment files", () => {
  const UNIT = `[Service]
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-/etc/default/kubelet
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
`;

  const kubelet = async (...more: [string, string][]) => {
    const { hosts, notes } = await readActual([
      entry("h/usr/lib/systemd/system/kubelet.service", "[Service]\nExecStart=/usr/bin/kubelet\n"),
      entry("h/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf", UNIT),
      entry("h/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration\ntlsCertFile: /a.crt\nreadOnlyPort: 0\n"),
      ...more.map(([path, text]) => entry(`h/${path}`, text)),
    ]);
    expect(hosts).toHaveLength(1);
    expect(hosts[0]?.components).toHaveLength(1);
    return { component: hosts[0]?.components[0], host: hosts[0], notes };
  };

  it("kubeadm's drop-in gives the kubelet its flags out of both files", async () => {
    const { component, host } = await kubelet(
      ["var/lib/kubelet/kubeadm-flags.env", 'KUBELET_KUBEADM_ARGS="--hostname-override=node-7 --node-ip=10.0.0.7"\n'],
      ["etc/default/kubelet", "# none\nKUBELET_EXTRA_ARGS=--tls-cert-file=/b.crt\n"],
    );
    expect(host?.name).toBe("node-7");
    expect(host?.addresses).toMatchObject([
      { value: "10.0.0.7", place: { file: "out/h/var/lib/kubelet/kubeadm-flags.env" } },
    ]);
    // The flag wins over the field, under the field's name.
    expect(component && settingOf(component, "tlsCertFile")).toMatchObject({
      value: "/b.crt",
      from: "flag",
      place: { file: "out/h/etc/default/kubelet", field: "--tls-cert-file" },
    });
    expect(component && settingOf(component, "readOnlyPort")).toMatchObject({ value: "0", place: { line: 3 } });
  });

  it("a file that a setting names and that is not there is noted at the setting", async () => {
    const { notes } = await kubelet();
    expect(notes).toContainEqual({
      code: "missing-file",
      message: "kubelet reads /a.crt (tlsCertFile), which is not here",
      path: "/a.crt",
      place: { file: "out/h/var/lib/kubelet/config.yaml", host: "h", field: "tlsCertFile", line: 2 },
    });
  });

  it("etcd by variables, and by a file of its own", async () => {
    const files = [
      entry(
        "h/etc/systemd/system/etcd.service",
        "[Service]\nEnvironmentFile=/etc/etcd.env\nExecStart=/usr/bin/etcd \\\n# its name\n  --name=m1\n",
      ),
      entry("h/etc/etcd.env", "ETCD_NAME=other\nETCD_TRUSTED_CA_FILE=/etc/etcd/ca.crt\n"),
      entry("h/etc/etcd/x", ""),
    ];
    const byVariables = (await readActual(files)).hosts[0]?.components[0];
    expect(byVariables && settingOf(byVariables, "name")?.value).toBe("m1");
    expect(byVariables && settingOf(byVariables, "trusted-ca-file")).toMatchObject({
      from: "variable",
      value: "/etc/etcd/ca.crt",
    });
    const pod = JSON.stringify({
      apiVersion: "v1",
      kind: "Pod",
      spec: {
        containers: [
          {
            image: "quay.io/etcd:v3.6.5",
            command: ["sh", "-c", "exec etcd --config-file /conf/e.yaml"],
            volumeMounts: [{ name: "c", mountPath: "/conf" }],
          },
        ],
        volumes: [{ name: "c", hostPath: { path: "/etc/etcd" } }],
      },
    });
    const config =
      "name: m2\npeer-transport-security:\n  cert-file: /p.crt\n  client-cert-auth: true\nclient-transport-security:\n  cert-file: /s.crt\n";
    const { hosts } = await readActual([
      entry("h/etc/kubernetes/manifests/etcd.yaml", pod),
      entry("h/etc/etcd/e.yaml", config),
    ]);
    const byFile = hosts[0]?.components[0];
    expect(byFile).toMatchObject({ component: "etcd", version: "v3.6.5" });
    expect(byFile?.settings.map(({ name, value }) => `${name}=${value}`)).toEqual([
      "name=m2",
      "peer-cert-file=/p.crt",
      "peer-client-cert-auth=true",
      "cert-file=/s.crt",
      "config-file=/conf/e.yaml",
    ]);
  });
});
