import { apply, plan, type Report, type Request } from "../../app/run.ts";
import { KubepkiError } from "../../errors.ts";
import { changes } from "../../plan/step.ts";
import type { CliContext } from "../context.ts";
import { checkRunFlags, type RunFlags } from "../flags.ts";
import { printError } from "../print-error.ts";
import { nextSteps, reportDocument, reportText, summaryText } from "../report.ts";
import { loadSpecFor, runPorts } from "../run-ports.ts";

interface ApplyFlags extends RunFlags {
  readonly yes?: boolean;
  readonly replace?: readonly string[];
}

export default async function runApply(this: CliContext, flags: ApplyFlags): Promise<void> {
  try {
    checkRunFlags(flags);
    const { spec, supplied, warnings } = await loadSpecFor(this, flags);
    const { host, replace, archive: archives = false } = flags;
    const request: Request = {
      spec,
      supplied,
      archives,
      ...(host === undefined ? {} : { host }),
      ...(replace === undefined ? {} : { replace }),
    };
    const shown = flags.yes !== true && (await confirmed(this, flags, request));
    const report = await uninterrupted(this, flags, request);
    if (flags.output === "json") {
      this.process.stdout.write(`${JSON.stringify(reportDocument(report, "Apply", warnings), undefined, 2)}\n`);
      return;
    }
    // Who has just read the plan on this terminal wants the outcome only.
    const brief = shown && this.stdoutIsTerminal;
    this.process.stdout.write(brief ? `${summaryText(report, "apply")}\n` : reportText(report, "apply", this.colour));
    for (const line of nextSteps(report, flags)) this.process.stderr.write(`kubepki: ${line}\n`);
  } catch (error) {
    printError(this, error, flags.output);
  }
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Apply; a signal drops what is under way and gives the lock back. */
async function uninterrupted(context: CliContext, flags: RunFlags, request: Request): Promise<Report> {
  const ports = await runPorts(context, flags, request.spec.hosts.length);
  const stop = (signal: NodeJS.Signals): void => {
    const dropped = ports.abandonNow();
    ports.terminal?.note(`kubepki: ${signal}: ${dropped ? "nothing was changed" : "the change was made already"}`);
    process.exit(SIGNALS[signal as keyof typeof SIGNALS]);
  };
  const signals = Object.keys(SIGNALS) as NodeJS.Signals[];
  for (const signal of signals) process.once(signal, stop);
  try {
    return await apply(request, ports);
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

/** Show the plan and ask. False when there was nothing to ask about. */
async function confirmed(context: CliContext, flags: ApplyFlags, request: Request): Promise<boolean> {
  const report = await plan(request, await runPorts(context, flags));
  if (!report.steps.some(changes)) return false;
  if (!context.interactive) {
    throw new KubepkiError("ERR_NOT_CONFIRMED", "there is something to change and nobody to ask", {
      remedy: "look at `kubepki plan`, then add --yes",
    });
  }
  context.process.stderr.write(reportText(report, "plan", context.colour));
  const answer = await context.ask("Make these changes? [y/N] ");
  if (/^y(es)?$/i.test(answer?.trim() ?? "")) return true;
  throw new KubepkiError("ERR_NOT_CONFIRMED", "nothing was changed");
}
