/** Modes, owners, places and states of files. */
import { keyFileRules } from "./keys.ts";
import { fileStateRules } from "./state.ts";

export const fileRules = { ...keyFileRules, ...fileStateRules };
