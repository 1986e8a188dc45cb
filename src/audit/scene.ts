/** What rules look at: the tree, and what is derived from it once for all of them. */
import type { Catalog } from "../catalog/index.ts";
import type { Actual, ActualFile, RoleClaim } from "../inventory/actual.ts";
import { type Held, type HeldOf, heldIn, isHeld } from "../inventory/held.ts";
import { bindingsOf } from "../trust/bindings-in.ts";
import type { JudgeChain } from "../trust/chain.ts";
import { rememberingJudge } from "../trust/chain.ts";
import type { ExistingConnection } from "../trust/connections/connection.ts";
import { connectionsOf } from "../trust/connections/connections-of.ts";
import { type Prediction, predict } from "../trust/predict.ts";
import type { GrantedBinding } from "../trust/rights.ts";
import { fingerprint } from "../x509/certificate.ts";

export interface SceneOptions {
  readonly actual: Actual;
  readonly catalog: Catalog;
  readonly at: Date;
  /** The release that the cluster is to be upgraded to, `1.37`: what that does not start with is told. */
  readonly upgradeTo?: string;
}

/** Everything but `actual`, `catalog` and `at` is worked out when it is first asked for. */
export interface Scene extends SceneOptions {
  readonly held: readonly Held[];
  readonly certificates: readonly HeldOf<"certificate">[];
  readonly privateKeys: readonly HeldOf<"private-key">[];
  /** Files of their own; one in an object is that object's. */
  readonly kubeconfigs: readonly HeldOf<"kubeconfig">[];
  readonly objects: readonly HeldOf<"object">[];
  /** The same certificate, by SHA-256 of its bytes, wherever it stands. */
  readonly copies: ReadonlyMap<string, readonly HeldOf<"certificate">[]>;
  readonly bindings: readonly GrantedBinding[];
  readonly judge: JudgeChain;
  readonly connections: readonly ExistingConnection[];
  readonly predictions: readonly Prediction[];
}

export function sceneOf(options: SceneOptions): Scene {
  const { actual, catalog, at } = options;
  const held = once(() => [...heldIn(actual)]);
  const certificates = once(() => held().filter(isHeld("certificate")));
  const judge = once(() => rememberingJudge());
  const bindings = once(() => bindingsOf(actual, catalog));
  const connections = once(() => connectionsOf(actual, catalog));
  const parts = {
    held,
    certificates,
    judge,
    bindings,
    connections,
    privateKeys: once(() => held().filter(isHeld("private-key"))),
    kubeconfigs: once(() =>
      held()
        .filter(isHeld("kubeconfig"))
        .filter((one) => one.in === "file"),
    ),
    objects: once(() => held().filter(isHeld("object"))),
    copies: once(() => byFingerprint(certificates())),
    predictions: once(() => predict(connections(), at, { bindings: bindings(), judge: judge() })),
  };
  const lazy = Object.entries(parts).map(([name, get]) => [name, { get, enumerable: true }] as const);
  return Object.defineProperties({ ...options }, Object.fromEntries(lazy)) as Scene;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function byFingerprint(certificates: Scene["certificates"]): Scene["copies"] {
  const copies = new Map<string, HeldOf<"certificate">[]>();
  for (const one of certificates) {
    const print = fingerprint(one.content.certificate);
    const known = copies.get(print);
    if (known === undefined) copies.set(print, [one]);
    else known.push(one);
  }
  return copies;
}

/** What a file is for by its strongest claim, apart: `cert` and `apiserver`. */
export function roleOf({
  roles,
}: ActualFile): { readonly kind: string; readonly id: string; readonly claim: RoleClaim } | undefined {
  const [claim] = roles;
  if (claim === undefined) return undefined;
  const slash = claim.role.indexOf("/");
  return slash < 0
    ? { kind: claim.role, id: "", claim }
    : { kind: claim.role.slice(0, slash), id: claim.role.slice(slash + 1), claim };
}
