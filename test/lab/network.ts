import { isIPv6 } from "node:net";
import type { HostSpace } from "./host.ts";
import { runProgram } from "./process.ts";

export interface Wire {
  readonly space: HostSpace;
  readonly addresses: readonly string[];
}

/** One network for all hosts: a bridge in a namespace of its own, a virtual cable to each host. */
export async function connectHosts(bridge: HostSpace, wires: readonly Wire[]): Promise<void> {
  const cables = wires.flatMap(({ space }, i) => [
    `link add port${i} type veth peer name eth0 netns ${space.pid}`,
    `link set port${i} master bridge up`,
  ]);
  await ip(bridge, ["link set lo up", "link add bridge type bridge", "link set bridge up", ...cables]);
  const networks = new Set(wires.flatMap(({ addresses }) => addresses.map(networkOf)));
  await Promise.all(
    wires.map(({ space, addresses }) => {
      const own = new Set(addresses.map(networkOf));
      const families = new Set(addresses.map(isIPv6));
      const others = [...networks].filter(
        (network) => !own.has(network) && families.has(isIPv6(network.split("/")[0] ?? "")),
      );
      return ip(space, [
        "link set lo up",
        "link set eth0 up",
        ...addresses.map((address) =>
          isIPv6(address) ? `address add ${address}/64 dev eth0 nodad` : `address add ${address}/24 dev eth0`,
        ),
        ...others.map((network) => `route add ${network} dev eth0`),
      ]);
    }),
  );
}

/** The network of 254 hosts (or a /64) around an address. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return `${address.split(".").slice(0, 3).join(".")}.0/24`;
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::")[0]?.split(":") ?? [];
  return `${groups.slice(0, 4).join(":")}::/64`;
}

async function ip(space: HostSpace, lines: readonly string[]): Promise<void> {
  const { code, stderr } = await runProgram(space.enter(["ip", "-batch", "-"]), { stdin: `${lines.join("\n")}\n` });
  if (code !== 0) throw new Error(`network of ${space.name}: ${stderr.trim()}`);
}
