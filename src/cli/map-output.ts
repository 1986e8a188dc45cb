/** Where a map goes: into a file whose ending says what is wanted in it, or to a terminal in its colours. */
import { writeDocument } from "../adapters/write-document.ts";
import { coloursOf } from "../render/map/colours.ts";
import type { TrustMap } from "../render/map/model.ts";
import { type MapFormat, renderMap } from "../render/map/render.ts";
import { FAULT_COLOURS, FAULTS, MARKS } from "../render/map/verdict.ts";
import type { CliContext } from "./context.ts";

const FORMATS: Readonly<Record<string, MapFormat>> = {
  svg: "svg",
  dot: "dot",
  gv: "dot",
  mmd: "mermaid",
  mermaid: "mermaid",
};

export const formatOf = (file: string): MapFormat => FORMATS[/\.([a-z]+)$/.exec(file)?.[1] ?? ""] ?? "text";

/** Behind what was said before. */
export const writeMap = ({ process, colour }: CliContext, map: TrustMap): void =>
  process.stdout.write(colour ? colouredMap(map) : renderMap(map, "text"));

/** Never over another file unless told so. That it was written is commentary: the answer is another one. */
export async function writeMapFile(
  { process }: CliContext,
  map: TrustMap,
  file: string,
  force: boolean,
): Promise<void> {
  await writeDocument(file, renderMap(map, formatOf(file)), force, "--map");
  process.stderr.write(`kubepki: wrote ${file}\n`);
}

/** Authorities' letters in their colours, marks in theirs. */
export function colouredMap(map: TrustMap): string {
  const colours = coloursOf(map);
  const byLetter = new Map(map.authorities.map(({ id, letter }) => [letter, colours.get(id)?.terminal]));
  const painted = (text: string, colour: number | undefined): string =>
    colour === undefined ? text : `\x1b[38;5;${colour}m${text}\x1b[0m`;
  const lettered = renderMap(map, "text").replace(/\[([A-Z][a-z]?)\]/g, (tag, letter: string) =>
    painted(tag, byLetter.get(letter)),
  );
  if (map.read === undefined) return lettered;
  return FAULTS.reduce(
    (text, fault) =>
      text.replace(
        new RegExp(`^( +)([${MARKS[fault]}] .*)$`, "gm"),
        (_, margin: string, line: string) => margin + painted(line, FAULT_COLOURS[fault].terminal),
      ),
    lettered,
  );
}
