/** Faults that are said of a file. */
import type { ActualFile, ActualHost } from "../../../inventory/actual.ts";
import { perScene } from "../../kin.ts";
import { roleOf } from "../../scene.ts";
import { shellWord } from "../../told.ts";

/** ` (apiserver)`; nothing where nobody knows what it is for. */
export const purpose = (file: ActualFile): string => {
  const role = roleOf(file);
  return role === undefined || role.id === "" ? "" : ` (${role.id})`;
};

export const octal = (mode: number): string => mode.toString(8).padStart(4, "0");

/** A file's path as one word of a shell. */
export const word = ({ path }: ActualFile): string => shellWord(path);

interface Filed {
  readonly file: ActualFile;
  readonly host: ActualHost | undefined;
}

/** Every file; a link's mode is that of the file it leads to. */
export const allFiles = perScene(({ actual }): readonly Filed[] => [
  ...actual.hosts.flatMap((host) => host.files.map((file) => ({ file, host }))),
  ...actual.loose.map((file) => ({ file, host: undefined })),
]);

/** Whether a program reads it, or its place says that one does. */
export const isUsed = ({ roles }: ActualFile): boolean => roles.some(({ by }) => by !== "content");
