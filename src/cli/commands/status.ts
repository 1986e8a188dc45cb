import { passphraseFrom } from "../../adapters/passphrase.ts";
import { systemClock } from "../../adapters/system.ts";
import { dialer } from "../../adapters/tls/dialer.ts";
import { forLargeTrees } from "../../adapters/tree/large-trees.ts";
import { treeReader } from "../../adapters/tree/tree-reader.ts";
import { writeDocument } from "../../adapters/write-document.ts";
import { notServed } from "../../app/not-served.ts";
import { noteLines, nothingFound, type Sought } from "../../app/nothing-found.ts";
import { readTree } from "../../app/read-tree.ts";
import { liveStatus, type Status, status } from "../../app/status.ts";
import { catalog } from "../../catalog/index.ts";
import type { KubepkiError } from "../../errors.ts";
import type { Actual } from "../../inventory/actual.ts";
import { statusDocument } from "../../render/status/document.ts";
import { statusMetrics } from "../../render/status/prometheus.ts";
import { statusText } from "../../render/status/text.ts";
import { plural } from "../../render/verify/text.ts";
import type { CliContext } from "../context.ts";
import { terminalOf } from "../context-terminal.ts";
import { type LiveFlags, liveRequest } from "../live-request.ts";
import { printError } from "../print-error.ts";
import { VERSION } from "../version.ts";

interface StatusFlags extends LiveFlags {
  readonly root?: readonly string[];
  readonly passphraseFile?: string;
  /** Milliseconds. */
  readonly within?: number;
  readonly timeline?: boolean;
  readonly file?: string;
  readonly output: "text" | "json" | "prometheus";
}

const CERTIFICATES: Sought = {
  said: "no certificate",
  beside: ({ files, kubeconfigs }) => `${plural(files, "file")}, ${plural(kubeconfigs, "kubeconfig")}`,
  remedy: "give a folder, file or archive with certificates: /etc/kubernetes, or what apply wrote",
};

/** What is told with its places when nothing else is asked for. */
const SOON = 30 * 24 * 60 * 60 * 1000;

export default async function runStatus(this: CliContext, flags: StatusFlags, ...paths: string[]): Promise<void> {
  const { root: roots = [], at = systemClock.now(), within, file } = flags;
  try {
    const live = liveRequest(flags, roots);
    // Servers that are named are enough.
    const named = paths.length + roots.length + (live?.endpoints.length ?? 0) > 0;
    const given = named ? paths : ["pki"];
    const passphrase = await passphraseFrom(flags.passphraseFile, this.process.env ?? {});
    const open = passphrase === undefined ? {} : { passphrase };
    const actual = await readTree({ paths: given, roots, ...open }, forLargeTrees(treeReader));
    const request = { actual, catalog, at };
    const found =
      live === undefined
        ? status(request)
        : await liveStatus({ ...request, ...live }, { dialer, terminal: terminalOf(this) });
    if (found.rows.length === 0) throw nothingIn([...given, ...roots], actual, found);
    const { stderr, stdout } = this.process;
    for (const line of noteLines(actual)) stderr.write(`kubepki: note: ${line}\n`);
    const answer = answerOf(found, actual, flags, file === undefined && this.colour);
    if (file === undefined) stdout.write(answer);
    else await writeDocument(file, answer, true, "--file");
    const due = within !== undefined && found.rows.some(({ stops }) => stops.at.getTime() <= at.getTime() + within);
    this.process.exitCode = due ? 1 : 0;
  } catch (error) {
    printError(this, error, flags.output === "json" ? "json" : "text");
  }
}

function nothingIn(paths: readonly string[], actual: Actual, { endpoints = [] }: Status): KubepkiError {
  const silent = endpoints.find(({ failure }) => failure !== undefined);
  if (paths.length > 0 || silent?.failure === undefined) return nothingFound(paths, actual, CERTIFICATES);
  return notServed(silent, silent.failure);
}

function answerOf(found: Status, actual: Actual, flags: StatusFlags, colour: boolean): string {
  const { within, timeline: wholeTimeline = false, output } = flags;
  if (output === "prometheus") return statusMetrics({ ...found, notes: actual.notes, version: VERSION });
  if (output === "json") return `${JSON.stringify(statusDocument(found, within, actual.notes), undefined, 2)}\n`;
  return statusText(found, { colour, within: within ?? SOON, wholeTimeline });
}
