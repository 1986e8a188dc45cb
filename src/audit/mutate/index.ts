/** Every mutation. A group's own stand in the file of its name. */
import { algorithmMutations } from "./algorithms.ts";
import { fileMutations } from "./files.ts";
import { kubeconfigMutations } from "./kubeconfigs.ts";
import { lifetimeMutations } from "./lifetimes.ts";
import type { Mutation } from "./mutation.ts";
import { roleMutations } from "./roles.ts";
import { settingMutations } from "./settings.ts";

const ALL = {
  ...roleMutations,
  ...lifetimeMutations,
  ...algorithmMutations,
  ...fileMutations,
  ...settingMutations,
  ...kubeconfigMutations,
};

export type MutationId = keyof typeof ALL;

export const MUTATIONS: Readonly<Record<MutationId, Mutation>> = ALL;

export const MUTATION_IDS = Object.keys(ALL) as readonly MutationId[];
