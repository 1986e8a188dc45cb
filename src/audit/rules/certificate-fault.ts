/** Faults that are said of a certificate. */
import type { HeldOf } from "../../inventory/held.ts";
import type { Prediction } from "../../trust/predict.ts";
import type { ShownChain } from "../../trust/shown.ts";
import { type Certificate, fingerprint } from "../../x509/certificate.ts";
import { nameText, subjectOf } from "../../x509/name.ts";
import { breakOf } from "../fold.ts";
import { groupBy, perScene } from "../kin.ts";
import type { Break, Fault } from "../rule.ts";
import type { Scene } from "../scene.ts";

/** Who a certificate says it is, for a sentence. */
export const whose = ({ subject }: Certificate): string => {
  const text = nameText(subject);
  return text === "" ? "nobody" : text;
};

export const commonName = ({ subject }: Certificate): string => subjectOf(subject).commonName;

/** A fault at a certificate and at all of its copies. */
export function certificateFault(
  scene: Scene,
  held: HeldOf<"certificate">,
  fault: Omit<Fault, "place" | "also">,
): Fault {
  const copies = scene.copies.get(fingerprint(held.content.certificate)) ?? [];
  return { ...fault, place: held.place, also: copies.filter((one) => one !== held).map(({ place }) => place) };
}

/** One certificate as a side shows it, with all connections that break by it in one way. */
export interface Refused {
  readonly chain: ShownChain;
  readonly side: "client" | "server";
  readonly predictions: readonly [Prediction, ...Prediction[]];
}

/** The certificate that is looked at in the step that decides. */
function lookedAt({ connection: { client, server }, step }: Prediction): Pick<Refused, "chain" | "side"> | undefined {
  const side = step === "tls-client" ? "server" : "client";
  const chain = (side === "server" ? server : client).pair?.chain;
  return chain === undefined ? undefined : { chain, side };
}

/** Why a chain is not believed, whether TLS says so or, a step later, who decides about identity. */
const whyOf = (prediction: Prediction): string =>
  prediction.identity?.known === false ? prediction.identity.reason : breakOf(prediction);

const failures = perScene((scene) => {
  const byBreak = new Map<
    string,
    { readonly one: Pick<Refused, "chain" | "side">; readonly prediction: Prediction }[]
  >();
  for (const prediction of scene.predictions) {
    if (prediction.outcome !== "fails") continue;
    const one = lookedAt(prediction);
    if (one === undefined) continue;
    const reason = whyOf(prediction);
    const known = byBreak.get(reason);
    if (known === undefined) byBreak.set(reason, [{ one, prediction }]);
    else known.push({ one, prediction });
  }
  return new Map(
    [...byBreak].map(([reason, some]) => [
      reason,
      [
        ...groupBy(
          some,
          ({ one: { side, chain } }) => `${side} ${chain.place.host ?? ""} ${chain.place.file}`,
        ).values(),
      ],
    ]),
  );
});

/** Certificates that are refused for a reason, each once. */
export function refused(scene: Scene, ...reasons: readonly (Break | "no-user-name")[]): Refused[] {
  return reasons.flatMap((reason) =>
    (failures(scene).get(reason) ?? []).flatMap(([first, ...more]) =>
      first === undefined
        ? []
        : { ...first.one, predictions: [first.prediction, ...more.map(({ prediction }) => prediction)] },
    ),
  );
}

/** Whether somebody takes the certificates of others by the same file: then the file is not what is wrong. */
export function othersPass(scene: Scene, { predictions: [{ places }], chain }: Refused): boolean {
  const anchors = places.find(({ file }) => file !== chain.place.file);
  if (anchors === undefined) return false;
  return (passing(scene).get(`${anchors.host ?? ""} ${anchors.file}`) ?? []).some((leaf) => leaf !== chain.leaf);
}

/** Certificates that are accepted, by the file of those who believe them. */
const passing = perScene((scene) => {
  const byAnchors = new Map<string, Certificate[]>();
  const add = (host: string | undefined, file: string, leaf: Certificate): void => {
    const key = `${host ?? ""} ${file}`;
    const known = byAnchors.get(key);
    if (known === undefined) byAnchors.set(key, [leaf]);
    else known.push(leaf);
  };
  for (const { connection, handshake, identity } of scene.predictions) {
    const { client, server } = connection;
    if (handshake?.client.accepts && handshake.client.verified && server.pair && client.trusts.kind === "anchors")
      add(client.trusts.anchors.place.host, client.trusts.anchors.place.file, server.pair.chain.leaf);
    if (handshake?.server?.accepts && handshake.server.verified && client.pair && server.anchors)
      add(server.anchors.place.host, server.anchors.place.file, client.pair.chain.leaf);
    const believed = server.believes?.clients;
    if (identity?.known && client.pair && believed)
      add(believed.place.host, believed.place.file, client.pair.chain.leaf);
  }
  return byAnchors;
});

/** `cp-1's kubelet and 3 others`. */
export function whoBreaks({ predictions, side }: Refused): string {
  const titles = new Set(
    predictions.map(({ connection: { client, server } }) =>
      side === "server" ? client.title : `${server.component} on ${server.host}`,
    ),
  );
  const [first = "", ...more] = titles;
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}

/** Who dials each name of each server. */
const diallers = perScene((scene) => {
  const byName = new Map<string, Set<string>>();
  for (const { connection } of scene.predictions) {
    const who = `${connection.client.host ?? ""} ${connection.client.title}`;
    const key = `${connection.server.host} ${connection.server.component} ${connection.name}`;
    const known = byName.get(key);
    if (known === undefined) byName.set(key, new Set([who]));
    else known.add(who);
  }
  return byName;
});

/** One client alone dials this name, which is none of the server's host: then it is the client that is told wrong. */
export function isDialledByOne(scene: Scene, { connection: { name, server } }: Prediction): boolean {
  const own = scene.actual.hosts.find((host) => host.name === server.host);
  if ([...(own?.names ?? []), ...(own?.addresses ?? [])].some(({ value }) => value === name)) return false;
  return diallers(scene).get(`${server.host} ${server.component} ${name}`)?.size === 1;
}
