/** The part of a script that makes one unit: its pairs first, then the files that follow from them. */
import type { Catalog } from "../../catalog/index.ts";
import type { CredentialId } from "../../catalog/types.ts";
import type { DesiredCredential, DesiredFile, DesiredTrust, DesiredUnit } from "../../spec/desired.ts";
import { kubeconfigText } from "../kubeconfig.ts";
import { renderPlain } from "../plain.ts";
import { chainSources, print, type ShellPlan, signing, trustSources } from "./authority-files.ts";
import { documentScript, makeSecrets } from "./document-script.ts";
import { copyKey, signingKeyFile } from "./key-files.ts";
import { comment, pathWord, unexpanded, verbatim, word, words } from "./shell-text.ts";
import type { Pair, Toolset } from "./toolset.ts";

export class UnitScript {
  readonly #plan: ShellPlan;
  readonly #catalog: Catalog;
  readonly #tools: Toolset;
  /** Credentials whose reason has been told. */
  readonly #told = new Set<CredentialId>();
  /** Variables that hold what kubeconfigs believe, by their command. */
  readonly #believed = new Map<string, string>();

  /** Files that no tool of a shell can make. */
  readonly #missing = new Set<string>();

  constructor(plan: ShellPlan, catalog: Catalog, tools: Toolset) {
    this.#plan = plan;
    this.#catalog = catalog;
    this.#tools = tools;
  }

  parts(unit: DesiredUnit): string[] {
    return [
      folders(unit),
      ...makeSecrets(unit),
      ...unit.credentials.map((credential, i) => this.#credential(unit, credential, i)),
      ...unit.files.map((file) => this.#file(unit, file)),
      modes(
        unit.name,
        unit.files.filter(({ content }) => this.#isMade(unit, content)),
      ),
    ];
  }

  #isMade({ credentials }: DesiredUnit, content: DesiredFile["content"]): boolean {
    const issuer = "credential" in content ? credentials[content.credential]?.issuer : undefined;
    return issuer === undefined || signing(this.#plan, issuer) !== undefined;
  }

  #credential(unit: DesiredUnit, credential: DesiredCredential, index: number): string {
    const { title, why } = this.#catalog.credentials[credential.id];
    const head = comment(this.#told.has(credential.id) ? title : `${title}. ${why}`);
    this.#told.add(credential.id);
    const files = unit.files.filter(({ content }) => "credential" in content && content.credential === index);
    if (signing(this.#plan, credential.issuer) === undefined) {
      const lost = files.map(({ path }) => `${unit.name}/${path}`).join(", ");
      return `${head}\n${comment(`Not made: the key of ${credential.issuer} is not here. Without it: ${lost}`)}`;
    }
    const pair = pairOf(unit, index);
    const chain = chainSources(this.#plan, credential.issuer, credential.withRoot);
    return [
      head,
      this.#tools.credential(this.#plan, credential, pair),
      ...(chain.length === 0 ? [] : [`${print(chain)} >>${pathWord(pair.certificate)}`]),
      ...files.map(({ path, mode, content }) =>
        content.kind === "kubeconfig" ? this.#kubeconfig(`${unit.name}/${path}`, mode, content, pair) : "",
      ),
    ]
      .filter((line) => line !== "")
      .join("\n");
  }

  #kubeconfig(
    path: string,
    mode: number,
    { kubeconfig }: Extract<DesiredFile["content"], { kind: "kubeconfig" }>,
    { certificate, key }: Pair,
  ): string {
    const [before, variable] = this.#believe(kubeconfig.trust);
    // Marked first, so that whatever else the text holds is kept from the shell.
    const text = kubeconfigText(kubeconfig, { authorities: "\x01", certificate: "\x02", key: "\x03" });
    const filled = unexpanded(text)
      .replace("\x01", () => `$${variable}`)
      .replace("\x02", () => `$(data ${pathWord(certificate)})`)
      .replace("\x03", () => `$(data ${pathWord(key)})`);
    const closed = mode === 0o600 ? "" : `\n${words("chmod", mode.toString(8), path)}`;
    return `${before}cat >${word(path)} <<EOF\n${filled}EOF${closed}`;
  }

  /** The variable with what a kubeconfig believes, and its assignment the first time. */
  #believe(trust: DesiredTrust): readonly [assignment: string, variable: string] {
    const command = print(trustSources(this.#plan, trust));
    const known = this.#believed.get(command);
    if (known !== undefined) return ["", known];
    const variable = `believed_${this.#believed.size + 1}`;
    this.#believed.set(command, variable);
    return [`${command} >"$work/believed.crt"\n${variable}=$(data "$work/believed.crt")\n`, variable];
  }

  #file(unit: DesiredUnit, { path, content, role }: DesiredFile): string {
    const to = `${unit.name}/${path}`;
    if (content.kind === "document") {
      const pair = (index: number): Pair => pairOf(unit, index);
      const made = documentScript({ plan: this.#plan, pair, secrets: unit.secrets }, content, to);
      if (made === undefined) this.#missing.add(to);
      return `${comment(role)}\n${made ?? comment(`Not made: ${to}. openssl encrypts no file with AES-GCM.`)}`;
    }
    const plain = renderPlain(content);
    if (plain !== undefined) return `${comment(role)}\ncat >${word(to)} ${verbatim(plain)}`;
    switch (content.kind) {
      case "authorities":
        return `${comment(role)}\n${print(trustSources(this.#plan, content))} >${word(to)}`;
      case "authority-key":
        return `${comment(role)}\n${copyKey(this.#plan, signingKeyFile(this.#plan, content.id), to)}`;
      case "shared-key":
        return `${comment(role)}\n${copyKey(this.#plan, `authorities/${content.id}.key`, to)}`;
      case "shared-public-key":
        return words("cp", `authorities/${content.id}.pub`, to);
      default:
        return "";
    }
  }
}

/** Where a pair is made: at its own place when it has one, even beside a kubeconfig that holds it. */
export function pairOf({ name, files }: DesiredUnit, index: number): Pair {
  const place = (kind: "certificate" | "key"): string | undefined => {
    const file = files.find(({ content }) => content.kind === kind && content.credential === index);
    return file && `${name}/${file.path}`;
  };
  return { certificate: place("certificate") ?? "$work/pair.crt", key: place("key") ?? "$work/pair.key" };
}

function folders({ name, files }: DesiredUnit): string {
  const paths = new Set(files.map(({ path }) => `${name}/${path}`.replace(/\/[^/]*$/, "")));
  const deepest = [...paths].filter((path) => ![...paths].some((other) => other.startsWith(`${path}/`)));
  return `(umask 022 && mkdir -p ${deepest.map(word).join(" ")})`;
}

/** Everything is made closed; what others may read is opened at the end. */
function modes(name: string, files: readonly DesiredFile[]): string {
  const byMode = new Map<number, string[]>();
  for (const { path, mode, content } of files) {
    if (mode === 0o600 || content.kind === "kubeconfig") continue;
    byMode.set(mode, [...(byMode.get(mode) ?? []), `${name}/${path}`]);
  }
  const lines = [...byMode].map(([mode, paths]) => ["chmod", mode.toString(8), ...paths.map(word)].join(" \\\n  "));
  return lines.length === 0 ? "" : lines.join("\n");
}
