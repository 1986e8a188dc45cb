import type { SecretId } from "../../catalog/types.ts";
import type { DesiredValue } from "../desired.ts";
import type { Resolution } from "./credential.ts";
import { type Facts, fill } from "./facts.ts";
import { hostUnit } from "./host-unit.ts";
import { onHost } from "./scope.ts";

/**
 * What every control plane needs the same of, each file sealed, by its name with `-` for `/`: the data of the Secret
 * kubeadm-certs. A file that control planes do not have, such as the key of an authority kept apart, is empty there, which
 * kubeadm passes over.
 */
export function sealedUploads(resolution: Resolution, cluster: Facts, id: SecretId): DesiredValue {
  const { spec, layout } = resolution;
  const host = spec.hosts.find((one) => onHost("first-control-plane", spec, layout, one));
  if (layout.uploads === undefined || host === undefined) return {};
  const { folder, files } = layout.uploads;
  const root = fill(folder, cluster).replace(/^\//, "");
  const unit = hostUnit(resolution, cluster, host);
  return Object.fromEntries(
    files.map((name): [string, DesiredValue] => {
      const content = unit.files.find(({ path }) => path === `${root}/${name}`)?.content;
      const field = name.replaceAll("/", "-");
      if (content === undefined) return [field, ""];
      return [field, { $: { kind: "sealed", content, name, id }, base64: true }];
    }),
  );
}
