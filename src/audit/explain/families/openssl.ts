/** What OpenSSL's verifier says, by its reasons; curl, nginx, Node, Python, git and others pass the words on. */
import { byServer, type Family } from "../family.ts";

const MEMBERS: readonly Family[] = [
  {
    id: "openssl-invalid-ca",
    title: "invalid CA certificate",
    patterns: [/invalid CA certificate|(?:num=|error |code: )(?:24|79)\b[ :(]/],
    verdict: "peer",
    happened: "OpenSSL found the issuer, but its certificate does not say that it is an authority that may sign.",
    causes: ["ca-basic-constraints-missing", "ca-cert-sign-missing"],
  },
  {
    id: "openssl-no-cert-sign",
    title: "key usage does not include certificate signing",
    patterns: [/key ?usage does not include certificate signing|KEYUSAGE_NO_CERTSIGN/i],
    verdict: "peer",
    happened: "OpenSSL found the issuer, but its keyUsage does not allow it to sign certificates.",
    causes: ["ca-cert-sign-missing"],
  },
  {
    id: "self-signed-in-chain",
    title: "self-signed certificate in certificate chain",
    patterns: [/self[- ]signed certificate in (?:certificate )?chain|SELF_SIGNED_CERT_IN_CHAIN/i],
    verdict: "peer",
    happened: "The whole chain was sent, root included, and that root is not among the trusted ones.",
    causes: ["unknown-authority", "same-name-different-key", "self-signed", "trust-anchor-missing"],
  },
  {
    id: "self-signed",
    title: "self-signed certificate",
    patterns: [/self[- ]signed certificate|DEPTH_ZERO_SELF_SIGNED_CERT|MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT/i],
    verdict: "peer",
    happened: "The certificate is its own issuer and is not trusted itself.",
    causes: ["self-signed", "unknown-authority", "trust-anchor-missing"],
  },
  {
    id: "first-certificate",
    title: "unable to verify the first certificate",
    patterns: [/unable to verify the first certificate|UNABLE_TO_VERIFY_LEAF_SIGNATURE/i],
    verdict: "peer",
    happened: "Only the certificate itself was sent, and none of the trusted authorities issued it.",
    causes: ["unknown-authority", "same-name-different-key", "missing-intermediate", "trust-anchor-missing"],
  },
  {
    id: "local-issuer",
    title: "unable to get local issuer certificate",
    patterns: [/unable to get (?:local )?issuer certificate|UNABLE_TO_GET_ISSUER_CERT/i],
    verdict: "peer",
    happened: "The issuer of a certificate in the chain is neither sent nor among the trusted authorities.",
    causes: ["unknown-authority", "trust-anchor-missing", "missing-intermediate", "same-name-different-key"],
  },
  {
    id: "java-path",
    title: "PKIX path building failed",
    patterns: [
      /PKIX path building failed|unable to find valid certification path|Path does not chain with any of the trust anchors/,
      /No trusted certificate found/,
    ],
    verdict: "peer",
    happened: "Java found no way from the certificate to an authority in its trust store.",
    causes: [
      "unknown-authority",
      "trust-anchor-missing",
      "missing-intermediate",
      "self-signed",
      "same-name-different-key",
    ],
  },
  {
    id: "java-no-anchors",
    title: "the trustAnchors parameter must be non-empty",
    patterns: [/trustAnchors parameter must be non-empty/],
    verdict: "ours",
    happened: "Java's trust store is empty or was not found.",
    causes: ["trust-anchor-missing", "file-missing"],
  },
  {
    id: "other-unknown-issuer",
    title: "unknown issuer, in other programs' words",
    patterns: [
      /UnknownIssuer|SEC_ERROR_UNKNOWN_ISSUER|ERR_CERT_AUTHORITY_INVALID|BADCERT_NOT_TRUSTED|SEC_E_UNTRUSTED_ROOT|CERT_E_UNTRUSTEDROOT|0x80090325|UntrustedRoot|PartialChain/,
      /certificate issuer (?:is not recognized|is unknown|is not trusted)|Issuer certificate is invalid|CA signer not available/i,
      /server certificate verification failed\. CAfile|certificate (?:is )?NOT trusted|Invalid certificate chain|cannot verify [^ ]{1,253}'s certificate/,
      /remote certificate (?:is invalid|was rejected)|certificate is not trusted|CA chain cannot be verified|CERT_UNTRUSTED|CERT_REJECTED|certificate not trusted/i,
    ],
    verdict: "peer",
    happened: "The certificate leads to no authority that the checking side trusts.",
    causes: [
      "unknown-authority",
      "trust-anchor-missing",
      "missing-intermediate",
      "self-signed",
      "same-name-different-key",
    ],
  },
  {
    id: "node-unspecified",
    title: "UNSPECIFIED",
    patterns: [/code: '?UNSPECIFIED|unspecified certificate verification error/],
    verdict: "peer",
    happened: "Node has no name of its own for what OpenSSL found.",
    causes: [
      "weak-signature",
      "unhandled-critical-extension",
      "name-constraint-violated",
      "weak-key",
      "ca-basic-constraints-missing",
      "ca-cert-sign-missing",
    ],
    note: "Ask OpenSSL itself, which says which: openssl s_client -connect HOST:PORT -CAfile CA.",
  },
  {
    id: "verify-failed",
    title: "certificate verify failed",
    patterns: [/certificate verify failed|CERTIFICATE_VERIFY_FAILED|certificate verification failed/i],
    verdict: "peer",
    happened: "The certificate was not accepted; the message does not say why.",
    causes: [
      "unknown-authority",
      "trust-anchor-missing",
      "expired",
      "dns-name-missing",
      "missing-intermediate",
      "self-signed",
      "same-name-different-key",
      "ip-address-missing",
    ],
  },
];

/** nginx, HAProxy and the like check clients as servers: then it is the client's certificate. */
export const opensslFamilies: readonly Family[] = MEMBERS.map((family) =>
  family.id === "first-certificate" || family.id === "local-issuer"
    ? {
        ...family,
        shifts: [
          byServer(["unknown-authority", "missing-intermediate", "same-name-different-key", "trust-anchor-missing"]),
        ],
      }
    : family,
);
