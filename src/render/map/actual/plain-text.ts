/** Names that others chose, as they may stand on a map. */
import type { Place } from "../../../inventory/actual.ts";

const LONGEST = 120;

/** In a terminal nothing moves the reader's cursor, in XML no character is forbidden. */
export const plainText = (text: string): string =>
  text.slice(0, LONGEST).replace(/[\p{Cc}\p{Cs}\p{Bidi_C}\p{Zl}\p{Zp}\ufffe\uffff]/gu, " ");

/** The last part of the path: what a file is called on every host. */
export const fileName = ({ file }: Place): string => plainText(file.slice(file.lastIndexOf("/") + 1));
