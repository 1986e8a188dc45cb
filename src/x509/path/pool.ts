/** A set of certificates to look for issuers in; parsed and sorted once, asked any number of times. */
import type { GoCertificate } from "./go-certificate.ts";

export class CertificatePool {
  readonly certificates: readonly GoCertificate[];
  readonly #raw: ReadonlySet<string>;
  readonly #bySubject: ReadonlyMap<string, readonly GoCertificate[]>;

  /** Identical certificates count once. */
  constructor(certificates: Iterable<GoCertificate>) {
    const raw = new Map<string, GoCertificate>();
    for (const one of certificates) {
      const key = textOf(one.raw);
      if (!raw.has(key)) raw.set(key, one);
    }
    const bySubject = new Map<string, GoCertificate[]>();
    for (const one of raw.values()) {
      const key = textOf(one.rawSubject);
      const same = bySubject.get(key);
      if (same === undefined) bySubject.set(key, [one]);
      else same.push(one);
    }
    this.certificates = [...raw.values()];
    this.#raw = new Set(raw.keys());
    this.#bySubject = bySubject;
  }

  has(certificate: GoCertificate): boolean {
    return this.#raw.has(textOf(certificate.raw));
  }

  /** Those whose subject is the issuer, by the likelihood that their key identifiers give. */
  parentsOf(certificate: GoCertificate): readonly GoCertificate[] {
    const named = this.#bySubject.get(textOf(certificate.rawIssuer)) ?? [];
    if (named.length < 2) return named;
    const wanted = certificate.authorityKeyIdentifier ?? NOTHING;
    const rank = ({ subjectKeyIdentifier: own = NOTHING }: GoCertificate): number => {
      if (Buffer.compare(own, wanted) === 0) return 0;
      return own.length === 0 || wanted.length === 0 ? 1 : 2;
    };
    return [0, 1, 2].flatMap((order) => named.filter((one) => rank(one) === order));
  }
}

const NOTHING = new Uint8Array();

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
