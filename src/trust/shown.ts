/** What the sides of a connection show and believe: certificates with where they stand. */
import type { Place } from "../inventory/actual.ts";
import type { Certificate } from "../x509/certificate.ts";
import type { PrivateKey } from "../x509/private-key.ts";

/** A certificate as a side sends it. */
export interface ShownChain {
  readonly leaf: Certificate;
  /** What is sent behind it, in the file's order. */
  readonly behind: readonly Certificate[];
  readonly place: Place;
}

/** A certificate with the key beside it. */
export interface ShownPair {
  readonly chain: ShownChain;
  /** Undefined when it is not there or encrypted. */
  readonly key: PrivateKey | undefined;
  readonly keyPlace: Place | undefined;
}

/** Whether the key is the certificate's. Undefined when the key could not be read. */
export const belongsTogether = ({ chain, key }: ShownPair): boolean | undefined =>
  key === undefined ? undefined : Buffer.compare(key.publicKey, chain.leaf.publicKey) === 0;

/** Whom a side believes. An empty list believes nobody. */
export interface Anchors {
  readonly certificates: readonly Certificate[];
  readonly place: Place;
}
