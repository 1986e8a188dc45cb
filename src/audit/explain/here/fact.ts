/** Something in a tree that is wrong, with the cause that messages are traced back to. */
import type { ComponentId } from "../../../catalog/types.ts";
import type { Place } from "../../../inventory/actual.ts";
import type { ExistingConnection } from "../../../trust/connections/connection.ts";
import type { CauseId } from "../cause.ts";

export interface Fact {
  readonly cause: CauseId;
  /** The file that has to be changed. */
  readonly place: Place;
  /** What in it: a field as openssl or the file has it, a setting. */
  readonly field: string;
  /** What stands there. */
  readonly value: string;
  /** The connection that fails by it; undefined for what a program meets in its own files. */
  readonly connection?: ExistingConnection;
  /** Who reads the file, where no connection says it. */
  readonly component?: ComponentId;
  /** What the two sides print, word for word. */
  readonly prints: readonly string[];
  /** Set where it is true too, and another fault of the same certificate comes first: mending that mends this. */
  readonly follows?: true;
  /** Values for the texts of the cause: `certificate`, `key`, `trust`, `file`, `name`, `user`. */
  readonly values: Readonly<Record<string, string>>;
}
