// Rights that stand in the objects of a tree.
import { describe, expect, it } from "vitest";
import {
  bindingsOf,
  catalog,
  connectionsOf,
  type GrantedBinding,
  judgeRight,
  predict,
  readActual,
} from "../../../src/index.ts";
import { entry, writtenTree } from "../inventory/written.ts";

/** As the hard-way tutorial has it, with what a test changes. */
const objects = (
  verbs: string,
  resources: string,
  binding = "ClusterRoleBinding",
  subject = "kind: User\n    name: kubernetes",
) => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: system:kube-apiserver-to-kubelet }
rules:
  - apiGroups: [""]
    resources: [${resources}]
    verbs: [${verbs}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${binding}
metadata: { name: system:kube-apiserver }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:kube-apiserver-to-kubelet }
subjects:
  - apiGroup: rbac.authorization.k8s.io
    ${subject}
`;
const HARD_WAY = ['"*"', "nodes/proxy, nodes/stats, nodes/log, nodes/spec, nodes/metrics"] as const;
const kubernetes = { user: "kubernetes", groups: ["system:authenticated"] };
const bindingsWith = async (text: string): Promise<GrantedBinding[]> =>
  bindingsOf(await readActual([entry("configs/kube-apiserver-to-kubelet.yaml", text)]), catalog);
const may = async (text: string, needs = "system:kubelet-api-admin", who = kubernetes): Promise<boolean> =>
  judgeRight(who, needs, await bindingsWith(text)).may;

describe("a role that somebody wrote", () => {
  it("stands for the built-in one when its rules have what that is needed for", async () => {
    expect(await may(objects(...HARD_WAY))).toBe(true);
    expect(await may(objects("get, create", "'*/proxy'"))).toBe(true);
    expect(await may(objects("get, create", "'*'"))).toBe(true);
  });

  it("does not when a verb or a resource is missing, when it is bound in one namespace, or to somebody else", async () => {
    expect(await may(objects("get", "nodes/proxy"))).toBe(false);
    expect(await may(objects('"*"', "nodes/log"))).toBe(false);
    expect(await may(objects(...HARD_WAY, "RoleBinding"))).toBe(false);
    expect(await may(objects(...HARD_WAY, "ClusterRoleBinding", "kind: Group\n    name: kubernetes"))).toBe(false);
    expect(await may(objects(...HARD_WAY), "system:node-proxier")).toBe(false);
  });

  it("is bound to a service account under its user's name", async () => {
    const text = objects(...HARD_WAY, "ClusterRoleBinding", "kind: ServiceAccount\n    namespace: a\n    name: b");
    expect(await may(text, "system:kubelet-api-admin", { user: "system:serviceaccount:a:b", groups: [] })).toBe(true);
  });

  it("decides whether the API server may ask kubelets, whatever its certificate is called", async () => {
    const SPEC = "layout: hard-way\nhosts: [{ name: cp, roles: [control-plane, worker], addresses: 10.0.0.1 }]\n";
    const { entries } = await writtenTree(SPEC);
    const rights = entries.filter(({ path }) => path !== "cluster/rbac.yaml");
    const outcomes = async (more: readonly ReturnType<typeof entry>[]): Promise<string[]> => {
      const actual = await readActual([...rights, ...more]);
      const bindings = bindingsOf(actual, catalog).filter(({ binding }) => !binding?.startsWith("kubeadm:"));
      return predict(connectionsOf(actual, catalog), new Date("2026-12-01"), { bindings })
        .filter(({ connection: { id } }) => id === "E9")
        .map(({ outcome, step }) => `${outcome} ${step}`);
    };
    const user = "kind: User\n    name: kube-apiserver-kubelet-client";
    const own = entry("hosts/cp/rbac.yaml", objects(...HARD_WAY, "ClusterRoleBinding", user));
    expect(await outcomes([])).toEqual(["fails right"]);
    expect(await outcomes([own])).toEqual(["works none"]);
  });
});

it("of every role that a connection needs, it is known what that is for", () => {
  const needs = Object.values(catalog.connections).flatMap(({ clients }) => clients.flatMap((one) => one.needs ?? []));
  expect([...new Set(needs)].filter((one) => one !== "node" && catalog.roleRules[one] === undefined)).toEqual([]);
});
