/** Random texts of a unit: kept when there and good, made otherwise. */
import type { SecretId } from "../catalog/types.ts";
import { isKept, type KeptSecret, readSecret } from "../inventory/secret.ts";
import { judgeSecret, makeSecret, SECRET_BYTES } from "../plan/secret.ts";
import type { Step } from "../plan/step.ts";
import type { Entropy, FileStore } from "../ports.ts";
import type { DesiredUnit } from "../spec/desired.ts";
import { latin } from "./authority-files.ts";

/** What a run has for it. `ready` is undefined when nothing is made. */
interface SecretTools {
  readonly store: FileStore;
  readonly entropy: Entropy;
  readonly at: Date;
  readonly ready: unknown;
}

export function readySecrets(
  { store, entropy, at, ready }: SecretTools,
  { name, secrets }: DesiredUnit,
  exists: boolean,
): { readonly kept: ReadonlyMap<SecretId, KeptSecret>; readonly steps: readonly Step[] } {
  const kept = new Map<SecretId, KeptSecret>();
  const steps: Step[] = [];
  for (const desired of secrets) {
    const file = exists ? store.find(name, desired.path) : undefined;
    const found = readSecret(desired, file && latin(file.bytes));
    const verdict = judgeSecret(desired, found, at);
    steps.push({ unit: name, kind: "secret", id: desired.id, ...verdict });
    if (verdict.action === "keep" && isKept(found)) kept.set(desired.id, found);
    else if (ready !== undefined) kept.set(desired.id, makeSecret(desired, entropy.bytes(SECRET_BYTES), at));
  }
  return { kept, steps };
}
