/** An audit's answer as it is kept, for the same question about a tree in which nothing has changed. */
import type { Standing } from "../audit/standing.ts";

export interface KeptAnswer extends Standing {
  /** SHA-256 of everything that was read: paths, modes, owners, links, bytes. */
  readonly tree: string;
  /** Before and after the one place that says the time; in one piece where none does. */
  readonly stdout: readonly string[];
  /** How the time is written there. */
  readonly form: "millis" | "seconds";
  readonly stderr: string;
  readonly exitCode: number;
}

const FORMS = {
  millis: (at: Date): string => at.toISOString(),
  seconds: (at: Date): string => at.toISOString().replace(/\.\d+Z$/, "Z"),
} as const;

/**
 * Of an answer that stands for one time only all is kept as it is. Undefined for another that says the time in another place than its first line: in what a program prints of an expired
 * certificate, or because a name in the tree happens to be that second.
 */
export function keptAnswer(answer: Omit<KeptAnswer, "stdout" | "form"> & { stdout: string }, at: Date) {
  const { stdout, stderr } = answer;
  if (answer.from === answer.until) return { ...answer, stdout: [stdout], form: "seconds" as const };
  const second = at.toISOString().slice(0, 19);
  if (stderr.includes(second)) return undefined;
  if (!stdout.includes(second)) return { ...answer, stdout: [stdout], form: "seconds" as const };
  const form = stdout.includes(FORMS.millis(at)) ? ("millis" as const) : ("seconds" as const);
  const parts = stdout.split(FORMS[form](at));
  return parts.length === 2 && !parts.some((part) => part.includes(second))
    ? { ...answer, stdout: parts, form }
    : undefined;
}

/** Whether a file of the cache is one: what is in it is of this program, or somebody tried something. */
export function isKeptAnswer(value: unknown): value is KeptAnswer {
  const { stdout, tree, form, stderr, exitCode } = (value ?? {}) as Partial<Record<keyof KeptAnswer, unknown>>;
  return (
    Array.isArray(stdout) &&
    stdout.every((part) => typeof part === "string") &&
    typeof tree === "string" &&
    (form === "millis" || form === "seconds") &&
    typeof stderr === "string" &&
    (exitCode === 0 || exitCode === 1)
  );
}

/** The answer as it is at a time; undefined where something has changed, or may have by then. */
export const answerAt = (kept: KeptAnswer, tree: string, at: Date): string | undefined =>
  kept.tree === tree && kept.from <= at.getTime() && at.getTime() <= kept.until
    ? kept.stdout.join(FORMS[kept.form](at))
    : undefined;
