/** How ends of connections are said. */
import type { Checks, ConnectionEnd, Presents, Setting } from "../../catalog/types.ts";
import type { Entry } from "./description.ts";
import { filledIn, onlyWith, rolePlaces, type View } from "./view.ts";

export function presentsText(presents: Presents): string {
  if ("credentials" in presents) {
    const token = presents.token === undefined ? "" : `, or ${presents.token}`;
    return presents.credentials.join(" or ") + token;
  }
  if ("token" in presents) return presents.token;
  return "nothing" in presents ? `nothing (${presents.nothing})` : presents.selfMade;
}

export function checksText(checks: Checks): string {
  if ("slots" in checks) {
    const tokens = checks.tokens === undefined ? "" : `, tokens with ${checks.tokens}`;
    return `the trust slot ${checks.slots.join(" or ")}${tokens}`;
  }
  if ("tokens" in checks) return checks.tokens;
  return "systemRoots" in checks ? checks.systemRoots : `nothing (${checks.unchecked})`;
}

export const endText = (view: View, end: ConnectionEnd, other: string): string =>
  `shows ${presentsText(end.presents)}; checks the ${other} with ${checksText(end.checks)}${onlyWith(view, end.when)}`;

/** A setting with its value and reason. */
export function settingEntry(view: View, setting: Setting, unit: string | undefined): Entry {
  const { flag, field, why, reload } = setting;
  const name = flag === undefined ? `${field?.path} (${field?.config} file)` : `--${flag}`;
  const taken = reload === undefined ? "" : ` A change is taken: ${reload}.`;
  return { name, text: `${valueText(view, setting, unit)}. ${why}${taken}` };
}

function valueText(view: View, { value }: Setting, unit: string | undefined): string {
  if ("file" in value) {
    const place = view.cluster && rolePlaces(view, value.file, unit)[0];
    return place?.text ?? `the file ${value.file}`;
  }
  if ("text" in value) return filledIn(view, value.text, unit);
  if ("flag" in value) return String(value.flag);
  return "number" in value ? String(value.number) : filledIn(view, value.list.join(","), unit);
}
