import { expect, test } from "vitest";
import { auditTree, catalog, readActual } from "../../../../src/index.ts";
import { writtenTree } from "../../inventory/written.ts";
import { AT, edited } from "./faulty.ts";

const POD = "hosts/cp-1/etc/kubernetes/manifests";
const GATES = "A=true,StructuredAuthenticationConfiguration=true,KubeletFineGrainedAuthz=false";

/** A tree of an older release, with what that release still takes. */
async function older(): Promise<(upgradeTo?: string) => Promise<string[]>> {
  const { entries } = await writtenTree(
    "kubernetesVersion: 1.35.4\nhosts: [{ name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }]\n",
  );
  const flag = (name: string): [string, string] => ["    - --", `    - --${name}\n    - --`];
  const told = edited(
    edited(entries, `${POD}/kube-apiserver.yaml`, ...flag(`feature-gates=${GATES}`)),
    `${POD}/etcd.yaml`,
    ...flag("experimental-initial-corrupt-check=true"),
  );
  const actual = await readActual(told, catalog);
  return async (upgradeTo) =>
    auditTree({ actual, catalog, at: AT, ...(upgradeTo === undefined ? {} : { upgradeTo }) })
      .findings.filter(({ severity }) => severity !== "advice")
      .map(({ rule, message, remedy }) => `${rule}: ${message}; ${remedy.commands?.join("; ")}`);
}

test("what works today and not after an upgrade", async () => {
  const findings = await older();
  expect(await findings()).toEqual([]);
  const fine = [
    "setting-withdrawn: kube-apiserver 1.36 on cp-1 does not start with the feature gate KubeletFineGrainedAuthz=false: cannot set feature gate KubeletFineGrainedAuthz to false, feature is locked to true; sed -i -E 's|--feature-gates([= ][^ \"]*)?|--feature-gates=A=true,StructuredAuthenticationConfiguration=true|' /etc/kubernetes/manifests/kube-apiserver.yaml",
  ];
  expect(await findings("1.36")).toEqual(fine);
  expect((await findings("1.37")).map((one) => one.replace(/;.*/, ""))).toEqual([
    "setting-withdrawn: etcd 3.7 on cp-1 does not start with --experimental-initial-corrupt-check: flag provided but not defined: -experimental-initial-corrupt-check",
    "setting-withdrawn: kube-apiserver 1.37 on cp-1 does not start with the feature gate StructuredAuthenticationConfiguration: unrecognized feature gate: StructuredAuthenticationConfiguration",
    "setting-withdrawn: kube-apiserver 1.37 on cp-1 does not start with the feature gate KubeletFineGrainedAuthz=false: cannot set feature gate KubeletFineGrainedAuthz to false, feature is locked to true",
  ]);
});
