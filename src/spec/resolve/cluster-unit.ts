/** Objects for the API server, to be applied once it answers. */
import type { Binding, BindingId, CredentialId } from "../../catalog/types.ts";
import type { ClusterObject, DesiredUnit } from "../desired.ts";
import { applies } from "./conditions.ts";
import type { Resolution } from "./credential.ts";
import { type Facts, fill } from "./facts.ts";
import { credentialIn } from "./place.ts";

export const CLUSTER_UNIT = "cluster";

const RBAC = "rbac.authorization.k8s.io";

export function clusterUnit(resolution: Resolution, cluster: Facts): DesiredUnit {
  const { catalog, layout } = resolution;
  const objects = (Object.keys(catalog.bindings) as BindingId[])
    .filter((id) => applies(resolution, catalog.bindings[id].when))
    .map((id) => bindingObject(resolution, cluster, id, catalog.bindings[id]));
  const file = {
    path: "rbac.yaml",
    content: { kind: "objects", objects },
    mode: layout.modes.config,
    owner: layout.owner,
    role: "rights of the certificates' names",
  } as const;
  return { name: CLUSTER_UNIT, credentials: [], files: [file] };
}

function bindingObject(
  resolution: Resolution,
  cluster: Facts,
  id: BindingId,
  { role, subject }: Binding,
): ClusterObject {
  const named = (credential: CredentialId) => credentialIn(resolution.layout, resolution.catalog, credential);
  const kind = "userOf" in subject ? "User" : "Group";
  const name = "userOf" in subject ? named(subject.userOf).commonName : (named(subject.groupOf).groups[0]?.name ?? "");
  return {
    apiVersion: `${RBAC}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: id },
    roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: role },
    subjects: [{ apiGroup: RBAC, kind, name: fill(name, cluster) }],
  };
}
