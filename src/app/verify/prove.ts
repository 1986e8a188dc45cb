/** Puts both ends of a connection together, with their real keys, and compares with what was predicted. */
import type { Loopback, Proof, TlsIdentity } from "../../ports.ts";
import type { Prediction } from "../../trust/predict.ts";
import type { ShownPair } from "../../trust/shown.ts";
import type { Disagreement, Verified } from "../../trust/verification.ts";
import { rememberedIdentities } from "./identity.ts";

export interface Proven {
  readonly proof: Verified["proof"];
  readonly disagreement?: Disagreement;
}

/** Meetings of one kind: the first hundred of a fleet's hosts. What is left is told by the keys alone. */
const MOST_MEETINGS = 100;

/**
 * Each pair of keys and certificates meets somebody once, as a server and as a client: what differs between connections of
 * the same two is whom each believes, and that is judged.
 */
export function prover(loopback: Pick<Loopback, "prove">): (prediction: Prediction) => Promise<Proven> {
  const met = new Map<string, Promise<Proof>>();
  const identity = rememberedIdentities();
  /** Who has shown on each side that the key is theirs, with the protocol. */
  const proven = { server: new Map<TlsIdentity, string>(), client: new Map<TlsIdentity, string>() };
  const meetings = new Map<string, number>();
  return async (prediction) => {
    const { client, server, name, id } = prediction.connection;
    if (server.pair === undefined) return { proof: { proven: false, why: "no certificate of the server to show" } };
    const keyless = [server.pair, client.pair].find((pair) => pair !== undefined && pair.key === undefined);
    if (keyless !== undefined) return { proof: { proven: false, why: `no key beside ${keyless.chain.place.file}` } };
    const kind = `${id} ${client.component} ${server.component} ${prediction.outcome} ${prediction.step}`;
    if (prediction.step !== "pair" && (meetings.get(kind) ?? 0) >= MOST_MEETINGS)
      return { proof: { proven: true, by: "keys" } };
    const [serving, calling] = [identity(server.pair), client.pair && identity(client.pair)];
    if (serving === undefined) return { proof: { proven: false, why: "no key" } };
    const asks = server.demand !== "ignored";
    const protocol = proven.server.get(serving);
    if (protocol !== undefined && (calling === undefined || proven.client.has(calling)))
      return { proof: { proven: true, by: "handshake", protocol } };
    const key = [serving.certificate, calling?.certificate ?? "", asks].join();
    const known = met.get(key);
    if (known === undefined) meetings.set(kind, (meetings.get(kind) ?? 0) + 1);
    const meeting =
      known ?? loopback.prove({ server: { ...serving, asks }, name, ...(calling && { client: calling }) });
    met.set(key, meeting);
    const proof = await meeting;
    const title = `${id}, ${client.title} to ${server.component} on ${server.host}`;
    const result = compare(prediction, proof, title, asks);
    if (result.proof.proven && result.proof.by === "handshake" && result.disagreement === undefined) {
      proven.server.set(serving, result.proof.protocol);
      if (asks && calling !== undefined) proven.client.set(calling, result.proof.protocol);
    }
    return result;
  };
}

function compare(prediction: Prediction, proof: Proof, title: string, asks: boolean): Proven {
  const { client, server } = prediction.connection;
  const wanted =
    prediction.step === "pair" ? "no handshake: a key is not its certificate's" : "a handshake with both keys";
  const shown =
    same(proof.server, server.pair) && (!asks || client.pair === undefined || same(proof.client, client.pair));
  const observed = proof.failure ?? (shown ? "a handshake with both keys" : "another certificate than the file's");
  const agrees = prediction.step === "pair" ? proof.failure !== undefined : proof.failure === undefined && shown;
  const result: Proven["proof"] =
    proof.failure === undefined && shown
      ? { proven: true, by: "handshake", protocol: proof.protocol ?? "" }
      : { proven: false, why: observed };
  return agrees
    ? { proof: result }
    : { proof: result, disagreement: { connection: title, predicted: wanted, observed } };
}

const same = (seen: Uint8Array | undefined, pair: ShownPair | undefined): boolean =>
  seen !== undefined && pair !== undefined && Buffer.compare(seen, pair.chain.leaf.raw) === 0;
