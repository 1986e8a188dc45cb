/** Compare a file that is there with the one that should be. */
import type { DesiredFile } from "../spec/desired.ts";
import type { Action, Step } from "./step.ts";

/** Why a file changes that holds a certificate or its key. */
export const WITH_CERTIFICATE = "changes with its certificate";

/** The file as found, as far as it matters here. */
export interface ExistingFile {
  readonly bytes: Uint8Array;
  readonly ours: boolean;
  readonly mode: number;
}

/**
 * Create, update, keep or refuse. `bytes` are undefined when they follow from a credential that is yet to be made, or
 * that cannot be; `source` is what happens to that credential.
 */
export function planFile(
  file: Pick<DesiredFile, "role" | "mode">,
  bytes: Uint8Array | undefined,
  found: ExistingFile | undefined,
  source: Action | undefined,
  mayReplace: boolean,
): Pick<Step, "action" | "reasons"> {
  if (bytes === undefined && source === "impossible")
    return { action: "impossible", reasons: ["its credential cannot be made"] };
  if (source === "refuse") return { action: "refuse", reasons: ["its credential is not replaced"] };
  if (found === undefined) return { action: "create", reasons: [file.role] };
  const same = bytes !== undefined && Buffer.compare(found.bytes, bytes) === 0;
  if (same && found.mode === file.mode) return { action: "keep", reasons: [] };
  if (same) return { action: "update", reasons: [`its mode is ${octal(found.mode)}, not ${octal(file.mode)}`] };
  if (!found.ours && !mayReplace) {
    return {
      action: "refuse",
      reasons: ["kubepki did not make it, or it was changed since; name it with --replace to replace it"],
    };
  }
  if (!found.ours) return { action: "update", reasons: ["replaced, as asked"] };
  const follows = source !== undefined && source !== "keep";
  return { action: "update", reasons: [follows ? WITH_CERTIFICATE : "its content changes"] };
}

const octal = (mode: number): string => `0${mode.toString(8)}`;
