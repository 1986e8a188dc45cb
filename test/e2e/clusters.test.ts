// Real etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kubelet on the files and flags that kubepki
// wrote. With KUBEPKI_TEST_REPORT set, every check is printed.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../judges/judge.ts";
import { PLACES, type Places, type StartedLayout } from "../lab/case/case.ts";
import { CLUSTER_JUDGES, KUBELET_JUDGES, proveCluster } from "../lab/kubernetes-case.ts";
import { CLUSTER_CASES, type ClusterCase, documentOf, HEAD } from "./cluster-cases.ts";
import { makeOutput, type Output, stepsLeft, writeSpec } from "./output.ts";
import { outsideAuthority, signClient } from "./outside-authority.ts";

const TIMEOUT = { timeout: 180_000 };

describeWith([...CLUSTER_JUDGES, ...KUBELET_JUDGES], "clusters", () => {
  let folder: string;
  const lines: string[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-clusters-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    console.info(lines.join("\n"));
  });

  /** Starts what is in the folder. Everything has to hold, and to be tried but for what is named. */
  async function start(
    title: string,
    { out, spec }: Output,
    kubelet: string,
    { places, notTried = [] }: { places?: Partial<Places>; notTried?: readonly string[] } = {},
  ): Promise<void> {
    const began = performance.now();
    const hosts = Object.fromEntries(spec.hosts.map(({ name, addresses, names }) => [name, { addresses, names }]));
    const report = await proveCluster({
      out,
      layout: spec.layout as StartedLayout,
      hosts,
      kubelet,
      ...(places ? { places } : {}),
    });
    const parts = Object.entries(report.seconds).map(([part, seconds]) => `${part} ${seconds.toFixed(1)}`);
    const total = ((performance.now() - began) / 1000).toFixed(1);
    lines.push(`${total} s, ${report.checks.length} checks: ${title} (${parts.join(", ")})`);
    if (process.env.KUBEPKI_TEST_REPORT) console.info(report.text());
    report.assertHolds();
    const left = report.checks.filter(({ outcome }) => outcome === "not tried").map(({ name }) => name);
    expect(left).toEqual(notTried);
  }

  for (const [i, one] of CLUSTER_CASES.entries()) {
    const title = titleOf(one);
    it(title, TIMEOUT, async () => {
      const own = join(folder, String(i));
      const file = writeSpec(own, documentOf(one));
      const output = await makeOutput(join(own, "out"), [file]);
      expect(await stepsLeft(output.out, [file])).toEqual([]);
      await start(title, output, one.kubelet, one.pki === undefined ? {} : { places: placesBelow(one.pki) });
    });
  }

  const outside = "an authority supplied without its key";

  it(`${outside}: what it has to sign is named, and taken from outside`, TIMEOUT, async () => {
    const own = join(folder, "front-proxy");
    const authority = await outsideAuthority(own, "front-proxy-ca", "Corporate front proxy");
    const file = writeSpec(
      own,
      `${HEAD}
authorities: { front-proxy-ca: { certificateFile: front-proxy-ca.crt } }
hosts: [{ name: cp-1, roles: [control-plane, worker], addresses: 10.20.0.11 }]
`,
    );
    const output = await makeOutput(join(own, "out"), [file]);
    const missing = output.report.steps.filter(({ action }) => action === "impossible");
    expect(missing.map(({ unit, id }) => `${unit}/${id}`)).toEqual([
      "hosts/cp-1/front-proxy-client",
      "hosts/cp-1/etc/kubernetes/pki/front-proxy-client.crt",
      "hosts/cp-1/etc/kubernetes/pki/front-proxy-client.key",
    ]);
    const place = join(output.out, "hosts/cp-1/etc/kubernetes/pki/front-proxy-client");
    const pair = { certificate: `${place}.crt`, key: `${place}.key` };
    await signClient(authority, "front-proxy-client", pair);
    chmodSync(pair.key, 0o600);
    expect(await stepsLeft(output.out, [file])).toEqual([]);
    await start(outside, output, "cp-1");
  });

  it(`${outside}: what it signed before stays, and nothing is signed while the cluster runs`, TIMEOUT, async () => {
    const own = join(folder, "keyless");
    await outsideAuthority(own, "ca", "Corporate cluster authority");
    const document = (more: string) =>
      `${HEAD}
layout: hard-way
authorities: { keys: apart, ca: { certificateFile: ca.crt${more} } }
hosts:
  - { name: server, roles: [control-plane], addresses: 10.20.0.11 }
  - { name: node-0, addresses: 10.20.0.21 }
`;
    const out = join(own, "out");
    await makeOutput(out, [writeSpec(own, document(", keyFile: ca.key"))]);
    rmSync(join(own, "ca.key"));
    const file = writeSpec(own, document(""));
    const output = await makeOutput(out, [file]);
    expect(output.report.steps.filter(({ action }) => action !== "keep")).toEqual([]);
    await start(outside, output, "node-0", { notTried: ["the certificates API issues certificates"] });
  });
});

const titleOf = ({ layout, topology, keys, name }: ClusterCase): string =>
  `${layout}, ${topology} ${topology === "one" ? "authority" : "authorities"}, ${keys}: ${name}`;

/** kubeadm's places, with certificates in a folder of the specification's choice. */
function placesBelow(pki: string): Partial<Places> {
  const moved = (path: string) => path.replace(/^\/etc\/kubernetes\/pki/, pki);
  const { etcdClient, servingCa } = PLACES.kubeadm;
  const { ca, certificate, key } = etcdClient;
  return {
    etcdClient: { ca: ca.map(moved), certificate: moved(certificate), key: moved(key) },
    servingCa: servingCa.map(moved),
  };
}
