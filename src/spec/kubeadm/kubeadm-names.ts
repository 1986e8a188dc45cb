import type { Report } from "../../source/report.ts";
import type { Place } from "../../source/source-document.ts";
import { entriesOf } from "../read/entries.ts";
import { type NameList, readNameList } from "../read/names.ts";

/**
 * Alternative names as kubeadm takes them: in any case (kubernetes cmd/kubeadm/app/util/pkiutil, appendSANsToAltNames).
 * Clients compare without regard to it.
 */
export const readKubeadmNames = (
  texts: readonly (string | undefined)[] | undefined,
  place: Place,
  report: Report,
): NameList =>
  readNameList(
    entriesOf(texts, place).map(({ text, place: at }) => ({ text: text.toLowerCase(), place: at })),
    report,
  );
