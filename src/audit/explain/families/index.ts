import type { Family } from "../family.ts";
import { alertFamilies } from "./alerts.ts";
import { fileFamilies } from "./files.ts";
import { identityFamilies } from "./identity.ts";
import { nameFamilies } from "./names.ts";
import { opensslFamilies } from "./openssl.ts";
import { protocolFamilies } from "./protocol.ts";
import { trustFamilies } from "./trust.ts";
import { verificationFamilies } from "./verification.ts";

/** Every message that is known, the more telling before the less: the first that fits a line explains it. */
export const FAMILIES: readonly Family[] = [
  ...fileFamilies,
  ...verificationFamilies,
  ...nameFamilies,
  ...trustFamilies,
  ...alertFamilies,
  ...opensslFamilies,
  ...identityFamilies,
  ...protocolFamilies,
];
