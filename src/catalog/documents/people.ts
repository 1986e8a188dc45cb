import type { CredentialId, Document, DocumentId } from "../types.ts";

const curl = (beside: CredentialId): Document => ({
  title: "a request with curl",
  beside,
  path: "curl.sh",
  secret: false,
  body: {
    lines: [
      "#!/bin/sh",
      "# Asks the API server with the certificate of this folder and nothing else: who am I?",
      "#   sh curl.sh                    the user and groups that the API server reads from it",
      "#   sh curl.sh /api/v1/pods       any other path",
      'cd "$(dirname "$0")" || exit',
      'api="{endpoint}"',
      'if [ "$#" -gt 0 ]; then',
      '  exec curl --cacert {own-trust} --cert {own-certificate} --key {own-key} "$api$1"',
      "fi",
      "exec curl --cacert {own-trust} --cert {own-certificate} --key {own-key} \\",
      '  --header "Content-Type: application/yaml" --data-binary @- \\',
      "  \"$api/apis/authentication.k8s.io/v1/selfsubjectreviews\" <<'END'",
      "apiVersion: authentication.k8s.io/v1",
      "kind: SelfSubjectReview",
      "END",
    ],
  },
  why: "Shows that a certificate is all there is to it, and helps where there is no kubectl.",
  without: "The command is put together by hand.",
  source: "k8s.io/api authentication/v1/types.go",
});

/** Beside the certificates of people. */
export const peopleDocuments = {
  "admin-curl": curl("admin"),
  "user-curl": curl("user"),
  "user-pkcs12": {
    title: "PKCS#12 file",
    beside: "user",
    asked: "pkcs12",
    path: "{file}.p12",
    secret: true,
    body: { file: { pkcs12: "people-root-ca" } },
    why: "Certificate, key and authorities in one file under a passphrase, for browsers, Java and Windows.",
    without: "It is converted by hand.",
    source: "RFC 7292",
  },
  "node-pkcs12": {
    title: "node's serving pair as a PKCS#12 file",
    beside: "kubelet-server",
    asked: "pkcs12",
    path: "{own-pair}.pfx",
    secret: true,
    body: { file: { pkcs12: "node-root-ca" } },
    why: "For the certificate store of a Windows node, which other programs of the node read; the kubelet itself reads PEM.",
    without: "It is converted by hand.",
    source: "RFC 7292",
  },
} as const satisfies Partial<Record<DocumentId, Document>>;
