import { KubepkiError } from "../../errors.ts";
import { suggest } from "../../spec/grammar/near-name.ts";
import type { CliContext } from "../context.ts";
import { printError } from "../print-error.ts";

/** Each asks the program itself what fits, so that the scripts never grow stale. */
const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `_kubepki() {
  local IFS=$'\\n' line
  COMPREPLY=()
  for line in $(kubepki __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null); do
    line="\${line%%$'\\t'*}"
    [[ "$line" == "\${COMP_WORDS[COMP_CWORD]}"* ]] && COMPREPLY+=("$line")
  done
  [[ \${#COMPREPLY[@]} -eq 0 ]] && COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o filenames -F _kubepki kubepki
`,
  zsh: `#compdef kubepki
_kubepki() {
  local -a lines
  lines=("\${(@f)$(kubepki __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  lines=("\${(@)lines:#}")
  if (( \${#lines} )); then
    local -a described
    described=("\${(@)lines//$'\\t'/:}")
    _describe kubepki described
  else
    _files
  fi
}
if [ "$funcstack[1]" = "_kubepki" ]; then _kubepki; else compdef _kubepki kubepki; fi
`,
  fish: `function __kubepki_complete
  set -l words (commandline -opc) (commandline -ct)
  kubepki __complete $words[2..-1] 2>/dev/null
end
complete -c kubepki -a '(__kubepki_complete)'
`,
};

export default async function runCompletion(
  this: CliContext,
  flags: { output: "text" | "json" },
  shell: string,
): Promise<void> {
  const script = SCRIPTS[shell];
  if (script === undefined) {
    const error = new KubepkiError("ERR_USAGE", `there is no completion for \`${shell}\``, {
      remedy: suggest(shell, Object.keys(SCRIPTS)),
    });
    return printError(this, error, flags.output);
  }
  const document = { apiVersion: "kubepki/v1", kind: "Completion", shell, script };
  this.process.stdout.write(flags.output === "json" ? `${JSON.stringify(document, undefined, 2)}\n` : script);
}
