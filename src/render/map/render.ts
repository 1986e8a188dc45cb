import { renderMapDot } from "./dot.ts";
import { renderMapMermaid } from "./mermaid.ts";
import type { TrustMap } from "./model.ts";
import { renderMapSvg } from "./svg/svg.ts";
import { renderMapText } from "./text.ts";

/** `text` for a terminal, `mermaid` for Markdown, `dot` for Graphviz, `svg` as a picture of its own. */
export type MapFormat = "text" | "mermaid" | "dot" | "svg";

const RENDERERS: Readonly<Record<MapFormat, (map: TrustMap) => string>> = {
  text: renderMapText,
  mermaid: renderMapMermaid,
  dot: renderMapDot,
  svg: renderMapSvg,
};

/** The map as a document. */
export const renderMap = (map: TrustMap, format: MapFormat): string => RENDERERS[format](map);
