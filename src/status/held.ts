/** Every certificate that is there, once, with all its places. */
import type { ComponentId } from "../catalog/types.ts";
import type { Actual, ActualFile, ObjectContent, Place } from "../inventory/actual.ts";
import { type HeldOf, heldIn, isHeld } from "../inventory/held.ts";
import { certificateNumbers } from "../trust/chain.ts";
import type { Certificate } from "../x509/certificate.ts";

/** A server that shows a certificate. */
export interface ServedBy {
  /** `10.0.0.11:6443`, `[fd00::1]:6443` */
  readonly address: string;
  /** Undefined for a server that no file is of. */
  readonly component: ComponentId | undefined;
  /** In what it shows, from 1; the first is its own. */
  readonly position: number;
}

/** One place of a certificate. */
export interface CertificatePlace {
  readonly place: Place;
  readonly host: string | undefined;
  /** Absent where a server shows it. */
  readonly file?: ActualFile;
  /** The server that shows it. */
  readonly served?: ServedBy;
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

export interface HeldCertificate {
  readonly certificate: Certificate;
  readonly places: readonly CertificatePlace[];
}

/** `served`: what servers that were looked at show, which counts too. */
export function heldCertificates(
  actual: Actual,
  served: readonly { readonly certificate: Certificate; readonly place: CertificatePlace }[] = [],
): HeldCertificate[] {
  const numberOf = certificateNumbers();
  const byNumber = new Map<number, { certificate: Certificate; places: CertificatePlace[] }>();
  const add = (certificate: Certificate, place: CertificatePlace): void => {
    const number = numberOf(certificate);
    const known = byNumber.get(number);
    if (known === undefined) byNumber.set(number, { certificate, places: [place] });
    else known.places.push(place);
  };
  for (const held of heldIn(actual)) if (isHeld("certificate")(held)) add(held.content.certificate, placeOf(held));
  for (const { certificate, place } of served) add(certificate, place);
  return [...byNumber.values()];
}

function placeOf({ place, host, file, in: where, entry, object }: HeldOf<"certificate">): CertificatePlace {
  const kind = where === "kubeconfig-authorities" ? "cluster" : where === "kubeconfig-user" ? "user" : undefined;
  return {
    place,
    host: host?.name,
    file,
    ...(kind === undefined ? {} : { embedded: { kind, name: entry ?? "" } }),
    ...(object === undefined ? {} : { object: objectAround(object, place.field ?? "") }),
  };
}

/** A bundle in a field: `data["ca.crt"], block 2` stands in `data["ca.crt"]`. */
function objectAround(object: ObjectContent, within: string): NonNullable<CertificatePlace["object"]> {
  const [field = ""] = within.split(", ");
  const index = /^webhooks\[(\d+)\]/.exec(field)?.[1];
  const { webhooks } = (object.value ?? {}) as { readonly webhooks?: unknown };
  const webhook: unknown = Array.isArray(webhooks) && index !== undefined ? webhooks[Number(index)] : undefined;
  const name: unknown = (webhook as { readonly name?: unknown } | null | undefined)?.name;
  const { objectKind: kind, namespace } = object;
  return { kind, namespace, name: object.name, field, entry: typeof name === "string" ? name : undefined };
}
