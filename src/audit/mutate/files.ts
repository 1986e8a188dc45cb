/** Modes, owners and places of files. */
import type { Mutation } from "./mutation.ts";
import { filesOf } from "./targets.ts";

export const fileMutations = {
  "key-world-readable": {
    title: "Everybody may read a private key",
    rule: "private-key-readable",
    make(scene, pick) {
      const file = pick(filesOf(scene, "key").filter(({ mode }) => mode !== undefined));
      if (file === undefined) return undefined;
      return {
        at: file.place,
        changed: `mode 0644 in place of ${file.mode?.toString(8).padStart(4, "0")}`,
        edits: [{ do: "mode", file: file.place.file, mode: 0o644 }],
      };
    },
  },
} as const satisfies Readonly<Record<string, Mutation>>;
