import { readFileSync } from "node:fs";
import { join } from "node:path";
import { judgePath } from "../../judges/judge.ts";
import { inUrl, kubectl, kubectlOutput } from "../components.ts";
import { until } from "../process.ts";
import { flagValue } from "../written.ts";
import { type Case, caOf, expectThat } from "./case.ts";
import { administrators, userInfo } from "./identities.ts";
import { identity } from "./kubeconfigs.ts";
import { apiPort, hostsWith } from "./start.ts";

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
