/** Which authorities a trust slot holds under a topology, and in which file a layout keeps them. */
import type { Catalog } from "../../catalog/index.ts";
import type {
  AuthorityId,
  FileSlotId,
  Layout,
  Purpose,
  SignerId,
  SlotId,
  Topology,
  TrustPlace,
} from "../../catalog/types.ts";

/** The authorities that issue for any of the purposes, in the topology's order. */
export const authoritiesFor = (topology: Topology, purposes: readonly Purpose[]): readonly AuthorityId[] =>
  topology.authorities.filter((id) => purposes.some((purpose) => topology.issuerOf[purpose] === id));

export const slotAuthorities = (catalog: Catalog, topology: Topology, slot: SlotId): readonly AuthorityId[] =>
  authoritiesFor(topology, catalog.slots[slot].accepts);

/** The path template of every role that holds authorities. */
export interface TrustPaths {
  readonly slots: Readonly<Record<FileSlotId, string>>;
  readonly signers: Readonly<Record<SignerId, { readonly certificate: string; readonly key: string }>>;
}

/**
 * Roles that share a path share the file as long as they hold the same authorities. Where a topology makes them differ,
 * each goes to its own path, so that no verifier believes an authority only because another one has to.
 */
export function trustPaths(catalog: Catalog, layout: Layout, topology: Topology): TrustPaths {
  const slots = Object.keys(layout.trust) as FileSlotId[];
  const signers = Object.keys(layout.signers) as SignerId[];
  const sets = new Map<string, Set<string>>();
  const note = (place: TrustPlace, authorities: readonly AuthorityId[]): void => {
    const seen = sets.get(place.path) ?? new Set<string>();
    sets.set(place.path, seen.add(authorities.join()));
  };
  for (const slot of slots) note(layout.trust[slot], slotAuthorities(catalog, topology, slot));
  for (const signer of signers) {
    const issuer = authoritiesFor(topology, catalog.signers[signer].issues);
    note(layout.signers[signer].certificate, issuer);
    note(layout.signers[signer].key, issuer);
  }
  const choose = (place: TrustPlace): string => (sets.get(place.path)?.size === 1 ? place.path : place.apart);
  return {
    slots: Object.fromEntries(slots.map((slot) => [slot, choose(layout.trust[slot])])) as TrustPaths["slots"],
    signers: Object.fromEntries(
      signers.map((id) => {
        const { certificate, key } = layout.signers[id];
        return [id, { certificate: choose(certificate), key: choose(key) }];
      }),
    ) as TrustPaths["signers"],
  };
}
