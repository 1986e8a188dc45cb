import type { Cause } from "../cause.ts";

const SUBJECT = "openssl x509 -in {certificate} -noout -subject";
const WHO = "kubectl auth whoami";

export const identityCauses = {
  "client-certificate-missing": {
    sentence: "The client showed no certificate (and no token) where one is needed.",
    check: "kubectl config view --minify --raw -o jsonpath='{.users[0].user}' | cut -c1-80",
    remedy:
      "Give the client its certificate and key: {certificate}, {key}. A Go client sends none when the server asks for another authority's.",
    restart: "The client, when it is a service.",
  },
  "group-missing": {
    sentence: "The certificate lacks the group, its organization (O), that gives the rights.",
    check: SUBJECT,
    remedy:
      "Issue the certificate again with the group: O=system:nodes for a kubelet, O=system:masters or kubeadm:cluster-admins for an administrator.",
    restart: "The client, when it is a service.",
  },
  "group-in-organizational-unit": {
    sentence: "The group stands in OU; Kubernetes reads groups from O alone.",
    check: SUBJECT,
    remedy: "Issue the certificate again with the group in O.",
    restart: "The client, when it is a service.",
  },
  "wrong-user-name": {
    sentence: "The certificate's common name, {user}, is not the user that the rights are given to.",
    check: WHO,
    remedy:
      "Issue it again with the right common name: system:kube-scheduler, system:kube-controller-manager, system:kube-proxy, system:node:NAME.",
    restart: "The client, when it is a service.",
  },
  "common-name-empty": {
    sentence: "The client certificate has no common name, so there is no user name.",
    check: SUBJECT,
    remedy: "Issue it again with a common name.",
    restart: "The client, when it is a service.",
  },
  "role-binding-missing": {
    sentence: "The user is known and right; no role is bound to it or its groups.",
    check: "kubectl auth can-i --list --as {user}",
    remedy: "Bind a role to the user: kubectl create clusterrolebinding NAME --clusterrole ROLE --user {user}",
    restart: "None: rights count at once.",
  },
  "front-proxy-name-not-allowed": {
    sentence: "The front-proxy certificate's common name is not among --requestheader-allowed-names.",
    check:
      "openssl x509 -in /etc/kubernetes/pki/front-proxy-client.crt -noout -subject; grep requestheader-allowed-names /etc/kubernetes/manifests/kube-apiserver.yaml",
    remedy: "Issue the certificate with an allowed common name (front-proxy-client), or add the name to the flag.",
    restart: "kube-apiserver when its flag changed.",
  },
  "csr-not-approved": {
    sentence: "The kubelet has no serving certificate yet: its request waits for approval.",
    check: "kubectl get csr --field-selector spec.signerName=kubernetes.io/kubelet-serving",
    remedy: "Look at the names in the request, then: kubectl certificate approve NAME",
    restart: "None: the kubelet takes the certificate when it is issued.",
  },
  "service-account-key-mismatch": {
    sentence: "The token was signed with a key that the API server does not check tokens with.",
    check:
      "openssl pkey -in /etc/kubernetes/pki/sa.key -pubout | diff - /etc/kubernetes/pki/sa.pub && grep service-account /etc/kubernetes/manifests/kube-*.yaml",
    remedy:
      "Put the same sa.key and sa.pub on every control plane; while keys change, give --service-account-key-file both.",
    restart: "kube-apiserver and kube-controller-manager, then the pods whose tokens were signed with the other key.",
  },
  "token-expired": {
    sentence: "The token's time is over.",
    check: "kubeadm token list",
    remedy: "Make a new one: kubeadm token create --print-join-command, or kubectl create token SERVICEACCOUNT",
    restart: "Whoever keeps the old token; pods get new ones by themselves.",
  },
  "token-unknown": {
    sentence: "The API server does not know the token or its secret: deleted, mistyped or never made.",
    check: "kubeadm token list; kubectl -n kube-system get secrets --field-selector type=bootstrap.kubernetes.io/token",
    remedy: "Make a new one: kubeadm token create --print-join-command",
    restart: "Nothing; try again with the new token.",
  },
  "token-issuer-mismatch": {
    sentence: "The token's issuer is none of the API server's --service-account-issuer.",
    check:
      "kubectl get --raw /.well-known/openid-configuration; grep service-account-issuer /etc/kubernetes/manifests/kube-apiserver.yaml",
    remedy: "Give --service-account-issuer the old issuer too (the first one signs), or renew the tokens.",
    restart: "kube-apiserver, and the pods that keep old tokens.",
  },
  "token-audience-mismatch": {
    sentence: "The token was made for another audience than the one that it was shown to.",
    check: "grep -- --api-audiences /etc/kubernetes/manifests/kube-apiserver.yaml",
    remedy: "Ask for a token of the right audience: kubectl create token SERVICEACCOUNT --audience AUDIENCE",
    restart: "The program that holds the token.",
  },
} as const satisfies Record<string, Cause>;
