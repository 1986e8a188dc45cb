/** Rights that stand in the objects of a tree: `cluster/rbac.yaml`, the hard way's own YAML, a backup. */
import type { Catalog } from "../catalog/index.ts";
import type { Rule } from "../catalog/types.ts";
import type { Actual, ObjectContent } from "../inventory/actual.ts";
import { type GrantedBinding, grantedBindings } from "./rights.ts";

/** Those that every cluster has and those of this tree. Whether somebody has applied them is not to be seen in files. */
export const bindingsOf = (actual: Actual, catalog: Catalog): GrantedBinding[] => [
  ...grantedBindings(catalog),
  ...bindingsIn(actual, catalog),
];

function bindingsIn(actual: Actual, catalog: Catalog): GrantedBinding[] {
  const objects = objectsIn(actual);
  const roles = new Map(
    objects.flatMap((one) => (one.objectKind === "ClusterRole" && one.name ? [[one.name, rulesOf(one)] as const] : [])),
  );
  return objects.flatMap((object): GrantedBinding[] => {
    if (!/^(?:Cluster)?RoleBinding$/.test(object.objectKind)) return [];
    const { roleRef, subjects } = fieldsOf(object.value);
    const role = fieldsOf(roleRef).name;
    if (typeof role !== "string" || !Array.isArray(subjects)) return [];
    // What is needed is never in one namespace alone.
    const rules = object.objectKind === "ClusterRoleBinding" ? roles.get(role) : undefined;
    const common = {
      role,
      ...(object.name === undefined ? {} : { binding: object.name }),
      ...(rules === undefined ? {} : { standsFor: coveredBy(rules, catalog) }),
    };
    return subjects.flatMap((one) => subjectOf(fieldsOf(one)) ?? []).map((subject) => ({ ...common, subject }));
  });
}

/** Lists are objects with others inside, as `kubectl get -o yaml` writes them. */
const objectsIn = ({ hosts, loose }: Actual): ObjectContent[] =>
  [...hosts.flatMap(({ files }) => files), ...loose].flatMap(({ contents }) =>
    contents.flatMap((content) => (content.kind === "object" ? [content] : [])),
  );

interface Fields {
  readonly [key: string]: unknown;
}

const fieldsOf = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});
const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

/** Names of service accounts are users' names (k8s.io/apiserver pkg/authentication/serviceaccount/util.go). */
function subjectOf({ kind, name, namespace }: Fields): GrantedBinding["subject"] | undefined {
  if (typeof name !== "string") return undefined;
  if (kind === "User") return { user: name };
  if (kind === "Group") return { group: name };
  if (kind !== "ServiceAccount" || typeof namespace !== "string") return undefined;
  return { user: `system:serviceaccount:${namespace}:${name}` };
}

function rulesOf({ value }: ObjectContent): Rule[] {
  const { rules } = fieldsOf(value);
  return (Array.isArray(rules) ? rules : []).map((one) => {
    const { apiGroups, resources, verbs, resourceNames } = fieldsOf(one);
    const names = textsOf(resourceNames);
    return {
      apiGroups: textsOf(apiGroups),
      resources: textsOf(resources),
      verbs: textsOf(verbs),
      ...(names.length === 0 ? {} : { resourceNames: names }),
    };
  });
}

const coveredBy = (rules: readonly Rule[], { roleRules }: Catalog): string[] =>
  Object.entries(roleRules).flatMap(([role, { rules: needed }]) =>
    needed.every((one) => covers(rules, one)) ? [role] : [],
  );

/** Each resource and verb for itself, as the authorizer is asked (pkg/apis/rbac/v1/evaluation_helpers.go). */
const covers = (rules: readonly Rule[], { apiGroups, resources, verbs }: Rule): boolean =>
  apiGroups.every((group) =>
    resources.every((resource) =>
      verbs.every((verb) =>
        rules.some(
          (rule) =>
            rule.resourceNames === undefined &&
            has(rule.apiGroups, group) &&
            (has(rule.resources, resource) || rule.resources.includes(`*/${resource.split("/")[1]}`)) &&
            has(rule.verbs, verb),
        ),
      ),
    ),
  );

const has = (list: readonly string[], wanted: string): boolean => list.includes("*") || list.includes(wanted);
