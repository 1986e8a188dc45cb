/** The two sides do not speak the same language; and words that tell only that something failed. */
import { byServer, type Family } from "../family.ts";
import { CLIENT_REFUSED, EITHER_REFUSED, SERVER_REFUSED } from "./sets.ts";

export const protocolFamilies: readonly Family[] = [
  {
    id: "plain-http",
    title: "plain HTTP to a TLS port",
    patterns: [
      /plain HTTP request (?:was sent )?to (?:an )?HTTPS (?:port|server)|sent an HTTP request to an HTTPS server/,
      /SSL routines:.{0,60}http request|HTTP_REQUEST\]|ERR_SSL_HTTP_REQUEST/,
    ],
    verdict: "nobody",
    happened: "A client spoke HTTP without TLS to a port that wants TLS.",
    causes: ["plain-http-to-tls-port"],
  },
  {
    id: "no-tls-record",
    title: "first record does not look like a TLS handshake",
    patterns: [/first record does not look like a TLS handshake/],
    verdict: "nobody",
    happened: "What arrived was not TLS.",
    causes: ["tls-to-plain-http-port"],
    shifts: [byServer(["plain-http-to-tls-port"])],
  },
  {
    id: "http-response",
    title: "HTTP response to HTTPS client",
    patterns: [
      /server gave HTTP response to HTTPS client/,
      /wrong version number|WRONG_VERSION_NUMBER|packet length too long|unknown protocol$/,
      /Unsupported or unrecognized SSL message|plaintext connection\?|InvalidContentType|corrupt message of type/,
    ],
    verdict: "nobody",
    happened: "The client spoke TLS, and the answer was none: the port does not speak TLS, or a proxy is between.",
    causes: ["tls-to-plain-http-port"],
  },
  {
    id: "version",
    title: "no common version of TLS",
    patterns: [
      /client offered only unsupported versions|server selected unsupported protocol version/,
      /unsupported protocol(?: version)?(?:$|[\s:)])|UNSUPPORTED_PROTOCOL|no protocols available|NO_PROTOCOLS_AVAILABLE/,
      /No appropriate protocol|Client requested protocol .{1,40} is not enabled|VERSION_TOO_LOW|version too low|ERR_SSL_VERSION/,
    ],
    verdict: "nobody",
    happened: "The two sides share no version of TLS.",
    causes: ["protocol-version-mismatch"],
  },
  {
    id: "cipher",
    title: "no shared cipher",
    patterns: [
      /no cipher suite supported by both client and server|no shared cipher|NO_SHARED_CIPHER|no cipher suites in common|no cipher match/i,
      /no (?:suitable|mutually supported) (?:key share|signature algorithm|protocol versions)|peer doesn't support any of the certificate's signature algorithms/,
      /ERR_SSL_NO_CIPHER_MATCH|no supported elliptic curves/,
    ],
    verdict: "nobody",
    happened: "The two sides share no cipher suite or signature.",
    causes: ["no-shared-cipher"],
  },
  {
    id: "nginx-refused",
    title: "400 The SSL certificate error",
    patterns: [/400 The SSL certificate error/],
    verdict: "us",
    happened: "nginx did not accept the client's certificate; its log, at the level info, says why.",
    causes: CLIENT_REFUSED,
  },
  {
    id: "preface-eof",
    title: "error reading server preface: EOF",
    patterns: [/error reading server preface: EOF/],
    verdict: "us",
    happened:
      "The server hung up after the handshake: the client spoke without TLS, or etcd did not take its certificate's names.",
    causes: ["plain-http-to-tls-port", "peer-address-missing", "peer-name-not-allowed"],
  },
  {
    id: "bad-record",
    title: "local error: tls: bad record MAC",
    patterns: [/local error: tls: bad record MAC/],
    verdict: "us",
    happened:
      "The client refused the server's certificate. curl and OpenSSL tell it in a way that Go prints as a damaged record.",
    causes: SERVER_REFUSED,
    note: "Nothing is corrupted. Ask the client why.",
  },
  {
    id: "hung-up",
    title: "hung up after the client's certificate",
    patterns: [/getpeername\(\) failed with errno 107/],
    verdict: "us",
    happened: "The server took the connection and hung up when it saw the client's certificate, or none.",
    causes: CLIENT_REFUSED,
  },
  {
    id: "haproxy",
    title: "SSL handshake failure",
    patterns: [/SSL handshake failure(?:$|[ "(])/],
    verdict: "us",
    happened:
      "A client hung up during the handshake. HAProxy does not say why: the client refused, or it does not speak this TLS.",
    causes: SERVER_REFUSED.concat("no-shared-cipher", "protocol-version-mismatch", "plain-http-to-tls-port"),
    note: "Ask the client why.",
  },
  {
    id: "vague-etcd",
    title: "etcd does not answer",
    patterns: [
      /all SubConns are in TransientFailure|etcd grpc connection not ready|etcdclient: no available endpoints/,
      /(?:etcd|storage).{0,200}context deadline exceeded/,
    ],
    verdict: "us",
    happened:
      "No connection to etcd came about. The message does not say why: etcd down, or TLS refused by either side.",
    causes: EITHER_REFUSED.concat(
      "plain-http-to-tls-port",
      "tls-to-plain-http-port",
      "protocol-version-mismatch",
      "no-shared-cipher",
    ),
    note: "etcd's own log says which: look for `rejected connection`.",
  },
  {
    id: "vague-unavailable",
    title: "the server is currently unable to handle the request",
    patterns: [/the server is currently unable to handle the request/],
    verdict: "us",
    happened:
      "The API server could not reach the extension server behind this API. That may be TLS, or the server may be down.",
    causes: EITHER_REFUSED.concat("tls-to-plain-http-port"),
    note: "kubectl get apiservice shows the reason in AVAILABLE and its message.",
  },
];
