/** Hosts from InitConfiguration (the first control plane) and JoinConfigurations (all others). */

import type { Report } from "../../source/report.ts";
import { below, type Place } from "../../source/source-document.ts";
import type { Origins } from "../draft.ts";
import { commaEntries } from "../read/entries.ts";
import { readAddress, readDnsName } from "../read/names.ts";
import type { Host, HostRole } from "../spec.ts";
import type { KubeadmDocuments, NodeRegistration } from "./documents.ts";

export interface MachineFacts {
  readonly hostname?: string;
  readonly address?: string;
}

interface Node {
  readonly role: HostRole;
  readonly registration: NodeRegistration | undefined;
  readonly registrationPlace: Place;
  readonly advertise: string | undefined;
  readonly advertisePlace: Place;
  /** Of the machine kubeadm would run on; known only for the first control plane. */
  readonly facts: MachineFacts;
  readonly document: Place;
}

export function readKubeadmHosts(
  { cluster, init, joins }: KubeadmDocuments,
  facts: MachineFacts,
  origins: Origins,
  report: Report,
): readonly Host[] {
  const nodes: Node[] = [];
  const first = init?.place ?? cluster?.place;
  if (first !== undefined) {
    nodes.push({
      role: "control-plane",
      registration: init?.fields.nodeRegistration,
      registrationPlace: below(first, "nodeRegistration"),
      advertise: init?.fields.localAPIEndpoint?.advertiseAddress,
      advertisePlace: below(first, "localAPIEndpoint", "advertiseAddress"),
      facts,
      document: first,
    });
  }
  for (const { fields, place } of joins) {
    nodes.push({
      role: fields.controlPlane === undefined ? "worker" : "control-plane",
      registration: fields.nodeRegistration,
      registrationPlace: below(place, "nodeRegistration"),
      advertise: fields.controlPlane?.localAPIEndpoint?.advertiseAddress,
      advertisePlace: below(place, "controlPlane", "localAPIEndpoint", "advertiseAddress"),
      facts: {},
      document: place,
    });
  }
  return nodes.flatMap((node) => {
    const host = readNode(node, report);
    if (host === undefined) return [];
    origins.hosts.push({
      name: below(node.registrationPlace, "name"),
      addresses: node.advertise === undefined ? below(node.registrationPlace, "kubeletExtraArgs") : node.advertisePlace,
      roles: node.document,
    });
    return [host];
  });
}

function readNode(node: Node, report: Report): Host | undefined {
  const { registration, registrationPlace, facts, role } = node;
  const flags = registration?.kubeletExtraArgs ?? [];
  const flagPlace = below(registrationPlace, "kubeletExtraArgs");
  const flag = (name: string): string | undefined => flags.findLast((one) => one.name === name)?.value;
  for (const { name } of flags) {
    if (name === "node-ip" || name === "hostname-override") continue;
    report.warning(
      flagPlace,
      `kubelet flag \`${name}\` is for this one host and is ignored`,
      "kubepki writes the same flags on all hosts",
    );
  }
  const override = flag("hostname-override");
  const given = registration?.name ?? override ?? facts.hostname;
  const namePlace = below(registrationPlace, "name");
  if (override !== undefined && registration?.name !== undefined && override !== registration.name) {
    report.warning(
      flagPlace,
      `hostname-override ${override} is not the node's name and is ignored`,
      `the name is ${registration.name}`,
    );
  }
  if (given === undefined) {
    const remedy = "write it in nodeRegistration.name";
    // A worker's document without a name is one for every worker; kubeadm asks the machine that it runs on.
    if (role === "worker" && !report.failedIn(registrationPlace)) {
      report.warning(node.document, "the name of this node is not known: nothing is made for it", remedy);
    } else if (!report.failedIn(registrationPlace)) {
      report.error(node.document, "the name of this node is not known", remedy);
    }
    return undefined;
  }
  // As kubeadm does (kubernetes cmd/kubeadm/app/util/config, GetHostname).
  const name = readDnsName(given.trim().toLowerCase(), namePlace, report, "host name");
  const addresses = readAddresses(node, flag("node-ip"), flagPlace, report);
  return name === undefined ? undefined : { name, roles: [role], addresses, names: [] };
}

/** The advertised address first; those of the kubelet's node-ip after it. */
function readAddresses(node: Node, nodeIp: string | undefined, flagPlace: Place, report: Report): readonly string[] {
  const addresses = new Set<string>();
  // Unspecified means to kubeadm: find it out.
  const advertise = node.advertise === "0.0.0.0" || node.advertise === "::" ? undefined : node.advertise;
  if (node.role === "control-plane") {
    const first = advertise ?? node.facts.address;
    const address = first === undefined ? undefined : readAddress(first, node.advertisePlace, report);
    if (address !== undefined) addresses.add(address);
  }
  for (const { text, place } of commaEntries(nodeIp, flagPlace)) {
    const address = readAddress(text, place, report);
    if (address !== undefined) addresses.add(address);
  }
  if (addresses.size === 0 && node.role === "control-plane" && !report.failedIn(node.document)) {
    const field = node.advertisePlace.path.join(".");
    report.error(node.document, "the address of this control plane is not known", `write it in ${field}`);
  }
  return [...addresses];
}
