import { describe, expect, it } from "vitest";
import { CIS_ITEMS, catalog, cisProfile, RULES, readActual, type TreeEntry } from "../../../src/index.ts";
import { AT, edited, rightTree, textAt, withText } from "./rules/faulty.ts";

const verdicts = async (entries: readonly TreeEntry[]) =>
  cisProfile({ actual: await readActual(entries, catalog), catalog, at: AT });

const POD = "hosts/cp-1/etc/kubernetes/manifests";

describe("the CIS profile", () => {
  it("passes what is right, and leaves to a person what files do not say", async () => {
    const all = await verdicts(await rightTree());
    expect(all.filter(({ result }) => result === "fail").map(({ id, host, why }) => `${id} ${host} ${why}`)).toEqual(
      [],
    );
    const of = (id: string, host: string) => all.find((one) => one.id === id && one.host === host)?.result;
    expect(of("2.7", "cp-1")).toBe("pass");
    expect(of("2.7", "node-1")).toBe("not-applicable");
    expect(of("1.1.14", "cp-1")).toBe("manual");
    expect(of("1.1.21", "cp-1")).toBe("pass");
    expect(of("4.2.3", "node-1")).toBe("pass");
  });

  it("names only rules that there are", () => {
    const named = Object.values(CIS_ITEMS).flatMap(({ rules }) => rules);
    expect(named.filter((id) => !(id in RULES))).toEqual([]);
  });

  it("fails 2.7 for the same key under another file name, and passes two keys under any", async () => {
    const right = await rightTree();
    const other = withText(
      right,
      "hosts/cp-1/etc/kubernetes/pki/etcd/own-ca.crt",
      textAt(right, "hosts/cp-1/etc/kubernetes/pki/ca.crt"),
    );
    const named = edited(
      other,
      `${POD}/etcd.yaml`,
      "--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt",
      "--trusted-ca-file=/etc/kubernetes/pki/etcd/own-ca.crt",
    );
    const found = (await verdicts(named)).find(({ id, host }) => id === "2.7" && host === "cp-1");
    expect([found?.result, found?.places.map(({ file }) => file)]).toEqual([
      "fail",
      ["out/hosts/cp-1/etc/kubernetes/pki/etcd/own-ca.crt"],
    ]);
  });

  it.each([
    ["1.2.5", "kube-apiserver.yaml", /\n.*kubelet-certificate-authority=.*/],
    ["1.2.23", "kube-apiserver.yaml", /\n.*etcd-certfile=.*/],
    ["1.3.5", "kube-controller-manager.yaml", /\n.*root-ca-file=.*/],
    ["2.2", "etcd.yaml", /\n.*--client-cert-auth=true/],
    ["2.4", "etcd.yaml", /\n.*peer-key-file=.*/],
  ])("fails %s where %s lacks what it asks for", async (id, file, line) => {
    const all = await verdicts(edited(await rightTree(), `${POD}/${file}`, line, ""));
    expect(all.filter(({ result }) => result === "fail").map((one) => `${one.id} ${one.host}`)).toEqual([`${id} cp-1`]);
  });
});
