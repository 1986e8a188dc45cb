/** Flags and configuration fields of each component that shape its trust. */
import type { Catalog } from "../../src/catalog/index.ts";
import type { ComponentId, Setting } from "../../src/catalog/types.ts";
import { code, idsOf, item, list, page, section } from "./markdown.ts";
import { conditionsText, valueText, versionsText } from "./wording.ts";

export function settingsPage(catalog: Catalog): string {
  const { components, settings } = catalog;
  const told = idsOf(components).filter((id) => settings.some((setting) => setting.component === id));
  return page(
    "# Components and their settings",
    "What kubepki writes into static pods, systemd units, configuration files and flag files, and why. Files are named by role;\n" +
      "[layouts](layouts.md) give each role its path. A setting without a range of releases holds for all that kubepki knows.\n" +
      "`extraArgs` of a specification adds to flags and overrides them.",
    ...told.map((id) => componentSection(catalog, id)),
    "## Components without settings of ours",
    list(
      idsOf(components)
        .filter((id) => !told.includes(id))
        .map((id) => `${code(id)}: ${components[id].why}`),
    ),
  );
}

function componentSection({ components, settings, configs }: Catalog, id: ComponentId): string {
  const { runsOn, why } = components[id];
  const files = idsOf(configs).filter((config) => configs[config].component === id);
  return section(
    `## ${id}`,
    why,
    list([
      item("Runs on", code(runsOn)),
      ...files.map((config) =>
        item(
          "Configuration file",
          `${code(`config/${config}`)}, ${configs[config].kind} of ${configs[config].apiVersion}`,
        ),
      ),
    ]),
    ...settings.filter(({ component }) => component === id).map(settingSection),
  );
}

function settingSection(setting: Setting): string {
  const { flag, field, value, when, versions, reload, why, without, source } = setting;
  return section(
    `### ${flag === undefined ? field?.path : `--${flag}`}`,
    list([
      item("Value", valueText(value)),
      item("In", field && code(`config/${field.config}`)),
      item("Only with", conditionsText(when)),
      item("Kubernetes", versionsText(versions)),
      item("A change is taken", reload),
      item("Why", why),
      item("Without it", without),
      item("Source", source),
    ]),
  );
}
