/**
 * What etcd asks of a peer beside its chain (client/pkg/transport/listener_tls.go `checkCertSAN`, `tlsListener.acceptLoop`):
 * its certificate has to go with the address that it calls from.
 */
import type { Certificate } from "../x509/certificate.ts";
import { formatAddress, parseAddress } from "../x509/ip-address.ts";
import { subjectUser } from "./client-certificate.ts";
import { peerNames } from "./texts.ts";

export interface PeerCaller {
  readonly certificate: Certificate;
  /** The address that the connection comes from. */
  readonly address: string;
  /** Addresses that a name leads to, as the accepting member resolves it. */
  readonly resolve: (name: string) => readonly string[];
}

/** --peer-cert-allowed-cn and --peer-skip-client-san-verification. */
export interface PeerRules {
  readonly allowedName?: string;
  readonly skipsNames?: boolean;
}

export type PeerVerdict =
  | { readonly accepts: true }
  | { readonly accepts: false; readonly reason: "peer-name" | "peer-address"; readonly prints: string };

export function judgePeer({ certificate, address, resolve }: PeerCaller, rules: PeerRules = {}): PeerVerdict {
  const { allowedName, skipsNames = false } = rules;
  if (allowedName !== undefined && subjectUser(certificate).user !== allowedName)
    return { accepts: false, reason: "peer-name", prints: "client certificate authentication failed" };
  if (skipsNames) return { accepts: true };
  const { addresses = [], dns = [] } = certificate.extensions.names ?? {};
  // A certificate without any name is accepted.
  if (addresses.length === 0 && dns.length === 0) return { accepts: true };
  const caller = canonical(address);
  if (addresses.some((one) => canonical(one) === caller)) return { accepts: true };
  if (dns.length === 0)
    return { accepts: false, reason: "peer-address", prints: peerNames.addresses(address, addresses) };
  if (dns.some((name) => resolve(name).some((one) => canonical(one) === caller))) return { accepts: true };
  return { accepts: false, reason: "peer-address", prints: peerNames.names(address, dns) };
}

function canonical(address: string): string {
  const bytes = parseAddress(address);
  if (bytes === undefined) return address;
  const mapped = bytes.length === 16 && bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 255;
  return formatAddress(mapped ? bytes.subarray(12) : bytes);
}
