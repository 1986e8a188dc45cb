import type { Place } from "../../inventory/actual.ts";
import { placeText } from "../verify/text.ts";

/** Text that others wrote, for a terminal, a page or a document: nothing of it moves a cursor or turns a line around. */
export const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\p{Bidi_C}\p{Zl}\p{Zp}\u200b-\u200d\u2060\ufeff\ufffe\uffff]/gu, "?");

/** That a certificate is the only one of its file, or the first, is what everybody expects. */
export const whereText = ({ field, line, ...place }: Place): string =>
  field === "block 1"
    ? placeText(place)
    : placeText({ ...place, ...(field === undefined ? {} : { field }), ...(line === undefined ? {} : { line }) });
