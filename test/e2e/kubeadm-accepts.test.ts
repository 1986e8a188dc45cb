// kubeadm on trees that kubepki made from kubeadm's own files: it finds everything it wants and writes nothing.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import type { Spec } from "../../src/index.ts";
import { describeWith, judgePath } from "../judges/judge.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { KUBEADM_FILES, type KubeadmFile } from "./kubeadm-files.ts";
import { differences, makeByKubeadm } from "./kubeadm-own.ts";
import { makeOutput, stepsLeft, writeSpec } from "./output.ts";
import { snapshot } from "./snapshot.ts";

const CONFIG = "/run/kubeadm.yaml";
const CERTIFICATES = ["apiserver", "apiserver-kubelet-client", "front-proxy-client"];
const ETCD_CERTIFICATES = ["etcd/server", "etcd/peer", "etcd/healthcheck-client", "apiserver-etcd-client"];
const KUBECONFIGS = ["admin", "controller-manager", "kubelet", "scheduler"];

describeWith(["root", "ip", "kubeadm"], "kubeadm on our trees", () => {
  let folder: string;
  let lab: Lab | undefined;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-kubeadm-accepts-"));
  });
  afterEach(async () => {
    await lab?.stop();
    lab = undefined;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  for (const [i, file] of KUBEADM_FILES.entries()) {
    it(file.name, { timeout: 120_000 }, async () => {
      const own = join(folder, String(i));
      const source = writeSpec(own, file.text, "kubeadm.yaml");
      const { out, spec } = await makeOutput(join(own, "out"), [source], file.machine);
      expect(await stepsLeft(out, [source], file.machine)).toEqual([]);
      const hosts = spec.hosts.map(({ name, addresses }) => {
        return [
          name,
          { addresses: addresses.length === 0 ? ["10.255.0.1"] : addresses, tree: join(out, "hosts", name) },
        ];
      });
      lab = await startLab({ hosts: Object.fromEntries(hosts) });
      for (const [n, { name, roles }] of spec.hosts.entries()) {
        if (roles.includes("control-plane")) await accept(lab, spec, name, configFor(file, spec, n), n === 0);
      }
    });
  }

  it("it would notice a name that is not there, and a file that is not", { timeout: 120_000 }, async () => {
    const own = join(folder, "wrong");
    const [file] = KUBEADM_FILES;
    const text = file?.text ?? "";
    const { out, spec } = await makeOutput(join(own, "out"), [writeSpec(own, text, "kubeadm.yaml")]);
    const [{ name, addresses }] = spec.hosts as [Spec["hosts"][number]];
    lab = await startLab({ hosts: { [name]: { addresses, tree: join(out, "hosts", name) } } });
    const named = text.replace("certSANs:", "certSANs:\n    - other.example.com");
    await expect(accept(lab, spec, name, named, true)).rejects.toThrow("apiserver.crt: without dns:other.example.com");
    rmSync(lab.path(name, "/etc/kubernetes/pki/front-proxy-client.crt"));
    await expect(accept(lab, spec, name, text, true)).rejects.toThrow(/front-proxy-client/);
  });
});

/** All of kubeadm's phases on one control plane. */
async function accept(lab: Lab, spec: Spec, host: string, config: string, first: boolean): Promise<void> {
  const pki = spec.directories.pki ?? "/etc/kubernetes/pki";
  const ours = spec.etcd.kind !== "provided";
  lab.write(host, CONFIG, config);
  // kubeadm looks for the address of the machine where its default route is.
  await lab.run(host, ["ip", "route", "add", "default", "dev", "eth0"]);
  const folders = ["/etc/kubernetes", pki, "/var/lib/kubelet"].map((path) => lab.path(host, path));
  const before = snapshot(folders);
  expect(Object.keys(before).length).toBeGreaterThan(20);
  const kubeadm = async (...args: string[]) => {
    const answer = await lab.run(host, [judgePath("kubeadm"), ...args, "--config", CONFIG], { timeoutMs: 50_000 });
    if (answer.code !== 0) throw new Error(`kubeadm ${args.join(" ")} on ${host}: ${answer.stderr}${answer.stdout}`);
    expect(complaints(answer.stderr), `${args.join(" ")} on ${host}`).toEqual([]);
    const lines = answer.stdout.split("\n").filter((line) => line !== "");
    return lines.map((line) => line.replace(/\/"$/, '"'));
  };

  const authorities = ours ? ["ca", "front-proxy-ca", "etcd/ca"] : ["ca", "front-proxy-ca"];
  const certificates = ours ? [...CERTIFICATES, ...ETCD_CERTIFICATES] : CERTIFICATES;
  const skipped = ours
    ? []
    : [...ETCD_CERTIFICATES.map((name) => `${name} certificate`), "etcd/ca certificate authority"];
  expect((await kubeadm("init", "phase", "certs", "all")).sort()).toEqual(
    [
      `[certs] Using certificateDir folder "${pki}"`,
      ...authorities.map((name) => `[certs] Using existing ${name} certificate authority`),
      ...certificates.map((name) => `[certs] Using existing ${name} certificate and key on disk`),
      ...skipped.map((what) => `[certs] External etcd mode: Skipping ${what} generation`),
      '[certs] Using the existing "sa" key',
    ].sort(),
  );

  const phases = first ? ["all"] : KUBECONFIGS;
  const files = first ? [...KUBECONFIGS, "super-admin"] : KUBECONFIGS;
  const lines = [];
  for (const phase of phases) lines.push(...(await kubeadm("init", "phase", "kubeconfig", phase)));
  expect([...new Set(lines)].sort()).toEqual(
    [
      ...(first ? ['[kubeconfig] Using kubeconfig folder "/etc/kubernetes"'] : []),
      ...files.map((name) => `[kubeconfig] Using existing kubeconfig file: "/etc/kubernetes/${name}.conf"`),
    ].sort(),
  );

  const text = (await kubeadm("certs", "check-expiration", "-o", "json")).join("\n");
  const found = JSON.parse(text.slice(text.indexOf("{"))) as Expirations;
  const renewable = [
    ...certificates.map((name) => name.replace("/", "-")),
    ...files.filter((name) => name !== "kubelet").map((name) => `${name}.conf`),
  ];
  expect(named(found.certificates)).toEqual(renewable.sort());
  expect(named(found.certificateAuthorities)).toEqual(authorities.map((name) => name.replace("/", "-")).sort());

  expect(snapshot(folders)).toEqual(before);

  await makeByKubeadm(lab, host, config);
  const leaveOut = first ? [] : ["super-admin.conf"];
  const differ = differences(lab, host, pki, leaveOut).filter((line) => !isOfRelease(line, spec));
  if (differ.length > 0) throw new Error(`${host} differs from what kubeadm makes:\n${differ.join("\n")}`);
}

/** Before 1.36.1 kubeadm put this certificate in a group; the kubeadm that is asked here does not, for any release. */
const isOfRelease = (line: string, { kubernetesVersion: { minor } }: Spec): boolean =>
  minor < 37 && /apiserver-kubelet-client.crt: subject .*O=kubeadm:cluster-admins/.test(line);

interface Expiration {
  readonly name: string;
  readonly residualTime?: number;
  readonly missing?: boolean;
}
interface Expirations {
  readonly certificates: readonly Expiration[];
  readonly certificateAuthorities: readonly Expiration[];
}

/** Those that are there and live. */
const named = (all: readonly Expiration[]): string[] =>
  all
    .filter(({ missing, residualTime = 0 }) => missing !== true && residualTime > 0)
    .map(({ name }) => name)
    .sort();

/** What it says of the tree, without what it says of the file: kubeadm names its own source on each line. */
const complaints = (stderr: string): string[] =>
  stderr
    .split("\n")
    .filter((line) => line !== "" && !/ (?:initconfiguration|endpoint|kubeproxy|version)\.go:/.test(line));

/** kubeadm is asked on the first control plane with the file as it is; on another one as if it were the first there. */
function configFor({ text, migrated }: KubeadmFile, spec: Spec, index: number): string {
  if (index === 0) return migrated ?? text;
  const host = spec.hosts[index];
  const [cluster] = parseAllDocuments(text)
    .map((document) => document.toJS() as { kind?: string } | null)
    .filter((document) => document?.kind === "ClusterConfiguration");
  const init = {
    apiVersion: "kubeadm.k8s.io/v1beta4",
    kind: "InitConfiguration",
    localAPIEndpoint: { advertiseAddress: host?.addresses[0], bindPort: spec.bindPort },
    nodeRegistration: { name: host?.name },
  };
  return [init, cluster].map((document) => stringify(document)).join("---\n");
}
