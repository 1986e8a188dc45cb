/** Every certificate that is there, once, with all its places: files, kubeconfigs, Secrets, bundles in objects. */
import type { Actual, ActualFile, Content, KubeconfigMaterial, ObjectContent, Place } from "../inventory/actual.ts";
import { certificateNumbers } from "../trust/chain.ts";
import type { Certificate } from "../x509/certificate.ts";

/** One place of a certificate. */
export interface HeldPlace {
  readonly place: Place;
  readonly host: string | undefined;
  readonly file: ActualFile;
  /** In a kubeconfig: which part, and its name. */
  readonly embedded?: { readonly kind: "cluster" | "user"; readonly name: string };
  /** In an object: which, and the field: `data["tls.crt"]`, `webhooks[0].clientConfig.caBundle`; the webhook's name. */
  readonly object?: {
    readonly kind: string;
    readonly namespace: string | undefined;
    readonly name: string | undefined;
    readonly field: string;
    readonly entry: string | undefined;
  };
}

export interface Held {
  readonly certificate: Certificate;
  readonly places: readonly HeldPlace[];
}

/** What is around a content on the way down to it. */
type Around = Pick<HeldPlace, "embedded" | "object">;

export function heldCertificates({ hosts, loose }: Actual): Held[] {
  const numberOf = certificateNumbers();
  const held = new Map<number, { certificate: Certificate; places: HeldPlace[] }>();
  const take = (certificate: Certificate, place: HeldPlace): void => {
    const number = numberOf(certificate);
    const known = held.get(number);
    if (known === undefined) held.set(number, { certificate, places: [place] });
    else known.places.push(place);
  };
  for (const { name, files } of hosts) for (const file of files) walk(file, name, take);
  for (const file of loose) walk(file, undefined, take);
  return [...held.values()];
}

function walk(
  file: ActualFile,
  host: string | undefined,
  take: (certificate: Certificate, place: HeldPlace) => void,
): void {
  const into = (contents: readonly Content[], around: Around): void => {
    for (const content of contents) {
      if (content.kind === "certificate") {
        take(content.certificate, { place: { ...file.place, ...content.within }, host, file, ...around });
      } else if (content.kind === "kubeconfig") {
        const part = (kind: "cluster" | "user", name: string, material: KubeconfigMaterial | undefined): void => {
          if (material?.by === "value")
            into(
              material.contents.map((one) => ({ ...one, within: { ...material.within } })),
              { embedded: { kind, name } },
            );
        };
        for (const { name, authorities } of content.clusters) part("cluster", name, authorities);
        for (const { name, certificate } of content.users) part("user", name, certificate);
      } else if (content.kind === "object") {
        for (const one of content.holds) into([one], { object: objectAround(content, one.within.field ?? "") });
      }
    }
  };
  into(file.contents, {});
}

/** A bundle in a field: `data["ca.crt"], block 2` stands in `data["ca.crt"]`. */
function objectAround(object: ObjectContent, within: string): NonNullable<Around["object"]> {
  const [field = ""] = within.split(", ");
  const index = /^webhooks\[(\d+)\]/.exec(field)?.[1];
  const { webhooks } = (object.value ?? {}) as { readonly webhooks?: unknown };
  const webhook: unknown = Array.isArray(webhooks) && index !== undefined ? webhooks[Number(index)] : undefined;
  const name: unknown = (webhook as { readonly name?: unknown } | null | undefined)?.name;
  const { objectKind: kind, namespace } = object;
  return { kind, namespace, name: object.name, field, entry: typeof name === "string" ? name : undefined };
}
