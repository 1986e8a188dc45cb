import { KubepkiError } from "../errors.ts";
import type { Desired } from "../spec/desired.ts";

/** The error of a host that the specification has not. */
export function unknownHost(desired: Desired, host: string): KubepkiError {
  const hosts = desired.units.filter((name) => name.startsWith("hosts/")).map((name) => name.slice(6));
  return new KubepkiError("ERR_HOST_UNKNOWN", `there is no host ${host} in the specification`, {
    remedy: `hosts are ${hosts.slice(0, 12).join(", ")}${hosts.length > 12 ? ", ..." : ""}`,
    details: { host },
  });
}
