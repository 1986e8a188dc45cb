import type { ClusterObject } from "../spec/desired.ts";
import { yamlBlock } from "./yaml-text.ts";

/** Objects of the API as documents of one file, for `kubectl apply -f`. */
export const renderObjects = (objects: readonly ClusterObject[]): string =>
  objects.map((object) => yamlBlock(object)).join("---\n");
