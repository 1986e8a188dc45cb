/** What a layout says of one credential: where it is kept, and what its consumer wants otherwise than the catalogue. */
import type { Catalog } from "../../catalog/index.ts";
import type { Credential, CredentialId, CredentialPlace, Layout, NotInLayout } from "../../catalog/types.ts";

/** Something with a place, or undefined where the layout's consumer has no use for it. */
export function present<T extends object | string>(place: T | NotInLayout): T | undefined {
  return typeof place === "object" && "none" in place ? undefined : (place as T);
}

/** Where a layout keeps a credential; undefined for one that its consumer makes by itself or does not use. */
export const placeIn = (layout: Pick<Layout, "credentials">, id: CredentialId): CredentialPlace | undefined =>
  present(layout.credentials[id]);

/** A credential as the layout's consumer wants it. */
export function credentialIn({ variations }: Layout, { credentials }: Catalog, id: CredentialId): Credential {
  const entry = credentials[id];
  const variation = variations?.[id];
  if (variation === undefined) return entry;
  const { moreNames = [], ...fields } = variation;
  return { ...entry, ...fields, names: [...entry.names, ...moreNames] };
}
