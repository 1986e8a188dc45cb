/** What reading came to, in numbers: for a command to say, above all where it came to nothing. */
import type { Actual, Content } from "./actual.ts";

export interface Found {
  readonly hosts: number;
  readonly components: number;
  /** Regular files that are text or DER. */
  readonly files: number;
  /** Certificates, also those inside kubeconfigs and objects. */
  readonly certificates: number;
  readonly keys: number;
  readonly kubeconfigs: number;
  readonly objects: number;
  /** Files of which nothing was read; there is a note about each. */
  readonly unread: number;
  /** Whether nothing is there that trust could be judged by. */
  readonly isNothing: boolean;
}

/** What is looked for, in the order in which it helps. */
export const LOOKED_FOR: readonly string[] = [
  "certificates and keys (PEM, DER, PKCS#12)",
  "kubeconfigs",
  "static pods, systemd units and environment files of Kubernetes' components and etcd",
  "configuration files of kubelet, kube-proxy, etcd, kubeadm, k3s and RKE2",
  "Kubernetes objects with certificates in them",
];

export function foundIn({ hosts, loose }: Actual): Found {
  const files = [...hosts.flatMap((host) => host.files), ...loose];
  const counts = { certificate: 0, "private-key": 0, kubeconfig: 0, object: 0 };
  const count = (contents: readonly Content[]): void => {
    for (const content of contents) {
      if (content.kind in counts) counts[content.kind as keyof typeof counts]++;
      if (content.kind === "object" || content.kind === "pkcs12") count(content.holds ?? []);
      if (content.kind !== "kubeconfig") continue;
      const materials = [
        ...content.clusters.map(({ authorities }) => authorities),
        ...content.users.flatMap(({ certificate, key }) => [certificate, key]),
      ];
      for (const material of materials) if (material?.by === "value") count(material.contents);
    }
  };
  for (const file of files) count(file.contents);
  const components = hosts.flatMap((host) => host.components).length;
  return {
    hosts: hosts.length,
    components,
    files: files.length,
    certificates: counts.certificate,
    keys: counts["private-key"],
    kubeconfigs: counts.kubeconfig,
    objects: counts.object,
    unread: files.filter(({ unread }) => unread !== undefined).length,
    isNothing: components + counts.certificate + counts.kubeconfig === 0,
  };
}
