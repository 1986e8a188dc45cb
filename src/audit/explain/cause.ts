/** Why a TLS connection, an identity or a start fails: the causes that messages are traced back to. */

export type CauseId = keyof typeof CAUSE_IDS;

/** The vocabulary, by what is at fault. */
export const CAUSE_IDS = {
  "unknown-authority": "trust",
  "same-name-different-key": "trust",
  "missing-intermediate": "trust",
  "self-signed": "trust",
  "trust-anchor-missing": "trust",
  "ca-hash-mismatch": "trust",
  expired: "time",
  "not-yet-valid": "time",
  "clock-wrong": "time",
  "ca-expired": "time",
  "crl-expired": "time",
  "dns-name-missing": "names",
  "ip-address-missing": "names",
  "legacy-common-name": "names",
  "peer-address-missing": "names",
  "peer-name-not-allowed": "names",
  "name-constraint-violated": "names",
  "server-auth-missing": "usage",
  "client-auth-missing": "usage",
  "ca-eku-restricts": "usage",
  "ca-basic-constraints-missing": "authority",
  "ca-cert-sign-missing": "authority",
  "path-length-exceeded": "authority",
  "unhandled-critical-extension": "authority",
  "certificate-revoked": "authority",
  "weak-signature": "encoding",
  "weak-key": "encoding",
  "rsa-key-too-large": "encoding",
  "negative-serial-number": "encoding",
  "certificate-malformed": "encoding",
  "client-certificate-missing": "identity",
  "group-missing": "identity",
  "group-in-organizational-unit": "identity",
  "wrong-user-name": "identity",
  "common-name-empty": "identity",
  "role-binding-missing": "identity",
  "front-proxy-name-not-allowed": "identity",
  "csr-not-approved": "identity",
  "service-account-key-mismatch": "token",
  "token-expired": "token",
  "token-unknown": "token",
  "token-issuer-mismatch": "token",
  "token-audience-mismatch": "token",
  "key-mismatch": "file",
  "key-encrypted": "file",
  "file-missing": "file",
  "file-not-readable": "file",
  "pem-unreadable": "file",
  "pem-wrong-type": "file",
  "flag-missing": "file",
  "plain-http-to-tls-port": "protocol",
  "tls-to-plain-http-port": "protocol",
  "protocol-version-mismatch": "protocol",
  "no-shared-cipher": "protocol",
} as const;

/**
 * What is wrong, how to see it, how to mend it. Texts may have placeholders in braces, filled in from the message or
 * left as a word in capitals: `{address}` (host:port), `{host}`, `{name}` (asked for), `{certificate}`, `{key}`,
 * `{trust}` (the file of the trusted authorities), `{file}` (named in the message), `{user}`.
 */
export interface Cause {
  readonly sentence: string;
  /** A command that shows whether this is it. */
  readonly check: string;
  /** What to do, with the command where there is one. */
  readonly remedy: string;
  /** What has to be restarted afterwards, and what need not. */
  readonly restart: string;
}
