import type { Report } from "../../source/report.ts";
import { below, type Place } from "../../source/source-document.ts";
import { describe } from "../cluster/shape-issues.ts";
import { suggest } from "../grammar/near-name.ts";
import type { Argument, Shape } from "./shapes.ts";

export type KubeadmVersion = "v1beta3" | "v1beta4";

/**
 * A value read by its shape (its type is `Read` of the shape), strictly as kubeadm does. Faulty parts are reported and
 * left out; known parts without meaning for us are named in a warning.
 */
export const readShape = (
  value: unknown,
  shape: Shape,
  place: Place,
  version: KubeadmVersion,
  report: Report,
): unknown => new ShapeReader(version, report).read(value, shape, place);

class ShapeReader {
  readonly #version: KubeadmVersion;
  readonly #report: Report;

  constructor(version: KubeadmVersion, report: Report) {
    this.#version = version;
    this.#report = report;
  }

  read(value: unknown, shape: Shape, place: Place): unknown {
    if (value === undefined) return undefined;
    if (typeof shape === "object") {
      if ("shape" in shape) return this.#versioned(value, shape.only, shape.shape, place);
      if ("map" in shape) return this.#map(value, shape.map, place);
      return this.#fields(value, shape.fields, shape.open === true, place);
    }
    switch (shape) {
      case "ignored":
        this.#report.warningAtKey(place, ignoredMessage(place));
        return undefined;
      case "text":
        return typeof value === "string" ? value : this.#wrong("text", value, place);
      case "number":
      case "boolean":
        return typeof value === shape
          ? value
          : this.#wrong(shape === "number" ? "a number" : "true or false", value, place);
      case "texts":
        if (!Array.isArray(value)) return this.#wrong("a list", value, place);
        return value.map((one, i) => this.read(one, "text", below(place, i)));
      case "arguments":
        return this.#version === "v1beta3" ? this.#argumentMap(value, place) : this.#argumentList(value, place);
    }
  }

  #versioned(value: unknown, only: KubeadmVersion, shape: Shape, place: Place): unknown {
    if (only === this.#version) return this.read(value, shape, place);
    const field = String(place.path.at(-1));
    // kubeadm itself only warns of what it does not know; this would have no meaning for us in its own version either.
    if (shape === "ignored") {
      this.#report.warningAtKey(place, ignoredMessage(place), `it is in ${only}; this document is ${this.#version}`);
      return undefined;
    }
    this.#report.errorAtKey(place, `unknown field \`${field}\``, `it is in ${only}; this document is ${this.#version}`);
    return undefined;
  }

  #map(value: unknown, shape: Shape, place: Place): unknown {
    if (!isMapping(value)) return this.#wrong("a mapping", value, place);
    const entries = Object.entries(value).map(([key, one]) => [key, this.read(one, shape, below(place, key))] as const);
    return Object.fromEntries(entries.filter(([, one]) => one !== undefined));
  }

  #fields(value: unknown, fields: Readonly<Record<string, Shape>>, open: boolean, place: Place): unknown {
    if (!isMapping(value)) return this.#wrong("a mapping", value, place);
    const out: Record<string, unknown> = {};
    for (const [key, one] of Object.entries(value)) {
      const at = below(place, key);
      const shape = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (shape !== undefined) out[key] = this.read(one, shape, at);
      else if (open) this.#report.warningAtKey(at, ignoredMessage(at));
      else this.#report.errorAtKey(at, `unknown field \`${key}\``, suggest(key, this.#known(fields)));
    }
    return out;
  }

  #known(fields: Readonly<Record<string, Shape>>): readonly string[] {
    return Object.keys(fields).filter((key) => {
      const shape = fields[key];
      return typeof shape !== "object" || !("only" in shape) || shape.only === this.#version;
    });
  }

  #argumentMap(value: unknown, place: Place): readonly Argument[] | undefined {
    if (!isMapping(value)) return this.#wrong("a mapping (in v1beta3)", value, place);
    return Object.entries(value).flatMap(([name, one]) => {
      const text = this.read(one, "text", below(place, name));
      return typeof text === "string" ? [{ name, value: text }] : [];
    });
  }

  #argumentList(value: unknown, place: Place): readonly Argument[] | undefined {
    if (!Array.isArray(value)) return this.#wrong("a list of name and value (in v1beta4)", value, place);
    return value.flatMap((one, i) => {
      const read = this.#fields(one, { name: "text", value: "text" }, false, below(place, i)) as
        | Partial<Argument>
        | undefined;
      if (read === undefined) return [];
      if (read.name !== undefined) return [{ name: read.name, value: read.value ?? "" }];
      if (!this.#report.failedIn(below(place, i))) {
        this.#report.error(below(place, i), "the field `name` is missing", "write the flag without its dashes");
      }
      return [];
    });
  }

  #wrong(expected: string, value: unknown, place: Place): undefined {
    const quote = expected === "text" && typeof value !== "object" ? `put it in quotes: "${String(value)}"` : undefined;
    this.#report.error(place, `expected ${expected}, found ${describe(value)}`, quote);
  }
}

const ignoredMessage = ({ path }: Place): string =>
  `\`${String(path.at(-1))}\` has no meaning for kubepki and is ignored`;

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
