import { nodeKeyMaker, nodeSigner } from "../../adapters/keys/node-keys.ts";
import { loopback } from "../../adapters/loopback/loopback.ts";
import { passphraseFrom } from "../../adapters/passphrase.ts";
import { systemClock } from "../../adapters/system.ts";
import { dialer } from "../../adapters/tls/dialer.ts";
import { forLargeTrees } from "../../adapters/tree/large-trees.ts";
import { treeReader } from "../../adapters/tree/tree-reader.ts";
import { noteLines, nothingFound, type Sought } from "../../app/nothing-found.ts";
import { readTree } from "../../app/read-tree.ts";
import { verify } from "../../app/verify.ts";
import { catalog } from "../../catalog/index.ts";
import { KubepkiError } from "../../errors.ts";
import { withSupposed } from "../../inventory/supposed.ts";
import { actualMap } from "../../render/map/actual/actual-map.ts";
import type { TrustMap } from "../../render/map/model.ts";
import { verificationDocument } from "../../render/verify/document.ts";
import { concerns, plural, verificationText } from "../../render/verify/text.ts";
import { suggest } from "../../spec/grammar/near-name.ts";
import { differs, liveOf } from "../../trust/live/seen.ts";
import type { Verified } from "../../trust/verification.ts";
import type { CliContext } from "../context.ts";
import { terminalOf } from "../context-terminal.ts";
import { type LiveFlags, liveRequest } from "../live-request.ts";
import { writeMap, writeMapFile } from "../map-output.ts";
import { printError } from "../print-error.ts";
import { answerWhoami } from "./whoami.ts";

interface VerifyFlags extends LiveFlags {
  readonly component?: string;
  readonly as?: string;
  readonly to?: string;
  /** A file, or - for the terminal. */
  readonly map?: string;
  readonly force?: boolean;
  readonly root?: readonly string[];
  readonly passphraseFile?: string;
  readonly output: "text" | "json";
}

const CONNECTIONS: Sought = {
  said: "nothing to verify",
  beside: ({ files, certificates, kubeconfigs }) =>
    `${plural(files, "file")}, ${plural(certificates, "certificate")}, ${plural(kubeconfigs, "kubeconfig")}, and no settings that say who uses them with whom`,
  remedy:
    "give a whole host: kubeconfigs, and the manifests, units or configuration files of its components (/etc/kubernetes, or what apply wrote)",
};

export default async function runVerify(this: CliContext, flags: VerifyFlags, ...paths: string[]): Promise<void> {
  try {
    const { component, output, at = systemClock.now() } = flags;
    const { root: roots = [] } = flags;
    const given = paths.length === 0 && roots.length === 0 ? ["pki"] : paths;
    checkComponent(component);
    const { as: file, to } = flags;
    if (to !== undefined && file === undefined)
      throw new KubepkiError("ERR_USAGE", "--to asks for somebody, and nobody is named", { remedy: "add --as FILE" });
    const live = liveRequest(flags, roots);
    if (file !== undefined && live !== undefined)
      throw new KubepkiError("ERR_USAGE", "--as is answered from files, and --connect dials", {
        remedy: "leave one of them out",
      });
    const passphrase = await passphraseFrom(flags.passphraseFile, this.process.env ?? {});
    const open = passphrase === undefined ? {} : { passphrase };
    if (file !== undefined)
      return await answerWhoami(this, {
        ...{ file, trees: given, roots, at, output },
        ...open,
        ...(to === undefined ? {} : { to }),
      });
    if (flags.map === "-" && output === "json")
      throw new KubepkiError("ERR_USAGE", "--map - and --output json together", {
        remedy: "the document stands on standard output: name a file for the map, --map map.svg",
      });
    const read = await readTree({ paths: given, roots, ...open }, forLargeTrees(treeReader));
    const actual = withSupposed(read, catalog);
    const all = await verify(
      { actual, catalog, at, ...(live === undefined ? {} : { live }) },
      { loopback, keyMaker: nodeKeyMaker, signerFor: nodeSigner, dialer, terminal: terminalOf(this) },
    );
    if (all.connections.length === 0) throw nothingFound([...given, ...roots], actual, CONNECTIONS);
    const connections = all.connections.filter(
      ({ prediction }) => component === undefined || concerns(prediction.connection, component),
    );
    const seen = all.live === undefined || component === undefined ? all.live : liveOf(all.live, component);
    const shown = { ...all, connections, ...(seen === undefined ? {} : { live: seen }) };
    const { stdout, stderr } = this.process;
    for (const line of noteLines(actual)) stderr.write(`kubepki: note: ${line}\n`);
    const map = flags.map === undefined ? undefined : mapOf(connections, at);
    // Before the answer, so that a file in the way leaves none.
    if (map !== undefined && flags.map !== undefined && flags.map !== "-")
      await writeMapFile(this, map, flags.map, flags.force ?? false);
    const document = (): string => `${JSON.stringify(verificationDocument(shown, actual.notes), undefined, 2)}\n`;
    stdout.write(output === "json" ? document() : verificationText(shown, { colour: this.colour }));
    if (map !== undefined && flags.map === "-") writeMap(this, map);
    const bad = connections.some(({ prediction }) => prediction.outcome === "fails");
    const otherwise = seen !== undefined && differs(seen);
    this.process.exitCode = all.disagreements.length > 0 ? 70 : bad || otherwise ? 1 : 0;
  } catch (error) {
    printError(this, error, flags.output);
  }
}

const mapOf = (connections: readonly Verified[], at: Date): TrustMap =>
  actualMap(
    connections.map(({ prediction }) => prediction),
    at,
    catalog,
  );

function checkComponent(component: string | undefined): void {
  if (component === undefined || Object.hasOwn(catalog.components, component)) return;
  throw new KubepkiError("ERR_USAGE", `there is no component \`${component}\``, {
    remedy: suggest(component, Object.keys(catalog.components)),
  });
}
