/** Where everybody keeps the authorities that it believes. */
import type { Catalog } from "../../src/catalog/index.ts";
import { code, codes, idsOf, item, list, page, section } from "./markdown.ts";
import { conditionsText } from "./wording.ts";

export function trustSlotsPage({ slots, signers }: Catalog): string {
  return page(
    "# Trust slots",
    "A trust slot is a place where somebody keeps the authorities it believes: a flag, a field, an object. It has to hold the\n" +
      "issuer of every certificate of the purposes that it accepts, and should hold no other. The topology says which\n" +
      "[authorities](authorities.md) those are.",
    ...idsOf(slots).map((id) => {
      const { holder, scopes, when, accepts, where, bundle, form, reload, why, without, source } = slots[id];
      return section(
        `## ${id}`,
        `${code(holder)}: ${where}.`,
        list([
          item(
            "On hosts",
            scopes.length === 0 ? "none; an object in the cluster, or a file with its user" : codes(scopes),
          ),
          item("Only with", conditionsText(when)),
          item("Accepts", codes(accepts)),
          item("Written as", form && { base64: "PEM in one line of base64", pin: "the SHA-256 of a public key" }[form]),
          item("Several authorities", bundle ? "allowed" : "not allowed"),
          item("A change is taken", reload),
          item("Why", why),
          item("Without it", without),
          item("Source", source),
        ]),
      );
    }),
    "# Signers",
    "Issuers that a component uses while the cluster runs.",
    ...idsOf(signers).map((id) => {
      const { holder, scope, issues, why, source } = signers[id];
      return section(
        `## ${id}`,
        `${code(holder)}, on ${code(scope)}.`,
        list([item("Signs for", codes(issues)), item("Why", why), item("Source", source)]),
      );
    }),
  );
}
