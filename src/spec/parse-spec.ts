/** Text -> Spec: the only way in. Everything that is wrong is said at once, with its place and a remedy. */

import type { AuthorityId } from "../catalog/types.ts";
import type { Issue, SourcePosition } from "../source/issue.ts";
import { readSources, type Source } from "../source/read-sources.ts";
import { Report } from "../source/report.ts";
import { below, type SourceDocument } from "../source/source-document.ts";
import { checkDraft } from "./check/check-draft.ts";
import { readCluster } from "./cluster/read-cluster.ts";
import { API_VERSION, KIND } from "./cluster/schema.ts";
import type { Draft } from "./draft.ts";
import { list, suggest } from "./grammar/near-name.ts";
import { COMPONENT_KINDS, KUBEADM_GROUP, KUBEADM_KINDS } from "./kubeadm/documents.ts";
import { readKubeadm } from "./kubeadm/read-kubeadm.ts";
import type { Spec } from "./spec.ts";

/** What kubeadm takes from the machine it runs on when its files do not say it. */
export interface SpecFacts {
  readonly hostname?: string;
  /** The address of the interface with the default route. */
  readonly address?: string;
}

export interface ParsedSpec {
  /** Undefined when there is an issue of severity error. */
  readonly spec: Spec | undefined;
  /** In the order of the files, lines and columns. */
  readonly issues: readonly Issue[];
  /** Where the files of authorities made elsewhere are named, for what is found wrong in them. */
  readonly suppliedAt: Readonly<Partial<Record<AuthorityId, SuppliedPositions>>>;
}

export interface SuppliedPositions {
  readonly certificateFile: SourcePosition;
  readonly keyFile: SourcePosition;
}

/**
 * Several sources, of one or more documents each, are one input: the project's own Cluster, or kubeadm's files.
 * `knownKeyIds` are the ids that `keys.overrides` may name; without them any is taken.
 */
export function parseSpec(
  sources: readonly Source[],
  facts: SpecFacts = {},
  knownKeyIds?: readonly string[],
): ParsedSpec {
  const report = new Report();
  const documents = readSources(sources, report);
  const draft = readDocuments(documents, facts, report);
  if (draft !== undefined) checkDraft(draft, knownKeyIds, report);
  const issues = report.sorted(sources.map(({ file }) => file));
  return { spec: report.failed ? undefined : draft?.spec, issues, suppliedAt: draft ? suppliedAt(draft) : {} };
}

function suppliedAt({ spec, origins }: Draft): ParsedSpec["suppliedAt"] {
  const { document, path } = origins.of("authorities");
  const at = (id: string, field: string): SourcePosition => document.position([...path, id, field], "value");
  return Object.fromEntries(
    Object.keys(spec.suppliedAuthorities).map((id) => [
      id,
      { certificateFile: at(id, "certificateFile"), keyFile: at(id, "keyFile") },
    ]),
  );
}

function readDocuments(documents: readonly SourceDocument[], facts: SpecFacts, report: Report): Draft | undefined {
  const own: SourceDocument[] = [];
  const kubeadm: SourceDocument[] = [];
  for (const document of documents) {
    const family = familyOf(document, report);
    if (family === "own") own.push(document);
    if (family === "kubeadm") kubeadm.push(document);
  }
  const [cluster, ...others] = own;
  if (cluster === undefined) return kubeadm.length === 0 ? undefined : readKubeadm(kubeadm, facts, report);
  for (const document of others) {
    report.error({ document, path: [] }, "a second Cluster", "one input is one cluster: run kubepki once for each");
  }
  for (const document of kubeadm) {
    const message = `a Cluster and kubeadm's ${String(fieldOf(document, "kind"))} together`;
    report.error(
      { document, path: [] },
      message,
      "give one or the other: `kubepki init --from` makes a Cluster of kubeadm's files",
    );
  }
  return readCluster(cluster, report);
}

const fieldOf = (document: SourceDocument, key: string): unknown => (document.value as Record<string, unknown>)[key];

/** Which kind of document it is, by apiVersion and kind; one that is neither is reported. */
function familyOf(document: SourceDocument, report: Report): "own" | "kubeadm" | undefined {
  const root = { document, path: [] };
  const [apiVersion, kind] = [fieldOf(document, "apiVersion"), fieldOf(document, "kind")];
  for (const [key, value] of [
    ["apiVersion", apiVersion],
    ["kind", kind],
  ] as const) {
    if (typeof value === "string") continue;
    const remedy = `write \`${key}: ${key === "kind" ? KIND : API_VERSION}\``;
    report.error(below(root, key), `the field \`${key}\` is missing`, remedy);
  }
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  const known = kindsOf(apiVersion);
  if (known === undefined) {
    const remedy = suggest(apiVersion, [API_VERSION, `${KUBEADM_GROUP}/v1beta4`, `${KUBEADM_GROUP}/v1beta3`]);
    report.error(below(root, "apiVersion"), `unknown apiVersion \`${apiVersion}\``, remedy);
    return undefined;
  }
  if (!known.includes(kind)) {
    const remedy = known.length === 1 ? `allowed: ${list(known)}` : suggest(kind, known);
    report.error(below(root, "kind"), `unknown kind \`${kind}\` of ${apiVersion}`, remedy);
    return undefined;
  }
  return apiVersion === API_VERSION ? "own" : "kubeadm";
}

function kindsOf(apiVersion: string): readonly string[] | undefined {
  if (apiVersion === API_VERSION) return [KIND];
  if (/^kubeadm\.k8s\.io\/v1beta[34]$/.test(apiVersion)) return KUBEADM_KINDS;
  return COMPONENT_KINDS[apiVersion];
}
