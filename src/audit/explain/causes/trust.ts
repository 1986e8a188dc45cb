import type { Cause } from "../cause.ts";

const SERVED = "openssl s_client -connect {address} -showcerts </dev/null";

export const trustCauses = {
  "unknown-authority": {
    sentence: "Whoever checks the certificate does not trust the authority that issued it.",
    check: "openssl verify -CAfile {trust} {certificate}",
    remedy:
      "Give the checking side the issuing authority's certificate ({trust}), or issue the certificate again from the authority that is trusted there.",
    restart:
      "The checking side: kubelets, etcd and programs with a kubeconfig read their authorities when they start. kube-apiserver reads --client-ca-file again by itself.",
  },
  "same-name-different-key": {
    sentence:
      "The checking side trusts an authority of the same name but with another key: another cluster's, or the one from before it was made anew.",
    check:
      "openssl x509 -in {trust} -noout -subject -ext subjectKeyIdentifier; openssl x509 -in {certificate} -noout -issuer -ext authorityKeyIdentifier",
    remedy:
      "Find out which of the two authorities is the cluster's now. Copy its certificate to {trust} where the old one is, or issue the certificate again from it.",
    restart: "Whatever reads the replaced authority or certificate when it starts.",
  },
  "missing-intermediate": {
    sentence: "An intermediate authority issued the certificate, and its certificate is not sent along.",
    check: SERVED,
    remedy:
      "Append the intermediate's certificate to the certificate file, the leaf first: cat leaf.crt intermediate.crt > {certificate}",
    restart: "Whoever shows the certificate, unless it reads its files again (kube-apiserver, kubelet and etcd do).",
  },
  "self-signed": {
    sentence: "The certificate is signed by itself, or by an authority that the program made up when it started.",
    check: `${SERVED} 2>/dev/null | openssl x509 -noout -subject -issuer`,
    remedy:
      "Give the program a certificate of the cluster's authority (kubelets: serverTLSBootstrap: true and approve the requests), or trust this certificate on purpose.",
    restart: "The program whose certificate is replaced.",
  },
  "trust-anchor-missing": {
    sentence: "The client was given no authority at all, so only those of its system count.",
    check: "kubectl config view --minify --raw -o jsonpath='{.clusters[0].cluster}'",
    remedy: "Name the authority: certificate-authority in the kubeconfig, --cacert, caBundle, --etcd-cafile: {trust}",
    restart: "The client, when it is a service.",
  },
  "ca-hash-mismatch": {
    sentence: "The pinned hash of the authority's public key is not that of this cluster's authority.",
    check:
      "openssl x509 -pubkey -noout -in /etc/kubernetes/pki/ca.crt | openssl pkey -pubin -outform der | openssl dgst -sha256",
    remedy: "Make the join command again on a control plane: kubeadm token create --print-join-command",
    restart: "Nothing; join again.",
  },
} as const satisfies Record<string, Cause>;
