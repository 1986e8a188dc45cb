/** Certificates that are no longer right for what they are for. */
import { chainMutations } from "./chain.ts";
import { identityMutations } from "./identity.ts";
import { keyMutations } from "./keys.ts";
import { nameMutations } from "./names.ts";

export const roleMutations = { ...nameMutations, ...identityMutations, ...chainMutations, ...keyMutations };
