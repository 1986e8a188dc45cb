import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const REPOSITORY = process.cwd();

/** A folder of somebody who installed the package: what `npm pack` packs, unpacked beside its dependencies. */
export interface Consumer {
  readonly folder: string;
  write(name: string, text: string): string;
  remove(): void;
}

export function installPacked(): Consumer {
  if (!existsSync("dist/index.js")) throw new Error("the package is not built: run npm run build first");
  const folder = mkdtempSync(join(tmpdir(), "kubepki-consumer-"));
  const modules = join(folder, "node_modules");
  const installed = join(modules, "kubepki");
  mkdirSync(installed, { recursive: true });
  // Built before the tests already; npm's own hook would build it again under the feet of other tests.
  const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
  execFileSync("npm", pack, { stdio: ["ignore", "ignore", "inherit"] });
  const archive = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  execFileSync("tar", ["-xzf", join(folder, archive), "-C", installed, "--strip-components=1"]);
  const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) {
    mkdirSync(join(modules, name, ".."), { recursive: true });
    symlinkSync(join(REPOSITORY, "node_modules", name), join(modules, name));
  }
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  write("package.json", JSON.stringify({ type: "module", private: true }));
  return { folder, write, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What a strict compiler says about a consumer's file; empty when it has nothing to say. */
export function compile({ folder, write }: Consumer, name: string, text: string): string {
  write(name, text);
  const options = {
    target: "ES2022",
    lib: ["ES2023"],
    module: "NodeNext",
    moduleResolution: "NodeNext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    // The package's own declarations are looked at as well, and nothing of Node's is taken for granted.
    skipLibCheck: false,
    types: [],
    noEmit: true,
  };
  write("tsconfig.json", JSON.stringify({ compilerOptions: options, files: [name] }));
  const compiler = join(REPOSITORY, "node_modules/typescript/bin/tsc");
  const { stdout, stderr } = spawnSync(process.execPath, [compiler, "-p", folder, "--pretty", "false"], {
    encoding: "utf8",
    cwd: folder,
  });
  return `${stdout}${stderr}`.trim();
}

/** What a program of the consumer prints. */
export function run({ folder, write }: Consumer, name: string, text: string): string {
  const file = write(name, text);
  return execFileSync(process.execPath, [file], { cwd: folder, encoding: "utf8", timeout: 30_000 });
}
