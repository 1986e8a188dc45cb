/** Where each layout puts every file: an overview, and a page for each. */
import type { Catalog } from "../../src/catalog/index.ts";
import type { FileRole, Layout, LayoutId, SettingsForm, TrustPlace } from "../../src/catalog/types.ts";
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
    `Plain flag files (\`--settings flags\`): ${code(placed(layout, layout.flagFile))}.`,
    authorityKeysText(layout),
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
  const trusted = (role: FileRole, { path, apart }: TrustPlace): string[] =>
    row(role, path, apart === path ? "" : apart);
  return [
    ...idsOf(layout.credentials).flatMap((id) => {
      const place = layout.credentials[id];
      if ("none" in place) return [row(`cert/${id}`, `not here: ${place.none}`)];
      const { certificate, key, kubeconfig } = place;
      const bare = id === "sa";
      return [
        ...(bare ? [] : [row(`cert/${id}`, certificate)]),
        row(`key/${id}`, key),
        ...(bare ? [row("public-key/sa", layout.serviceAccountPublicKey)] : []),
        ...(kubeconfig === undefined ? [] : [row(`kubeconfig/${id}`, kubeconfig)]),
      ];
    }),
    ...idsOf(layout.trust).map((slot) => trusted(`trust/${slot}`, layout.trust[slot])),
    ...idsOf(layout.signers).flatMap((signer) => [
      trusted(`signer-cert/${signer}`, layout.signers[signer].certificate),
      trusted(`signer-key/${signer}`, layout.signers[signer].key),
    ]),
    ...idsOf(layout.configs).map((id) => row(`config/${id}`, layout.configs[id])),
  ];
}

function settingRows(layout: Layout): string[][] {
  return idsOf(layout.settings).flatMap((component) => {
    const form: SettingsForm | undefined = layout.settings[component];
    return form === undefined ? [] : [[component, form.kind.replaceAll("-", " "), placed(layout, form.path)]];
  });
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
