// verify --connect and whoami beside a cluster that runs: what matches, what was renewed and not loaded, and the API server's
// own word on who somebody is.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { catalog, readTree, treeReader, whoami } from "../../src/index.ts";
import { describeWith } from "../judges/judge.ts";
import type { Case } from "../lab/case/case.ts";
import { userInfo } from "../lab/case/identities.ts";
import { curl, kubectlOutput } from "../lab/components.ts";
import { startKubelet } from "../lab/kubelet.ts";
import { CLUSTER_JUDGES, KUBELET_JUDGES, withCluster } from "../lab/kubernetes-case.ts";
import { until } from "../lab/process.ts";
import { CHECKOUT, PROGRAM } from "../script/command.ts";
import { HEAD } from "./cluster-cases.ts";
import { makeOutput, writeSpec } from "./output.ts";

const ADDRESS = "10.20.0.11";
const DOCUMENT = `${HEAD}
hosts: [{ name: cp-1, roles: [control-plane], addresses: ${ADDRESS} }]
users: [{ name: alice, groups: [developers, testers] }, { name: bob }]
bootstrap: on
`;
const K8S = "etc/kubernetes";
const REVIEW = JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" });

const schema = JSON.parse(readFileSync(join(CHECKOUT, "schema", "verify.v1.json"), "utf8")) as object;
const valid = new Ajv2020({ strict: true, allErrors: true, validateFormats: false }).compile(schema);

interface Late {
  readonly component: string;
  readonly setting: string;
  readonly because: string;
  readonly restart: boolean;
}
interface StatusDocument {
  readonly certificates: readonly {
    readonly places: readonly { readonly served?: { readonly component?: string; readonly position: number } }[];
  }[];
}
interface Document {
  readonly live: {
    readonly differs: boolean;
    readonly endpoints: readonly {
      readonly component?: string;
      readonly address: string;
      readonly port: number;
      readonly failure?: { readonly message: string };
      readonly protocol?: string;
      readonly served?: string;
      readonly file?: string;
      readonly clientAuthorities?: readonly string[];
      readonly startedAt?: string;
      readonly notLoaded: readonly Late[];
    }[];
    readonly connections: readonly {
      readonly id: string;
      readonly outcome: string;
      readonly asPredicted?: boolean;
      readonly user?: string;
      readonly detail?: string;
    }[];
  };
}

describeWith([...CLUSTER_JUDGES, ...KUBELET_JUDGES], "a cluster that runs", () => {
  let folder: string;
  let out: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-live-"));
    ({ out } = await makeOutput(join(folder, "out"), [writeSpec(folder, DOCUMENT)]));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Everything again by the same authorities, beginning now; the host's folder. */
  const renew = async (name: string): Promise<string> => {
    const young = writeSpec(folder, `${DOCUMENT}lifetimes: { backdate: 0s }\n`, "young.yaml");
    cpSync(join(out, "authorities"), join(folder, name, "authorities"), { recursive: true });
    const made = await makeOutput(join(folder, name), [young]);
    return join(made.out, "hosts/cp-1");
  };

  const verify = async ({ lab }: Case, ...more: string[]) => {
    const args = ["verify", "--root", "/", "--connect", "--output", "json", ...more];
    const { code, stdout, stderr } = await lab.run("cp-1", [process.execPath, PROGRAM, ...args]);
    if (!stdout.startsWith("{")) throw new Error(stderr);
    const document = JSON.parse(stdout) as Document;
    expect(valid(document), JSON.stringify(valid.errors)).toBe(true);
    const { endpoints, connections, differs } = document.live;
    const one = (component: string, port?: number) =>
      endpoints.find((each) => each.component === component && (port === undefined || each.port === port));
    return { code, differs, endpoints, connections, one, late: endpoints.flatMap(({ notLoaded }) => notLoaded) };
  };

  it("is as its files say, until they change", { timeout: 120_000 }, async () => {
    const hosts = { "cp-1": { addresses: [ADDRESS] } };
    await withCluster({ out, layout: "kubeadm", hosts }, async (cluster) => {
      await applyRights(cluster);
      await startNode(cluster);
      await asItsFiles(cluster);
      await counted(cluster, []);
      await somebody(cluster);
      await changed(cluster, await renew("renewed"));
      await halfChanged(cluster, await renew("half"));
    });
  });

  const applyRights = async ({ lab }: Case): Promise<void> => {
    const admin = "/etc/kubernetes/super-admin.conf";
    await kubectlOutput(lab, "cp-1", admin, ["apply", "-f", join(out, "cluster/bootstrap-token.yaml")]);
  };

  const startNode = async ({ lab, hosts, report }: Case): Promise<void> => {
    const [host] = hosts;
    if (host?.kubelet === undefined) throw new Error("no kubelet settings");
    const { containerd, kubelet } = await startKubelet(lab, "cp-1", host.kubelet);
    report.processes.push(containerd, kubelet);
    await kubelet.ready(async () => {
      const { status, error } = await curl(lab, "cp-1", `https://${ADDRESS}:10250/healthz`, { insecure: true });
      return status === 401 || error || String(status);
    }, 60_000);
  };

  const asItsFiles = async (cluster: Case): Promise<void> => {
    const { code, differs, endpoints, connections, one } = await verify(cluster, "--endpoint", "10.20.0.99:443");
    const otherwise = connections.filter(({ asPredicted }) => asPredicted === false);
    expect({ code, differs, otherwise }).toEqual({ code: 0, differs: false, otherwise: [] });
    // etcd's listener for peers is looked at; there is no other member.
    const answering = endpoints.filter(({ failure }) => failure === undefined);
    expect(answering.map(({ component, port, served }) => `${component} ${port} ${served}`).toSorted()).toEqual([
      "etcd 2379 loaded",
      "etcd 2380 loaded",
      "kube-apiserver 6443 loaded",
      "kube-controller-manager 10257 loaded",
      "kube-scheduler 10259 loaded",
      "kubelet 10250 loaded",
    ]);
    expect(endpoints.filter(({ failure }) => failure).map(({ address }) => address)).toEqual(["10.20.0.99"]);
    expect(one("kube-apiserver")?.clientAuthorities?.toSorted()).toEqual(["CN=front-proxy-ca", "CN=kubernetes"]);
    expect(one("etcd", 2379)?.clientAuthorities).toEqual(["CN=etcd-ca"]);
    const untold = answering.filter(({ startedAt }) => !startedAt || Date.now() - Date.parse(startedAt) > 120_000);
    expect(untold.map(({ component, port }) => `${component} ${port}`)).toEqual(["etcd 2380"]);
    const asUsers = connections.filter(({ user }) => user !== undefined).map(({ user }) => user);
    expect(asUsers).toContain("system:kube-scheduler");
    expect(asUsers).toContain("system:node:cp-1");
    expect(connections.filter(({ asPredicted }) => asPredicted).length).toBeGreaterThan(8);
  };

  /** What each server shows is counted, beside the file that has it. */
  const counted = async ({ lab }: Case, late: readonly string[]): Promise<void> => {
    const args = ["status", "--root", "/", "--connect", "--output", "json"];
    const { stdout, stderr } = await lab.run("cp-1", [process.execPath, PROGRAM, ...args]);
    if (!stdout.startsWith("{")) throw new Error(stderr);
    const { certificates } = JSON.parse(stdout) as StatusDocument;
    const shown = certificates.flatMap(({ places }) => {
      const by = places.flatMap(({ served }) => (served?.position === 1 ? served.component : []));
      return by.map((component) => ({ component, inFile: places.some(({ served }) => served === undefined) }));
    });
    expect(shown.map(({ component }) => component).toSorted()).toEqual([
      "etcd",
      "etcd",
      "kube-apiserver",
      "kube-controller-manager",
      "kube-scheduler",
      "kubelet",
    ]);
    expect(shown.filter(({ inFile }) => !inFile).map(({ component }) => component)).toEqual(late);
  };

  /** Who they are to the API server: by the files, and by its own answer. */
  const somebody = async ({ lab, desk, hosts }: Case): Promise<void> => {
    const actual = await readTree({ paths: [out] }, treeReader);
    const admin = "/etc/kubernetes/super-admin.conf";
    const token = await kubectlOutput(lab, "cp-1", admin, ["create", "token", "default"]);
    const secret = readFileSync(join(out, "cluster/bootstrap-token.yaml"), "utf8");
    const word = (name: string): string => new RegExp(`${name}: "?([^"\n]+)"?`).exec(secret)?.[1] ?? "";
    const bootstrap = `${word("token-id")}.${word("token-secret")}`;
    const tree = hosts[0]?.tree ?? "";
    const kubeconfigs = [
      ...readdirSync(join(tree, K8S))
        .filter((name) => name.endsWith(".conf"))
        .map((name) => join(tree, K8S, name)),
      ...["alice", "bob", "admin"].map((name) => join(out, "users", name, `${name}.conf`)),
    ];
    const pairs = ["apiserver-kubelet-client", "front-proxy-client", "apiserver-etcd-client", "apiserver", "etcd/peer"];
    const seen: string[] = [];
    const compare = async (
      title: string,
      file: string,
      text: string | undefined,
      actualAnswer: () => Promise<string>,
    ) => {
      const read = async (path: string): Promise<Uint8Array> =>
        text === undefined ? readFileSync(path) : Buffer.from(text);
      const answer = await whoami({ file, actual, to: "kube-apiserver", catalog, at: new Date() }, { read });
      const [standing] = answer.bearers[0]?.standings ?? [];
      const groups = [...(standing?.groups ?? [])].toSorted().join();
      const told = standing?.kind === "known" ? `${standing.user} ${groups}` : standing?.kind;
      expect({ title, told: await actualAnswer() }).toEqual({ title, told });
      seen.push(`${title}: ${told}`);
    };
    const ask = async (options: Parameters<typeof curl>[3]): Promise<string> => {
      const url = `https://${ADDRESS}:6443/apis/authentication.k8s.io/v1/selfsubjectreviews`;
      const { status, body, error } = await curl(lab, "cp-1", url, {
        insecure: true,
        ...options,
        headers: ["content-type: application/json", ...(options?.headers ?? [])],
        body: REVIEW,
      });
      if (status === 401) return "nobody";
      if (status !== 201) return `${status} ${body} ${error}`;
      const { username, groups = [] } = userInfo(body);
      return `${username} ${[...groups].toSorted().join()}`;
    };
    for (const file of kubeconfigs) {
      await compare(file.slice(out.length), file, undefined, async () => {
        const { username, groups = [] } = userInfo(
          await kubectlOutput(lab, desk, file, ["auth", "whoami", "-o", "json"]),
        );
        return `${username} ${[...groups].toSorted().join()}`;
      });
    }
    for (const name of pairs) {
      const [certificate, key] = ["crt", "key"].map((ending) => join(tree, K8S, "pki", `${name}.${ending}`));
      await compare(name, certificate ?? "", undefined, () => ask({ certificate: certificate ?? "", key: key ?? "" }));
    }
    for (const [title, text] of [
      ["service account", token.trim()],
      ["service account, another key's", `${token.trim().split(".").slice(0, 2).join(".")}.${"A".repeat(86)}`],
      ["bootstrap token", bootstrap],
      ["bootstrap token, another secret", `${word("token-id")}.${"0".repeat(16)}`],
      ["bootstrap token, unknown", `abcdef.${"0".repeat(16)}`],
    ] as const)
      await compare(title, "-", text, () => ask({ headers: [`authorization: Bearer ${text}`] }));
    expect(seen.length).toBeGreaterThanOrEqual(15);
    if (process.env.KUBEPKI_TEST_REPORT) console.info(seen.join("\n"));
  };

  const put = ({ lab }: Case, from: string, ...files: string[]): void => {
    for (const file of files) lab.write("cp-1", `/${K8S}/${file}`, readFileSync(join(from, K8S, file), "utf8"));
  };

  const changed = async (cluster: Case, young: string): Promise<void> => {
    const { lab } = cluster;
    // Whatever reads at each handshake, or watches, takes it by itself.
    put(cluster, young, "pki/etcd/server.key", "pki/etcd/server.crt", "pki/apiserver.key", "pki/apiserver.crt");
    // What the controller-manager is called by is in its kubeconfig: it never looks again.
    put(cluster, young, "controller-manager.conf");
    // etcd has read its authorities, and the API server those of etcd.
    const [etcd, other] = ["etcd/ca.crt", "front-proxy-ca.crt"].map((name) => join(young, K8S, "pki", name));
    const both = [etcd ?? "", other ?? ""].map((file) => readFileSync(file, "utf8")).join("");
    lab.write("cp-1", `/${K8S}/pki/etcd/ca.crt`, both);
    let answer = await verify(cluster);
    await until("the API server loads its certificate", async () => {
      answer = await verify(cluster);
      return answer.one("kube-apiserver")?.served === "loaded";
    });
    expect(answer.one("etcd", 2379)?.served).toBe("loaded");
    const named = answer.late.map(({ component, setting, restart }) => `${component} ${setting} ${restart}`);
    expect(named.toSorted()).toEqual([
      "etcd peer-trusted-ca-file true",
      "etcd trusted-ca-file true",
      "kube-controller-manager authentication-kubeconfig true",
      "kube-controller-manager authorization-kubeconfig true",
      "kube-controller-manager kubeconfig true",
    ]);
    expect(answer).toMatchObject({ code: 1, differs: true });
    const asked = answer.one("etcd", 2379)?.notLoaded.map(({ because }) => because);
    expect(asked).toEqual(["it does not ask for certificates of CN=front-proxy-ca"]);
  };

  /** A certificate without its key is loaded by nobody: the API server goes on with the one of before. */
  const halfChanged = async (cluster: Case, young: string): Promise<void> => {
    put(cluster, young, "pki/apiserver.crt");
    const { code, one } = await verify(cluster);
    expect(code).toBe(1);
    expect(one("kube-apiserver")).toMatchObject({
      served: "renewed-not-loaded",
      notLoaded: [{ setting: "tls-cert-file", restart: false }],
    });
    const args = ["verify", "--root", "/", "--connect"];
    const { stdout } = await cluster.lab.run("cp-1", [process.execPath, PROGRAM, ...args]);
    for (const said of ["Live: 6 of 6 servers answer", "Not loaded: kube-apiserver on cp-1, tls-cert-file"])
      expect(stdout).toContain(said);
    expect(stdout).toContain("  do   restart kube-controller-manager on cp-1\n");
    expect(stdout.split("\n").filter((line) => line.length > 80 && /\S \S/.test(line.trim()))).toEqual([]);
  };
});
