/** Paths on one host, whatever of it was read: whole, a part of it, or its files in one flat folder. */
import type { TreeEntry } from "../entries.ts";
import type { Ground } from "./ground.ts";

const MOST_HOPS = 40;

/** `C:\k\x` and `c:/k/x` are `C:/k/x`; `//a/./b/../c` is `/a/c`. */
export function normalPath(path: string): string {
  const slashed = path.replaceAll("\\", "/");
  const drive = /^[A-Za-z]:(?=\/)/.exec(slashed)?.[0] ?? "";
  const parts: string[] = [];
  for (const part of slashed.slice(drive.length).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `${drive.toUpperCase()}/${parts.join("/")}`;
}

export class HostPaths {
  readonly #ground: Ground;
  readonly #byPath = new Map<string, TreeEntry>();
  readonly #byName = new Map<string, TreeEntry[]>();

  constructor(ground: Ground) {
    this.#ground = ground;
    for (const entry of ground.entries) {
      const path = this.pathOf(entry);
      this.#byPath.set(path, entry);
      if (ground.mount === undefined) {
        const name = path.slice(path.lastIndexOf("/") + 1);
        this.#byName.set(name, [...(this.#byName.get(name) ?? []), entry]);
      }
    }
  }

  /** Where an entry is on its host. */
  pathOf({ path }: TreeEntry): string {
    const { base, mount } = this.#ground;
    const below = base === "" ? path : path.slice(base.length + 1);
    if (mount === "" && below.startsWith("c/")) return `C:/${below.slice(2)}`;
    return `${mount ?? ""}/${below}`;
  }

  /** What is at a path, not following what it may link to. In a flat folder the name decides, if it is one file's only. */
  at(path: string): TreeEntry | undefined {
    const normal = normalPath(path);
    const found = this.#byPath.get(normal);
    if (found !== undefined || this.#ground.mount !== undefined) return found;
    const named = this.#byName.get(normal.slice(normal.lastIndexOf("/") + 1)) ?? [];
    return named.length === 1 ? named[0] : undefined;
  }

  /** Follow links to their end. */
  follow(entry: TreeEntry): TreeEntry | { readonly problem: "dangling-link" | "link-loop"; readonly at: string } {
    let now = entry;
    for (let hops = 0; hops < MOST_HOPS; hops++) {
      if (!("link" in now.content)) return now;
      const from = this.pathOf(now);
      const target = /^(\/|[A-Za-z]:)/.test(now.content.link)
        ? now.content.link
        : `${from.slice(0, from.lastIndexOf("/"))}/${now.content.link}`;
      const next = this.at(target);
      if (next === undefined) return { problem: "dangling-link", at: normalPath(target) };
      now = next;
    }
    return { problem: "link-loop", at: this.pathOf(entry) };
  }
}
