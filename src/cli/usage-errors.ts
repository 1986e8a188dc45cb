/** What the parser of the command line complains about, in the words and the form of every other error. */
import {
  AliasNotFoundError,
  type ApplicationText,
  ArgumentParseError,
  EnumValidationError,
  FlagNotFoundError,
  text_en,
  UnexpectedFlagError,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from "@stricli/core";
import { KubepkiError } from "../errors.ts";
import { suggest } from "../spec/grammar/near-name.ts";

/** The parser's texts; each complaint is also told to `noticed`, for the form that programs read. */
export function usageTexts(noticed: (error: KubepkiError) => string): ApplicationText {
  return {
    ...text_en,
    headers: text_en.headers,
    briefs: {
      ...text_en.briefs,
      help: "Print this help and exit",
      version: "Print the version and exit",
      argumentEscapeSequence: "Take everything after this as arguments",
    },
    exceptionWhileParsingArguments: (thrown) => noticed(usageError(thrown)),
    noCommandRegisteredForInput: ({ input, corrections }) => noticed(unknownCommand(input, corrections)),
  };
}

function unknownCommand(input: string, corrections: readonly string[]): KubepkiError {
  if (input.startsWith("-")) {
    return usage(`unknown flag ${input}`, "flags follow the command: kubepki plan -f cluster.yaml; see kubepki --help");
  }
  const near = corrections.length > 0 ? `did you mean ${corrections.join(" or ")}?` : "see kubepki --help";
  return usage(`unknown command \`${input}\``, near);
}

function usageError(thrown: unknown): KubepkiError {
  if (thrown instanceof FlagNotFoundError) {
    const near = thrown.corrections.map((name) => `--${kebab(name)}`).join(" or ");
    return usage(`unknown flag --${thrown.input}`, near === "" ? "see --help" : `did you mean ${near}?`);
  }
  if (thrown instanceof AliasNotFoundError) return usage(`unknown flag -${thrown.input}`, "see --help");
  if (thrown instanceof ArgumentParseError) return badValue(thrown);
  if (thrown instanceof EnumValidationError) {
    const { externalFlagName, input, values } = thrown;
    return usage(`--${externalFlagName} does not take \`${input}\``, suggest(input, values));
  }
  if (thrown instanceof UnsatisfiedFlagError) {
    const { externalFlagName, nextFlagName } = thrown;
    const after = nextFlagName === undefined ? "" : ` before --${nextFlagName}`;
    return usage(`--${externalFlagName} needs a value${after}`, "see --help");
  }
  if (thrown instanceof UnexpectedFlagError) {
    const { externalFlagName, previousInput, input } = thrown;
    return usage(`--${externalFlagName} is given twice: \`${previousInput}\` and \`${input}\``, "give it once");
  }
  if (thrown instanceof UnexpectedPositionalError) {
    const { input } = thrown;
    const file = /\.(ya?ml|json|conf)$/.test(input);
    return usage(`unexpected argument \`${input}\``, file ? `files are named by a flag: -f ${input}` : "see --help");
  }
  if (thrown instanceof UnsatisfiedPositionalError) return usage(`${thrown.placeholder} is missing`, "see --help");
  return usage(thrown instanceof Error ? thrown.message : String(thrown), "see --help");
}

/** A value that a flag's own parser refused; it says what it takes. */
function badValue({ externalFlagNameOrPlaceholder, input, exception }: ArgumentParseError): KubepkiError {
  const place = externalFlagNameOrPlaceholder;
  const flag = place === place.toUpperCase() ? place : `--${place}`;
  if (exception instanceof KubepkiError)
    return usage(`${flag}: ${exception.message}`, exception.remedy ?? "see --help");
  return usage(`${flag} does not take \`${input}\``, "see --help");
}

/** As help writes it. */
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const usage = (message: string, remedy: string): KubepkiError => new KubepkiError("ERR_USAGE", message, { remedy });
