import { curl, inUrl, kubectl, kubectlOutput, localAddress } from "../components.ts";
import { flagValue } from "../written.ts";
import { type Case, expectThat } from "./case.ts";
import type { FoundKubeconfig } from "./kubeconfigs.ts";
import { apiPort, hostsWith } from "./start.ts";

interface UserInfo {
  readonly username: string;
  readonly groups?: readonly string[];
}

const REVIEW = JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" });

export const userInfo = (text: string): UserInfo =>
  (JSON.parse(text) as { status: { userInfo: UserInfo } }).status.userInfo;

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
  const { lab, report, foreign, desk, kubeconfigs } = cluster;
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
  for (const person of kubeconfigs.filter(({ host, identity: holder }) => host === undefined && holder !== undefined)) {
    if (administrators(cluster).includes(person)) continue;
    await report.check(`${nameOf(person)} is known and can do nothing`, async () => {
      const get = ["get", "secrets", "--all-namespaces"];
      const { code, stderr } = await kubectl(lab, desk, person.path, get);
      expectThat(code !== 0 && stderr.includes("Forbidden"), `${code} ${stderr}`);
      return stderr.trim().split(": ").slice(0, 2).join(": ");
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
      const review = `https://${localAddress(written)}:${apiPort(written)}/apis/authentication.k8s.io/v1/selfsubjectreviews`;
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

/** Kubeconfigs that are meant to be allowed everything. */
export const administrators = ({ kubeconfigs }: Case): FoundKubeconfig[] =>
  kubeconfigs.filter(({ identity }) =>
    identity?.groups.some((group) => group === "system:masters" || group === "kubeadm:cluster-admins"),
  );

export const nameOf = ({ host, path }: FoundKubeconfig): string =>
  host === undefined ? path.split("/").slice(-3).join("/") : `${path} on ${host}`;
