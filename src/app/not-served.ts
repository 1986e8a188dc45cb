/** A server that showed no certificate, where one was asked for by name. */
import { KubepkiError } from "../errors.ts";
import type { DialFailure } from "../ports.ts";
import { addressText } from "../trust/live/as-served.ts";

/** ERR_NOT_SERVED. */
export function notServed(
  { address, port }: { readonly address: string; readonly port: number },
  { code, message }: DialFailure,
): KubepkiError {
  return new KubepkiError("ERR_NOT_SERVED", `${addressText({ address, port })} showed no certificate: ${message}`, {
    details: { host: address, port, code },
  });
}
