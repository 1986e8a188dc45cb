/** Paths on one host, whatever of it was read: whole, a part of it, or its files in one flat folder. */
import type { ReadEntry } from "../entries.ts";
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

const linkTarget = (from: string, link: string): string =>
  /^(\/|[A-Za-z]:)/.test(link) ? link : `${from.slice(0, from.lastIndexOf("/"))}/${link}`;

export class HostPaths {
  readonly #ground: Ground;
  readonly #byPath = new Map<string, ReadEntry>();
  readonly #byName = new Map<string, ReadEntry[]>();

  readonly #hasLinks: boolean;

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#hasLinks = ground.entries.some(({ content }) => "link" in content);
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
  pathOf({ path }: ReadEntry): string {
    const { base, mount } = this.#ground;
    const below = base === "" ? path : path.slice(base.length + 1);
    if (mount === "" && below.startsWith("c/")) return `C:/${below.slice(2)}`;
    return `${mount ?? ""}/${below}`;
  }

  /**
   * What is at a path, not following what it may link to itself; folders on the way are. In a flat folder the name decides,
   * if it is one file's only.
   */
  at(path: string, hops = 0): ReadEntry | undefined {
    const normal = normalPath(path);
    const found = this.#byPath.get(normal) ?? this.#throughLinks(normal, hops);
    if (found !== undefined || this.#ground.mount !== undefined) return found;
    const named = this.#byName.get(normal.slice(normal.lastIndexOf("/") + 1)) ?? [];
    return named.length === 1 ? named[0] : undefined;
  }

  #throughLinks(path: string, hops: number): ReadEntry | undefined {
    if (hops > MOST_HOPS || !this.#hasLinks) return undefined;
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const content = this.#byPath.get(path.slice(0, end))?.content;
      if (content !== undefined && "link" in content)
        return this.at(linkTarget(path.slice(0, end), content.link) + path.slice(end), hops + 1);
    }
    return undefined;
  }

  /** Follow links to their end. */
  follow(entry: ReadEntry): ReadEntry | { readonly problem: "dangling-link" | "link-loop"; readonly at: string } {
    let now = entry;
    for (let hops = 0; hops < MOST_HOPS; hops++) {
      if (!("link" in now.content)) return now;
      const target = linkTarget(this.pathOf(now), now.content.link);
      const next = this.at(target);
      if (next === undefined) return { problem: "dangling-link", at: normalPath(target) };
      now = next;
    }
    return { problem: "link-loop", at: this.pathOf(entry) };
  }
}
