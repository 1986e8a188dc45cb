/** The command table: help, parsing and completion come from it. Commands load when they run. */

import { type Application, type ApplicationText, buildApplication, buildCommand, buildRouteMap } from "@stricli/core";
import { LAYOUT_IDS } from "../catalog/layouts/ids.ts";
import { auditCommand } from "./audit-command.ts";
import { blastCommand } from "./blast-command.ts";
import type { CliContext } from "./context.ts";
import { explainCommand } from "./explain-command.ts";
import {
  archiveFlag,
  atFlag,
  fileFlag,
  hostFlags,
  outFlag,
  outputFlag,
  passphraseFlag,
  settingsFlag,
  text,
  wholeNumber,
} from "./flags.ts";
import { inspectCommand } from "./inspect-command.ts";
import { mutateCommand } from "./mutate-command.ts";
import { errorText } from "./print-error.ts";
import { showCommand } from "./show-command.ts";
import { statusCommand } from "./status-command.ts";
import { learnCommand, mapCommand } from "./teaching-commands.ts";
import { usageTexts } from "./usage-errors.ts";
import { verifyCommand } from "./verify-command.ts";
import { whoamiCommand } from "./whoami-command.ts";

const planCommand = buildCommand({
  loader: () => import("./commands/plan.ts"),
  parameters: {
    flags: {
      ...fileFlag,
      ...outFlag,
      ...outputFlag,
      ...hostFlags,
      ...settingsFlag,
      ...passphraseFlag,
      ...archiveFlag,
      ...atFlag,
      detailedExitcode: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Exit 0 when there is nothing to do, 2 when there is, 1 for what else would be 2",
      },
    },
    aliases: { f: "file", o: "out" },
  },
  docs: {
    brief: "Say what would be created, renewed, reissued or changed, each with its reason",
    fullDescription: `Compare what the specification asks for with what is in the output folder, and say what apply would do. Changes nothing.

EXAMPLES
  kubepki plan -f cluster.yaml
  kubepki plan -f cluster.yaml --output json | jq '.summary'
  kubepki plan -f cluster.yaml --detailed-exitcode    # 2 when something is due
  kubepki plan -f cluster.yaml --at 2027-10-01        # what will be due then
  kubeadm config print init-defaults | kubepki plan -f -

EXIT CODES
  0  done
  2  bad usage or input; with --detailed-exitcode: there is something to do
  1  only with --detailed-exitcode: bad usage or input`,
  },
});

const applyCommand = buildCommand({
  loader: () => import("./commands/apply.ts"),
  parameters: {
    flags: {
      ...fileFlag,
      ...outFlag,
      ...outputFlag,
      ...hostFlags,
      ...settingsFlag,
      ...passphraseFlag,
      ...archiveFlag,
      ...atFlag,
      yes: { kind: "boolean", optional: true, withNegated: false, brief: "Do not ask" },
      replace: {
        kind: "parsed",
        parse: text,
        variadic: true,
        optional: true,
        brief: "Replace this file (or folder) though kubepki did not make it; hosts/NAME/...; repeatable",
        placeholder: "PATH",
      },
    },
    aliases: { f: "file", o: "out", y: "yes" },
  },
  docs: {
    brief: "Make what is missing, due or different, all or nothing",
    fullDescription: `Make every certificate, key, kubeconfig and component setting that the specification asks for. What fits is kept; a changed name reissues just that certificate.

Each host gets a folder that mirrors its file system: OUT/hosts/NAME/etc/kubernetes/... Authorities are in OUT/authorities (keep it safe), people in OUT/users. Everything is made beside its place and moved there in one step; an interrupted run leaves the old state or the new one.

A file that kubepki did not make, or that was changed since, is left alone and stops the run, unless --replace names it. What an authority without its key cannot sign is named and left out; the rest is made, and the run ends with 0.

EXAMPLES
  kubepki apply -f cluster.yaml                  # shows the plan and asks
  kubepki apply -f cluster.yaml -o out --yes     # asks nothing
  kubepki apply --host cp-1 --root / --yes       # on the host itself
  kubepki apply -f cluster.yaml --replace hosts/cp-1/etc/kubernetes/admin.conf
  rsync -a pki/hosts/cp-1/ root@cp-1:/
  kubepki apply -f cluster.yaml --archive --yes  # pki/archives/cp-1.tar

EXIT CODES
  0    done, or nothing to do
  2    bad usage or input
  3    refused: not confirmed, or a file is in the way; nothing was changed
  4    the environment failed: disk, permissions, another kubepki at work
  130  interrupted`,
  },
});

const initCommand = buildCommand({
  loader: () => import("./commands/init.ts"),
  parameters: {
    flags: {
      file: {
        kind: "parsed",
        parse: text,
        brief: "File to write; - for standard output",
        placeholder: "FILE",
        default: "cluster.yaml",
      },
      from: {
        kind: "parsed",
        parse: text,
        variadic: true,
        optional: true,
        brief: "Begin from a kubeadm configuration",
        placeholder: "FILE",
      },
      name: { kind: "parsed", parse: text, optional: true, brief: "Name of the cluster", placeholder: "NAME" },
      endpoint: {
        kind: "parsed",
        parse: text,
        optional: true,
        brief: "Where clients reach the API",
        placeholder: "HOST[:PORT]",
      },
      controlPlanes: {
        kind: "parsed",
        parse: wholeNumber(1, 99),
        optional: true,
        brief: "How many control planes",
        placeholder: "N",
      },
      workers: {
        kind: "parsed",
        parse: wholeNumber(0, 10000),
        optional: true,
        brief: "How many workers",
        placeholder: "N",
      },
      layout: {
        kind: "enum",
        values: LAYOUT_IDS,
        optional: true,
        brief: "Where files go",
      },
      authorities: {
        kind: "enum",
        values: ["one", "three", "kubelets", "signers", "five"],
        optional: true,
        brief: "How many authorities: kubeadm's three by default",
      },
      keys: {
        kind: "parsed",
        parse: text,
        optional: true,
        brief: "Key algorithm: ecdsa-p256, rsa-2048, ed25519, ...",
        placeholder: "ALGORITHM",
      },
      etcd: {
        kind: "enum",
        values: ["stacked", "external"],
        optional: true,
        brief: "etcd on the control planes or on hosts of its own",
      },
      etcdMembers: {
        kind: "parsed",
        parse: wholeNumber(1, 99),
        optional: true,
        brief: "Members of an external etcd",
        placeholder: "N",
      },
      kubernetesVersion: {
        kind: "parsed",
        parse: text,
        optional: true,
        brief: "Kubernetes release",
        placeholder: "VERSION",
      },
      schema: {
        kind: "parsed",
        parse: text,
        optional: true,
        brief: "Where editors find the JSON Schema",
        placeholder: "URL|FILE",
      },
      force: { kind: "boolean", optional: true, withNegated: false, brief: "Overwrite the file when it exists" },
      ...outputFlag,
    },
    aliases: { f: "file" },
  },
  docs: {
    brief: "Write a commented specification to begin with",
    fullDescription: `Write a specification with a comment on every choice. Editors complete and check it by its JSON Schema.

EXAMPLES
  kubepki init                                   # writes cluster.yaml
  kubepki init --name prod --control-planes 3 --workers 10
  kubepki init --layout hard-way --etcd external --endpoint api.example.com:6443
  kubepki init --from kubeadm-config.yaml -f cluster.yaml
  kubepki init -f - | less`,
  },
});

const schemaCommand = buildCommand({
  loader: () => import("./commands/schema.ts"),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        {
          parse: text,
          brief:
            "cluster (the default), report, show, explain, inspect, blast, verify, audit, whoami, status, mutate or error",
          placeholder: "NAME",
          optional: true,
          proposeCompletions: () => [
            "cluster",
            "report",
            "show",
            "explain",
            "inspect",
            "blast",
            "verify",
            "audit",
            "whoami",
            "mutate",
            "status",
            "error",
          ],
        },
      ],
    },
    flags: { ...outputFlag },
  },
  docs: {
    brief: "Print the JSON Schema of specifications, or of what commands answer",
    fullDescription: `Print a JSON Schema: of specifications (cluster), of what the commands print with --output json (report; show; explain; inspect; blast; verify; audit; whoami; status; mutate), or of errors (error).

EXAMPLES
  kubepki schema > cluster.schema.json
  kubepki schema report | jq '."$defs" | keys'`,
  },
});

const completionCommand = buildCommand({
  loader: () => import("./commands/completion.ts"),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        {
          parse: text,
          brief: "bash, zsh or fish",
          placeholder: "SHELL",
          proposeCompletions: () => ["bash", "zsh", "fish"],
        },
      ],
    },
    flags: { ...outputFlag },
  },
  docs: {
    brief: "Print the completion script of a shell",
    fullDescription: `Print a script that completes commands and flags.

EXAMPLES
  source <(kubepki completion bash)
  kubepki completion zsh > "\${fpath[1]}/_kubepki"
  kubepki completion fish > ~/.config/fish/completions/kubepki.fish`,
  },
});

const routes = buildRouteMap({
  routes: {
    init: initCommand,
    plan: planCommand,
    apply: applyCommand,
    audit: auditCommand,
    verify: verifyCommand,
    status: statusCommand,
    whoami: whoamiCommand,
    mutate: mutateCommand,
    show: showCommand,
    map: mapCommand,
    learn: learnCommand,
    explain: explainCommand,
    inspect: inspectCommand,
    blast: blastCommand,
    schema: schemaCommand,
    completion: completionCommand,
  },
  docs: {
    brief: "The whole TLS trust of a Kubernetes cluster from one file",
    fullDescription: `kubepki makes every certificate, key, kubeconfig and component setting of a Kubernetes cluster from one specification.

BEGIN
  kubepki init                      write cluster.yaml
  kubepki plan -f cluster.yaml      see what would be made, and why
  kubepki apply -f cluster.yaml     make it

EXIT CODES
  0   done
  1   something is wrong (audit), nothing was found (explain, inspect), a connection
      does not work (verify), somebody is nobody (whoami), or something ends soon
      (status --within)
  2   bad usage or input
  3   refused: it could be done but must not
  4   the environment failed: disk, permissions, another kubepki at work
  70  a bug`,
  },
});

/** The application, with the texts that its parser complains in. */
export function application(version: string, texts: ApplicationText = usageTexts(errorText)): Application<CliContext> {
  return buildApplication(routes, {
    name: "kubepki",
    versionInfo: { currentVersion: version },
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    documentation: { caseStyle: "convert-camel-to-kebab", disableAnsiColor: true, useAliasInUsageLine: true },
    localization: { loadText: () => texts },
  });
}
