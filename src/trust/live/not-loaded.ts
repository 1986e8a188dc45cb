/** What a process has not taken, in words. */
import type { ActualFile, ActualSetting } from "../../inventory/actual.ts";
import { nameText, parseName } from "../../x509/name.ts";
import type { ServerEnd } from "../connections/connection.ts";
import type { NotLoaded } from "./seen.ts";

export const notLoaded = (
  { component, host }: ServerEnd,
  { name, setting }: ActualSetting,
  file: ActualFile,
  because: string,
): NotLoaded => ({
  component,
  host,
  setting: name,
  file: file.path,
  because,
  reload: setting?.reload ?? "not known",
  restart: setting?.restart === true,
});

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
export const timeText = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, "Z");

export function rawNameText(raw: Uint8Array): string {
  try {
    return nameText(parseName(raw));
  } catch {
    return `(no name: ${hex(raw.subarray(0, 20))})`;
  }
}
