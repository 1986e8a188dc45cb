import { plan } from "../../app/run.ts";
import { changes } from "../../plan/step.ts";
import type { CliContext } from "../context.ts";
import { checkRunFlags, type RunFlags } from "../flags.ts";
import { printError } from "../print-error.ts";
import { reportDocument, reportText } from "../report.ts";
import { loadSpecFor, runPorts } from "../run-ports.ts";

interface PlanFlags extends RunFlags {
  readonly detailedExitcode?: boolean;
}

export default async function runPlan(this: CliContext, flags: PlanFlags): Promise<void> {
  try {
    checkRunFlags(flags);
    const { spec, supplied, warnings } = await loadSpecFor(this, flags);
    const { host, archive: archives = false } = flags;
    const report = await plan(
      { spec, supplied, archives, ...(host === undefined ? {} : { host }) },
      await runPorts(this, flags),
    );
    const answer =
      flags.output === "json"
        ? `${JSON.stringify(reportDocument(report, "Plan", warnings), undefined, 2)}\n`
        : reportText(report, "plan", this.colour);
    this.process.stdout.write(answer);
    if (flags.detailedExitcode && report.steps.some(changes)) this.process.exitCode = 2;
  } catch (error) {
    printError(this, error, flags.output);
    // 2 says that there is something to do, so it cannot say this.
    if (flags.detailedExitcode && this.process.exitCode === 2) this.process.exitCode = 1;
  }
}
