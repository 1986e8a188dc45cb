/** Every connection that is there, predicted, and proven by a handshake; and what must not be possible, tried. */
import type { Catalog } from "../catalog/index.ts";
import type { Actual } from "../inventory/actual.ts";
import type { Dialer, KeyMaker, Loopback, SignerFor, Terminal } from "../ports.ts";
import { attack } from "../trust/attacks.ts";
import { bindingsOf } from "../trust/bindings-in.ts";
import { rememberingJudge } from "../trust/chain.ts";
import { connectionsOf } from "../trust/connections/connections-of.ts";
import { nextChange } from "../trust/next-change.ts";
import { predict } from "../trust/predict.ts";
import type { Disagreement, Verification, Verified } from "../trust/verification.ts";
import { type ConnectRequest, connect } from "./verify/connect.ts";
import { forger } from "./verify/forger.ts";
import { prover } from "./verify/prove.ts";

export interface VerifyRequest {
  readonly actual: Actual;
  readonly catalog: Catalog;
  readonly at: Date;
  /** Also look at the cluster that runs. */
  readonly live?: Pick<ConnectRequest, "here" | "connectTo" | "endpoints">;
}

export interface VerifyPorts {
  readonly loopback: Pick<Loopback, "prove">;
  readonly keyMaker: KeyMaker;
  readonly signerFor: SignerFor;
  /** Needed for `live`. */
  readonly dialer?: Dialer;
  readonly terminal?: Pick<Terminal, "progress">;
}

export async function verify({ actual, catalog, at, live }: VerifyRequest, ports: VerifyPorts): Promise<Verification> {
  const judge = rememberingJudge();
  const existing = connectionsOf(actual, catalog);
  const bindings = bindingsOf(actual, catalog);
  const predictions = predict(existing, at, { bindings, judge });
  const prove = prover(ports.loopback);
  const connections: Verified[] = [];
  const disagreements: Disagreement[] = [];
  for (const prediction of predictions) {
    const { proof, disagreement } = await prove(prediction);
    connections.push({ prediction, proof });
    if (disagreement !== undefined) disagreements.push(disagreement);
  }
  const attacks = attack(existing, at, await forger(existing, at, ports), judge);
  const change = nextChange(predictions, at, (some, when) => predict(some, when, { bindings, judge }));
  const { dialer, terminal } = ports;
  const seen =
    live === undefined || dialer === undefined
      ? {}
      : {
          live: await connect(
            { actual, catalog, at, predictions, ...live },
            { dialer, judge, ...(terminal === undefined ? {} : { terminal }) },
          ),
        };
  return { at, connections, attacks, disagreements, nextChange: change, ...seen };
}
