/** What `kubeadm join` makes of ConfigMap cluster-info (kubernetes cmd/kubeadm/app/discovery/token/token.go). */
import type {
  ActualFile,
  BootstrapTokenContent,
  Content,
  KubeconfigContent,
  ObjectContent,
  Place,
} from "../../inventory/actual.ts";
import type { Certificate } from "../../x509/certificate.ts";
import { detachedSignature, publicKeyPin } from "../../x509/discovery.ts";
import { SecretText } from "../../x509/secret-text.ts";
import type { StartFault } from "./start.ts";

/** caCertHashes of a JoinConfiguration, with where they stand. */
export interface Pins {
  readonly pins: readonly string[];
  readonly place: Place;
}

const PIN = /^discovery\.bootstrapToken\.caCertHashes\.\d+$/;

/** Of each JoinConfiguration that was read. */
export const pinsIn = (files: readonly ActualFile[]): Pins[] =>
  files.flatMap(({ contents, place }) =>
    contents.flatMap((content: Content) => {
      if (content.kind !== "settings" || content.form !== "kubeadm-config") return [];
      const told = content.told.filter(({ name }) => PIN.test(name));
      const [first] = told;
      return first === undefined
        ? []
        : [{ pins: told.map(({ value }) => value), place: { ...place, ...first.within } }];
    }),
  );

const JWS = "jws-kubeconfig-";

/** In the order of kubeadm: the token's signature first, then the pins, of which each JoinConfiguration has its own. */
export function discoveryFault(
  { value }: ObjectContent,
  kubeconfig: KubeconfigContent,
  place: Place,
  token: BootstrapTokenContent | undefined,
  pins: readonly Pins[],
): StartFault | undefined {
  const data = (value as { data?: Readonly<Record<string, unknown>> }).data ?? {};
  if (token !== undefined) {
    const { id, secret } = token;
    const signature = data[`${JWS}${id}`];
    if (typeof signature !== "string" || signature === "") {
      const reason = `cluster-info has no signature by token ${id}; the controller-manager's bootstrapsigner writes it`;
      return { reason, prints: DISCOVERY.unsigned(id), places: [place] };
    }
    if (signature !== detachedSignature(String(data.kubeconfig), id, SecretText.reveal(secret)))
      return { reason: `cluster-info is not what token ${id} signed`, prints: DISCOVERY.forged, places: [place] };
  }
  const authorities = authoritiesOf(kubeconfig);
  const own = authorities.map(publicKeyPin);
  const other = pins.find((one) => !one.pins.some((pin) => own.includes(pin.toLowerCase())));
  if (other === undefined) return undefined;
  return {
    reason: "no authority in cluster-info is one that the join configuration pins",
    prints: DISCOVERY.unpinned(own),
    places: [place, other.place],
  };
}

export const DISCOVERY = {
  unsigned: (id: string): string => `could not find a JWS signature in the cluster-info ConfigMap for token ID "${id}"`,
  forged: "failed to verify JWS signature of received cluster info object, can't trust this API Server",
  /** kubernetes cmd/kubeadm/app/util/pubkeypin `CheckAny`. */
  unpinned: (pins: readonly string[]): string =>
    `cluster CA found in cluster-info ConfigMap is invalid: none of the public keys ${JSON.stringify(pins.join(":"))} are pinned`,
} as const;

const authoritiesOf = ({ clusters }: KubeconfigContent): Certificate[] =>
  clusters.flatMap(({ authorities }) =>
    authorities?.by === "value"
      ? authorities.contents.flatMap((one) => (one.kind === "certificate" ? [one.certificate] : []))
      : [],
  );
