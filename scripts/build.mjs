// Builds the package: the library by tsc (one file for one file, with declarations), the command as a bundle whose parts
// load when they are needed.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { rolldown } from "rolldown";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));

rmSync("dist", { recursive: true, force: true });
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });

const bundle = await rolldown({
  input: { cli: "src/cli/entry.ts", "staging-thread": "src/adapters/files/staging-thread.ts" },
  // What the entry shares with others stays in it: each further file costs start-up time.
  preserveEntrySignatures: false,
  platform: "node",
  // JSON schemas are read with import attributes, which the bundler resolves by itself.
  transform: { define: { KUBEPKI_VERSION: JSON.stringify(version) } },
  plugins: [{ name: "require built-in modules", renderChunk: requireBuiltIn }],
});
await bundle.write({
  dir: "dist",
  // Not ESM: for that Node would look at every export of every built-in module, and load what stands behind them.
  format: "cjs",
  entryFileNames: "[name].cjs",
  chunkFileNames: "chunks/[name]-[hash].cjs",
  minify: { compress: true, mangle: { keepNames: true }, codegen: true },
});
await bundle.close();

// By this bin/kubepki.js knows the compiled code of this build from that of others.
const built = readdirSync("dist", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".cjs"))
  .sort();
const hash = createHash("sha256");
for (const file of built) hash.update(`${file}\n`).update(readFileSync(`dist/${file}`));
writeFileSync("dist/build-id", hash.digest("hex").slice(0, 16));

/**
 * `import("node:x")` goes through Node's loader of ESM, which takes 2 ms the first time.
 * @param {string} code
 */
function requireBuiltIn(code) {
  return code.replace(/\bimport\((["'`])(node:[\w/]+)\1\)/g, 'Promise.resolve().then(() => require("$2"))');
}
