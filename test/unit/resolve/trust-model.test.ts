import { describe, expect, it } from "vitest";
import { catalog } from "../../../src/catalog/index.ts";
import type { FileSlotId, TopologyId } from "../../../src/catalog/types.ts";
import { DEFAULT_SPEC } from "../../../src/spec/defaults.ts";
import { trustPaths } from "../../../src/spec/resolve/trust.ts";
import { trustModel } from "../../../src/spec/resolve/trust-model.ts";
import type { Spec } from "../../../src/spec/spec.ts";

const model = (fields: Partial<Spec>) => trustModel({ ...DEFAULT_SPEC, ...fields }, catalog);

describe("topologies", () => {
  it("three authorities, each its own root", () => {
    const { authorities, roots } = model({});
    expect(authorities).toEqual(["ca", "front-proxy-ca", "etcd-ca"]);
    expect(roots.size).toBe(0);
  });

  it("slots hold the issuers of what they accept", () => {
    const { slot } = model({ topology: "five" });
    expect(slot("cluster-root-ca")).toEqual(["server-ca"]);
    expect(slot("apiserver-client-ca")).toEqual(["client-ca"]);
    expect(slot("etcd-peer-ca")).toEqual(["etcd-peer-ca"]);
    expect(slot("apiserver-requestheader-ca")).toEqual(["front-proxy-ca"]);
  });

  it("one signer when one authority issues all that can be asked for, else one each", () => {
    expect([...model({}).signers]).toEqual([["cluster-signing", "ca"]]);
    expect([...model({ topology: "signers-apart" }).signers]).toEqual([
      ["kube-apiserver-client", "client-ca"],
      ["kube-apiserver-client-kubelet", "node-client-ca"],
      ["kubelet-serving", "kubelet-serving-ca"],
      ["legacy-unknown", "legacy-ca"],
    ]);
    expect(model({ authorityKeys: "apart" }).signers.size).toBe(0);
  });

  it("the cluster's authority signs nothing online when signers are apart", () => {
    expect([...model({ topology: "signers-apart" }).signers.values()]).not.toContain("ca");
  });

  it("an override makes one more authority", () => {
    const { authorities, slot } = model({ issuers: { "kubelet-serving": "kubelet-serving-ca" } });
    expect(authorities).toContain("kubelet-serving-ca");
    expect(slot("apiserver-kubelet-ca")).toEqual(["kubelet-serving-ca"]);
  });
});

describe("offline roots", () => {
  it("each: verifiers hold the root, and the authority too where bare certificates come", () => {
    const { authorities, slot, parentOf } = model({ roots: "each" });
    expect(authorities).toEqual(["ca-root", "front-proxy-ca-root", "etcd-ca-root", "ca", "front-proxy-ca", "etcd-ca"]);
    expect(parentOf("etcd-ca")).toBe("etcd-ca-root");
    expect(slot("cluster-root-ca")).toEqual(["ca-root"]);
    expect(slot("etcd-client-ca")).toEqual(["etcd-ca-root"]);
    // The controller-manager's signer issues bare certificates of these purposes.
    expect(slot("apiserver-client-ca")).toEqual(["ca-root", "ca"]);
    expect(slot("apiserver-kubelet-ca")).toEqual(["ca-root", "ca"]);
  });

  it("shared: who lets in by chain alone does not hold the root, or nothing would be apart any more", () => {
    const { slot } = model({ roots: "shared" });
    expect(slot("cluster-root-ca")).toEqual(["root-ca"]);
    expect(slot("apiserver-etcd-ca")).toEqual(["root-ca"]);
    for (const [id, { admits }] of Object.entries(catalog.slots)) {
      if (admits === "by-chain") expect(slot(id as FileSlotId), id).not.toContain("root-ca");
    }
    expect(slot("etcd-client-ca")).toEqual(["etcd-ca"]);
    expect(slot("apiserver-requestheader-ca")).toEqual(["front-proxy-ca"]);
  });

  it("no bare certificates come without signers: the root is enough", () => {
    expect(model({ roots: "each", authorityKeys: "apart" }).slot("apiserver-client-ca")).toEqual(["ca-root"]);
  });

  it("a supplied authority brings what stands above it itself", () => {
    const { authorities, parentOf } = model({ roots: "each", suppliedAuthorities: { ca: { certificateFile: "x" } } });
    expect(parentOf("ca")).toBeUndefined();
    expect(authorities).not.toContain("ca-root");
  });
});

describe("files", () => {
  const layouts = Object.values(catalog.layouts);
  const topologies = Object.keys(catalog.topologies) as TopologyId[];
  const cases = layouts.flatMap((layout) =>
    topologies.flatMap((topology) =>
      (["none", "shared", "each"] as const).map((roots) => ({ layout, topology, roots })),
    ),
  );

  it.each(cases)("$layout.title, $topology, roots $roots: one path never holds two things", ({ layout, ...trust }) => {
    const chosen = model(trust);
    const paths = trustPaths(layout, chosen);
    const holds = new Map<string, string>();
    const note = (path: string, ids: string) => {
      expect(holds.get(path) ?? ids, path).toBe(ids);
      holds.set(path, ids);
    };
    // `{file}` is a folder of one's own: paths without a root meet nobody.
    const onHosts = (Object.keys(layout.trust) as FileSlotId[]).filter((id) => catalog.slots[id].scopes.length > 0);
    for (const id of onHosts) if (id in paths.slots) note(paths.slots[id] ?? "", chosen.slot(id).join());
    for (const [id, issuer] of chosen.signers) {
      const pair = paths.signers[id];
      if (pair === undefined) continue;
      note(pair.certificate, issuer);
      note(pair.key, `key of ${issuer}`);
      expect(pair.key).not.toBe(pair.certificate);
    }
  });

  it("with kubeadm's own topology they are kubeadm's files", () => {
    const { slots } = trustPaths(catalog.layouts.kubeadm, model({}));
    expect(slots["apiserver-client-ca"]).toBe("{pki}/ca.crt");
    expect(slots["cluster-root-ca"]).toBe("{pki}/ca.crt");
    expect(slots["etcd-peer-ca"]).toBe("{pki}/etcd/ca.crt");
  });
});
