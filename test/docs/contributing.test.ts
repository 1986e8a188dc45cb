/** The worked example of CONTRIBUTING.md is the real entry, and an entry is all that a credential takes. */
import { describe, expect, it } from "vitest";
import { type Catalog, catalog } from "../../src/catalog/index.ts";
import type { Credential, CredentialId, Layout } from "../../src/catalog/types.ts";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import { resolve } from "../../src/spec/resolve/resolve.ts";
import { documents } from "./markdown.ts";

const page = documents().find(({ file }) => file === "CONTRIBUTING.md");
const block = page?.blocks.find(({ words }) => words[0] === "src/catalog/credentials/extras.ts");

/** The example as the object that it is. */
const example = new Function(`return {${block?.text}}`)() as Record<string, Credential>;

const { spec } = parseSpec([
  {
    file: "cluster.yaml",
    text: "{ apiVersion: kubepki/v1, kind: Cluster, hosts: [{ name: a, roles: control-plane, addresses: 10.0.0.11 }] }",
  },
]);
if (spec === undefined) throw new Error("the specification of this test is wrong");
const resolved = (entries: Catalog) => resolve(spec, entries);

/** The catalogue with one more credential in it, and its place in the layout. */
function withCredential(id: string, credential: Credential): Catalog {
  const { kubeadm } = catalog.layouts;
  const own = { certificate: "{file}.crt", key: "{file}.key", kubeconfig: "{file}.conf" };
  const layout: Layout = { ...kubeadm, credentials: { ...kubeadm.credentials, [id]: own } };
  return {
    ...catalog,
    credentials: { ...catalog.credentials, [id]: credential },
    layouts: { ...catalog.layouts, kubeadm: layout },
  };
}

describe("adding a credential", () => {
  it("the example is the entry of the catalogue", () => {
    expect(example).toEqual({ "metrics-scraper": catalog.credentials["metrics-scraper"] });
  });

  it("one entry with a place makes a folder with a kubeconfig for it", () => {
    const { when: _, ...always } = example["metrics-scraper"] as Credential;
    const id = "queue-scraper" as CredentialId;
    expect(resolved(catalog).units).not.toContain(`users/${id}`);
    const desired = resolved(withCredential(id, { ...always, commonName: id }));
    expect(desired.units).toContain(`users/${id}`);
    const { credentials, files } = desired.unit(`users/${id}`);
    expect(credentials).toMatchObject([
      {
        id,
        issuer: "ca",
        subject: { commonName: id, organizations: ["system:monitoring"] },
        extendedKeyUsage: ["clientAuth"],
      },
    ]);
    expect(files.map(({ path }) => path)).toContain(`${id}.conf`);
    expect(files.map(({ path }) => path)).toContain("ca.crt");
  });
});
