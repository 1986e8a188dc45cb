/** The Kubernetes releases that the catalogue knows, and everything that is not the same in all of them. */
import type { Catalog } from "../../src/catalog/index.ts";
import { code, idsOf, link, list, page, table } from "./markdown.ts";
import { versionsText } from "./wording.ts";

export function releasesPage(catalog: Catalog): string {
  const { releases } = catalog;
  return page(
    "# Kubernetes releases",
    "`kubernetesVersion` of a specification is one of these minor releases, with any patch number; without one the newest that\n" +
      "was read is taken.",
    table(
      ["release", "newest patch read", "etcd image of its kubeadm"],
      releases.map(({ minor, newestPatch, etcdImages }) => [
        minor,
        `${minor}.${newestPatch}`,
        etcdImages.map(({ tag, versions }) => [tag, versionsText(versions)].filter(Boolean).join(" ")).join(", "),
      ]),
    ),
    "## What differs between releases",
    list(differences(catalog)),
    "## What later releases do not start with",
    "`kubepki audit --upgrade-to RELEASE` looks for it before.",
    table(
      ["program", "told", "from", "why", "instead"],
      catalog.withdrawals.map(({ component, flag, gate, value, from, why, instead }) => [
        component,
        code(flag === undefined ? `${gate}${value === undefined ? "" : `=${value}`}` : `--${flag}...`),
        from,
        why,
        instead,
      ]),
    ),
  );
}

function differences({ credentials, connections, settings }: Catalog): string[] {
  return [
    ...idsOf(credentials).flatMap((id) =>
      credentials[id].groups.flatMap(({ name, versions }) =>
        versions === undefined
          ? []
          : [`${link("credentials.md", id)} is in the group ${code(name)}: ${versionsText(versions)}`],
      ),
    ),
    ...settings.flatMap(({ component, flag, field, versions }) =>
      versions === undefined
        ? []
        : [
            `${code(component)} has ${code(flag === undefined ? (field?.path ?? "") : `--${flag}`)}: ${versionsText(versions)}`,
          ],
    ),
    ...idsOf(connections).flatMap((id) => {
      const { versions, title } = connections[id];
      return versions === undefined ? [] : [`${link("connections.md", id)} (${title}): ${versionsText(versions)}`];
    }),
  ];
}
