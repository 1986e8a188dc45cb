// What a written folder holds, read back from disk: every credential and what each trust slot believes.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { AuthorityId, CredentialId, FileSlotId, SlotId } from "../../src/catalog/types.ts";
import { catalog, type Desired, type DesiredCredential, type Host, resolve, type Spec } from "../../src/index.ts";
import type { Resolution } from "../../src/spec/resolve/credential.ts";
import { clusterFacts, type Facts, fill, hostFacts } from "../../src/spec/resolve/facts.ts";
import { fileName } from "../../src/spec/resolve/people-units.ts";
import { resolutionOf } from "../../src/spec/resolve/resolve.ts";
import type { ServiceServer } from "../../src/spec/spec.ts";

/** A folder of the output, and what placeholders stand for there. */
export interface TreeUnit {
  readonly name: string;
  readonly host: Host | undefined;
  readonly service: ServiceServer | undefined;
  readonly facts: Facts;
}

export interface TreeCredential {
  readonly id: CredentialId;
  readonly unit: TreeUnit;
  readonly desired: DesiredCredential;
  /** The file as it is presented: the certificate, and what stands between it and a root. */
  readonly certificate: string;
  readonly key: string;
  /** What its kubeconfig believes. */
  readonly believes: string | undefined;
}

export interface Tree {
  readonly spec: Spec;
  readonly resolution: Resolution;
  readonly desired: Desired;
  readonly units: readonly TreeUnit[];
  readonly credentials: readonly TreeCredential[];
  /** The certificate of an authority. */
  authority(id: AuthorityId): string;
  /** What stands in a slot's file in a unit; of a slot that is an object of the cluster, what belongs there. */
  slot(id: SlotId, unit: TreeUnit): string | undefined;
}

export function readTree(out: string, spec: Spec): Tree {
  const desired = resolve(spec, catalog);
  const resolution = resolutionOf(spec, catalog);
  const cluster = clusterFacts(spec, catalog);
  const units = desired.units.map((name) => unitOf(spec, cluster, name));
  const text = (unit: string, path: string): string | undefined => {
    const file = join(out, unit, path);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  };
  const authority = (id: AuthorityId): string => text("authorities", `${id}.crt`) ?? "";
  const credentials = units.flatMap((unit) =>
    desired.unit(unit.name).credentials.map((wanted): TreeCredential => {
      const { store } = wanted;
      const files = "kubeconfig" in store ? embedded(text(unit.name, store.kubeconfig) ?? "") : undefined;
      const certificate = "kubeconfig" in store ? files?.certificate : text(unit.name, store.certificate);
      const key = "kubeconfig" in store ? files?.key : text(unit.name, store.key);
      if (!certificate || !key) throw new Error(`${unit.name}: ${wanted.id} is not there`);
      return { id: wanted.id, unit, desired: wanted, certificate, key, believes: files?.authorities };
    }),
  );
  return {
    spec,
    resolution,
    desired,
    units,
    credentials,
    authority,
    slot(id, unit) {
      const path = resolution.trust.slots[id as FileSlotId];
      return path === undefined
        ? resolution.model.slot(id).map(authority).join("")
        : text(unit.name, fill(path, unit.facts));
    },
  };
}

function unitOf(spec: Spec, cluster: Facts, name: string): TreeUnit {
  const [folder, own] = name.split("/");
  const host = folder === "hosts" ? spec.hosts.find((one) => one.name === own) : undefined;
  const service = folder === "services" ? spec.services.find((one) => fileName(one.name) === own) : undefined;
  const facts = {
    ...(host === undefined ? cluster : hostFacts(spec, catalog, cluster, host)),
    ...(service === undefined ? {} : { service: service.service, namespace: service.namespace }),
    file: own ?? "",
  };
  return { name, host, service, facts };
}

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: Record<string, string> }[];
  readonly users: readonly { readonly user: Record<string, string> }[];
}

function embedded(text: string): { authorities: string; certificate: string; key: string } {
  const { clusters, users } = parse(text) as Kubeconfig;
  const decoded = (data: string | undefined): string => Buffer.from(data ?? "", "base64").toString();
  return {
    authorities: decoded(clusters[0]?.cluster["certificate-authority-data"]),
    certificate: decoded(users[0]?.user["client-certificate-data"]),
    key: decoded(users[0]?.user["client-key-data"]),
  };
}
