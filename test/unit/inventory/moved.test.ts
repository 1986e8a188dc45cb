import { expect, test } from "vitest";
import { readActual } from "../../../src/index.ts";
import { writtenTree } from "./written.ts";

const CLUSTER = "name: demo\nhosts: [{ name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }]\n";

/** Slots that no setting names, for they are for people's commands: only the layout knows their file. */
async function operatorTrust(text: string): Promise<readonly string[]> {
  const { entries } = await writtenTree(`${text}${CLUSTER}`);
  const { hosts } = await readActual(entries);
  return hosts.flatMap(({ files }) =>
    files.filter(({ roles }) => roles.some(({ role }) => role === "trust/etcd-operator-ca")).map(({ path }) => path),
  );
}

test("what no setting names is found in the folder that settings name others in", async () => {
  expect(await operatorTrust("")).toEqual(["/etc/kubernetes/pki/etcd/ca.crt"]);
  expect(await operatorTrust("directories: { pki: /etc/kubernetes/ssl }\n")).toEqual([
    "/etc/kubernetes/ssl/etcd/ca.crt",
  ]);
  expect(await operatorTrust("directories: { pki: /srv/tls/k8s }\n")).toEqual(["/srv/tls/k8s/etcd/ca.crt"]);
});
