import type { Subject } from "../../x509/name.ts";

/** A subject as `-subj` takes it: groups first, then the user, with a backslash before what divides them. */
export function subjectText({ commonName, organizations }: Subject): string {
  const part = (type: string, value: string): string => `/${type}=${value.replace(/[/+\\]/g, "\\$&")}`;
  return [...organizations.map((group) => part("O", group)), part("CN", commonName)].join("");
}
