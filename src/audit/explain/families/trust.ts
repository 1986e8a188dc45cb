/** The certificate cannot be read, or leads to no trusted authority: what Go says when it knows no more. */
import { byServer, type Family } from "../family.ts";

export const trustFamilies: readonly Family[] = [
  {
    id: "malformed",
    title: "malformed certificate",
    patterns: [
      /x509: (?:malformed|invalid|trailing data|.{0,200} certificate is not standards compliant|inner and outer|RSA key missing|certificate contains duplicate|unsupported elliptic|RSA modulus|failed to parse)/,
      /x509: cannot verify signature: algorithm unimplemented|failed to parse certificate from server|BadEncoding|asn1: structure error/,
    ],
    verdict: "peer",
    happened: "A certificate could not be read: its encoding breaks a rule.",
    causes: ["certificate-malformed", "pem-unreadable"],
  },
  {
    id: "no-common-name",
    title: "bare unknown authority at the API server",
    patterns: [/"Unable to authenticate the request" err="x509: certificate signed by unknown authority"/],
    verdict: "peer",
    happened:
      "The API server did not accept the client's certificate. With a front proxy set up, these bare words mean that the certificate has no common name.",
    causes: ["common-name-empty", "unknown-authority"],
  },
  {
    id: "unknown-authority",
    title: "certificate signed by unknown authority",
    patterns: [
      /signed by unknown authority|signature check attempts limit reached|x509: issuer name does not match subject/,
    ],
    verdict: "peer",
    happened: "The certificate leads to no authority that the checking side trusts.",
    causes: ["unknown-authority", "missing-intermediate", "self-signed", "trust-anchor-missing"],
    shifts: [byServer(["unknown-authority", "missing-intermediate", "self-signed", "ca-expired"])],
    note: "Compare the certificate's authorityKeyIdentifier with the subjectKeyIdentifier of what is trusted: same name and another key is another authority.",
  },
];
