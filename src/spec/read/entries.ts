import { below, type Place } from "../../source/source-document.ts";

/** A text of a list, and where it stood. */
export interface Entry {
  readonly text: string;
  readonly place: Place;
}

/** A text, a list of texts, or nothing, as a list. Holes, where an entry was faulty, are left out. */
export function entriesOf(value: string | readonly (string | undefined)[] | undefined, place: Place): readonly Entry[] {
  if (value === undefined) return [];
  if (typeof value === "string") return [{ text: value, place }];
  return value.flatMap((text, i) => (text === undefined ? [] : [{ text, place: below(place, i) }]));
}

/** kubeadm's lists in one text: 10.96.0.0/12,fd00::/108. */
export function commaEntries(value: string | undefined, place: Place): readonly Entry[] {
  if (value === undefined || value.trim() === "") return [];
  return value.split(",").map((text) => ({ text: text.trim(), place }));
}
