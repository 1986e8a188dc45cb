/** Settings that let somebody in, leave somebody out, or name what is not there. */
import { apiserverSettingMutations } from "./apiserver.ts";
import { etcdSettingMutations } from "./etcd.ts";
import { nodeSettingMutations } from "./nodes.ts";
import { serviceAccountMutations } from "./service-accounts.ts";
import { writtenSettingMutations } from "./written.ts";

export const settingMutations = {
  ...apiserverSettingMutations,
  ...etcdSettingMutations,
  ...nodeSettingMutations,
  ...serviceAccountMutations,
  ...writtenSettingMutations,
};
