/** The specifications that other tools' commands are tried on. */
import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalog } from "../../src/catalog/index.ts";
import type { LayoutId, TopologyId } from "../../src/catalog/types.ts";
import {
  apply,
  nodeKeyMaker,
  nodeSigner,
  openFolderStore,
  type Ports,
  parseSpec,
  plan,
  type Spec,
  systemClock,
  systemEntropy,
} from "../../src/index.ts";

export const PASSPHRASE = "open sesame; $not a `command`";

export function specOf(text: string): Spec {
  const { spec, issues } = parseSpec([{ file: "cluster.yaml", text }]);
  if (spec === undefined) throw new Error(JSON.stringify(issues, undefined, 1));
  return spec;
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), "kubepki-shown-"));

export const portsOf = (out: string): Ports => ({
  clock: systemClock,
  entropy: systemEntropy(),
  keyMaker: nodeKeyMaker,
  signerFor: nodeSigner,
  files: openFolderStore({ out }),
  passphrase: PASSPHRASE,
});

export interface ShellOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A text run by a shell in a folder, with the passphrase in its environment. */
export function runShell(shell: "sh" | "bash", text: string, folder: string): Promise<ShellOutcome> {
  const env = { ...process.env, KUBEPKI_PASSPHRASE: PASSPHRASE };
  return new Promise((resolve) => {
    const child = execFile(
      shell,
      [],
      { cwd: folder, env, timeout: 120_000, maxBuffer: 16 << 20 },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code ?? 124), stdout, stderr }),
    );
    child.stdin?.end(text);
  });
}

/** What kubepki makes of a specification, in a new folder. */
export async function applied(spec: Spec): Promise<string> {
  const out = newFolder();
  await apply({ spec }, portsOf(out));
  return out;
}

/** What a plan on a folder would change, a line each. */
export async function planned(spec: Spec, out: string): Promise<string[]> {
  const { steps } = await plan({ spec }, portsOf(out));
  return steps
    .filter(({ action, reasons }) => action !== "keep" || reasons.length > 0)
    .map(({ unit, id, action, reasons }) => `${action} ${unit}/${id}: ${reasons.join("; ")}`);
}

const ROOTS = ["none", "shared", "each"] as const;
/** RSA keys take their time: a few, once in five. */
const KEYS = [
  "ECDSA-P256",
  "Ed25519",
  "{ authorities: ECDSA-P384, credentials: ECDSA-P256, serviceAccount: ECDSA-P521 }",
  "{ authorities: ECDSA-P256, credentials: ECDSA-P256, overrides: { apiserver: RSA-2048, front-proxy-ca: RSA-2048, sa: RSA-2048 } }",
  "{ authorities: ECDSA-P521, credentials: Ed25519, serviceAccount: ECDSA-P256 }",
] as const;
const ENCRYPTION = ["none", "none", "scrypt", "none", "pbkdf2"] as const;

const TOPOLOGIES = Object.keys(catalog.topologies) as TopologyId[];

export interface Combination {
  readonly layout: LayoutId;
  readonly topology: TopologyId;
  readonly roots: (typeof ROOTS)[number];
  readonly keys: (typeof KEYS)[number];
  readonly text: string;
}

/** Each layout with each topology that it can work with; roots, keys and all else spread over them so that each meets each. */
export const COMBINATIONS: readonly Combination[] = (Object.keys(catalog.layouts) as LayoutId[]).flatMap((layout, i) =>
  TOPOLOGIES.flatMap((topology, j) => {
    if (catalog.layouts[layout].topologies?.includes(topology) === false) return [];
    const wanted = ROOTS[(2 * i + j + (i >> 1)) % 3] ?? "none";
    const roots = wanted === "shared" && catalog.layouts[layout].chain === "with-root" ? "each" : wanted;
    const keys = KEYS[(i + 2 * j) % 5] ?? "ECDSA-P256";
    const encryption = ENCRYPTION[(2 * i + j) % 5] ?? "none";
    const kubeconfigs = (i + j) % 2 === 0 ? "embedded" : "reference";
    const text = `apiVersion: kubepki/v1
kind: Cluster
name: lab.one
layout: ${layout}
keys: ${keys}
kubeconfigs: ${kubeconfigs}
authorities: { topology: ${topology}, roots: ${roots}, encryption: ${encryption} }
hosts:
  - { name: cp-1, roles: [control-plane, worker], addresses: [10.0.0.11, "fd00::11"], pkcs12: modern }
users:
  - { name: "o'neil+$x", groups: ["dev/ops", "b\\\\c=d"], pkcs12: ${(i + j) % 3 === 0 ? "legacy" : "modern"} }
`;
    return [{ layout, topology, roots, keys, text }];
  }),
);
