import { passphraseFrom } from "../../adapters/passphrase.ts";
import { systemClock } from "../../adapters/system.ts";
import { treeReader } from "../../adapters/tree/tree-reader.ts";
import { writeDocument } from "../../adapters/write-document.ts";
import { readTree } from "../../app/read-tree.ts";
import { type Status, status } from "../../app/status.ts";
import { catalog } from "../../catalog/index.ts";
import { KubepkiError } from "../../errors.ts";
import type { Actual } from "../../inventory/actual.ts";
import { foundIn, LOOKED_FOR } from "../../inventory/found.ts";
import { statusDocument } from "../../render/status/document.ts";
import { statusMetrics } from "../../render/status/prometheus.ts";
import { statusText } from "../../render/status/text.ts";
import { placeText } from "../../render/verify/text.ts";
import type { CliContext } from "../context.ts";
import { printError } from "../print-error.ts";
import { VERSION } from "../version.ts";

interface StatusFlags {
  readonly at?: Date;
  readonly root?: readonly string[];
  readonly passphraseFile?: string;
  /** Milliseconds. */
  readonly within?: number;
  readonly timeline?: boolean;
  readonly file?: string;
  readonly output: "text" | "json" | "prometheus";
}

/** Notes shown on stderr; the document has all of them. */
const MOST_NOTES = 20;

/** What is told with its places when nothing else is asked for. */
const SOON = 30 * 24 * 60 * 60 * 1000;

export default async function runStatus(this: CliContext, flags: StatusFlags, ...paths: string[]): Promise<void> {
  const { root: roots = [], at = systemClock.now(), within, file } = flags;
  try {
    const given = paths.length === 0 && roots.length === 0 ? ["pki"] : paths;
    const passphrase = await passphraseFrom(flags.passphraseFile, this.process.env ?? {});
    const open = passphrase === undefined ? {} : { passphrase };
    const actual = await readTree({ paths: given, roots, ...open }, treeReader);
    const found = status({ actual, catalog, at });
    if (found.rows.length === 0) throw nothingFound([...given, ...roots], actual);
    const { stderr, stdout } = this.process;
    for (const { place, message } of actual.notes.slice(0, MOST_NOTES))
      stderr.write(`kubepki: note: ${placeText(place)}: ${message}\n`);
    if (actual.notes.length > MOST_NOTES) stderr.write(`kubepki: note: and ${actual.notes.length - MOST_NOTES} more\n`);
    const answer = answerOf(found, actual, flags, file === undefined && this.colour);
    if (file === undefined) stdout.write(answer);
    else await writeDocument(file, answer, true, "--file");
    const due = within !== undefined && found.rows.some(({ stops }) => stops.at.getTime() <= at.getTime() + within);
    this.process.exitCode = due ? 1 : 0;
  } catch (error) {
    printError(this, error, flags.output === "json" ? "json" : "text");
  }
}

function answerOf(found: Status, actual: Actual, flags: StatusFlags, colour: boolean): string {
  const { within, timeline: wholeTimeline = false, output } = flags;
  if (output === "prometheus") return statusMetrics({ ...found, notes: actual.notes, version: VERSION });
  if (output === "json") return `${JSON.stringify(statusDocument(found, within, actual.notes), undefined, 2)}\n`;
  return statusText(found, { colour, within: within ?? SOON, wholeTimeline });
}

function nothingFound(paths: readonly string[], actual: Actual): KubepkiError {
  const { files, kubeconfigs } = foundIn(actual);
  const notes = actual.notes.slice(0, MOST_NOTES).map(({ place, message }) => `${placeText(place)}: ${message}`);
  const what = notes[0] ?? `${files} files, ${kubeconfigs} kubeconfigs`;
  return new KubepkiError("ERR_NOTHING_FOUND", `no certificate in ${paths.join(", ")}: ${what}`, {
    remedy: "give a folder, file or archive with certificates: /etc/kubernetes, or what apply wrote",
    details: { files, kubeconfigs, lookedFor: LOOKED_FOR, notes },
  });
}
