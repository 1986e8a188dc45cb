/** Sets of causes that several messages cannot tell apart. */
import type { CauseId } from "../cause.ts";

/** A chain that does not end in a trusted authority. */
export const NOT_TRUSTED: readonly CauseId[] = [
  "unknown-authority",
  "same-name-different-key",
  "missing-intermediate",
  "self-signed",
  "ca-expired",
];

export const EXPIRED: readonly CauseId[] = ["expired", "ca-expired", "clock-wrong"];

export const NO_CERTIFICATE: readonly CauseId[] = [
  "client-certificate-missing",
  "unknown-authority",
  "missing-intermediate",
  "self-signed",
];

export const NO_RIGHTS: readonly CauseId[] = [
  "group-missing",
  "group-in-organizational-unit",
  "wrong-user-name",
  "role-binding-missing",
];

const ANY_CHAIN: readonly CauseId[] = [
  "same-name-different-key",
  "missing-intermediate",
  "self-signed",
  "ca-expired",
  "not-yet-valid",
  "clock-wrong",
  "ca-eku-restricts",
  "ca-basic-constraints-missing",
  "ca-cert-sign-missing",
  "path-length-exceeded",
  "name-constraint-violated",
  "unhandled-critical-extension",
  "weak-signature",
];

/** The client did not like the server's certificate and told no more. */
export const SERVER_REFUSED: readonly CauseId[] = [
  "unknown-authority",
  "expired",
  "dns-name-missing",
  "ip-address-missing",
  "trust-anchor-missing",
  ...ANY_CHAIN,
  "server-auth-missing",
  "legacy-common-name",
  "peer-address-missing",
];

/** The server did not like the client's certificate and told no more. */
export const CLIENT_REFUSED: readonly CauseId[] = [
  "client-certificate-missing",
  "unknown-authority",
  "expired",
  "client-auth-missing",
  ...ANY_CHAIN,
  "peer-name-not-allowed",
  "negative-serial-number",
  "rsa-key-too-large",
];

/** Some certificate of a connection, on either side. */
export const EITHER_REFUSED: readonly CauseId[] = [...new Set([...SERVER_REFUSED, ...CLIENT_REFUSED])];

/** The API server let a request in at TLS level and did not know who it is. */
export const NOT_KNOWN: readonly CauseId[] = [
  "expired",
  "unknown-authority",
  "client-auth-missing",
  "client-certificate-missing",
  "token-expired",
  "token-unknown",
  "service-account-key-mismatch",
  "token-issuer-mismatch",
  "token-audience-mismatch",
  ...ANY_CHAIN,
  "common-name-empty",
  "front-proxy-name-not-allowed",
];
