// Rules that speak where no other does, or of what nobody could look at.
import { expect, it } from "vitest";
import { auditTree, catalog, readActual } from "../../../../src/index.ts";
import { AT, audited, edited, rightTree } from "./faulty.ts";

const API = "hosts/cp-1/etc/kubernetes/manifests/kube-apiserver.yaml";

it("connections that no other rule explains are told by themselves, with both ends", async () => {
  const faulty = edited(
    await rightTree(),
    API,
    "etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt",
    "etcd-cafile=/etc/kubernetes/pki/ca.crt",
  );
  const actual = await readActual(faulty, catalog);
  const { findings } = auditTree({ actual, catalog, at: AT, rules: ["connection-fails"] });
  expect(findings.map(({ rule, place }) => `${rule} ${place.file}`)).toContain(
    "connection-fails out/hosts/cp-1/etc/kubernetes/pki/etcd/server.crt",
  );
  expect(findings[0]?.remedy.sentence).toContain("kubepki verify --component etcd");
  // With every rule, the one that knows the cause speaks in its place.
  const all = await audited(faulty);
  expect(all.findings.filter(({ rule }) => rule === "connection-fails")).toEqual([]);
  expect(all.findings.flatMap(({ breaks }) => breaks).some(({ outcome }) => outcome === "fails")).toBe(true);
});

it("a file that could not be opened is said to be so", async () => {
  const right = await rightTree();
  const path = "hosts/cp-1/etc/kubernetes/pki/spare.crt";
  const entry = {
    input: 0,
    path,
    shown: `out/${path}`,
    content: { problem: "unreadable", message: "permission denied" },
  } as const;
  const { findings } = await audited([...right, entry]);
  expect(findings.filter(({ rule }) => rule === "file-unreadable").map(({ place }) => place.file)).toEqual([
    `out/${path}`,
  ]);
  expect((await audited(right)).findings.filter(({ rule }) => rule === "file-unreadable")).toEqual([]);
});
