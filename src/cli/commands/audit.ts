import { answerCache } from "../../adapters/answer-cache.ts";
import { readBytes } from "../../adapters/bytes-reader.ts";
import { systemClock } from "../../adapters/system.ts";
import { forLargeTrees } from "../../adapters/tree/large-trees.ts";
import { digestingReader, treeDigest } from "../../adapters/tree/tree-digest.ts";
import { treeReader } from "../../adapters/tree/tree-reader.ts";
import { writeDocument } from "../../adapters/write-document.ts";
import { audit, reaches } from "../../app/audit.ts";
import { auditBaseline, auditIgnores } from "../../app/audit-files.ts";
import { answerAt, isKeptAnswer, keptAnswer } from "../../app/kept-answer.ts";
import { noteLines, nothingFound, type Sought } from "../../app/nothing-found.ts";
import { readTree } from "../../app/read-tree.ts";
import { status } from "../../app/status.ts";
import { baselineText } from "../../audit/accept/baseline.ts";
import type { Accepting, Ignore } from "../../audit/accept/ignore.ts";
import { type CisVerdict, cisProfile } from "../../audit/cis/profile.ts";
import type { Severity } from "../../audit/rule.ts";
import { RULE_IDS, RULES, type RuleId } from "../../audit/rules/index.ts";
import { standing } from "../../audit/standing.ts";
import { catalog } from "../../catalog/index.ts";
import { KubepkiError } from "../../errors.ts";
import type { Actual } from "../../inventory/actual.ts";
import { foundIn } from "../../inventory/found.ts";
import { cisDocument, cisText } from "../../render/audit/cis.ts";
import { auditDocument } from "../../render/audit/document.ts";
import { auditJunit } from "../../render/audit/junit.ts";
import { auditMarkdown } from "../../render/audit/markdown.ts";
import { ruleDocument, ruleList, ruleText } from "../../render/audit/rule-text.ts";
import { auditSarif } from "../../render/audit/sarif.ts";
import { auditText } from "../../render/audit/text.ts";
import { actualMap } from "../../render/map/actual/actual-map.ts";
import { auditReport } from "../../render/report/report.ts";
import { plural } from "../../render/verify/text.ts";
import { suggest } from "../../spec/grammar/near-name.ts";
import type { CliContext } from "../context.ts";
import { issuesOf, printError, printIssues } from "../print-error.ts";
import { VERSION } from "../version.ts";

interface AuditFlags {
  readonly root?: readonly string[];
  readonly at?: Date;
  readonly upgradeTo?: string;
  readonly rule?: readonly string[];
  readonly ignore?: readonly string[];
  readonly config?: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly failOn: Severity | "never";
  readonly explain?: string;
  readonly profile?: "cis-1.12";
  readonly file?: string;
  readonly noCache?: boolean;
  readonly output: "text" | "json" | "sarif" | "junit" | "markdown" | "html";
}

const TRUST: Sought = {
  said: "nothing to audit",
  beside: ({ files }) => plural(files, "file"),
  remedy: "give a folder, file or archive of a host: /etc/kubernetes, a copy of it, or what apply wrote",
};

/** Files from which on looking for an answer that was kept is worth the writing of it. */
const WORTH_KEEPING = 1000;

/** One that is written somewhere is worked out, and so is that of a machine, which is read in rounds. */
const mayBeKept = ({ noCache, file, writeBaseline, profile, root, output }: AuditFlags): boolean =>
  ![noCache, file, writeBaseline, profile, root].some((one) => one !== undefined && one !== false) && output !== "html";

export default async function runAudit(this: CliContext, flags: AuditFlags, ...paths: string[]): Promise<void> {
  const { root: roots = [], at = systemClock.now(), explain, file, writeBaseline, failOn } = flags;
  const { stdout, stderr } = this.process;
  try {
    if (explain !== undefined) return void stdout.write(explained(explain, flags.output));
    if (flags.profile !== undefined && flags.output !== "text" && flags.output !== "json")
      throw new KubepkiError("ERR_USAGE", `--profile has no form ${flags.output}`, {
        remedy: "text and json are there",
      });
    const given = paths.length === 0 && roots.length === 0 ? ["pki"] : paths;
    const rules = flags.rule?.map(ruleId);
    const ignores = [...(flags.ignore ?? []).map(ignoreOf), ...(await read(flags.config, auditIgnores))];
    const baseline = await read(flags.baseline, auditBaseline);
    const cache = mayBeKept(flags) ? answerCache(this.process.env ?? {}) : undefined;
    const question = JSON.stringify([
      process.cwd(),
      given,
      flags,
      flags.at === undefined ? "" : at.getTime(),
      this.colour,
      ignores,
      baseline,
    ]);
    const kept = cache?.find(question);
    if (isKeptAnswer(kept)) {
      const tree = await treeDigest(
        treeReader,
        given.map((path) => ({ path })),
      );
      const before = answerAt(kept, tree, at);
      if (before !== undefined) {
        stderr.write(kept.stderr);
        stdout.write(before);
        this.process.exitCode = kept.exitCode;
        return;
      }
    }
    const reader = digestingReader(treeReader);
    const actual = await readTree({ paths: given, roots }, forLargeTrees(reader));
    const { upgradeTo } = flags;
    const options = { ...(rules === undefined ? {} : { rules }), ...(upgradeTo === undefined ? {} : { upgradeTo }) };
    const found = audit({ actual, catalog, at, ...options }, { ignores, baseline });
    if (foundIn(actual).isNothing && !reaches(found.audit, "warning"))
      throw nothingFound([...given, ...roots], actual, TRUST);
    const notes = noteLines(actual)
      .map((line) => `kubepki: note: ${line}\n`)
      .join("");
    stderr.write(notes);
    if (writeBaseline !== undefined) {
      const { findings, accepted } = found.audit;
      const known = accepted.filter(({ by }) => by === "baseline").map(({ finding }) => finding);
      await writeDocument(writeBaseline, baselineText([...findings, ...known], at), true, "--write-baseline");
      stderr.write(`kubepki: wrote ${writeBaseline}\n`);
    }
    const verdicts = flags.profile === undefined ? undefined : cisProfile({ actual, catalog, at });
    const answer =
      verdicts !== undefined
        ? cisAnswer(verdicts, at, flags.output)
        : answerOf(found, actual, flags, file === undefined && this.colour);
    if (file === undefined) stdout.write(answer);
    else {
      await writeDocument(file, answer, true, "--file");
      stderr.write(`kubepki: wrote ${file}\n`);
    }
    const bad =
      verdicts === undefined
        ? reaches(found.audit, failOn)
        : failOn !== "never" && verdicts.some(({ result }) => result === "fail");
    this.process.exitCode = writeBaseline === undefined && bad ? 1 : 0;
    const { tree, files } = reader.digest();
    if (cache === undefined || files < WORTH_KEEPING) return;
    const ends = ignores.flatMap(({ expires }) => expires ?? []);
    const stands = flags.at === undefined ? standing(actual, at, ends) : { from: at.getTime(), until: at.getTime() };
    const keep = keptAnswer({ ...stands, tree, stdout: answer, stderr: notes, exitCode: bad ? 1 : 0 }, at);
    if (keep !== undefined) cache.keep(question, keep);
  } catch (error) {
    printIssues(this, issuesOf(error));
    printError(this, error, flags.output === "json" ? "json" : "text");
  }
}

function answerOf(found: Accepting, actual: Actual, flags: AuditFlags, colour: boolean): string {
  const { rule: rules = RULE_IDS, failOn } = flags;
  switch (flags.output) {
    case "json":
      return `${JSON.stringify(auditDocument(found), undefined, 2)}\n`;
    case "sarif":
      return `${JSON.stringify(auditSarif(found, { rules: RULES, version: VERSION }), undefined, 2)}\n`;
    case "junit":
      return auditJunit(found, { rules, failOn });
    case "html": {
      const { at, predictions } = found.audit;
      const { rows } = status({ actual, catalog, at });
      return auditReport({ found, map: actualMap(predictions, at, catalog), rows, version: VERSION });
    }
    case "markdown":
      return auditMarkdown(found);
    default:
      return auditText(found, { colour });
  }
}

const cisAnswer = (verdicts: readonly CisVerdict[], at: Date, output: AuditFlags["output"]): string =>
  output === "json" ? `${JSON.stringify(cisDocument(verdicts, at), undefined, 2)}\n` : cisText(verdicts, at);

function explained(id: string, output: AuditFlags["output"]): string {
  if (id === "list" && output !== "json") return ruleList(RULES);
  const rule = RULES[ruleId(id)];
  return output === "json" ? `${JSON.stringify(ruleDocument(id, rule), undefined, 2)}\n` : ruleText(id, rule);
}

function ruleId(id: string): RuleId {
  if (Object.hasOwn(RULES, id)) return id as RuleId;
  throw new KubepkiError("ERR_USAGE", `there is no rule \`${id}\``, { remedy: suggest(id, RULE_IDS) });
}

function ignoreOf(text: string): Ignore {
  const [rule = "", ...path] = text.split(":");
  ruleId(rule);
  return { rule, ...(path.length === 0 ? {} : { path: path.join(":") }) };
}

async function read<T>(
  file: string | undefined,
  parse: (file: string, text: string) => readonly T[],
): Promise<readonly T[]> {
  if (file === undefined) return [];
  return parse(file, Buffer.from(await readBytes(file)).toString("utf8"));
}
