import { buildCommand } from "@stricli/core";
import { atFlag, connectFlags, openFlag, parseSpan, rootsFlag, text, treeArguments } from "./flags.ts";

export const statusCommand = buildCommand({
  loader: () => import("./commands/status.ts"),
  parameters: {
    positional: treeArguments,
    flags: {
      ...rootsFlag,
      within: {
        kind: "parsed",
        parse: parseSpan,
        optional: true,
        brief: "Exit 1 when something ends within this time: 30d, 12h, 2w",
        placeholder: "TIME",
      },
      timeline: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Every moment at which connections break, not only the first three",
      },
      file: {
        kind: "parsed",
        parse: text,
        optional: true,
        brief: "Write the answer to this file in one step, over an older one",
        placeholder: "FILE",
      },
      ...connectFlags("Also count what the servers that run show"),
      ...atFlag,
      ...openFlag,
      output: {
        kind: "enum",
        values: ["text", "json", "prometheus"],
        brief: "Form of the answer",
        default: "text",
      },
    },
  },
  docs: {
    brief: "Say when every certificate ends, and what stops then",
    fullDescription: `Read what is there, whoever made it, and show every certificate once: in files, in kubeconfigs, in kubelets' files, in Secrets and other objects, with the moment at which it really stops, which is its authority's end when that is earlier. Then what stops when: at each coming end, the connections that break, and what each side prints.

With --connect the servers that run are looked at too: what they show counts as what is in files, and decides over what stops when. A server that still shows the certificate of before is told. Nothing is sent but the handshake.

With --output prometheus the answer is metrics for node_exporter's textfile collector; alert rules and a dashboard are in the package's folder monitoring.

EXAMPLES
  kubepki status                              # what apply wrote into pki
  kubepki status --root / --within 30d        # this host; 1 when it is due
  kubepki status cp-1.tar.gz cp-2.tar.gz --timeline
  kubepki status pki --at 2027-06-01
  kubepki status --root / --connect           # what runs here counts too
  kubepki status --connect --endpoint registry.example.com:443
  kubepki status pki --output json | jq '.certificates[0]'
  kubepki status --root / --output prometheus --file kubepki.prom

EXIT CODES
  0  done; with --within: nothing ends within that time
  1  with --within: something ends within that time, or has ended
  2  bad usage, or no certificate found
  4  --file cannot be written, or no server answers and nothing else was asked`,
  },
});
