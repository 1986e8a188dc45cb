/** Subnets: Go's CIDR grammar (net/netip.ParsePrefix) and the arithmetic that service and pod subnets need. */
import { formatAddress, parseAddress } from "../x509/ip-address.ts";

export interface Subnet {
  /** First address: 4 or 16 bytes, with the host part zero. */
  readonly base: Uint8Array;
  readonly prefixLength: number;
  /** Whether the text had bits behind the prefix, which were cleared: 10.96.0.1/12. */
  readonly masked: boolean;
}

/** Undefined when the text is no subnet. */
export function parseSubnet(text: string): Subnet | undefined {
  const slash = text.lastIndexOf("/");
  const bytes = slash < 0 ? undefined : parseAddress(text.slice(0, slash));
  const lengthText = text.slice(slash + 1);
  const prefixLength = Number(lengthText);
  if (bytes === undefined || !/^(?:0|[1-9]\d{0,2})$/.test(lengthText) || prefixLength > bytes.length * 8)
    return undefined;
  const base = bytes.map((byte, i) => byte & maskByte(prefixLength, i));
  return { base, prefixLength, masked: base.some((byte, i) => byte !== bytes[i]) };
}

export const formatSubnet = ({ base, prefixLength }: Subnet): string => `${formatAddress(base)}/${prefixLength}`;

/** Number of bits that count addresses: a subnet has 2 to the power of it. */
export const hostBits = ({ base, prefixLength }: Subnet): number => base.length * 8 - prefixLength;

export const contains = ({ base, prefixLength }: Pick<Subnet, "base" | "prefixLength">, address: Uint8Array): boolean =>
  address.length === base.length && base.every((byte, i) => byte === ((address[i] ?? 0) & maskByte(prefixLength, i)));

/** Two subnets overlap when the shorter prefix contains the base of the other. */
export const overlap = (a: Subnet, b: Subnet): boolean =>
  a.prefixLength <= b.prefixLength ? contains(a, b.base) : contains(b, a.base);

/** The address `n` places after the first of a subnet; undefined when it lies outside or the text is no subnet. */
export function nthAddress(text: string, n: number): string | undefined {
  const subnet = parseSubnet(text);
  if (subnet === undefined || n >= 2 ** hostBits(subnet)) return undefined;
  const out = Uint8Array.from(subnet.base);
  for (let i = out.length - 1, carry = n; i >= 0 && carry > 0; i--) {
    carry += out[i] ?? 0;
    out[i] = carry % 256;
    carry = Math.floor(carry / 256);
  }
  return formatAddress(out);
}

/** The bits of byte `i` that belong to a prefix. */
function maskByte(prefixLength: number, i: number): number {
  const bits = Math.min(8, Math.max(0, prefixLength - i * 8));
  return (0xff << (8 - bits)) & 0xff;
}
