/** What a user may do, as far as names alone decide: the authorizers that every cluster has, and the bindings known here. */
import type { Catalog } from "../catalog/index.ts";
import type { BindingSubject, DefaultBinding } from "../catalog/types.ts";

export interface GrantedBinding {
  readonly role: string;
  readonly subject: { readonly user: string } | { readonly group: string };
  /** By what name it is known, for an answer. */
  readonly binding?: string;
  /** Roles in whose place it will do: what they are needed for is among its rules (`catalog.roleRules`). */
  readonly standsFor?: readonly string[];
}

export interface WhoAsks {
  readonly user: string;
  readonly groups: readonly string[];
}

export type Right =
  | { readonly may: true; readonly because: string }
  | { readonly may: false; readonly because: string };

const SUPERUSERS = "system:masters";
const NODE_PREFIX = "system:node:";
const NODES = "system:nodes";

/** Roles that hold everything another asks for. */
const EVERYTHING = "cluster-admin";

/**
 * Whether somebody has a right: a role, or `node` (the Node authorizer: plugin/pkg/auth/authorizer/node/node_authorizer.go,
 * `NodeIdentity` in pkg/auth/nodeidentifier). Bindings that are neither known here nor among the files are not to be seen.
 */
export function judgeRight(
  { user, groups }: WhoAsks,
  needs: string,
  bindings: readonly (GrantedBinding | DefaultBinding)[],
  node?: string,
): Right {
  // Asked before every authorizer that is configured (pkg/registry/rbac/escalation_check.go, authorizerfactory).
  if (groups.includes(SUPERUSERS)) return { may: true, because: `group ${SUPERUSERS}: everything` };
  if (needs === "node") return nodeRight({ user, groups }, node);
  const held = bindings.find(
    (binding) =>
      (binding.role === needs || binding.role === EVERYTHING || standsFor(binding, needs)) &&
      ("user" in binding.subject ? binding.subject.user === user : groups.includes(binding.subject.group)),
  );
  if (held !== undefined) {
    const by = "user" in held.subject ? `user ${held.subject.user}` : `group ${held.subject.group}`;
    return { may: true, because: `${by} is bound to ${held.role}` };
  }
  return { may: false, because: `nothing binds user ${user || "(none)"} to ${needs}` };
}

const standsFor = (binding: GrantedBinding | DefaultBinding, needs: string): boolean =>
  "standsFor" in binding && binding.standsFor?.includes(needs) === true;

/** Everything that somebody may do, role by role. */
export function rolesOf(
  { user, groups }: WhoAsks,
  bindings: readonly (GrantedBinding | DefaultBinding)[],
): { readonly role: string; readonly because: string }[] {
  if (groups.includes(SUPERUSERS)) return [{ role: EVERYTHING, because: `group ${SUPERUSERS}: everything` }];
  const node = nodeRight({ user, groups }, undefined);
  const bound = bindings
    .filter(({ subject }) => ("user" in subject ? subject.user === user : groups.includes(subject.group)))
    .map(({ role, subject }) => ({
      role,
      because: "user" in subject ? `user ${subject.user} is bound to it` : `group ${subject.group} is bound to it`,
    }));
  const once = bound.filter(({ role }, i) => bound.findIndex((one) => one.role === role) === i);
  return [...(node.may ? [{ role: "node", because: node.because }] : []), ...once];
}

function nodeRight({ user, groups }: WhoAsks, node: string | undefined): Right {
  const inGroup = groups.includes(NODES);
  const named = user.startsWith(NODE_PREFIX) && user.length > NODE_PREFIX.length;
  if (!named) return { may: false, because: `the user is ${user || "(none)"}, not ${NODE_PREFIX}${node ?? "NAME"}` };
  if (!inGroup) return { may: false, because: `the group ${NODES} is missing` };
  if (node !== undefined && user !== `${NODE_PREFIX}${node}`)
    return { may: false, because: `the user is ${user}, so it may not touch node ${node}` };
  return { may: true, because: `the Node authorizer knows ${user}` };
}

/**
 * The bindings that a cluster has: the API server's own, and those of the catalogue, which kubeadm and `cluster/rbac.yaml`
 * make. Whether somebody has applied them is not to be seen in files.
 */
export function grantedBindings(catalog: Catalog): GrantedBinding[] {
  const ours = Object.entries(catalog.bindings).flatMap(([binding, { role, subject }]) =>
    subjectsOf(subject, catalog).map((one) => ({ role, subject: one, binding })),
  );
  return [...catalog.defaultBindings, ...ours];
}

function subjectsOf(subject: BindingSubject, { credentials }: Catalog): GrantedBinding["subject"][] {
  if ("user" in subject || "group" in subject) return [subject];
  if ("userOf" in subject) return [{ user: credentials[subject.userOf].commonName }];
  if ("groupOf" in subject) return credentials[subject.groupOf].groups.map(({ name }) => ({ group: name }));
  return [];
}
