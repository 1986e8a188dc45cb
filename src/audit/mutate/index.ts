/** Every mutation. A group's own stand in the file of its name. */
import { algorithmMutations } from "./algorithms.ts";
import { bundleMutations } from "./bundles.ts";
import { fileMutations } from "./files.ts";
import { kubeconfigMutations } from "./kubeconfigs.ts";
import { lifetimeMutations } from "./lifetimes.ts";
import type { Mutation } from "./mutation.ts";
import { objectMutations } from "./objects.ts";
import { roleMutations } from "./roles/index.ts";
import { settingMutations } from "./settings/index.ts";

const ALL = {
  ...roleMutations,
  ...lifetimeMutations,
  ...algorithmMutations,
  ...fileMutations,
  ...bundleMutations,
  ...settingMutations,
  ...kubeconfigMutations,
  ...objectMutations,
};

export type MutationId = keyof typeof ALL;

export const MUTATIONS: Readonly<Record<MutationId, Mutation>> = ALL;

export const MUTATION_IDS = Object.keys(ALL) as readonly MutationId[];
