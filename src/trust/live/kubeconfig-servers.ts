/** What kubeconfigs dial: load balancers, names of the outside. */
import type { Actual } from "../../inventory/actual.ts";

/** Each once. */
export function kubeconfigServers({ hosts, loose }: Actual): { readonly host: string; readonly port: number }[] {
  const found = new Map<string, { host: string; port: number }>();
  for (const { contents } of [...hosts.flatMap(({ files }) => files), ...loose]) {
    for (const content of contents) {
      if (content.kind !== "kubeconfig") continue;
      for (const { server = "" } of content.clusters) {
        const [, host, port = "443"] = /^https:\/\/(\[[^\]]+\]|[^/:]+)(?::(\d{1,5}))?(?:\/|$)/.exec(server) ?? [];
        if (host === undefined || Number(port) > 65535 || Number(port) < 1) continue;
        const one = { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
        // Of every host another one: what listens there is found by its own settings.
        if (!/^(?:127\.0\.0\.1|::1|localhost)$/.test(one.host)) found.set(`${one.host} ${one.port}`, one);
      }
    }
  }
  return [...found.values()];
}
