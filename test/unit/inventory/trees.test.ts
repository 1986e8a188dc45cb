import { describe, expect, it } from "vitest";
import { LAYOUT_IDS } from "../../../src/catalog/layouts/ids.ts";
import {
  type Actual,
  type ActualFile,
  type Desired,
  type DesiredUnit,
  type FileContent,
  readActual,
  settingOf,
} from "../../../src/index.ts";
import { writtenTree } from "./written.ts";

const HOSTS = `keys: { authorities: ECDSA-P256, credentials: ECDSA-P256, serviceAccount: ECDSA-P256 }
extras: [metrics-scraper, etcd-backup, cni-etcd]
services: [{ name: hook, namespace: tools }, { name: metrics, kind: aggregated-apiserver, namespace: kube-system }]
users: [jane]
endpoint: api.example.com
hosts:
  - { name: "cp-[1-2]", roles: [control-plane], addresses: "10.0.0.[11-12]" }
  - { name: node-1, addresses: 10.0.0.21 }
`;

const TREES: readonly (readonly [string, string])[] = [
  ...LAYOUT_IDS.map((layout) => [layout, `layout: ${layout}\n${HOSTS}`] as const),
  ...["kubeadm", "hard-way", "seed"].flatMap((layout) =>
    ["one", "three", "five"].map(
      (authorities) =>
        [`${layout}, ${authorities}`, `layout: ${layout}\nauthorities: ${authorities}\n${HOSTS}`] as const,
    ),
  ),
  ["moved", `layout: kubeadm\ndirectories: { pki: /etc/kubernetes/ssl }\n${HOSTS}`],
  ["flags", `layout: kubeadm\nsettings: flags\nkubeconfigs: reference\n${HOSTS}`],
];

/** One of these roles a file of this content must have. */
function wanted(content: FileContent, unit: DesiredUnit): RegExp {
  switch (content.kind) {
    case "certificate":
      return new RegExp(`^cert/${unit.credentials[content.credential]?.id}$`);
    case "key":
      return new RegExp(`^key/${unit.credentials[content.credential]?.id}$`);
    case "kubeconfig":
      return new RegExp(`^kubeconfig/${unit.credentials[content.credential]?.id}$`);
    case "authorities":
      return /^(trust|signer-cert|authority)\//;
    case "authority-key":
      return /^(trust-key|signer-key|authority-key)\//;
    case "shared-key":
      return /^(key|public-key)\/sa$/;
    case "shared-public-key":
      return /^public-key\/sa$/;
    case "settings":
      return new RegExp(`^settings/${content.component}$`);
    case "config":
      return /^config\//;
    default:
      return /^(document\/|objects$)/;
  }
}

const found = (actual: Actual, unit: string, path: string): ActualFile | undefined =>
  [...actual.hosts.flatMap(({ files }) => files), ...actual.loose].find(
    ({ place }) => place.file === `out/${unit}/${path}`,
  );

/** Flags of files that do not lead to the file which is there for them. */
const unread = (desired: Desired, { hosts }: Actual): string[] =>
  desired.units.flatMap((name) =>
    desired.unit(name).files.flatMap(({ content }) => {
      if (content.kind !== "settings") return [];
      const host = hosts.find((one) => name === `hosts/${one.name}`);
      const component = host?.components.find((one) => one.component === content.component);
      const { form } = content;
      const given = form.kind === "environment-file" ? form.given : [];
      return content.flags.flatMap((flag) => {
        if (!flag.file || given.includes(flag.name)) return [];
        const setting = component && settingOf(component, flag.name);
        const claimed = setting?.file?.roles.some(
          ({ by, component: reader }) => by === "setting" && reader === content.component,
        );
        return setting?.file?.path === flag.value && claimed ? [] : [`${name}: ${content.component} --${flag.name}`];
      });
    }),
  );

describe.each(TREES)("a tree of %s", (_, text) => {
  it("is read back: every file with its role, nothing unknown, nothing to note", async () => {
    const { desired, entries } = await writtenTree(text);
    const actual = await readActual(entries);
    expect(actual.hosts.map(({ name }) => name)).toEqual(["cp-1", "cp-2", "node-1"]);
    const wrong: string[] = [];
    for (const name of desired.units) {
      const unit = desired.unit(name);
      for (const { path, content } of unit.files) {
        const roles = found(actual, name, path)?.roles.map(({ role }) => role) ?? ["(not found)"];
        if (!roles.some((role) => wanted(content, unit).test(role)))
          wrong.push(`${name}/${path}: ${roles.join(" ")} for ${wanted(content, unit)}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(unread(desired, actual)).toEqual([]);
    const all = [...actual.hosts.flatMap(({ files }) => files), ...actual.loose];
    expect(all.filter(({ roles }) => roles.length === 0).map(({ place }) => place.file)).toEqual([]);
    expect(actual.notes).toEqual([]);
    expect(all).toHaveLength(entries.length);
  });
});
