import type { Report } from "../../source/report.ts";
import type { Place } from "../../source/source-document.ts";
import type { Draft, HostOrigin } from "../draft.ts";
import type { Host, HostRole } from "../spec.ts";

/** Hosts among each other, and their roles. Linear: a fleet has thousands. */
export function checkHosts(draft: Draft, report: Report): void {
  const { spec } = draft;
  checkTwice(draft, report);
  checkRoles(draft, report);
  checkEtcd(draft, report);
  const seen = new Set<HostOrigin>();
  for (const [i, host] of spec.hosts.entries()) {
    const origin = draft.origins.host(i);
    // Hosts of one range share their origin: one report is enough.
    if (!seen.has(origin)) checkAddressGiven(host, origin, draft.from, report);
    seen.add(origin);
  }
}

const has = (host: Host, role: HostRole): boolean => host.roles.includes(role);

/** Names and addresses that are there twice. Of the hosts of one range only the first fault of a kind is named. */
function checkTwice({ spec, origins }: Draft, report: Report): void {
  const names = new Map<string, number>();
  const addresses = new Map<string, number>();
  const named = new Set<HostOrigin>();
  const addressed = new Set<HostOrigin>();
  for (const [i, host] of spec.hosts.entries()) {
    const origin = origins.host(i);
    const first = names.get(host.name);
    if (first === undefined) names.set(host.name, i);
    else if (!named.has(origin)) {
      named.add(origin);
      report.error(origin.name, `host \`${host.name}\` is there twice`, firstAt(origins.host(first).name));
    }
    for (const address of host.addresses) {
      const owner = addresses.get(address);
      if (owner === undefined) addresses.set(address, i);
      const fault: readonly [message: string, remedy: string] | undefined = UNUSABLE.test(address)
        ? [`${address} is not the address of a host`, "give the address that others reach it by"]
        : owner === undefined
          ? undefined
          : [sharedBy(address, spec.hosts[owner]?.name, host.name), "each host has addresses of its own"];
      if (fault === undefined || addressed.has(origin)) continue;
      addressed.add(origin);
      report.error(origin.addresses, ...fault);
    }
  }
}

const sharedBy = (address: string, owner: string | undefined, name: string): string =>
  owner === name
    ? `address ${address} is there twice`
    : `address ${address} is that of \`${owner}\` and of \`${name}\``;

/** Unspecified, broadcast and multicast addresses, in canonical text. */
const UNUSABLE = /^(?:0\.0\.0\.0|::|255\.255\.255\.255|2(?:2[4-9]|3\d)\..*|ff[0-9a-f]{2}:.*)$/;

function firstAt({ document, path }: Place): string {
  const { file, line } = document.position(path, "value");
  return `the first is at ${file}:${line}`;
}

function checkRoles({ spec, origins, from }: Draft, report: Report): void {
  const hosts = origins.of("hosts");
  if (spec.hosts.some((host) => has(host, "control-plane")) || report.failedIn(hosts)) return;
  const remedy = from === "cluster" ? "give one host `roles: [control-plane]`" : "add an InitConfiguration";
  report.error(hosts, "there is no control plane", remedy);
}

function checkEtcd({ spec, origins }: Draft, report: Report): void {
  const { kind } = spec.etcd;
  const members = spec.hosts.filter((host) => has(host, "etcd"));
  const hosts = origins.of("hosts");
  if (kind !== "external") {
    for (const [i, host] of spec.hosts.entries()) {
      if (!has(host, "etcd") || (kind === "stacked" && has(host, "control-plane"))) continue;
      const remedy = "write `etcd: external` for etcd on hosts of its own, or take the role away";
      report.error(origins.host(i).roles, `\`${host.name}\` has the role etcd, but etcd is ${kind}`, remedy);
    }
  } else if (members.length === 0 && !report.failedIn(hosts)) {
    report.error(
      origins.of("etcd"),
      "etcd is external, and no host has the role etcd",
      "give three hosts `roles: [etcd]`",
    );
  }
  if (kind !== "provided" && members.length > 0 && members.length % 2 === 0) {
    const message = `etcd has ${members.length} members, which survives no more failures than ${members.length - 1}`;
    report.warning(hosts, message, "an odd number: 1, 3 or 5");
  }
}

/** Who is dialled by address has to have one. */
function checkAddressGiven(
  host: Host,
  { name: place, addresses }: HostOrigin,
  from: Draft["from"],
  report: Report,
): void {
  if (host.addresses.length > 0 || report.failedIn(addresses)) return;
  const role = (["control-plane", "etcd"] as const).find((one) => has(host, one));
  if (role !== undefined) {
    // For kubeadm's documents its reader said so, by the field that is missing there.
    if (from === "kubeadm") return;
    report.error(place, `\`${host.name}\` has the role ${role} and no address`, "write `addresses: [10.0.0.11]`");
  } else if (has(host, "worker")) {
    const message = `\`${host.name}\` has no address`;
    report.warning(
      place,
      message,
      "its kubelet's serving certificate then carries its name only; the API server dials addresses first",
    );
  }
}
