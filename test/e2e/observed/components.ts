// Scheduler and controller-manager as clients, the API server at its start, nodes' rights, the kubelet as a server.
import { catalog } from "../../../src/index.ts";
import { authenticate, type Believes } from "../../../src/trust/authenticate.ts";
import { judgeChain } from "../../../src/trust/chain.ts";
import { judgeHandshake } from "../../../src/trust/handshake.ts";
import { judgeRight } from "../../../src/trust/rights.ts";
import { forbidden, NO_PAIR } from "../../../src/trust/texts.ts";
import { type JudgeName, judgePath } from "../../judges/judge.ts";
import { curl, kubectl } from "../../lab/components.ts";
import { startKubelet } from "../../lab/kubelet.ts";
import type { LabProcess } from "../../lab/process.ts";
import { type Authority, anchors, hours, type Pair, pair } from "./mint.ts";
import type { Result, Row } from "./situation.ts";
import { ADDRESS, HOST, place, placeText, type Stage, startApiserver } from "./stage.ts";

/** A kubeconfig with paths; where it stands. */
export function kubeconfig({ lab }: Stage, name: string, by: Authority, shown: Pair, server = "127.0.0.1"): string {
  const files = place(lab, HOST, name, shown);
  const ca = placeText(lab, HOST, `${name}-ca.crt`, by.pem);
  return placeText(
    lab,
    HOST,
    `${name}.conf`,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "c", cluster: { server: `https://${server}:6443`, "certificate-authority": ca } }],
      users: [{ name: "u", user: { "client-certificate": files.certificate, "client-key": files.key } }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    }),
  );
}

const believesOf = (stage: Stage): Believes => ({
  anonymous: true,
  clients: anchors(stage.ca),
  frontProxy: { anchors: anchors(stage.frontProxyCa), names: ["front-proxy-client"] },
});

/** What a component will come to with a kubeconfig, and the words that will be in its log. */
function predicted(stage: Stage, by: Authority, shown: Pair, needs: string): Result {
  const now = new Date();
  const { client, holds } = judgeHandshake(
    { anchors: anchors(by), name: "127.0.0.1", chain: shown.chain },
    { chain: stage.serving.chain, demand: "asked-for" },
    now,
    judgeChain,
  );
  if (!holds) return { outcome: "refused", text: client.prints ?? "" };
  const identity = authenticate({ chain: shown.chain }, believesOf(stage), now, judgeChain);
  if (!identity.known) return { outcome: "refused", text: "Unauthorized" };
  const right = judgeRight(identity, needs, catalog.defaultBindings);
  return right.may ? { outcome: "works" } : { outcome: "refused", text: forbidden(identity.user) };
}

const HEALTH: Readonly<Record<string, number>> = { "kube-scheduler": 10259, "kube-controller-manager": 10257 };

export async function componentRows(stage: Stage): Promise<Row[]> {
  const rows: Row[] = [];
  for (const component of ["kube-scheduler", "kube-controller-manager"] as const) {
    const user = `system:${component}`;
    const cases: [string, Authority, Pair][] = [
      ["its own name", stage.ca, await pair(stage.ca, { commonName: user })],
      ["another name", stage.ca, await pair(stage.ca, { commonName: component })],
      ["another authority's certificate", stage.ca, await pair(stage.stranger, { commonName: user })],
      ["an expired certificate", stage.ca, await pair(stage.ca, { commonName: user, notAfter: hours(-1) })],
      ["a server's certificate", stage.ca, await pair(stage.ca, { commonName: user, usages: ["serverAuth"] })],
      ["another authority believed", stage.etcdCa, await pair(stage.ca, { commonName: user })],
    ];
    for (const [situation, by, shown] of cases) {
      const expected = predicted(stage, by, shown, user);
      rows.push({
        judge: component,
        situation: `with ${situation}`,
        predicted: expected,
        observed: await runWith(stage, component, kubeconfig(stage, component, by, shown), expected),
      });
    }
  }
  return rows;
}

async function runWith(stage: Stage, component: JudgeName, path: string, { text }: Result): Promise<Result> {
  const { lab } = stage;
  const port = HEALTH[component];
  const flags = ["kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig"].map(
    (flag) => `--${flag}=${path}`,
  );
  const more = component === "kube-scheduler" ? [] : ["--controllers=serviceaccount"];
  const argv = [judgePath(component), ...flags, "--leader-elect=false", "--bind-address=127.0.0.1", ...more];
  const process = lab.start(HOST, argv, { name: component });
  const said = (): boolean => text !== undefined && process.log().replaceAll('\\"', '"').includes(text);
  let outcome = "";
  await process
    .ready(async () => {
      if (text !== undefined) return said();
      const { status, error } = await curl(lab, HOST, `https://127.0.0.1:${port}/healthz`, { insecure: true });
      outcome = "works";
      return status === 200 || error;
    }, 10_000)
    .catch(() => {
      outcome = said() ? "" : `neither ready nor refused: ${process.tail(5)}`;
    });
  if (said()) outcome = "refused";
  await process.stop(0);
  return { outcome, ...(text === undefined ? {} : { text: said() ? text : process.tail(5) }) };
}

/** Pairs of the API server that are none: which of them stop it. */
export async function startRows(stage: Stage): Promise<Row[]> {
  const { lab, ca, flags } = stage;
  const wrong = place(lab, HOST, "wrong", await pair(ca, { commonName: "wrong" }));
  const proxy = place(lab, HOST, "proxy", await pair(stage.frontProxyCa, { commonName: "front-proxy-client" }));
  const cases: [string, Record<string, string>][] = [
    ["the serving key is another's", { "tls-private-key-file": wrong.key }],
    ["the key for etcd is another's", { "etcd-keyfile": wrong.key }],
    [
      "the front proxy's key is another's",
      { "proxy-client-cert-file": proxy.certificate, "proxy-client-key-file": wrong.key },
    ],
  ];
  const rows: Row[] = [];
  for (const [situation, more] of cases) {
    const apiserver = startApiserver(lab, { ...flags, "secure-port": "8443", ...more });
    const ended = await ends(apiserver);
    await apiserver.stop(0);
    rows.push({
      judge: "kube-apiserver",
      situation,
      predicted: { outcome: "ends", text: NO_PAIR },
      observed: { outcome: ended ? "ends" : "runs", text: apiserver.log() },
    });
  }
  return rows;
}

const ends = (process: LabProcess): Promise<boolean> =>
  process
    .ready(async () => process.ended() !== undefined, 15_000)
    .then(
      () => true,
      () => process.ended() !== undefined,
    );

/** What names may do: nodes, administrators, nobody in particular. */
export async function rightRows(stage: Stage): Promise<Row[]> {
  const nodes = { groups: ["system:nodes"] };
  const cases: [string, Pair, string, string | undefined, string][] = [
    [
      "a node asks for itself",
      await pair(stage.ca, { commonName: "system:node:cp-1", ...nodes }),
      "node",
      "cp-1",
      "/api/v1/nodes/cp-1",
    ],
    [
      "a node asks for another",
      await pair(stage.ca, { commonName: "system:node:node-9", ...nodes }),
      "node",
      "cp-1",
      "/api/v1/nodes/cp-1",
    ],
    [
      "a node without its group",
      await pair(stage.ca, { commonName: "system:node:cp-1" }),
      "node",
      "cp-1",
      "/api/v1/nodes/cp-1",
    ],
    [
      "a node without its prefix",
      await pair(stage.ca, { commonName: "cp-1", ...nodes }),
      "node",
      "cp-1",
      "/api/v1/nodes/cp-1",
    ],
    [
      "system:masters",
      await pair(stage.ca, { commonName: "x", groups: ["system:masters"] }),
      "cluster-admin",
      undefined,
      "/api/v1/secrets",
    ],
    [
      "kubeadm:cluster-admins without its binding",
      await pair(stage.ca, { commonName: "x", groups: ["kubeadm:cluster-admins"] }),
      "cluster-admin",
      undefined,
      "/api/v1/secrets",
    ],
    [
      "system:masters in OU",
      await pair(stage.ca, { commonName: "x", units: ["system:masters"] }),
      "cluster-admin",
      undefined,
      "/api/v1/secrets",
    ],
  ];
  const rows: Row[] = [];
  for (const [situation, shown, needs, node, path] of cases) {
    const identity = authenticate({ chain: shown.chain }, believesOf(stage), new Date(), judgeChain);
    const right = identity.known ? judgeRight(identity, needs, catalog.defaultBindings, node) : { may: false };
    const user = identity.known ? identity.user : "";
    const expected: Result = right.may ? { outcome: "allowed" } : { outcome: "forbidden", text: forbidden(user) };
    const { code, stderr } = await kubectl(stage.lab, HOST, kubeconfig(stage, "right", stage.ca, shown), [
      "get",
      "--raw",
      path,
    ]);
    // Allowed to look for a node that is not there yet.
    const allowed = code === 0 || stderr.includes("NotFound");
    rows.push({
      judge: "kubectl",
      situation,
      predicted: expected,
      observed: { outcome: allowed ? "allowed" : "forbidden", text: stderr },
    });
  }
  return rows;
}

/** The kubelet as a server: who is somebody, and who may. */
export async function kubeletRows(stage: Stage): Promise<Row[]> {
  const { lab, ca } = stage;
  const own = await pair(ca, { commonName: "system:node:cp-1", groups: ["system:nodes"] });
  const serving = place(
    lab,
    HOST,
    "kubelet",
    await pair(ca, { commonName: "cp-1", addresses: [ADDRESS], dns: [HOST], usages: ["serverAuth"] }),
  );
  const config = placeText(
    lab,
    HOST,
    "kubelet.yaml",
    JSON.stringify({
      apiVersion: "kubelet.config.k8s.io/v1beta1",
      kind: "KubeletConfiguration",
      authentication: {
        anonymous: { enabled: false },
        webhook: { enabled: true },
        x509: { clientCAFile: placeText(lab, HOST, "kubelet-ca.crt", ca.pem) },
      },
      authorization: { mode: "Webhook" },
      tlsCertFile: serving.certificate,
      tlsPrivateKeyFile: serving.key,
    }),
  );
  const argv = [
    "kubelet",
    `--config=${config}`,
    `--kubeconfig=${kubeconfig(stage, "kubelet-client", ca, own)}`,
    "--hostname-override=cp-1",
    `--node-ip=${ADDRESS}`,
  ];
  const { kubelet, containerd } = await startKubelet(lab, HOST, { argv, env: {} });
  const url = `https://${ADDRESS}:10250/pods`;
  const admin = await pair(ca, { commonName: "admin", groups: ["system:masters"] });
  await kubelet.ready(async () => {
    const { status, error } = await curl(lab, HOST, url, { insecure: true, ...place(lab, HOST, "ask", admin) });
    return status === 200 || error || String(status);
  }, 60_000);
  const client = await pair(ca, { commonName: "kube-apiserver-kubelet-client" });
  const believes: Believes = { anonymous: false, clients: anchors(ca) };
  const rows: Row[] = [];
  const ask = async (situation: string, shown: Pair | undefined, bindings = catalog.defaultBindings): Promise<void> => {
    const identity = authenticate(shown === undefined ? {} : { chain: shown.chain }, believes, new Date(), judgeChain);
    const may = identity.known && judgeRight(identity, "system:kubelet-api-admin", bindings).may;
    const files = shown === undefined ? {} : place(lab, HOST, "ask", shown);
    const { status } = await curl(lab, HOST, url, { insecure: true, ...files });
    rows.push({
      judge: "kubelet",
      situation,
      predicted: { outcome: identity.known ? (may ? "200" : "403") : "401" },
      observed: { outcome: String(status) },
    });
  };
  await ask("nothing shown", undefined);
  await ask("system:masters", admin);
  await ask("the API server's client without its binding", client);
  // Another user name: a refusal is remembered for half a minute.
  const second = { commonName: "kubelet-client-2" };
  await kubectl(lab, HOST, kubeconfig(stage, "kubelet-admin", ca, admin), [
    "create",
    "clusterrolebinding",
    "kubelet-api-2",
    "--clusterrole=system:kubelet-api-admin",
    "--user=kubelet-client-2",
  ]);
  await ask("a client with the binding", await pair(ca, second), [
    ...catalog.defaultBindings,
    { role: "system:kubelet-api-admin", subject: { user: "kubelet-client-2" }, why: "", source: "" },
  ]);
  await ask(
    "another authority's certificate",
    await pair(stage.stranger, { commonName: "admin", groups: ["system:masters"] }),
  );
  await ask(
    "an expired certificate",
    await pair(ca, { commonName: "admin", groups: ["system:masters"], notAfter: hours(-1) }),
  );
  await ask(
    "a server's certificate",
    await pair(ca, { commonName: "admin", groups: ["system:masters"], usages: ["serverAuth"] }),
  );
  await ask("a node", own);
  await Promise.all([kubelet.stop(0), containerd.stop(0)]);
  return rows;
}
