import type { FileContent } from "../spec/desired.ts";
import { renderDocument } from "./document.ts";
import { renderConfig, renderSettings } from "./settings.ts";

/** The text of a file that follows from the specification alone; undefined when it holds what has to be made. */
export function renderPlain(content: FileContent): string | undefined {
  switch (content.kind) {
    case "settings":
      return renderSettings(content);
    case "config":
      return renderConfig(content);
    case "document": {
      const text = renderDocument(content, (inner) => renderPlain(inner));
      return typeof text === "string" ? text : undefined;
    }
    default:
      return undefined;
  }
}
