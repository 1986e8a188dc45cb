import { readFileSync } from "node:fs";
import { join } from "node:path";
import { judgePath } from "../../judges/judge.ts";
import { curl, kubectl } from "../components.ts";
import { until } from "../process.ts";
import { type Case, expectThat } from "./case.ts";
import { byAdmin } from "./objects.ts";

export interface Aggregated {
  /** The control plane that the sample runs on. */
  readonly host: string;
  readonly service: string;
  readonly namespace: string;
  /** Somebody with a certificate and no rights of their own. */
  readonly user: string;
}

const GROUP = "wardle.example.com";
const PORT = 8443;

const AUDIT = "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{ level: Metadata }]\n";

/** k8s.io/sample-apiserver behind the API server: each verifies the other, and users come through by name. */
export async function checkAggregation(cluster: Case, aggregated: Aggregated): Promise<void> {
  const { out, lab, desk, report, hosts } = cluster;
  const { host, service, namespace, user } = aggregated;
  const run = byAdmin(cluster);
  const folder = join(out, "services", service);
  const address = hosts.find(({ name }) => name === host)?.address ?? "";
  const pki = "/etc/kubernetes/pki/etcd";
  lab.write(host, "/run/audit.yaml", AUDIT);
  const sample = lab.start(host, [
    judgePath("sample-apiserver"),
    `--secure-port=${PORT}`,
    "--etcd-servers=https://127.0.0.1:2379",
    `--etcd-cafile=${pki}/ca.crt`,
    `--etcd-certfile=${pki}/healthcheck-client.crt`,
    `--etcd-keyfile=${pki}/healthcheck-client.key`,
    `--tls-cert-file=${folder}/tls.crt`,
    `--tls-private-key-file=${folder}/tls.key`,
    ...["kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig"].map(
      (flag) => `--${flag}=/etc/kubernetes/super-admin.conf`,
    ),
    "--audit-log-path=-",
    "--audit-policy-file=/run/audit.yaml",
  ]);
  report.processes.push(sample);
  const local = `https://${address}:${PORT}`;
  await sample.ready(async () => {
    const { status, error } = await curl(lab, desk, `${local}/readyz`, { insecure: true });
    return status === 200 || status === 401 || status === 403 || error || String(status);
  }, 60_000);
  const apiservice = readFileSync(join(folder, "apiservice.yaml"), "utf8").replaceAll("fill.in.example.com", GROUP);
  const available = async (wanted: "True" | "False", reason: string) => {
    const path = "jsonpath={.status.conditions[?(@.type=='Available')]['status','reason','message']}";
    await until(
      `the APIService to be ${wanted}`,
      async () => {
        const said = await run(["get", "apiservice", `v1alpha1.${GROUP}`, "-o", path]);
        return (said.startsWith(wanted) && said.includes(reason)) || said;
      },
      { timeoutMs: 45_000 },
    );
  };
  await report.check("the API server verifies an aggregated API server by our caBundle", async () => {
    await run(["apply", "-f", "-"], serviceObjects(service, namespace, address));
    await run(["apply", "-f", "-"], apiservice);
    await available("True", "Passed");
    return `v1alpha1.${GROUP} is available`;
  });
  await report.check("and by no other", async () => {
    const other = readFileSync(join(out, "authorities/etcd-ca.crt")).toString("base64");
    const patch = JSON.stringify([{ op: "replace", path: "/spec/caBundle", value: other }]);
    await run(["patch", "apiservice", `v1alpha1.${GROUP}`, "--type=json", `--patch=${patch}`]);
    await available("False", "certificate signed by unknown authority");
    const file = `--patch-file=${join(folder, "patches/ca-bundle.json")}`;
    await run(["patch", "apiservice", `v1alpha1.${GROUP}`, "--type=json", file]);
    await available("True", "Passed");
    return "unknown authority; available again with patches/ca-bundle.json";
  });
  await report.check(`${user} comes through the front proxy by name`, async () => {
    const kubeconfig = join(out, "users", user, `${user}.conf`);
    const ask = () => kubectl(lab, desk, kubeconfig, ["get", "--raw", `/apis/${GROUP}/v1alpha1/flunders`]);
    const forbidden = await ask();
    expectThat(forbidden.stderr.includes(`User "${user}" cannot list resource "flunders"`), forbidden.stderr);
    await run(["create", "clusterrole", "flunders", "--verb=list", `--resource=flunders.${GROUP}`]);
    await run(["create", "clusterrolebinding", "flunders", "--clusterrole=flunders", `--user=${user}`]);
    await until("the rights to be known", async () => (await ask()).code === 0 || (await ask()).stderr);
    expectThat(sample.log().includes(`"username":"${user}"`), "the aggregated API server has not seen the name");
    return `seen by the aggregated API server as ${user}`;
  });
  await report.check("headers without the front proxy's certificate are believed by nobody", async () => {
    const headers = [`X-Remote-User: ${user}`, "X-Remote-Group: system:masters"];
    const { status, body } = await curl(lab, desk, `${local}/apis/${GROUP}/v1alpha1/flunders`, {
      insecure: true,
      headers,
    });
    expectThat((status === 403 || status === 401) && !body.includes(`User \\"${user}\\"`), `${status} ${body}`);
    return `status ${status}`;
  });
}

const serviceObjects = (name: string, namespace: string, address: string): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "List",
    items: [
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name, namespace },
        spec: { ports: [{ port: 443, targetPort: PORT, protocol: "TCP" }] },
      },
      {
        apiVersion: "v1",
        kind: "Endpoints",
        metadata: { name, namespace },
        subsets: [{ addresses: [{ ip: address }], ports: [{ port: PORT, protocol: "TCP" }] }],
      },
    ],
  });
