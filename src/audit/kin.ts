/** Who signed whom, and whose key is whose: looked up by many rules, worked out once for a tree. */

import type { HeldOf } from "../inventory/held.ts";
import { type Certificate, isAuthority, isSelfIssued } from "../x509/certificate.ts";
import type { PrivateKey } from "../x509/private-key.ts";
import { roleOf, type Scene } from "./scene.ts";

/** Worked out when it is first asked for, once for each scene. */
export function perScene<T>(make: (scene: Scene) => T): (scene: Scene) => T {
  const made = new WeakMap<Scene, { readonly value: T }>();
  return (scene) => {
    const one = made.get(scene) ?? { value: make(scene) };
    made.set(scene, one);
    return one.value;
  };
}

const latin = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");

export function groupBy<T>(some: Iterable<T>, keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of some) {
    const key = keyOf(one);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  }
  return groups;
}

/**
 * Every certificate once, the first place of each; without roots of others: those that no role takes for anything and
 * that have signed nothing here, as they stand by the hundred in a system's bundle.
 */
export const distinct = perScene((scene): readonly HeldOf<"certificate">[] => {
  const all = [...scene.copies.values()];
  const issuers = new Set<string>();
  for (const [first] of all)
    if (first !== undefined && !isSelfIssued(first.content.certificate))
      issuers.add(latin(first.content.certificate.rawIssuer));
  return all.flatMap((copies) => {
    const first = chiefOf(copies);
    if (first === undefined) return [];
    const { certificate } = first.content;
    const ofOthers =
      isSelfIssued(certificate) &&
      !issuers.has(latin(certificate.rawSubject)) &&
      copies.every(({ file, in: where }) => where === "file" && file.roles.length === 0);
    return ofOthers ? [] : first;
  });
});

/** Where it stands for itself, rather than behind the certificate of another. */
const chiefOf = (copies: readonly HeldOf<"certificate">[]): HeldOf<"certificate"> | undefined =>
  copies.find((one) => one.in === "file" && !isBehindLeaf(one)) ?? copies[0];

/** It is sent along with a certificate that is shown. */
export const isBehindLeaf = ({ file, in: where, behind }: HeldOf<"certificate">): boolean =>
  where === "file" && behind > 0 && roleOf(file)?.kind === "cert";

const authoritiesByName = perScene((scene) =>
  groupBy(
    distinct(scene)
      .map(({ content }) => content.certificate)
      .filter(isAuthority),
    ({ rawSubject }) => latin(rawSubject),
  ),
);

/**
 * Authorities of the tree that may have signed it: of the issuer's name, and of the key that it names where both say
 * one. Itself is among them for a root.
 */
export function issuersOf(scene: Scene, { rawIssuer, extensions }: Certificate): readonly Certificate[] {
  const named = authoritiesByName(scene).get(latin(rawIssuer)) ?? [];
  const { authorityKeyIdentifier: wanted } = extensions;
  if (wanted === undefined) return named;
  return named.filter(
    ({ extensions: { subjectKeyIdentifier: own } }) => own === undefined || latin(own) === latin(wanted),
  );
}

const keysByPublicKey = perScene(({ privateKeys }) =>
  groupBy(
    privateKeys.filter(({ content }) => content.key !== undefined),
    ({ content }) => latin(content.key?.publicKey ?? new Uint8Array()),
  ),
);

/** Where the private key of a public one stands. */
export const keysOf = (scene: Scene, publicKey: Uint8Array): readonly HeldOf<"private-key">[] =>
  keysByPublicKey(scene).get(latin(publicKey)) ?? [];

export const keyOf = (scene: Scene, publicKey: Uint8Array): PrivateKey | undefined =>
  keysOf(scene, publicKey)[0]?.content.key;
