/** The authorities of what was read: each once, however often its certificate stands somewhere and was renewed. */
import type { Anchors, ShownChain } from "../../../trust/shown.ts";
import type { Certificate } from "../../../x509/certificate.ts";
import { parseName, subjectOf } from "../../../x509/name.ts";
import { isSignedBy } from "../../../x509/signed-by.ts";
import type { MapAuthority, MapAuthorityId } from "../model.ts";
import { fileName, plainText } from "./plain-text.ts";

export interface AuthorityBook {
  /** Who is believed. */
  believed(anchors: Anchors): readonly MapAuthorityId[];
  /** Who vouches for a chain: the believed one that its signatures lead to; else whose name is in the issuer's place. */
  vouching(chain: ShownChain): MapAuthorityId;
  /** Those of them that are named on the map, with their letters. */
  entries(used: ReadonlySet<MapAuthorityId>): readonly MapAuthority[];
}

type Entry = Omit<MapAuthority, "letter"> & { readonly certificate?: Certificate };

/** A renewed certificate of the same key is the same authority; the same name with another key is another one. */
export function authorityBook(): AuthorityBook {
  const byKey = new Map<string, Entry>();
  const bySubject = new Map<string, Entry[]>();
  const ofList = new WeakMap<readonly Certificate[], readonly MapAuthorityId[]>();
  const ofLeaf = new WeakMap<Certificate, MapAuthorityId>();
  const ids = new Set<string>();

  const add = (key: string, name: string, title: string, certificate?: Certificate): Entry => {
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const id = freeId(name, ids);
    ids.add(id);
    const entry = { id, title, commonName: name, root: false, ...(certificate === undefined ? {} : { certificate }) };
    byKey.set(key, entry);
    return entry;
  };
  const enter = (certificate: Certificate, file: string): Entry => {
    const subject = hex(certificate.rawSubject);
    const known = byKey.get(`${subject} ${hex(certificate.publicKey)}`);
    if (known !== undefined) return known;
    const title = `${file}, until ${certificate.notAfter.toISOString().slice(0, 10)}`;
    const entry = add(
      `${subject} ${hex(certificate.publicKey)}`,
      plainText(subjectOf(certificate.subject).commonName),
      title,
      certificate,
    );
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), entry]);
    return entry;
  };

  /** Up the chain, each step by name and signature, as far as somebody who is believed. */
  const climb = ({ leaf, behind }: ShownChain): Entry | undefined => {
    let at = leaf;
    for (const steps = new Set<Certificate>(); !steps.has(at); ) {
      steps.add(at);
      const above = bySubject.get(hex(at.rawIssuer))?.find((one) => isMadeBy(at, one.certificate));
      if (above !== undefined) return above;
      const next = behind.find((one) => Buffer.compare(one.rawSubject, at.rawIssuer) === 0 && isSignedBy(at, one));
      if (next === undefined) return undefined;
      at = next;
    }
    return undefined;
  };

  return {
    believed: ({ certificates, place }) => {
      const known = ofList.get(certificates);
      if (known !== undefined) return known;
      const list = [...new Set(certificates.map((one) => enter(one, fileName(place)).id))];
      ofList.set(certificates, list);
      return list;
    },
    vouching: (chain) => {
      const { leaf } = chain;
      const known = ofLeaf.get(leaf);
      if (known !== undefined) return known;
      const name = plainText(subjectOf(parseName(leaf.rawIssuer)).commonName);
      const { id } = climb(chain) ?? add(`name ${hex(leaf.rawIssuer)}`, name, "nobody here believes it");
      ofLeaf.set(leaf, id);
      return id;
    },
    entries: (used) =>
      [...byKey.values()]
        .filter(({ id }) => used.has(id))
        .map(({ certificate: _, ...entry }, i) => ({ ...entry, letter: letterOf(i) })),
  };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

const isMadeBy = (certificate: Certificate, issuer: Certificate | undefined): boolean =>
  issuer !== undefined && isSignedBy(certificate, issuer);

const LETTERS = 26;

/** `A` to `Z`, then `Aa` to `Zz`, and round again. */
function letterOf(i: number): string {
  const upper = (n: number): string => String.fromCharCode("A".charCodeAt(0) + (n % LETTERS));
  return i < LETTERS ? upper(i) : `${upper(Math.floor(i / LETTERS) - 1)}${upper(i).toLowerCase()}`;
}

const LONGEST_ID = 40;

/** Letters, digits and hyphens of the name; with a number behind it where two authorities have one name. */
function freeId(name: string, taken: ReadonlySet<string>): string {
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, LONGEST_ID);
  const id = /^[a-z]/.test(words) ? words : `ca-${words}`.replace(/-$/, "");
  for (let i = 1; ; i++) {
    const numbered = i === 1 ? id : `${id}-${i}`;
    if (!taken.has(numbered)) return numbered;
  }
}
