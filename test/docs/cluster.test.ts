/** The commands of the guide for hosts of a cluster: a real control plane is started on what the page has made. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import { describeWith, judgePath } from "../judges/judge.ts";
import { CONTROL_PLANE } from "../lab/case/case.ts";
import { freeAddresses } from "../lab/case/front.ts";
import { apiPort } from "../lab/case/start.ts";
import { curl, startComponent } from "../lab/components.ts";
import { startKubelet } from "../lab/kubelet.ts";
import { CLUSTER_JUDGES, KUBELET_JUDGES } from "../lab/kubernetes-case.ts";
import { type Lab, type LabHost, startLab } from "../lab/lab.ts";
import { until } from "../lab/process.ts";
import { fromKubeadmEnvironment, written } from "../lab/written.ts";
import { type Document, documents } from "./markdown.ts";
import {
  exitOf,
  hostOf,
  isAsTold,
  kubeletsOf,
  needsOf,
  type OpenPage,
  openPage,
  specOf,
  toldAfter,
} from "./session.ts";

const DESK = "desk";
const TIMEOUT = 150_000;

const pages = documents().filter(({ blocks }) => blocks.some((block) => hostOf(block) !== undefined));

for (const page of pages) {
  const kubelets = page.blocks.flatMap(kubeletsOf);
  const wants = [...CLUSTER_JUDGES, ...(kubelets.length > 0 ? KUBELET_JUDGES : []), ...needsOf(page)];
  describeWith([...wants, "kubeadm"], `${page.file} on hosts`, () => {
    let open: OpenPage;
    let lab: Lab | undefined;
    beforeAll(async () => {
      open = openPage(page);
      lab = await startLab({ hosts: hostsOf(page, open.work, kubelets) });
      await startControlPlanes(lab);
    }, TIMEOUT);
    afterAll(async () => {
      await lab?.stop();
      open?.close();
    }, TIMEOUT);

    for (const block of page.blocks.filter((one) => hostOf(one) !== undefined)) {
      it(`line ${block.line}: ${block.text.split("\n")[0]}`, { timeout: TIMEOUT }, async () => {
        for (const host of kubeletsOf(block)) await startKubeletOf(lab as Lab, host);
        const programs = ["kubectl", "kubeadm", "etcdctl", "openssl", "kube-apiserver"] as const;
        const path = programs.map((name) => join(judgePath(name), "..")).join(":");
        const script = `set -euo pipefail\nexec 2>&1\nPATH="${path}:$PATH" ETCDCTL_API=3\nexport PATH ETCDCTL_API\ncd '${open.work}'\n${block.text}`;
        const { code, stdout } = await (lab as Lab).run(hostOf(block) ?? "", ["bash", "-c", script], {
          timeoutMs: 60_000,
        });
        expect(code, stdout).toBe(exitOf(block));
        const told = toldAfter(page.blocks, block);
        if (told !== undefined && !isAsTold(stdout, told)) expect(stdout).toBe(told);
      });
    }
  });
}

it("some pages have commands for hosts", () => {
  expect(pages.length).toBeGreaterThan(3);
});

/** The hosts of the page's specification with their trees; the endpoint's name leads to the first control plane. */
function hostsOf(page: Document, work: string, kubelets: readonly string[]): Record<string, LabHost> {
  const file = specOf(page);
  const { spec, issues } = parseSpec([{ file, text: readFileSync(join(work, file), "utf8") }]);
  if (spec === undefined) throw new Error(issues.map(({ message }) => message).join("\n"));
  const first = spec.hosts.find(({ roles }) => roles.includes("control-plane"));
  const wanted = spec.hosts.filter(
    ({ name, roles }) => roles.includes("control-plane") || roles.includes("etcd") || kubelets.includes(name),
  );
  const hosts = Object.fromEntries(
    wanted.map(({ name, addresses, names }) => {
      const more = name === first?.name ? [spec.endpoint.host] : [];
      return [name, { addresses, names: [...names, ...more], tree: join(work, "pki/hosts", name) }];
    }),
  );
  return { ...hosts, [DESK]: { addresses: freeAddresses(hosts) } };
}

/** Every component of every host, all at once: each waits for what it needs. */
async function startControlPlanes(lab: Lab): Promise<void> {
  const apis = Object.entries(lab.hosts).flatMap(([host, { tree, addresses }]) =>
    CONTROL_PLANE.flatMap((component) => {
      const found = tree === undefined ? undefined : written(tree, component);
      if (found === undefined) return [];
      startComponent(lab, host, component, found);
      const [address = ""] = addresses;
      const url = `https://${address.includes(":") ? `[${address}]` : address}:${apiPort(found)}/readyz`;
      return component === "kube-apiserver" ? [{ host, url }] : [];
    }),
  );
  for (const { host, url } of apis) {
    await until(
      url,
      async () => {
        const { status, body, error } = await curl(lab, host, url, { insecure: true });
        return status === 200 || error || `${status} ${body}`;
      },
      { timeoutMs: 60_000 },
    );
  }
}

/** The kubelet of a host, by its unit or as kubeadm's package starts it. */
async function startKubeletOf(lab: Lab, host: string): Promise<void> {
  const tree = lab.hosts[host]?.tree;
  if (tree === undefined) throw new Error(`there is no host ${host} to start a kubelet on`);
  await startKubelet(lab, host, written(tree, "kubelet") ?? fromKubeadmEnvironment(tree));
}
