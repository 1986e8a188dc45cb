#!/usr/bin/env node
"use strict";
const { statSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const { env, platform } = process;

/**
 * Node keeps what it compiled, where nobody but this user can put anything: a start takes 10 ms less. Not in the folder
 * for temporary files, which is everybody's; nor in the home of another user, which sudo may leave in HOME.
 * NODE_DISABLE_COMPILE_CACHE=1 turns it off.
 */
function compileCacheFolder() {
  if (platform === "win32") return env.LOCALAPPDATA && `${env.LOCALAPPDATA}\\kubepki\\compile-cache`;
  const home = env.XDG_CACHE_HOME || (env.HOME && `${env.HOME}/.cache`);
  const owner = home && statSync(home, { throwIfNoEntry: false });
  return owner?.uid === process.geteuid() && (owner.mode & 0o022) === 0 ? `${home}/kubepki/compile-cache` : undefined;
}

try {
  const folder = compileCacheFolder();
  if (folder) enableCompileCache?.(folder);
} catch {
  // Without it everything works.
}

require("../dist/cli.cjs");
