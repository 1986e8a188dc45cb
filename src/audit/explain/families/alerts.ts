/** TLS alerts (RFC 8446 6.2): the other side refused and told a word. One table for Go, OpenSSL, Node, Python and Java. */
import type { CauseId } from "../cause.ts";
import { byServer, type Family } from "../family.ts";
import { CLIENT_REFUSED, EXPIRED, NO_CERTIFICATE, NOT_TRUSTED, SERVER_REFUSED } from "./sets.ts";

interface Alert {
  readonly number: number;
  /** As Go, OpenSSL and Java write it. */
  readonly go: string;
  readonly openssl: string;
  readonly java: string;
  readonly happened: string;
  readonly causes: readonly CauseId[];
  /** When a server prints it: its client refused. */
  readonly atServer?: readonly CauseId[];
  readonly note?: string;
}

const ALERTS: readonly Alert[] = [
  {
    number: 48,
    go: "unknown certificate authority",
    openssl: "unknown ca",
    java: "unknown_ca",
    happened: "The other side does not trust the authority of the certificate that it was shown.",
    causes: NOT_TRUSTED,
    atServer: [
      "unknown-authority",
      "trust-anchor-missing",
      "same-name-different-key",
      "missing-intermediate",
      "self-signed",
    ],
  },
  {
    number: 116,
    go: "certificate required",
    openssl: "certificate required",
    java: "certificate_required",
    happened: "The server wants a client certificate, and none was sent.",
    causes: NO_CERTIFICATE,
    note: "A Go client with a certificate sends none when the server names other authorities than its issuer.",
  },
  {
    number: 45,
    go: "expired certificate",
    openssl: "certificate expired",
    java: "certificate_expired",
    happened: "The other side says that the certificate that it was shown is out of its time.",
    causes: EXPIRED,
  },
  {
    number: 44,
    go: "revoked certificate",
    openssl: "certificate revoked",
    java: "certificate_revoked",
    happened: "The other side says that the certificate that it was shown is revoked.",
    causes: ["certificate-revoked"],
  },
  {
    number: 42,
    go: "bad certificate",
    openssl: "bad certificate",
    java: "bad_certificate",
    happened: "The other side did not accept the certificate that it was shown, and did not say why.",
    causes: CLIENT_REFUSED,
    atServer: SERVER_REFUSED,
    note: "The log of the other side has the reason: look there, at the same time of day.",
  },
  {
    number: 46,
    go: "unknown certificate",
    openssl: "certificate unknown",
    java: "certificate_unknown",
    happened:
      "The other side did not accept the certificate that it was shown. Browsers and Java say so of an authority they do not trust.",
    causes: ["unknown-authority", "expired", "missing-intermediate", "self-signed", "same-name-different-key"],
    atServer: SERVER_REFUSED,
  },
  {
    number: 43,
    go: "unsupported certificate",
    openssl: "unsupported certificate",
    java: "unsupported_certificate",
    happened: "The other side cannot use a certificate of this kind: usually its extendedKeyUsage does not fit.",
    causes: ["client-auth-missing", "ca-eku-restricts", "weak-key", "weak-signature"],
    atServer: ["server-auth-missing", "ca-eku-restricts", "weak-key", "weak-signature"],
  },
  {
    number: 40,
    go: "handshake failure",
    openssl: "handshake failure",
    java: "handshake_failure",
    happened: "The two sides did not find a way to speak TLS with each other.",
    causes: ["no-shared-cipher", "client-certificate-missing"],
    note: "With TLS 1.2, OpenSSL's servers also say this to a client that sends no certificate.",
  },
  {
    number: 70,
    go: "protocol version not supported",
    openssl: "protocol version",
    java: "protocol_version",
    happened: "The other side does not speak the version of TLS that was offered.",
    causes: ["protocol-version-mismatch"],
  },
  {
    number: 71,
    go: "insufficient security level",
    openssl: "insufficient security",
    java: "insufficient_security",
    happened: "The other side wants stronger ciphers than were offered.",
    causes: ["no-shared-cipher", "protocol-version-mismatch"],
  },
  {
    number: 51,
    go: "error decrypting message",
    openssl: "decrypt error",
    java: "decrypt_error",
    happened: "The other side could not check a signature of the handshake or of the certificate.",
    causes: ["same-name-different-key", "key-mismatch"],
  },
  {
    number: 112,
    go: "unrecognized name",
    openssl: "unrecognized name",
    java: "unrecognized_name",
    happened: "The server has no certificate for the name that was asked for.",
    causes: ["dns-name-missing"],
  },
  {
    number: 80,
    go: "internal error",
    openssl: "internal error",
    java: "internal_error",
    happened: "The server could not go on. A kubelet says this as long as it has no serving certificate.",
    causes: ["csr-not-approved", "key-mismatch"],
  },
];

const patternsOf = ({ number, go, openssl, java }: Alert): RegExp[] => [
  new RegExp(`(?:remote error: |tls: )${go}`),
  new RegExp(`alert ${openssl}`, "i"),
  new RegExp(`_ALERT_${openssl.toUpperCase().replaceAll(" ", "_")}`),
  new RegExp(`(?:SSL alert number|TLS alert|alert number) ${number}(?!\\d)`),
  new RegExp(`fatal alert: ${java}\\b`),
  new RegExp(`received fatal alert: ${java.replace(/(?:^|_)(\w)/g, (_, first: string) => first.toUpperCase())}`),
];

export const alertFamilies: readonly Family[] = ALERTS.map((alert) => ({
  id: `alert-${alert.go.replaceAll(" ", "-")}`,
  title: `remote error: tls: ${alert.go}`,
  patterns: patternsOf(alert),
  verdict: alert.number === 40 || alert.number === 70 || alert.number === 71 ? "nobody" : "us",
  happened: alert.happened,
  causes: alert.causes,
  ...(alert.atServer === undefined ? {} : { shifts: [byServer(alert.atServer)] }),
  ...(alert.note === undefined ? {} : { note: alert.note }),
}));
