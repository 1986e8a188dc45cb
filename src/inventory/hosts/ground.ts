/** Which files are of which host: the folders that a host's paths begin at. */

import type { ReadEntry } from "../entries.ts";
import type { LayoutPaths } from "../roles/layout-paths.ts";

/** A folder that is a host, or a part of one. */
export interface Ground {
  readonly input: number;
  /** Path of the folder in its input; empty for the input itself. */
  readonly base: string;
  /** What the folder is on the host: empty for `/`; undefined for a flat folder. */
  readonly mount: string | undefined;
  readonly entries: readonly ReadEntry[];
}

export interface Grounds {
  readonly hosts: readonly Ground[];
  readonly loose: readonly ReadEntry[];
}

/** Where programs and systemd keep their settings, beside the layouts' own folders. */
const FOLDERS = ["etc/systemd/system", "usr/lib/systemd/system", "lib/systemd/system", "etc/default", "etc/sysconfig"];
const MORE_FOLDERS = ["etc/rancher", "etc/kubernetes", "var/lib/kubelet", "etc/etcd"];

/** Folders of kubepki's output that are no host. */
const OWN_UNITS = /^(authorities|cluster|users|services|jobs|rotate-ca)\//;

/** A drive of a Windows host as a folder, then a folder that only hosts have. */
export function anchorPattern(layouts: readonly LayoutPaths[]): RegExp {
  const folders = new Set([...FOLDERS, ...MORE_FOLDERS]);
  for (const { exact } of layouts) {
    for (const path of exact.keys()) {
      const parts = path.replace(/^([A-Z]:)?\//, "").split("/");
      // `/var/lib/rancher/k3s/…`: two names are enough to know a host by, but `/var/lib` is everybody's.
      const depth = parts[0] === "var" ? 3 : 2;
      if (parts.length > depth) folders.add(parts.slice(0, depth).join("/"));
    }
  }
  return new RegExp(`(?:^|/)((?:c/)?(?:${[...folders].map((one) => one.replaceAll(".", "\\.")).join("|")}))(?=/)`);
}

/** The hosts of one input. `isSettings`: whether a file says what runs on its host. */
export function findGrounds(
  input: number,
  entries: readonly ReadEntry[],
  layouts: readonly LayoutPaths[],
  isSettings: (entry: ReadEntry) => boolean,
): Grounds {
  const anchor = anchorPattern(layouts);
  const byBase = new Map<string, ReadEntry[]>();
  const rest: ReadEntry[] = [];
  const add = (base: string, entry: ReadEntry): void => {
    const list = byBase.get(base);
    if (list === undefined) byBase.set(base, [entry]);
    else list.push(entry);
  };
  const ours = entries.some(({ path }) => path.startsWith("hosts/"));
  for (const entry of entries) {
    const found = anchor.exec(entry.path);
    const unit = ours ? /^hosts\/[^/]+(?=\/)/.exec(entry.path)?.[0] : undefined;
    if (unit !== undefined) add(unit, entry);
    else if (found !== null) add(entry.path.slice(0, found.index), entry);
    else rest.push(entry);
  }
  // What stands beside the folders that were known: `root/.kube/config`, `srv/pki/ca.crt`.
  const left = rest.filter((entry) => {
    const base = baseAbove(entry.path, byBase);
    if (base === undefined || (ours && OWN_UNITS.test(entry.path))) return true;
    add(base, entry);
    return false;
  });
  const whole = [...byBase].map(([base, list]): Ground => ({ input, base, mount: "", entries: list }));
  const { hosts, loose } = ours ? { hosts: [], loose: left } : findParts(input, left, layouts, isSettings);
  return { hosts: [...whole, ...hosts], loose };
}

function baseAbove(path: string, bases: ReadonlyMap<string, unknown>): string | undefined {
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
    if (bases.has(path.slice(0, end))) return path.slice(0, end);
  return bases.has("") ? "" : undefined;
}

/** Parts of hosts: a copied `/etc/kubernetes`, `server/tls` of k3s, a flat folder. */
function findParts(
  input: number,
  entries: readonly ReadEntry[],
  layouts: readonly LayoutPaths[],
  isSettings: (entry: ReadEntry) => boolean,
): Grounds {
  const hosts: Ground[] = [];
  let left = entries;
  for (const { base, mount } of mountVotes(entries, layouts)) {
    if (hosts.some((one) => isWithin(one.base, base) || isWithin(base, one.base))) continue;
    const own = left.filter(({ path }) => isWithin(path, base));
    left = left.filter(({ path }) => !isWithin(path, base));
    hosts.push({ input, base, mount, entries: own });
  }
  if (hosts.length === 0 && left.some(isSettings))
    return { hosts: [{ input, base: "", mount: undefined, entries: left }], loose: [] };
  return { hosts, loose: left };
}

const isWithin = (path: string, base: string): boolean => base === "" || path === base || path.startsWith(`${base}/`);

interface Vote {
  readonly base: string;
  readonly mount: string;
}

/** Folders that hold files as a layout names them below some folder of a host; the best first. */
function mountVotes(entries: readonly ReadEntry[], layouts: readonly LayoutPaths[]): readonly Vote[] {
  const byName = new Map<string, Set<string>>();
  for (const { exact } of layouts) {
    for (const path of exact.keys()) {
      const name = path.slice(path.lastIndexOf("/") + 1);
      const list = byName.get(name);
      if (list === undefined) byName.set(name, new Set([path]));
      else list.add(path);
    }
  }
  const votes = new Map<string, { vote: Vote; count: number }>();
  for (const { path } of entries) {
    const parts = path.split("/");
    for (const known of byName.get(parts.at(-1) ?? "") ?? []) {
      const knownParts = known.split("/");
      for (let n = 1; n <= parts.length && n < knownParts.length && parts.at(-n) === knownParts.at(-n); n++) {
        const vote = { base: parts.slice(0, -n).join("/"), mount: knownParts.slice(0, -n).join("/") };
        const key = `${vote.base}\0${vote.mount}`;
        const before = votes.get(key);
        if (before === undefined) votes.set(key, { vote, count: 1 });
        else before.count++;
      }
    }
  }
  return [...votes.values()]
    .filter(({ count, vote }) => count >= 2 && vote.mount !== "")
    .sort((a, b) => b.count - a.count || a.vote.base.length - b.vote.base.length)
    .map(({ vote }) => vote);
}
