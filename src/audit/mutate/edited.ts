import type { Held } from "../../inventory/held.ts";
import type { Scene } from "../scene.ts";
import type { Mutation } from "./mutation.ts";

/** A text changed in one of the files that hold such a thing; the finding is where it stands. */
export const edited = (
  { rule, title, changed }: Pick<Mutation, "rule" | "title"> & { readonly changed: string },
  among: (scene: Scene) => readonly Held[],
  from: RegExp,
  to: string,
): Mutation => ({
  title,
  rule,
  make(scene, pick) {
    const held = pick(among(scene));
    if (held === undefined) return undefined;
    const { place } = held.file;
    return {
      at: place,
      changed,
      edits: [{ do: "rewrite", file: place.file, as: (text) => text.replace(from, to) }],
    };
  },
});
