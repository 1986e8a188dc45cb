/** What is said when what was read holds nothing that could be judged: what was looked at, for, and what to give instead. */
import { KubepkiError } from "../errors.ts";
import type { Actual } from "../inventory/actual.ts";
import { type Found, foundIn, LOOKED_FOR } from "../inventory/found.ts";
import { placeText, plural } from "../render/verify/text.ts";

/** Notes shown; documents have all of them. */
const MOST_NOTES = 20;

export interface Sought {
  /** `nothing to verify`, `no certificate`. */
  readonly said: string;
  /** What is there beside what is missing, when something is: a sentence. */
  readonly beside: (found: Found) => string;
  readonly remedy: string;
}

/** ERR_NOTHING_FOUND for paths as the user named them. */
export function nothingFound(paths: readonly string[], actual: Actual, { said, beside, remedy }: Sought): KubepkiError {
  const found = foundIn(actual);
  const { files, certificates, kubeconfigs } = found;
  const notes = actual.notes.slice(0, MOST_NOTES).map(({ place, message }) => `${placeText(place)}: ${message}`);
  const what = found.isNothing
    ? (notes[0] ?? `${plural(files, "file")}, and nothing of a cluster in them`)
    : beside(found);
  return new KubepkiError("ERR_NOTHING_FOUND", `${said} in ${paths.join(", ")}: ${what}`, {
    remedy,
    details: { files, certificates, kubeconfigs, lookedFor: LOOKED_FOR, notes },
  });
}

/** What could not be taken as it is, as lines for stderr; the first of them and how many more. */
export function noteLines({ notes }: Actual): string[] {
  const lines = notes.slice(0, MOST_NOTES).map(({ place, message }) => `${placeText(place)}: ${message}`);
  return notes.length > MOST_NOTES ? [...lines, `and ${notes.length - MOST_NOTES} more`] : lines;
}
