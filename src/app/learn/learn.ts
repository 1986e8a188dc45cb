/** Lessons, one after the other, for real. */
import type { Bench, Lesson, Observation } from "./lesson.ts";
import { lessons } from "./lessons/index.ts";

export { lessons };

/** What came of one lesson. */
export interface LessonReport {
  /** From 1. */
  readonly number: number;
  readonly lesson: Lesson;
  /** Why it was left out: a program that it needs is not here. */
  readonly skipped?: string;
  readonly observations: readonly Observation[];
}

/** Whether everything came out as told. */
export const holds = ({ observations }: LessonReport): boolean =>
  observations.every(({ outcome, expected }) => outcome === expected);

/** Run the lessons in order, up to `last`. Each report comes when its lesson is over; the next begins when it is asked for. */
export async function* learn(bench: Bench, last = lessons.length): AsyncGenerator<LessonReport> {
  for (const [i, lesson] of lessons.slice(0, last).entries()) {
    const missing = (lesson.needs ?? []).filter((name) => bench.programs.find(name) === undefined);
    const skipped = `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} not here`;
    yield missing.length > 0
      ? { number: i + 1, lesson, skipped, observations: [] }
      : { number: i + 1, lesson, observations: await lesson.run(bench) };
  }
}
