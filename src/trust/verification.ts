/** What comes of verifying a cluster: each connection with its proof, the attacks, and when it changes. */
import type { AttackResult } from "./attacks.ts";
import type { Live } from "./live/seen.ts";
import type { Change } from "./next-change.ts";
import type { Prediction } from "./predict.ts";

/** A handshake that came to something else than was predicted. */
export interface Disagreement {
  readonly connection: string;
  readonly predicted: string;
  readonly observed: string;
}

export interface Verified {
  readonly prediction: Prediction;
  /**
   * `proven` by a handshake: both sides really met, each with its own key. By their keys, in a fleet of which many of the
   * same kind have met: each side's key was computed to be its certificate's. Otherwise why not.
   */
  readonly proof:
    | { readonly proven: true; readonly by: "handshake"; readonly protocol: string }
    | { readonly proven: true; readonly by: "keys" }
    | { readonly proven: false; readonly why: string };
}

export interface Verification {
  readonly at: Date;
  readonly connections: readonly Verified[];
  readonly attacks: readonly AttackResult[];
  /** Where handshake and prediction differ: a bug of kubepki. */
  readonly disagreements: readonly Disagreement[];
  /** The next moment at which a verdict changes. */
  readonly nextChange: Change | undefined;
  /** What was seen of the cluster that runs, where that was asked for. */
  readonly live?: Live;
}
