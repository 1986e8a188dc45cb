import { apply, plan, type Request } from "../../app/run.ts";
import { KubepkiError } from "../../errors.ts";
import { changes } from "../../plan/step.ts";
import type { CliContext } from "../context.ts";
import { checkRunFlags, type RunFlags } from "../flags.ts";
import { printError } from "../print-error.ts";
import { reportDocument, reportText } from "../report.ts";
import { loadSpecFor, runPorts } from "../run-ports.ts";

interface ApplyFlags extends RunFlags {
  readonly yes: boolean;
  readonly replace?: readonly string[];
}

export default async function runApply(this: CliContext, flags: ApplyFlags): Promise<void> {
  try {
    checkRunFlags(flags);
    const { spec, supplied } = await loadSpecFor(this, flags);
    const { host, replace } = flags;
    const request: Request = {
      spec,
      supplied,
      ...(host === undefined ? {} : { host }),
      ...(replace === undefined ? {} : { replace }),
    };
    if (!flags.yes && !(await confirmed(this, flags, request))) return;
    const ports = await runPorts(this, flags);
    const stop = (signal: NodeJS.Signals): void => {
      ports.abandonNow();
      process.exit(signal === "SIGINT" ? 130 : 143);
    };
    process.once("SIGINT", stop).once("SIGTERM", stop);
    const report = await apply(request, ports);
    process.off("SIGINT", stop).off("SIGTERM", stop);
    const answer =
      flags.output === "json"
        ? `${JSON.stringify(reportDocument(report, "Apply"), undefined, 2)}\n`
        : reportText(report, "apply");
    this.process.stdout.write(answer);
  } catch (error) {
    printError(this, error, flags.output);
  }
}

/** Show the plan and ask. True at once when there is nothing to do. */
async function confirmed(context: CliContext, flags: ApplyFlags, request: Request): Promise<boolean> {
  const report = await plan(request, await runPorts(context, flags));
  if (!report.steps.some(changes)) return true;
  if (!context.interactive) {
    throw new KubepkiError("ERR_NOT_CONFIRMED", "there is something to change and nobody to ask", {
      remedy: "look at `kubepki plan`, then add --yes",
    });
  }
  context.process.stderr.write(reportText(report, "plan"));
  const answer = await context.ask("Make these changes? [y/N] ");
  if (/^y(es)?$/i.test(answer.trim())) return true;
  throw new KubepkiError("ERR_NOT_CONFIRMED", "nothing was changed");
}
