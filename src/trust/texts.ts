/**
 * What each program prints, word for word, so that it can be found in a log. Go 1.26: crypto/tls handshake_client.go and
 * handshake_server.go (`verifyServerCertificate`, `processCertsFromClient`); Kubernetes and etcd as named at each.
 */
import type { PathReason } from "../x509/path/validate.ts";

/** A TLS client that refuses the server's certificate. */
export const clientRefuses = (go: string): string => `tls: failed to verify certificate: ${go}`;

/** What the other side hears: the alert. Go clients send one for everything. */
export const SERVER_HEARS = "remote error: tls: bad certificate";

/**
 * The Go that a server was built with, where its words differ: 1.20 took one sentence for both sides, 1.21 finer alerts.
 * Which release of a program has which is in the catalogue (`olderWords`); what Kubernetes ships today is `current`.
 */
export type GoWords = "current" | "1.20" | "1.19";

export interface DemandingServerTexts {
  /** The server that refuses a client's certificate. */
  readonly refuses: (go: string) => string;
  /** What the client hears of it. */
  readonly heard: (reason: PathReason) => string;
  /** A client that shows none: the server's words, and what the client hears with TLS 1.3. */
  readonly noneShown: { readonly server: string; readonly client: string };
}

const NONE_SHOWN = "tls: client didn't provide a certificate";

export const DEMANDING_SERVER: Readonly<Record<GoWords, DemandingServerTexts>> = {
  current: {
    refuses: clientRefuses,
    heard: alertOf,
    noneShown: { server: NONE_SHOWN, client: "remote error: tls: certificate required" },
  },
  "1.20": {
    refuses: clientRefuses,
    heard: () => SERVER_HEARS,
    noneShown: { server: NONE_SHOWN, client: SERVER_HEARS },
  },
  "1.19": {
    refuses: (go) => `tls: failed to verify client certificate: ${go}`,
    heard: () => SERVER_HEARS,
    noneShown: { server: NONE_SHOWN, client: SERVER_HEARS },
  },
};

function alertOf(reason: PathReason): string {
  if (reason === "unknown-authority" || reason === "insecure-algorithm")
    return "remote error: tls: unknown certificate authority";
  if (reason === "expired" || reason === "not-yet-valid") return "remote error: tls: expired certificate";
  return SERVER_HEARS;
}

/** A pair that is none: every program says it when it loads the two (crypto/tls `X509KeyPair`). */
export const NO_PAIR = "tls: private key does not match public key";

/** kubectl's words around a failed connection (k8s.io/kubectl pkg/cmd/util/helpers.go). */
export const kubectlCannotConnect = (error: string): string => `Unable to connect to the server: ${error}`;

/** Several errors as one (k8s.io/apimachinery pkg/util/errors): each once, in brackets when there is more than one. */
export function aggregate(errors: readonly string[]): string {
  const once = [...new Set(errors)];
  return once.length === 1 ? (once[0] ?? "") : `[${once.join(", ")}]`;
}

/** The log line of a 401 (k8s.io/apiserver pkg/endpoints/filters/authentication.go); structured logs quote the error. */
export const unableToAuthenticate = (error: string): string =>
  `"Unable to authenticate the request" err=${JSON.stringify(error)}`;

/** etcd's peer listener, about a certificate that does not go with the caller's address (listener_tls.go `checkCertSAN`). */
export const peerNames = {
  addresses: (address: string, listed: readonly string[]): string =>
    `x509: certificate is valid for ${listed.join(", ")}, not ${address}`,
  names: (address: string, listed: readonly string[]): string =>
    `tls: ${JSON.stringify(address)} does not match any of DNSNames [${listed.map((name) => JSON.stringify(name)).join(" ")}]`,
} as const;

/** The API server about somebody who may not (k8s.io/apiserver pkg/endpoints/handlers/responsewriters/errors.go). */
export const forbidden = (user: string): string => `forbidden: User ${JSON.stringify(user)} cannot`;
