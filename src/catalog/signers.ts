import type { OnlineSigner, SignerId } from "./types.ts";

const SOURCE = "kubernetes pkg/controller/certificates/signer/signer.go, ca_provider.go";

const apart = (issues: OnlineSigner["issues"], why: string): OnlineSigner => ({
  holder: "kube-controller-manager",
  scope: "control-plane",
  when: ["signers-apart"],
  issues,
  why,
  source: SOURCE,
});

/**
 * Issuers that the controller-manager uses while it runs. Each file holds exactly one certificate. The general pair and
 * the specific ones exclude each other (facts 6.2): which of them there are depends on how many authorities issue.
 */
export const signers: Readonly<Record<SignerId, OnlineSigner>> = {
  "cluster-signing": {
    holder: "kube-controller-manager",
    scope: "control-plane",
    when: ["signers-together"],
    issues: ["apiserver-client", "node-client", "kubelet-serving", "legacy"],
    why: "Signs kubelets' renewals and every other approved request with one authority.",
    source: SOURCE,
  },
  "kube-apiserver-client": apart(["apiserver-client"], "Signs approved requests of people and programs for the API."),
  "kube-apiserver-client-kubelet": apart(["node-client"], "Signs the client certificates that kubelets ask for."),
  "kubelet-serving": apart(["kubelet-serving"], "Signs the serving certificates that kubelets ask for."),
  "legacy-unknown": apart(["legacy"], "Signs what older programs ask for; nobody promises to believe it."),
};
