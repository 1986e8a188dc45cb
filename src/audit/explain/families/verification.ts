/** What Go says of a certificate that it checked, and what others say in the same words or of the same fault. */
import { byServer, type Family } from "../family.ts";
import { EXPIRED } from "./sets.ts";

const ADDRESS =
  /(?:not|match|name) "?\[?(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]{1,40})\]?"?(?:$|[\s",;)])/;

export const verificationFamilies: readonly Family[] = [
  {
    id: "front-proxy-name",
    title: "subject is not in the allowed list",
    patterns: [/subject with cn=(?<name>.{0,200}?) is not in the allowed list/],
    verdict: "peer",
    happened:
      "The API server got a front-proxy certificate of a trusted authority with the common name {name}, which it may not accept.",
    causes: ["front-proxy-name-not-allowed"],
  },
  {
    id: "insecure-signature",
    title: "insecure algorithm",
    patterns: [
      /insecure algorithm (?<algorithm>[\w-]{1,40})/,
      /Algorithm constraints check failed on signature algorithm/,
      /digest algorithm too weak|ca md too weak|CA_MD_TOO_WEAK|WEAK_SIGNATURE_ALGORITHM/i,
    ],
    verdict: "peer",
    happened: "A certificate is signed with a hash that is no longer accepted. Go words it as an unknown authority.",
    causes: ["weak-signature"],
  },
  {
    id: "parent-cannot-sign",
    title: "parent certificate cannot sign this kind of certificate",
    patterns: [/parent certificate cannot sign this kind/, /\bINVALID_CA\b|issuer is not a CA/i, /CaUsedAsEndEntity/],
    verdict: "peer",
    happened: "The issuer was found and trusted, but its own certificate does not allow it to sign others.",
    causes: ["ca-basic-constraints-missing", "ca-cert-sign-missing"],
  },
  {
    id: "other-key",
    title: "possibly because of a verification error of a candidate authority",
    patterns: [
      /possibly because of "(?:crypto\/rsa: verification error|x509: (?:ECDSA|Ed25519) verification failure|[^"]{0,200}verification (?:error|failure))"(?: while trying to verify candidate authority certificate "(?<authority>[^"]{0,300}))?/,
      /x509: (?:ECDSA|Ed25519) verification failure/,
      /kubeconfig file "(?<file>[^"]{1,300})" exists already but has got the wrong CA cert/,
      /signature check failed|CERT_SIGNATURE_FAILURE|certificate signature failure|SEC_ERROR_BAD_SIGNATURE/,
      /InvalidSignatureForPublicKey/,
    ],
    verdict: "peer",
    happened:
      "An authority of the issuer's name ({authority}) is trusted, but the certificate was not signed with its key.",
    causes: ["same-name-different-key"],
  },
  {
    id: "weak-key",
    title: "keys are insecure",
    patterns: [
      /(?<bits>\d{1,6})-bit keys are insecure/,
      /(?:EE|CA|DH|RSA) (?:certificate )?key too (?:weak|small)|(?:EE|CA)_KEY_TOO_(?:SMALL|WEAK)/i,
      /Algorithm constraints check failed on keysize/,
    ],
    verdict: "peer",
    happened: "A key in the chain is too short.",
    causes: ["weak-key"],
  },
  {
    id: "large-rsa-key",
    title: "RSA key larger than 8192 bits",
    patterns: [/certificate containing RSA key larger than/],
    verdict: "peer",
    happened: "The other side's certificate has an RSA key that Go does not work with.",
    causes: ["rsa-key-too-large"],
  },
  {
    id: "negative-serial",
    title: "negative serial number",
    patterns: [/x509: (?:negative serial number|serial number must be positive)/],
    verdict: "peer",
    happened: "The certificate could not be read because of its serial number.",
    causes: ["negative-serial-number"],
  },
  {
    id: "path-length",
    title: "too many intermediates",
    patterns: [
      /too many intermediates for path length/,
      /path ?length constraint exceeded|PATH_LENGTH_EXCEEDED|PATH_LEN_CONSTRAINT/i,
      /basic constraints check failed: pathLenConstraint/,
    ],
    verdict: "peer",
    happened: "The chain is longer than one of its authorities permits.",
    causes: ["path-length-exceeded"],
  },
  {
    id: "name-constraints",
    title: "not authorized to sign for this name",
    patterns: [
      /not authorized to sign for this name: (?:DNS name|IP address|URI|email address) "(?<name>[^"]{0,300})"/,
      /not authorized to sign for this name|is not permitted by any constraint|is excluded by constraint/,
      /(?:permitted|excluded) subtree violation|(?:PERMITTED|EXCLUDED)_VIOLATION/i,
      /NameConstraint|name constraints? (?:check failed|violat)/i,
    ],
    verdict: "peer",
    happened: "An authority in the chain is restricted to certain names, and the certificate has another one: {name}.",
    causes: ["name-constraint-violated"],
  },
  {
    id: "critical-extension",
    title: "unhandled critical extension",
    patterns: [
      /unhandled critical extension|UNHANDLED_CRITICAL_EXTENSION|unsupported critical extension|unrecognized critical extension/i,
    ],
    verdict: "peer",
    happened: "The certificate demands that an extension be understood which the checking side does not know.",
    causes: ["unhandled-critical-extension"],
  },
  {
    id: "revoked",
    title: "certificate revoked",
    patterns: [/certificate (?:is |has been |was )?revoked|CERT_REVOKED|REVOKED_CERTIFICATE|CRYPT_E_REVOKED/i],
    verdict: "peer",
    happened: "The certificate is on the list of revoked ones.",
    causes: ["certificate-revoked"],
  },
  {
    id: "crl",
    title: "revocation list expired or missing",
    patterns: [
      /\bCRL has expired|unable to get certificate CRL|CRL is not yet valid|CRL_HAS_EXPIRED|UNABLE_TO_GET_CRL/i,
    ],
    verdict: "peer",
    happened: "The list of revoked certificates is missing or too old, so no certificate is accepted.",
    causes: ["crl-expired", "clock-wrong"],
  },
  {
    id: "expired",
    title: "certificate has expired",
    patterns: [
      /current time (?<now>[\dTZ:.+-]{10,40}) is after (?<limit>[\dTZ:.+-]{10,40})/,
      /certificate (?:in )?(?<file>[^ ]{1,300}) is expired: (?<limit>[\d: +-]{10,40})/,
      /certificate has expired(?! or is)|CERT_HAS_EXPIRED|CERTIFICATE_HAS_EXPIRED|certificate is expired|cert(?:ificate)? (?:has )?expired(?! or is)/i,
      /CertificateExpiredException(?:: NotAfter: (?<limit>[\w :+-]{10,40}))?|validity check failed/,
      /invalid peer certificate: (?:Cert)?Expired|SEC_E_CERT_EXPIRED|CERT_E_EXPIRED|SEC_ERROR_EXPIRED_CERTIFICATE|BADCERT_EXPIRED|NotTimeValid/,
      /The certificate chain uses expired certificate|certificate for server "(?<name>[^"]{1,300})" is about to expire/,
      /the signer has expired: NotAfter=(?<limit>[\d: +-]{10,40})/,
      /(?:signer|CA|ca) certificate (?:has|is) expired|the certificate has expired: .{0,60}NotAfter: (?<limit>[\d: +-]{10,40})/,
    ],
    verdict: "peer",
    happened: "A certificate in the chain is out of its time: it ended at {limit}, and the clock says {now}.",
    causes: EXPIRED,
    shifts: [
      {
        when: "said of an authority or a signer",
        holds: ({ text }) => /the signer has expired/.test(text),
        causes: ["ca-expired", "clock-wrong"],
      },
      {
        when: "said of a CA",
        holds: ({ text }) => /certificate CA:|(?:signer|CA|ca) certificate (?:has|is) expired/.test(text),
        causes: ["ca-expired", "expired", "clock-wrong"],
      },
      {
        when: "said of the kubelet's own certificate",
        holds: ({ text }) => /existing bootstrap client certificate/.test(text),
        causes: ["expired", "clock-wrong"],
      },
    ],
    note: "The text is the same for the certificate itself and for an authority above it: look at both.",
  },
  {
    id: "not-yet-valid",
    title: "certificate is not yet valid",
    patterns: [
      /current time (?<now>[\dTZ:.+-]{10,40}) is before (?<start>[\dTZ:.+-]{10,40})/,
      /certificate is not yet valid|CERT_NOT_YET_VALID|CertificateNotYetValid|NotValidYet|BADCERT_FUTURE|not yet activated/i,
    ],
    verdict: "peer",
    happened: "A certificate in the chain is not valid yet: it begins at {start}, and the clock says {now}.",
    causes: ["not-yet-valid", "clock-wrong"],
    note: "When the certificate is minutes old, the clock of one of the two machines is wrong.",
  },
  {
    id: "time",
    title: "certificate has expired or is not yet valid",
    patterns: [/certificate has expired or is not yet valid|ERR_CERT_DATE_INVALID/],
    verdict: "peer",
    happened: "A certificate in the chain is out of its time; which end of it, the message does not say.",
    causes: ["expired", "not-yet-valid", "ca-expired", "clock-wrong"],
  },
  {
    id: "usage",
    title: "incompatible key usage",
    patterns: [
      /specifies an incompatible key usage/,
      /(?:unsuitable|unsupported) certificate purpose|INVALID_PURPOSE|InvalidPurpose|CERT_E_WRONG_USAGE/i,
      /Extended key usage does not permit use for TLS/,
      /SEC_ERROR_INADEQUATE_(?:CERT_TYPE|KEY_USAGE)|usage is not allowed/,
    ],
    verdict: "peer",
    happened: "The certificate is of a trusted authority, but not made for what it is used for here.",
    causes: ["server-auth-missing", "ca-eku-restricts"],
    shifts: [
      {
        when: "printed by the server, or said of a client",
        holds: ({ side, text }) => side === "server" || /TLS client authentication/.test(text),
        causes: ["client-auth-missing", "ca-eku-restricts"],
      },
      {
        when: "printed by `openssl verify`",
        holds: ({ text }) => /depth lookup/.test(text),
        causes: ["client-auth-missing", "server-auth-missing", "ca-eku-restricts"],
      },
      {
        when: "in OpenSSL's words, which do not say which use",
        holds: ({ text }) => /certificate purpose|INVALID_PURPOSE/i.test(text),
        causes: ["server-auth-missing", "client-auth-missing", "ca-eku-restricts"],
      },
    ],
  },
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
