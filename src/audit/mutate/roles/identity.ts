/** Users and groups that are somebody else. */
import { subjectOf } from "../../../x509/name.ts";
import type { Mutation } from "../mutation.ts";
import { reissue } from "../targets.ts";
import { asUser, users } from "./again.ts";

const COMPONENTS = ["controller-manager.conf", "scheduler.conf"];

export const identityMutations = {
  "group-as-unit": {
    title: "A kubelet's group stands in OU",
    rule: "group-as-unit",
    make: (scene, pick) =>
      asUser(scene, pick, ["kubelet.conf"], "OU=system:nodes in place of O=system:nodes", ({ content }) => {
        const { commonName, organizations } = subjectOf(content.certificate.subject);
        return { subject: { commonName, organizations: [], organizationalUnits: organizations } };
      }),
  },
  "group-missing": {
    title: "A kubelet's certificate lacks the group system:nodes",
    rule: "client-group-missing",
    make: (scene, pick) =>
      asUser(scene, pick, ["kubelet.conf"], "without O=system:nodes", ({ content }) => ({
        subject: { commonName: subjectOf(content.certificate.subject).commonName, organizations: [] },
      })),
  },
  "other-user": {
    title: "A component's certificate names another user",
    rule: "client-name-wrong",
    make: (scene, pick) =>
      asUser(scene, pick, COMPONENTS, "CN=kube-component", () => ({
        subject: { commonName: "kube-component", organizations: [] },
      })),
  },
  "no-user": {
    title: "A component's certificate has no common name",
    rule: "client-without-name",
    make: (scene, pick) => asUser(scene, pick, COMPONENTS, "an empty subject", () => ({ subject: emptyName })),
  },
  "other-node": {
    title: "A kubelet's certificate names another node",
    rule: "node-name-differs",
    make(scene, pick) {
      const told = users(scene, ["kubelet.conf"]).filter(
        ({ held: { host, file } }) => host?.names[0] !== undefined && host.names[0].place.file !== file.place.file,
      );
      const one = pick(told);
      if (one === undefined) return undefined;
      return {
        at: one.held.place,
        changed: "CN=system:node:somewhere-else",
        edits: [
          reissue(one, { subject: { commonName: "system:node:somewhere-else", organizations: ["system:nodes"] } }),
        ],
      };
    },
  },
  "daily-work-all-rights": {
    title: "The kubeconfig for daily work has every right",
    rule: "kubeconfig-all-rights",
    make: (scene, pick) =>
      asUser(scene, pick, ["admin.conf"], "O=system:masters", ({ content }) => ({
        subject: { commonName: subjectOf(content.certificate.subject).commonName, organizations: ["system:masters"] },
      })),
  },
} as const satisfies Readonly<Record<string, Mutation>>;

const emptyName = Uint8Array.of(0x30, 0);
