import { buildCommand } from "@stricli/core";
import { atFlag, outputFlag, text, wholeNumber } from "./flags.ts";

export const mutateCommand = buildCommand({
  loader: () => import("./commands/mutate.ts"),
  parameters: {
    positional: {
      kind: "array",
      parameter: { parse: text, brief: "Folder or archive; pki by default", placeholder: "PATH" },
    },
    flags: {
      out: { kind: "parsed", parse: text, brief: "New folder for the copies", placeholder: "DIR" },
      rule: {
        kind: "parsed",
        parse: text,
        variadic: true,
        optional: true,
        brief: "Only faults that this rule of audit finds; repeatable",
        placeholder: "ID",
      },
      count: {
        kind: "parsed",
        parse: wholeNumber(1, 10_000),
        optional: true,
        brief: "How many copies; one of each kind when absent",
        placeholder: "N",
      },
      seed: {
        kind: "parsed",
        parse: wholeNumber(0, 999_999_999),
        brief: "Chooses among the files that can be broken",
        placeholder: "N",
        default: "1",
      },
      ...atFlag,
      ...outputFlag,
    },
    aliases: { o: "out" },
  },
  docs: {
    brief: "Make faulty copies of a tree, one labelled fault each, to practise on",
    fullDescription: `Copy a tree many times and break one thing in each copy: a name is missing, a key is not its certificate's, an authority has ended, everybody may read a key. Each copy is a folder below DIR; DIR/faults.json says for each what is wrong, where, and which rule of audit has to find it. For training, and for testing what watches a cluster. The tree itself is only read. Keys of the copies are the tree's own: keep them as safe.

EXAMPLES
  kubepki mutate pki -o faulty                     # one copy of each kind
  kubepki mutate pki -o some --count 20 --seed 7
  kubepki mutate pki -o expired --rule certificate-expired
  kubepki audit faulty/leaf-lives-long-1           # what is found

EXIT CODES
  0  done
  2  bad usage, or nothing to break
  3  refused: DIR is there already, or in the tree itself
  4  the environment failed: disk, permissions`,
  },
});
