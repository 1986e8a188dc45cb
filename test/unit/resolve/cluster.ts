import { catalog } from "../../../src/catalog/index.ts";
import type { CredentialId } from "../../../src/catalog/types.ts";
import { DEFAULT_SPEC } from "../../../src/spec/defaults.ts";
import type { Desired, DesiredCredential, DesiredFile } from "../../../src/spec/desired.ts";
import { resolve } from "../../../src/spec/resolve/resolve.ts";
import type { Host, Spec } from "../../../src/spec/spec.ts";

export const host = (name: string, roles: Host["roles"], address: string, names: readonly string[] = []): Host => ({
  name,
  roles,
  addresses: [address],
  names,
});

/** Two control planes with stacked etcd behind a load balancer, and a worker. */
export const SPEC: Spec = {
  ...DEFAULT_SPEC,
  name: "demo",
  endpoint: { host: "api.example.com", port: 443 },
  hosts: [
    host("lb", ["load-balancer"], "10.0.0.10", ["lb.example.com"]),
    host("cp-1", ["control-plane", "etcd"], "10.0.0.11", ["one.example.com"]),
    host("cp-2", ["control-plane", "etcd"], "10.0.0.12"),
    host("worker-1", ["worker"], "10.0.0.21"),
  ],
};

export const desiredOf = (change: Partial<Spec> = {}): Desired => resolve({ ...SPEC, ...change }, catalog);

export function credentialOf(desired: Desired, unit: string, id: CredentialId): DesiredCredential {
  const found = desired.unit(unit).credentials.find((credential) => credential.id === id);
  if (found === undefined) throw new Error(`${unit} has no ${id}`);
  return found;
}

export const idsOf = (desired: Desired, unit: string): CredentialId[] =>
  desired.unit(unit).credentials.map(({ id }) => id);

export function fileOf(desired: Desired, unit: string, path: string): DesiredFile {
  const files = desired.unit(unit).files;
  const found = files.find((file) => file.path === path);
  if (found === undefined) throw new Error(`${unit} has no ${path}, but ${files.map((file) => file.path).join(", ")}`);
  return found;
}

/** The value of a flag on a host, or undefined. */
export function flagOf(desired: Desired, unit: string, component: string, name: string): string | undefined {
  for (const { content } of desired.unit(unit).files) {
    if (content.kind !== "settings" || content.component !== component) continue;
    return content.flags.find((flag) => flag.name === name)?.value;
  }
  return undefined;
}
