/** Folders for a test, what stands in them, and programs that need root. */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function scratch(): { folder: string; clear(): void } {
  const folder = fs.mkdtempSync(join(fs.realpathSync(tmpdir()), "kubepki-files-"));
  fs.chmodSync(folder, 0o755);
  return { folder, clear: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

/** Everything below a folder as `path: mode contents`, without the folders named. */
export function snapshot(folder: string, without: readonly string[] = []): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (at: string): void => {
    for (const name of fs.readdirSync(join(folder, at)).sort()) {
      const path = join(at, name);
      if (without.includes(path)) continue;
      const stat = fs.lstatSync(join(folder, path));
      const mode = (stat.mode & 0o7777).toString(8);
      if (stat.isSymbolicLink()) found[path] = `-> ${fs.readlinkSync(join(folder, path))}`;
      else if (stat.isDirectory()) {
        found[path] = `${mode} folder`;
        visit(path);
      } else found[path] = `${mode} ${fs.readFileSync(join(folder, path), "utf8")}`;
    }
  };
  if (fs.existsSync(folder)) visit("");
  return found;
}

/** Why mounts cannot be made here; undefined when they can. */
export function whyNoMounts(): string | undefined {
  if (process.getuid?.() !== 0) return "not root";
  const { folder, clear } = scratch();
  try {
    run("mount", "-t", "tmpfs", "-o", "size=64k", "none", folder);
    run("umount", folder);
    return undefined;
  } catch (thrown) {
    return `mount refused: ${String((thrown as { stderr?: unknown }).stderr ?? thrown).trim()}`;
  } finally {
    clear();
  }
}

export function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: ["ignore", "ignore", "pipe"] });
}
