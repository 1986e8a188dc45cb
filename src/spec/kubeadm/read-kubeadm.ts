import type { Draft } from "../draft.ts";
import type { SpecFacts } from "../parse-spec.ts";
import type { Report } from "../source/report.ts";
import type { SourceDocument } from "../source/source-document.ts";

export const KUBEADM_GROUP = "kubeadm.k8s.io";
export const KUBEADM_KINDS: readonly string[] = [];
export const COMPONENT_KINDS: Readonly<Record<string, readonly string[]>> = {};
export function readKubeadm(_d: readonly SourceDocument[], _f: SpecFacts, _r: Report): Draft | undefined {
  return undefined;
}
