/** Files of the repository, without what is installed, built or made. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

const NOT_OURS = new Set(["node_modules", "dist", "quickstart", ".git"]);

/** Paths from `root`, with `/`, sorted. */
export function globSync(root: string, wanted: (file: string) => boolean, below = ""): string[] {
  return readdirSync(join(root, below), { withFileTypes: true })
    .flatMap((entry) => {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : globSync(root, wanted, path);
      return wanted(path) ? [path] : [];
    })
    .sort();
}
