// The proof that a folder which kubepki wrote is a cluster: real components start on it, and trust whom they should.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judgePath, type Want } from "../judges/judge.ts";
import {
  type Case,
  type CaseHost,
  CONTROL_PLANE,
  type ControlPlaneComponent,
  type Foreign,
  firstExisting,
  PLACES,
  type Places,
  Report,
  type StartedLayout,
} from "./case/case.ts";
import { type Forward, freeAddresses, planFront, startForward } from "./case/front.ts";
import { checkIdentities, checkRights } from "./case/identities.ts";
import { findKubeconfigs } from "./case/kubeconfigs.ts";
import { checkEtcd, checkKubelet, checkMounts, checkPublishedRoot, checkServing } from "./case/servers.ts";
import { apiPort, grantRights, hostsWith, startControlPlane } from "./case/start.ts";
import { checkSigning, checkTokens } from "./case/tokens.ts";
import { type LabHost, startLab } from "./lab.ts";
import { runProgram } from "./process.ts";
import { fromKubeadmEnvironment, type Written, written } from "./written.ts";

/** What `describeWith` has to be given around `proveCluster`. */
export const CLUSTER_JUDGES: readonly Want[] = [
  "root",
  "ip",
  "openssl",
  "curl",
  "etcd",
  "etcdctl",
  "kubectl",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
];
export const KUBELET_JUDGES: readonly Want[] = ["containerd", "runc", "kubelet"];

export interface ClusterOptions {
  /** The output folder: `OUT/hosts/NAME/...`, `OUT/users/...`, `OUT/cluster/rbac.yaml`. */
  readonly out: string;
  readonly layout: StartedLayout;
  /** Addresses by host, the one that components advertise first; further names that lead to it. */
  readonly hosts: Readonly<Record<string, Omit<LabHost, "tree">>>;
  /** The host whose kubelet is started; without one, none is. */
  readonly kubelet?: string;
  /** Where the layout's paths differ from the usual. */
  readonly places?: Partial<Places>;
  /** A last change to a command, for material that is not ours. */
  readonly adapt?: (component: ControlPlaneComponent | "kubelet", written: Written, host: string) => Written;
}

const DESK = "lab-desk";

/**
 * Starts the cluster and checks it. Throws when a component does not become ready, with the end of its log; everything
 * after that is in the report: `report.assertHolds()` fails with all that does not hold.
 */
export const proveCluster = (options: ClusterOptions): Promise<Report> =>
  withCluster(options, (cluster) => prove(cluster, options.kubelet));

/** A running control plane for `body`, with the written rights given; everything is gone afterwards. */
export async function withCluster(options: ClusterOptions, body: (cluster: Case) => Promise<void>): Promise<Report> {
  const { out } = options;
  const report = new Report();
  const places = { ...PLACES[options.layout], ...options.places };
  const hosts = Object.entries(options.hosts).map(([name, { addresses }]) =>
    readHost(options, places, name, addresses[0] ?? ""),
  );
  const kubeconfigs = [
    ...hosts.flatMap(({ name, tree }) => findKubeconfigs(tree, name)),
    ...["users", "services"].flatMap((folder) => findKubeconfigs(join(out, folder))),
  ];
  const apiservers = new Map(
    hosts.flatMap(({ name, components }) => {
      const apiserver = components.get("kube-apiserver");
      return apiserver === undefined ? [] : [[name, apiPort(apiserver)] as const];
    }),
  );
  const withTrees = Object.fromEntries(
    Object.entries(options.hosts).map(([name, host]) => [name, { ...host, tree: treeOf(out, name) }]),
  );
  const front = planFront(
    withTrees,
    kubeconfigs.map(({ server }) => server),
    apiservers,
  );
  const lab = await report.time("hosts", () =>
    startLab({ hosts: { ...front.hosts, [DESK]: { addresses: freeAddresses(front.hosts) } } }),
  );
  const folder = mkdtempSync(join(tmpdir(), "kubepki-foreign-"));
  try {
    const issuer = kubeconfigs.find(({ identity }) => identity !== undefined)?.identity?.certificate.issuer;
    const foreign = await makeForeign(folder, /^CN=(.*)$/m.exec(issuer ?? "")?.[1] ?? "kubernetes");
    const cluster: Case = { out, lab, places, hosts, kubeconfigs, desk: DESK, foreign, report };
    await start(cluster, front.forwards, apiservers);
    await body(cluster);
    return report;
  } finally {
    report.keepLogs();
    await lab.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function start(
  cluster: Case,
  forwards: readonly Forward[],
  apiservers: ReadonlyMap<string, number>,
): Promise<void> {
  for (const component of CONTROL_PLANE) {
    if (hostsWith(cluster, component).length === 0)
      throw new Error(`no host below ${cluster.out} has settings for ${component}`);
  }
  await checkMounts(cluster);
  await Promise.all(forwards.map((forward) => startForward(cluster.lab, forward, apiservers)));
  await startControlPlane(cluster);
  await grantRights(cluster);
}

async function prove(cluster: Case, kubelet: string | undefined): Promise<void> {
  await checkEtcd(cluster);
  await checkIdentities(cluster);
  await checkRights(cluster);
  await checkServing(cluster);
  const host = cluster.hosts.find(({ name }) => name === kubelet);
  if (host !== undefined) await checkKubelet(cluster, host);
  else if (kubelet !== undefined) throw new Error(`there is no host ${kubelet} to start a kubelet on`);
  // Last, because the controller-manager's controllers take some seconds to begin.
  await checkTokens(cluster);
  await checkSigning(cluster);
  await checkPublishedRoot(cluster);
}

const treeOf = (out: string, host: string): string | undefined => {
  const tree = join(out, "hosts", host);
  return existsSync(tree) ? tree : undefined;
};

function readHost({ out, adapt }: ClusterOptions, places: Places, name: string, address: string): CaseHost {
  const tree = treeOf(out, name) ?? join(out, "hosts", name);
  const adapted = (component: ControlPlaneComponent | "kubelet", found: Written | undefined) =>
    found === undefined || adapt === undefined ? found : adapt(component, found, name);
  const components = new Map<ControlPlaneComponent, Written>();
  for (const component of CONTROL_PLANE) {
    const found = adapted(component, written(tree, component));
    if (found !== undefined) components.set(component, found);
  }
  const hasConfig = existsSync(join(tree, "var/lib/kubelet/config.yaml"));
  const kubelet = adapted(
    "kubelet",
    written(tree, "kubelet") ?? (hasConfig ? fromKubeadmEnvironment(tree) : undefined),
  );
  const { certificate, key } = places.etcdClient;
  const ca = firstExisting(tree, places.etcdClient.ca);
  const hasClient = ca !== undefined && firstExisting(tree, [certificate]) !== undefined;
  return { name, tree, address, components, kubelet, etcdClient: hasClient ? { ca, certificate, key } : undefined };
}

/** The issuer has the real one's name, so that clients do present the certificate. */
async function makeForeign(folder: string, issuer: string): Promise<Foreign> {
  const file = (name: string) => join(folder, name);
  const openssl = async (...args: string[]) => {
    const { code, stderr } = await runProgram([judgePath("openssl"), ...args]);
    if (code !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
  };
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  await openssl(
    "req",
    "-x509",
    ...key,
    "-days",
    "2",
    "-subj",
    `/CN=${issuer}`,
    "-keyout",
    file("ca.key"),
    "-out",
    file("ca.crt"),
  );
  await openssl(
    "req",
    "-new",
    ...key,
    "-subj",
    "/O=system:masters/CN=kubernetes-admin",
    "-keyout",
    file("key.pem"),
    "-out",
    file("request.pem"),
  );
  writeFileSync(file("extensions"), "extendedKeyUsage=clientAuth,serverAuth\nkeyUsage=critical,digitalSignature\n");
  const signer = ["-CA", file("ca.crt"), "-CAkey", file("ca.key"), "-CAcreateserial", "-extfile", file("extensions")];
  await openssl("x509", "-req", "-days", "2", "-in", file("request.pem"), ...signer, "-out", file("certificate.pem"));
  return { certificate: file("certificate.pem"), key: file("key.pem") };
}
