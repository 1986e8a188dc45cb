import { KubepkiError } from "../../errors.ts";
import type { DesiredFile, FileContent } from "../desired.ts";

/** A path on a host as a path inside its unit: without the leading slash, a drive as a folder. */
export const unitPath = (path: string): string =>
  /^[A-Z]:\//.test(path) ? `${path.charAt(0).toLowerCase()}${path.slice(2)}` : path.replace(/^\//, "");

/**
 * The files of one unit. Two roles may share a path when they say the same; anything else is a fault of a layout, or of
 * folders and names that a specification chose.
 */
export class FileList {
  readonly files: DesiredFile[] = [];
  readonly #owner: string;
  readonly #at = new Map<string, FileContent>();

  constructor(owner: string) {
    this.#owner = owner;
  }

  add(path: string, content: FileContent, mode: number, role: string): void {
    const relative = unitPath(path);
    const before = this.#at.get(relative);
    if (before === undefined) {
      this.#at.set(relative, content);
      this.files.push({ path: relative, content, mode, owner: this.#owner, role });
    } else if (JSON.stringify(before) !== JSON.stringify(content)) {
      throw new KubepkiError("ERR_FILES_MEET", `two different files would have the path ${path}`, {
        remedy: "choose other folders (directories) or names (fileNames) in the specification",
        details: { path },
      });
    }
  }
}
