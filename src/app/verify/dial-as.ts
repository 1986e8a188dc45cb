/** A connection dialled as its client: with its certificate or token, its name for the server, its belief. */
import type { Catalog } from "../../catalog/index.ts";
import type { ComponentId } from "../../catalog/types.ts";
import type { AskAnswer, Dialer, Question, TlsIdentity } from "../../ports.ts";
import type { JudgeChain } from "../../trust/chain.ts";
import type { ExistingConnection } from "../../trust/connections/connection.ts";
import { type Answered, agreement, outcomeOf } from "../../trust/live/outcome.ts";
import type { SeenConnection } from "../../trust/live/seen.ts";
import type { Prediction } from "../../trust/predict.ts";
import { belongsTogether, type ShownPair } from "../../trust/shown.ts";
import { parseCertificate } from "../../x509/certificate.ts";
import type { HostPort } from "./connect-to.ts";

export interface DialTools {
  readonly dialer: Pick<Dialer, "ask">;
  readonly judge: JudgeChain;
  readonly identity: (pair: ShownPair) => TlsIdentity | undefined;
  readonly at: Date;
  readonly catalog: Catalog;
}

export interface Dialled extends HostPort {
  readonly dialled?: HostPort;
  readonly unreached?: string;
}

type Dial = (prediction: Prediction, place: Dialled | undefined, answers: boolean) => Promise<SeenConnection>;

/** The same client to the same server under the same name is dialled once. */
export function dialAs(tools: DialTools): Dial {
  return async (prediction, place, answers) => {
    const { connection } = prediction;
    const { address, port } = {
      address: place?.host ?? connection.name,
      port: place?.port ?? connection.server.port ?? 0,
    };
    const result = (answered: Answered): SeenConnection => {
      const agrees = agreement(prediction, answered);
      return { prediction, address, port, ...answered, ...(agrees === undefined ? {} : { asPredicted: agrees }) };
    };
    const why = place === undefined ? "where it listens is not known" : (place.unreached ?? undialled(connection));
    if (place === undefined || why !== undefined)
      return result({ outcome: "not-dialled", ...(why && { detail: why }) });
    if (!answers) return result({ outcome: "unreachable" });
    return result(await answeredTo(connection, place.dialled ?? place, tools));
  };
}

/** What cannot be dialled from here as it is. */
function undialled({ client: { pair, trusts }, server }: ExistingConnection): string | undefined {
  if (server.peer !== undefined && pair !== undefined && server.demand === "demanded")
    return "etcd looks at the address that a peer calls from";
  if (pair !== undefined && pair.key === undefined) return "its key was not read";
  if (pair !== undefined && belongsTogether(pair) === false) return "its key is not its certificate's";
  return trusts.kind === "unknown" ? trusts.why : undefined;
}

async function answeredTo(
  { client, server, name }: ExistingConnection,
  at: HostPort,
  { dialer, judge, identity, at: now, catalog }: DialTools,
): Promise<Answered> {
  const { pair, token, trusts } = client;
  let refusal: string | undefined;
  const believes = (chain: readonly Uint8Array[]): boolean => {
    if (trusts.kind === "everybody" || trusts.kind === "itself") return true;
    const certificates = trusts.kind === "anchors" ? trusts.anchors.certificates : [];
    const place = { file: "shown" };
    try {
      const [leaf, ...behind] = chain.map((one) => parseCertificate(one));
      if (leaf === undefined) return false;
      const anchors = trusts.kind === "anchors" ? trusts.anchors : { certificates, place };
      const verdict = judge({ shown: { leaf, behind, place }, anchors, usage: "serverAuth", name, at: now });
      if (!verdict.accepted) refusal = verdict.go;
      return verdict.accepted;
    } catch (error) {
      refusal = error instanceof Error ? error.message : "what is shown is no certificate";
      return false;
    }
  };
  const shown = pair === undefined ? undefined : identity(pair);
  // A token goes to nobody who was not verified.
  const secret = trusts.kind === "anchors" ? token : undefined;
  const asks =
    (pair !== undefined || secret !== undefined) && (server.believes !== undefined || server.demand === "demanded");
  const question = asks ? questionTo(server.component, catalog) : undefined;
  const answer = await dialer.ask({
    ...at,
    serverName: name,
    believes,
    ...(shown === undefined ? {} : { identity: shown }),
    ...(question === undefined
      ? {}
      : { question: { ...question, ...(secret === undefined ? {} : { token: secret }) } }),
  });
  return answeredBy(answer, refusal);
}

/** Of a long answer the first bytes are enough. */
function questionTo(component: ComponentId, { components }: Catalog): Question | undefined {
  const { harmless } = components[component];
  if (harmless === undefined) return undefined;
  const { method, path, object } = harmless;
  if (object !== undefined) return { method, path, body: JSON.stringify(object) };
  return { method, path, until: /./s };
}

function answeredBy(answer: AskAnswer, refusal: string | undefined): Answered {
  switch (answer.kind) {
    case "answered":
      return outcomeOf(answer.status, answer.body);
    case "stands":
      return { outcome: "accepted" };
    case "disbelieved":
      return { outcome: "refused-by-client", ...(refusal === undefined ? {} : { detail: refusal }) };
    case "refused":
      return { outcome: "refused-by-server", detail: answer.failure.message };
    case "unreachable":
      return { outcome: "unreachable", detail: answer.failure.message };
  }
}
