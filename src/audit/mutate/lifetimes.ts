/** Certificates that are over, begin later, or live too long. */
import type { Mutation } from "./mutation.ts";
import { leaves, reissue } from "./targets.ts";

const DAY_MS = 86_400_000;

const later = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY_MS);

export const lifetimeMutations = {
  "leaf-expired": {
    title: "A certificate ended a week ago",
    rule: "certificate-expired",
    make(scene, pick) {
      const leaf = pick(leaves(scene));
      if (leaf === undefined) return undefined;
      const [notBefore, notAfter] = [later(scene.at, -372), later(scene.at, -7)];
      return {
        at: leaf.held.place,
        changed: `the certificate ended on ${notAfter.toISOString()}`,
        edits: [reissue(leaf, { notBefore, notAfter })],
      };
    },
  },
} as const satisfies Readonly<Record<string, Mutation>>;
