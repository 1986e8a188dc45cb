/** Command lines as words, flags of words, and the component that a program is. */
import type { ComponentId } from "../../catalog/types.ts";
import type { Told, Within } from "../actual.ts";

/** Programs by their file's name; `proxy-server` and `proxy-agent` are konnectivity's. */
const PROGRAMS: Readonly<Record<string, ComponentId>> = {
  "kube-apiserver": "kube-apiserver",
  "kube-controller-manager": "kube-controller-manager",
  "kube-scheduler": "kube-scheduler",
  kubelet: "kubelet",
  "kube-proxy": "kube-proxy",
  etcd: "etcd",
  "cloud-controller-manager": "cloud-controller-manager",
  "proxy-server": "konnectivity-server",
  "konnectivity-server": "konnectivity-server",
  "proxy-agent": "konnectivity-agent",
  "konnectivity-agent": "konnectivity-agent",
};

const baseName = (path: string): string => path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);

export const componentOfProgram = (path: string): ComponentId | undefined =>
  PROGRAMS[baseName(path).replace(/\.(exe|service|flags|yaml|yml|env|conf)$/, "")];

/** `registry.k8s.io/etcd:3.6.5-0@sha256:…`: the component and its version. */
export function componentOfImage(image: string): { component: ComponentId | undefined; version: string | undefined } {
  const [name = "", version] = baseName(image.replace(/@.*$/, "")).split(":");
  return { component: PROGRAMS[name], version };
}

/** The component of a command line, and the words behind its program; `sh -c "exec etcd …"` is looked into. */
export function programOf(words: readonly string[]): { component: ComponentId; rest: readonly string[] } | undefined {
  const first = baseName(words[0] ?? "");
  if (["sh", "bash", "ash"].includes(first)) {
    const script = words.find((word, i) => i > 0 && !word.startsWith("-"));
    const inner = splitWords(script ?? "");
    const at = inner.findIndex((word) => componentOfProgram(word) !== undefined);
    return at < 0 ? undefined : programOf(inner.slice(at));
  }
  const [start, rest] = first === "hyperkube" ? [words[1] ?? "", words.slice(2)] : [first, words.slice(1)];
  const component = componentOfProgram(start);
  return component === undefined ? undefined : { component, rest };
}

/** Words by spaces, with quotes and backslashes as systemd and shells take them (systemd.service(5), "Command lines"). */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === "\\" && quote !== "'" && i + 1 < text.length) {
      const hex = /^x([0-9a-fA-F]{2})/.exec(text.slice(i + 1, i + 4))?.[1];
      word = (word ?? "") + (hex === undefined ? text.charAt(i + 1) : String.fromCharCode(Number.parseInt(hex, 16)));
      i += hex === undefined ? 1 : 3;
    } else if (quote !== "") {
      if (c === quote) quote = "";
      else word += c;
    } else if (c === '"' || c === "'") {
      quote = c;
      word ??= "";
    } else if (/\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + c;
  }
  return word === undefined ? words : [...words, word];
}

/** More than any command line has; a kernel takes some 128 KiB in one argument (execve(2)). */
const MOST_FLAGS = 2000;

/** Flags of words: `--name=value`, `--name value`, `--switch` (spf13/pflag; a switch never takes the next word there). */
export function readFlags(words: readonly string[], within: (flag: string, index: number) => Within): Told[] {
  const told: Told[] = [];
  for (let i = 0; i < words.length && told.length < MOST_FLAGS; i++) {
    const match = /^--?([A-Za-z][\w-]*)(?:=([\s\S]*))?$/.exec(words[i] ?? "");
    if (match === null) continue;
    const [, name = "", attached] = match;
    const next = words[i + 1];
    const follows = attached === undefined && next !== undefined && !next.startsWith("-");
    told.push({ name, value: attached ?? (follows ? next : "true"), from: "flag", within: within(`--${name}`, i) });
    if (follows) i++;
  }
  return told;
}
