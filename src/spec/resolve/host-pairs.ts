/** A host's pairs in a further form, for hosts that ask for it. */
import type { DesiredUnit } from "../desired.ts";
import type { Host } from "../spec.ts";
import type { Resolution } from "./credential.ts";
import { addDocuments } from "./documents.ts";
import { type Facts, fill, hostFacts } from "./facts.ts";
import { FileList } from "./file-list.ts";
import { placeIn } from "./place.ts";

/** The unit with what stands beside its credentials. */
export function withPairs(resolution: Resolution, cluster: Facts, host: Host, unit: DesiredUnit): DesiredUnit {
  const { spec, catalog, layout } = resolution;
  const { name, pkcs12 } = host;
  if (pkcs12 === undefined) return unit;
  const facts = { ...hostFacts(spec, catalog, cluster, host), user: name };
  const files = new FileList(layout.owner);
  for (const [credential, { id }] of unit.credentials.entries()) {
    const place = placeIn(layout, id);
    if (place === undefined) continue;
    const own = { ...facts, "own-pair": fill(place.certificate, facts).replace(/\.[a-z]+$/, "") };
    addDocuments({ resolution, facts: own, choice: { pkcs12 }, credential }, id, files);
  }
  return { ...unit, files: [...unit.files, ...files.files] };
}
