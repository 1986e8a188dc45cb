/** Objects for the API server, to be applied once it answers, and what joining nodes are given. */
import type { Binding, BindingId, BindingSubject, CredentialId } from "../../catalog/types.ts";
import type { DesiredUnit, DesiredValue } from "../desired.ts";
import { applies } from "./conditions.ts";
import type { Resolution } from "./credential.ts";
import { addDocuments, desiredSecrets } from "./documents.ts";
import { type Facts, fill } from "./facts.ts";
import { FileList } from "./file-list.ts";
import { credentialIn } from "./place.ts";

export const CLUSTER_UNIT = "cluster";

const RBAC = "rbac.authorization.k8s.io";

export function clusterUnit(resolution: Resolution, facts: Facts): DesiredUnit {
  const { catalog, layout } = resolution;
  const files = new FileList(layout.owner);
  const values = (Object.keys(catalog.bindings) as BindingId[])
    .filter((id) => applies(resolution, catalog.bindings[id].when))
    .flatMap((id) => bindingObjects(resolution, facts, id, catalog.bindings[id]));
  const rights = { kind: "document", form: "objects", values } as const;
  files.add("rbac.yaml", rights, layout.modes.config, "rights of the certificates' names");
  addDocuments({ resolution, facts }, CLUSTER_UNIT, files);
  return { name: CLUSTER_UNIT, credentials: [], secrets: desiredSecrets(resolution, facts), files: files.files };
}

/** The binding, behind the role when it is not one that is there. */
function bindingObjects(
  resolution: Resolution,
  facts: Facts,
  id: BindingId,
  { role, rules, namespace, subject }: Binding,
): DesiredValue[] {
  const kind = namespace === undefined ? "ClusterRole" : "Role";
  const apiVersion = `${RBAC}/v1`;
  const metadata = (name: string) => (namespace === undefined ? { name } : { name, namespace });
  const binding: DesiredValue = {
    apiVersion,
    kind: `${kind}Binding`,
    metadata: metadata(id),
    roleRef: { apiGroup: RBAC, kind, name: role },
    subjects: subjectsOf(resolution, facts, subject),
  };
  if (rules === undefined) return [binding];
  const object: DesiredValue = {
    apiVersion,
    kind,
    metadata: metadata(role),
    rules: rules.map((rule) => ({ ...rule })),
  };
  return [object, binding];
}

function subjectsOf({ spec, catalog, layout }: Resolution, facts: Facts, subject: BindingSubject): DesiredValue[] {
  const named = (credential: CredentialId) => credentialIn(layout, catalog, credential);
  const user = (name: string) => ({ apiGroup: RBAC, kind: "User", name: fill(name, facts) });
  const group = (name: string) => ({ apiGroup: RBAC, kind: "Group", name: fill(name, facts) });
  if ("userOf" in subject) return [user(named(subject.userOf).commonName)];
  if ("groupOf" in subject) return [group(named(subject.groupOf).groups[0]?.name ?? "")];
  if ("user" in subject) return [user(subject.user)];
  if ("group" in subject) return [group(subject.group)];
  return (spec.bootstrap?.groups ?? []).map(group);
}
