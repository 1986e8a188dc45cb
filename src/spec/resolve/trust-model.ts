/** Who issues what and who believes whom, for one specification: the topology with its overrides and its roots. */
import type { Catalog } from "../../catalog/index.ts";
import type {
  AuthorityId,
  IssuingAuthorityId,
  Purpose,
  RootAuthorityId,
  SignerId,
  SlotId,
} from "../../catalog/types.ts";
import type { Spec } from "../spec.ts";

/** What the trust of a specification follows from. */
type TrustFields = Pick<
  Spec,
  "layout" | "topology" | "issuers" | "roots" | "etcd" | "authorityKeys" | "suppliedAuthorities"
>;

export interface TrustModel {
  /** Authorities that issue, in the catalogue's order; those that would issue for a foreign etcd alone are left out. */
  readonly issuing: readonly IssuingAuthorityId[];
  /** All of them, an authority behind the root above it. */
  readonly authorities: readonly AuthorityId[];
  readonly roots: ReadonlySet<AuthorityId>;
  readonly issuerOf: Readonly<Record<Purpose, IssuingAuthorityId>>;
  /** The root above an authority; undefined for one that signs itself. */
  parentOf(id: AuthorityId): RootAuthorityId | undefined;
  /**
   * What a slot holds. Roots first, because tools that read one certificate of a file read the first; or, in a layout
   * whose files are chains, each authority before the root above it.
   */
  slot(id: SlotId): readonly AuthorityId[];
  /** Whether and where a slot also wants what stands above a supplied authority: see `DesiredTrust`. */
  above(id: SlotId): "none" | "before" | "behind";
  /** Signers that run, each with its one authority. */
  readonly signers: ReadonlyMap<SignerId, IssuingAuthorityId>;
}

export function trustModel(spec: TrustFields, catalog: Catalog): TrustModel {
  const issuerOf = { ...catalog.topologies[spec.topology].issuerOf, ...spec.issuers };
  const issuing = issuingAuthorities(spec, catalog, issuerOf);
  const parentOf = (id: AuthorityId): RootAuthorityId | undefined => parent(spec, id);
  const roots = [...new Set(issuing.flatMap((id) => parentOf(id) ?? []))];
  const chains = catalog.layouts[spec.layout].chain === "with-root";
  const signers = runningSigners(spec, catalog, issuerOf);
  const online = new Set([...signers.keys()].flatMap((id) => catalog.signers[id].issues));
  const isChained = (id: AuthorityId): boolean => spec.suppliedAuthorities[id]?.chained === true;
  const held = new Map<SlotId, readonly AuthorityId[]>();
  const slot = (id: SlotId): readonly AuthorityId[] => {
    const ids = held.get(id) ?? [...new Set(heldBy(id))];
    held.set(id, ids);
    return ids;
  };
  const heldBy = (id: SlotId): AuthorityId[] => {
    const { accepts, admits } = catalog.slots[id];
    const issuers = issuing.filter((issuer) => accepts.some((purpose) => issuerOf[purpose] === issuer));
    if (chains) return issuers.flatMap((issuer) => [issuer, parentOf(issuer) ?? issuer]);
    // A root above several authorities would let in what they were separated for.
    const byRoot = admits === "by-name" || spec.roots !== "shared";
    const anchors = issuers.map((issuer) => (byRoot ? (parentOf(issuer) ?? issuer) : issuer));
    // The controller-manager issues bare certificates, which do not bring the authority between them and the root.
    const bare = accepts.filter((purpose) => online.has(purpose)).map((purpose) => issuerOf[purpose]);
    return [...anchors, ...bare];
  };
  return {
    issuing,
    authorities: [...roots, ...issuing],
    roots: new Set(roots),
    issuerOf,
    parentOf,
    signers,
    slot,
    above(id) {
      if (!slot(id).some(isChained)) return "none";
      if (chains) return "behind";
      return catalog.slots[id].admits === "by-name" ? "before" : "none";
    },
  };
}

function parent({ roots, suppliedAuthorities }: TrustFields, id: AuthorityId): RootAuthorityId | undefined {
  const own = isRoot(id) || suppliedAuthorities[id] !== undefined;
  if (own || roots === "none") return undefined;
  return roots === "shared" ? "root-ca" : `${id}-root`;
}

export const isRoot = (id: AuthorityId): id is RootAuthorityId => id === "root-ca" || id.endsWith("-root");

function issuingAuthorities(
  { etcd }: TrustFields,
  catalog: Catalog,
  issuerOf: TrustModel["issuerOf"],
): IssuingAuthorityId[] {
  const entries = Object.entries(issuerOf) as [Purpose, IssuingAuthorityId][];
  const used = entries.filter(([purpose]) => etcd.kind !== "provided" || !purpose.startsWith("etcd-"));
  const ids = new Set(used.map(([, id]) => id));
  return (Object.keys(catalog.authorities) as IssuingAuthorityId[]).filter((id) => ids.has(id));
}

/** The general signer when one authority issues everything that can be asked for, the specific ones otherwise. */
function runningSigners(
  spec: TrustFields,
  catalog: Catalog,
  issuerOf: TrustModel["issuerOf"],
): Map<SignerId, IssuingAuthorityId> {
  const running = new Map<SignerId, IssuingAuthorityId>();
  if (spec.authorityKeys !== "hosts") return running;
  const together = signersTogether(catalog, issuerOf);
  for (const id of Object.keys(catalog.signers) as SignerId[]) {
    const { issues, when } = catalog.signers[id];
    const [issuer, other] = new Set(issues.map((purpose) => issuerOf[purpose]));
    if (issuer === undefined || other !== undefined) continue;
    if (when?.includes(together ? "signers-apart" : "signers-together")) continue;
    if (hasKey(spec, issuer)) running.set(id, issuer);
  }
  return running;
}

export const signersTogether = (catalog: Catalog, issuerOf: TrustModel["issuerOf"]): boolean =>
  new Set(Object.values(catalog.signers).flatMap(({ issues }) => issues.map((purpose) => issuerOf[purpose]))).size ===
  1;

/** Whether an authority's private key is at hand: it is made here, or supplied with its key. */
export function hasKey({ suppliedAuthorities }: Pick<Spec, "suppliedAuthorities">, id: AuthorityId): boolean {
  const supplied = suppliedAuthorities[id];
  return supplied === undefined || supplied.keyFile !== undefined;
}
