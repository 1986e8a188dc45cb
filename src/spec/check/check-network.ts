import type { Report } from "../../source/report.ts";
import { parseAddress } from "../../x509/ip-address.ts";
import { contains, hostBits, overlap, parseSubnet, type Subnet } from "../cidr.ts";
import type { Draft, HostOrigin } from "../draft.ts";

/** Subnets, and the addresses that may not lie in them. */
export function checkNetwork(draft: Draft, report: Report): void {
  const { spec, origins } = draft;
  const services = parsed(spec.serviceSubnets);
  const pods = parsed(spec.podSubnets);
  for (const [text, subnet] of services) checkSize(text, subnet, draft, report);
  for (const [service, a] of services) {
    for (const [pod, b] of pods) {
      if (!overlap(a, b)) continue;
      sayOf(draft, report)(
        origins.of("podSubnets"),
        `pod subnet ${pod} and service subnet ${service} overlap`,
        "keep them apart",
      );
    }
  }
  checkEndpoint(draft, services, report);
  checkHostAddresses(draft, services, pods, report);
  checkIssuer(draft, report);
}

/** kubeadm takes addresses that lie where they should not: of its files it is a warning. */
const sayOf = ({ from }: Draft, report: Report): Report["error"] =>
  from === "kubeadm" ? (...issue) => report.warning(...issue) : (...issue) => report.error(...issue);

/** Of the hosts of one range only the first is named. */
function checkHostAddresses(draft: Draft, services: Subnets, pods: Subnets, report: Report): void {
  const { spec, origins } = draft;
  const inServices = new Set<HostOrigin>();
  const inPods = new Set<HostOrigin>();
  for (const [i, host] of spec.hosts.entries()) {
    const origin = origins.host(i);
    for (const address of host.addresses) {
      const bytes = parseAddress(address);
      if (bytes === undefined) continue;
      const service = services.find(([, subnet]) => contains(subnet, bytes));
      if (service !== undefined && !inServices.has(origin)) {
        inServices.add(origin);
        const message = `address ${address} of \`${host.name}\` lies in the service subnet ${service[0]}`;
        sayOf(draft, report)(origin.addresses, message, "service addresses are virtual: give hosts others");
      }
      const pod = pods.find(([, subnet]) => contains(subnet, bytes));
      if (pod !== undefined && !inPods.has(origin)) {
        inPods.add(origin);
        report.warning(origin.addresses, `address ${address} of \`${host.name}\` lies in the pod subnet ${pod[0]}`);
      }
    }
  }
}

type Subnets = readonly (readonly [text: string, subnet: Subnet])[];

function parsed(texts: readonly string[]): Subnets {
  return texts.flatMap((text) => {
    const subnet = parseSubnet(text);
    return subnet === undefined ? [] : [[text, subnet] as const];
  });
}

/** The tenth address is the cluster's DNS (kubernetes cmd/kubeadm/app/constants MinimumAddressesInServiceSubnet). */
const FEWEST_BITS = 4;
/** The API server's allocator keeps a bitmap (kubernetes cmd/kube-apiserver/app/options/validation.go). */
const MOST_BITS = 20;

function checkSize(text: string, subnet: Subnet, { origins }: Draft, report: Report): void {
  const bits = hostBits(subnet);
  const width = subnet.base.length * 8;
  const allowed = `from /${width - MOST_BITS} to /${width - FEWEST_BITS}`;
  if (bits < FEWEST_BITS) {
    const message = `service subnet ${text} is too small: it has ${2 ** bits} addresses, and the DNS service takes the tenth`;
    report.error(origins.of("serviceSubnets"), message, allowed);
  } else if (bits > MOST_BITS) {
    report.error(origins.of("serviceSubnets"), `service subnet ${text} is too large`, allowed);
  }
}

function checkEndpoint(draft: Draft, services: Subnets, report: Report): void {
  const { spec, origins } = draft;
  // One that is not written is a host's address, and judged there.
  if (!origins.has("endpoint")) return;
  const bytes = parseAddress(spec.endpoint.host);
  const inside = bytes === undefined ? undefined : services.find(([, subnet]) => contains(subnet, bytes));
  if (inside === undefined) return;
  const message = `the endpoint ${spec.endpoint.host} lies in the service subnet ${inside[0]}`;
  sayOf(draft, report)(
    origins.of("endpoint"),
    message,
    "service addresses are virtual and not reached from outside: give another",
  );
}

/** A text without a colon is allowed too (kubernetes pkg/kubeapiserver/options/authentication.go). */
function checkIssuer({ spec: { serviceAccountIssuer: issuer }, origins }: Draft, report: Report): void {
  const place = origins.of("serviceAccountIssuer");
  if (issuer.includes(":") && !URL.canParse(issuer)) {
    report.error(
      place,
      `\`${issuer}\` is no issuer`,
      "a URL, for example https://kubernetes.default.svc.cluster.local",
    );
  } else if (!issuer.startsWith("https://")) {
    report.warning(place, `the issuer \`${issuer}\` is no https URL`, "discovery (OpenID Connect) wants one");
  } else if (/[?#]/.test(issuer)) {
    report.error(
      place,
      `the issuer \`${issuer}\` has a query or a fragment`,
      "only scheme, host and path (OpenID Connect Discovery)",
    );
  }
}
