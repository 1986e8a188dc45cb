import { describe, expect, it } from "vitest";
import { parsePem, type RuleId, type TreeEntry } from "../../../../src/index.ts";
import { writtenTree } from "../../inventory/written.ts";
import { audited, edited, grave, mended, otherTree, rightTree, textAt, withText } from "./faulty.ts";

const PKI = "hosts/cp-1/etc/kubernetes/pki";
const POD = "hosts/cp-1/etc/kubernetes/manifests";
const API = `${POD}/kube-apiserver.yaml`;
const CONTROLLER = `${POD}/kube-controller-manager.yaml`;

type Tree = readonly TreeEntry[];

/** What somebody did to a right tree, beside a tree of another cluster. */
interface Case {
  readonly rule: RuleId;
  readonly file: string;
  readonly title: string;
  readonly make: (right: Tree, other: Tree) => Tree;
  /** Whether the remedy has commands, which then mend it. */
  readonly mends?: true;
}

const added = (tree: Tree, path: string, text: string): Tree => withText(tree, path, textAt(tree, path) + text);

const CASES: readonly Case[] = [
  {
    rule: "front-proxy-authority-shared",
    file: `${PKI}/ca.crt`,
    title: "the front proxy is believed by the cluster's authority",
    make: (right) =>
      edited(
        edited(
          right,
          API,
          "requestheader-client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt",
          "requestheader-client-ca-file=/etc/kubernetes/pki/ca.crt",
        ),
        CONTROLLER,
        "requestheader-client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt",
        "requestheader-client-ca-file=/etc/kubernetes/pki/ca.crt",
      ),
  },
  {
    rule: "etcd-authority-shared",
    file: `${PKI}/etcd/ca.crt`,
    title: "etcd believes the cluster's authority beside its own",
    make: (right) => added(right, `${PKI}/etcd/ca.crt`, textAt(right, `${PKI}/ca.crt`)),
  },
  {
    rule: "front-proxy-names-unset",
    file: API,
    title: "any name may be a front proxy",
    make: (right) => edited(right, API, /\n.*requestheader-allowed-names=.*/, ""),
    mends: true,
  },
  {
    rule: "front-proxy-name-not-allowed",
    file: API,
    title: "another name is allowed",
    make: (right) => edited(right, API, "allowed-names=front-proxy-client", "allowed-names=aggregator"),
    mends: true,
  },
  {
    rule: "trust-slot-leaf",
    file: `${PKI}/front-proxy-ca.crt`,
    title: "a leaf stands among authorities",
    make: (right) => added(right, `${PKI}/front-proxy-ca.crt`, textAt(right, `${PKI}/front-proxy-client.crt`)),
  },
  {
    rule: "trust-slot-without-issuer",
    file: "hosts/node-1/etc/kubernetes/pki/ca.crt",
    title: "a node has the authority of another cluster",
    make: (right, other) =>
      withText(
        right,
        "hosts/node-1/etc/kubernetes/pki/ca.crt",
        textAt(other, "hosts/node-1/etc/kubernetes/pki/ca.crt"),
      ),
  },
  {
    rule: "signer-several",
    file: CONTROLLER,
    title: "the signer's file is a bundle",
    make: (right, other) =>
      edited(
        withText(right, `${PKI}/both.crt`, textAt(right, `${PKI}/ca.crt`) + textAt(other, `${PKI}/ca.crt`)),
        CONTROLLER,
        "cluster-signing-cert-file=/etc/kubernetes/pki/ca.crt",
        "cluster-signing-cert-file=/etc/kubernetes/pki/both.crt",
      ),
  },
  {
    rule: "signer-not-believed",
    file: `${PKI}/own.crt`,
    title: "the signer is another authority",
    make: (right, other) =>
      edited(
        edited(
          withText(
            withText(right, `${PKI}/own.crt`, textAt(other, `${PKI}/ca.crt`)),
            `${PKI}/own.key`,
            textAt(other, `${PKI}/ca.key`),
          ),
          CONTROLLER,
          "cluster-signing-cert-file=/etc/kubernetes/pki/ca.crt",
          "cluster-signing-cert-file=/etc/kubernetes/pki/own.crt",
        ),
        CONTROLLER,
        "cluster-signing-key-file=/etc/kubernetes/pki/ca.key",
        "cluster-signing-key-file=/etc/kubernetes/pki/own.key",
      ),
    mends: true,
  },
];

describe("a fault in who believes whom", () => {
  it.each(CASES)("$title: $rule", async ({ rule, file, make, mends }) => {
    const faulty = make(await rightTree(), await otherTree());
    const found = grave(await audited(faulty));
    expect(found.map(({ rule: id, place }) => `${id} ${place.file}`)).toEqual([`${rule} out/${file}`]);
    const [finding] = found;
    expect(finding?.message).not.toMatch(/undefined|\.$/);
    expect(finding?.remedy.commands !== undefined).toBe(mends === true);
    if (finding === undefined || mends !== true) return;
    expect(grave(await audited(mended(faulty, finding))).map(({ rule: id }) => id)).toEqual([]);
  });

  it("a signing key that is another's is told once", async () => {
    const faulty = withText(await rightTree(), `${PKI}/ca.key`, textAt(await otherTree(), `${PKI}/ca.key`));
    const found = grave(await audited(faulty)).filter(({ rule }) => rule.startsWith("signer"));
    expect(found.map(({ rule, place }) => `${rule} ${place.file}`)).toEqual([`signer-not-pair out/${PKI}/ca.key`]);
  });

  it("an old authority that nothing comes from any more is advice, and is taken out by its command", async () => {
    const path = `${PKI}/ca.crt`;
    const faulty = withText(await rightTree(), path, textAt(await rightTree(), path) + textAt(await otherTree(), path));
    // The file is the signer's too, which takes one certificate.
    const apart = edited(
      withText(faulty, `${PKI}/signer.crt`, textAt(await rightTree(), path)),
      CONTROLLER,
      "cluster-signing-cert-file=/etc/kubernetes/pki/ca.crt",
      "cluster-signing-cert-file=/etc/kubernetes/pki/signer.crt",
    );
    const audit = await audited(apart);
    const [finding] = audit.findings.filter(({ rule }) => rule === "trust-slot-unused");
    expect(grave(audit)).toEqual([]);
    expect(finding?.place.file).toBe(`out/${path}`);
    if (finding === undefined) throw new Error("nothing to mend");
    const after = mended(apart, finding);
    expect(parsePem(textAt(after, path))).toHaveLength(1);
    expect((await audited(after)).findings.filter(({ rule }) => rule === "trust-slot-unused")).toEqual([]);
  });

  it("two clusters with one authority are told of it", async () => {
    const right = await rightTree();
    const other = await otherTree();
    const second = other
      .filter(({ path }) => path.startsWith("hosts/cp-1/"))
      .map((one) => ({
        ...one,
        path: one.path.replace("hosts/cp-1", "hosts/x-1"),
        shown: one.shown.replace("cp-1", "x-1"),
      }));
    const path = `${PKI}/ca.crt`;
    const shared = [...right, ...withText(second, "hosts/x-1/etc/kubernetes/pki/ca.crt", textAt(right, path))];
    const found = grave(await audited(shared)).filter(({ rule }) => rule === "authority-in-two-clusters");
    expect(found.map(({ place, also }) => [place.file, ...also.map(({ file }) => file)])).toEqual([
      [`out/${path}`, "out/hosts/x-1/etc/kubernetes/pki/ca.crt"],
    ]);
    expect(
      grave(await audited([...right, ...second])).filter(({ rule }) => rule === "authority-in-two-clusters"),
    ).toEqual([]);
  });

  it("one authority for everybody is advice, said once", async () => {
    const { entries } = await writtenTree(
      "authorities: one\nlayout: kubeadm\nhosts: [{ name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }]\n",
    );
    const audit = await audited(entries);
    expect(audit.findings.filter(({ rule }) => rule === "one-authority").map(({ severity }) => severity)).toEqual([
      "advice",
    ]);
    expect((await audited(await rightTree())).findings.filter(({ rule }) => rule === "one-authority")).toEqual([]);
  });
});
