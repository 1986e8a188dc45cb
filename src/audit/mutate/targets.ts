/** What of a tree can be broken: certificates with the keys to issue them again, files to be changed. */
import type { ActualFile, Place } from "../../inventory/actual.ts";
import type { HeldOf } from "../../inventory/held.ts";
import { isSelfIssued } from "../../x509/certificate.ts";
import { distinct, issuersOf, keyOf } from "../kin.ts";
import { roleOf, type Scene } from "../scene.ts";
import type { Reissue } from "./mutation.ts";
import type { Retouch } from "./retouch.ts";
import { STRANGER } from "./stranger.ts";

/** A certificate of a role in a file of its own, with the authority that signs it and that one's key. */
export interface Leaf {
  readonly held: HeldOf<"certificate">;
  readonly id: string;
  readonly by: Exclude<Reissue["by"], string>;
}

/** Every certificate that can be issued again; `ids`: of these credentials only. */
export function leaves(scene: Scene, ids?: readonly string[]): Leaf[] {
  return scene.certificates.flatMap((held) => {
    if (held.behind > 0 || held.file.link !== undefined || held.in !== "file") return [];
    const role = roleOf(held.file);
    if (role?.kind !== "cert" || (ids !== undefined && !ids.includes(role.id))) return [];
    const by = signerOf(scene, held);
    return by === undefined ? [] : [{ held, id: role.id, by }];
  });
}

/** The authority of a certificate with its key, where that is in the tree. */
export function signerOf(
  scene: Scene,
  { content: { certificate } }: HeldOf<"certificate">,
): Exclude<Reissue["by"], string> | undefined {
  for (const authority of issuersOf(scene, certificate)) {
    const key = keyOf(scene, authority.publicKey);
    if (key !== undefined) return { authority, key };
  }
  return undefined;
}

export const reissue = (
  { held: { content, place }, by }: Pick<Leaf, "held" | "by">,
  changes: Retouch,
  more: Partial<Pick<Reissue, "by" | "newKey" | "file" | "to">> = {},
): Reissue => ({ do: "reissue", certificate: content.certificate, changes, by, file: place.file, ...more });

/** Files that are no links, with a role of a kind. */
export const filesOf = (scene: Scene, kind: string): ActualFile[] =>
  [...scene.actual.hosts.flatMap(({ files }) => files), ...scene.actual.loose].filter(
    (file) => file.link === undefined && roleOf(file)?.kind === kind,
  );

/** Roots in trust files whose key is in the tree. */
export function roots(scene: Scene): Readonly<{ held: HeldOf<"certificate">; by: Exclude<Reissue["by"], string> }>[] {
  return distinct(scene).flatMap((held) => {
    const { certificate } = held.content;
    const key = keyOf(scene, certificate.publicKey);
    const fits =
      held.in === "file" && held.behind === 0 && isSelfIssued(certificate) && roleOf(held.file)?.kind === "trust";
    return fits && key !== undefined ? [{ held, by: { authority: certificate, key } }] : [];
  });
}

/** Every root whose key is in the tree, whatever its file is for. */
export const signingRoots = (scene: Scene): ReturnType<typeof roots> =>
  [...scene.copies.values()].flatMap((copies) => {
    const held = copies.find((one) => one.in === "file" && one.file.link === undefined);
    const certificate = held?.content.certificate;
    const key = certificate && isSelfIssued(certificate) ? keyOf(scene, certificate.publicKey) : undefined;
    return held && certificate && key ? [{ held, by: { authority: certificate, key } }] : [];
  });

/** The root that stands in a file. */
export function rootIn(scene: Scene, file: ActualFile): ReturnType<typeof roots>[number] | undefined {
  const [first] = file.contents.flatMap((one) => (one.kind === "certificate" ? [one.certificate] : []));
  return signingRoots(scene).find(({ by }) => first !== undefined && Buffer.compare(first.raw, by.authority.raw) === 0);
}

export const everywhere = (one: ReturnType<typeof roots>[number], changes: Retouch): Reissue => {
  const { file: _, ...edit } = reissue(one, changes);
  return edit;
};

/** A new file in the folder of one that is there. */
export const besideFile = ({ place }: Pick<ActualFile, "place">, name: string): Place => ({
  file: `${place.file.slice(0, place.file.lastIndexOf("/"))}/${name}`,
  ...(place.host === undefined ? {} : { host: place.host }),
});

/** An authority of the same name with a key that nobody has, in one file alone. */
export const estranged = ({ content, place }: HeldOf<"certificate">): Reissue => ({
  do: "reissue",
  certificate: content.certificate,
  changes: { publicKey: STRANGER },
  by: "impostor",
  file: place.file,
});
