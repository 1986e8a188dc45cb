// Builds the package: the library by tsc (one file for one file, with declarations), the command as a bundle whose parts
// load when they are needed.
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { rolldown } from "rolldown";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));

rmSync("dist", { recursive: true, force: true });
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });

const bundle = await rolldown({
  input: { cli: "src/cli/entry.ts" },
  platform: "node",
  // JSON schemas are read with import attributes, which the bundler resolves by itself.
  transform: { define: { KUBEPKI_VERSION: JSON.stringify(version) } },
});
await bundle.write({
  dir: "dist",
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "chunks/[name]-[hash].js",
  minify: { compress: true, mangle: false, codegen: true },
});
await bundle.close();
