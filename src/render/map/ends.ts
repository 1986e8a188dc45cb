/** One end of a connection, with what a specification makes of it. */
import type { Checks, CredentialId, Presents, ServerEnd } from "../../catalog/types.ts";
import { DEFAULT_BIND_PORT } from "../../spec/defaults.ts";
import { applies, type Circumstances } from "../../spec/resolve/conditions.ts";
import type { Spec } from "../../spec/spec.ts";
import type { Checked, MapDoor, Shown } from "./model.ts";

/** `specific`: only credentials that the specification asks for; otherwise all of the catalogue. */
export function shownBy(circumstances: Circumstances, presents: Presents, specific: boolean): Shown[] {
  if ("nothing" in presents) return [{ kind: "nothing", text: presents.nothing }];
  if ("selfMade" in presents) return [{ kind: "other", text: presents.selfMade }];
  const token: Shown[] = presents.token === undefined ? [] : [{ kind: "token", text: presents.token }];
  if (!("credentials" in presents)) return token;
  const asked = presents.credentials.filter((id) => !specific || isAsked(circumstances, id));
  return [...asked.map((id) => credential(circumstances, id)), ...token];
}

function credential({ spec, catalog, model }: Circumstances, id: CredentialId): Shown {
  const place = catalog.layouts[spec.layout].credentials[id];
  const { purpose } = catalog.credentials[id];
  if ("none" in place || purpose === undefined) return { kind: "other", text: "none" in place ? place.none : id };
  return { kind: "certificate", credential: id, authority: model.issuerOf[purpose] };
}

/** Services are installed into a cluster when it runs, whether its specification names them or not. */
function isAsked(circumstances: Circumstances, id: CredentialId): boolean {
  const { scope, when } = circumstances.catalog.credentials[id];
  const nobody = scope === "user" && circumstances.spec.users.length === 0;
  return !nobody && applies(circumstances, when);
}

export function checkedBy({ catalog, model }: Circumstances, checks: Checks): Checked[] {
  if ("systemRoots" in checks) return [{ kind: "system-roots", text: checks.systemRoots }];
  if ("unchecked" in checks) return [{ kind: "nothing", text: checks.unchecked }];
  const tokens: Checked[] = checks.tokens === undefined ? [] : [{ kind: "tokens", text: checks.tokens }];
  if (!("slots" in checks)) return tokens;
  const slots = checks.slots.map((slot): Checked => {
    return { kind: "authorities", slot, where: catalog.slots[slot].where, authorities: model.slot(slot) };
  });
  return [...slots, ...tokens];
}

/** The catalogue gives default ports; the API server's is the one that a specification may move. */
export function doorPort({ spec }: { readonly spec: Spec }, { port }: ServerEnd): Pick<MapDoor, "port"> {
  if (port === undefined) return {};
  return { port: port === DEFAULT_BIND_PORT ? spec.bindPort : port };
}
