/** What a component of Kubernetes will make of a certificate: who it is as a client, where it serves, what it vouches for. */
import { type Certificate, isAuthority, isSelfIssued } from "../../x509/certificate.ts";
import { subjectOf } from "../../x509/name.ts";
import { OID } from "../../x509/oid.ts";

export interface KubernetesView {
  /** The user and groups that the API server and a kubelet take it for; absent where it is no client certificate. */
  readonly client?: { readonly user: string; readonly groups: readonly string[]; readonly node?: string };
  /** The names and addresses that it may be dialled under; absent where it is no serving certificate. */
  readonly server?: { readonly names: readonly string[]; readonly addresses: readonly string[] };
  /** Set for an authority. */
  readonly authority?: { readonly root: boolean; readonly pathLength?: number };
  /** What of it misleads, a sentence each. */
  readonly remarks: readonly string[];
}

export function kubernetesView(certificate: Certificate, at: Date): KubernetesView {
  const { extensions, subject } = certificate;
  const { extendedKeyUsage, names } = extensions;
  const authority = isAuthority(certificate);
  // No extendedKeyUsage is no restriction (Go crypto/x509 Verify).
  const may = (usage: string): boolean =>
    extendedKeyUsage === undefined || [usage, OID.anyExtendedKeyUsage].some((one) => extendedKeyUsage.includes(one));
  const { commonName: user, organizations: groups } = subjectOf(subject);
  const node = /^system:node:(.+)$/.exec(user)?.[1];
  const dns = names?.dns ?? [];
  const addresses = names?.addresses ?? [];
  const units = subject.filter(({ type }) => type === OID.organizationalUnitName).map(({ value }) => value);
  const client = !authority && may("clientAuth") && user !== "";
  const server = !authority && may("serverAuth") && dns.length + addresses.length > 0;
  const limit = extensions.basicConstraints?.pathLength;
  return {
    ...(client
      ? { client: { user, groups, ...(node !== undefined && groups.includes("system:nodes") ? { node } : {}) } }
      : {}),
    ...(server ? { server: { names: dns, addresses } } : {}),
    ...(authority
      ? { authority: { root: isSelfIssued(certificate), ...(limit === undefined ? {} : { pathLength: limit }) } }
      : {}),
    remarks: [
      at > certificate.notAfter && "It has expired: every component refuses it.",
      at < certificate.notBefore && "It is not valid yet: every component refuses it.",
      !authority && may("clientAuth") && user === "" && "It has no common name: as a client it is refused.",
      client &&
        groups.includes("system:masters") &&
        "The group system:masters may do everything, and no role takes that away.",
      client &&
        node !== undefined &&
        !groups.includes("system:nodes") &&
        "It has a node's name without the group system:nodes: it has no node's rights.",
      client && units.length > 0 && `Kubernetes does not read OU (${units.map(shown).join(", ")}): groups stand in O.`,
      !authority &&
        may("serverAuth") &&
        extendedKeyUsage !== undefined &&
        dns.length + addresses.length === 0 &&
        "It has no subjectAltName: Go refuses it for any server name.",
      extensions.basicConstraints?.authority === true &&
        !authority &&
        "It is a CA whose keyUsage does not let it sign certificates.",
      authority &&
        extendedKeyUsage !== undefined &&
        "It is an authority with an extendedKeyUsage, which limits what it can vouch for.",
      extensions.unknownCritical.length > 0 &&
        `Go does not know its critical extension ${extensions.unknownCritical.join(", ")} and refuses it.`,
      /^(?:1\.2\.840\.113549\.1\.1\.[45]|1\.2\.840\.10045\.4\.1)$/.test(certificate.signatureAlgorithm) &&
        !isSelfIssued(certificate) &&
        "It is signed with SHA-1 or MD5, which Go refuses.",
      (certificate.serialNumber[0] ?? 0) >= 0x80 && "Its serial number is negative: Go refuses to read it since 1.23.",
    ].filter((remark) => remark !== false),
  };
}

/** Names come from others: control characters are written out. */
export const shown = (text: string): string =>
  text.replace(/[\p{Cc}\p{Bidi_C}]/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
