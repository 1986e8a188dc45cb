/** In which file a layout keeps what a trust slot or a signer holds. */
import type { FileSlotId, Layout, SignerId, TrustPlace } from "../../catalog/types.ts";
import { present } from "./place.ts";
import type { TrustModel } from "./trust-model.ts";

/** The path template of every role that holds authorities; none for those that the layout has not. */
export interface TrustPaths {
  readonly slots: Readonly<Partial<Record<FileSlotId, string>>>;
  readonly signers: Readonly<Partial<Record<SignerId, { readonly certificate: string; readonly key: string }>>>;
}

interface Role {
  readonly place: TrustPlace;
  /** What it holds, as a text to compare. */
  readonly holds: string;
  /** Of last resort, when roles that hold different authorities meet at `apart` too. */
  readonly name: string;
}

/**
 * Roles that share a path share the file as long as they hold the same authorities. The first of a layout owns the path;
 * who holds something else goes elsewhere, so that no verifier believes an authority only because another one has to.
 */
export function trustPaths(layout: Layout, model: TrustModel): TrustPaths {
  const slots = Object.keys(layout.trust) as FileSlotId[];
  const signers = Object.keys(layout.signers) as SignerId[];
  const taken = new Map<string, string>();
  const contents = (slot: FileSlotId): string =>
    `${model.slot(slot)}${model.above(slot) === "none" ? "" : " and above"}`;
  const choose = ({ place, holds, name }: Role): string => {
    const own = `${place.apart.slice(0, place.apart.lastIndexOf("/") + 1)}${name}`;
    for (const path of [place.path, place.apart]) {
      const owner = taken.get(path);
      if (owner !== undefined && owner !== holds) continue;
      taken.set(path, holds);
      return path;
    }
    return own;
  };
  return {
    slots: Object.fromEntries(
      slots.flatMap((slot) => {
        const place = present(layout.trust[slot]);
        return place === undefined ? [] : [[slot, choose({ place, holds: contents(slot), name: `${slot}.crt` })]];
      }),
    ),
    signers: Object.fromEntries(
      signers.flatMap((id) => {
        const place = present(layout.signers[id]);
        if (place === undefined) return [];
        const { certificate, key } = place;
        const issuer = model.signers.get(id);
        if (issuer === undefined) return [[id, { certificate: certificate.path, key: key.path }]];
        const path = choose({ place: certificate, holds: issuer, name: `signer-${id}.crt` });
        if (path === certificate.path) return [[id, { certificate: path, key: key.path }]];
        return [[id, { certificate: path, key: path === certificate.apart ? key.apart : keyBeside(path) }]];
      }),
    ),
  };
}

const keyBeside = (certificate: string): string => certificate.replace(/\.[a-z]+$/, ".key");
