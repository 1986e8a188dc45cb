import { describe, listTopics, type ShowRequest, script, transcript } from "../../app/show.ts";
import { KubepkiError } from "../../errors.ts";
import { descriptionText, topicsText } from "../../render/show/text.ts";
import { initDocument } from "../../spec/init/init-document.ts";
import { parseSpec } from "../../spec/parse-spec.ts";
import type { CliContext } from "../context.ts";
import { printError } from "../print-error.ts";
import { loadSpecFor } from "../run-ports.ts";

interface ShowFlags {
  readonly file?: readonly string[];
  readonly host?: string;
  readonly openssl?: boolean;
  readonly cfssl?: boolean;
  readonly script?: boolean;
  readonly output: "text" | "json";
}

export default async function runShow(this: CliContext, flags: ShowFlags, ...names: string[]): Promise<void> {
  try {
    const name = names.join(" ");
    checkFlags(flags, name);
    const { file, host, output } = flags;
    const given = file === undefined || file.length === 0 ? undefined : await loadSpecFor(this, { file });
    const request = given && { ...given, ...(host === undefined ? {} : { host }) };
    const answer =
      flags.script || flags.openssl || flags.cfssl
        ? commands(flags, name, request ?? example())
        : words(this, flags, name, request);
    this.process.stdout.write(output === "json" ? `${JSON.stringify(answer.document, undefined, 2)}\n` : answer.text);
  } catch (error) {
    printError(this, error, flags.output);
  }
}

function checkFlags({ script, openssl, cfssl, host, file }: ShowFlags, name: string): void {
  const fault = (message: string, remedy: string): KubepkiError => new KubepkiError("ERR_USAGE", message, { remedy });
  if (script && name !== "")
    throw fault("--script is of the whole cluster", `leave \`${name}\` out, or write --openssl`);
  if (script && (file ?? []).length === 0) throw fault("--script needs a specification", "name it: -f cluster.yaml");
  if (host !== undefined && (file ?? []).length === 0)
    throw fault("--host needs a specification", "name it: -f cluster.yaml");
  if (script && host !== undefined) throw fault("--script is of the whole cluster", "leave --host out");
  if (openssl && cfssl) throw fault("--openssl and --cfssl are two tools", "leave one of them out");
  if ((openssl || cfssl) && !script && name === "")
    throw fault("NAME is missing", "name what is to be made, or write --script");
}

interface Answer {
  readonly text: string;
  readonly document: object;
}

const HEAD = { apiVersion: "kubepki/v1" } as const;

function words(context: CliContext, { output }: ShowFlags, name: string, request: ShowRequest | undefined): Answer {
  const bold = (text: string): string => (context.colour && output === "text" ? `\x1b[1m${text}\x1b[0m` : text);
  const options = { columns: 80, bold };
  if (name === "") {
    const topics = listTopics(request);
    return { text: topicsText(topics, options), document: { ...HEAD, kind: "Topics", topics } };
  }
  const described = describe(name, request);
  return { text: descriptionText(described, options), document: { ...HEAD, kind: "Description", ...described } };
}

function commands({ script: whole, cfssl }: ShowFlags, name: string, request: ShowRequest): Answer {
  const tool = cfssl ? "cfssl" : "openssl";
  const text = whole ? script(request, tool) : transcript(name, request, tool);
  return { text, document: { ...HEAD, kind: "Commands", tool, ...(whole ? {} : { name }), commands: text } };
}

/** The cluster that `init` begins with. */
function example(): ShowRequest {
  const { spec } = parseSpec([{ file: "init", text: initDocument({}) }]);
  if (spec === undefined) throw new Error("the starting document does not parse");
  return { spec };
}
