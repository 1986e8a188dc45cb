/** The rooms of the design and which way imports may point; every answer is `file:line: what is wrong`. */
import { type Import, importsOf, type Source } from "./module-graph.ts";

/** Left to right. Imports point left, or stay inside their room. */
const LEVELS: readonly (readonly string[])[] = [
  ["errors"],
  ["x509", "catalog", "source"],
  ["spec", "inventory"],
  ["plan", "trust"],
  ["status"],
  ["audit", "rotate", "render"],
  ["ports", "adapters", "app"],
  ["cli", "server", "index"],
];

/** Steps within one level. */
const ALLOWED = new Set(["catalog -> x509", "render -> audit", "adapters -> ports", "app -> ports"]);
/** The same, for types alone: adapters implement what a use case asks of the world. */
const ALLOWED_TYPES = new Set(["adapters -> app"]);

const PURE = new Set(LEVELS.slice(1, 6).flat());

/** Packages that pure rooms may use: they compute and do nothing else. */
const PURE_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  source: ["yaml"],
  spec: ["yaml"],
};

/** What of node:crypto gives the same answer for the same bytes. */
const DETERMINISTIC = new Set([
  "constants",
  "createHash",
  "hash",
  "createHmac",
  "createECDH",
  "ECDH",
  "createPrivateKey",
  "createPublicKey",
  "createSecretKey",
  "KeyObject",
  "verify",
  "timingSafeEqual",
  // With the salt and the initial vector given.
  "createCipheriv",
  "createDecipheriv",
  "pbkdf2Sync",
  "scryptSync",
]);

/** `x509` of `src/x509/pem.ts`, `errors` of `src/errors.ts`; undefined outside. */
export function roomOf(path: string): string | undefined {
  if (!path.startsWith("src/")) return undefined;
  return path.split("/")[1]?.replace(/\.ts$/, "");
}

const levelOf = (room: string): number => LEVELS.findIndex((level) => level.includes(room));

export const isPure = (path: string): boolean => PURE.has(roomOf(path) ?? "");

export function importViolations(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => {
    const room = roomOf(source.path) ?? "";
    if (levelOf(room) < 0) return [`${source.path}:1: the room ${room} is not in the design`];
    return importsOf(source).flatMap((one) => {
      const fault = one.target === undefined ? packageFault(room, one) : arrowFault(room, one, one.target);
      return fault === undefined ? [] : [`${one.from}:${one.line}: ${fault}`];
    });
  });
}

function arrowFault(room: string, { typeOnly }: Import, target: string): string | undefined {
  // Published schemas are data.
  if (/^(schema\/[^/]+|package)\.json$/.test(target) && !PURE.has(room)) return undefined;
  const other = roomOf(target);
  if (other === undefined) return `${room} imports ${target}, which is outside src`;
  if (other === room) return undefined;
  if (levelOf(other) < 0) return `${room} imports the room ${other}, which is not in the design`;
  if (room === "catalog" && !typeOnly) return `catalog imports ${target}, and more than its types`;
  if (levelOf(other) < levelOf(room)) return undefined;
  const step = `${room} -> ${other}`;
  if (levelOf(other) === levelOf(room) && (ALLOWED.has(step) || (typeOnly && ALLOWED_TYPES.has(step))))
    return undefined;
  return `${room} imports ${other} (${target})`;
}

function packageFault(room: string, { specifier, names, dynamic, typeOnly }: Import): string | undefined {
  if (!PURE.has(room) && room !== "errors" && room !== "ports") return undefined;
  if (room === "x509" && specifier === "node:crypto" && !dynamic) {
    // A whole namespace is looked at where it is used (see effects.ts).
    const wild = names.filter((name) => name !== "*" && !DETERMINISTIC.has(name));
    return wild.length === 0 ? undefined : `x509 takes ${wild.join(", ")} from node:crypto`;
  }
  if (typeOnly && room === "catalog") return `catalog imports ${specifier}`;
  return PURE_PACKAGES[room]?.includes(specifier) ? undefined : `${room} imports ${specifier}`;
}

export const isDeterministic = (name: string): boolean => DETERMINISTIC.has(name);

/** Files that import each other in a circle, types included: the shortest circle through each file, once. */
export function cycles(sources: readonly Source[]): string[] {
  const edges = new Map(sources.map((source) => [source.path, importsOf(source).filter((i) => i.target)]));
  const found = new Map<string, string>();
  for (const start of edges.keys()) {
    const circle = pathBack(start, edges);
    if (circle === undefined) continue;
    const key = circle
      .map((one) => one.from)
      .toSorted()
      .join();
    const text = `${circle[0]?.from}:${circle[0]?.line}: ${[...circle.map((one) => one.from), start].join(" -> ")}`;
    if (!found.has(key)) found.set(key, text);
  }
  return [...found.values()];
}

function pathBack(start: string, edges: ReadonlyMap<string, readonly Import[]>): Import[] | undefined {
  const queue = (edges.get(start) ?? []).map((one) => [one]);
  const seen = new Set<string>();
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const target = path.at(-1)?.target ?? "";
    if (target === start) return path;
    if (seen.has(target)) continue;
    seen.add(target);
    for (const next of edges.get(target) ?? []) queue.push([...path, next]);
  }
  return undefined;
}

/** What is loaded before anything runs when a file is the entry. */
interface Start {
  readonly files: ReadonlySet<string>;
  /** Each with the statement that asks for it. */
  readonly packages: ReadonlyMap<string, string>;
}

export function loadedAtStart(sources: readonly Source[], entry: string): Start {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const packages = new Map<string, string>();
  const queue = [entry];
  const seen = new Set(queue);
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const source = byPath.get(path);
    if (source === undefined) continue;
    for (const one of importsOf(source)) {
      if (one.typeOnly || one.dynamic) continue;
      if (one.target === undefined) packages.set(one.specifier, `${one.from}:${one.line}`);
      else if (!seen.has(one.target)) {
        seen.add(one.target);
        queue.push(one.target);
      }
    }
  }
  return { files: seen, packages };
}
