// Recipes that people follow, step by step as told: what each breaks is said before anything runs, and is so when it runs.
import { statSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  catalog,
  loopback,
  nodeKeyMaker,
  nodeSigner,
  type Prediction,
  readTree,
  treeReader,
  type Verification,
  verify,
} from "../../src/index.ts";
import { describeWith, judgePath } from "../judges/judge.ts";
import { curl, kubectl, startComponent } from "../lab/components.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { type LabProcess, until } from "../lab/process.ts";
import { fromStaticPod } from "../lab/written.ts";
import * as recipe from "./seeds/recipes.ts";

const HOST = "cp-1";
const ADDRESS = "172.17.0.87";
const PKI = "/etc/kubernetes/pki";
const MANIFESTS = "/etc/kubernetes/manifests";

describeWith(
  ["root", "ip", "openssl", "curl", "etcd", "kubectl", "kube-apiserver"],
  "recipes followed to the letter",
  () => {
    let lab: Lab;
    beforeAll(async () => {
      lab = await startLab({ hosts: { [HOST]: { addresses: [ADDRESS], names: ["kube-apiserver"] } } });
      lab.write(HOST, `${PKI}/openssl.cnf`, recipe.CONFIGURATION);
      lab.write(HOST, `${PKI}/taken.cnf`, recipe.TAKEN_CONFIGURATION);
      lab.write(HOST, `${MANIFESTS}/etcd.yaml`, recipe.ETCD);
      lab.write(HOST, "/var/lib/kubelet/config.yaml", recipe.KUBELET);
      lab.write(HOST, "/etc/kubernetes/admin.conf", recipe.kubeconfig("admin", "https://kube-apiserver:6443"));
      for (const name of ["scheduler", "controller-manager"])
        lab.write(HOST, `/etc/kubernetes/${name}.conf`, recipe.kubeconfig(name, `https://${ADDRESS}:6443`));
      await follow([
        ...recipe.BANK,
        ...recipe.AUTHORITY,
        ...recipe.PEOPLE,
        ...recipe.COMPONENTS,
        ...recipe.SERVICE_ACCOUNTS,
        ...recipe.serving("openssl.cnf", true),
        ...recipe.serving("taken.cnf", false),
      ]);
    });
    afterAll(() => lab?.stop());

    async function follow(steps: readonly recipe.Step[]): Promise<void> {
      for (const { command, fails = false } of steps) {
        const { code, stderr } = await lab.run(HOST, ["bash", "-c", `cd ${PKI} && ${command}`]);
        expect({ command, fails: code !== 0, stderr: fails ? "" : code === 0 ? "" : stderr }).toEqual({
          command,
          fails,
          stderr: "",
        });
      }
    }

    const look = async (): Promise<{ report: Verification; notes: string[] }> => {
      const actual = await readTree({ paths: [], roots: [lab.path(HOST, "/")] }, treeReader);
      const ports = { loopback, keyMaker: nodeKeyMaker, signerFor: nodeSigner };
      const report = await verify({ actual, catalog, at: new Date() }, ports);
      expect(report.disagreements).toEqual([]);
      return { report, notes: actual.notes.map(({ message }) => message) };
    };

    const of = ({ connections }: Verification, id: string): Prediction => {
      const found = connections.find(({ prediction }) => prediction.connection.id === id);
      if (found === undefined) throw new Error(`no ${id}`);
      return found.prediction;
    };

    const run = (component: "etcd" | "kube-apiserver"): LabProcess =>
      startComponent(lab, HOST, component, fromStaticPod(lab.path(HOST, "/"), component));

    /** The API server with some other settings: what is said of it. */
    const told = async (more: Readonly<Record<string, string>>): ReturnType<typeof look> => {
      lab.write(HOST, `${MANIFESTS}/kube-apiserver.yaml`, recipe.apiserver(more));
      return look();
    };

    const logOfTheEnd = async (): Promise<string> => {
      const apiserver = run("kube-apiserver");
      await apiserver.ready(async () => false, 15_000).catch(() => undefined);
      const ended = apiserver.ended();
      await apiserver.stop(0);
      const log = apiserver.log();
      expect(ended, log).toMatch(/^ended with/);
      return log;
    };

    it("what wrong commands leave behind is found: an empty public key; a key of 1024 bits Go takes", async () => {
      expect(statSync(lab.path(HOST, `${PKI}/bankpub.pem`)).size).toBe(0);
      const { report, notes } = await told({
        "requestheader-allowed-names": "front-proxy-client",
        "service-account-key-file": `${PKI}/bankpub.pem`,
        "service-account-signing-key-file": `${PKI}/my-bank.key`,
      });
      expect(notes).toContainEqual(`${PKI}/bankpub.pem is read as a public key, and there is none in it`);
      expect(notes.filter((note) => note.includes("my-bank.key"))).toEqual([]);
      const { outcome, step, serverPrints } = of(report, "E2");
      expect({ outcome, step }).toEqual({ outcome: "fails", step: "start" });
      expect(await logOfTheEnd()).toContain(serverPrints);
    });

    it("one authority for users and front proxies alike: the API server does not start", async () => {
      const { report } = await told({});
      const { step, serverPrints } = of(report, "E2");
      expect(step).toBe("start");
      expect(await logOfTheEnd()).toContain(serverPrints);
    });

    it("a certificate for etcd without names: the API server does not believe it", async () => {
      const { report } = await told({ "requestheader-allowed-names": "front-proxy-client" });
      const { outcome, step, clientPrints = "" } = of(report, "E10");
      expect({ outcome, step }).toEqual({ outcome: "fails", step: "tls-client" });
      const [etcd, apiserver] = [run("etcd"), run("kube-apiserver")];
      await apiserver.ready(async () => apiserver.log().includes(clientPrints), 20_000);
      await Promise.all([etcd.stop(0), apiserver.stop(0)]);
    });

    it("an authority of version 1 is believed; everything ends after 30 days", async () => {
      const { report } = await told({ "requestheader-allowed-names": "front-proxy-client" });
      expect(of(report, "E2").outcome).toBe("works");
      const days = ((report.nextChange?.at.getTime() ?? 0) - report.at.getTime()) / 86_400_000;
      expect(Math.round(days)).toBe(30);
    });

    it("etcd mended: who is who at the API server, to the word", { timeout: 60_000 }, async () => {
      await follow(recipe.ETCD_WITH_ADDRESS);
      // The one certificate is the front proxy's too.
      const { report } = await told({ "requestheader-allowed-names": "kube-apiserver" });
      expect(of(report, "E10").outcome).toBe("works");
      const [etcd, apiserver] = [run("etcd"), run("kube-apiserver")];
      const ask = (name: string, ...args: string[]) => kubectl(lab, HOST, `/etc/kubernetes/${name}.conf`, args);
      await apiserver.ready(async () => {
        const { code, stderr } = await ask("scheduler", "get", "--raw=/readyz");
        return code === 0 || stderr;
      }, 40_000);

      // The version 1 authority is believed, and components are who they should be.
      for (const [id, name] of [
        ["E2", "controller-manager"],
        ["E3", "scheduler"],
      ] as const) {
        const { outcome, identity } = of(report, id);
        const { stdout } = await ask(name, "auth", "whoami", "-o", "jsonpath={.status.userInfo.username}");
        expect({ outcome, user: identity?.known && identity.user }).toEqual({ outcome: "works", user: stdout });
      }

      // A name that is not in the certificate.
      const named = of(report, "E1");
      expect(named.step).toBe("tls-client");
      expect((await ask("admin", "get", "pods")).stderr).toContain(named.clientPrints);

      // By its address: the group stands in OU, or in a request that nobody signed.
      for (const name of ["admin", "first-admin"]) {
        lab.write(HOST, "/etc/kubernetes/admin.conf", recipe.kubeconfig(name, `https://${ADDRESS}:6443`));
        const { step, identity } = of((await look()).report, "E1");
        expect(step).toBe("right");
        const { stdout } = await ask("admin", "auth", "whoami", "-o", "json");
        const { username, groups } = (
          JSON.parse(stdout) as { status: { userInfo: { username: string; groups: string[] } } }
        ).status.userInfo;
        expect({ user: username, groups }).toEqual({
          user: identity?.known === true ? identity.user : "",
          groups: identity?.known === true ? identity.groups : [],
        });
        expect((await ask("admin", "get", "secrets")).stderr).toContain(`forbidden: User "kube-admin" cannot`);
      }

      // Whoever has the serving certificate may be anybody.
      const posing = report.attacks.find(({ id }) => id === "client-with-headers");
      expect(posing?.accepted.map(({ place }) => place.file.split("/").at(-1))).toEqual(["apiserver.crt"]);
      const asked = (name: string) =>
        curl(lab, HOST, `https://${ADDRESS}:6443/api/v1/secrets`, {
          // OpenSSL refuses a server whose key may only sign for good (keyUsage nonRepudiation); Go does not look at it.
          insecure: true,
          certificate: `${PKI}/${name}.crt`,
          key: `${PKI}/${name}.key`,
          headers: ["X-Remote-User: anybody", "X-Remote-Group: system:masters"],
        });
      expect((await asked("apiserver")).status).toBe(200);
      expect((await asked("scheduler")).status).toBe(403);

      // A node's certificate without names, at a server that shows it.
      const node = of(report, "E9");
      expect({ outcome: node.outcome, step: node.step }).toEqual({ outcome: "fails", step: "tls-client" });
      lab.start(HOST, [
        judgePath("openssl"),
        "s_server",
        "-accept",
        "10250",
        "-www",
        "-cert",
        `${PKI}/kubelet.crt`,
        "-key",
        `${PKI}/kubelet.key`,
      ]);
      const status = { addresses: [{ type: "InternalIP", address: ADDRESS }] };
      const made = { apiVersion: "v1", kind: "Node", metadata: { name: "node01" }, status };
      const headers = ["X-Remote-User: anybody", "X-Remote-Group: system:masters", "Content-Type: application/json"];
      const own = { insecure: true, certificate: `${PKI}/apiserver.crt`, key: `${PKI}/apiserver.key`, headers };
      const url = `https://${ADDRESS}:6443/api/v1/nodes`;
      await curl(lab, HOST, url, { ...own, body: JSON.stringify(made) });
      // openssl may not listen yet.
      await until("the node's certificate to be looked at", async () => {
        const { body } = await curl(lab, HOST, `${url}/node01/proxy/healthz`, own);
        return body.replaceAll('\\"', '"').includes(node.clientPrints ?? "nothing") || body;
      });
      await Promise.all([etcd.stop(0), apiserver.stop(0)]);
    });
  },
);
