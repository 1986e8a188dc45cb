/** What --connect and the flags beside it ask for. */
import { resolve } from "node:path";
import { parseConnectTo, parseEndpoint } from "../app/verify/connect-to.ts";
import type { LookRequest } from "../app/verify/look-around.ts";
import { KubepkiError } from "../errors.ts";

export interface LiveFlags {
  readonly at?: Date;
  readonly connect?: boolean;
  readonly connectTo?: readonly string[];
  readonly endpoint?: readonly string[];
}

/** Undefined without --connect. */
export function liveRequest(
  { connect, connectTo = [], endpoint = [], at }: LiveFlags,
  roots: readonly string[],
): Pick<LookRequest, "here" | "connectTo" | "endpoints"> | undefined {
  if (connect !== true) {
    if (connectTo.length + endpoint.length === 0) return undefined;
    throw new KubepkiError("ERR_USAGE", "nothing is dialled without --connect", { remedy: "add --connect" });
  }
  if (at !== undefined)
    throw new KubepkiError("ERR_USAGE", "--connect and --at together: what runs, runs now", {
      remedy: "leave one of them out",
    });
  const here = roots.some((root) => resolve(root) === "/");
  return { here, connectTo: connectTo.map(parseConnectTo), endpoints: endpoint.map(parseEndpoint) };
}
