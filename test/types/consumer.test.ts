import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as library from "../../src/index.ts";
import { type Consumer, compile, installPacked, run } from "./packed.ts";

let consumer: Consumer;
beforeAll(() => {
  consumer = installPacked();
});
afterAll(() => consumer?.remove());

const SPEC = `apiVersion: kubepki/v1
kind: Cluster
name: demo
hosts:
  - {name: cp-1, roles: [control-plane], addresses: [10.0.0.11]}
`;

/** The example that the front door shows, as it stands there. */
function example(): string {
  const lines = readFileSync("src/index.ts", "utf8").split("\n");
  const fences = lines.flatMap((line, i) => (line.startsWith(" * ```") ? [i] : []));
  const [start = 0, end = 0] = fences;
  return lines
    .slice(start + 1, end)
    .map((line) => line.replace(/^ \* ?/, ""))
    .join("\n");
}

const TEXT = `const text = ${JSON.stringify(SPEC)};`;

describe("the packed library", () => {
  test("gives a program every name that the source gives", () => {
    const printed = run(
      consumer,
      "names.js",
      'import * as k from "kubepki"; console.log(JSON.stringify(Object.keys(k)));',
    );
    expect(JSON.parse(printed)).toEqual(Object.keys(library).sort());
  });

  test("runs the example of its front door", () => {
    const printed = run(
      consumer,
      "example.js",
      `${TEXT}\n${example()}\nconsole.log([...files.files().keys()].filter((name) => name.endsWith(".crt")).join("\\n"));`,
    );
    expect(printed.split("\n")).toEqual(
      expect.arrayContaining(["authorities/ca.crt", "hosts/cp-1/etc/kubernetes/pki/apiserver.crt"]),
    );
  });

  test("compiles that example in a strict project without Node's types", () => {
    expect(compile(consumer, "example.ts", `${TEXT}\n${example()}`)).toBe("");
  });

  test("compiles a program that brings its own world", () => {
    expect(compile(consumer, "own-world.ts", OWN_WORLD)).toBe("");
  });

  test("tells misuse", () => {
    expect(compile(consumer, "misuse.ts", MISUSE)).toBe("");
    const unmarked = MISUSE.replace(/ *\/\/ @ts-expect-error.*\n/g, "");
    const lines = compile(consumer, "unmarked.ts", unmarked).split("\n");
    expect(lines.filter((line) => line.startsWith("unmarked.ts"))).toHaveLength(
      MISUSE.split("@ts-expect-error").length - 1,
    );
  });

  test("gives its version and its schemas, and nothing from the inside", () => {
    const printed = run(
      consumer,
      "exports.js",
      `const inside = await import("kubepki/dist/app/run.js").catch((error) => error.code);
       const own = (await import("kubepki/package.json", { with: { type: "json" } })).default;
       const schema = (await import("kubepki/schema/cluster.v1.json", { with: { type: "json" } })).default;
       console.log(JSON.stringify([inside, own.name, schema.type]));`,
    );
    expect(JSON.parse(printed)).toEqual(["ERR_PACKAGE_PATH_NOT_EXPORTED", "kubepki", "object"]);
  });
});

const OWN_WORLD = `
import {
  apply, catalog, changes, KubepkiError, loadSpec, memoryStore, nodeKeyMaker, nodeSigner, parseCertificates,
  parseSpec, plan, resolve, seededKeyMaker,
} from "kubepki";
import type {
  Action, Certificate, Clock, CredentialId, Desired, DesiredUnit, Entropy, ErrorCode, FileStore, FoundFile, Host,
  Issue, KeyAlgorithm, KeyMaker, KubernetesVersion, LayoutId, Ports, PrivateKey, Report, Signer, Spec, StagedFile,
  Step, SuppliedMaterial, TopologyId, User,
} from "kubepki";

const clock: Clock = { now: () => new Date(0) };
const entropy: Entropy = { bytes: (length: number) => new Uint8Array(length) };
const keys: KeyMaker = seededKeyMaker(entropy);
class Nowhere implements FileStore {
  readonly staged: StagedFile[] = [];
  async open(_: { readonly readOnly: boolean }) {}
  find(_unit: string, _path: string): FoundFile | undefined { return undefined; }
  has(_unit: string) { return false; }
  stage(_unit: string, file: StagedFile) { this.staged.push(file); }
  remove() {}
  recorded(): readonly string[] { return []; }
  recordedUnits(): readonly string[] { return []; }
  async commit() {}
  async abandon() {}
  async close() {}
}
const files = new Nowhere();
const signer: Signer = { publicKey: new Uint8Array(), algorithm: "Ed25519", sign: async (bytes) => bytes };
const signerFor = (key: PrivateKey): Signer => (key.algorithm === "Ed25519" ? signer : nodeSigner(key));
const ports: Ports = { clock, entropy, keyMaker: keys, signerFor, files };

export async function main(text: string): Promise<Action[]> {
  const { spec, issues } = parseSpec([{ file: "c.yaml", text }], { hostname: "cp-1" }, ["apiserver"]);
  const first: Issue | undefined = issues[0];
  if (spec === undefined) throw new KubepkiError("ERR_SPEC_INVALID", first?.message ?? "", { remedy: "write one" });
  const checked: Spec = { ...spec, kubernetesVersion: { major: 1, minor: 37, patch: 2 } satisfies KubernetesVersion };
  const layout: LayoutId = checked.layout;
  const topology: TopologyId = checked.topology;
  const hosts: readonly Host[] = checked.hosts;
  const users: readonly User[] = checked.users;
  const algorithm: KeyAlgorithm = checked.keys.credentials;
  const supplied: SuppliedMaterial = { certificate: { file: "ca.crt", text: "" } };
  const report: Report = await plan({ spec: checked, supplied: { ca: supplied }, host: hosts[0]?.name ?? "" }, ports);
  const applied: boolean = (await apply({ spec: checked, replace: ["hosts/cp-1"] }, { ...ports, files: memoryStore(), keyMaker: nodeKeyMaker })).applied;
  const desired: Desired = resolve(checked, catalog);
  const unit: DesiredUnit = desired.unit(desired.units[0] ?? "");
  const id: CredentialId | undefined = unit.credentials[0]?.id;
  const certificates: Certificate[] = parseCertificates("");
  const code: ErrorCode = "ERR_LOCKED";
  const steps: Step[] = report.steps.filter(changes);
  void [layout, topology, users, algorithm, applied, id, certificates, code, loadSpec];
  return steps.map((step) => step.action);
}
`;

const MISUSE = `
import { apply, catalog, KubepkiError, memoryStore, nodeKeyMaker, nodeSigner, systemClock, systemEntropy } from "kubepki";
import type { ErrorCode, Report, Spec } from "kubepki";

declare const spec: Spec;
declare const report: Report;
const ports = { clock: systemClock, entropy: systemEntropy(), keyMaker: nodeKeyMaker, signerFor: nodeSigner };

export const misuse = [
  // @ts-expect-error no file store
  apply({ spec }, ports),
  // @ts-expect-error a specification is parsed, not written down by halves
  apply({ spec: { name: "x" } }, { ...ports, files: memoryStore() }),
  // @ts-expect-error no such action
  report.steps[0]?.action === "destroy",
  // @ts-expect-error no such code
  new KubepkiError("ERR_WHATEVER", ""),
  // @ts-expect-error no such credential
  catalog.credentials["apiservr"],
];
// @ts-expect-error specifications are read-only
spec.name = "other";
// @ts-expect-error the catalogue is read-only
catalog.credentials.apiserver.commonName = "other";
export const code: ErrorCode = "ERR_IO";
`;
