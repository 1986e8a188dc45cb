/** What encrypted files are opened with: one passphrase for all that is read, and a bound for what that may take. */
import { DerError } from "../../x509/der-reader.ts";
import { DerivationBudget } from "../../x509/derivation-budget.ts";
import { SecretText } from "../../x509/secret-text.ts";

export interface Opener {
  readonly passphrase: SecretText;
  readonly budget: DerivationBudget;
}

/** Iterations over all files of a reading: some ten seconds. */
const MOST_ITERATIONS = 40_000_000;

export const openerWith = (passphrase: string): Opener => ({
  passphrase: new SecretText(passphrase),
  budget: new DerivationBudget(MOST_ITERATIONS),
});

/** Why something stays closed; where in the bytes helps nobody. What is no fault of the file is thrown on. */
export function whyClosed(error: unknown): string {
  if (!(error instanceof DerError)) throw error;
  return error.message.replace(/,? at byte \d+$/, "");
}
