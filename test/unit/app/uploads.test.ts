/** The Secret kubeadm-certs, opened as kubeadm does: AES-256-GCM, the nonce before the rest (app/util/crypto). */
import { createDecipheriv } from "node:crypto";
import { expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import {
  apply,
  memoryStore,
  nodeKeyMaker,
  nodeSigner,
  parseSpec,
  systemClock,
  systemEntropy,
} from "../../../src/index.ts";

const TEXT = `
apiVersion: kubepki/v1
kind: Cluster
name: demo
hosts: [{ name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }]
bootstrap: { ttl: 2h, certificates: true }
`;

function opened(sealed: Buffer, key: Buffer): string {
  const cipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12));
  cipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([cipher.update(sealed.subarray(12, -16)), cipher.final()]).toString();
}

it("holds what is on the control plane, and opens with its key alone", async () => {
  const { spec } = parseSpec([{ file: "cluster.yaml", text: TEXT }]);
  if (spec === undefined) throw new Error("the specification is wrong");
  const files = memoryStore();
  const ports = { clock: systemClock, entropy: systemEntropy(), keyMaker: nodeKeyMaker, signerFor: nodeSigner, files };
  await apply({ spec }, ports);
  await files.open({ readOnly: true });
  const textOf = (unit: string, path: string): string => Buffer.from(files.find(unit, path)?.bytes ?? []).toString();
  const key = Buffer.from(textOf("cluster", "join/certificate-key").trim(), "hex");
  const objects = parseAllDocuments(textOf("cluster", "kubeadm-certs.yaml")).map((document) => document.toJS());
  const { data } = objects.find(({ kind }) => kind === "Secret") as { data: Record<string, string> };
  const names = Object.keys(data).sort();
  expect(names).toEqual([
    "ca.crt",
    "ca.key",
    "etcd-ca.crt",
    "etcd-ca.key",
    "front-proxy-ca.crt",
    "front-proxy-ca.key",
    "sa.key",
    "sa.pub",
  ]);
  for (const name of names) {
    const sealed = Buffer.from(data[name] ?? "", "base64");
    const path = `etc/kubernetes/pki/${name.replace("etcd-", "etcd/")}`;
    expect(opened(sealed, key)).toBe(textOf("hosts/cp-1", path));
    expect(() => opened(sealed, Buffer.alloc(32, 1))).toThrow();
  }
});
