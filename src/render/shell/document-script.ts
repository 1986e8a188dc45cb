/** A document in a script: its text as a here document, with commands in the place of what is made while it runs. */
import type {
  DesiredDerived,
  DesiredDocument,
  DesiredSecret,
  DesiredTrust,
  DesiredUnit,
  FileContent,
} from "../../spec/desired.ts";
import { keyFamily } from "../../x509/algorithm.ts";
import { curveOf } from "../../x509/key-encoding.ts";
import { type Rendered, renderDocument } from "../document.ts";
import { renderPlain } from "../plain.ts";
import { PASSPHRASE, print, type ShellPlan, trustSources } from "./authority-files.ts";
import { command, pathWord, unexpanded, verbatim, word } from "./shell-text.ts";
import type { Pair } from "./toolset.ts";

/** Functions that the commands in documents call. */
export const DOCUMENT_FUNCTIONS = `# What comes in: as one line of base64, and as base64 for URLs.
line() { base64 | tr -d '\\n'; }
url() { line | tr -d = | tr '+/' '-_'; }`;

/** The variables that hold a secret of a unit and its end. */
const secretName = (id: string): string => `secret_${id.replaceAll("-", "_")}`;

/** Random texts, made once for all documents of a unit. */
export function makeSecrets({ secrets }: DesiredUnit): string[] {
  return secrets.map(({ id, form, lifetime }) => {
    // A token begins with a letter, so that it is a text in YAML without quotes.
    const random = (from: string, count: number): string => `LC_ALL=C tr -dc ${from} </dev/urandom | head -c ${count}`;
    const text = form === "key" ? "openssl rand -hex 32" : `${random("a-z", 1)}; ${random("a-z0-9", 15)}`;
    const end =
      lifetime === undefined
        ? ""
        : `\n${secretName(id)}_end=$(stamp ${lifetime} | sed 's/\\(....\\)\\(..\\)\\(..\\)\\(..\\)\\(..\\)\\(..\\)Z/\\1-\\2-\\3T\\4:\\5:\\6Z/')`;
    return `${secretName(id)}=$(${text})${end}`;
  });
}

/** What a document stands beside. */
export interface Beside {
  readonly plan: ShellPlan;
  /** Where a credential of the unit is, by its place in the unit's list. */
  readonly pair: (credential: number) => Pair;
  readonly secrets: readonly DesiredSecret[];
}

/** The commands that write a document; undefined when no tool of a shell can make what it holds. */
export function documentScript(beside: Beside, document: DesiredDocument, to: string): string | undefined {
  const plain = renderPlain(document);
  if (plain !== undefined) return `cat >${word(to)} ${verbatim(plain)}`;
  const [only] = document.values;
  if (document.form === "file" && typeof only === "object" && "$" in only)
    return fileCommand(beside, only.$ as FileContent, to);
  const marks = new Marks();
  const text = fill(beside, document, marks);
  return text === undefined ? undefined : [...marks.before, `cat >${word(to)} <<EOF\n${text}EOF`].join("\n");
}

/** How what a command prints stands in a text: as lines of their own, as a word, or as a text that may need quotes. */
type MarkStyle = "lines" | "word" | "text";

/** What stands for commands until the text around them is kept from the shell. */
class Marks {
  readonly #commands: { readonly command: string; readonly mark: string }[] = [];
  /** What has to be there before the text is written: documents inside it, as files. */
  readonly before: string[] = [];

  add(command: string, style: MarkStyle): string {
    const name = `mark${this.#commands.length + 1}x`;
    const mark = { lines: `${name}\n`, word: name, text: `@${name}` }[style];
    this.#commands.push({ command, mark });
    return mark;
  }

  /** Marks become commands: a whole encoded one, lines as far in as their mark, words. */
  resolve(text: string): string {
    return this.#commands.reduce((all, { command, mark }) => {
      const encoded = Buffer.from(mark, "utf8").toString("base64");
      const name = mark.trimEnd();
      return all
        .replaceAll(encoded, () => `$(${command} | line)`)
        .replace(
          new RegExp(`^( +)${name}$`, "gm"),
          (_, margin: string) => `${margin}$(${command} | sed '2,$s/^/${margin}/')`,
        )
        .replaceAll(name, () => `$(${command})`);
    }, unexpanded(text));
  }
}

function fill(beside: Beside, document: DesiredDocument, marks: Marks): string | undefined {
  const read = (content: FileContent): Rendered => {
    const plain = renderPlain(content);
    return plain ?? material(beside, content, marks);
  };
  const text = renderDocument(document, read);
  return typeof text === "string" ? marks.resolve(text) : undefined;
}

function material(beside: Beside, content: FileContent, marks: Marks): Rendered {
  const { plan, pair, secrets } = beside;
  switch (content.kind) {
    case "authorities":
      return marks.add(print(trustSources(plan, content)), "lines");
    case "certificate":
      return marks.add(`cat ${pathWord(pair(content.credential).certificate)}`, "lines");
    case "key":
      return marks.add(`cat ${pathWord(pair(content.credential).key)}`, "lines");
    case "pins":
      return content.trust.ids.map((id) =>
        marks.add(pin(plan, { ...content.trust, ids: [id], above: "none" }), "word"),
      );
    case "secret":
      return marks.add(
        `printf %s "${content.prefix}$${secretName(content.id)}"`,
        secrets.find(({ id }) => id === content.id)?.form === "token" ? "word" : "text",
      );
    case "expiration":
      return marks.add(`printf %s "$${secretName(content.id)}_end"`, "text");
    case "token-algorithms":
      return [algorithmOf(plan, content.id)];
    case "jwk":
      return jwk(plan, content, marks);
    case "document":
      return inner(beside, content, marks)?.mark;
    case "signature":
      return signature(beside, content, marks);
    default:
      return undefined;
  }
}

/** SHA-256 over the public key in DER. */
export const pin = (plan: ShellPlan, trust: DesiredTrust): string =>
  `${print(trustSources(plan, trust))} | openssl x509 -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256 -r | sed 's/^/sha256:/; s/ .*//'`;

function algorithmOf({ desired }: ShellPlan, id: string): string {
  const algorithm = desired.sharedKeys.find((shared) => shared.id === id)?.algorithm ?? "RSA-2048";
  const bits = { "ECDSA-P256": "ES256", "ECDSA-P384": "ES384", "ECDSA-P521": "ES512" }[algorithm as string];
  return bits ?? "RS256";
}

/** A public key cut out of its DER, which ends with it. */
function jwk(plan: ShellPlan, { id }: Extract<DesiredDerived, { kind: "jwk" }>, marks: Marks): Rendered {
  const algorithm = plan.desired.sharedKeys.find((shared) => shared.id === id)?.algorithm;
  if (algorithm === undefined) return undefined;
  const der = `openssl pkey -pubin -in authorities/${id}.pub -outform DER`;
  const part = (fromEnd: number, bytes: number): string =>
    marks.add(`${der} | tail -c ${fromEnd} | head -c ${bytes} | url`, "word");
  const kid = marks.add(`${der} | openssl dgst -sha256 -binary | url`, "word");
  const alg = algorithmOf(plan, id);
  const curve = curveOf(algorithm);
  if (curve !== undefined) {
    const { bytes } = curve;
    const crv = `P-${algorithm.slice("ECDSA-P".length)}`;
    return { use: "sig", kty: "EC", kid, crv, alg, x: part(2 * bytes, bytes), y: part(bytes, bytes) };
  }
  if (keyFamily(algorithm) !== "RSA") return undefined;
  // Behind the modulus stands the exponent: its tag, its length and three bytes.
  const bytes = Number(algorithm.slice("RSA-".length)) / 8;
  return { use: "sig", kty: "RSA", kid, alg, n: part(bytes + 5, bytes), e: part(3, 3) };
}

/** A document inside another: a file of the work folder, read from there. */
function inner(beside: Beside, document: DesiredDocument, marks: Marks): { file: string; mark: string } | undefined {
  const own = new Marks();
  const text = fill(beside, document, own);
  if (text === undefined) return undefined;
  const file = `"$work/part-${marks.before.length + 1}"`;
  marks.before.push(...own.before, `cat >${file} <<EOF\n${text}EOF`);
  return { file, mark: marks.add(`cat ${file}`, "lines") };
}

/** A detached signature under the token: header, nothing, HMAC. The token is seen in the list of processes meanwhile. */
function signature(
  beside: Beside,
  { of, id, keyId }: Extract<DesiredDerived, { kind: "signature" }>,
  marks: Marks,
): Rendered {
  const payload = inner(beside, of, marks);
  if (payload === undefined) return undefined;
  const header = Buffer.from(JSON.stringify({ alg: "HS256", kid: keyId })).toString("base64url");
  const signed = `openssl dgst -sha256 -hmac "$${secretName(id)}" -binary | url`;
  return marks.add(`printf ${header}..; { printf ${header}.; url <${payload.file}; } | ${signed}`, "word");
}

/** One content as a file of its own. */
function fileCommand({ plan, pair }: Beside, content: FileContent, to: string): string | undefined {
  if (content.kind !== "pkcs12") return undefined;
  const { certificate, key } = pair(content.credential);
  const legacy =
    content.encryption === "legacy"
      ? "-legacy -certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg SHA1"
      : "-iter 10000";
  return [
    `: "\${${PASSPHRASE}:?export what PKCS#12 files are encrypted with}"`,
    `${print(trustSources(plan, content.trust))} >"$work/above.crt"`,
    command(
      `openssl pkcs12 -export -name ${word(content.name)} ${legacy}`,
      `-in ${pathWord(certificate)} -inkey ${pathWord(key)}`,
      `-certfile "$work/above.crt" -passout env:${PASSPHRASE}`,
      `-out ${word(to)}`,
    ),
  ].join("\n");
}
