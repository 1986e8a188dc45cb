/** Keys and serial numbers that are another's. */
import { roleOf, type Scene } from "../../scene.ts";
import type { Mutation } from "../mutation.ts";
import { type Leaf, leaves, reissue } from "../targets.ts";

export const keyMutations = {
  "key-swapped": {
    title: "The key beside a certificate is another one",
    rule: "key-mismatch",
    make(scene, pick) {
      const files = scene.privateKeys.filter(
        ({ file, in: where, content }) =>
          where === "file" &&
          file.place.host !== undefined &&
          file.link === undefined &&
          roleOf(file)?.kind === "key" &&
          roleOf(file)?.id !== "sa" &&
          content.key !== undefined,
      );
      const one = pick(files);
      if (one === undefined) return undefined;
      return {
        at: one.place,
        changed: "a new key in its place",
        edits: [{ do: "new-key", file: one.file.place.file }],
      };
    },
  },
  "key-shared": {
    title: "Two certificates have one key",
    rule: "key-in-two-roles",
    make(scene, pick) {
      const one = pick(leaves(scene, ["apiserver-etcd-client"]));
      const other = leaves(scene, ["apiserver-kubelet-client"]).find(({ held }) => held.host === one?.held.host);
      const from = one && keyFileOf(scene, one);
      const to = other && keyFileOf(scene, other);
      if (one === undefined || other === undefined || from === undefined || to === undefined) return undefined;
      return {
        at: other.held.place,
        changed: `the key of ${from} in ${to}, and its certificate issued for it`,
        edits: [{ do: "copy", file: from, to }, reissue(other, { publicKey: one.held.content.certificate.publicKey })],
      };
    },
  },
  "serial-repeated": {
    title: "Two certificates of one authority have one serial number",
    rule: "serial-repeated",
    make(scene, pick) {
      const one = pick(leaves(scene, ["apiserver"]));
      const other = leaves(scene).find(
        ({ held, by }) =>
          held !== one?.held &&
          by.authority === one?.by.authority &&
          held.host === one.held.host &&
          held.place.file > one.held.place.file,
      );
      if (one === undefined || other === undefined) return undefined;
      return {
        at: other.held.place,
        changed: `the serial number of ${one.held.place.file}`,
        edits: [reissue(other, { serialNumber: one.held.content.certificate.serialNumber })],
      };
    },
  },
} as const satisfies Readonly<Record<string, Mutation>>;

const keyFileOf = (scene: Scene, { held, id }: Leaf): string | undefined =>
  scene.actual.hosts
    .find((host) => host === held.host)
    ?.files.find((file) => roleOf(file)?.kind === "key" && roleOf(file)?.id === id)?.place.file;
