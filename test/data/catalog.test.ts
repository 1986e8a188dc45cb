import { describe, expect, test } from "vitest";
import { type Catalog, catalog } from "../../src/catalog/index.ts";
import type { Purpose, Setting } from "../../src/catalog/types.ts";
import { homelessComponents, issuerFaults, profileFaults, settingFaults, slotFaults } from "./references.ts";
import { missingTexts, silentTexts } from "./walk.ts";

const { credentials, settings, slots, topologies } = catalog;

describe("the catalogue's references are whole", () => {
  test("every credential has a holder, and an issuer in every topology", () => {
    expect(issuerFaults(catalog)).toEqual([]);
  });

  test("every certificate has the profile of its use", () => {
    expect(profileFaults(catalog)).toEqual([]);
  });

  test("every slot accepts something and is used; every purpose is accepted somewhere", () => {
    expect(slotFaults(catalog)).toEqual([]);
  });

  test("every setting reads a file that is made on its host whenever it holds", () => {
    expect(settingFaults(catalog)).toEqual([]);
    expect(homelessComponents(catalog)).toEqual([]);
  });

  test("every entry says why it is, what is missing without it, and where that is from", () => {
    expect(missingTexts(catalog)).toEqual([]);
    expect(silentTexts(catalog)).toEqual([]);
  });
});

describe("what dangles is found", () => {
  const planted = (change: Partial<Catalog>): Catalog => ({ ...catalog, ...change });
  const withCredential = (id: "apiserver" | "admin.conf" | "sa", change: object): Catalog =>
    planted({ credentials: { ...credentials, [id]: { ...credentials[id], ...change } } });
  const withSetting = (setting: Partial<Setting>): Catalog =>
    planted({ settings: [{ ...settings[0], ...setting } as Setting] });

  test("a purpose without an issuer, an issuer that is none, an authority for nothing", () => {
    const { "front-proxy": _, ...issuerOf } = topologies.single.issuerOf;
    const cut = { ...topologies.single, issuerOf: issuerOf as Record<Purpose, "ca"> };
    expect(issuerFaults(planted({ topologies: { ...topologies, single: cut } }))).toEqual([
      "front-proxy-client has no issuer in single",
    ]);
    const foreign = { ...topologies.single, issuerOf: { ...topologies.single.issuerOf, "front-proxy": "nobody" } };
    expect(issuerFaults(planted({ topologies: { ...topologies, single: foreign as typeof cut } }))).toEqual([
      "front-proxy-client is issued by nobody, which there is not",
    ]);
    const { five: __, ...others } = topologies;
    expect(issuerFaults(planted({ topologies: others as typeof topologies }))).toEqual([
      "server-ca issues nothing in any topology",
      "etcd-peer-ca issues nothing in any topology",
    ]);
  });

  test.each([
    ["apiserver", { names: [] }, "apiserver carries names and is no server, or none and is one"],
    ["apiserver", { extendedKeyUsage: [] }, "apiserver has no usage"],
    ["apiserver", { commonName: "x".repeat(65) }, "apiserver has a common name of more than 64 characters"],
    ["admin.conf", { trust: undefined }, "admin.conf has a kubeconfig that trusts nobody"],
    ["admin.conf", { trust: "etcd-peer-ca" }, "checks the API server with etcd-peer-ca, which does not accept it"],
    ["admin.conf", { trust: "node-root-ca" }, "admin.conf needs node-root-ca, which is not on its host"],
    ["sa", { extendedKeyUsage: ["clientAuth"] }, "sa is a bare key with a profile"],
  ] as const)("%s with %j", (id, change, fault) => {
    expect(profileFaults(withCredential(id, change)).join()).toContain(fault);
  });

  test("a slot that nobody uses, or that accepts nothing", () => {
    const empty = { ...slots["etcd-peer-ca"], accepts: [] };
    const faults = slotFaults(planted({ slots: { ...slots, "etcd-peer-ca": empty } }));
    expect(faults).toEqual(["etcd-peer-ca accepts nothing", "etcd-peer is accepted by no slot"]);
    expect(slotFaults(planted({ connections: {} as Catalog["connections"], settings: [] })).length).toBe(
      Object.keys(slots).length,
    );
  });

  test.each([
    [{ value: { file: "cert/unheard-of" } }, "reads cert/unheard-of, which is no credential"],
    [{ value: { file: "cert/kubelet.conf" } }, "reads cert/kubelet.conf, which it is not kept as"],
    [{ value: { file: "kubeconfig/apiserver" } }, "reads kubeconfig/apiserver, which it is not kept as"],
    [{ value: { file: "trust/etcd-peer-ca" } }, "reads trust/etcd-peer-ca, which is not always made"],
    [{ value: { file: "key/kubelet-server" }, when: ["kubelet-serving-certificate"] }, "which is on other hosts"],
    [{ value: { file: "signer-key/cluster-signing" } }, "which is not always made"],
    [{ value: { file: "config/egress-selector" } }, "which is not always made"],
    [{ field: { config: "kubelet", path: "x" } }, "is neither flag nor field"],
    [{ flag: undefined, field: { config: "kubelet", path: "x" } }, "is a field of another component's file"],
  ])("a setting with %j", (change, fault) => {
    expect(settingFaults(withSetting(change as Partial<Setting>)).join()).toContain(fault);
  });

  test("an entry without a reason, or with an empty one", () => {
    const { why: _, ...mute } = credentials.apiserver;
    expect(
      missingTexts(planted({ credentials: { ...credentials, apiserver: mute as typeof credentials.apiserver } })),
    ).toEqual(["credentials.apiserver has no why"]);
    expect(silentTexts(withCredential("apiserver", { without: " " }))).toEqual([
      "credentials.apiserver.without says nothing",
    ]);
  });
});
