/** Lessons for people and for programs. */
import { holds, type LessonReport } from "../app/learn/learn.ts";
import type { Lesson, Observation } from "../app/learn/lesson.ts";

const WIDTH = 80;

export const listText = (lessons: readonly Lesson[]): string =>
  lessons
    .map(({ title, needs = [] }, i) => {
      const wants = needs.length === 0 ? "" : ` (with ${needs.join(" and ")})`;
      return `${String(i + 1).padStart(2)}  ${title}${wants}\n`;
    })
    .join("");

/** A lesson with what happened in it. */
export function lessonText(
  { number, lesson, skipped, observations }: LessonReport,
  count: number,
  colour: boolean,
): string {
  const { title, about, often, inCluster, commands } = lesson;
  const bold = (text: string): string => (colour ? `\x1b[1m${text}\x1b[0m` : text);
  const happened =
    skipped === undefined
      ? observations.flatMap((one) => observationLines(one, colour))
      : wrap(`Left out: ${skipped}. Name their folder with --programs.`, "  ");
  return [
    bold(`${number} of ${count}: ${title}`),
    "",
    ...wrap(about, ""),
    "",
    bold("With openssl"),
    ...commands.flatMap(({ line, exit }) => commandLines(line, exit)),
    "",
    bold("What happened"),
    ...happened,
    "",
    bold("In a cluster"),
    ...wrap(inCluster, "  "),
    ...(often === undefined ? [] : ["", bold("Often told otherwise"), ...wrap(often, "  ")]),
    "",
  ]
    .map((line) => `${line}\n`)
    .join("");
}

/** Ready to be pasted: never wrapped. */
const commandLines = (line: string, exit: number | undefined): string[] => [
  ...line.split("\n").map((part) => `  ${part}`),
  ...(exit === undefined ? [] : [`  # refused: ends with ${exit}`]),
];

function observationLines({ tried, outcome, expected, said, meaning }: Observation, colour: boolean): string[] {
  const word = outcome === expected ? outcome : `${outcome}, and should not be`;
  const code = outcome !== expected ? 31 : outcome === "works" ? 32 : 33;
  const shown = colour ? `\x1b[${code}m${word}\x1b[0m` : word;
  return [
    ...wrap(tried, "  ").map((line, i, all) => (i === all.length - 1 ? `${line}: ${shown}` : line)),
    ...wrap(said, "      "),
    ...(meaning === undefined ? [] : wrap(meaning, "      ")),
  ];
}

function wrap(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    if (line.length > indent.length && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
    }
    line += line.length > indent.length ? ` ${word}` : word;
  }
  return [...lines, line];
}

/** The document of `--output json`; see schema/report.v1.json. */
export function learnDocument(reports: readonly LessonReport[], folder: string | undefined): Record<string, unknown> {
  return {
    apiVersion: "kubepki/v1",
    kind: "Learn",
    holds: reports.every(holds),
    ...(folder === undefined ? {} : { folder }),
    lessons: reports.map(({ number, lesson, skipped, observations }) => ({
      ...lessonHead(lesson, number),
      ...(skipped === undefined ? {} : { skipped }),
      observations,
    })),
  };
}

/** The same without anything run. */
export const listDocument = (lessons: readonly Lesson[]): Record<string, unknown> => ({
  apiVersion: "kubepki/v1",
  kind: "LessonList",
  lessons: lessons.map((lesson, i) => lessonHead(lesson, i + 1)),
});

function lessonHead({ id, title, about, inCluster, often, commands, needs = [] }: Lesson, number: number) {
  return { number, id, title, about, inCluster, ...(often === undefined ? {} : { often }), needs, commands };
}
