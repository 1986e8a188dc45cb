/**
 * A process that runs one transaction and kills itself at a given step. Compiled by the tests that start it: Node 20
 * does not run TypeScript.
 */
import { openFolderStore } from "../../../src/adapters/files/folder-store.ts";

/** What the process is told, as JSON in its first argument. */
export interface Order {
  readonly out: string;
  readonly roots: Record<string, string>;
  readonly umask?: number;
  readonly chown?: boolean;
  /** By unit: path, contents, mode. */
  readonly write: Record<string, [path: string, text: string, mode: number, owner?: string][]>;
  readonly remove: Record<string, string[]>;
  /** The step at which it dies, counted from 1; 0 never. */
  readonly dieAt: number;
}

const order = JSON.parse(process.argv[2] ?? "") as Order;
if (order.umask !== undefined) process.umask(order.umask);
let steps = 0;
const store = openFolderStore({
  out: order.out,
  roots: order.roots,
  chown: order.chown ?? false,
  hooks: {
    step() {
      steps++;
      if (steps === order.dieAt) process.kill(process.pid, "SIGKILL");
    },
  },
});
try {
  await store.open({ readOnly: false });
  for (const [unit, files] of Object.entries(order.write)) {
    for (const [path, text, mode, owner = "root:root"] of files) {
      store.stage(unit, { path, bytes: Buffer.from(text), mode, owner });
    }
  }
  for (const [unit, paths] of Object.entries(order.remove)) for (const path of paths) store.remove(unit, path);
  await store.commit();
} catch (thrown) {
  const { code, message, remedy } = thrown as { code?: string; message: string; remedy?: string };
  process.stderr.write(JSON.stringify({ code, message, remedy }));
  process.exitCode = 4;
}
await store.close();
