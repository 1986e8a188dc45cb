/** Names of units and of the paths inside them: relative, with `/`, and never leading out of their folder. */
import { KubepkiError } from "../../errors.ts";

/** kubepki's own folder in the output folder. */
export const OWN_FOLDER = ".kubepki";

/** Names already found good: few distinct ones are used many times. Also makes equal strings one string in memory. */
const checked = new Map<string, string>();

/** The same name when it is safe to append to a folder; throws otherwise. */
export function safeRelative(name: string): string {
  const known = checked.get(name);
  if (known !== undefined) return known;
  const bad =
    name.length > 1024 ||
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
    /[\u0000-\u001f\u007f]/.test(name) ||
    name.split("/").some((part) => part === "" || part === "." || part === "..") ||
    name.split("/", 1)[0] === OWN_FOLDER;
  if (bad) {
    throw new KubepkiError("ERR_UNSAFE_PATH", `${JSON.stringify(name)} is not a path inside the output folder.`, {
      details: { path: name },
    });
  }
  if (checked.size > 20_000) checked.clear();
  checked.set(name, name);
  return name;
}

/** The folder part of a relative path; empty for a bare name. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** Two path pieces joined; the root folder does not double its slash, an empty piece adds none. */
export function joined(base: string, path: string): string {
  if (path === "" || base === "") return base + path;
  return base.endsWith("/") ? base + path : `${base}/${path}`;
}
