import type { Cause } from "../cause.ts";

const USAGES = "openssl x509 -in {certificate} -noout -ext extendedKeyUsage,keyUsage";
const OF_AUTHORITY = "openssl x509 -in {trust} -noout -ext basicConstraints,keyUsage,extendedKeyUsage";
const REPLACE_AUTHORITY =
  "The authority's certificate has to be made again from the same key with the right extensions; what it signed stays good.";
const TRUSTING = "Whoever trusts the authority.";

export const usageCauses = {
  "server-auth-missing": {
    sentence: "The server's certificate is not made for servers: its extendedKeyUsage lacks serverAuth.",
    check: USAGES,
    remedy: "Issue it again with extendedKeyUsage=serverAuth. etcd's peer certificates need serverAuth and clientAuth.",
    restart: "The server whose certificate is replaced.",
  },
  "client-auth-missing": {
    sentence: "The client's certificate is not made for clients: its extendedKeyUsage lacks clientAuth.",
    check: USAGES,
    remedy: "Issue it again with extendedKeyUsage=clientAuth. etcd's peer certificates need serverAuth and clientAuth.",
    restart: "The client, when it is a service.",
  },
  "ca-eku-restricts": {
    sentence: "An authority above carries an extendedKeyUsage that does not include this use.",
    check: OF_AUTHORITY,
    remedy: `Authorities of a cluster carry no extendedKeyUsage. ${REPLACE_AUTHORITY}`,
    restart: TRUSTING,
  },
  "ca-basic-constraints-missing": {
    sentence: "The issuing certificate is no authority: basicConstraints CA:TRUE is missing.",
    check: OF_AUTHORITY,
    remedy: REPLACE_AUTHORITY,
    restart: TRUSTING,
  },
  "ca-cert-sign-missing": {
    sentence: "The issuing authority may not sign certificates: its keyUsage lacks keyCertSign.",
    check: OF_AUTHORITY,
    remedy: REPLACE_AUTHORITY,
    restart: TRUSTING,
  },
  "path-length-exceeded": {
    sentence: "There are more authorities below one than its path length permits.",
    check: OF_AUTHORITY,
    remedy:
      "Issue the certificate directly from an upper authority, or make the upper authority's certificate with a larger pathlen.",
    restart: "Whoever shows the chain.",
  },
  "unhandled-critical-extension": {
    sentence: "The certificate has a critical extension that the checking side does not know.",
    check: "openssl x509 -in {certificate} -noout -text",
    remedy: "Issue it again without that extension, or with the extension not critical.",
    restart: "Whoever shows the certificate.",
  },
  "certificate-revoked": {
    sentence: "The certificate is on its authority's list of revoked ones.",
    check: "openssl x509 -in {certificate} -noout -serial; openssl crl -in {file} -noout -text",
    remedy: "Issue a new certificate from a new key. Ask first why it was revoked.",
    restart: "Whoever shows the certificate.",
  },
  "weak-signature": {
    sentence: "The certificate is signed with SHA-1 or MD5, which is no longer accepted.",
    check: "openssl x509 -in {certificate} -noout -text -certopt no_pubkey | grep 'Signature Algorithm'",
    remedy: "Issue it again with SHA-256; the authority's key can stay.",
    restart: "Whoever shows the certificate.",
  },
  "weak-key": {
    sentence: "The key is too short to be accepted.",
    check: "openssl x509 -in {certificate} -noout -text | grep 'Public-Key'",
    remedy: "Make a new key (RSA of 2048 bits or more, or ECDSA P-256) and issue the certificate again.",
    restart: "Whoever shows the certificate.",
  },
  "rsa-key-too-large": {
    sentence: "The RSA key is longer than the 8192 bits that Go accepts in a handshake.",
    check: "openssl x509 -in {certificate} -noout -text | grep 'Public-Key'",
    remedy: "Make a new key (RSA of 2048 to 4096 bits, or ECDSA P-256) and issue the certificate again.",
    restart: "Whoever shows the certificate.",
  },
  "negative-serial-number": {
    sentence: "The certificate's serial number is negative, which Go refuses to read since 1.23.",
    check: "openssl x509 -in {certificate} -noout -serial",
    remedy: "Issue it again with a positive serial number.",
    restart: "Whoever shows the certificate.",
  },
  "certificate-malformed": {
    sentence: "The certificate's encoding breaks a rule that the reading side insists on.",
    check: "openssl asn1parse -in {certificate} -i; openssl x509 -in {certificate} -noout -text",
    remedy: "Issue it again with a tool that encodes right; older Go versions accepted some of these.",
    restart: "Whoever shows the certificate.",
  },
} as const satisfies Record<string, Cause>;
