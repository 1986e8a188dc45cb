/** For how long an audit's answer stays what it is, when nothing in the tree changes. */
import type { Actual, Content } from "../inventory/actual.ts";
import { heldIn } from "../inventory/held.ts";
import { parseJws } from "../x509/jws.ts";
import { SecretText } from "../x509/secret-text.ts";
import { LEADS_MS } from "./leads.ts";

/** Milliseconds since 1970; both ends belong to it. */
export interface Standing {
  readonly from: number;
  readonly until: number;
}

/** Times in certificates and tokens are whole seconds, of which some count and some do not. */
const MARGIN_MS = 2000;

/**
 * The time around `at` in which nothing begins or ends, and nothing comes so near to its end that a rule says so. `more`:
 * times that are not in the tree, such as the ends of what is ignored.
 */
export function standing(actual: Actual, at: Date, more: readonly Date[]): Standing {
  const now = at.getTime();
  let [from, until] = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  const meet = (time: number): void => {
    for (const lead of LEADS_MS) {
      const moment = time - lead;
      if (moment - MARGIN_MS > now) until = Math.min(until, moment - MARGIN_MS);
      else if (moment + MARGIN_MS < now) from = Math.max(from, moment + MARGIN_MS);
      else [from, until] = [now, now];
    }
  };
  for (const { content } of heldIn(actual)) for (const time of timesOf(content)) meet(time);
  for (const time of more) meet(time.getTime());
  return { from: Math.min(from, now), until: Math.max(until, now) };
}

function timesOf(content: Content): readonly number[] {
  switch (content.kind) {
    case "certificate":
      return [content.certificate.notBefore.getTime(), content.certificate.notAfter.getTime()];
    case "revocation-list":
      return [content.list.thisUpdate, content.list.nextUpdate].flatMap((time) => time?.getTime() ?? []);
    case "bootstrap-token":
      return content.expiration === undefined ? [] : [content.expiration.getTime()];
    case "token": {
      const claims: Readonly<Record<string, unknown>> = parseJws(SecretText.reveal(content.token))?.claims ?? {};
      return [claims.exp, claims.nbf, claims.iat].flatMap((time) => (typeof time === "number" ? time * 1000 : []));
    }
    default:
      return [];
  }
}
