/** What each certificate is for: names, users, chains, keys. */
import { chainRules } from "./chain.ts";
import { identityRules } from "./identity.ts";
import { keyRules } from "./keys.ts";
import { nameRules } from "./names.ts";

export const roleRules = { ...nameRules, ...identityRules, ...chainRules, ...keyRules };
