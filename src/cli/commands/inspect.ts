import { existsSync } from "node:fs";
import { readNamed } from "../../adapters/bytes-reader.ts";
import { passphraseFrom } from "../../adapters/passphrase.ts";
import { systemClock } from "../../adapters/system.ts";
import { dialer } from "../../adapters/tls/dialer.ts";
import { type InspectedTarget, inspectTarget } from "../../app/inspect.ts";
import type { CliContext } from "../context.ts";
import { inspectedText } from "../inspect-text.ts";
import { printError } from "../print-error.ts";

interface InspectFlags {
  readonly output: "text" | "json";
  readonly at?: Date;
  readonly passphraseFile?: string;
}

export default async function runInspect(this: CliContext, flags: InspectFlags, ...targets: string[]): Promise<void> {
  try {
    const clock = flags.at === undefined ? systemClock : { now: () => flags.at as Date };
    const read = (file: string): Promise<Uint8Array> =>
      readNamed(file, "name a file, - for standard input, or a server as host:port");
    const passphrase = await passphraseFrom(flags.passphraseFile, this.process.env ?? {});
    const ports = { clock, dialer, read, exists: existsSync, ...(passphrase === undefined ? {} : { passphrase }) };
    const found: InspectedTarget[] = [];
    for (const target of targets) found.push(await inspectTarget(target, ports));
    const bad = ({ contents }: InspectedTarget): boolean =>
      contents.length === 0 || contents.some(({ kind }) => kind === "damaged");
    if (found.some(bad)) this.process.exitCode = 1;
    this.process.stdout.write(
      flags.output === "json"
        ? `${JSON.stringify({ apiVersion: "kubepki/v1", kind: "Inspected", targets: found }, undefined, 2)}\n`
        : inspectedText(found, { at: clock.now(), bold: (text) => (this.colour ? `\x1b[1m${text}\x1b[0m` : text) }),
    );
  } catch (error) {
    printError(this, error, flags.output);
  }
}
