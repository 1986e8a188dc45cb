/** Files that are on no host: in the cluster's folder, and in those of users, jobs and services. */
import type { Catalog } from "../../src/catalog/index.ts";
import type { Document } from "../../src/catalog/types.ts";
import { code, idsOf, item, link, list, page, section } from "./markdown.ts";
import { conditionsText, versionsText } from "./wording.ts";

export function documentsPage({ documents, secrets }: Catalog): string {
  const random = new Map(idsOf(secrets).map((id) => [secrets[id].keptIn, secrets[id]]));
  return page(
    "# Documents",
    "Files that are on no host. `OUT/cluster` holds what goes into the cluster (`kubectl apply -f OUT/cluster`), what a joining\n" +
      "node is given (`join/`) and what the issuer of service-account tokens publishes (`oidc/`); the folders of users, jobs and\n" +
      "services hold what their programs are set up with.",
    ...idsOf(documents).map((id) => {
      const document = documents[id];
      const { title, when, versions, secret, why, without, source } = document;
      const kept = random.get(id);
      return section(
        `## ${id}`,
        `${title[0]?.toUpperCase()}${title.slice(1)}: ${code(document.path)} ${placeText(document)}.`,
        list([
          item("Only with", conditionsText(when)),
          item("Releases", versionsText(versions)),
          item("Why", why),
          item("Without it", without),
          item("Mode", secret ? "0600: it holds key material" : undefined),
          item("Kept", kept === undefined ? undefined : `the ${kept.title} in it is random, made once and read back`),
          item("Source", source),
        ]),
      );
    }),
  );
}

function placeText({ beside, serves, asked }: Document): string {
  if (beside === "cluster") return `in ${code("OUT/cluster")}`;
  const kind = serves === undefined ? "" : `, for services of the kind ${code(serves)}`;
  const wish = asked === undefined ? "" : `, for users with ${code(asked)}`;
  return `beside ${link("credentials.md", beside)}${kind}${wish}`;
}
