import { openFolderStore } from "../../adapters/files/folder-store.ts";
import { scratchFolder } from "../../adapters/files/scratch-folder.ts";
import { nodeKeyMaker, nodeSigner } from "../../adapters/keys/node-keys.ts";
import { publicKeyCipher } from "../../adapters/keys/public-key-cipher.ts";
import { loopback } from "../../adapters/loopback/loopback.ts";
import { machinePrograms } from "../../adapters/programs/programs.ts";
import { systemClock, systemEntropy } from "../../adapters/system.ts";
import { holds, type LessonReport, learn, lessons } from "../../app/learn/learn.ts";
import type { Bench } from "../../app/learn/lesson.ts";
import { KubepkiError } from "../../errors.ts";
import type { CliContext } from "../context.ts";
import { learnDocument, lessonText, listDocument, listText } from "../lesson-text.ts";
import { printError } from "../print-error.ts";

interface LearnFlags {
  readonly list?: boolean;
  readonly all?: boolean;
  readonly step?: number;
  readonly keep?: string;
  readonly programs?: readonly string[];
  readonly output: "text" | "json";
}

export default async function runLearn(this: CliContext, flags: LearnFlags): Promise<void> {
  try {
    const { list, step, output } = flags;
    if (step !== undefined && step > lessons.length) {
      throw new KubepkiError("ERR_USAGE", `there is no step ${step}`, { remedy: `1 to ${lessons.length}; see --list` });
    }
    const { stdout } = this.process;
    if (list) {
      stdout.write(output === "json" ? `${JSON.stringify(listDocument(lessons), undefined, 2)}\n` : listText(lessons));
      return;
    }
    const { reports, folder } = await teach(this, flags);
    if (output === "json") stdout.write(`${JSON.stringify(learnDocument(reports, folder), undefined, 2)}\n`);
    else if (folder !== undefined) this.process.stderr.write(`kubepki: the files are in ${folder}\n`);
    if (!reports.every(holds)) this.process.exitCode = 1;
  } catch (error) {
    printError(this, error, flags.output);
  }
}

/** Run them, and show each when it is over. */
async function teach(
  context: CliContext,
  flags: LearnFlags,
): Promise<{ reports: LessonReport[]; folder: string | undefined }> {
  const { step, keep, programs: folders = [], output } = flags;
  const folder = await scratchFolder(keep);
  const programs = machinePrograms(folders, context.process.env?.PATH ?? "");
  const clear = (): void => {
    programs.stopAll();
    folder.remove();
  };
  const stop = (signal: NodeJS.Signals): void => {
    clear();
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  const bench: Bench = {
    folder,
    programs,
    loopback,
    clock: systemClock,
    entropy: systemEntropy(),
    keyMaker: nodeKeyMaker,
    signerFor: nodeSigner,
    cipher: publicKeyCipher,
    storeAt: (out) => openFolderStore({ out, roots: {}, chown: false }),
  };
  const reports: LessonReport[] = [];
  try {
    for await (const report of learn(bench, step)) {
      // Those before the one that is asked for have made its files; they are not shown.
      if (step !== undefined && report.number !== step) continue;
      reports.push(report);
      if (output === "text") context.process.stdout.write(lessonText(report, lessons.length, context.colour));
      if (!(await goesOn(context, flags, report))) break;
    }
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, stop);
    clear();
  }
  return { reports, folder: keep === undefined ? undefined : folder.path };
}

/** Between two steps a person reads. */
async function goesOn(context: CliContext, flags: LearnFlags, { number }: LessonReport): Promise<boolean> {
  const reads = context.interactive && context.stdoutIsTerminal && flags.output === "text";
  if (!reads || flags.all || flags.step !== undefined || number === lessons.length) return true;
  const answer = await context.ask(`Enter for the next step, q to stop: `);
  return answer !== undefined && !/^q/i.test(answer.trim());
}
