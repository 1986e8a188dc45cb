import type { Issue } from "./issue.ts";
import { fieldText, type Place } from "./source-document.ts";

/** Collects everything that is wrong, so that it can be said all at once. */
export class Report {
  readonly #issues: Issue[] = [];
  /** Places with an error: what depends on them is not judged a second time. */
  readonly #errors: Place[] = [];

  /** At a value. */
  error(place: Place, message: string, remedy?: string): void {
    this.#errors.push(place);
    this.#add("error", place, "value", message, remedy);
  }

  /** At the name of a field. */
  errorAtKey(place: Place, message: string, remedy?: string): void {
    this.#errors.push(place);
    this.#add("error", place, "key", message, remedy);
  }

  warning(place: Place, message: string, remedy?: string): void {
    this.#add("warning", place, "value", message, remedy);
  }

  warningAtKey(place: Place, message: string, remedy?: string): void {
    this.#add("warning", place, "key", message, remedy);
  }

  /** An issue about a source as a whole, or one that was placed already. */
  add(issue: Issue): void {
    this.#issues.push(issue);
  }

  /** Whether an error stands at a place or inside it. */
  failedIn(place: Place): boolean {
    return this.#errors.some(
      ({ document, path }) => document === place.document && place.path.every((part, i) => path[i] === part),
    );
  }

  get failed(): boolean {
    return this.#issues.some(({ severity }) => severity === "error");
  }

  /** In the order of the files as given, then of lines and columns. */
  sorted(files: readonly string[]): readonly Issue[] {
    const rank = (issue: Issue): number => (issue.position === undefined ? -1 : files.indexOf(issue.position.file));
    return [...this.#issues].sort(
      (a, b) =>
        rank(a) - rank(b) ||
        (a.position?.line ?? 0) - (b.position?.line ?? 0) ||
        (a.position?.column ?? 0) - (b.position?.column ?? 0),
    );
  }

  #add(
    severity: Issue["severity"],
    { document, path }: Place,
    part: "key" | "value",
    message: string,
    remedy?: string,
  ): void {
    this.#issues.push({
      severity,
      field: fieldText(path),
      message,
      ...(remedy === undefined ? {} : { remedy }),
      position: document.position(path, part),
    });
  }
}
