/** Mount points below a folder: nothing can be renamed or linked across one, even where the device is the same. */
import * as fs from "node:fs";

/** Relative paths; empty where the system does not list its mounts (there the device number has to do). */
export function mountsBelow(folder: string): string[] {
  let text = "";
  try {
    text = fs.readFileSync("/proc/self/mountinfo", "utf8");
  } catch {
    return [];
  }
  const start = folder.endsWith("/") ? folder : `${folder}/`;
  return text
    .split("\n")
    .map((line) => unescaped(line.split(" ")[4] ?? ""))
    .filter((point) => point.startsWith(start) && point.length > start.length)
    .map((point) => point.slice(start.length));
}

/** Blanks and the like stand there as three octal digits. */
function unescaped(field: string): string {
  if (!field.includes("\\")) return field;
  const bytes = field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
