/** What a host's files say that it is called and where it is reached. */

import { subjectOf } from "../../x509/name.ts";
import type { ActualComponent, ActualFile, Said } from "../actual.ts";
import { presentedBy } from "../roles/claim.ts";

/** Settings whose value is the node's name, and those whose value is an address or URL of the host itself. */
const NAMES = new Set(["hostname-override", "hostnameOverride", "name", "node-name"]);
const TOLD = new Set(["hostname-override", "hostnameOverride"]);
const ADDRESSES = new Set([
  "node-ip",
  "advertise-address",
  "initial-advertise-peer-urls",
  "advertise-client-urls",
  "listen-client-urls",
  "listen-peer-urls",
]);

export interface SaidByHost {
  readonly names: readonly Said[];
  readonly addresses: readonly Said[];
}

export function saidByHost(components: readonly ActualComponent[], files: readonly ActualFile[]): SaidByHost {
  const names = new Map<string, Said>();
  const addresses = new Map<string, Said>();
  const add = (to: Map<string, Said>, said: Said): void => {
    if (said.value !== "" && !to.has(said.value)) to.set(said.value, said);
  };
  // A program that is told the name goes by it, whatever a certificate says.
  for (const { settings } of components)
    for (const { name, value, place } of settings) if (TOLD.has(name)) add(names, { value, place });
  for (const file of files) {
    if (!file.roles.some(({ role }) => role === "kubeconfig/kubelet.conf" || role === "cert/kubelet.conf")) continue;
    const certificate = presentedBy(file);
    const user = certificate === undefined ? "" : subjectOf(certificate.subject).commonName;
    if (user.startsWith("system:node:")) add(names, { value: user.slice("system:node:".length), place: file.place });
  }
  for (const { component, settings } of components) {
    for (const { name, value, place } of settings) {
      // A scheduler's `name` would be something else.
      if (NAMES.has(name) && (name !== "name" || component === "etcd")) add(names, { value, place });
      if (!ADDRESSES.has(name)) continue;
      for (const one of value.split(",")) {
        const host = hostOf(one.trim());
        if (host !== undefined) add(addresses, { value: host, place });
      }
    }
  }
  if (addresses.size === 0) for (const said of certified(files)) add(addresses, said);
  return { names: [...names.values()], addresses: [...addresses.values()] };
}

/** Certificates that carry their host's own addresses, the purest first: the others have load balancers' and Services' too. */
const OWN = ["cert/kubelet-server", "cert/etcd-peer", "cert/etcd-server"] as const;

/** Addresses by a certificate of the host, where no setting says any. */
function certified(files: readonly ActualFile[]): readonly Said[] {
  for (const wanted of OWN) {
    for (const file of files) {
      if (!file.roles.some(({ role, by }) => role === wanted && by !== "content")) continue;
      const addresses = presentedBy(file)?.extensions.names?.addresses ?? [];
      const said = addresses.flatMap((one) => hostOf(one) ?? []);
      if (said.length > 0) return said.map((value) => ({ value, place: file.place }));
    }
  }
  return [];
}

/** The host of a URL or an address; undefined for one that is every host's. */
function hostOf(text: string): string | undefined {
  const host = /^(?:[a-z]+:\/\/)?(?:\[([0-9a-fA-F:.]+)\]|([^/:]+))(?::\d+)?$/.exec(text);
  const value = host?.[1] ?? host?.[2] ?? (/^[0-9a-fA-F:.]+$/.test(text) ? text : undefined);
  return value === undefined || /^(127\.|0\.0\.0\.0$|::1?$|localhost$)/.test(value) ? undefined : value;
}
