// Every remedy that is a command, run as it is printed by a shell on the faulty host: the finding goes, and nothing comes.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { nodeKeyMaker } from "../../src/adapters/keys/node-keys.ts";
import {
  type Audit,
  auditTree,
  catalog,
  type FaultyTree,
  type Finding,
  MUTATIONS,
  mutate,
  nodeSigner,
  RULES,
  readActual,
  type TreeEntry,
} from "../../src/index.ts";
import { describeWith } from "../judges/judge.ts";
import { writtenTree } from "../unit/inventory/written.ts";

const AT = new Date("2026-11-26");

const hosts = (
  planes: number,
): string => `keys: { authorities: ECDSA-P256, credentials: ECDSA-P256, serviceAccount: ECDSA-P256 }
endpoint: api.example.com
hosts:
  - { name: "cp-[1-${planes}]", roles: [control-plane], addresses: "10.0.0.[11-${10 + planes}]" }
  - { name: node-1, addresses: 10.0.0.21 }
`;

const rulesOf = (...groups: readonly string[]): string[] =>
  Object.entries(RULES).flatMap(([id, { group }]) => (groups.includes(group) ? [id] : []));

/** Rules without commands are looked at in test/unit; the second layout is for what stands in another form there. */
const LAYOUTS: Readonly<Record<string, readonly string[]>> = {
  kubeadm: rulesOf("trust", "settings", "files", "kubeconfigs"),
  "hard-way": rulesOf("trust", "settings"),
};

/** As a file that `apply` wrote as root. */
const owned = (entries: readonly TreeEntry[]): TreeEntry[] =>
  entries.map((one) => ({ owner: { uid: 0, gid: 0 }, ...one }));

const audited = async (entries: readonly TreeEntry[]): Promise<Audit> =>
  auditTree({ actual: await readActual(entries, catalog), catalog, at: AT });

/** Folded ones too. */
const fingerprints = (findings: readonly Finding[]): string[] =>
  findings.flatMap(({ fingerprint, because }) => [fingerprint, ...fingerprints(because)]);

/** The host's folder is its root: /usr is that of this machine, and who root is. */
const AS_HOST = `
root=$1 host=$2
mount -t tmpfs host "$root"
mkdir "$root/usr" && mount --bind /usr "$root/usr"
for link in bin lib lib64 sbin; do ln -s usr/$link "$root/$link"; done
for one in "$host"/*; do
  name=\${one##*/}
  mkdir "$root/$name" && mount --bind "$one" "$root/$name"
done
cp /etc/passwd /etc/group "$root/etc/"
printf '%s' "$3" | chroot "$root" sh -e
rm "$root/etc/passwd" "$root/etc/group"
`;

function onHost(entries: readonly TreeEntry[], host: string, commands: readonly string[]): TreeEntry[] {
  const folder = fs.mkdtempSync(join(tmpdir(), "kubepki-remedy-"));
  const [root, files] = [join(folder, "root"), join(folder, "host")];
  const prefix = `hosts/${host}/`;
  try {
    fs.mkdirSync(root);
    for (const { path, content, mode = 0o600, owner } of entries.filter((one) => one.path.startsWith(prefix))) {
      const at = join(files, path.slice(prefix.length));
      fs.mkdirSync(dirname(at), { recursive: true });
      if ("link" in content) fs.symlinkSync(content.link, at);
      if (!("bytes" in content)) continue;
      fs.writeFileSync(at, content.bytes);
      fs.chmodSync(at, mode);
      fs.chownSync(at, owner?.uid ?? 0, owner?.gid ?? 0);
    }
    execFileSync("unshare", ["-m", "sh", "-ec", AS_HOST, "sh", root, files, commands.join("\n")]);
    return [...entries.filter((one) => !one.path.startsWith(prefix)), ...found(files, prefix)];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function found(folder: string, prefix: string): TreeEntry[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((one): TreeEntry[] => {
    const [at, path] = [join(folder, one.name), `${prefix}${one.name}`];
    if (one.isDirectory()) return found(at, `${path}/`);
    const { mode, uid, gid } = fs.lstatSync(at);
    const content = one.isSymbolicLink() ? { link: fs.readlinkSync(at) } : { bytes: fs.readFileSync(at) };
    return [{ input: 0, path, shown: `out/${path}`, mode: mode & 0o777, owner: { uid, gid }, content }];
  });
}

/** kubeadm's own command renews from a cluster that runs: test/e2e has that. */
const isForeign = (commands: readonly string[]): boolean =>
  commands.some((one) => !/^(?:sed|cat|echo|chmod|chown|rm|mv|openssl) /.test(one));

describeWith(["root"], "remedies that are commands", () => {
  const faulty = new Map<string, FaultyTree>();
  const right = new Map<string, string[]>();
  let run = 0;

  beforeAll(async () => {
    for (const [layout, rules] of Object.entries(LAYOUTS)) {
      const entries = owned((await writtenTree(`layout: ${layout}\n${hosts(layout === "kubeadm" ? 2 : 1)}`)).entries);
      right.set(layout, fingerprints((await audited(entries)).findings));
      for await (const one of mutate({ entries, at: AT, rules }, { keyMaker: nodeKeyMaker, signerFor: nodeSigner }))
        faulty.set(`${layout} ${one.mutation}`, one);
    }
  });

  const cases = Object.entries(LAYOUTS).flatMap(([layout, rules]) =>
    Object.entries(MUTATIONS).flatMap(([id, { rule }]) => (rules.includes(rule) ? [[layout, id] as const] : [])),
  );

  it.each(cases)("%s: %s", async (layout, id) => {
    const one = faulty.get(`${layout} ${id}`);
    if (one === undefined) return;
    const entries = owned(one.entries);
    const findings = (await audited(entries)).findings.filter((each) => each.rule === one.rule);
    for (const finding of findings.filter(({ fingerprint }) => !right.get(layout)?.includes(fingerprint))) {
      const { remedy, place } = finding;
      expect(`${finding.message} ${remedy.sentence} ${remedy.restart ?? ""}`).not.toMatch(
        /undefined|\[object|\b1 (files|hosts|certificates)\b/,
      );
      if (remedy.commands === undefined || place.host === undefined || isForeign(remedy.commands)) continue;
      const after = await audited(onHost(entries, place.host, remedy.commands));
      expect(fingerprints(after.findings).filter((each) => !right.get(layout)?.includes(each))).toEqual([]);
      run++;
    }
  });

  it("they are many", () => expect(run).toBeGreaterThan(60));
});
