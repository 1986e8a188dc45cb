/** What a message about certificates means: from the text alone, or with what is known of the tree it came from. */
import type { Catalog } from "../../catalog/index.ts";
import type { Cause, CauseId } from "./cause.ts";
import { CAUSES } from "./causes/index.ts";
import { cleanLine } from "./clean-line.ts";
import { connectionOf, type SeenConnection } from "./connection.ts";
import { FAMILIES } from "./families/index.ts";
import type { Family } from "./family.ts";
import { readSeen, type Seen, type Side } from "./seen.ts";

/** One cause, its texts filled in with what the message says. */
export interface PossibleCause extends Cause {
  readonly id: CauseId;
}

export interface Explanation {
  /** The kind of message: an id of the table of messages. */
  readonly message: string;
  readonly title: string;
  /** The program that printed it, and its part; undefined where the line does not show it. */
  readonly program: string | undefined;
  readonly side: Side;
  /** In plain words: what happened. */
  readonly happened: string;
  /** Which side refused whom. */
  readonly refusal: string;
  /** The likeliest first. The text cannot tell them apart. */
  readonly causes: readonly PossibleCause[];
  readonly note: string | undefined;
  readonly connection: SeenConnection | undefined;
  /** What the line says: `name`, `names`, `address`, `now`, `limit`, `authority`, `serialNumber`, `file`, `user`, ... */
  readonly values: Readonly<Record<string, string>>;
  /** The line, cleaned of colours and escapes. */
  readonly text: string;
}

/**
 * Explain one line of a log. Undefined when it is not about certificates, keys, tokens or TLS.
 *
 * Never throws; lines over 16 KiB are read up to there.
 */
export function explainLine(line: string, catalog: Catalog): Explanation | undefined {
  const text = cleanLine(line);
  if (!HINT.test(text)) return undefined;
  const family = FAMILIES.find(({ patterns }) => patterns.some((pattern) => pattern.test(text)));
  if (family === undefined) return undefined;
  const seen = withParts(readSeen(text), family);
  const connection = connectionOf(seen, catalog);
  const facts = factsOf(seen, family, connection);
  const order = family.shifts?.find(({ holds }) => holds(seen))?.causes ?? family.causes;
  const { id: message, title, note } = family;
  return {
    message,
    title,
    program: seen.program,
    side: seen.side,
    happened: sentence(family.happened, seen.values),
    refusal: refusalOf(family, seen),
    causes: order.map((id) => filledCause(id, facts)),
    note,
    connection,
    values: seen.values,
    text,
  };
}

/** Words of which every message has one; most lines of a log are done with here. */
const HINT =
  /x509|tls|ssl|cert|\.(?:crt|key|pem|pub|conf|kubeconfig|p12)|pki|unauthorized|forbidden|token|handshake|logged in|credentials|PEM|RPC|etcd|SubConns|http|curl|verif|signer|service-account|server preface|JWS|public key|private key|host ?name|unspecified|issuer|keystore|alert|currently unable|No name matching|No subject alternative|trust|expired|DNSNames|User "|subtree|MD too weak|key too|path length|getpeername|decrypt|password|kubeconfig/i;

/**
 * What a tree says of causes: the true ones, or false for those that it excludes.
 *
 * Causes that are true come first, those that are excluded fall away, the rest stay in their order. When all are
 * excluded the text knows better than the facts, and nothing changes.
 */
export function decide(
  causes: readonly PossibleCause[],
  facts: Readonly<Partial<Record<CauseId, boolean>>>,
): readonly PossibleCause[] {
  const left = causes.filter(({ id }) => facts[id] !== false);
  if (left.length === 0) return causes;
  return [...left.filter(({ id }) => facts[id] === true), ...left.filter(({ id }) => facts[id] !== true)];
}

/** The parts that the family's patterns name; `name2` is another place for `name`. */
function withParts(seen: Seen, { patterns }: Family): Seen {
  const values: Record<string, string> = {};
  for (const pattern of patterns) {
    for (const [name, value] of Object.entries(pattern.exec(seen.text)?.groups ?? {})) {
      if (value !== undefined) values[name.replace(/\d$/, "")] ??= value.trim();
    }
  }
  return { ...seen, values: { ...seen.values, ...values } };
}

/** Values for placeholders. The certificate at stake is that of the side that was refused. */
function factsOf({ values, side }: Seen, { verdict }: Family, connection: SeenConnection | undefined) {
  const ofServer = (verdict === "peer") === (side === "client");
  const refused = ofServer ? connection?.server : connection?.client;
  const refuser = ofServer ? connection?.client : connection?.server;
  const own = verdict === "ours" ? values.file : undefined;
  const facts: Record<string, string | undefined> = {
    certificate: own?.replace(/\.key$/, ".crt") ?? refused?.certificate,
    key: own?.replace(/\.crt$/, ".key") ?? refused?.key,
    trust: refuser?.trust,
    ...values,
  };
  return facts;
}

/** A cause with its texts filled in. */
export function filledCause(id: CauseId, facts: Readonly<Record<string, string | undefined>>): PossibleCause {
  const { sentence: text, check, remedy, restart } = CAUSES[id];
  const fill = (template: string): string =>
    template.replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? UNSAID[name] ?? name.toUpperCase());
  const command = (template: string): string =>
    template.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = facts[name];
      return value === undefined ? (UNSAID[name] ?? name.toUpperCase()) : quoted(value);
    });
  return { id, sentence: fill(text), check: command(check), remedy: fill(remedy), restart };
}

/** Logs are written by others: what comes from one is quoted before anybody pastes it into a shell. */
const quoted = (value: string): string =>
  /^[\w@%+:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;

const UNSAID: Readonly<Record<string, string>> = {
  address: "HOST:PORT",
  certificate: "CERTIFICATE",
  trust: "AUTHORITY",
  name: "NAME",
};

/** What is not in the line is left out of the sentence, together with the words around it. */
function sentence(template: string, values: Readonly<Record<string, string>>): string {
  return template
    .replace(
      /(?:: it ended at \{limit\}, and the clock says \{now\}|: it begins at \{start\}, and the clock says \{now\})/,
      (part) =>
        part.includes("{limit}") && values.limit === undefined
          ? ""
          : part.includes("{start}") && values.start === undefined
            ? ""
            : values.now === undefined
              ? part.replace(", and the clock says {now}", "")
              : part,
    )
    .replace(/ ?\(\{(\w+)\}\)/g, (part, name: string) => (values[name] === undefined ? "" : part))
    .replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? SOMETHING[name] ?? "something")
    .replace(/^a file/, "A file");
}

const SOMETHING: Readonly<Record<string, string>> = {
  name: "a name that is not in it",
  names: "other names",
  file: "a file",
  user: "somebody",
  hash: "another one",
  audiences: "another audience",
};

function refusalOf({ verdict }: Family, { side, program, server }: Seen): string {
  const client = side === "server" ? "a client" : (program ?? "the client");
  const dialled = side === "server" ? (program ?? "the server") : (server ?? "the server");
  if (verdict === "ours") return `${program ?? "The program"} could not use its own files or settings.`;
  if (verdict === "rights") return `${dialled} took the connection, but not who ${client} is or what it may do.`;
  if (verdict === "nobody")
    return `${client} and ${dialled} do not speak the same protocol; no certificate was looked at.`;
  // Who prints is who refused (peer), or who was refused (us).
  return (verdict === "peer") === (side === "server")
    ? `${dialled} refused the certificate of ${client}.`
    : `${client} refused the certificate of ${dialled}.`;
}
