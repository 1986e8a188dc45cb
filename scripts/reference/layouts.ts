/** Where each layout puts every file: an overview, and a page for each. */
import type { Catalog } from "../../src/catalog/index.ts";
import type { FileRole, Layout, LayoutId, NotInLayout, SettingsForm, TrustPlace } from "../../src/catalog/types.ts";
import { code, idsOf, item, list, page, section, table } from "./markdown.ts";

const octal = (mode: number): string => `0${mode.toString(8)}`;

export const layoutFile = (id: LayoutId): string => `layout-${id}.md`;

export function layoutsPage({ layouts }: Catalog): string {
  return page(
    "# Layouts",
    "A layout gives every file its path, mode, owner and form: what one consumer of the files wants. A specification chooses\n" +
      "one with `layout`, and may move a layout's folders with `directories`.",
    ...idsOf(layouts).map((id) => {
      const { title, why } = layouts[id];
      return section(`## ${id}`, `${why}`, `Every path: [${title}](${layoutFile(id)}).`);
    }),
  );
}

export function layoutPage(id: LayoutId, layout: Layout): string {
  const { title, why, roots, kubelets, keyEncoding, modes, owner, source } = layout;
  return page(
    `# Layout ${id}: ${title}`,
    why,
    list([
      item("Kubelets", kubelets.replaceAll("-", " ")),
      item("Private keys", keyEncoding === "pkcs8" ? "PKCS#8" : "PKCS#1 (RSA) and SEC1 (ECDSA); Ed25519 in PKCS#8"),
      item("Owner", code(owner)),
      item("Source", source),
    ]),
    "## Modes",
    table(
      ["kind of file", "mode"],
      idsOf(modes).map((kind) => [kind, octal(modes[kind])]),
    ),
    "## Folders that `directories` may move",
    table(
      ["name", "path"],
      Object.entries(roots).map(([name, path]) => [name, path]),
    ),
    "## Files",
    "Paths on the host, or in the folder of a user or service. The second path of a file with authorities is taken where a\n" +
      "topology makes it differ from other files at the first.",
    table(["role", "path", "where authorities differ"], fileRows(layout)),
    "## Component settings",
    table(["component", "form", "path"], settingRows(layout)),
    flagFileText(layout),
    renewalText(layout),
    variationsText(layout),
    authorityKeysText(layout),
    authorityFolderText(layout),
  );
}

function renewalText({ renewal }: Layout): string | undefined {
  if (renewal === undefined) return undefined;
  const { command, credentials, restart, source } = renewal;
  return section(
    "## Renewal",
    `The consumer's own command: ${code(command)} with one of ${credentials.map(code).join(", ")}. Names and groups stay as they were.`,
    `Afterwards: ${restart}`,
    `Source: ${source}`,
  );
}

/** A path with the layout's own folders filled in; other placeholders stay. */
function placed({ roots }: Layout, template: string): string {
  return template.replace(/\{([a-z-]+)\}/g, (whole, name: string) => roots[name] ?? whole);
}

function fileRows(layout: Layout): string[][] {
  const row = (role: FileRole, path: string, apart = ""): string[] => [
    role,
    placed(layout, path),
    placed(layout, apart),
  ];
  const absent = (role: FileRole, { none }: NotInLayout): string[] => row(role, `not here: ${none}`);
  const trusted = (role: FileRole, { path, apart }: TrustPlace): string[] =>
    row(role, path, apart === path ? "" : apart);
  return [
    ...idsOf(layout.credentials).flatMap((id) => {
      const place = layout.credentials[id];
      if ("none" in place) return [absent(`cert/${id}`, place)];
      const { certificate, key, kubeconfig } = place;
      const bare = id === "sa";
      return [
        ...(bare ? [] : [row(`cert/${id}`, certificate)]),
        row(`key/${id}`, key),
        ...(bare ? [row("public-key/sa", layout.serviceAccountPublicKey)] : []),
        ...(kubeconfig === undefined ? [] : [row(`kubeconfig/${id}`, kubeconfig)]),
      ];
    }),
    ...idsOf(layout.trust).map((slot) => {
      const place = layout.trust[slot];
      return "none" in place ? absent(`trust/${slot}`, place) : trusted(`trust/${slot}`, place);
    }),
    ...idsOf(layout.signers).flatMap((signer) => {
      const place = layout.signers[signer];
      if ("none" in place) return [absent(`signer-cert/${signer}`, place)];
      return [trusted(`signer-cert/${signer}`, place.certificate), trusted(`signer-key/${signer}`, place.key)];
    }),
    ...idsOf(layout.configs).map((id) => {
      const path = layout.configs[id];
      return typeof path === "string" ? row(`config/${id}`, path) : absent(`config/${id}`, path);
    }),
  ];
}

function settingRows(layout: Layout): string[][] {
  return idsOf(layout.settings).flatMap((component) => {
    const form: SettingsForm | undefined = layout.settings[component];
    return form === undefined ? [] : [[component, form.kind.replaceAll("-", " "), placed(layout, form.path)]];
  });
}

function flagFileText(layout: Layout): string {
  const { flagFile } = layout;
  if (typeof flagFile !== "string") return `None are written: ${flagFile.none}.`;
  return `Plain flag files (\`--settings flags\`): ${code(placed(layout, flagFile))}.`;
}

function authorityFolderText({ authorityFolder: folder }: Layout): string | undefined {
  if (folder === undefined) return undefined;
  return section(
    `## Folder of authorities: ${code(folder.unit)}`,
    folder.why,
    list([
      ...folder.authorities.map(
        ({ issues, certificate, key }) => `${code(certificate)}, ${code(key)}: who issues for ${code(issues)}`,
      ),
      `${code(folder.serviceAccountKey)}: the service accounts' key`,
    ]),
  );
}

function variationsText({ variations = {} }: Layout): string | undefined {
  const ids = idsOf(variations);
  if (ids.length === 0) return undefined;
  return section(
    "## Otherwise than elsewhere",
    table(
      ["credential", "common name", "groups", "further names"],
      ids.map((id) => {
        const { commonName = "", groups, moreNames = [] } = variations[id] ?? {};
        const names = moreNames.map((name) => ("from" in name ? name.from : "name" in name ? name.name : name.address));
        const said = groups === undefined ? "" : groups.map(({ name }) => name).join(", ") || "none";
        return [id, commonName, said, names.join(", ")];
      }),
    ),
  );
}

function authorityKeysText(layout: Layout): string | undefined {
  if (layout.authorityKeys.length === 0) return undefined;
  return section(
    "## Keys of authorities on hosts",
    "With `authorities.keys: hosts` the layout's own tools find these beside the certificates:",
    list(
      layout.authorityKeys.map(({ path, scope, when, slot }) => {
        const only = when === undefined ? "" : `, only with ${when.map(code).join(", ")}`;
        return `${code(placed(layout, path))} on ${code(scope)}${only}: of the authority in ${code(`trust/${slot}`)}`;
      }),
    ),
  );
}
