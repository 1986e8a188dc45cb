// Callers of the API server: who they are, or why they are nobody.
import { createPrivateKey, sign } from "node:crypto";
import { authenticate, type Believes, type Caller, type Identity } from "../../../src/trust/authenticate.ts";
import { judgeChain } from "../../../src/trust/chain.ts";
import { unableToAuthenticate } from "../../../src/trust/texts.ts";
import { SecretText } from "../../../src/x509/secret-text.ts";
import { curl, kubectl } from "../../lab/components.ts";
import { type Authority, anchors, authority, hours, type Pair, pair, type Wish } from "./mint.ts";
import type { Result, Row } from "./situation.ts";
import { HOST, place, placeText, type Stage, since } from "./stage.ts";

const ISSUER = "https://kubernetes.default.svc";
const REVIEW = JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" });

interface ApiCaller {
  readonly situation: string;
  readonly pair?: Pair;
  readonly token?: string;
  readonly headers?: { readonly user: string; readonly groups: readonly string[] };
}

export async function clientsOfApiserver(stage: Stage): Promise<Row[]> {
  const believes: Believes = {
    anonymous: true,
    clients: anchors(stage.ca),
    frontProxy: { anchors: anchors(stage.frontProxyCa), names: ["front-proxy-client"] },
    tokens: { keys: [stage.saKey.publicKey], issuers: [ISSUER], audiences: [ISSUER] },
  };
  const rows: Row[] = [];
  for (const caller of await callers(stage)) rows.push(await row(stage, caller, believes));
  return rows;
}

async function row({ lab, apiserver }: Stage, caller: ApiCaller, believes: Believes): Promise<Row> {
  const { situation, pair: shown, token, headers } = caller;
  const asked: Caller = {
    ...(shown === undefined ? {} : { chain: shown.chain }),
    ...(token === undefined ? {} : { token: new SecretText(token) }),
    ...(headers === undefined ? {} : { headers }),
  };
  const predicted = asResult(authenticate(asked, believes, new Date(), judgeChain));
  const files = shown === undefined ? {} : place(lab, HOST, "caller", shown);
  const sent = [
    "Content-Type: application/json",
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
    ...(headers === undefined
      ? []
      : [`X-Remote-User: ${headers.user}`, ...headers.groups.map((one) => `X-Remote-Group: ${one}`)]),
  ];
  let observed: Result = { outcome: "" };
  const log = await since(
    apiserver,
    async () => {
      const url = "https://127.0.0.1:6443/apis/authentication.k8s.io/v1/selfsubjectreviews";
      const { status, body, error } = await curl(lab, HOST, url, {
        insecure: true,
        ...files,
        headers: sent,
        body: REVIEW,
      });
      observed = status === 201 ? { outcome: "known", ...userIn(body) } : { outcome: String(status || error) };
      // Anonymous callers may not ask who they are; a refusal says it.
      if (status === 403) observed = { outcome: "known", ...(await refusedAs(lab)) };
    },
    predicted.text,
  );
  const line = log.split("\n").find((one) => one.includes("Unable to authenticate"));
  return {
    judge: "kube-apiserver",
    situation,
    predicted,
    observed: line === undefined ? observed : { ...observed, text: line },
  };
}

async function refusedAs(lab: Stage["lab"]): Promise<{ user: string; groups: readonly string[] }> {
  const { body } = await curl(lab, HOST, "https://127.0.0.1:6443/api/v1/namespaces", { insecure: true });
  return { user: /User \\"([^"\\]*)\\"/.exec(body)?.[1] ?? body, groups: ["system:unauthenticated"] };
}

function userIn(body: string): { user: string; groups: readonly string[] } {
  const { userInfo } = (JSON.parse(body) as { status: { userInfo: { username: string; groups?: string[] } } }).status;
  return { user: userInfo.username, groups: userInfo.groups ?? [] };
}

const asResult = (identity: Identity): Result =>
  identity.known
    ? { outcome: "known", user: identity.user, groups: identity.groups }
    : { outcome: "401", ...(identity.log === "" ? {} : { text: unableToAuthenticate(identity.log) }) };

async function callers(stage: Stage): Promise<ApiCaller[]> {
  const { ca, etcdCa, frontProxyCa, stranger } = stage;
  const middle = await authority("middle", { by: ca });
  const serverOnly = await authority("server-only", { by: ca, usages: ["serverAuth"] });
  const short = await authority("short", { by: ca, pathLength: 0 });
  const below = await authority("below", { by: short });
  const gone = await authority("gone", { by: ca, notAfter: hours(-1) });
  const foreign = await authority("another");
  const one = async (
    situation: string,
    by: Authority,
    wish: Wish,
    more: Partial<ApiCaller> = {},
  ): Promise<ApiCaller> => ({
    situation,
    pair: await pair(by, wish),
    ...more,
  });
  const headers = { user: "alice", groups: ["developers"] };
  const alice = { commonName: "alice", groups: ["developers"] };
  return [
    { situation: "nothing shown" },
    await one("administrator", ca, { commonName: "kubernetes-admin", groups: ["system:masters"] }),
    await one("administrator of kubeadm's group", ca, {
      commonName: "kubernetes-admin",
      groups: ["kubeadm:cluster-admins"],
    }),
    await one("several groups", ca, { commonName: "alice", groups: ["developers", "testers"] }),
    await one("no group", ca, { commonName: "alice" }),
    await one("the group in OU", ca, { commonName: "kube-admin", units: ["system:masters"] }),
    await one("a node", ca, { commonName: "system:node:cp-1", groups: ["system:nodes"] }),
    await one("both usages", ca, { ...alice, usages: ["serverAuth", "clientAuth"] }),
    await one("no extended key usage", ca, { ...alice, usages: [] }),
    await one("a server's certificate", ca, { ...alice, usages: ["serverAuth"] }),
    await one("expired", ca, { ...alice, notAfter: hours(-1) }),
    await one("not yet valid", ca, { ...alice, notBefore: hours(1) }),
    await one("another authority", foreign, alice),
    await one("another authority of the same name", stranger, alice),
    await one("etcd's authority", etcdCa, alice),
    await one("no common name", ca, { groups: ["developers"] }),
    await one("intermediate sent", middle, { ...alice, behind: [middle] }),
    await one("intermediate not sent", middle, alice),
    await one("intermediate expired", gone, { ...alice, behind: [gone] }),
    await one("intermediate for servers only", serverOnly, { ...alice, behind: [serverOnly] }),
    await one("path longer than allowed", below, { ...alice, behind: [below, short] }),
    await one("front proxy", frontProxyCa, { commonName: "front-proxy-client" }, { headers }),
    await one("front proxy without headers", frontProxyCa, { commonName: "front-proxy-client" }),
    await one("front proxy of another name", frontProxyCa, { commonName: "aggregator" }, { headers }),
    await one(
      "front proxy, expired",
      frontProxyCa,
      { commonName: "front-proxy-client", notAfter: hours(-1) },
      { headers },
    ),
    await one("front proxy of the cluster's authority", ca, { commonName: "front-proxy-client" }, { headers }),
    await one("an ordinary client with a front proxy's headers", ca, alice, { headers }),
    { situation: "a front proxy's headers alone", headers },
    ...(await tokens(stage)),
  ];
}

async function tokens(stage: Stage): Promise<ApiCaller[]> {
  const { lab, ca } = stage;
  const admin = place(lab, HOST, "admin", await pair(ca, { commonName: "admin", groups: ["system:masters"] }));
  const kubeconfig = placeText(
    lab,
    HOST,
    "admin.conf",
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:6443", "insecure-skip-tls-verify": true } }],
      users: [{ name: "u", user: { "client-certificate": admin.certificate, "client-key": admin.key } }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    }),
  );
  const run = async (...args: string[]): Promise<string> => {
    const { stdout, stderr, code } = await kubectl(lab, HOST, kubeconfig, args);
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  };
  await run("create", "serviceaccount", "robot", "--namespace=default");
  const real = await run("create", "token", "robot", "--namespace=default");
  const claims = JSON.parse(Buffer.from(real.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
  const stranger = await pair(ca, { commonName: "sa" });
  const seconds = (count: number): number => Math.floor(Date.now() / 1000) + count;
  const made = (more: Record<string, unknown>, key: Pair = stage.saKey): string => jwt({ ...claims, ...more }, key.key);
  return [
    { situation: "a service account's token", token: real },
    { situation: "a token of our own by the same key", token: made({}) },
    { situation: "a token signed by another key", token: made({}, stranger) },
    { situation: "a token of another issuer", token: made({ iss: "https://elsewhere.example.com" }) },
    { situation: "a token for another audience", token: made({ aud: ["vault"] }) },
    { situation: "an expired token", token: made({ exp: seconds(-60), iat: seconds(-3600), nbf: seconds(-3600) }) },
    { situation: "a text that is no token", token: "nonsense" },
    {
      situation: "a good token beside a bad certificate",
      token: real,
      pair: await pair(stage.stranger, { commonName: "alice" }),
    },
    {
      situation: "a bad token beside a good certificate",
      token: "nonsense",
      pair: await pair(ca, { commonName: "alice" }),
    },
  ];
}

function jwt(claims: Record<string, unknown>, key: string): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${encode({ alg: "ES256", typ: "JWT" })}.${encode(claims)}`;
  const signature = sign("sha256", Buffer.from(input), { key: createPrivateKey(key), dsaEncoding: "ieee-p1363" });
  return `${input}.${signature.toString("base64url")}`;
}
