/** The cause that is true in a tree, for programs; see schema/explain.v1.json. */
import type { CauseHere } from "../audit/explain/here/here.ts";
import { placed } from "../render/verify/document.ts";

export function hereDocument({ cause, fact, also, connections }: CauseHere): Record<string, unknown> {
  const { id, sentence, check, remedy, restart } = cause;
  const { place, field, value, prints } = fact;
  return {
    cause: id,
    place: placed(place),
    field,
    value,
    sentence,
    check,
    remedy,
    restart,
    also: also.map(placed),
    connections,
    prints,
  };
}
