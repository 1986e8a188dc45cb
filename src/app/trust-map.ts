/** Who talks to whom. */
import { catalog } from "../catalog/index.ts";
import type { ComponentId, TopologyId } from "../catalog/types.ts";
import { KubepkiError } from "../errors.ts";
import type { TrustMap } from "../render/map/model.ts";
import { mapPart } from "../render/map/part.ts";
import { generalMap, specMap } from "../render/map/trust-map.ts";
import { list, suggest } from "../spec/grammar/near-name.ts";
import type { Spec } from "../spec/spec.ts";

export interface MapRequest {
  /** The cluster that it is of; without one it is of Kubernetes in general. */
  readonly spec?: Spec;
  /** Which authorities Kubernetes in general has; kubeadm's three by default. */
  readonly topology?: TopologyId;
  /** Only this component's connections. */
  readonly component?: string;
}

/** The trust map. Throws ERR_USAGE for a component that is not on it. */
export function trustMap({ spec, topology = "kubeadm", component }: MapRequest): TrustMap {
  const map = spec === undefined ? generalMap(topology, catalog) : specMap(spec, catalog);
  if (component === undefined) return map;
  const ids = map.nodes.map(({ id }) => id);
  const found = ids.find((id) => id === component);
  if (found !== undefined) return mapPart(map, found);
  if (Object.hasOwn(catalog.components, component)) {
    const { title } = catalog.components[component as ComponentId];
    throw new KubepkiError("ERR_USAGE", `the cluster ${map.cluster} has no ${component} (${title})`, {
      remedy: `on its map are ${list(ids)}`,
      details: { component },
    });
  }
  throw new KubepkiError("ERR_USAGE", `there is no component \`${component}\``, {
    remedy: suggest(component, ids),
    details: { component },
  });
}
