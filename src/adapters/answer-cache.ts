/**
 * Answers of earlier runs, in the user's cache folder. It may be deleted at any time. Nothing is believed that somebody
 * else could have put there, and nothing that goes wrong with it is more than an answer that is worked out again.
 */
import { createHash, randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { join } from "node:path";

interface AnswerCache {
  find(question: string): unknown;
  keep(question: string, answer: unknown): void;
}

const { O_RDONLY, O_NOFOLLOW = 0 } = fs.constants;
const MOST_BYTES = 4 << 20;
const MOST_ANSWERS = 32;

/** Whether nobody but this user can put anything there. */
const isOwn = ({ uid, mode }: fs.Stats): boolean => uid === process.geteuid?.() && (mode & 0o022) === 0;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Undefined where there is no safe place, or where nothing says which program this is: another one's are other answers. */
export function answerCache(env: Readonly<Partial<Record<string, string>>>): AnswerCache | undefined {
  const build = buildId();
  if (build === undefined) return undefined;
  const home = env.XDG_CACHE_HOME || (env.HOME && join(env.HOME, ".cache"));
  if (!home || process.geteuid === undefined) return undefined;
  const folders = [home, join(home, "kubepki"), join(home, "kubepki", "audit")];
  const folder = folders[2] ?? "";
  const isSafe = (): boolean =>
    folders.every((one, i) => {
      const stat = i === 0 ? fs.statSync(one, { throwIfNoEntry: false }) : fs.lstatSync(one, { throwIfNoEntry: false });
      return stat === undefined ? i > 0 : stat.isDirectory() && isOwn(stat);
    });
  const fileOf = (question: string): string =>
    join(folder, `${sha256(`${build}\n${process.version}\n${question}`)}.json`);
  return {
    find(question) {
      try {
        return isSafe() ? read(fileOf(question)) : undefined;
      } catch {
        return undefined;
      }
    },
    keep(question, answer) {
      try {
        if (isSafe()) write(folder, fileOf(question), JSON.stringify(answer));
      } catch {
        // A full disk, a home that cannot be written to: the next run takes as long as this one.
      }
    },
  };
}

/** The first line is the sum of the rest: against a broken disk. */
function read(file: string): unknown {
  const fd = fs.openSync(file, O_RDONLY | O_NOFOLLOW);
  try {
    const stat = fs.fstatSync(fd);
    if (!stat.isFile() || !isOwn(stat) || stat.size > MOST_BYTES) return undefined;
    const text = fs.readFileSync(fd, "utf8");
    const end = text.indexOf("\n");
    const rest = text.slice(end + 1);
    return sha256(rest) === text.slice(0, end) ? JSON.parse(rest) : undefined;
  } finally {
    fs.closeSync(fd);
  }
}

function write(folder: string, file: string, text: string): void {
  if (text.length > MOST_BYTES / 4) return;
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const beside = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    fs.writeFileSync(beside, `${sha256(text)}\n${text}`, { flag: "wx", mode: 0o600 });
    fs.renameSync(beside, file);
  } finally {
    fs.rmSync(beside, { force: true });
  }
  const others = fs.readdirSync(folder).map((name) => ({ name, at: fs.lstatSync(join(folder, name)).mtimeMs }));
  others.sort((a, b) => b.at - a.at);
  for (const { name } of others.slice(MOST_ANSWERS)) fs.rmSync(join(folder, name), { force: true });
}

/** As the build wrote it, beside what it built; undefined in the sources. */
function buildId(): string | undefined {
  try {
    return fs.readFileSync(new URL("../build-id", import.meta.url), "latin1");
  } catch {
    return undefined;
  }
}
