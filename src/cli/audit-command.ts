import { buildCommand } from "@stricli/core";
import { KubepkiError } from "../errors.ts";
import { atFlag, rootsFlag, text, treeArguments } from "./flags.ts";

/** `1.38`, also as `v1.38.2`: rules know releases by their minor version. */
function parseRelease(value: string): string {
  const [, release] = /^v?(1\.\d{1,3})(\.\d{1,3})?$/.exec(value) ?? [];
  if (release !== undefined) return release;
  throw new KubepkiError("ERR_USAGE", `\`${value}\` is no release of Kubernetes`, {
    remedy: "write a minor release, such as 1.37",
  });
}

const several = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: text, variadic: true, optional: true, brief, placeholder }) as const;

const one = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: text, optional: true, brief, placeholder }) as const;

export const auditCommand = buildCommand({
  loader: () => import("./commands/audit.ts"),
  parameters: {
    positional: treeArguments,
    flags: {
      ...rootsFlag,
      ...atFlag,
      upgradeTo: {
        kind: "parsed",
        parse: parseRelease,
        optional: true,
        brief: "Tell what this release does not start with any more",
        placeholder: "1.37",
      },
      rule: several("Only this rule; repeatable", "ID"),
      ignore: several("Leave this rule out, everywhere or at one path (* is any text); repeatable", "RULE[:PATH]"),
      config: one("Settings with what is ignored, why and until when", "FILE"),
      baseline: one("Only what is not in this baseline counts", "FILE"),
      writeBaseline: one("Write what is found into a baseline, and end with 0", "FILE"),
      failOn: {
        kind: "enum",
        values: ["error", "warning", "advice", "never"],
        brief: "Exit 1 from this severity on",
        default: "error",
      },
      profile: {
        kind: "enum",
        values: ["cis-1.12"],
        optional: true,
        brief: "Items of the CIS Kubernetes Benchmark, pass or fail, instead of findings",
      },
      explain: one("Say what a rule is about, and read nothing; list names all", "RULE"),
      file: one("Write the answer to this file in one step, over an older one", "FILE"),
      noCache: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Work the answer out again, whatever is kept of an earlier run",
      },
      output: {
        kind: "enum",
        values: ["text", "json", "sarif", "junit", "markdown", "html"],
        brief: "Form of the answer",
        default: "text",
      },
    },
  },
  docs: {
    brief: "Find what is wrong with any cluster's trust, why, and how to mend it",
    fullDescription: `Read what is there, whoever made it, judge every file, setting and connection by rules, and say what is wrong: where, what it breaks, what is printed then, and how to mend it. One cause is one finding. What stops the cluster first is first. Nothing is changed.

EXAMPLES
  kubepki audit /etc/kubernetes               # a control plane as kubeadm left it
  kubepki audit --root /                      # this host: settings of units too
  kubepki audit cp-1.tar.gz node-1.tar.gz     # hosts together
  kubepki audit pki --at 2027-06-01           # what will be wrong then
  kubepki audit pki --fail-on warning
  kubepki audit pki --ignore kubelets-unverified --ignore 'private-key-readable:*/admin.conf'
  kubepki audit pki --write-baseline known.json; kubepki audit pki --baseline known.json
  kubepki audit pki --output sarif --file audit.sarif    # for code scanning
  kubepki audit pki --output html --file audit.html      # one page with map and all
  kubepki audit pki --output json | jq '.findings[].rule'
  kubepki audit --root / --profile cis-1.12
  kubepki audit --explain certificate-expired

EXIT CODES
  0  nothing of the severity of --fail-on is found
  1  something is; with --profile: an item fails
  2  bad usage, or nothing of a cluster is found
  4  a file cannot be written`,
  },
});
