import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { renderConfig, renderSettings } from "../../../src/render/settings.ts";
import type { DesiredSettings } from "../../../src/spec/desired.ts";
import { commandLine, environmentWords } from "./words.ts";

const flag = (name: string, value: string, file = false) => ({ name, value, file });

const SETTINGS: DesiredSettings = {
  kind: "settings",
  component: "kube-scheduler",
  form: { kind: "flag-file" },
  flags: [
    flag("bind-address", "::1"),
    flag("kubeconfig", "/etc/kubernetes/scheduler.conf", true),
    flag("tls-cert-file", "/etc/kubernetes/pki/scheduler/server.crt", true),
  ],
  imageTag: "v1.37.2",
  probe: { scheme: "HTTPS", host: "::1", port: 10259, livePath: "/livez", readyPath: "/readyz" },
  systemRoots: false,
  dataFolder: undefined,
};
const UNIT = { kind: "systemd-unit", path: "/x.service", binary: "/usr/local/bin/kube-scheduler" } as const;
const VARIABLE = { kind: "environment-file", path: "/x.env", variable: "ARGS", given: ["kubeconfig"] } as const;
const POD = { kind: "static-pod", path: "/x.yaml", image: "kube-scheduler" } as const;

const withFlags = (form: DesiredSettings["form"], values: readonly string[]): DesiredSettings => ({
  ...SETTINGS,
  form,
  flags: values.map((value, i) => flag(`f${i}`, value)),
});

/** Values with what shells, systemd and kubelets make something of. */
const oddValue = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."ab \t\"'\\$%;#`{}()=,*~é") }),
  fc.string({ unit: "grapheme" }).filter((text) => !/\p{Cc}/u.test(text)),
  fc.constantFrom("$HOME", "$" + "{X}", "$$", "$(X)", "%n", "%%", "a b", "'", '"', "\\", "\\n", "a;b", ";", "-", ""),
);

describe("a systemd unit", () => {
  test("starts the program with its flags, after the network and what is named", () => {
    const text = renderSettings({ ...SETTINGS, form: { ...UNIT, after: "containerd.service" } });
    expect(commandLine(text)).toEqual([
      "/usr/local/bin/kube-scheduler",
      "--bind-address=::1",
      "--kubeconfig=/etc/kubernetes/scheduler.conf",
      "--tls-cert-file=/etc/kubernetes/pki/scheduler/server.crt",
    ]);
    expect(text).toContain("\nAfter=network-online.target containerd.service\nRequires=containerd.service\n");
    expect(renderSettings({ ...SETTINGS, form: UNIT })).not.toContain("Requires=");
  });

  test("gives the program any value as it is", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(oddValue, fc.constantFrom("a\nb", "\x07", "\x7f")), { maxLength: 4 }), (values) => {
        const text = renderSettings(withFlags(UNIT, values));
        expect(commandLine(text).slice(1)).toEqual(values.map((value, i) => `--f${i}=${value}`));
      }),
    );
  });
});

describe("an environment file", () => {
  test("leaves out what the package's own unit gives", () => {
    expect(renderSettings({ ...SETTINGS, form: VARIABLE })).toBe(
      'ARGS="--bind-address=::1 --tls-cert-file=/etc/kubernetes/pki/scheduler/server.crt"\n',
    );
  });

  test("gives the program any value as it is", () => {
    fc.assert(
      fc.property(fc.array(oddValue, { maxLength: 4 }), (values) => {
        const text = renderSettings(withFlags(VARIABLE, values));
        expect(environmentWords(text, "ARGS")).toEqual(values.map((value, i) => `--f${i}=${value}`));
      }),
    );
  });
});

test("a flag file has a flag on each line", () => {
  expect(renderSettings(withFlags({ kind: "flag-file" }, ["a b", "'c'"]))).toBe("--f0=a b\n--f1='c'\n");
});

interface Pod {
  readonly spec: {
    readonly containers: { readonly command: string[]; readonly volumeMounts: { mountPath: string; name: string }[] }[];
    readonly volumes: { readonly name: string; readonly hostPath: { readonly path: string; readonly type: string } }[];
  };
}

describe("a static pod", () => {
  const podOf = (settings: DesiredSettings): Pod => parse(renderSettings({ ...settings, form: POD })) as Pod;

  test("runs the release's image with the flags and probes", () => {
    expect(parse(renderSettings({ ...SETTINGS, form: POD }))).toMatchObject({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "kube-scheduler", namespace: "kube-system" },
      spec: {
        hostNetwork: true,
        containers: [
          {
            image: "registry.k8s.io/kube-scheduler:v1.37.2",
            command: ["kube-scheduler", "--bind-address=::1", expect.any(String), expect.any(String)],
            livenessProbe: { httpGet: { host: "::1", path: "/livez", port: 10259, scheme: "HTTPS" } },
            readinessProbe: { httpGet: { path: "/readyz" } },
          },
        ],
      },
    });
    const [container] = podOf({ ...SETTINGS, probe: undefined }).spec.containers;
    expect(container).not.toHaveProperty("livenessProbe");
  });

  test("mounts folders of what flags name, a kubeconfig alone, and nothing else", () => {
    const { volumes, containers } = podOf(SETTINGS).spec;
    expect(volumes.map(({ hostPath }) => [hostPath.path, hostPath.type])).toEqual([
      ["/etc/kubernetes/pki/scheduler", "DirectoryOrCreate"],
      ["/etc/kubernetes/scheduler.conf", "FileOrCreate"],
    ]);
    expect(containers[0]?.volumeMounts).toEqual([
      { mountPath: "/etc/kubernetes/pki/scheduler", name: volumes[0]?.name, readOnly: true },
      { mountPath: "/etc/kubernetes/scheduler.conf", name: volumes[1]?.name, readOnly: true },
    ]);
  });

  test("mounts a folder inside another once, system roots and data when wanted, data to be written", () => {
    const flags = [flag("a", "/pki/ca.crt", true), flag("b", "/pki/etcd/ca.crt", true), flag("c", "/not/ours.crt")];
    const { volumes, containers } = podOf({ ...SETTINGS, flags, systemRoots: true, dataFolder: "/var/lib/etcd" }).spec;
    expect(volumes.map(({ hostPath }) => hostPath.path)).toEqual(["/etc/ssl/certs", "/pki", "/var/lib/etcd"]);
    expect(containers[0]?.volumeMounts.filter((mount) => !("readOnly" in mount)).map((m) => m.mountPath)).toEqual([
      "/var/lib/etcd",
    ]);
  });

  test("names each volume by a label, and no two alike", () => {
    const long = `/${"very-long-folder/".repeat(8)}`;
    const folders = ["/a.b", "/a-b", "/A_b", `${long}x`, `/other${long}x`, "/ä", "/ö"];
    const flags = folders.map((folder, i) => flag(`f${i}`, `${folder}/file`, true));
    const names = podOf({ ...SETTINGS, flags }).spec.volumes.map(({ name }) => name);
    expect(new Set(names).size).toBe(folders.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
  });

  test("gives the program any value as it is: the kubelet expands $(NAME) and halves $$", () => {
    const kubelet = (text: string): string =>
      text.replace(/\$\$|\$\([^)]*\)/g, (found) => (found === "$$" ? "$" : "?"));
    fc.assert(
      fc.property(fc.array(oddValue, { maxLength: 4 }), (values) => {
        const [container] = podOf(withFlags(POD, values)).spec.containers;
        expect(container?.command.slice(1).map(kubelet)).toEqual(values.map((value, i) => `--f${i}=${value}`));
      }),
    );
  });
});

test("a configuration file nests its fields by dots, and lists by numbers", () => {
  const config = {
    kind: "config",
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    configKind: "KubeletConfiguration",
    fields: [
      ["authentication.anonymous.enabled", false],
      ["authentication.x509.clientCAFile", "/etc/kubernetes/pki/ca.crt"],
      ["clusterDNS", ["10.96.0.10"]],
      ["readOnlyPort", 0],
      ["selections.0.name", "cluster"],
      ["selections.0.connection.url", "https://127.0.0.1:8131"],
      ["selections.1.name", "etcd"],
    ],
  } as const;
  expect(parse(renderConfig(config))).toEqual({
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    authentication: { anonymous: { enabled: false }, x509: { clientCAFile: "/etc/kubernetes/pki/ca.crt" } },
    clusterDNS: ["10.96.0.10"],
    readOnlyPort: 0,
    selections: [{ name: "cluster", connection: { url: "https://127.0.0.1:8131" } }, { name: "etcd" }],
  });
});
