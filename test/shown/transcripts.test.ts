/** The commands for each single thing, in bash one after the other in an empty folder, compared with what apply makes. */
import { createHash, X509Certificate } from "node:crypto";
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listTopics, transcript } from "../../src/app/show.ts";
import { catalog } from "../../src/catalog/index.ts";
import type { CredentialId } from "../../src/catalog/types.ts";
import type { Spec } from "../../src/index.ts";
import { resolutionOf, resolve } from "../../src/spec/resolve/resolve.ts";
import { describeWith, judgePath } from "../judges/judge.ts";
import { GoOracle } from "../oracle/go.ts";
import { applied, COMBINATIONS, newFolder, runShell, specOf } from "./clusters.ts";
import { type Tree, told, treeOf } from "./compare.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Each layout, each topology, each way of roots, keys and encryption at least once; the script's tests pair them all. */
const CHOSEN = COMBINATIONS.filter((_, i) => i % 6 === 0 || i > COMBINATIONS.length - 2).map(
  ({ layout, topology, roots, keys, text }) =>
    [`${layout}, topology ${topology}, roots ${roots}, ${keys}`, text] as const,
);

const EXTRAS = `apiVersion: kubepki/v1
kind: Cluster
name: extras
authorities:
  roots: shared
  encryption: scrypt
  ca: { nameConstraints: { dns: [cp-1, hook.example.com, image-policy, metrics, kube-system, svc, cluster.local], networks: [10.0.0.0/8, "fd00::/8"] } }
  etcd-ca: { nameConstraints: { dns: [cp-1], networks: [10.0.0.0/8, "fd00::/8"] } }
lifetimes: { authorities: 3y, credentials: 2y, users: 1h, backdate: 1h }
hosts: [{ name: cp-1, roles: [control-plane, worker], addresses: [10.0.0.11, "fd00::11"], pkcs12: modern }]
identities: { kubeProxy: certificate }
extras: [metrics-scraper, etcd-backup, cni-etcd, konnectivity, cloud-controller-manager]
users: [{ name: bob, groups: [one, two], lifetime: 90m, pkcs12: modern }, { name: carol, pkcs12: legacy }]
services: [{ name: metrics, kind: aggregated-apiserver, namespace: kube-system, names: [hook.example.com] }]
`;

describeWith(["openssl", "go-oracle", "kubectl"], "the commands for each thing", () => {
  let go: GoOracle;
  beforeAll(() => {
    go = new GoOracle();
    // The transcripts call kubectl by name.
    process.env.PATH = `${dirname(judgePath("kubectl"))}:${process.env.PATH}`;
  });
  afterAll(() => go.close());

  it.each<readonly [string, string]>([["extras", EXTRAS], ...CHOSEN])("%s", { timeout: 120_000 }, async (_, text) => {
    const spec = specOf(text);
    const ours = await applied(spec);
    const theirs = newFolder();
    folders.push(ours, theirs);
    const { code, stdout, stderr } = await runShell("bash", commandsOf(spec), theirs);
    expect({ code, said: code === 0 ? "" : stderr.trimEnd().split("\n").slice(-4) }).toEqual({ code: 0, said: "" });
    const wanted = await told(go, only(treeOf(ours), spec));
    const made = await told(go, treeOf(theirs));
    expect([...made.keys()].sort()).toEqual([...wanted.keys()].sort());
    expect(made).toEqual(wanted);
    // Every credential is shown to somebody, who checks it.
    const checks = stdout.split("\n").filter((line) => line.endsWith(": OK")).length;
    const shown = resolve(spec, catalog).units.flatMap((name) => resolve(spec, catalog).unit(name).credentials).length;
    expect(checks).toBeGreaterThan(shown);
    expect(stdout.split("\n").filter((line) => line.startsWith("sha256:"))).toEqual(pinsOf(treeOf(theirs), spec));
  });
});

/** Authorities and key pairs, then everything that is signed, then trust, pins and the checks of connections. */
function commandsOf(spec: Spec): string {
  const desired = resolve(spec, catalog);
  const asked = [
    ...desired.authorities.map(({ id }) => `authority/${id}`),
    ...desired.sharedKeys.map(({ id }) => `credential/${id}`),
    ...desired.units.flatMap((unit) => {
      const { credentials } = desired.unit(unit);
      return unit.startsWith("hosts/") ? credentials.map(({ id }) => `credential/${id}`) : credentials.map(() => unit);
    }),
    ...listTopics({ spec }).flatMap(({ kind, id }) => (kind === "slot" ? [`slot/${id}`] : [])),
    ...listTopics({ spec }).flatMap(({ kind, id }) => (kind === "connection" && isShown(spec, id) ? [id] : [])),
  ];
  return `set -eu\n${asked.map((name) => transcript(name, { spec }, "openssl")).join("\n")}`;
}

/** Whether a certificate that is made here is shown in a connection. */
function isShown(spec: Spec, id: string): boolean {
  const desired = resolve(spec, catalog);
  const made = new Set(
    desired.units.flatMap((unit) => desired.unit(unit).credentials.map((credential) => credential.id)),
  );
  const { clients, servers } = catalog.connections[id as keyof typeof catalog.connections];
  const presented = [...clients, ...servers].flatMap(({ presents }) =>
    "credentials" in presents ? (presents.credentials as readonly CredentialId[]) : [],
  );
  return presented.some((one) => made.has(one));
}

const MADE = new Set(["certificate", "key", "kubeconfig", "authorities", "shared-key", "shared-public-key"]);

/** Files that a name can be asked for; copies for signers and for rotations, and texts without a secret are not. */
function only(tree: Tree, spec: Spec): Tree {
  const desired = resolve(spec, catalog);
  const paths = new Set(
    desired.units.flatMap((unit) =>
      desired
        .unit(unit)
        .files.filter(
          ({ path, content, role }) =>
            (MADE.has(content.kind) || /\.(p12|pfx)$/.test(path)) && !/^signer$|^authority, with/.test(role),
        )
        .map(({ path }) => `${unit}/${path}`),
    ),
  );
  const within = (path: string): boolean =>
    path.startsWith("authorities/") ||
    paths.has(path) ||
    [...paths].some((one) => path.endsWith("/") && one.startsWith(path));
  return new Map([...tree].filter(([path]) => within(path)));
}

/** As kubeadm computes them: SHA-256 over the public key of each that the API server's certificate may be below. */
function pinsOf(tree: Tree, spec: Spec): string[] {
  return resolutionOf(spec, catalog)
    .model.slot("discovery-pin")
    .map((id) => {
      const key = new X509Certificate(tree.get(`authorities/${id}.crt`)?.text ?? "").publicKey;
      return `sha256:${createHash("sha256")
        .update(key.export({ type: "spki", format: "der" }))
        .digest("hex")}`;
    });
}
