import { formatAddress, parseAddress } from "../x509/ip-address.ts";

/** The address `n` places after the first of a subnet; undefined when it lies outside or the text is no subnet. */
export function nthAddress(subnet: string, n: number): string | undefined {
  const [base = "", length = ""] = subnet.split("/");
  const bytes = parseAddress(base);
  if (bytes === undefined || n >= 2 ** (bytes.length * 8 - Number(length))) return undefined;
  const out = Uint8Array.from(bytes);
  for (let i = out.length - 1, carry = n; i >= 0 && carry > 0; i--) {
    carry += out[i] ?? 0;
    out[i] = carry & 0xff;
    carry >>>= 8;
  }
  return formatAddress(out);
}
