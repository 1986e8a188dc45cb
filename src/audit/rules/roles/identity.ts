/** Certificates that make a client somebody else than it has to be. */
import type { CredentialId } from "../../../catalog/types.ts";
import { subjectOf } from "../../../x509/name.ts";
import { OID } from "../../../x509/oid.ts";
import type { Fault, Rule } from "../../rule.ts";
import { roleOf, type Scene } from "../../scene.ts";
import { commonName, type Refused, refused, whoBreaks, whose } from "../certificate-fault.ts";

const SUBJECT = "k8s.io/apiserver pkg/authentication/request/x509/x509.go CommonNameUserConversion";

/** Clients that lack a right, each with the credential that its file is. */
function* rightless(
  scene: Scene,
): Generator<Refused & { readonly id: CredentialId | undefined; readonly because: string }> {
  for (const one of refused(scene, "right")) {
    const { identity, right, connection } = one.predictions[0];
    if (identity?.known !== true || identity.by !== "certificate") continue;
    const held = connection.client.pair?.chain.place;
    const file = scene.actual.hosts
      .find(({ name }) => name === held?.host)
      ?.files.find(({ place }) => place.file === held?.file);
    const role = file === undefined ? undefined : roleOf(file);
    const known = role !== undefined && role.id in scene.catalog.credentials;
    yield {
      ...one,
      id: known ? (role.id as CredentialId) : undefined,
      because: right?.may === false ? right.because : "",
    };
  }
}

const units = ({ chain }: Refused): string[] =>
  chain.leaf.subject.filter(({ type }) => type === OID.organizationalUnitName).map(({ value }) => value);

/** Groups that the catalogue gives this credential and that stand as units. */
const misplaced = (scene: Scene, one: Refused & { readonly id: CredentialId | undefined }): string[] => {
  const groups = one.id === undefined ? [] : scene.catalog.credentials[one.id].groups.map(({ name }) => name);
  return units(one).filter((unit) => groups.includes(unit) || unit.startsWith("system:"));
};

const NODE = "system:node:";

const isNode = (one: Refused): boolean => commonName(one.chain.leaf).startsWith(NODE);

const wantedGroups = (scene: Scene, { id, chain }: Refused & { readonly id: CredentialId | undefined }): string[] => {
  const has = subjectOf(chain.leaf.subject).organizations;
  return id === undefined
    ? []
    : scene.catalog.credentials[id].groups
        .filter(({ versions }) => versions === undefined)
        .map(({ name }) => name)
        .filter((name) => !has.includes(name));
};

/** The API server makes a binding for what the client needs, for one user or group. */
const isBoundByItself = ({ catalog }: Scene, { predictions: [{ connection }] }: Refused): boolean =>
  catalog.defaultBindings.some(({ role }) => role === connection.needs);

const shown = (one: Refused) => ({ field: "Subject", value: whose(one.chain.leaf) });

export const identityRules = {
  "group-as-unit": {
    title: "A group stands in the organizational unit",
    severity: "error",
    group: "roles",
    source: SUBJECT,
    why: "Kubernetes takes groups from O alone. What stands in OU is read by nobody, so the client has no rights.",
    shows: ['forbidden: User "..." cannot list resource ...'],
    mend: "Issue it again with the group as O (openssl: /O=system:nodes).",
    breaks: ["right"],
    *check(scene): Generator<Fault> {
      for (const one of rightless(scene)) {
        const groups = misplaced(scene, one);
        if (groups.length === 0) continue;
        yield {
          place: one.chain.place,
          message: `${whose(one.chain.leaf)} has ${groups.join(", ")} as OU, which is no group: ${one.because}`,
          shown: shown(one),
          remedy: { sentence: `Issue it again with O=${groups.join(", O=")}.` },
        };
      }
    },
  },
  "client-group-missing": {
    title: "A client's certificate lacks its group",
    severity: "error",
    group: "roles",
    source: SUBJECT,
    why: "Its rights are those of the group: without it the client is known and may do nothing.",
    shows: ['forbidden: User "..." cannot get resource ...'],
    mend: "Issue it again with the group as O.",
    breaks: ["right"],
    *check(scene): Generator<Fault> {
      for (const one of rightless(scene)) {
        const groups = wantedGroups(scene, one);
        if (groups.length === 0 || misplaced(scene, one).length > 0) continue;
        yield {
          place: one.chain.place,
          message: `${whose(one.chain.leaf)} lacks the group ${groups.join(", ")}: ${one.because}`,
          shown: shown(one),
          remedy: { sentence: `Issue it again with O=${groups.join(", O=")}.` },
        };
      }
    },
  },
  "node-name-differs": {
    title: "A kubelet's certificate names another node",
    severity: "error",
    group: "roles",
    source: "kubernetes plugin/pkg/auth/authorizer/node/node_authorizer.go; pkg/auth/nodeidentifier/default.go",
    why: "The Node authorizer lets system:node:NAME touch node NAME alone: the kubelet cannot register, or works as another node.",
    shows: ['node "..." is not allowed to modify node "..."'],
    mend: "Issue it again for the node's own name, or let --hostname-override say that name.",
    breaks: ["right"],
    *check(scene): Generator<Fault> {
      for (const one of rightless(scene)) {
        const { node } = one.predictions[0].connection;
        const groups = [...wantedGroups(scene, one), ...misplaced(scene, one)];
        if (!isNode(one) || node === undefined || commonName(one.chain.leaf) === `${NODE}${node}` || groups.length > 0)
          continue;
        yield {
          place: one.chain.place,
          message: `the kubelet of ${node} says it is ${commonName(one.chain.leaf)}`,
          shown: shown(one),
          remedy: { sentence: `Issue it again for CN=${NODE}${node}, O=system:nodes.` },
        };
      }
    },
  },
  "client-name-wrong": {
    title: "A component's certificate names another user",
    severity: "error",
    group: "roles",
    source: "kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go ClusterRoleBindings",
    why: "The bindings that every API server makes are for fixed user names: system:kube-scheduler and the like. Another user has no rights.",
    shows: ['forbidden: User "..." cannot ...'],
    mend: "Issue it again with the component's user name as CN.",
    breaks: ["right"],
    *check(scene): Generator<Fault> {
      for (const one of rightless(scene)) {
        if (isNode(one) || wantedGroups(scene, one).length > 0 || misplaced(scene, one).length > 0) continue;
        if (!isBoundByItself(scene, one)) continue;
        const wanted = one.id === undefined ? undefined : scene.catalog.credentials[one.id].commonName;
        if (wanted === commonName(one.chain.leaf)) continue;
        yield {
          place: one.chain.place,
          message: `${whoBreaks(one)} is asked by ${commonName(one.chain.leaf)}${wanted === undefined ? "" : `, which should be ${wanted}`}: ${one.because}`,
          shown: shown(one),
          remedy: { sentence: `Issue it again with CN=${wanted ?? "the user that its binding names"}.` },
        };
      }
    },
  },
  "client-binding-unseen": {
    title: "Nothing that was read gives a client its rights",
    severity: "warning",
    group: "roles",
    source:
      "kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go (no binding for system:kubelet-api-admin)",
    why: "No API server makes a binding for this role by itself: somebody has to, and it stands in the cluster alone. Without one the client is known and may do nothing.",
    shows: ["Forbidden (user=..., verb=get, resource=nodes, subresource(s)=[proxy])"],
    mend: "See whether the cluster has the binding (kubectl get clusterrolebindings -o wide), or give its YAML with the tree.",
    breaks: ["right"],
    *check(scene): Generator<Fault> {
      for (const one of rightless(scene)) {
        if (isNode(one) || isBoundByItself(scene, one) || wantedGroups(scene, one).length > 0) continue;
        if (misplaced(scene, one).length > 0) continue;
        const user = commonName(one.chain.leaf);
        const { needs = "" } = one.predictions[0].connection;
        yield {
          place: one.chain.place,
          message: `${whoBreaks(one)} is asked by ${user}: no binding was read that gives it ${needs}`,
          shown: shown(one),
          remedy: {
            sentence: `See whether user ${user} is bound to ${needs} in the cluster; kubectl create clusterrolebinding makes it so.`,
          },
        };
      }
    },
  },
  "client-without-name": {
    title: "A client's certificate has no common name",
    severity: "error",
    group: "roles",
    source: SUBJECT,
    why: "The common name is the user. Without one the client is nobody, however good its chain.",
    shows: ["Unauthorized"],
    mend: "Issue it again with a user as CN.",
    breaks: ["identity", "right"],
    *check(scene): Generator<Fault> {
      const anonymous = refused(scene, "right").filter(
        ({ predictions: [{ identity }] }) => identity?.known === true && identity.by === "anonymous",
      );
      for (const one of [...anonymous, ...refused(scene, "no-user-name")]) {
        if (commonName(one.chain.leaf) !== "") continue;
        yield {
          place: one.chain.place,
          message: `the certificate (${whose(one.chain.leaf)}) has no common name: to ${whoBreaks(one)} it is nobody`,
          shown: shown(one),
          remedy: { sentence: "Issue it again with a user as CN." },
        };
      }
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;
