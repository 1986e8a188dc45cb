import { authorities, rootAuthority, topologies } from "./authorities.ts";
import { bindings } from "./bindings.ts";
import { components } from "./components.ts";
import { configs } from "./configs.ts";
import { connections } from "./connections/index.ts";
import { credentials } from "./credentials/index.ts";
import { defaultBindings } from "./default-bindings.ts";
import { documents } from "./documents/index.ts";
import { layouts } from "./layouts/index.ts";
import { releases } from "./releases.ts";
import { roleRules } from "./role-rules.ts";
import { secrets } from "./secrets.ts";
import { separations } from "./separations.ts";
import { settings } from "./settings/index.ts";
import { signers } from "./signers.ts";
import { slots } from "./slots.ts";
import { withdrawals } from "./withdrawals.ts";

export const catalog = {
  authorities,
  rootAuthority,
  topologies,
  separations,
  bindings,
  components,
  configs,
  connections,
  credentials,
  defaultBindings,
  documents,
  layouts,
  secrets,
  settings,
  signers,
  slots,
  releases,
  roleRules,
  withdrawals,
};
export type Catalog = typeof catalog;
