/** What is in a trust slot that should not be, and what is not and should (facts 1.14, 3, 6). */
import type { Purpose, SignerId } from "../../../catalog/types.ts";
import type { Place } from "../../../inventory/actual.ts";
import type { HeldOf } from "../../../inventory/held.ts";
import type { Prediction } from "../../../trust/predict.ts";
import { type Certificate, isAuthority, isSelfIssued } from "../../../x509/certificate.ts";
import { nameText, parseName } from "../../../x509/name.ts";
import { isSignedBy } from "../../../x509/signed-by.ts";
import { groupBy } from "../../kin.ts";
import type { Fault, Rule } from "../../rule.ts";
import type { Scene } from "../../scene.ts";
import { type FilledSlot, filledSlots, keyText, onceEachFile } from "../../slots.ts";
import { restartOf, settingText, shellWord } from "../../told.ts";

/** Organizations of public authorities (the root programs of Mozilla and Microsoft). */
const PUBLIC =
  /(?:^|, )O ?= ?"?(DigiCert|Internet Security Research Group|Let's Encrypt|GlobalSign|Google Trust Services|Amazon|Sectigo|COMODO|The USERTRUST|Entrust|GoDaddy|The Go Daddy|Starfield|IdenTrust|Microsoft Corporation|Baltimore|VeriSign|QuoVadis|Buypass|SSL Corporation|Unizeto|Asseco|Actalis|D-Trust|Deutsche Telekom|T-Systems|Hellenic Academic|TAIWAN-CA|SwissSign|Certigna|Dhimyotis|SECOM|Telia)/i;

const nameOf = ({ subject }: Certificate): string => nameText(subject);

/** Authorities by name of what they have signed, of all certificates read. */
function signedWith(scene: Scene): (authority: Certificate) => boolean {
  const all = [...scene.copies.values()].flatMap(([first]) => first?.content.certificate ?? []);
  const byIssuer = groupBy(all, ({ rawIssuer }) => Buffer.from(rawIssuer).toString("latin1"));
  return (authority) =>
    (byIssuer.get(Buffer.from(authority.rawSubject).toString("latin1")) ?? []).some(
      (one) => keyText(one) !== keyText(authority) && isSignedBy(one, authority),
    );
}

const removed = ({ running, file }: FilledSlot, line: number | undefined): Fault["remedy"] => ({
  sentence: `Take it out of ${file.path}.`,
  ...(line === undefined
    ? {}
    : { commands: [`sed -i '${line},/-----END CERTIFICATE-----/d' ${shellWord(file.path)}`] }),
  restart: restartOf(running),
});

export const trustSlotRules = {
  "trust-slot-leaf": {
    title: "A certificate that is no authority stands among the authorities",
    severity: "warning",
    group: "trust",
    source: "Go crypto/x509 verify.go; k8s.io/client-go util/cert/pem.go",
    why: "It vouches for itself alone; who put it there took it for its issuer, or a program's own certificate was copied over the authority.",
    shows: ["x509: certificate signed by unknown authority"],
    mend: "Put the issuer in its place.",
    breaks: ["unknown-authority", "identity"],
    under: ["authority-may-not-sign"],
    *check(scene): Generator<Fault> {
      for (const slot of onceEachFile(filledSlots(scene)))
        for (const { certificate, place } of slot.certificates) {
          if (isAuthority(certificate) || (isSelfIssued(certificate) && slot.slot.admits === "by-name")) continue;
          yield {
            place,
            message: `${nameOf(certificate)} is no authority, and stands in ${slot.file.path}`,
            shown: { field: "X509v3 Basic Constraints", value: "CA:FALSE" },
            remedy: {
              sentence: `Put its issuer, ${nameText(parsedIssuer(certificate))}, into ${slot.file.path} in its place.`,
              restart: restartOf(slot.running),
            },
          };
        }
    },
  },
  "trust-slot-public": {
    title: "A public authority is believed about clients",
    severity: "error",
    group: "trust",
    source: "kubernetes pkg/kubeapiserver/options/authentication.go --client-ca-file",
    why: "The name in a client certificate is the user: whoever gets a certificate from that authority with a name of their own choice is that user here.",
    shows: [],
    mend: "Take the public authority out of the file; keep only authorities that sign for this cluster's clients.",
    *check(scene): Generator<Fault> {
      for (const slot of onceEachFile(filledSlots(scene)).filter(({ slot: { admits } }) => admits === "by-chain"))
        for (const { certificate, place } of slot.certificates) {
          if (!PUBLIC.test(nameOf(certificate))) continue;
          yield {
            place,
            message: `${slot.running.component.component} on ${slot.running.host.name} lets in whomever ${nameOf(certificate)} signs for`,
            shown: { field: "Subject", value: nameOf(certificate) },
            remedy: removed(slot, place.line),
          };
        }
    },
  },
  "trust-slot-unused": {
    title: "An authority is believed that nothing comes from",
    severity: "advice",
    group: "trust",
    source: "kubernetes website docs/tasks/tls/manual-rotation-of-ca-certificates.md",
    why: "After a rotation the old authority stays believed until it is taken out: whoever has its key is still let in.",
    shows: [],
    mend: "Take it out once no certificate of it is in use.",
    *check(scene): Generator<Fault> {
      const isUsed = signedWith(scene);
      for (const slot of onceEachFile(filledSlots(scene))) {
        const keys = new Set(slot.certificates.map(({ certificate }) => keyText(certificate)));
        if (keys.size < 2 || !slot.certificates.some(({ certificate }) => isUsed(certificate))) continue;
        for (const { certificate, place } of slot.certificates) {
          if (!isAuthority(certificate) || isUsed(certificate) || PUBLIC.test(nameOf(certificate))) continue;
          yield {
            place,
            message: `${slot.file.path} holds ${nameOf(certificate)}, and no certificate that was read comes from it`,
            shown: { field: "Subject", value: nameOf(certificate) },
            remedy: removed(slot, place.line),
          };
        }
      }
    },
  },
  "trust-slot-root-above-several": {
    title: "A root above several authorities lets the clients of all of them in",
    severity: "warning",
    group: "trust",
    source: "kubernetes website docs/setup/best-practices/certificates.md; Go crypto/x509 verify.go",
    why: "A caller is let in by its chain alone: with the root in the file, what any authority below it signs counts, the front proxy's and etcd's too.",
    shows: [],
    mend: "Put the one authority that signs these clients into the file, without the root above it.",
    *check(scene): Generator<Fault> {
      const authorities = [...scene.copies.values()]
        .flatMap(([first]) => (first === undefined ? [] : [first.content.certificate]))
        .filter((one) => isAuthority(one) && !isSelfIssued(one));
      const held = onceEachFile(filledSlots(scene))
        .filter(({ slot: { admits } }) => admits === "by-chain")
        .flatMap((slot) => slot.certificates.map((one) => ({ ...one, slot })));
      // The same root on every host is one fault.
      for (const [first, ...more] of groupBy(held, ({ certificate }) => keyText(certificate)).values()) {
        if (first === undefined) continue;
        const { certificate, place, slot } = first;
        const below = authorities.filter(
          (one) => Buffer.compare(one.rawIssuer, certificate.rawSubject) === 0 && isSignedBy(one, certificate),
        );
        if (new Set(below.map(keyText)).size < 2) continue;
        yield {
          place,
          also: more.map((one) => one.place),
          message: `${nameOf(certificate)} in ${slot.file.path} stands above ${[...new Set(below.map(nameOf))].join(" and ")}`,
          shown: { field: "Subject", value: nameOf(certificate) },
          remedy: {
            sentence: `Put the authority that signs for ${slot.slot.where} alone into ${slot.file.path}.`,
            restart: restartOf(slot.running),
          },
        };
      }
    },
  },
  "trust-slot-without-issuer": {
    title: "A program does not believe the authority that is in use",
    severity: "error",
    group: "trust",
    source: "Go crypto/x509 verify.go UnknownAuthorityError",
    why: "What comes from that authority is refused, however right it is.",
    shows: [
      "tls: failed to verify certificate: x509: certificate signed by unknown authority",
      "remote error: tls: unknown certificate authority",
    ],
    mend: "Add the authority to the file, or put the right file there.",
    breaks: ["unknown-authority", "identity"],
    under: ["trust-slot-leaf", "front-proxy-name-not-allowed"],
    *check(scene): Generator<Fault> {
      const refusals = new Map<string, { slot: FilledSlot; leaves: Map<string, Prediction> }>();
      const slots = new Map(filledSlots(scene).map((one) => [placeKey(one.file.place), one] as const));
      const accepted = acceptedLeaves(scene);
      for (const prediction of scene.predictions) {
        const refusal = refusedBy(prediction);
        const slot = refusal === undefined ? undefined : slots.get(placeKey(refusal.anchors));
        if (refusal === undefined || slot === undefined || !issuerIsHere(refusal.leaf, scene)) continue;
        // Who is believed nowhere is at fault itself, unless its issuer is here and the only one of its kind.
        if (
          slot.certificates.some(({ certificate }) => accepted.has(keyText(certificate))) &&
          !accepted.has(keyText(refusal.leaf))
        )
          continue;
        const one = refusals.get(placeKey(slot.file.place)) ?? { slot, leaves: new Map() };
        refusals.set(placeKey(slot.file.place), one);
        one.leaves.set(keyText(refusal.leaf), prediction);
      }
      for (const { slot, leaves } of refusals.values()) {
        const issuer = [...leaves.values()].map((one) => refusedBy(one)?.leaf).find((leaf) => leaf !== undefined);
        if (issuer === undefined) continue;
        const name = nameText(parsedIssuer(issuer));
        const from = whereIs(issuer, slot, scene);
        yield {
          place: slot.file.place,
          also: filledSlots(scene)
            .filter(({ file }) => file === slot.file)
            .map(({ setting }) => setting.place),
          message: `${slot.file.path} on ${slot.running.host.name} is without ${name}, which signed ${nameOf(issuer)}${leaves.size > 1 ? ` and ${leaves.size - 1} more` : ""}`,
          shown: {
            field: "Subject",
            value: slot.certificates.map(({ certificate }) => nameOf(certificate)).join("; ") || "(none)",
          },
          remedy: {
            sentence: `Add ${name} to ${slot.file.path}.`,
            ...(from === undefined ? {} : { commands: [`cat ${shellWord(from)} >> ${shellWord(slot.file.path)}`] }),
            restart: restartOf(slot.running),
          },
        };
      }
    },
  },
  "signer-several": {
    title: "The controller-manager's signer holds more than one certificate",
    severity: "error",
    group: "trust",
    source: "kubernetes pkg/controller/certificates/signer/ca_provider.go",
    why: "It takes exactly one certificate and does not start its signing controllers with more: nodes get no certificate and cannot renew theirs.",
    shows: ["expected 1 certificate, found 2"],
    mend: "Name a file with the one certificate that belongs to the signing key.",
    *check(scene): Generator<Fault> {
      for (const { id, certificates, place, file, running } of signersOf(scene)) {
        if (certificates.length < 2) continue;
        yield {
          place,
          also: [file.place],
          message: `${file.path} for ${id} on ${running.host.name} holds ${certificates.length} certificates`,
          shown: { field: place.field ?? "file", value: file.path },
          remedy: {
            sentence: "Name a file with the one certificate that belongs to the signing key.",
            restart: restartOf(running),
          },
        };
      }
    },
  },
  "signer-not-pair": {
    title: "The controller-manager's signing key is not its certificate's",
    severity: "error",
    group: "trust",
    source: "kubernetes pkg/controller/certificates/signer/ca_provider.go",
    why: "The controller-manager does not start: no controller runs, not only the signers.",
    shows: ["tls: private key does not match public key"],
    mend: "Put the key beside the certificate that it belongs to.",
    *check(scene): Generator<Fault> {
      for (const { id, certificates, key, place, file, running } of signersOf(scene)) {
        const [certificate] = certificates;
        if (certificate === undefined || key === undefined) continue;
        if (Buffer.compare(certificate.publicKey, key.publicKey) === 0) continue;
        yield {
          place: key.place,
          also: [file.place, place],
          message: `${key.place.file} for ${id} on ${running.host.name} is not the key of ${nameOf(certificate)}`,
          remedy: { sentence: `Put the key of ${nameOf(certificate)} there.`, restart: restartOf(running) },
        };
      }
    },
  },
  "signer-not-believed": {
    title: "What the controller-manager signs is not believed",
    severity: "error",
    group: "trust",
    source: "kubernetes website docs/reference/access-authn-authz/certificate-signing-requests.md",
    why: "A kubelet that renews its certificate gets one that the API server refuses: nodes drop out one after the other as their certificates come up for renewal.",
    shows: ["x509: certificate signed by unknown authority"],
    mend: "Add the signer's certificate to --client-ca-file, or sign with the authority that is there.",
    under: ["signer-not-pair", "signer-several"],
    *check(scene): Generator<Fault> {
      const slots = filledSlots(scene);
      for (const { id, certificates, place, file, running } of signersOf(scene)) {
        const [certificate] = certificates;
        const issues: readonly Purpose[] = scene.catalog.signers[id].issues;
        if (certificate === undefined) continue;
        // The API server decides about what its own controller-manager signs; etcd and the rest never see it.
        const near = slots.filter(
          (one) =>
            one.running.host === running.host &&
            one.slot.holder === "kube-apiserver" &&
            one.slot.admits === "by-chain" &&
            one.slot.accepts.some((purpose) => purpose !== "front-proxy" && issues.includes(purpose)),
        );
        for (const slot of near) {
          const believes = slot.certificates.some(
            (one) => keyText(one.certificate) === keyText(certificate) || isSignedBy(certificate, one.certificate),
          );
          if (believes) continue;
          yield {
            place: file.place,
            also: [place, slot.file.place],
            message: `${nameOf(certificate)} signs for ${id} on ${running.host.name}, and ${slot.file.path} does not hold it`,
            shown: { field: slot.setting.name, value: settingText(slot.setting) },
            // An authority that is there for something else must not let clients in.
            remedy: slots.some(
              (one) =>
                one.slot.admits === "by-chain" &&
                one.certificates.some((each) => keyText(each.certificate) === keyText(certificate)),
            )
              ? {
                  sentence: `Sign with the authority in ${slot.file.path}: ${nameOf(certificate)} is there for something else.`,
                  restart: restartOf(running),
                }
              : {
                  sentence: `Add it to ${slot.file.path}.`,
                  commands: [`cat ${shellWord(file.path)} >> ${shellWord(slot.file.path)}`],
                  restart: restartOf(slot.running),
                },
          };
        }
      }
    },
  },
  "authority-in-two-clusters": {
    title: "Two clusters believe the same authority",
    severity: "error",
    group: "trust",
    source: "kubernetes website docs/setup/best-practices/certificates.md",
    why: "Who has a client certificate of one cluster is the same user in the other, and nodes of one are nodes of the other.",
    shows: [],
    mend: "Give each cluster authorities of its own: rotate those of one of them.",
    *check(scene): Generator<Fault> {
      const cluster = clustersOf(scene);
      const seen = new Map<string, { slot: FilledSlot; place: Place; certificate: Certificate }>();
      const told = new Set<string>();
      for (const slot of filledSlots(scene)) {
        const own = cluster.get(slot.running.host.name);
        if (own === undefined || slot.slot.admits !== "by-chain") continue;
        for (const { certificate, place } of slot.certificates) {
          const key = keyText(certificate);
          const before = seen.get(key);
          if (before === undefined) {
            seen.set(key, { slot, place, certificate });
            continue;
          }
          if (cluster.get(before.slot.running.host.name) === own || told.has(key)) continue;
          told.add(key);
          yield {
            place: before.place,
            also: [place],
            message: `${nameOf(certificate)} is believed by the cluster of ${before.slot.running.host.name} and by that of ${slot.running.host.name}`,
            shown: { field: "Subject", value: nameOf(certificate) },
            remedy: { sentence: "Rotate the authority of one of the two clusters." },
          };
        }
      }
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;

const placeKey = ({ host = "", file }: Place): string => `${host}\n${file}`;

function refusedBy({ connection, outcome, step, handshake, identity }: Prediction) {
  if (outcome !== "fails") return undefined;
  const { client, server } = connection;
  if (step === "tls-client" && handshake?.client.reason === "unknown-authority" && client.trusts.kind === "anchors")
    return server.pair && { leaf: server.pair.chain.leaf, anchors: client.trusts.anchors.place };
  if (step === "tls-server" && handshake?.server?.reason === "unknown-authority" && server.anchors !== undefined)
    return client.pair && { leaf: client.pair.chain.leaf, anchors: server.anchors.place };
  const clients = server.believes?.clients;
  if (
    step === "identity" &&
    identity?.known === false &&
    clients !== undefined &&
    /unknown authority/.test(identity.log)
  )
    return client.pair && { leaf: client.pair.chain.leaf, anchors: clients.place };
  return undefined;
}

/** Keys of leaves and authorities that take part in something that works. */
function acceptedLeaves({ predictions }: Scene): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { outcome, connection } of predictions) {
    if (outcome !== "works") continue;
    const { client, server } = connection;
    for (const pair of [client.pair, server.pair]) if (pair !== undefined) keys.add(keyText(pair.chain.leaf));
    const anchors = client.trusts.kind === "anchors" ? client.trusts.anchors.certificates : [];
    for (const one of [
      ...anchors,
      ...(server.anchors?.certificates ?? []),
      ...(server.believes?.clients?.certificates ?? []),
    ])
      keys.add(keyText(one));
  }
  return keys;
}

const issuersOf = (leaf: Certificate, scene: Scene): readonly (readonly HeldOf<"certificate">[])[] =>
  (authoritiesByName(scene).get(Buffer.from(leaf.rawIssuer).toString("latin1")) ?? []).filter(
    ([first]) => first !== undefined && isSignedBy(leaf, first.content.certificate),
  );

const issuerIsHere = (leaf: Certificate, scene: Scene): boolean => issuersOf(leaf, scene).length > 0;

/** A file of the slot's own host that holds the issuer and nothing else. */
const whereIs = (leaf: Certificate, slot: FilledSlot, scene: Scene): string | undefined =>
  issuersOf(leaf, scene)
    .flat()
    .find(
      ({ host, in: where, file }) =>
        host === slot.running.host && where === "file" && file.contents.length === 1 && file !== slot.file,
    )?.file.path;

const byName = new WeakMap<Scene, ReadonlyMap<string, readonly (readonly HeldOf<"certificate">[])[]>>();

/** Authorities, each with all its copies, by the name that certificates give for their issuer. */
function authoritiesByName(scene: Scene): ReadonlyMap<string, readonly (readonly HeldOf<"certificate">[])[]> {
  const before = byName.get(scene);
  if (before !== undefined) return before;
  const names = new Map<string, (readonly HeldOf<"certificate">[])[]>();
  for (const copies of scene.copies.values()) {
    const [first] = copies;
    if (first === undefined || !isAuthority(first.content.certificate)) continue;
    const name = Buffer.from(first.content.certificate.rawSubject).toString("latin1");
    names.set(name, [...(names.get(name) ?? []), copies]);
  }
  byName.set(scene, names);
  return names;
}

const parsedIssuer = ({ rawIssuer }: Certificate) => parseName(rawIssuer);

function signersOf(scene: Scene) {
  return scene.actual.hosts.flatMap((host) =>
    host.components.flatMap((component) =>
      component.settings.flatMap(({ setting, file, place }) => {
        if (setting === undefined || file === undefined || !("file" in setting.value)) return [];
        const [kind, id] = setting.value.file.split("/") as [string, SignerId];
        if (kind !== "signer-cert") return [];
        const certificates = file.contents.flatMap((one) => (one.kind === "certificate" ? [one.certificate] : []));
        const keyFile = component.settings.find(
          (one) =>
            one.setting !== undefined && "file" in one.setting.value && one.setting.value.file === `signer-key/${id}`,
        )?.file;
        const content = keyFile?.contents.find((one) => one.kind === "private-key");
        const key =
          keyFile !== undefined && content?.kind === "private-key" && content.key !== undefined
            ? { publicKey: content.key.publicKey, place: keyFile.place }
            : undefined;
        return [{ id, certificates, key, place, file, running: { host, component } }];
      }),
    ),
  );
}

/** Which cluster each control plane is of: those whose etcd members name each other are of one. */
function clustersOf({ actual: { hosts } }: Scene): ReadonlyMap<string, string> {
  const parent = new Map<string, string>();
  const root = (name: string): string => {
    let at = name;
    while (parent.get(at) !== undefined && parent.get(at) !== at) at = parent.get(at) ?? at;
    return at;
  };
  const ofHost = new Map<string, string>();
  for (const { name, components } of hosts) {
    const etcd = components.find(({ component }) => component === "etcd");
    const server = components.find(({ component }) => component === "kube-apiserver");
    const members = etcd?.settings.find((one) => one.name === "initial-cluster")?.value;
    const dialled = server?.settings.find((one) => one.name === "etcd-servers")?.value;
    const urls = (members ?? dialled ?? "").match(/https?:\/\/[^,]+/g) ?? [];
    const [first] = urls;
    // Behind a loopback address each host has its own.
    if (first === undefined || urls.some((url) => /127\.0\.0\.1|localhost|\[::1\]/.test(url))) continue;
    for (const url of urls) parent.set(root(url), root(first));
    ofHost.set(name, first);
  }
  return new Map([...ofHost].map(([name, url]) => [name, root(url)]));
}
