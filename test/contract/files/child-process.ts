/** Compiles and starts `child.ts`. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import type { Order } from "./child.ts";

/** Compile the child into a folder; the path of the program. */
export async function compileChild(folder: string): Promise<string> {
  const program = join(folder, "child.mjs");
  const input = fileURLToPath(new URL("./child.ts", import.meta.url));
  await build({ input, platform: "node", logLevel: "silent", output: { file: program, format: "esm" } });
  return program;
}

export interface Ended {
  readonly signal: string | null;
  readonly stderr: string;
}

/** Run it to its end or to its death. */
export function runChild(program: string, order: Partial<Order> & { out: string }, uid?: number): Promise<Ended> {
  const whole: Order = { roots: {}, write: {}, remove: {}, dieAt: 0, ...order };
  const as = uid === undefined ? {} : { uid, gid: uid };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program, JSON.stringify(whole)], as, (_, __, stderr) =>
      resolve({ signal: child.signalCode, stderr }),
    );
  });
}
