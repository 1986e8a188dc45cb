/** What the sides of a connection show and believe: certificates with where they stand. */
import type { Certificate } from "../x509/certificate.ts";

/** Where something stands: a file, on a host when there are several, and what in it. */
export interface Place {
  readonly host?: string;
  readonly file: string;
  readonly field?: string;
}

/** A certificate as a side sends it. */
export interface ShownChain {
  readonly leaf: Certificate;
  /** What is sent behind it, in the file's order. */
  readonly behind: readonly Certificate[];
  readonly place: Place;
}

/** Whom a side believes. An empty list believes nobody. */
export interface Anchors {
  readonly certificates: readonly Certificate[];
  readonly place: Place;
}

export const placeText = ({ host, file, field }: Place): string =>
  `${host === undefined ? "" : `${host}:`}${file}${field === undefined ? "" : ` (${field})`}`;
