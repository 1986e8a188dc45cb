import type { Cause, CauseId } from "../cause.ts";
import { fileCauses } from "./files.ts";
import { identityCauses } from "./identity.ts";
import { nameCauses } from "./names.ts";
import { timeCauses } from "./time.ts";
import { trustCauses } from "./trust.ts";
import { usageCauses } from "./usage.ts";

/** Every cause, with how to see it and what to do. */
export const CAUSES: Readonly<Record<CauseId, Cause>> = {
  ...trustCauses,
  ...timeCauses,
  ...nameCauses,
  ...usageCauses,
  ...identityCauses,
  ...fileCauses,
};
