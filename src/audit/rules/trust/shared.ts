/** Authorities that more is believed of than they are for (facts 1.14, 9). */
import type { Purpose, Separation } from "../../../catalog/types.ts";
import { settingOf } from "../../../inventory/actual.ts";
import { nameText, subjectOf } from "../../../x509/name.ts";
import { certificatesIn } from "../../objects.ts";
import type { Fault, Rule } from "../../rule.ts";
import type { Scene } from "../../scene.ts";
import { type FilledSlot, filledSlots, keyText } from "../../slots.ts";
import { change, fileBeside, restartOf, settingText, startPlace, toldWhole } from "../../told.ts";
import { listed } from "../settings/apiserver.ts";

const AGGREGATION = "kubernetes website docs/tasks/extend-kubernetes/configure-aggregation-layer.md";

/** Keys of authorities that clients of a purpose are believed by, as the slots say that let callers in by chain. */
function keysByPurpose(scene: Scene): ReadonlyMap<Purpose, ReadonlyMap<string, FilledSlot>> {
  const all = new Map<Purpose, Map<string, FilledSlot>>();
  for (const one of filledSlots(scene)) {
    if (one.slot.admits !== "by-chain") continue;
    for (const purpose of one.slot.accepts) {
      const keys = all.get(purpose) ?? new Map<string, FilledSlot>();
      all.set(purpose, keys);
      for (const { certificate } of one.certificates)
        if (!keys.has(keyText(certificate))) keys.set(keyText(certificate), one);
    }
  }
  return all;
}

/** A topology that shares as much as is shared here, for all purposes: somebody chose it. */
function isChosen(keys: ReadonlyMap<Purpose, ReadonlyMap<string, unknown>>, { catalog }: Scene): boolean {
  const purposes = [...keys.keys()];
  const shared = (a: Purpose, b: Purpose): boolean =>
    [...(keys.get(a)?.keys() ?? [])].some((key) => keys.get(b)?.has(key) === true);
  return Object.values(catalog.topologies).some(({ issuerOf }) =>
    purposes.every((a) => purposes.every((b) => shared(a, b) === (issuerOf[a] === issuerOf[b]))),
  );
}

function* sharing(scene: Scene, wanted: (separation: Separation) => boolean, chosen: boolean): Generator<Fault> {
  const keys = keysByPurpose(scene);
  if (isChosen(keys, scene) !== chosen) return;
  const told = new Set<string>();
  for (const separation of scene.catalog.separations.filter(wanted)) {
    const [of, believedAs] = separation.purposes;
    const clients = keys.get(of);
    for (const [key, slot] of keys.get(believedAs) ?? []) {
      const other = clients?.get(key);
      const id = `${slot.file.place.host} ${slot.file.place.file} ${key}`;
      if (other === undefined || told.has(id)) continue;
      told.add(id);
      yield sharedFault(separation, slot, other, key);
    }
  }
}

function sharedFault({ why }: Separation, slot: FilledSlot, other: FilledSlot, key: string): Fault {
  const held = slot.certificates.find(({ certificate }) => keyText(certificate) === key);
  const name = held === undefined ? "an authority" : nameText(held.certificate.subject);
  const { component } = slot.running.component;
  return {
    place: held?.place ?? slot.file.place,
    also: [slot.setting.place, other.setting.place],
    message: `${component} believes ${name} in ${slot.slot.where}, which also signs for ${other.slot.where} of ${other.running.component.component}: ${why}`,
    shown: { field: slot.setting.name, value: settingText(slot.setting) },
    remedy: {
      sentence: `Make an authority of its own for ${slot.slot.where}, issue from it what is shown there, and put it into ${slot.file.path}.`,
      restart: `${component}, after both the authority and the certificates are in place.`,
    },
  };
}

export const sharedAuthorityRules = {
  "front-proxy-authority-shared": {
    title: "The front proxy's authority also signs for clients",
    severity: "error",
    group: "trust",
    source: `${AGGREGATION}; kubernetes pkg/kubeapiserver/options/authentication.go`,
    why: "Whoever gets a client certificate with the front proxy's common name, or any where no name is asked for, may name any user in a header. From 1.35 on the API server does not start when the two overlap and no names are set.",
    shows: ["requestheader-client-ca-file and client-ca-file overlap"],
    mend: "Give the front proxy an authority of its own, that signs its client certificate and nothing else.",
    *check(scene): Generator<Fault> {
      yield* sharing(scene, ({ severity }) => severity === "error", false);
    },
  },
  "etcd-authority-shared": {
    title: "etcd believes an authority that signs for others",
    severity: "warning",
    group: "trust",
    source: "CIS Kubernetes Benchmark 1.12, 2.7; etcd op-guide/security.md",
    why: "etcd lets in every certificate of that authority, with all rights: each kubelet and each user could read and write the whole store.",
    shows: [],
    mend: "Give etcd an authority of its own, with another key: another file of the same key changes nothing.",
    *check(scene): Generator<Fault> {
      yield* sharing(scene, ({ severity }) => severity === "warning", false);
    },
  },
  "one-authority": {
    title: "One authority signs for everybody",
    severity: "advice",
    group: "trust",
    source: AGGREGATION,
    why: "It works; whoever has any client certificate can talk to etcd, and only common names keep clients from being the front proxy.",
    shows: [],
    mend: "Move etcd and the front proxy to authorities of their own.",
    *check(scene): Generator<Fault> {
      const [first] = sharing(scene, () => true, true);
      if (first !== undefined) yield first;
    },
  },
  "front-proxy-names-unset": {
    title: "Every certificate of the front proxy's authority may name any user",
    severity: "warning",
    group: "trust",
    source: `${AGGREGATION}; k8s.io/apiserver pkg/authentication/request/headerrequest/requestheader.go`,
    why: "Without --requestheader-allowed-names the authority alone decides: each certificate that it ever signs can be anybody, cluster-admin too.",
    shows: [],
    mend: "Set --requestheader-allowed-names to the common name of the front proxy's client certificate.",
    *check(scene): Generator<Fault> {
      for (const running of toldWhole(scene, "kube-apiserver")) {
        const { component, host } = running;
        if (settingOf(component, "requestheader-client-ca-file") === undefined) continue;
        const names = settingOf(component, "requestheader-allowed-names");
        if (listed(names?.value).length > 0) continue;
        const name = proxyName(running) ?? "front-proxy-client";
        yield {
          place: names?.place ?? startPlace(running, "requestheader-allowed-names"),
          message: `kube-apiserver on ${host.name}: no --requestheader-allowed-names`,
          remedy: {
            sentence: `Set --requestheader-allowed-names to ${name}.`,
            ...change(running, "requestheader-allowed-names", name),
          },
        };
      }
    },
  },
  "front-proxy-name-not-allowed": {
    title: "The front proxy's certificate has a name that is not allowed",
    severity: "error",
    group: "trust",
    source: `${AGGREGATION}; k8s.io/apiserver pkg/authentication/request/headerrequest/requestheader.go`,
    why: "Extension servers get the allowed names from the API server: they take its front-proxy certificate for a client of that name, and aggregated APIs are refused.",
    shows: ['x509: subject with cn="..." is not in the allowed list'],
    mend: "Add the certificate's common name to --requestheader-allowed-names, or issue the certificate with the allowed name.",
    breaks: ["identity", "right"],
    *check(scene): Generator<Fault> {
      for (const running of toldWhole(scene, "kube-apiserver")) {
        const names = settingOf(running.component, "requestheader-allowed-names");
        const name = proxyName(running);
        if (names === undefined || name === undefined) continue;
        const allowed = listed(names.value);
        if (allowed.length === 0 || allowed.includes(name)) continue;
        const certificate = settingOf(running.component, "proxy-client-cert-file")?.file?.place;
        yield {
          place: names.place,
          also: certificate === undefined ? [] : [certificate],
          message: `the front proxy's certificate on ${running.host.name} is for ${name}, and ${names.value} is allowed`,
          shown: { field: names.name, value: settingText(names) },
          remedy: {
            sentence: `Allow ${name}.`,
            ...change(running, "requestheader-allowed-names", name),
          },
        };
      }
    },
  },
  "front-proxy-not-believed": {
    title: "The front proxy's authority is not the one that is published for it",
    severity: "error",
    group: "trust",
    source: `${AGGREGATION}; k8s.io/apiserver pkg/authentication/request/headerrequest/requestheader.go`,
    why: "Extension servers get --requestheader-client-ca-file from the API server: when it has not signed the API server's own front-proxy certificate, every aggregated API is refused, metrics too.",
    shows: ["Unable to authenticate the request ... x509: certificate signed by unknown authority"],
    mend: "Put the authority that signed the front proxy's certificate into --requestheader-client-ca-file.",
    breaks: ["identity", "unknown-authority"],
    under: ["front-proxy-authority-shared", "etcd-authority-shared", "file-is-another"],
    *check(scene): Generator<Fault> {
      for (const running of toldWhole(scene, "kube-apiserver")) {
        const slot = settingOf(running.component, "requestheader-client-ca-file");
        const shown = settingOf(running.component, "proxy-client-cert-file")?.file;
        if (slot?.file === undefined || shown === undefined) continue;
        const [leaf, ...behind] = certificatesIn(shown.contents);
        const certificates = certificatesIn(slot.file.contents);
        if (leaf === undefined || certificates.length === 0) continue;
        const chain = { leaf, behind, place: shown.place };
        const anchors = { certificates, place: slot.file.place };
        const verdict = scene.judge({ shown: chain, anchors, usage: "clientAuth", at: scene.at });
        if (verdict.accepted || verdict.reason !== "unknown-authority") continue;
        yield {
          place: slot.file.place,
          also: [slot.place, shown.place],
          message: `${slot.value} on ${running.host.name} is without the authority of ${nameText(leaf.subject)} in ${shown.path}`,
          shown: { field: "Subject", value: certificates.map(({ subject }) => nameText(subject)).join("; ") },
          remedy: {
            sentence: `Put the authority that signed ${shown.path} into ${slot.value}, on every API server.`,
            restart: restartOf(running),
          },
        };
      }
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;

function proxyName({ component, host }: FilledSlot["running"]): string | undefined {
  const named = settingOf(component, "proxy-client-cert-file")?.file;
  const path = fileBeside(host, "cert/front-proxy-client");
  const file = named ?? host.files.find((one) => one.path === path);
  const content = file?.contents.find(({ kind }) => kind === "certificate");
  if (content?.kind !== "certificate") return undefined;
  return subjectOf(content.certificate.subject).commonName;
}
