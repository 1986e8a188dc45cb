// Completion as each shell does it, with the script that the command prints; and as kubectl asks its plugins for it.
import { symlinkSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { describeWith, judgePath } from "../judges/judge.ts";
import { programInPath } from "../judges/places.mjs";
import { PROGRAM, type Shell, shell } from "./command.ts";

/** A line as it is typed, and what must be offered at its end. */
const CASES: readonly [line: string, wanted: readonly string[]][] = [
  ["kubepki ", ["init", "plan", "apply", "map", "learn", "schema", "completion"]],
  ["kubepki plan --de", ["--detailed-exitcode"]],
  ["kubepki apply --output ", ["text", "json"]],
  ["kubepki plan -f cl", ["cluster.yaml", "clients.yaml"]],
  ["kubepki completion ", ["bash", "zsh", "fish"]],
  ["kubepki map kube-s", ["kube-scheduler"]],
  ["kubepki schema ", ["cluster", "report", "show", "error"]],
];
const LINES = CASES.map(([line]) => line);
const MARK = "=== next";

const SCRIPTS: Readonly<Record<string, { flags: readonly string[]; script: string }>> = {
  // The words as bash would split them; the last one is being typed.
  bash: {
    flags: ["--norc", "-c"],
    script: `source <(kubepki completion bash); complete -p kubepki >&2\n${LINES.map((line) => {
      const words = line.split(" ").map((word) => `'${word}'`);
      return `COMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}
        _kubepki kubepki && printf '%s\\n' "\${COMPREPLY[@]}"; echo '${MARK}'`;
    }).join("\n")}`,
  },
  // A second zsh at a pty, to which Tab is sent as a person would: the candidates come back on its screen.
  zsh: {
    flags: ["-f", "-c"],
    script: `zmodload zsh/zpty
      # Until all the words are there; then what is on the screen, whatever came.
      screen() { local out= chunk= word= missing= rounds=0
        while (( rounds++ < 150 )); do
          if zpty -r -t z chunk; then out+=$chunk; else sleep 0.1; fi
          missing=; for word in "$@"; do [[ $out == *$word* ]] || missing=1; done
          [[ -n $missing ]] || break
        done
        print -r -- "$out"; }
      zpty -b z 'PS1= zsh -f -i'
      zpty -w z 'stty columns 200; bindkey -e; autoload -Uz compinit; compinit -u -D; LISTMAX=0'
      zpty -w z 'source <(kubepki completion zsh); print rea""dy'
      screen ready >/dev/null
      ${CASES.map(([line, wanted]) => {
        return `zpty -n -w z $'${line}\\t\\t'; screen ${wanted.join(" ")}; zpty -n -w z $'\\x15'; echo '${MARK}'`;
      }).join("\n")}
      zpty -d z`,
  },
  fish: {
    flags: ["--no-config", "-c"],
    script: `kubepki completion fish | source\n${LINES.map((line) => `complete -C '${line}'; echo '${MARK}'`).join("\n")}`,
  },
};

/** A folder with the command in PATH, and files that could be meant. */
function prepared(): Shell {
  const here = shell();
  symlinkSync(PROGRAM, here.path("kubepki"));
  for (const name of ["cluster.yaml", "clients.yaml", "my file.yaml"]) here.write(name, "");
  return here;
}

for (const [name, { flags, script }] of Object.entries(SCRIPTS)) {
  const missing = programInPath(name) === undefined;
  if (missing) process.stderr.write(`SKIPPED: completion in ${name}: ${name} is not here\n`);
  describe.skipIf(missing)(name, () => {
    let screens: string[] = [];
    beforeAll(() => {
      const here = prepared();
      const env = { PATH: `${here.folder}:${process.env.PATH}`, HOME: here.folder };
      screens = here.run(name, [...flags, script], { env }).stdout.split(MARK);
    });

    test.each(CASES.map(([line, wanted], i) => ({ line, wanted, i })))("$line", ({ wanted, i }) => {
      const words = stripVTControlCharacters(screens[i] ?? "").split(/\s+/);
      expect(words).toEqual(expect.arrayContaining([...wanted]));
    });
  });
}

describeWith(["kubectl"], "kubectl", () => {
  test("runs the plugin, and completes its commands and flags", () => {
    const here = prepared();
    for (const name of ["kubectl-pki", "kubectl_complete-pki"]) symlinkSync(PROGRAM, here.path(name));
    const env = { PATH: `${here.folder}:${process.env.PATH}` };
    expect(here.run(judgePath("kubectl"), ["pki", "--version"], { env }).stdout).toBe("0.1.0\n");
    const offered = (...words: string[]): string[] =>
      here.run(judgePath("kubectl"), ["__complete", "pki", ...words], { env }).stdout.split("\n");
    expect(offered("")).toEqual(
      expect.arrayContaining([...["init", "plan", "apply"].map((word) => expect.stringMatching(`^${word}\t`)), ":4"]),
    );
    expect(offered("plan", "--output", "j")).toEqual(expect.arrayContaining([expect.stringMatching("^json\t"), ":4"]));
    expect(offered("plan", "-f", "")).toContain(":0");
  });
});
