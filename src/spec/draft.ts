import type { Place } from "../source/source-document.ts";
import type { Spec } from "./spec.ts";

/** Where a host's facts stood. Hosts of one range share it. */
export interface HostOrigin {
  readonly name: Place;
  readonly addresses: Place;
  readonly roles: Place;
}

/** Where the parts of a specification stood in its documents, for what is found wrong once it is put together. */
export class Origins {
  readonly #whole: Place;
  readonly #places = new Map<string, Place>();
  readonly hosts: HostOrigin[] = [];

  constructor(whole: Place) {
    this.#whole = whole;
  }

  set(part: string, place: Place): void {
    this.#places.set(part, place);
  }

  /** Whether the part was written, and is not a default. */
  has(part: string): boolean {
    return this.#places.has(part);
  }

  /** The document as a whole when the part is a default that stands nowhere. */
  of(part: string): Place {
    return this.#places.get(part) ?? this.#whole;
  }

  host(index: number): HostOrigin {
    return this.hosts[index] ?? { name: this.#whole, addresses: this.#whole, roles: this.#whole };
  }
}

/** A specification put together from documents, before it is judged as a whole. */
export interface Draft {
  readonly spec: Spec;
  readonly origins: Origins;
  /** Which of the two kinds of documents it came from: kubeadm's are judged as kubeadm judges them. */
  readonly from: "cluster" | "kubeadm";
}
