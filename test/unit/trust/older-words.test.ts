// What etcd prints about a client's certificate depends on the Go that its release was built with.
import { expect, it } from "vitest";
import { catalog, connectionsOf, predict, readActual } from "../../../src/index.ts";
import { writtenTree } from "../inventory/written.ts";
import { bytesOf, replaced } from "../render/map/actual-maps.ts";

const { entries } = await writtenTree("hosts: [{ name: cp, roles: [control-plane], addresses: 10.0.0.1 }]\n");
const PKI = "hosts/cp/etc/kubernetes/pki";
const MANIFEST = "hosts/cp/etc/kubernetes/manifests/etcd.yaml";

/** The API server shows etcd a certificate of another authority. */
async function printed(tag: string): Promise<(string | undefined)[]> {
  const manifest = Buffer.from(bytesOf(entries, MANIFEST)).toString();
  const tagged = replaced(entries, MANIFEST, manifest.replace(/(image: \S+etcd:)\S+/, `$1${tag}`));
  const wrong = (["crt", "key"] as const).reduce(
    (tree, ending) =>
      replaced(
        tree,
        `${PKI}/apiserver-etcd-client.${ending}`,
        Buffer.from(bytesOf(entries, `${PKI}/apiserver-kubelet-client.${ending}`)).toString(),
      ),
    tagged,
  );
  const connections = connectionsOf(await readActual(wrong), catalog).filter(({ id }) => id === "E10");
  const [first] = predict(connections, new Date("2026-11-26"), { bindings: [] });
  return [first?.serverPrints?.split(":").slice(0, 2).join(":"), first?.clientPrints];
}

it.each([
  ["3.4.23", "tls: failed to verify client certificate", "remote error: tls: bad certificate"],
  ["3.5.9-0", "tls: failed to verify client certificate", "remote error: tls: bad certificate"],
  ["3.5.12-0", "tls: failed to verify certificate", "remote error: tls: bad certificate"],
  ["3.5.13-0", "tls: failed to verify certificate", "remote error: tls: unknown certificate authority"],
  ["3.7.0-0", "tls: failed to verify certificate", "remote error: tls: unknown certificate authority"],
  ["latest", "tls: failed to verify certificate", "remote error: tls: unknown certificate authority"],
])("%s", async (tag, server, client) => {
  expect(await printed(tag)).toEqual([server, client]);
});
