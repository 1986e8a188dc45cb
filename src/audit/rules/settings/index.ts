import { apiserverSettingRules } from "./apiserver.ts";
import { etcdSettingRules } from "./etcd.ts";
import { nodeSettingRules } from "./nodes.ts";
import { serviceAccountRules } from "./service-accounts.ts";
import { tlsSettingRules } from "./tls.ts";
import { upgradeRules } from "./upgrade.ts";
import { writtenSettingRules } from "./written.ts";

export const settingRules = {
  ...writtenSettingRules,
  ...apiserverSettingRules,
  ...serviceAccountRules,
  ...nodeSettingRules,
  ...etcdSettingRules,
  ...tlsSettingRules,
  ...upgradeRules,
};
