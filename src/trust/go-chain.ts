// Until src/x509 has its path validation.
import type { Certificate } from "../x509/certificate.ts";
import { isAuthority } from "../x509/certificate.ts";
import { formatAddress, parseAddress } from "../x509/ip-address.ts";
import { OID } from "../x509/oid.ts";
import { isSignedBy } from "../x509/signed-by.ts";

export type PathReason =
  | "unknown-authority"
  | "expired"
  | "not-yet-valid"
  | "hostname"
  | "incompatible-usage"
  | "not-authorized-to-sign"
  | "too-many-intermediates"
  | "legacy-common-name"
  | "insecure-algorithm"
  | "other"
  | "parse-error"
  | "unhandled-critical-extension"
  | "name-constraint"
  | "policy"
  | "signature-limit";
export interface PathVerdict {
  readonly accepted: boolean;
  readonly reason?: PathReason;
  readonly detail: { readonly go?: string };
}

const iso = (d: Date) => d.toISOString().replace(/\.\d+Z$/, "Z");
const bad = (reason: PathReason, go: string): PathVerdict => ({ accepted: false, reason, detail: { go } });
const cn = (c: Certificate) => c.subject.filter((a) => a.type === OID.commonName).at(-1)?.value ?? "";
const same = (a?: Uint8Array, b?: Uint8Array) => a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;

function time(c: Certificate, at: Date): PathVerdict | undefined {
  if (at < c.notBefore)
    return bad(
      "not-yet-valid",
      `x509: certificate has expired or is not yet valid: current time ${iso(at)} is before ${iso(c.notBefore)}`,
    );
  if (at > c.notAfter)
    return bad(
      "expired",
      `x509: certificate has expired or is not yet valid: current time ${iso(at)} is after ${iso(c.notAfter)}`,
    );
  return undefined;
}

function hostname(c: Certificate, name: string): PathVerdict | undefined {
  const { dns = [], addresses = [] } = c.extensions.names ?? {};
  const ip = parseAddress(name);
  if (ip !== undefined) {
    if (addresses.some((a) => a === formatAddress(ip))) return undefined;
    if (addresses.length === 0)
      return bad(
        "hostname",
        `x509: cannot validate certificate for ${formatAddress(ip)} because it doesn't contain any IP SANs`,
      );
    return bad("hostname", `x509: certificate is valid for ${addresses.join(", ")}, not ${formatAddress(ip)}`);
  }
  const want = name.toLowerCase().replace(/\.$/, "");
  if (
    dns.some((d) => {
      const p = d.toLowerCase().replace(/\.$/, "");
      return p === want || (p.startsWith("*.") && want.slice(want.indexOf(".")) === p.slice(1));
    })
  )
    return undefined;
  if (c.extensions.names === undefined && /^[\w-]+(\.[\w-]+)*$/.test(cn(c)))
    return bad("legacy-common-name", "x509: certificate relies on legacy Common Name field, use SANs instead");
  if (dns.length === 0)
    return bad("hostname", `x509: certificate is not valid for any names, but wanted to match ${name}`);
  return bad("hostname", `x509: certificate is valid for ${dns.join(", ")}, not ${name}`);
}

export function validatePath({
  leaf,
  intermediates,
  roots,
  name,
  keyUsages,
  at,
}: {
  leaf: Certificate;
  intermediates: readonly Certificate[];
  roots: readonly Certificate[];
  name?: string;
  keyUsages: readonly string[];
  at: Date;
  profile: "go";
}): PathVerdict {
  const first = time(leaf, at) ?? (name === undefined ? undefined : hostname(leaf, name));
  if (first !== undefined) return first;
  let chains: Certificate[][] = [];
  let hint = "";
  const build = (chain: Certificate[]): PathVerdict | undefined => {
    const child = chain.at(-1) as Certificate;
    let err: PathVerdict | undefined;
    let found = 0;
    const consider = (parent: Certificate, root: boolean) => {
      if (
        Buffer.compare(parent.rawSubject, child.rawIssuer) !== 0 ||
        chain.some((c) => same(c.rawSubject, parent.rawSubject) && same(c.publicKey, parent.publicKey))
      )
        return;
      const why =
        parent.version === 3 && !isAuthority(parent)
          ? "x509: invalid signature: parent certificate cannot sign this kind of certificate"
          : isSignedBy(child, parent)
            ? undefined
            : "x509: ECDSA verification failure";
      if (why !== undefined) {
        if (hint === "")
          hint = ` (possibly because of ${JSON.stringify(why)} while trying to verify candidate authority certificate ${JSON.stringify(cn(parent))})`;
        return;
      }
      const t = time(parent, at);
      if (t !== undefined) {
        err = t;
        return;
      }
      const limit = parent.extensions.basicConstraints?.pathLength;
      if (limit !== undefined && chain.length - 1 > limit) {
        err = bad("too-many-intermediates", "x509: too many intermediates for path length constraint");
        return;
      }
      if (root) {
        chains.push([...chain, parent]);
        found++;
        return;
      }
      err = build([...chain, parent]);
      if (err === undefined) found++;
    };
    const rank = (p: Certificate) =>
      same(p.extensions.subjectKeyIdentifier, child.extensions.authorityKeyIdentifier)
        ? 0
        : p.extensions.subjectKeyIdentifier === undefined || child.extensions.authorityKeyIdentifier === undefined
          ? 1
          : 2;
    for (const r of [...roots].sort((a, b) => rank(a) - rank(b))) consider(r, true);
    for (const i of [...intermediates].sort((a, b) => rank(a) - rank(b))) consider(i, false);
    if (found > 0) return undefined;
    return err ?? bad("unknown-authority", `x509: certificate signed by unknown authority${hint}`);
  };
  if (roots.some((r) => same(r.raw, leaf.raw))) chains = [[leaf]];
  else {
    const e = build([leaf]);
    if (chains.length === 0) return e ?? bad("other", "");
  }
  const ok = chains.some((chain) =>
    keyUsages.some((u) =>
      chain.every((c) => {
        const e = c.extensions.extendedKeyUsage;
        return e === undefined || e.length === 0 || e.includes(u) || e.includes(OID.anyExtendedKeyUsage);
      }),
    ),
  );
  return ok
    ? { accepted: true, detail: {} }
    : bad("incompatible-usage", "x509: certificate specifies an incompatible key usage");
}
