/** Authorities, and the topologies that say which of them issues for what. */
import type { Catalog } from "../../src/catalog/index.ts";
import { code, codes, idsOf, item, list, page, section, table } from "./markdown.ts";

export function authoritiesPage({ authorities, rootAuthority, topologies, separations }: Catalog): string {
  const purposes = [...new Set(idsOf(topologies).flatMap((id) => idsOf(topologies[id].issuerOf)))];
  const ids = idsOf(topologies);
  return page(
    "# Authorities and topologies",
    "An authority signs certificates. A topology says which authority signs for which purpose; a specification chooses one\n" +
      "with `authorities`. Credentials and trust slots name purposes, never authorities.",
    "## Authorities",
    ...idsOf(authorities).map((id) => {
      const { title, commonName, why, ifStolen, source } = authorities[id];
      return section(
        `### ${id}`,
        `The ${title}. Common name ${code(commonName)}.`,
        list([item("Why", why), item("If its key is stolen", ifStolen), item("Source", source)]),
      );
    }),
    section(
      "### Roots",
      "With `roots: each` every authority stands below an offline root of its own, `NAME-root`; with `roots: shared` all of\n" +
        "them stand below `root-ca`. Slots where clients are let in by their chain alone then hold the authorities and not\n" +
        "the shared root, so that what is apart stays apart.",
      list([
        item("Why", rootAuthority.why),
        item("If its key is stolen", rootAuthority.ifStolen),
        item("Source", rootAuthority.source),
      ]),
    ),
    "## Topologies",
    ...ids.map((id) => {
      const { title, why, issuerOf, source } = topologies[id];
      const own = [...new Set(Object.values(issuerOf))];
      return section(
        `### ${id}`,
        `${title}.`,
        list([item("Authorities", codes(own)), item("Why", why), item("Source", source)]),
      );
    }),
    "## Who signs for which purpose",
    table(
      ["purpose", ...ids],
      purposes.map((purpose) => [purpose, ...ids.map((id) => topologies[id].issuerOf[purpose])]),
    ),
    "## Purposes that want authorities of their own",
    "Where `issuers` of a specification gives both to one authority, it is reported; the topologies above know what they do.",
    list(
      separations.map(
        ({ purposes: [one, other], severity, why }) => `${code(one)} and ${code(other)} (${severity}): ${why}`,
      ),
    ),
  );
}
