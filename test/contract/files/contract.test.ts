import * as fs from "node:fs";
import { dirname, join } from "node:path";
import { openFolderStore } from "../../../src/adapters/files/folder-store.ts";
import { memoryStore } from "../../../src/adapters/files/memory-store.ts";
import { scratch } from "./scratch.ts";
import { fileStoreContract } from "./store-contract.ts";

function editAt(path: string, text: string): void {
  fs.mkdirSync(dirname(path), { recursive: true });
  fs.writeFileSync(path, text);
}

fileStoreContract("folder", () => {
  const { folder, clear } = scratch();
  const out = join(folder, "out");
  return {
    store: () => openFolderStore({ out }),
    edit: (unit, path, text) => editAt(join(out, unit, path), text),
    clear,
  };
});

// The same with one unit at a root of its own, as `--host a --root DIR` has it.
fileStoreContract("folder with a root", () => {
  const { folder, clear } = scratch();
  const [out, root] = [join(folder, "out"), join(folder, "root")];
  fs.mkdirSync(root);
  return {
    store: () => openFolderStore({ out, roots: { "hosts/a": root } }),
    edit: (unit, path, text) => editAt(join(unit === "hosts/a" ? root : join(out, unit), path), text),
    clear,
  };
});

fileStoreContract("memory", () => {
  const store = memoryStore();
  return {
    store: () => store,
    edit: (unit, path, text) => store.put(unit, path, { bytes: Buffer.from(text) }),
    clear: () => {},
  };
});
