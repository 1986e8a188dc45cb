// A situation: something put before a real program, what we say will happen, what happened.
export interface Result {
  /** `accepted`, `refused`, `401`, `starts`, `ends` ... */
  readonly outcome: string;
  readonly user?: string;
  readonly groups?: readonly string[];
  /** A text that is printed, and that has to be found in what was. */
  readonly text?: string;
}

export interface Row {
  readonly judge: string;
  readonly situation: string;
  readonly predicted: Result;
  readonly observed: Result;
}

export const agrees = ({ predicted, observed }: Row): boolean =>
  predicted.outcome === observed.outcome &&
  predicted.user === observed.user &&
  sorted(predicted.groups) === sorted(observed.groups) &&
  (predicted.text === undefined || (observed.text ?? "").includes(predicted.text));

const sorted = (list: readonly string[] | undefined): string => [...(list ?? [])].sort().join();

/** What is different in every run, as the page shows it. */
export const steady = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "TIME")
    .replace(/SN=-?\d+/g, "SN=NUMBER")
    .replace(/(SKID|AKID)=[0-9A-F:]+/g, "$1=HEX");
