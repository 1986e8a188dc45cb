/** What is wrong on the connections of a tree, one fact for each that fails. */
import type { Catalog } from "../../../catalog/index.ts";
import type { CredentialId } from "../../../catalog/types.ts";
import type { Actual, ActualFile, Place } from "../../../inventory/actual.ts";
import { subjectUser } from "../../../trust/client-certificate.ts";
import type { ExistingConnection } from "../../../trust/connections/connection.ts";
import type { Prediction } from "../../../trust/predict.ts";
import type { Anchors } from "../../../trust/shown.ts";
import { judgeToken } from "../../../trust/token.ts";
import type { Certificate } from "../../../x509/certificate.ts";
import { nameText } from "../../../x509/name.ts";
import { OID } from "../../../x509/oid.ts";
import type { PathReason } from "../../../x509/path/validate.ts";
import { SecretText } from "../../../x509/secret-text.ts";
import type { CauseId } from "../cause.ts";
import type { Fact } from "./fact.ts";
import { type Around, type PathFact, pathFacts, type Refusal } from "./path-fact.ts";

/** Files by the place that a connection names. */
export type FileAt = (place: Place) => ActualFile | undefined;

export function connectionFacts(
  predictions: readonly Prediction[],
  authorities: readonly Certificate[],
  at: Date,
  { actual, catalog, fileAt }: { readonly actual: Actual; readonly catalog: Catalog; readonly fileAt: FileAt },
): Fact[] {
  const around = aroundOf(predictions, authorities, at);
  return predictions.flatMap((prediction) => {
    if (prediction.outcome !== "fails") return [];
    const found = [factOf(prediction, around, { actual, catalog, fileAt })].flat();
    const { connection, clientPrints, serverPrints } = prediction;
    const prints = [clientPrints, serverPrints].filter((one) => one !== undefined);
    const values = valuesOf(prediction, fileAt);
    return found.flatMap((one) => (one === undefined ? [] : [{ ...one, connection, prints, values }]));
  });
}

/** Who gets on with whom, over all connections. */
function aroundOf(predictions: readonly Prediction[], authorities: readonly Certificate[], at: Date): Around {
  const leaves = new Set<string>();
  const slots = new Set<string>();
  const note = (leaf: Certificate | undefined, anchors: Anchors | undefined): void => {
    if (leaf === undefined || anchors === undefined) return;
    leaves.add(keyOf(leaf));
    slots.add(slotKey(anchors));
  };
  for (const { connection, handshake, identity } of predictions) {
    const { client, server } = connection;
    const trusts = client.trusts.kind === "anchors" ? client.trusts.anchors : undefined;
    if (handshake?.client.accepts && handshake.client.verified) note(server.pair?.chain.leaf, trusts);
    if (handshake?.server?.accepts && handshake.server.verified) note(client.pair?.chain.leaf, server.anchors);
    if (identity?.known && identity.by === "certificate") note(client.pair?.chain.leaf, server.believes?.clients);
    if (identity?.known && identity.by === "front-proxy")
      note(client.pair?.chain.leaf, server.believes?.frontProxy?.anchors);
  }
  return {
    at,
    authorities,
    accepted: (leaf) => leaves.has(keyOf(leaf)),
    accepting: (anchors) => slots.has(slotKey(anchors)),
  };
}

const keyOf = ({ raw }: Certificate): string => Buffer.from(raw).toString("latin1");
const slotKey = ({ place }: Anchors): string => `${place.file} ${place.field ?? ""}`;

interface Scene {
  readonly actual: Actual;
  readonly catalog: Catalog;
  readonly fileAt: FileAt;
}

function factOf(prediction: Prediction, around: Around, scene: Scene): PathFact | readonly PathFact[] | undefined {
  const { connection, step, handshake, peer } = prediction;
  const { client, server, name } = connection;
  if (step === "pair") return pairFact(connection);
  if (step === "tls-client" && server.pair !== undefined) {
    const { trusts } = client;
    const anchors = trusts.kind === "anchors" ? trusts.anchors : undefined;
    const trustPlace = trusts.kind === "itself" ? server.pair.chain.place : (anchors?.place ?? placeOf(trusts));
    const reason = handshake?.client.reason;
    if (reason === undefined || reason === "none-shown" || trustPlace === undefined) return undefined;
    return pathFacts({ shown: server.pair.chain, anchors, trustPlace, usage: "serverAuth", name, reason }, around);
  }
  if (step === "tls-server") {
    const reason = handshake?.server?.reason;
    if (reason === "none-shown" || client.pair === undefined) return nothingShown(connection, scene);
    if (reason === undefined || server.anchors === undefined) return undefined;
    return pathFacts(clientRefusal(client.pair.chain, server.anchors, reason), around);
  }
  if (step === "peer" && client.pair !== undefined && peer?.accepts === false) {
    const { leaf, place } = client.pair.chain;
    const { dns = [], addresses = [] } = leaf.extensions.names ?? {};
    return peer.reason === "peer-name"
      ? { cause: "peer-name-not-allowed", place, field: "commonName", value: subjectUser(leaf).user }
      : {
          cause: "peer-address-missing",
          place,
          field: "subjectAlternativeNames",
          value: [...dns, ...addresses].join(", "),
        };
  }
  if (step === "identity") return identityFact(prediction, around, scene);
  return step === "right" ? rightFact(prediction, scene) : undefined;
}

const placeOf = (trusts: ExistingConnection["client"]["trusts"]): Place | undefined =>
  "place" in trusts ? trusts.place : undefined;

const clientRefusal = (shown: Refusal["shown"], anchors: Anchors, reason: PathReason): Refusal => ({
  shown,
  anchors,
  trustPlace: anchors.place,
  usage: "clientAuth",
  reason,
});

function pairFact({ client, server }: ExistingConnection): PathFact | undefined {
  for (const pair of [server.pair, client.pair]) {
    if (pair?.key === undefined || Buffer.compare(pair.key.publicKey, pair.chain.leaf.publicKey) === 0) continue;
    const place = pair.keyPlace ?? pair.chain.place;
    return { cause: "key-mismatch", place, field: "publicKey", value: "another than the certificate's" };
  }
  return undefined;
}

/** No certificate: the file that should name one is what starts the client, or its kubeconfig. */
function nothingShown({ client }: ExistingConnection, { actual }: Scene): PathFact | undefined {
  const host = actual.hosts.find(({ name }) => name === client.host);
  const starts = host?.components.find(({ component }) => component === client.component)?.place;
  const place = starts ?? ("place" in client.trusts ? client.trusts.place : undefined);
  if (place === undefined) return undefined;
  return { cause: "client-certificate-missing", place, field: "client certificate", value: "(none)" };
}

function identityFact(
  { connection, identity }: Prediction,
  around: Around,
  scene: Scene,
): PathFact | readonly PathFact[] | undefined {
  const { client, server } = connection;
  if (identity === undefined || identity.known || server.believes === undefined) return undefined;
  const { reason } = identity;
  const { clients, frontProxy, tokens } = server.believes;
  const chain = client.pair?.chain;
  if (reason === "token" && client.token !== undefined && tokens !== undefined) {
    const verdict = judgeToken(SecretText.reveal(client.token), tokens, around.at);
    const cause = verdict.accepted ? undefined : TOKENS[verdict.reason];
    const place =
      "place" in client.trusts
        ? client.trusts.place
        : client.trusts.kind === "anchors"
          ? client.trusts.anchors.place
          : undefined;
    return cause === undefined || place === undefined
      ? undefined
      : { cause, place, field: "token", value: "(a token)" };
  }
  if (chain === undefined) return nothingShown(connection, scene);
  if (reason === "front-proxy-name") {
    const value = `${subjectUser(chain.leaf).user}; allowed: ${frontProxy?.names.join(", ")}`;
    return { cause: "front-proxy-name-not-allowed", place: chain.place, field: "commonName", value };
  }
  if (reason === "no-user-name")
    return { cause: "common-name-empty", place: chain.place, field: "commonName", value: "(none)" };
  if (reason === "bootstrap-token" || reason === "nothing-shown" || reason === "token") return undefined;
  const anchors = client.speaksForUsers ? (frontProxy?.anchors ?? clients) : (clients ?? frontProxy?.anchors);
  return anchors === undefined ? undefined : pathFacts(clientRefusal(chain, anchors, reason), around);
}

const TOKENS: Readonly<Partial<Record<string, CauseId>>> = {
  malformed: "token-unknown",
  claims: "token-unknown",
  issuer: "token-issuer-mismatch",
  signature: "service-account-key-mismatch",
  expired: "token-expired",
  audience: "token-audience-mismatch",
};

/** Known, and not as who it should be: by what the catalogue gives the file's role. */
function rightFact({ connection, identity }: Prediction, { catalog, fileAt }: Scene): PathFact | undefined {
  const chain = connection.client.pair?.chain;
  if (chain === undefined || !identity?.known) return undefined;
  const { leaf, place } = chain;
  const roles = fileAt(place)?.roles ?? [];
  const id = roles.map(({ role }) => /^(?:cert|kubeconfig)\/(.+)$/.exec(role)?.[1]).find((one) => one !== undefined);
  const wanted = id === undefined ? undefined : catalog.credentials[id as CredentialId];
  const fact = (cause: CauseId, field: string, value: string): PathFact => ({ cause, place, field, value });
  const groups = wanted?.groups.map(({ name }) => name) ?? [];
  const units = leaf.subject.filter(({ type }) => type === OID.organizationalUnitName).map(({ value }) => value);
  const missing = groups.filter((group) => !/[{]/.test(group) && !identity.groups.includes(group));
  const misnamed = wanted !== undefined && !fits(wanted.commonName, identity.user);
  if (units.some((unit) => groups.includes(unit) || fits(wanted?.commonName ?? "", unit)))
    return fact("group-in-organizational-unit", "organizationalUnit", units.join(", "));
  if (misnamed) return fact("wrong-user-name", "commonName", identity.user);
  if (missing.length > 0) return fact("group-missing", "organization", nameText(leaf.subject));
  return fact("role-binding-missing", "commonName", identity.user);
}

/** A template of the catalogue: `system:node:{node}`. */
const fits = (template: string, value: string): boolean =>
  new RegExp(`^${template.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[\w-]+\}/g, ".+")}$`).test(value);

/** Paths for commands, as they are on the host. */
function valuesOf({ connection, step }: Prediction, fileAt: FileAt): Record<string, string> {
  const { client, server, name } = connection;
  const ofServer = step === "tls-client" || (step === "pair" && server.pair !== undefined);
  const pair = ofServer ? server.pair : client.pair;
  const anchors = ofServer
    ? client.trusts.kind === "anchors"
      ? client.trusts.anchors
      : undefined
    : (server.anchors ?? server.believes?.clients);
  const path = (place: Place | undefined): string | undefined =>
    place === undefined ? undefined : (fileAt(place)?.path ?? place.file);
  const entries = {
    certificate: path(pair?.chain.place),
    key: path(pair?.keyPlace),
    trust: path(anchors?.place),
    name,
    user: client.pair === undefined ? undefined : subjectUser(client.pair.chain.leaf).user,
    address: server.port === undefined ? undefined : `${name.includes(":") ? `[${name}]` : name}:${server.port}`,
  };
  return Object.fromEntries(Object.entries(entries).flatMap(([key, value]) => (value ? [[key, value]] : [])));
}
