import { hostDefaults } from "../../adapters/host-defaults.ts";
import { fileReader } from "../../adapters/source-reader.ts";
import { writeDocument } from "../../adapters/write-document.ts";
import { loadSpec } from "../../app/load-spec.ts";
import { KubepkiError } from "../../errors.ts";
import { type InitOptions, initDocument } from "../../spec/init/init-document.ts";
import { specDocument } from "../../spec/init/spec-document.ts";
import { parseSpec } from "../../spec/parse-spec.ts";
import type { CliContext } from "../context.ts";
import { issuesOf, printError, printIssues } from "../print-error.ts";

interface InitFlags extends Omit<InitOptions, "kubernetesVersion"> {
  readonly file: string;
  readonly from?: readonly string[];
  readonly kubernetesVersion?: string;
  readonly force?: boolean;
  readonly output: "text" | "json";
}

export default async function runInit(this: CliContext, flags: InitFlags): Promise<void> {
  try {
    const { file, from, force = false, output, ...options } = flags;
    const document = from === undefined || from.length === 0 ? fresh(options) : await translated(this, from, options);
    if (file !== "-") await writeDocument(file, document, force);
    if (output === "json") {
      const answer = { apiVersion: "kubepki/v1", kind: "Init", file, document };
      this.process.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`);
    } else if (file === "-") {
      this.process.stdout.write(document);
    } else {
      this.process.stdout.write(`Wrote ${file}. Put your hosts and addresses into it, then: kubepki plan -f ${file}\n`);
    }
  } catch (error) {
    printError(this, error, flags.output);
  }
}

/** A starting document. What the flags made of it is read back, so that a bad value is noticed here and not later. */
function fresh(options: InitOptions): string {
  const document = initDocument(options);
  const { spec, issues } = parseSpec([{ file: "init", text: document }]);
  if (spec !== undefined) return document;
  const [first] = issues.filter((issue) => issue.severity === "error");
  throw new KubepkiError("ERR_USAGE", `${first?.field}: ${first?.message}`, {
    ...(first?.remedy === undefined ? {} : { remedy: first.remedy }),
    details: { issues: issues.map(({ position, ...rest }) => rest) },
  });
}

/** kubeadm's files as a Cluster; flags that would change their meaning are refused. */
async function translated(context: CliContext, from: readonly string[], options: InitOptions): Promise<string> {
  const { schema, ...others } = options;
  const [given] = Object.entries(others).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given !== undefined) {
    const flag = given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new KubepkiError("ERR_USAGE", `--${flag} and --from together`, {
      remedy: "a kubeadm file says it already: edit the written file afterwards",
    });
  }
  try {
    const { spec, warnings } = await loadSpec(from, fileReader(context.stdin), hostDefaults());
    printIssues(context, warnings);
    return specDocument(spec, schema);
  } catch (error) {
    printIssues(context, issuesOf(error));
    throw error;
  }
}
