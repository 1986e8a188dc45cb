/** Owners by name (`etcd:etcd`) as numbers, from the passwd and group files of the machine that will read the files. */
import * as fs from "node:fs";
import { KubepkiError } from "../../errors.ts";
import { joined } from "./relative-path.ts";

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export type OwnerLookup = (owner: string) => Owner;

/** A lookup in `<root>/etc/passwd` and `<root>/etc/group`; each file is read once. */
export function ownerLookup(root: string): OwnerLookup {
  const known = new Map<string, Owner>();
  let tables: { users: Map<string, number>; groups: Map<string, number> } | undefined;
  return (owner) => {
    const found = known.get(owner);
    if (found !== undefined) return found;
    tables ??= { users: readTable(joined(root, "etc/passwd")), groups: readTable(joined(root, "etc/group")) };
    const [user = "", group = user] = owner.split(":");
    const made = { uid: idOf("user", user, tables.users, root), gid: idOf("group", group, tables.groups, root) };
    known.set(owner, made);
    return made;
  };
}

function idOf(kind: string, name: string, table: Map<string, number>, root: string): number {
  if (/^\d+$/.test(name)) return Number(name);
  const id = name === "root" ? 0 : table.get(name);
  if (id === undefined) {
    throw new KubepkiError("ERR_IO", `There is no ${kind} ${JSON.stringify(name)} on the machine at ${root}.`, {
      remedy: `Create the ${kind} first: files must belong to it from their first byte.`,
      details: { [kind]: name, root },
    });
  }
  return id;
}

/** Name to number from the first and third field; a missing file is an empty table. */
function readTable(path: string): Map<string, number> {
  const table = new Map<string, number>();
  let text = "";
  try {
    text = fs.readFileSync(path, "utf8");
  } catch {
    return table;
  }
  for (const line of text.split("\n")) {
    const [name, , id] = line.split(":");
    if (name !== undefined && id !== undefined && /^\d+$/.test(id) && !table.has(name)) table.set(name, Number(id));
  }
  return table;
}
