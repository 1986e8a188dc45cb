import type { CredentialId, CredentialPlace, Layout } from "../../catalog/types.ts";

/** Where a layout keeps a credential; undefined for one that its consumer makes by itself or does not use. */
export function placeIn(layout: Pick<Layout, "credentials">, id: CredentialId): CredentialPlace | undefined {
  const place = layout.credentials[id];
  return "none" in place ? undefined : place;
}
