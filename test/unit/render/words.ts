/** systemd's reading of command lines and environment files, as its manual pages say; not kubepki's code. */

/** systemd.service(5), "Command lines": words, quotes, C escapes; then `%%` and `$$`. */
export function commandLine(unit: string): string[] {
  const joined = unit.replace(/\\\n/g, " ");
  const line = joined.split("\n").find((one) => one.startsWith("ExecStart=")) ?? "";
  return split(line.slice("ExecStart=".length)).map((word) => {
    if (/(?<!%)(%%)*%(?!%)/.test(word)) throw new Error(`a specifier stands in ${word}`);
    if (/(?<!\$)(\$\$)*\$(?!\$)/.test(word)) throw new Error(`a variable stands in ${word}`);
    return word.replaceAll("%%", "%").replaceAll("$$", "$");
  });
}

/** systemd.exec(5), EnvironmentFile: one assignment, its value in double quotes; then the words of `$NAME` alone. */
export function environmentWords(file: string, name: string): string[] {
  const match = new RegExp(`^${name}="((?:[^"\\\\]|\\\\[^])*)"\n$`).exec(file);
  if (match === null) throw new Error(`no assignment of ${name} in ${file}`);
  return split((match[1] ?? "").replace(/\\(["\\`$])/g, "$1"));
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", s: " ", "\\": "\\", '"': '"', "'": "'" };

function split(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? "";
    if (c === "\\") {
      const next = text[++i] ?? "";
      if (next === "x") {
        word = (word ?? "") + String.fromCharCode(Number.parseInt(text.slice(i + 1, i + 3), 16));
        i += 2;
      } else word = (word ?? "") + (ESCAPES[next] ?? fail(`\\${next}`));
    } else if (quote !== undefined) {
      if (c === quote) quote = undefined;
      else word += c;
    } else if (c === '"' || c === "'") {
      quote = c;
      word ??= "";
    } else if (" \t\n\r".includes(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + c;
  }
  if (quote !== undefined) fail("an open quote");
  if (word !== undefined) words.push(word);
  return words;
}

function fail(what: string): never {
  throw new Error(`systemd does not take ${what}`);
}
