/** What hangs on a key, certificate or token: who depends on it, what a thief of it can do, what ends it. Pure. */
import type { Catalog } from "../../catalog/index.ts";
import type { Actual, ActualFile, ActualHost, Place } from "../../inventory/actual.ts";
import type { Prediction } from "../../trust/predict.ts";
import { type Bearer, bearersIn } from "../../trust/whoami/bearer.ts";
import { claimedBy } from "../../trust/whoami/claimed.ts";
import { type Standing, standingsOf } from "../../trust/whoami/standing.ts";
import { isAuthority } from "../../x509/certificate.ts";
import { nameText } from "../../x509/name.ts";
import { isSignedBy } from "../../x509/signed-by.ts";
import { type Scene, sceneOf } from "../scene.ts";
import { filledSlots, keyText } from "../slots.ts";
import { type Ending, ends } from "./ending.ts";
import type { BlastKind, Lost } from "./lost.ts";
import { thiefOf } from "./thief.ts";

export interface BlastOptions {
  /** The tree that it is part of; everything is by its content alone when absent. */
  readonly actual?: Actual;
  readonly catalog: Catalog;
  readonly at: Date;
  /** What is lost: a file with keys, certificates, kubeconfigs or tokens, and the host that it is on. */
  readonly file: ActualFile;
  readonly host?: Pick<ActualHost, "fileAt">;
}

/** One thing of the file: a key with what it is for, or a token. */
export interface Blast {
  readonly kind: BlastKind;
  readonly title: string;
  /** The last end of its certificates, or of the token. */
  readonly until?: Date;
  /** Where the private key or token stands. */
  readonly kept: readonly Place[];
  /** Where its certificates stand. */
  readonly shown: readonly Place[];
  /** Of an authority or a service-account key: where it is believed. */
  readonly believed: readonly Place[];
  /** Subjects of the certificates that it signed. */
  readonly signed: readonly string[];
  readonly connections: readonly Prediction["connection"][];
  /** Who a thief is to each server. */
  readonly standings: readonly Standing[];
  /** What a thief can do, a sentence each without a full stop. */
  readonly thief: readonly string[];
  readonly end: Ending;
}

export function blast({ actual, catalog, at, file, host }: BlastOptions): Blast[] {
  const scene = sceneOf({ actual: actual ?? { hosts: [], loose: [file], notes: [] }, catalog, at });
  const bearers = bearersIn(file, host);
  const lost = [...keysIn(file, bearers).map((key) => keyLost(key, bearers, scene)), ...tokensLost(bearers, scene)];
  return lost.map((one) => {
    const until = one.certificates.map(({ notAfter }) => notAfter).sort((a, b) => b.getTime() - a.getTime())[0];
    const last = until ?? one.claimed?.until;
    return {
      kind: one.kind,
      title: titleOf(one),
      ...(last === undefined ? {} : { until: last }),
      kept: one.kept,
      shown: one.shown,
      believed: one.believed,
      signed: one.signed.map(({ subject }) => nameText(subject)),
      connections: one.connections,
      standings: one.standings,
      thief: thiefOf(one, scene),
      end: ends(one, scene),
    };
  });
}

/** Public halves of all that the file holds, each once. */
function keysIn({ contents }: ActualFile, bearers: readonly Bearer[]): Uint8Array[] {
  const all = contents.flatMap((one) => (one.kind === "object" ? [one, ...one.holds] : [one]));
  const keys = [
    ...bearers.flatMap(({ pair }) => (pair === undefined ? [] : [pair.chain.leaf.publicKey])),
    ...all.flatMap((one) => {
      if (one.kind === "certificate") return [one.certificate.publicKey];
      if (one.kind === "public-key") return [one.publicKey];
      return one.kind === "private-key" && one.key !== undefined ? [one.key.publicKey] : [];
    }),
  ];
  return [...new Map(keys.map((key) => [keyText({ publicKey: key }), key] as const)).values()];
}

function keyLost(publicKey: Uint8Array, bearers: readonly Bearer[], scene: Scene): Lost {
  const text = keyText({ publicKey });
  const same = (key: Uint8Array): boolean => keyText({ publicKey: key }) === text;
  const held = scene.certificates.filter(({ content }) => same(content.certificate.publicKey));
  const distinct = [...scene.copies.values()].flatMap(([first]) =>
    first === undefined ? [] : [first.content.certificate],
  );
  const fromBearers = bearers.flatMap(({ pair }) =>
    pair !== undefined && same(pair.chain.leaf.publicKey) ? [pair.chain.leaf] : [],
  );
  const own = distinct.filter((one) => same(one.publicKey));
  const certificates = own.length > 0 ? own : fromBearers;
  const authorities = certificates.filter(isAuthority);
  const tokenPlaces = checksTokens(scene, same);
  const connections = scene.predictions
    .map(({ connection }) => connection)
    .filter(({ client, server }) =>
      [client.pair, server.pair].some((pair) => pair !== undefined && same(pair.chain.leaf.publicKey)),
    );
  const bearer = bearers.find(({ pair }) => pair !== undefined && same(pair.chain.leaf.publicKey));
  const [leaf] = certificates;
  const asked: Bearer | undefined =
    bearer ??
    (leaf === undefined
      ? undefined
      : {
          title: "certificate",
          pair: {
            chain: { leaf, behind: [], place: held[0]?.place ?? { file: "" } },
            key: undefined,
            keyPlace: undefined,
          },
        });
  const kind =
    authorities.length > 0
      ? "authority"
      : certificates.length > 0
        ? "identity"
        : tokenPlaces.length > 0
          ? "service-account-key"
          : "key";
  return {
    kind,
    publicKey,
    certificates,
    ...(asked === undefined || kind !== "identity" ? {} : { claimed: claimedBy(asked, scene.at) }),
    kept: scene.privateKeys
      .filter(({ content: { key } }) => key !== undefined && same(key.publicKey))
      .map(({ place }) => place),
    shown: held.map(({ place }) => place),
    believed: kind === "authority" ? believers(scene, text) : tokenPlaces,
    signed: authorities.flatMap((authority) =>
      distinct.filter(
        (one) =>
          !same(one.publicKey) &&
          Buffer.compare(one.rawIssuer, authority.rawSubject) === 0 &&
          isSignedBy(one, authority),
      ),
    ),
    connections,
    standings: asked === undefined || kind !== "identity" ? [] : standings(asked, scene),
  };
}

const tokensLost = (bearers: readonly Bearer[], scene: Scene): Lost[] =>
  bearers
    .filter(({ token }) => token !== undefined)
    .map((bearer): Lost => {
      const all = standings(bearer, scene);
      return {
        kind: "token",
        certificates: [],
        claimed: claimedBy(bearer, scene.at),
        kept: [],
        shown: [],
        believed: [],
        signed: [],
        connections: scene.predictions
          .map(({ connection }) => connection)
          .filter(({ client: { token } }) => token !== undefined && token === bearer.token),
        standings: all,
      };
    });

const standings = (bearer: Bearer, { actual, catalog, at, judge }: Scene): readonly Standing[] =>
  actual.hosts.length === 0 ? [] : standingsOf({ bearer, actual, catalog, at, judge });

/** Files and fields that believe an authority: trust slots, kubeconfigs, objects. */
function believers(scene: Scene, text: string): Place[] {
  const slots = filledSlots(scene)
    .filter(({ certificates }) => certificates.some(({ certificate }) => keyText(certificate) === text))
    .map(({ setting, running }) => ({ ...setting.place, host: running.host.name }));
  const inside = scene.certificates
    .filter(
      ({ in: where, content }) =>
        where !== "file" && where !== "kubeconfig-user" && keyText(content.certificate) === text,
    )
    .map(({ place }) => place);
  return [...slots, ...inside];
}

/** Settings of API servers that check tokens with a key. */
const checksTokens = ({ actual: { hosts } }: Scene, same: (key: Uint8Array) => boolean): Place[] =>
  hosts.flatMap(({ components }) =>
    components.flatMap(({ settings }) =>
      settings
        .filter(
          ({ setting }) =>
            setting !== undefined && "file" in setting.value && /^(public-)?key\/sa$/.test(setting.value.file),
        )
        .filter(({ file }) =>
          (file?.contents ?? []).some(
            (one) =>
              (one.kind === "public-key" && same(one.publicKey)) ||
              (one.kind === "private-key" && one.key !== undefined && same(one.key.publicKey)),
          ),
        )
        .map(({ place }) => place),
    ),
  );

function titleOf({ kind, certificates, claimed }: Lost): string {
  const names = [...new Set(certificates.map(({ subject }) => nameText(subject)))].join(" and ");
  if (kind === "authority") return `the key of authority ${names}`;
  if (kind === "identity") return `the key of ${names || "a certificate without a name"}`;
  if (kind === "service-account-key") return "the key of service-account tokens";
  if (kind === "token")
    return `a token of ${claimed?.user === undefined || claimed.user === "" ? "somebody" : claimed.user}`;
  return "a key without a certificate";
}
