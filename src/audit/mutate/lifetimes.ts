/** Certificates that are over, begin later, or live too long. */
import * as der from "../../x509/der-writer.ts";
import { encodeName } from "../../x509/name.ts";
import { signatureAlgorithmFor } from "../../x509/signature.ts";
import type { Scene } from "../scene.ts";
import type { Mutant, Mutation, Pick } from "./mutation.ts";
import { everywhere, leaves, reissue, roots } from "./targets.ts";

const DAY_MS = 86_400_000;

interface Days {
  readonly from: number;
  readonly to: number;
}

const later = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY_MS);

/** A certificate of days counted from now. */
function leafOf(scene: Scene, pick: Pick, { from, to }: Days): Mutant | undefined {
  const leaf = pick(leaves(scene));
  const [notBefore, notAfter] = [later(scene.at, from), later(scene.at, to)];
  return (
    leaf && {
      at: leaf.held.place,
      changed: `valid from ${notBefore.toISOString()} to ${notAfter.toISOString()}`,
      edits: [reissue(leaf, { notBefore, notAfter })],
    }
  );
}

function rootOf(scene: Scene, pick: Pick, { from, to }: Days): Mutant | undefined {
  const root = pick(roots(scene));
  const [notBefore, notAfter] = [later(scene.at, from), later(scene.at, to)];
  return (
    root && {
      at: root.held.place,
      changed: `valid from ${notBefore.toISOString()} to ${notAfter.toISOString()}`,
      edits: [everywhere(root, { notBefore, notAfter })],
    }
  );
}

export const lifetimeMutations = {
  "leaf-expired": {
    title: "A certificate ended a week ago",
    rule: "certificate-expired",
    make: (scene, pick) => leafOf(scene, pick, { from: -372, to: -7 }),
  },
  "leaf-not-yet-valid": {
    title: "A certificate begins tomorrow",
    rule: "not-yet-valid",
    make: (scene, pick) => leafOf(scene, pick, { from: 1, to: 300 }),
  },
  "leaf-backwards": {
    title: "A certificate ends before it begins",
    rule: "validity-backwards",
    make: (scene, pick) => leafOf(scene, pick, { from: -1, to: -100 }),
  },
  "leaf-ends-soon": {
    title: "A certificate ends in a week",
    rule: "expires-soon",
    make: (scene, pick) => leafOf(scene, pick, { from: -300, to: 7 }),
  },
  "leaf-lives-long": {
    title: "A certificate lives for five years",
    rule: "leaf-lives-long",
    make: (scene, pick) => leafOf(scene, pick, { from: -1, to: 5 * 365 }),
  },
  "leaf-outlives-authority": {
    title: "A certificate is dated beyond its authority's end",
    rule: "outlives-authority",
    make(scene, pick) {
      const leaf = pick(leaves(scene));
      if (leaf === undefined) return undefined;
      const end = leaf.by.authority.notAfter;
      const notAfter = later(end, 10);
      return {
        at: leaf.held.place,
        changed: `valid to ${notAfter.toISOString()}, its authority to ${end.toISOString()}`,
        edits: [reissue(leaf, { notBefore: later(scene.at, -1), notAfter })],
      };
    },
  },
  "root-expired": {
    title: "An authority ended yesterday",
    rule: "authority-expired",
    make: (scene, pick) => rootOf(scene, pick, { from: -3650, to: -1 }),
  },
  "root-ends-soon": {
    title: "An authority ends in 90 days",
    rule: "authority-expires-soon",
    make: (scene, pick) => rootOf(scene, pick, { from: -3560, to: 90 }),
  },
  "root-ends-in-a-year": {
    title: "An authority ends in a year",
    rule: "authority-ends-in-two-years",
    make: (scene, pick) => rootOf(scene, pick, { from: -3285, to: 365 }),
  },
  "root-lives-long": {
    title: "An authority lives for thirty years",
    rule: "authority-lives-long",
    make: (scene, pick) => rootOf(scene, pick, { from: -1, to: 30 * 365 }),
  },
  "old-revocation-list": {
    title: "A revocation list was to be replaced a month ago",
    rule: "revocation-list-expired",
    make(scene, pick) {
      const root = pick(roots(scene));
      if (root === undefined) return undefined;
      const { place } = root.held;
      const file = `${place.file.slice(0, place.file.lastIndexOf("/"))}/authority.crl`;
      return {
        at: { file, ...(place.host === undefined ? {} : { host: place.host }) },
        changed: "a list that ended a month ago",
        edits: [{ do: "write", file, bytes: emptyList(later(scene.at, -60), later(scene.at, -30)), mode: 0o644 }],
      };
    },
  },
} as const satisfies Readonly<Record<string, Mutation>>;

/** Nobody is revoked, and the signature is nobody's: what is looked at is its time. */
function emptyList(thisUpdate: Date, nextUpdate: Date): Uint8Array {
  const { identifier } = signatureAlgorithmFor("ECDSA-P256");
  const issuer = encodeName({ commonName: "authority", organizations: [] });
  const list = der.sequence(der.smallInteger(1), identifier, issuer, der.time(thisUpdate), der.time(nextUpdate));
  return der.sequence(list, identifier, der.bitString(new Uint8Array(70)));
}
