import type { DesiredFile, FileContent } from "../desired.ts";

/** The files of one unit. Two roles may share a path when they say the same; anything else is a fault of a layout. */
export class FileList {
  readonly files: DesiredFile[] = [];
  readonly #owner: string;
  readonly #at = new Map<string, FileContent>();

  constructor(owner: string) {
    this.#owner = owner;
  }

  add(path: string, content: FileContent, mode: number, role: string): void {
    const relative = path.startsWith("/") ? path.slice(1) : path;
    const before = this.#at.get(relative);
    if (before === undefined) {
      this.#at.set(relative, content);
      this.files.push({ path: relative, content, mode, owner: this.#owner, role });
    } else if (JSON.stringify(before) !== JSON.stringify(content)) {
      throw new Error(`two files of the layout meet at ${relative}`);
    }
  }
}
