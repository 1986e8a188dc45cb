/** The name or the address that was dialled, or came, is not in the certificate. */
import type { Family } from "../family.ts";

const ADDRESS =
  /(?:not|match|name) "?\[?(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]{1,40})\]?"?(?:$|[\s",;)])/;

export const nameFamilies: readonly Family[] = [
  {
    id: "etcd-peer-address",
    title: "does not match any of DNSNames",
    patterns: [/tls: "(?<name>[^"]{1,300})" does not match any of DNSNames/],
    verdict: "peer",
    happened:
      "etcd refused a peer because the address that it came from, {name}, is neither in its certificate nor what a name in it resolves to.",
    causes: ["peer-address-missing"],
  },
  {
    id: "no-ip-names",
    title: "doesn't contain any IP SANs",
    patterns: [
      /cannot validate certificate for (?<name>[^ ]{1,100}) because it doesn't contain any IP SANs/,
      /No subject alternative names present/,
    ],
    verdict: "peer",
    happened: "The server was dialled by its address {name}, and its certificate holds no address at all.",
    causes: ["ip-address-missing", "legacy-common-name", "self-signed"],
    shifts: [
      {
        when: "of a kubelet (port 10250)",
        holds: ({ server, side }) => server === "kubelet" && side === "client",
        causes: ["self-signed", "ip-address-missing", "legacy-common-name"],
      },
    ],
    note: "A kubelet without a serving certificate signs one for itself, with its host name only: it shows up as this text.",
  },
  {
    id: "legacy-common-name",
    title: "relies on legacy Common Name field",
    patterns: [/relies on legacy Common Name field|not valid for any names, but wanted to match (?<name>[^ "]{1,253})/],
    verdict: "peer",
    happened: "The server's certificate has no subjectAltName for names; Go does not look at the common name.",
    causes: ["legacy-common-name"],
    shifts: [
      {
        when: "without the word legacy",
        holds: ({ text }) => !text.includes("legacy"),
        causes: ["dns-name-missing", "legacy-common-name"],
      },
    ],
  },
  {
    id: "name",
    title: "certificate is valid for other names",
    patterns: [
      /certificate is (?:not )?valid for (?<names>.{1,4000}?), not (?<name>[^ ",]{1,253})/,
      /target (?:host name|ipv[46] address) '(?<name>[^']{1,253})'|does not match target host ?name '(?<name2>[^']{1,253})'/,
      /upstream SSL certificate does not match "(?<name>[^"]{1,253})"|[Hh]ostname (?<name2>[^ ]{1,253}) not verified/,
      /alternative name matches requested host name '(?<name>[^']{1,253})'/,
      /certificate is not valid for '(?<name>[^']{1,253})'/,
      /hostname '(?<name>[^']{1,253})' doesn't match|doesn't match requested host name '(?<name2>[^']{1,253})'|host name '(?<name3>[^']{1,253})' does not match/,
      /Host: (?<name>[^ ]{1,253})\. is not in the cert's altnames: (?<names>.{0,4000})/,
      /altnames: IP: (?<name>[^ ]{1,100}) is not in the cert's list: (?<names>.{0,4000})/,
      /No name matching (?<name>[^ ]{1,253}) found|(?:IP address|DNS name matching) (?<name2>[^ ]{1,253}) found/,
      /ERR_TLS_CERT_ALTNAME_INVALID|ERR_CERT_COMMON_NAME_INVALID|SSL_ERROR_BAD_CERT_DOMAIN|CERT_E_CN_NO_MATCH|BADCERT_CN_MISMATCH|RemoteCertificateNameMismatch/,
      /host ?name mismatch|ip address mismatch|HOSTNAME_MISMATCH|IP_ADDRESS_MISMATCH|NotValidForName|certificate subject name '[^']{0,253}' does not match|SEC_E_WRONG_PRINCIPAL/i,
    ],
    verdict: "peer",
    happened: "The server was asked for as {name}; its certificate is for {names}.",
    causes: ["dns-name-missing", "ip-address-missing"],
    shifts: [
      {
        when: "when an etcd member prints it of another",
        holds: ({ side, program }) => side === "server" && program === "etcd",
        causes: ["peer-address-missing"],
      },
      {
        when: "when an address was asked for",
        holds: ({ text, values }) =>
          /ip address mismatch|IP_ADDRESS_MISMATCH|altnames: IP:|target ipv/i.test(text) ||
          /^\[?(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]*)\]?$/i.test(values.name ?? "") ||
          ADDRESS.test(text),
        causes: ["ip-address-missing", "peer-address-missing"],
      },
      {
        when: "when a name was asked for",
        holds: ({ text, values }) => values.name !== undefined || /host ?name.?mismatch/i.test(text),
        causes: ["dns-name-missing"],
      },
    ],
  },
  {
    id: "etcd-peer-name",
    title: "client certificate authentication failed",
    patterns: [/"error":"client certificate authentication failed"|doesn't match (?:any )?allowed (?:CN|hostname)/],
    verdict: "peer",
    happened: "etcd knows the peer's authority, but not its name as one that may be a peer.",
    causes: ["peer-name-not-allowed"],
  },
];
