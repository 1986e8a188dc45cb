/** One key or token of a file, before it is said what follows from its loss. */
import type { Place } from "../../inventory/actual.ts";
import type { Prediction } from "../../trust/predict.ts";
import type { Claimed } from "../../trust/whoami/claimed.ts";
import type { Standing } from "../../trust/whoami/standing.ts";
import type { Certificate } from "../../x509/certificate.ts";

export type BlastKind = "authority" | "identity" | "service-account-key" | "key" | "token";

export interface Lost {
  readonly kind: BlastKind;
  readonly publicKey?: Uint8Array;
  readonly certificates: readonly Certificate[];
  readonly claimed?: Claimed;
  readonly kept: readonly Place[];
  readonly shown: readonly Place[];
  readonly believed: readonly Place[];
  readonly signed: readonly Certificate[];
  readonly connections: readonly Prediction["connection"][];
  readonly standings: readonly Standing[];
}
