import type { FileContent } from "../spec/desired.ts";
import { renderObjects } from "./objects.ts";
import { renderConfig, renderSettings } from "./settings.ts";

/** Contents that follow from the specification alone. */
export type PlainContent = Extract<FileContent, { readonly kind: "settings" | "config" | "objects" }>;

export const isPlain = (content: FileContent): content is PlainContent =>
  content.kind === "settings" || content.kind === "config" || content.kind === "objects";

/** The text of a file that holds no key and no certificate. */
export function renderPlain(content: PlainContent): string {
  switch (content.kind) {
    case "settings":
      return renderSettings(content);
    case "config":
      return renderConfig(content);
    case "objects":
      return renderObjects(content.objects);
  }
}
