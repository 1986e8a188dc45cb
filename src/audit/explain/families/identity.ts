/** The connection stands; who it is, or what they may do, does not: tokens, users, groups, joining. */
import type { Family } from "../family.ts";
import { NO_CERTIFICATE, NO_RIGHTS, NOT_KNOWN } from "./sets.ts";

export const identityFamilies: readonly Family[] = [
  {
    id: "pinned-key",
    title: "none of the public keys are pinned",
    patterns: [/none of the public keys "(?<hash>[^"]{1,4000})" are pinned/, /invalid hash|hash .{0,80} not pinned/],
    verdict: "peer",
    happened:
      "kubeadm join got the cluster's authority, and the hash of its public key is {hash}, not the one that was given with --discovery-token-ca-cert-hash.",
    causes: ["ca-hash-mismatch"],
    note: "Another cluster answers at this address, the authority was replaced, or the join command is an old one.",
  },
  {
    id: "cluster-info-signature",
    title: "JWS signature of cluster-info",
    patterns: [
      /failed to verify JWS signature/,
      /receive a JWS signature for token ID "(?<token>\w{1,40})"/,
      /token id "?(?<token>\w{1,40})"? is invalid for this cluster or it has expired|could not find a JWS signature/,
    ],
    verdict: "rights",
    happened:
      "The cluster-info object is not signed for this bootstrap token: the token's id or its secret is not one of the cluster's now.",
    causes: ["token-unknown", "token-expired"],
  },
  {
    id: "token-key",
    title: "error in cryptographic primitive",
    patterns: [
      /go-jose: error in cryptographic primitive|crypto\/rsa: verification error\]?"?$/,
      /no keys found|signature is invalid$|failed to verify id token signature/,
    ],
    verdict: "rights",
    happened: "The API server read a service account's token, and none of its keys fits the signature.",
    causes: ["service-account-key-mismatch"],
  },
  {
    id: "token-audience",
    title: "token audiences",
    patterns: [
      /token audiences \[(?<audiences>[^\]]{0,1000})\] is invalid for the target audiences|audience claim|oidc: expected audience|\baud\b.{0,40}(?:mismatch|invalid)/,
    ],
    verdict: "rights",
    happened: "The token is good, but made for somebody else: {audiences}.",
    causes: ["token-audience-mismatch"],
  },
  {
    id: "token-issuer",
    title: "issued by a different provider",
    patterns: [
      /token issued by a different provider|issuer did not match|token issuer .{0,200} (?:mismatch|does not match)/,
    ],
    verdict: "rights",
    happened: "The token is somebody else's: its issuer is not the one that the server expects.",
    causes: ["token-issuer-mismatch"],
  },
  {
    id: "token-expired",
    title: "token has expired",
    patterns: [
      /(?:service account |bearer )?token (?:has |is )expired|Token has expired|token is expired|validation failed, token is expired/i,
    ],
    verdict: "rights",
    happened: "The token that was shown is out of its time.",
    causes: ["token-expired", "clock-wrong"],
  },
  {
    id: "token-deleted",
    title: "token or its account is gone",
    patterns: [/token has been invalidated|service account .{1,200} has been deleted|Token is invalidated/i],
    verdict: "rights",
    happened: "The token was signed by the cluster, but its account, pod or secret is gone.",
    causes: ["token-unknown"],
  },
  {
    id: "invalid-bearer-token",
    title: "invalid bearer token",
    patterns: [/invalid bearer token/],
    verdict: "rights",
    happened: "The API server does not know the token.",
    causes: ["token-unknown", "token-expired", "token-issuer-mismatch"],
    note: "These words alone mean an unknown token, an expired bootstrap token, or one of another issuer. A wrong signing key adds `error in cryptographic primitive`.",
  },
  {
    id: "anonymous-forbidden",
    title: 'forbidden: User "system:anonymous"',
    patterns: [/User "(?<user>system:anonymous)" cannot/, /Forbidden \(user=(?<user>system:anonymous),/],
    verdict: "rights",
    happened: "The request came with no credential at all, so it counts as {user}.",
    causes: ["client-certificate-missing"],
  },
  {
    id: "service-account-forbidden",
    title: "forbidden: a service account",
    patterns: [/User "(?<user>system:serviceaccount:[^"]{1,300})" cannot/],
    verdict: "rights",
    happened: "The API server knows the service account {user}; no role allows it what it asked for.",
    causes: ["role-binding-missing"],
  },
  {
    id: "forbidden",
    title: "forbidden: User cannot",
    patterns: [
      /User "(?<user>[^"]{0,300})" cannot \w{1,40} (?:resource|path)/,
      /Forbidden \(user=(?<user>[^,]{1,300}), verb=/,
    ],
    verdict: "rights",
    happened: "The server knows the caller as {user}; no role allows this user or its groups what was asked for.",
    causes: NO_RIGHTS,
    shifts: [
      {
        when: "when the user's name begins with system: and it is no node",
        holds: ({ values }) => /^system:(?!node:)/.test(values.user ?? ""),
        causes: ["role-binding-missing", "group-missing", "group-in-organizational-unit", "wrong-user-name"],
      },
      {
        when: "when kube-apiserver asks a kubelet",
        holds: ({ values }) => values.user === "kube-apiserver-kubelet-client" || values.user === "kube-apiserver",
        causes: ["role-binding-missing", "group-missing", "group-in-organizational-unit", "wrong-user-name"],
      },
      {
        when: "when a component's user lacks its system:",
        holds: ({ values }) => /^(?:kube-)?(?:scheduler|controller-manager|proxy)$|^kubelet$/.test(values.user ?? ""),
        causes: ["wrong-user-name", "group-missing", "group-in-organizational-unit", "role-binding-missing"],
      },
    ],
  },
  {
    id: "not-known",
    title: "Unauthorized",
    patterns: [
      /"(?:message|reason)": ?"Unauthorized"/,
      /err="?(?:[^"]{0,200}: )?Unauthorized"?(?:$|[\s",])/,
      /[:(] ?Unauthorized\)?"?$/,
      /must be logged in to the server|asked for the client to provide credentials/,
    ],
    verdict: "rights",
    happened:
      "The server did not find out who is asking: neither a client certificate nor a token that it accepts (401).",
    causes: NOT_KNOWN,
    note: "The log of the API server says which, as `Unable to authenticate the request`.",
  },
  {
    id: "no-serving-certificate",
    title: "no serving certificate available for the kubelet",
    patterns: [/no serving certificate available for the kubelet/],
    verdict: "ours",
    happened: "The kubelet has asked for a serving certificate and has not got one.",
    causes: ["csr-not-approved"],
  },
  {
    id: "no-client-certificate",
    title: "client didn't provide a certificate",
    patterns: [
      /client didn't provide a certificate|peer did not return a certificate|PEER_DID_NOT_RETURN_A_CERTIFICATE/,
      /client sent no required SSL certificate|No required SSL certificate was sent/,
      /bad_certificate: empty client certificate|Empty (?:client )?certificate chain|[Ee]mpty server certificate chain/,
    ],
    verdict: "peer",
    happened: "The server wants a client certificate, and the client sent none.",
    causes: NO_CERTIFICATE,
    note: "A Go client with a certificate sends none when the server names other authorities than its issuer.",
  },
];
