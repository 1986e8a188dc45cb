// Files of --service-account-key-file of every kind: which the API server takes keys from, and which end it at its start.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { readPemContents } from "../../../src/inventory/contents/pem-contents.ts";
import { NO_TOKEN_KEYS, tokenKeysOf } from "../../../src/trust/token-keys.ts";
import { curl, kubectl } from "../../lab/components.ts";
import { kubeconfig } from "./components.ts";
import { pair } from "./mint.ts";
import type { Result, Row } from "./situation.ts";
import { HOST, placeText, type Stage, startApiserver } from "./stage.ts";

interface Kind {
  readonly situation: string;
  readonly text: string;
  /** Signs a token that the file's key verifies. */
  readonly key?: KeyObject;
}

function kinds(certificate: { readonly pem: string; readonly key: string }): Kind[] {
  const rsa = (): KeyObject => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const ec = (): KeyObject => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const edwards = generateKeyPairSync("ed25519");
  const pem = (key: KeyObject, type: "pkcs1" | "pkcs8" | "sec1"): string =>
    key.export({ format: "pem", type: type as "pkcs8" }).toString();
  const kind = (situation: string, key: KeyObject, type: "pkcs1" | "pkcs8" | "sec1"): Kind => ({
    situation,
    key,
    text: pem(key, type),
  });
  const open = ec();
  return [
    kind("a private RSA key of the older form", rsa(), "pkcs1"),
    kind("a private RSA key as PKCS#8", rsa(), "pkcs8"),
    kind("a private EC key of the older form", ec(), "sec1"),
    kind("a private EC key as PKCS#8", ec(), "pkcs8"),
    { situation: "a certificate", text: certificate.pem, key: createPrivateKey(certificate.key) },
    {
      situation: "an EC key as PKCS#8 before a public key",
      key: open,
      text: pem(ec(), "pkcs8") + publicPem(open),
    },
    { situation: "a public Ed25519 key", text: publicPem(edwards.privateKey) },
    { situation: "an empty file", text: "" },
  ];
}

const publicPem = (key: KeyObject): string => createPublicKey(key).export({ format: "pem", type: "spki" }).toString();

const TAKEN: Result = { outcome: "takes its key", user: "system:serviceaccount:default:robot" };
const ENDS: Result = { outcome: "ends", text: NO_TOKEN_KEYS };

const predicted = ({ text }: Kind): Result =>
  tokenKeysOf(readPemContents(text)?.contents ?? []).length > 0 ? TAKEN : ENDS;

/** Wants the service account `robot`. */
export async function tokenKeyRows(stage: Stage): Promise<Row[]> {
  const all = kinds(await pair(stage.ca, { commonName: "sa" }));
  const files = all.map((kind, i) => placeText(stage.lab, HOST, `token-key-${i}.pem`, kind.text));
  const taken = all.flatMap((kind, i) => (predicted(kind).outcome === ENDS.outcome ? [] : [files[i] ?? ""]));
  const users = await usersWith(stage, taken, all);
  const observed = await Promise.all(
    all.map(async (kind, i) => {
      const user = users.get(kind);
      return user === undefined ? endsWith(stage, files[i] ?? "", i) : { ...TAKEN, user };
    }),
  );
  return all.map((kind, i) => ({
    judge: "kube-apiserver, --service-account-key-file",
    situation: kind.situation,
    predicted: predicted(kind),
    observed: observed[i] ?? { outcome: "" },
  }));
}

/** One API server with all files that are said to be taken: whose tokens it believes. */
async function usersWith(stage: Stage, files: readonly string[], all: readonly Kind[]): Promise<Map<Kind, string>> {
  const { lab, ca } = stage;
  const admin = kubeconfig(stage, "token-admin", ca, await pair(ca, { commonName: "a", groups: ["system:masters"] }));
  const { stdout } = await kubectl(lab, HOST, admin, ["create", "token", "robot", "--namespace=default"]);
  const claims = stdout.split(".")[1] ?? "";
  const flags = { ...stage.flags, "secure-port": "8443" };
  const apiserver = startApiserver(
    lab,
    flags,
    files.map((file) => `--service-account-key-file=${file}`),
  );
  const url = "https://127.0.0.1:8443";
  await apiserver.ready(async () => {
    const { status, body, error } = await curl(lab, HOST, `${url}/readyz`, { insecure: true });
    return status === 200 || error || body;
  }, 60_000);
  const users = new Map<Kind, string>();
  for (const kind of all) {
    if (kind.key === undefined) continue;
    const { status, body } = await curl(lab, HOST, `${url}/apis/authentication.k8s.io/v1/selfsubjectreviews`, {
      insecure: true,
      headers: [`Authorization: Bearer ${token(claims, kind.key)}`, "Content-Type: application/json"],
      body: JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" }),
    });
    if (status === 201) users.set(kind, (JSON.parse(body) as Review).status.userInfo.username);
  }
  await apiserver.stop(0);
  return users;
}

interface Review {
  readonly status: { readonly userInfo: { readonly username: string } };
}

function token(claims: string, key: KeyObject): string {
  const alg = key.asymmetricKeyType === "rsa" ? "RS256" : "ES256";
  const input = `${Buffer.from(JSON.stringify({ alg, typ: "JWT" })).toString("base64url")}.${claims}`;
  return `${input}.${sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

async function endsWith({ lab, flags }: Stage, file: string, i: number): Promise<Result> {
  const more = { "service-account-key-file": file, "secure-port": String(8500 + i) };
  const apiserver = startApiserver(lab, { ...flags, ...more });
  await apiserver.ready(async () => false, 15_000).catch(() => undefined);
  const ended = apiserver.ended() !== undefined;
  await apiserver.stop(0);
  return { outcome: ended ? "ends" : "runs", text: apiserver.log() };
}
