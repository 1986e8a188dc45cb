/** Trust slots as they are filled on each host: which authorities a program believes, and by which file. */
import type { FileSlotId, TrustSlot } from "../catalog/types.ts";
import type { ActualFile, ActualSetting, Place } from "../inventory/actual.ts";
import type { Running } from "../trust/connections/servers.ts";
import type { Certificate } from "../x509/certificate.ts";
import type { Scene } from "./scene.ts";

export interface FilledSlot {
  readonly id: FileSlotId;
  readonly slot: TrustSlot;
  readonly running: Running;
  readonly setting: ActualSetting;
  readonly file: ActualFile;
  readonly certificates: readonly { readonly certificate: Certificate; readonly place: Place }[];
}

const known = new WeakMap<Scene, readonly FilledSlot[]>();

/** Those that settings fill; a fleet is walked once. */
export function filledSlots(scene: Scene): readonly FilledSlot[] {
  let slots = known.get(scene);
  if (slots === undefined) {
    slots = scene.actual.hosts.flatMap((host) =>
      host.components.flatMap((component) =>
        component.settings.flatMap((setting) => filled({ host, component }, setting, scene)),
      ),
    );
    known.set(scene, slots);
  }
  return slots;
}

function filled(running: Running, setting: ActualSetting, { catalog }: Scene): FilledSlot[] {
  const { file, setting: entry } = setting;
  if (file === undefined || entry === undefined || !("file" in entry.value)) return [];
  const [kind, id] = entry.value.file.split("/") as [string, FileSlotId];
  if (kind !== "trust") return [];
  const certificates = file.contents.flatMap((content) =>
    content.kind === "certificate"
      ? [{ certificate: content.certificate, place: { ...file.place, ...content.within } }]
      : [],
  );
  return [{ id, slot: catalog.slots[id], running, setting, file, certificates }];
}

/** A key as text, to be looked up: two certificates of one key are one authority. */
export const keyText = ({ publicKey }: Pick<Certificate, "publicKey">): string =>
  Buffer.from(publicKey).toString("base64");

/** One file that several programs name is said once. */
export function onceEachFile<T extends { readonly file: ActualFile }>(slots: readonly T[]): T[] {
  const seen = new Set<ActualFile>();
  return slots.filter(({ file }) => !seen.has(file) && seen.add(file));
}
