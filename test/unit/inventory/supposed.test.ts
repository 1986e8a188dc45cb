// Certificates alone, without a manifest or unit: what can be judged is, and what is missing is said.
import { describe, expect, it } from "vitest";
import {
  catalog,
  connectionsOf,
  grantedBindings,
  type Prediction,
  predict,
  readActual,
  type TreeEntry,
  withSupposed,
} from "../../../src/index.ts";
import { bytesOf, replaced } from "../render/map/actual-maps.ts";
import { entry, writtenTree } from "./written.ts";

const AT = new Date("2026-12-01");

const spec = (layout: string, authorities: string): string => `layout: ${layout}
authorities: ${authorities}
keys: { authorities: ECDSA-P256, credentials: ECDSA-P256, serviceAccount: ECDSA-P256 }
endpoint: 10.0.0.11:6443
hosts:
  - { name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }
  - { name: node-1, addresses: 10.0.0.21 }
`;

const PEM = /\.(crt|key|pub|pem)$/;

const look = async (entries: readonly TreeEntry[]) => {
  const actual = withSupposed(await readActual(entries), catalog);
  const predictions = predict(connectionsOf(actual, catalog), AT, { bindings: grantedBindings(catalog) });
  return { actual, predictions };
};

const lines = (predictions: readonly Prediction[]): string[] => [
  ...new Set(
    predictions
      .map(({ connection: { id }, outcome, reason }) => (outcome === "works" ? id : `${id}: ${reason}`))
      .sort(),
  ),
];

/** `etc/kubernetes/pki` of a control plane, copied by itself. */
const copiedPki = async (authorities: string): Promise<readonly TreeEntry[]> =>
  (await writtenTree(spec("kubeadm", authorities))).entries
    .filter(({ path }) => path.includes("hosts/cp-1/etc/kubernetes/pki/") && PEM.test(path))
    .map((one) => ({ ...one, path: one.path.slice(one.path.indexOf("pki/")) }));

describe("a copied pki", () => {
  it.each(["one", "three", "five"])("%s: what its certificates are between each other works", async (authorities) => {
    const { actual, predictions } = await look(await copiedPki(authorities));
    expect(lines(predictions)).toEqual(["E10", "E12", "E13", "E8"]);
    expect(actual.notes.map(({ code, message }) => [code, message])).toEqual([
      [
        "supposed",
        "nothing here says how kube-apiserver, kube-controller-manager, kube-scheduler, etcd are started: taken to be told of the files that are here for them, and reached as their certificates say",
      ],
      ["supposed", "no certificate or kubeconfig of kubelet is here: what they connect to is not judged"],
    ]);
  });

  it("another file in a place: the contradiction is said, and what breaks", async () => {
    const entries = await copiedPki("three");
    const wrong = replaced(entries, "pki/apiserver-etcd-client.crt", bytesOf(entries, "pki/front-proxy-client.crt"));
    const { actual, predictions } = await look(wrong);
    expect(actual.notes.filter(({ code }) => code === "contradiction").map(({ message }) => message)).toEqual([
      "/etc/kubernetes/pki/apiserver-etcd-client.crt is used as apiserver-etcd-client, and says it is CN=front-proxy-client (front-proxy-client)",
    ]);
    expect(lines(predictions).filter((line) => line.startsWith("E10"))).toEqual([
      "E10: the client's key is not its certificate's",
    ]);
  });

  it("etcd's authority of another cluster", async () => {
    const entries = await copiedPki("three");
    const wrong = replaced(entries, "pki/etcd/ca.crt", bytesOf(entries, "pki/ca.crt"));
    expect(lines((await look(wrong)).predictions).filter((line) => line.includes(":")).length).toBeGreaterThan(0);
  });
});

describe("one flat folder under names of its own", () => {
  /** `a.crt`, `a.key` and so on: only what is in the files says what they are. */
  const flat = async (): Promise<readonly TreeEntry[]> => {
    const { entries } = await writtenTree(spec("hard-way", "one"));
    const seen = new Set<string>();
    return entries
      .filter(({ path }) => path.startsWith("hosts/") && PEM.test(path) && !path.includes("service-accounts"))
      .flatMap(({ path, content }, i) => {
        const bytes = "bytes" in content ? content.bytes : Buffer.of();
        const text = Buffer.from(bytes).toString();
        if (seen.has(text)) return [];
        seen.add(text);
        return [entry(`x/f${i}${path.endsWith("key") ? "-key" : ""}.pem`, bytes)];
      });
  };

  it("is one host, whose files are known by what is in them", async () => {
    const { actual, predictions } = await look(await flat());
    expect(actual.loose).toEqual([]);
    expect(actual.hosts).toHaveLength(1);
    expect(lines(predictions).filter((line) => line.includes(":"))).toEqual([]);
    expect(lines(predictions)).toEqual(expect.arrayContaining(["E8", "E9"]));
  });
});

it("a tree with settings is as it was read", async () => {
  const actual = await readActual((await writtenTree(spec("kubeadm", "three"))).entries);
  expect(withSupposed(actual, catalog)).toBe(actual);
});
