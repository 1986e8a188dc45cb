/** What servers that run show, as places of certificates. */
import { addressText } from "../trust/live/as-served.ts";
import type { SeenEndpoint } from "../trust/live/seen.ts";
import type { Certificate } from "../x509/certificate.ts";
import type { CertificatePlace } from "./held.ts";

/** Every certificate that each server shows. */
export const servedIn = (
  endpoints: readonly SeenEndpoint[],
): { readonly certificate: Certificate; readonly place: CertificatePlace }[] =>
  endpoints.flatMap((endpoint) =>
    (endpoint.chain ?? []).map((certificate, i) => ({ certificate, place: placeOf(endpoint, i + 1) })),
  );

function placeOf(endpoint: SeenEndpoint, position: number): CertificatePlace {
  const { component, hosts } = endpoint;
  const address = addressText(endpoint);
  const [host] = hosts;
  const by = component === undefined ? "a server" : component;
  return {
    place: { file: address, ...(host === undefined ? {} : { host }), field: `shown by ${by}` },
    host,
    served: { address, component, position },
  };
}
