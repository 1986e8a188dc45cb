/** The reference pages: file name under docs/reference -> text. Pure: catalogue, tables and schema in, Markdown out. */
import { readFileSync } from "node:fs";
import { text_en } from "@stricli/core";
import { CIS_ITEMS } from "../../src/audit/cis/items.ts";
import { CAUSES } from "../../src/audit/explain/causes/index.ts";
import { FAMILIES } from "../../src/audit/explain/families/index.ts";
import { RULES } from "../../src/audit/rules/index.ts";
import { catalog } from "../../src/catalog/index.ts";
import { application } from "../../src/cli/app.ts";
import { ERROR_TABLE } from "../../src/errors.ts";
import { authoritiesPage } from "./authorities.ts";
import { commandsPage } from "./commands.ts";
import { connectionsPage } from "./connections.ts";
import { credentialsPage } from "./credentials.ts";
import { documentsPage } from "./documents.ts";
import { errorsPage } from "./errors.ts";
import { layoutFile, layoutPage, layoutsPage } from "./layouts.ts";
import { idsOf, list, page } from "./markdown.ts";
import { messagesPage } from "./messages.ts";
import { releasesPage } from "./releases.ts";
import { rightsPage } from "./rights.ts";
import { cisPage, rulesPage } from "./rules.ts";
import { settingsPage } from "./settings.ts";
import { type Schema, specPage } from "./spec-fields.ts";
import { trustSlotsPage } from "./trust-slots.ts";

const schema = JSON.parse(readFileSync(new URL("../../schema/cluster.v1.json", import.meta.url), "utf8")) as Schema;

/** Pages beside these, each written by what measures it. */
export const MEASURED = [
  { title: "Benchmark", file: "benchmark.md" },
  { title: "Predicted and observed", file: "predicted-observed.md" },
];

export function referencePages(): Readonly<Record<string, string>> {
  const pages = {
    "spec.md": specPage(schema),
    "commands.md": commandsPage(application("0.0.0", text_en)),
    "errors.md": errorsPage(ERROR_TABLE),
    "messages.md": messagesPage(FAMILIES, CAUSES),
    "rules.md": rulesPage(RULES),
    "cis.md": cisPage(CIS_ITEMS),
    "credentials.md": credentialsPage(catalog),
    "authorities.md": authoritiesPage(catalog),
    "rights.md": rightsPage(catalog),
    "documents.md": documentsPage(catalog),
    "connections.md": connectionsPage(catalog),
    "trust-slots.md": trustSlotsPage(catalog),
    "settings.md": settingsPage(catalog),
    "releases.md": releasesPage(catalog),
    "layouts.md": layoutsPage(catalog),
    ...Object.fromEntries(idsOf(catalog.layouts).map((id) => [layoutFile(id), layoutPage(id, catalog.layouts[id])])),
  };
  return { ...pages, "README.md": indexPage(pages) };
}

function indexPage(pages: Readonly<Record<string, string>>): string {
  const titles = Object.entries(pages).map(([file, text]) => {
    const title = /^# (.*)$/m.exec(text)?.[1] ?? file;
    return `[${title}](${file})`;
  });
  return page(
    "# Reference",
    "Everything that kubepki knows, printed from its own tables.",
    list(titles),
    "What is measured or seen, not printed:",
    list(MEASURED.map(({ title, file }) => `[${title}](${file})`)),
  );
}
