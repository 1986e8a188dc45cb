// Webhooks and aggregated API servers: what the API server says of the server that an object makes it call.
import { judgeChain } from "../../../src/trust/chain.ts";
import { judgeHandshake } from "../../../src/trust/handshake.ts";
import { judgePath } from "../../judges/judge.ts";
import { kubectl } from "../../lab/components.ts";
import { kubeconfig } from "./components.ts";
import { type Authority, anchors, hours, type Pair, pair, type Wish } from "./mint.ts";
import type { Result, Row } from "./situation.ts";
import { ADDRESS, HOST, place, type Stage } from "./stage.ts";

/** A Service without a selector whose one endpoint is a server of openssl on the host. */
interface Callee {
  readonly service: string;
  readonly port: number;
  readonly situation: string;
  readonly shown: Pair;
  readonly bundle: readonly Authority[];
}

const NAMESPACE = "default";
const nameOf = ({ service }: Callee): string => `${service}.${NAMESPACE}.svc`;

async function callees(stage: Stage): Promise<Callee[]> {
  const { ca, stranger } = stage;
  const wishes: [string, string, Wish, Authority, readonly Authority[]][] = [
    ["right", "a right certificate", {}, ca, [ca]],
    ["twin", "another authority of the same name", {}, stranger, [ca]],
    ["short", "the Service's name without namespace", { dns: ["short"] }, ca, [ca]],
    ["common", "a common name and no alternative names", { dns: [] }, ca, [ca]],
    ["lapsed", "expired", { notAfter: hours(-1) }, ca, [ca]],
    ["client", "for clients only", { usages: ["clientAuth"] }, ca, [ca]],
    ["turning", "old and new authority in caBundle", {}, ca, [stranger, ca]],
  ];
  return Promise.all(
    wishes.map(async ([service, situation, wish, by, bundle], i): Promise<Callee> => {
      const name = `${service}.${NAMESPACE}.svc`;
      const shown = await pair(by, { commonName: name, dns: [name], usages: ["serverAuth"], ...wish });
      return { service, port: 9500 + i, situation, shown, bundle };
    }),
  );
}

const predicted = (callee: Callee): Result => {
  const { client } = judgeHandshake(
    { anchors: anchors(...callee.bundle), name: nameOf(callee) },
    { chain: callee.shown.chain, demand: "ignored" },
    new Date(),
    judgeChain,
  );
  return client.accepts ? { outcome: "accepted" } : { outcome: "refused", text: client.prints ?? "" };
};

const bundleOf = ({ bundle }: Callee): string => Buffer.from(bundle.map(({ pem }) => pem).join("")).toString("base64");

const objectsOf = (callee: Callee): object[] => {
  const { service, port } = callee;
  const metadata = { name: service, namespace: NAMESPACE };
  return [
    { apiVersion: "v1", kind: "Service", metadata, spec: { ports: [{ port: 443, targetPort: port }] } },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { ...metadata, labels: { "kubernetes.io/service-name": service } },
      addressType: "IPv4",
      endpoints: [{ addresses: [ADDRESS], conditions: { ready: true } }],
      ports: [{ port, protocol: "TCP", name: "" }],
    },
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingWebhookConfiguration",
      metadata: { name: service },
      webhooks: [
        {
          name: `${service}.example.com`,
          clientConfig: { service: { name: service, namespace: NAMESPACE, port: 443 }, caBundle: bundleOf(callee) },
          rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] }],
          objectSelector: { matchLabels: { asks: service } },
          admissionReviewVersions: ["v1"],
          sideEffects: "None",
          timeoutSeconds: 5,
        },
      ],
    },
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: `v1.${service}.example.com` },
      spec: {
        group: `${service}.example.com`,
        version: "v1",
        groupPriorityMinimum: 1000,
        versionPriority: 15,
        service: { name: service, namespace: NAMESPACE, port: 443 },
        caBundle: bundleOf(callee),
      },
    },
  ];
};

/** Wants --enable-aggregator-routing: nothing else leads to a Service here. */
export async function extensionRows(stage: Stage): Promise<Row[]> {
  const { lab, ca } = stage;
  const all = await callees(stage);
  for (const { service, port, shown } of all) {
    const { certificate, key } = place(lab, HOST, `callee-${service}`, shown);
    const argv = ["s_server", "-quiet", "-accept", String(port), "-www", "-cert", certificate, "-key", key];
    lab.start(HOST, [judgePath("openssl"), ...argv], { name: `callee ${service}` });
  }
  const shown = await pair(ca, { commonName: "extender", groups: ["system:masters"] });
  const config = kubeconfig(stage, "extender", ca, shown);
  const run = (args: readonly string[], input?: object) =>
    kubectl(lab, HOST, config, args, input === undefined ? undefined : JSON.stringify(input));
  const items = all.flatMap(objectsOf);
  const { code, stderr } = await run(["create", "-f", "-"], { apiVersion: "v1", kind: "List", items });
  if (code !== 0) throw new Error(stderr);
  const rows: Row[] = [];
  for (const callee of all) {
    const expected = predicted(callee);
    rows.push({
      judge: "kube-apiserver, calling a webhook",
      situation: callee.situation,
      predicted: expected,
      observed: await asked(() => creates(callee, run)),
    });
  }
  for (const callee of all) {
    const expected = predicted(callee);
    rows.push({
      judge: "kube-apiserver, calling an aggregated API server",
      situation: callee.situation,
      predicted: expected,
      observed: await asked(() => available(callee, run)),
    });
  }
  return rows;
}

type Run = (args: readonly string[], input?: object) => Promise<{ readonly stdout: string; readonly stderr: string }>;

/** What is said of a ConfigMap that the webhook has to be asked about; empty until it is known. */
async function creates({ service }: Callee, run: Run): Promise<string> {
  const metadata = { generateName: "asked-", namespace: NAMESPACE, labels: { asks: service } };
  const { stderr } = await run(["create", "-f", "-"], { apiVersion: "v1", kind: "ConfigMap", metadata });
  return stderr.includes("failed calling webhook") ? stderr : "";
}

async function available({ service }: Callee, run: Run): Promise<string> {
  const path = "jsonpath={.status.conditions[?(@.type=='Available')].message}";
  const { stdout } = await run(["get", "apiservice", `v1.${service}.example.com`, "-o", path]);
  return /failing or missing response|bad status|all checks passed/.test(stdout) ? stdout : "";
}

/** A page of openssl is no answer of either kind: when only that is complained of, the connection was good. */
async function asked(once: () => Promise<string>): Promise<Result> {
  for (let i = 0; i < 40; i++) {
    const said = await once();
    // openssl may not listen yet.
    if (said !== "" && !said.includes("connection refused"))
      return { outcome: /tls: |x509: /.test(said) ? "refused" : "accepted", text: said };
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return { outcome: "nothing was said" };
}
