/** The picture's style sheet: classes for what stands on it, twice, for light and for dark grounds. */
import { type Colour, coloursOf, NO_COLOUR } from "../colours.ts";
import type { MapAuthorityId, TrustMap } from "../model.ts";
import { FAULT_COLOURS, FAULTS, faultOf } from "../verdict.ts";

const GROUND = {
  light: { page: "#ffffff", group: "#f6f8fa", box: "#ffffff", line: "#d0d7de", text: "#1f2328", dim: "#59636e" },
  dark: { page: "#0d1117", group: "#151b23", box: "#0d1117", line: "#3d444d", text: "#e6edf3", dim: "#9198a1" },
} as const;

const MARK_RULES = `.mark{font-size:11px;font-weight:700;text-anchor:middle}
.line.fails{stroke-width:3}
`;

/** The class of an authority's colour; `none` for what none vouches for. */
export const colourClass = (id: MapAuthorityId | undefined): string => (id === undefined ? "none" : `by-${id}`);

export function styleSheet(map: TrustMap): string {
  const colours = coloursOf(map);
  const faults = FAULTS.filter((fault) => map.edges.some((edge) => faultOf(edge) === fault));
  const sheet = (tone: "light" | "dark"): string => {
    const ground = GROUND[tone];
    const rules = [...colours].map(([id, colour]) => rulesOf(colourClass(id), colour, tone, ground.page));
    return [
      `.page{fill:${ground.page}}`,
      `.group{fill:${ground.group}}`,
      `.box{fill:${ground.box};stroke:${ground.line}}`,
      `.rule{stroke:${ground.line}}`,
      `text{fill:${ground.text}}`,
      `.dim{fill:${ground.dim}}`,
      `.halo{stroke:${ground.page}}`,
      ...rules,
      rulesOf("none", NO_COLOUR, tone, ground.page),
      ...faults.map((fault) => rulesOf(fault, FAULT_COLOURS[fault], tone, ground.page)),
      ...(faults.length === 0 ? [] : [`.mark{fill:${ground.page}}`]),
    ].join("\n");
  };
  return `<style>
text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.title{font-size:20px;font-weight:600}
.name{font-size:13px;font-weight:600}
.small{font-size:11px}
.number{font-weight:600}
.tag{font-size:11px;font-weight:700;text-anchor:middle}
${faults.length === 0 ? "" : MARK_RULES}.line{fill:none;stroke-width:1.6;stroke-linejoin:round}
.halo{fill:none;stroke-width:4;stroke-linejoin:round}
.token{stroke-dasharray:6 3}
.open{stroke-dasharray:1.6 3.2}
.group,.box{stroke-width:1}
${sheet("light")}
@media (prefers-color-scheme:dark){
${sheet("dark")}
}
</style>`;
}

const rulesOf = (name: string, colour: Colour, tone: "light" | "dark", page: string): string =>
  `.line.${name}{stroke:${colour[tone]}}.fill.${name}{fill:${colour[tone]}}.tag.on{fill:${page}}`;
