import { readNamed } from "../../adapters/bytes-reader.ts";
import { systemClock } from "../../adapters/system.ts";
import { treeReader } from "../../adapters/tree/tree-reader.ts";
import { blastOf } from "../../app/blast.ts";
import { readTree } from "../../app/read-tree.ts";
import { catalog } from "../../catalog/index.ts";
import { blastDocument } from "../../render/blast/document.ts";
import { blastText } from "../../render/blast/text.ts";
import type { CliContext } from "../context.ts";
import { printError } from "../print-error.ts";

interface BlastFlags {
  readonly tree?: readonly string[];
  readonly at?: Date;
  readonly output: "text" | "json";
}

export default async function runBlast(this: CliContext, flags: BlastFlags, file: string): Promise<void> {
  try {
    const { tree = [], at = systemClock.now(), output } = flags;
    const actual = tree.length === 0 ? undefined : await readTree({ paths: tree }, treeReader);
    const answer = await blastOf(
      { file, catalog, at, ...(actual === undefined ? {} : { actual }) },
      { read: readNamed },
    );
    this.process.stdout.write(
      output === "json" ? `${JSON.stringify(blastDocument(answer), undefined, 2)}\n` : blastText(answer),
    );
  } catch (error) {
    printError(this, error, flags.output);
  }
}
