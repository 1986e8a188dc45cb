/** What the names in certificates may do: the objects of OUT/cluster/rbac.yaml. */
import type { Catalog } from "../../src/catalog/index.ts";
import { code, idsOf, item, link, list, page, section } from "./markdown.ts";
import { conditionsText } from "./wording.ts";

export function rightsPage({ bindings }: Catalog): string {
  return page(
    "# Rights",
    "A certificate says who somebody is; what that name may do is the API server's business. Most names have their rights\n" +
      "from bindings that every API server makes by itself. The others are in `OUT/cluster/rbac.yaml`, to be applied once the\n" +
      "API answers: `kubectl --kubeconfig super-admin.conf apply -f OUT/cluster/rbac.yaml`.",
    ...idsOf(bindings).map((id) => {
      const { role, subject, when, why, without, source } = bindings[id];
      const [kind, credential] = "userOf" in subject ? ["user", subject.userOf] : ["group", subject.groupOf];
      return section(
        `## ${id}`,
        `ClusterRoleBinding of the ClusterRole ${code(role)} to the ${kind} that ${link("credentials.md", credential)} names.`,
        list([
          item("Only with", conditionsText(when)),
          item("Why", why),
          item("Without it", without),
          item("Source", source),
        ]),
      );
    }),
  );
}
