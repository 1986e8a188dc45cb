import { sharedAuthorityRules } from "./shared.ts";
import { trustSlotRules } from "./slots.ts";

export const trustRules = { ...sharedAuthorityRules, ...trustSlotRules };
