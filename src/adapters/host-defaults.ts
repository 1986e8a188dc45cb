/** What kubeadm takes from the host it runs on when a configuration does not say it. */
import { hostname, networkInterfaces } from "node:os";

/** The host's name, lower case, and its first address that is neither loopback nor link-local. */
export function hostDefaults(): { readonly hostname: string; readonly address?: string } {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((entry) => !entry.internal && !/^(fe80:|169\.254\.)/i.test(entry.address))
    .sort((a, b) => (a.family === b.family ? 0 : a.family === "IPv4" ? -1 : 1));
  const address = addresses[0]?.address;
  return { hostname: hostname().toLowerCase(), ...(address === undefined ? {} : { address }) };
}
