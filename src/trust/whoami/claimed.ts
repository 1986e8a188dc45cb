/** Who somebody is by content alone: what a server makes of it, once it believes. */
import { parseJws } from "../../x509/jws.ts";
import { nameText, parseName } from "../../x509/name.ts";
import { OID } from "../../x509/oid.ts";
import { SecretText } from "../../x509/secret-text.ts";
import { BOOTSTRAPPERS, bootstrapTokenId } from "../bootstrap-token.ts";
import { subjectUser } from "../client-certificate.ts";
import type { Bearer } from "./bearer.ts";

export interface Claimed {
  readonly kind: "certificate" | "service-account-token" | "bootstrap-token" | "token" | "nothing";
  readonly user: string;
  readonly groups: readonly string[];
  /** A node's name, for a kubelet's certificate. */
  readonly node?: string;
  /** Who vouches for it, as it says. */
  readonly issuer?: string;
  readonly from?: Date;
  readonly until?: Date;
  /** What of it misleads, a sentence each without a full stop. */
  readonly remarks: readonly string[];
}

const AUTHENTICATED = "system:authenticated";

export function claimedBy({ pair, token, without }: Bearer, at: Date): Claimed {
  if (pair !== undefined) return ofCertificate(pair.chain.leaf, at);
  if (token !== undefined) return ofToken(SecretText.reveal(token), at);
  return { kind: "nothing", user: "", groups: [], remarks: [without ?? "it holds no certificate and no token"] };
}

function ofCertificate(leaf: NonNullable<Bearer["pair"]>["chain"]["leaf"], at: Date): Claimed {
  const { user, groups } = subjectUser(leaf);
  const { extendedKeyUsage: usage } = leaf.extensions;
  const client = usage === undefined || usage.includes("clientAuth") || usage.includes(OID.anyExtendedKeyUsage);
  const named = /^system:node:(.+)$/.exec(user)?.[1];
  const node = named !== undefined && groups.includes("system:nodes") ? { node: named } : {};
  const remarks = [
    user === "" && "it has no common name: as a client it is nobody",
    !client && "its extendedKeyUsage is not for clients: every server refuses it as one",
    at > leaf.notAfter && "it has expired",
    at < leaf.notBefore && "it is not valid yet",
    named !== undefined && !("node" in node) && "it has a node's name without the group system:nodes",
  ].filter((one) => one !== false);
  return {
    kind: "certificate",
    user,
    groups: [...groups, ...(groups.includes(AUTHENTICATED) ? [] : [AUTHENTICATED])],
    ...node,
    issuer: nameText(parseName(leaf.rawIssuer)),
    from: leaf.notBefore,
    until: leaf.notAfter,
    remarks,
  };
}

function ofToken(text: string, at: Date): Claimed {
  const id = bootstrapTokenId(text);
  if (id !== undefined)
    return {
      kind: "bootstrap-token",
      user: `system:bootstrap:${id}`,
      groups: [BOOTSTRAPPERS, AUTHENTICATED],
      remarks: ["further groups and its end stand in its Secret in kube-system"],
    };
  const claims = parseJws(text)?.claims;
  if (claims === undefined)
    return { kind: "token", user: "", groups: [], remarks: ["it says nothing by itself: a server has to be asked"] };
  const [subject, issuer] = [claims.sub, claims.iss].map((one) => (typeof one === "string" ? one : undefined));
  const namespace = /^system:serviceaccount:([^:]+):[^:]+$/.exec(subject ?? "")?.[1];
  const [from, until] = [claims.nbf, claims.exp].map(timeOf);
  const kubernetes = namespace === undefined ? [] : ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
  const remarks = [
    until !== undefined && at > until && "it has expired",
    from !== undefined && at < from && "it is not valid yet",
    namespace === undefined && "it is no service account's: which user it is, the API server's OIDC settings say",
  ].filter((one) => one !== false);
  return {
    kind: namespace === undefined ? "token" : "service-account-token",
    user: subject ?? "",
    groups: [...kubernetes, AUTHENTICATED],
    ...(issuer === undefined ? {} : { issuer }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    remarks,
  };
}

/** Seconds since 1970; a time that no Date holds is none. */
function timeOf(value: unknown): Date | undefined {
  if (typeof value !== "number") return undefined;
  const time = new Date(value * 1000);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
