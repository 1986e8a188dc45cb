/** One colour for each authority, for light and dark grounds; a root has the colour of what stands below it. */
import type { MapAuthority, MapAuthorityId, TrustMap } from "./model.ts";

export interface Colour {
  readonly light: string;
  readonly dark: string;
  /** Of a terminal's 256. */
  readonly terminal: number;
}

/** Told apart on white and on near-black with a contrast of 4.5 at least. */
const COLOURS: readonly Colour[] = [
  { light: "#0b5cad", dark: "#6cb6ff", terminal: 75 },
  { light: "#9a4a00", dark: "#ffa657", terminal: 215 },
  { light: "#1a7f37", dark: "#57d178", terminal: 77 },
  { light: "#8250df", dark: "#c297ff", terminal: 141 },
  { light: "#bf3989", dark: "#ff8ccf", terminal: 212 },
  { light: "#0f6f78", dark: "#4fd6df", terminal: 80 },
  { light: "#7d5a00", dark: "#e3c05d", terminal: 179 },
  { light: "#4b6b00", dark: "#b5d14c", terminal: 149 },
  { light: "#57606a", dark: "#b1bac4", terminal: 249 },
];

/** Of what no authority vouches for. */
export const NO_COLOUR: Colour = { light: "#57606a", dark: "#8b949e", terminal: 245 };

/** Two authorities have one colour only when there are more of them than colours; their letters differ always. */
export function coloursOf({ authorities }: TrustMap): Map<MapAuthorityId, Colour> {
  const issuing = authorities.filter(({ root }) => !root);
  const colours = new Map(issuing.map(({ id, letter }) => [id, colourOf(letter)]));
  for (const root of authorities.filter((one) => one.root)) colours.set(root.id, rootColour(root, issuing, colours));
  return colours;
}

/** By letter, so that a part of a map has the colours of the whole. */
const colourOf = (letter: string): Colour =>
  COLOURS[(letter.charCodeAt(0) - "A".charCodeAt(0)) % COLOURS.length] ?? NO_COLOUR;

function rootColour(
  { id, letter }: MapAuthority,
  issuing: readonly MapAuthority[],
  colours: ReadonlyMap<MapAuthorityId, Colour>,
): Colour {
  const below = letter === "R" ? undefined : issuing.find(({ parent }) => parent === id);
  return (below && colours.get(below.id)) ?? NO_COLOUR;
}
