import { createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { kubectlOutput } from "../components.ts";
import { until } from "../process.ts";
import { type Case, expectThat } from "./case.ts";
import { superAdmin } from "./start.ts";

type Run = (args: readonly string[], stdin?: string) => Promise<string>;

/** kubectl of somebody who may do everything. */
export function byAdmin(cluster: Case): Run {
  const admin = superAdmin(cluster);
  if (admin === undefined) throw new Error("no kubeconfig of system:masters among the written ones");
  return (args, stdin) => kubectlOutput(cluster.lab, admin.host ?? cluster.desk, admin.path, args, stdin);
}

const CUSTOM_RESOURCE = JSON.stringify({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "things.fill.in.example.com" },
  spec: {
    group: "fill.in.example.com",
    names: { kind: "Thing", plural: "things" },
    scope: "Namespaced",
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
});

/** Every object that was written is taken, and again without a change; patches fit what they are for. */
export async function checkObjects(cluster: Case, others: readonly string[]): Promise<void> {
  const { out, report } = cluster;
  const run = byAdmin(cluster);
  // Last the cluster's own, so that what others of the same name have changed is put right.
  const folders = [
    ...others,
    join(out, "cluster"),
    ...readdirSync(join(out, "services")).map((name) => join(out, "services", name)),
    ...["etcd-backup", "cni-etcd"].map((name) => join(out, "users", name)),
  ];
  await report.check("the API server takes every object", async () => {
    let count = 0;
    for (const folder of folders) {
      const answer = await run(["apply", "-f", folder]);
      count += answer.trim().split("\n").length;
      const again = await run(["apply", "-f", folder]);
      const changed = again.split("\n").filter((line) => line !== "" && !line.endsWith(" unchanged"));
      // What is written as stringData is compared with what is kept as data.
      expectThat(
        changed.every((line) => line.startsWith("secret/bootstrap-token-")),
        changed.join(", "),
      );
    }
    return `${count} objects of ${folders.length} folders`;
  });
  await report.check("patches fit the objects that they are for", async () => {
    await run(["apply", "-f", "-"], CUSTOM_RESOURCE);
    const patches = [
      ["validatingwebhookconfiguration", "hook.default", "services/hook/patches/ca-bundle.json"],
      ["apiservice", "v1alpha1.fill.in.example.com", "services/sample/patches/ca-bundle.json"],
      ["crd", "things.fill.in.example.com", "services/hook/patches/conversion.json"],
    ] as const;
    for (const [kind, name, file] of patches) {
      await run(["patch", kind, name, "--type=json", `--patch-file=${join(out, file)}`]);
    }
    await run(["delete", "apiservice", "v1alpha1.fill.in.example.com"]);
    await run(["delete", "crd", "things.fill.in.example.com"]);
    return patches.map(([kind]) => kind).join(", ");
  });
}

/** The script beside a user's certificate says who that user is. */
export async function checkUsersRequest(cluster: Case, user: string, groups: readonly string[]): Promise<void> {
  const { out, lab, desk, report } = cluster;
  await report.check(`curl.sh of ${user}`, async () => {
    const { code, stdout, stderr } = await lab.run(desk, ["sh", join(out, "users", user, "curl.sh")]);
    expectThat(code === 0, stderr);
    const { userInfo } = (JSON.parse(stdout) as { status: { userInfo: { username: string; groups: string[] } } })
      .status;
    expectThat(userInfo.username === user, stdout);
    expectThat(
      groups.every((group) => userInfo.groups.includes(group)),
      stdout,
    );
    const ready = await lab.run(desk, ["sh", join(out, "users", user, "curl.sh"), "/readyz"]);
    expectThat(ready.stdout === "ok", ready.stdout + ready.stderr);
    return `${userInfo.username}, ${userInfo.groups.join(", ")}`;
  });
}

interface Jwks {
  readonly keys: readonly (JsonWebKey & { readonly kid: string; readonly alg: string })[];
}

/** What is published for the issuer is what the API server publishes, and verifies a token that it has issued. */
export async function checkIssuer(cluster: Case): Promise<void> {
  const { out, report } = cluster;
  const run = byAdmin(cluster);
  const own = (file: string): unknown => JSON.parse(readFileSync(join(out, "cluster/oidc", file), "utf8"));
  await report.check("the issuer's documents say what the API server says", async () => {
    const jwks = JSON.parse(await run(["get", "--raw", "/openid/v1/jwks"])) as Jwks;
    expectThat(sorted(jwks) === sorted(own("openid/v1/jwks")), JSON.stringify(jwks));
    const found = JSON.parse(await run(["get", "--raw", "/.well-known/openid-configuration"])) as object;
    const document = own(".well-known/openid-configuration") as object;
    // Where the API server itself is asked for its keys differs from where the issuer's address says.
    const elsewhere = { jwks_uri: "" };
    expectThat(sorted({ ...found, ...elsewhere }) === sorted({ ...document, ...elsewhere }), JSON.stringify(found));
    return `${jwks.keys.length} key`;
  });
  await report.check("a token verifies with the published key alone", async () => {
    await until("service accounts", () => run(["get", "serviceaccount", "default"]).then(() => true, String));
    const token = (await run(["create", "token", "default"])).trim();
    const [header = "", claims = "", signature = ""] = token.split(".");
    const { kid, alg } = JSON.parse(Buffer.from(header, "base64url").toString()) as { kid: string; alg: string };
    const jwk = (own("openid/v1/jwks") as Jwks).keys.find((key) => key.kid === kid && key.alg === alg);
    expectThat(jwk !== undefined, `no key ${kid} for ${alg}`);
    const key = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" } as const;
    const holds = (text: string) => verify("sha256", Buffer.from(text), key, Buffer.from(signature, "base64url"));
    expectThat(holds(`${header}.${claims}`), "the signature does not verify");
    expectThat(!holds(`${header}.${claims}x`), "the signature verifies another text too");
    return `${alg} ${kid}`;
  });
}

/** JSON whose order of fields says nothing. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
