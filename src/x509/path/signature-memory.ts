/**
 * Signatures that were checked already, for a caller who asks about the same certificates again and again: with another
 * name, another usage, at another time. Whose signature it is does not change with these.
 */
import type { GoCertificate } from "./go-certificate.ts";

export class SignatureMemory {
  readonly #known = new WeakMap<GoCertificate, Map<GoCertificate, string | undefined>>();

  /** What `check` says, or said before: Go's text when it is refused, undefined when it is good. */
  fault(certificate: GoCertificate, parent: GoCertificate, check: () => string | undefined): string | undefined {
    let byParent = this.#known.get(certificate);
    if (byParent === undefined) {
      byParent = new Map();
      this.#known.set(certificate, byParent);
    }
    if (byParent.has(parent)) return byParent.get(parent);
    const fault = check();
    byParent.set(parent, fault);
    return fault;
  }
}
