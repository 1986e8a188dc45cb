import { readFileSync } from "node:fs";
import { join } from "node:path";
import { judgePath } from "../../judges/judge.ts";
import { curl, inUrl, kubectl, kubectlOutput } from "../components.ts";
import { until } from "../process.ts";
import { flagValue } from "../written.ts";
import { type Case, expectThat } from "./case.ts";
import { type FoundKubeconfig, identity } from "./kubeconfigs.ts";
import { apiPort, hostsWith } from "./start.ts";

interface UserInfo {
  readonly username: string;
  readonly groups?: readonly string[];
}

const REVIEW = JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" });

const userInfo = (text: string): UserInfo => (JSON.parse(text) as { status: { userInfo: UserInfo } }).status.userInfo;

/** Names that Kubernetes' own roles depend on, by the file's name. */
const FIXED: readonly (readonly [RegExp, (host: string) => string])[] = [
  [/super-admin/, () => "kubernetes-super-admin"],
  [/\/(kube-)?controller-manager\./, () => "system:kube-controller-manager"],
  [/\/(kube-)?scheduler\./, () => "system:kube-scheduler"],
  [/\/kube-proxy[./]/, () => "system:kube-proxy"],
  [/kubelet[./]/, (host) => `system:node:${host}`],
];

/** Every kubeconfig is asked who it is; the answer has to be what its certificate, and its place, say. */
export async function checkIdentities(cluster: Case): Promise<void> {
  const { lab, report, kubeconfigs } = cluster;
  await report.check("kubeconfigs", async () => {
    expectThat(kubeconfigs.length > 0, `none below ${cluster.out}`);
    return `${kubeconfigs.length} found`;
  });
  for (const kubeconfig of kubeconfigs) {
    const name = `identity of ${nameOf(kubeconfig)}`;
    const { identity: holder } = kubeconfig;
    if (holder === undefined) {
      report.notTried(name, "it holds no client certificate");
      continue;
    }
    await report.check(name, async () => {
      const host = kubeconfig.host ?? cluster.desk;
      const who = userInfo(await kubectlOutput(lab, host, kubeconfig.path, ["auth", "whoami", "-o", "json"]));
      const expected = [...holder.groups, "system:authenticated"];
      expectThat(who.username === holder.user, `the API server says ${who.username}, the certificate ${holder.user}`);
      const groups = who.groups ?? [];
      expectThat(
        [...groups].sort().join() === expected.sort().join(),
        `groups are ${groups.join(", ")}, not ${expected.join(", ")}`,
      );
      if (kubeconfig.host !== undefined) {
        const fixed = FIXED.find(([pattern]) => pattern.test(kubeconfig.path))?.[1](kubeconfig.host);
        expectThat(fixed === undefined || fixed === who.username, `${who.username} instead of ${fixed}`);
      }
      return `${who.username} (${groups.join(", ")})`;
    });
  }
}

/** Administrators can, nobody else. */
export async function checkRights(cluster: Case): Promise<void> {
  const { lab, report, foreign, desk } = cluster;
  for (const admin of administrators(cluster)) {
    await report.check(`${nameOf(admin)} can do everything`, async () => {
      const answer = await kubectlOutput(lab, admin.host ?? desk, admin.path, [
        "auth",
        "can-i",
        "*",
        "*",
        "--all-namespaces",
      ]);
      expectThat(answer.trim() === "yes", answer);
      await kubectlOutput(lab, admin.host ?? desk, admin.path, ["get", "nodes,namespaces"]);
      return "yes, and lists nodes and namespaces";
    });
  }
  for (const { name, address, written } of hostsWith(cluster, "kube-apiserver")) {
    const url = `https://${inUrl(address)}:${apiPort(written)}`;
    await report.check(`nobody without a certificate gets in at ${name}`, async () => {
      const { status, error } = await curl(lab, desk, `${url}/api/v1/secrets`, { insecure: true });
      expectThat(status === 401 || status === 403, `status ${status} ${error}`);
      return `status ${status}`;
    });
    await report.check(`nobody with another authority's certificate gets in at ${name}`, async () => {
      const { status, error } = await curl(lab, desk, `${url}/api/v1/secrets`, { insecure: true, ...foreign });
      expectThat(status === 401, `status ${status} ${error}`);
      return `status ${status}`;
    });
    await report.check(`the front proxy speaks for users at ${name}`, async () => {
      const certificate = flagValue(written, "proxy-client-cert-file");
      const key = flagValue(written, "proxy-client-key-file");
      expectThat(certificate !== undefined && key !== undefined, "--proxy-client-cert-file and its key are not set");
      const headers = ["Content-Type: application/json", "X-Remote-User: alice", "X-Remote-Group: developers"];
      const review = `https://127.0.0.1:${apiPort(written)}/apis/authentication.k8s.io/v1/selfsubjectreviews`;
      const { status, body, error } = await curl(lab, name, review, {
        insecure: true,
        certificate,
        key,
        headers,
        body: REVIEW,
      });
      expectThat(status === 201, `status ${status} ${error}${body}`);
      const who = userInfo(body);
      expectThat(who.username === "alice" && (who.groups ?? []).includes("developers"), JSON.stringify(who));
      return `${who.username} (${who.groups?.join(", ")})`;
    });
  }
}

/** A token signed with our key is somebody, at every API server; a broken one is nobody. */
export async function checkTokens(cluster: Case): Promise<void> {
  const { lab, report, desk } = cluster;
  const [admin] = administrators(cluster);
  if (admin === undefined) return report.notTried("tokens", "no administrator's kubeconfig was written");
  const run = (...args: string[]) => kubectlOutput(lab, admin.host ?? desk, admin.path, args);
  for (const { name, tree, address, written } of hostsWith(cluster, "kube-apiserver")) {
    await report.check(`a token signed with our key is accepted at ${name}`, async () => {
      await until("the controller-manager to make service accounts", () =>
        run("get", "serviceaccount", "default").then(() => true, String),
      );
      const token = (await run("create", "token", "default")).trim();
      const [header = "", claims = ""] = token.split(".").map((part) => Buffer.from(part, "base64url").toString());
      const issuer = flagValue(written, "service-account-issuer");
      expectThat((JSON.parse(claims) as { iss: string }).iss === issuer, `its issuer is not ${issuer}`);
      const server = `--server=https://${inUrl(address)}:${apiPort(written)}`;
      const ca = join(tree, caOf(cluster, tree));
      const withToken = (bearer: string) =>
        kubectl(lab, desk, "/dev/null", [
          server,
          `--certificate-authority=${ca}`,
          `--token=${bearer}`,
          "auth",
          "whoami",
          "-o",
          "json",
        ]);
      const good = await withToken(token);
      expectThat(good.code === 0, good.stderr);
      const who = userInfo(good.stdout).username;
      expectThat(who === "system:serviceaccount:default:default", who);
      const bad = await withToken(`${token.slice(0, -8)}${token.endsWith("AAAAAAAA") ? "BBBBBBBB" : "AAAAAAAA"}`);
      expectThat(bad.code !== 0, "a token with a broken signature is accepted too");
      return `${who}, ${(JSON.parse(header) as { alg: string }).alg}`;
    });
  }
}

/** The controller-manager signs what the certificates API is asked for, and the result is somebody. */
export async function checkSigning(cluster: Case): Promise<void> {
  const { lab, report, desk } = cluster;
  const [admin] = administrators(cluster);
  const signers = hostsWith(cluster, "kube-controller-manager").filter(({ written }) =>
    written.argv.some((argument) => argument.startsWith("--cluster-signing-") && argument.includes("cert-file")),
  );
  const name = "the certificates API issues certificates";
  if (admin === undefined || signers[0] === undefined)
    return report.notTried(name, "no administrator, or no signing authority");
  const [{ tree }] = signers as [(typeof signers)[0]];
  await report.check(name, async () => {
    const run = (args: string[], stdin?: string) => kubectlOutput(lab, admin.host ?? desk, admin.path, args, stdin);
    const files = { key: "/run/signed.key", request: "/run/signed.csr", certificate: "/run/signed.crt" };
    const options = [
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-subj",
      "/O=signed/CN=signed-by-cluster",
    ];
    const made = await lab.run(desk, [
      judgePath("openssl"),
      "req",
      "-new",
      ...options,
      "-keyout",
      files.key,
      "-out",
      files.request,
    ]);
    expectThat(made.code === 0, made.stderr);
    const request = readFileSync(lab.path(desk, files.request)).toString("base64");
    const object = {
      apiVersion: "certificates.k8s.io/v1",
      kind: "CertificateSigningRequest",
      metadata: { name: "lab" },
      spec: { request, signerName: "kubernetes.io/kube-apiserver-client", usages: ["client auth"] },
    };
    await run(["apply", "-f", "-"], JSON.stringify(object));
    await run(["certificate", "approve", "lab"]);
    let encoded = "";
    await until("the certificate", async () => {
      encoded = (await run(["get", "csr", "lab", "-o", "jsonpath={.status.certificate}"])).trim();
      return encoded !== "" || (await run(["get", "csr", "lab", "-o", "jsonpath={.status.conditions}"]));
    });
    lab.write(desk, files.certificate, Buffer.from(encoded, "base64").toString());
    const [apiserver] = hostsWith(cluster, "kube-apiserver");
    expectThat(apiserver !== undefined, "no API server");
    const server = `--server=https://${inUrl(apiserver.address)}:${apiPort(apiserver.written)}`;
    const trust = `--certificate-authority=${join(tree, caOf(cluster, tree))}`;
    const pair = [`--client-certificate=${files.certificate}`, `--client-key=${files.key}`];
    const who = userInfo(
      await kubectlOutput(lab, desk, "/dev/null", [server, trust, ...pair, "auth", "whoami", "-o", "json"]),
    );
    expectThat(who.username === "signed-by-cluster", who.username);
    return `${who.username} (${identity(Buffer.from(encoded, "base64")).certificate.issuer.replaceAll("\n", ", ")})`;
  });
}

/** Kubeconfigs that are meant to be allowed everything. */
const administrators = ({ kubeconfigs }: Case): FoundKubeconfig[] =>
  kubeconfigs.filter(({ identity }) =>
    identity?.groups.some((group) => group === "system:masters" || group === "kubeadm:cluster-admins"),
  );

export const nameOf = ({ host, path }: FoundKubeconfig): string =>
  host === undefined ? path.split("/").slice(-3).join("/") : `${path} on ${host}`;

/** Who vouches for servers of the cluster, on a control plane. */
export function caOf(cluster: Case, tree: string): string {
  const found = cluster.places.servingCa.find((path) => {
    try {
      return readFileSync(join(tree, path)).length > 0;
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error(`none of ${cluster.places.servingCa.join(", ")} in ${tree}`);
  return found;
}
