/** Every certificate and key pair: who holds it, for what, under which names, and why. */
import type { Catalog } from "../../src/catalog/index.ts";
import type { Credential, CredentialId } from "../../src/catalog/types.ts";
import { code, codes, idsOf, item, link, list, page, section, table } from "./markdown.ts";
import { conditionsText, nameText, versionsText } from "./wording.ts";

export function credentialsPage(catalog: Catalog): string {
  const { credentials } = catalog;
  const ids = idsOf(credentials);
  return page(
    "# Credentials",
    "Every certificate with its key that kubepki makes, and the bare key pair of service-account tokens. Names in braces are\n" +
      "filled in for the host, user or service. The id is what `keys.overrides` of a specification and `--output json` use.",
    table(
      ["id", "holder", "one per", "issued for", "extended key usage"],
      ids.map((id) => {
        const { holder, scope, purpose, extendedKeyUsage } = credentials[id];
        return [link("", id), holder, scope, purpose ?? "-", extendedKeyUsage.join(", ") || "-"];
      }),
    ),
    ...ids.map((id) => credentialSection(catalog, id, credentials[id])),
  );
}

function credentialSection(catalog: Catalog, id: CredentialId, credential: Credential): string {
  const { title, purpose, holder, scope, when, commonName, extendedKeyUsage, names, lifetime, trust } = credential;
  return section(
    `## ${id}`,
    `${title[0]?.toUpperCase()}${title.slice(1)}.`,
    list([
      item("Held by", `${code(holder)}, one per ${code(scope)}`),
      item("Only with", conditionsText(when)),
      purpose === undefined ? "A key pair without certificate" : item("Signed by", issuersText(catalog, purpose)),
      item("Common name", commonName === "" ? undefined : code(commonName)),
      ...credential.groups.map((group) => item("Group", groupText(group.name, versionsText(group.versions)))),
      item("Extended key usage", codes(extendedKeyUsage)),
      item("Lifetime", purpose === undefined ? undefined : code(`lifetimes.${lifetime}`)),
      item("Its holder checks the other side with", trust && link("trust-slots.md", trust)),
      item("Kubeconfig", kubeconfigText(credential.kubeconfig)),
      item("Why", credential.why),
      item("Without it", credential.without),
      item("Source", credential.source),
    ]),
    names.length === 0 ? undefined : `Subject alternative names:`,
    names.length === 0 ? undefined : list(names.map(nameText)),
  );
}

/** The issuer, or each topology's where they differ. */
function issuersText({ topologies }: Catalog, purpose: NonNullable<Credential["purpose"]>): string {
  const issuers = idsOf(topologies).map((id) => [id, topologies[id].issuerOf[purpose]] as const);
  const different = new Set(issuers.map(([, issuer]) => issuer));
  if (different.size === 1) return code(issuers[0]?.[1] ?? "");
  return issuers.map(([id, issuer]) => `${code(issuer)} (topology ${id})`).join(", ");
}

const groupText = (name: string, versions: string | undefined): string =>
  versions === undefined ? code(name) : `${code(name)} with Kubernetes ${versions}`;

function kubeconfigText(kubeconfig: Credential["kubeconfig"]): string | undefined {
  if (kubeconfig === undefined) return undefined;
  const where = { endpoint: "the cluster's endpoint", local: "the API server on the same host" } as const;
  const { server, onControlPlane } = kubeconfig;
  return onControlPlane === undefined
    ? `names ${where[server]}`
    : `names ${where[server]}; on a control plane ${where[onControlPlane]}`;
}
