/** Every rule. The order is that of the reference page; findings have their own (`order.ts`). */
import type { Rule } from "../rule.ts";
import { algorithmRules } from "./algorithms.ts";
import { connectionRules } from "./connections.ts";
import { fileRules } from "./files/index.ts";
import { kubeconfigRules } from "./kubeconfigs.ts";
import { lifetimeRules } from "./lifetimes.ts";
import { objectRules } from "./objects.ts";
import { roleRules } from "./roles/index.ts";
import { settingRules } from "./settings/index.ts";
import { trustRules } from "./trust/index.ts";

const ALL = {
  ...connectionRules,
  ...roleRules,
  ...trustRules,
  ...settingRules,
  ...lifetimeRules,
  ...algorithmRules,
  ...fileRules,
  ...kubeconfigRules,
  ...objectRules,
};

export type RuleId = keyof typeof ALL;

export const RULES: Readonly<Record<RuleId, Rule>> = ALL;

export const RULE_IDS = Object.keys(ALL) as readonly RuleId[];
