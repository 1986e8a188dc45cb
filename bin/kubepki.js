#!/usr/bin/env node
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { argv, env, platform } = process;

/**
 * A start is mostly the compiling of code. It is kept as V8 compiled it, in the user's own cache folder: one file for each
 * command, with the functions that a whole run used, for which 25 ms of 75 go otherwise (Node's own compile cache keeps
 * what is compiled before anything ran). NODE_DISABLE_COMPILE_CACHE=1 turns it off.
 */
const DIST = path.join(__dirname, "..", "dist");

/** Whether nobody but this user can put anything there. */
const isOwn = (stat) =>
  platform === "win32" || (stat !== undefined && stat.uid === process.geteuid() && (stat.mode & 0o022) === 0);

/**
 * Not in the folder for temporary files, which is everybody's; nor in the home of another user, which sudo may leave in
 * HOME.
 */
function cacheFolder() {
  if (env.NODE_DISABLE_COMPILE_CACHE) return undefined;
  if (platform === "win32") return env.LOCALAPPDATA && path.join(env.LOCALAPPDATA, "kubepki", "compile-cache");
  const home = env.XDG_CACHE_HOME || (env.HOME && `${env.HOME}/.cache`);
  if (!home || !isOwn(fs.statSync(home, { throwIfNoEntry: false }))) return undefined;
  const folders = [`${home}/kubepki`, `${home}/kubepki/compile-cache`];
  const foreign = folders.some((folder) => {
    const stat = fs.lstatSync(folder, { throwIfNoEntry: false });
    return stat !== undefined && !(stat.isDirectory() && isOwn(stat));
  });
  return foreign ? undefined : folders[1];
}

/** What the command line is for, when it is a command: the rest starts quickly as it is. */
function command() {
  const called = path.basename(argv[1] || "").startsWith("kubectl_") ? undefined : argv[2];
  return /^[a-z]{2,16}$/.test(called) ? called : undefined;
}

/** Data is aligned to what V8 wants to find it at. */
const ALIGNED = 8;
const MAX_BYTES = 32 << 20;
const padded = (length) => Math.ceil(length / ALIGNED) * ALIGNED;

/**
 * A checksum, the length of the head, the head, the data of each part. V8 believes what it is given: the checksum is
 * against a broken disk, the rest of the head against code that has changed since.
 */
function readKept(file, checksum) {
  const fd = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW || 0));
  try {
    const stat = fs.fstatSync(fd);
    if (!stat.isFile() || !isOwn(stat) || stat.size > MAX_BYTES) return undefined;
    const bytes = fs.readFileSync(fd);
    if (bytes.readUInt32LE(0) !== checksum(bytes.subarray(4))) return undefined;
    const end = 8 + bytes.readUInt32LE(4);
    const parts = new Map();
    let at = padded(end);
    for (const part of JSON.parse(bytes.toString("utf8", 8, end))) {
      parts.set(part.name, { ...part, data: bytes.subarray(at, at + part.length) });
      at += padded(part.length);
    }
    return parts;
  } finally {
    fs.closeSync(fd);
  }
}

function writeKept(file, parts, checksum) {
  const head = Buffer.from(JSON.stringify(parts.map(({ data, ...part }) => ({ ...part, length: data.length }))));
  const chunks = [Buffer.alloc(8), head, ...parts.map(({ data }) => data)];
  const filled = chunks.flatMap((chunk, i) => {
    const length = i === 1 ? head.length + 8 : chunk.length;
    return [chunk, Buffer.alloc(padded(length) - length)];
  });
  const bytes = Buffer.concat(filled);
  bytes.writeUInt32LE(head.length, 4);
  bytes.writeUInt32LE(checksum(bytes.subarray(4)), 0);
  const folder = path.dirname(file);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  removeOld(folder);
  const temporary = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(temporary, bytes, { mode: 0o600, flag: "wx" });
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

const MONTH = 30 * 24 * 60 * 60 * 1000;

/** Of other versions, which nobody else takes away. */
function removeOld(folder) {
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    const { mtimeMs } = fs.lstatSync(file);
    if (name.endsWith(".code") && Date.now() - mtimeMs > MONTH) fs.rmSync(file, { force: true });
  }
}

/** Runs dist/cli.cjs and what it requires, from compiled code as far as there is some. */
function startKept(file, checksum) {
  const { Script } = require("node:vm");
  let kept = new Map();
  try {
    kept = readKept(file, checksum) || kept;
  } catch {
    // There is none yet, or it is of no use.
  }
  /** The start of its data tells V8's version and flags. */
  const probe = () => new Script("0").createCachedData().subarray(0, 16);
  let before;
  const scripts = [];
  const loaded = new Map();
  const load = (name) => {
    const known = loaded.get(name);
    if (known !== undefined) return known.exports;
    const filename = path.join(DIST, name);
    const fd = fs.openSync(filename, "r");
    const { size, mtimeMs } = fs.fstatSync(fd);
    const text = fs.readFileSync(fd, "utf8");
    fs.closeSync(fd);
    const part = kept.get(name);
    const cachedData = part && part.size === size && part.mtimeMs === mtimeMs ? part.data : undefined;
    const wrapped = `(function (exports, require, module, __filename, __dirname) { ${text}\n})`;
    const script = new Script(wrapped, { filename, cachedData });
    if (cachedData === undefined || script.cachedDataRejected) before ??= probe();
    scripts.push({ name, size, mtimeMs, script });
    const module = { exports: {} };
    loaded.set(name, module);
    const folder = path.posix.dirname(name);
    const requireFrom = (id) => (id.startsWith(".") ? load(path.posix.join(folder, id)) : require(id));
    script.runInThisContext()(module.exports, requireFrom, module, filename, path.dirname(filename));
    return module.exports;
  };
  process.on("exit", (code) => {
    // Usage that is wrong has no code worth keeping, and flags that were set meanwhile would make V8 refuse it.
    if (before === undefined || code > 1 || !probe().equals(before)) return;
    try {
      writeKept(
        file,
        scripts.map(({ script, ...part }) => ({ ...part, data: script.createCachedData() })),
        checksum,
      );
    } catch {
      // A full disk, a home that cannot be written to: the next start takes as long as this one.
    }
  });
  load("cli.cjs");
}

function keptFile() {
  try {
    const folder = cacheFolder();
    const word = command();
    if (folder === undefined || word === undefined) return { folder };
    const build = fs.readFileSync(path.join(DIST, "build-id"), "latin1");
    return { folder, file: path.join(folder, `${build}-${process.version}-${process.arch}-${word}.code`) };
  } catch {
    return {};
  }
}

const { folder, file } = keptFile();
// Node 20.12 and later. Not the crc32 of node:zlib: that module takes 2 ms to load, and most commands need this one anyway.
const { hash } = file === undefined ? {} : require("node:crypto");
if (hash !== undefined) startKept(file, (bytes) => hash("sha1", bytes, "buffer").readUInt32LE(0));
else {
  if (folder !== undefined) require("node:module").enableCompileCache?.(folder);
  require("../dist/cli.cjs");
}
