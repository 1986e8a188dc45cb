/** What the names in certificates may do: the objects of OUT/cluster/rbac.yaml. */
import type { Catalog } from "../../src/catalog/index.ts";
import type { BindingSubject } from "../../src/catalog/types.ts";
import { code, idsOf, item, link, list, page, section } from "./markdown.ts";
import { conditionsText } from "./wording.ts";

export function rightsPage({ bindings }: Catalog): string {
  return page(
    "# Rights",
    "A certificate says who somebody is; what that name may do is the API server's business. Most names have their rights\n" +
      "from bindings that every API server makes by itself. The others are in `OUT/cluster/rbac.yaml`, to be applied once the\n" +
      "API answers: `kubectl --kubeconfig super-admin.conf apply -f OUT/cluster/rbac.yaml`.",
    ...idsOf(bindings).map((id) => {
      const { role, namespace, subject, when, why, without, source } = bindings[id];
      const kind = namespace === undefined ? "ClusterRole" : "Role";
      const where = namespace === undefined ? "" : ` in the namespace ${code(namespace)}`;
      return section(
        `## ${id}`,
        `${kind}Binding of the ${kind} ${code(role)} to ${subjectText(subject)}${where}.`,
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

function subjectText(subject: BindingSubject): string {
  if ("userOf" in subject) return `the user that ${link("credentials.md", subject.userOf)} names`;
  if ("groupOf" in subject) return `the group that ${link("credentials.md", subject.groupOf)} names`;
  if ("user" in subject) return `the user ${code(subject.user)}`;
  if ("group" in subject) return `the group ${code(subject.group)}`;
  return "the groups of the bootstrap token";
}
