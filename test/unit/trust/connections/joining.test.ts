// Nodes that join: by a kubeconfig with a token, by cluster-info with a signature and a pin, by kubeadm-certs.
import { beforeAll, describe, expect, it } from "vitest";
import { catalog, connectionsOf, type Prediction, predict, readActual, type TreeEntry } from "../../../../src/index.ts";
import { writtenTree } from "../../inventory/written.ts";
import { bytesOf, replaced } from "../../render/map/actual-maps.ts";

const SPEC = `endpoint: api.example.com:6443
bootstrap: { certificates: true }
hosts: [{ name: cp, roles: [control-plane], addresses: 10.0.0.1 }]
`;

let tree: readonly TreeEntry[];
beforeAll(async () => {
  tree = (await writtenTree(SPEC)).entries;
});

const INFO = "cluster/cluster-info.yaml";
const text = (path: string): string => Buffer.from(bytesOf(tree, path)).toString();
const edited = (path: string, from: RegExp, to: string): TreeEntry[] => {
  if (!from.test(text(path))) throw new Error(`${path} has no ${from}`);
  return replaced(tree, path, text(path).replace(from, to));
};
async function predicted(entries: readonly TreeEntry[], at = "2026-11-25T01:00:00Z"): Promise<Prediction[]> {
  const connections = connectionsOf(await readActual(entries), catalog);
  return predict(connections, new Date(at), { bindings: [] }).filter(({ connection }) =>
    ["E5", "E6", "E29"].includes(connection.id),
  );
}
const told = ({ connection, outcome, step, identity }: Prediction): string =>
  `${connection.id} ${connection.name}: ${outcome} ${step}${identity?.known ? ` ${identity.user}` : ""}`;
const outcomes = async (entries: readonly TreeEntry[], at?: string): Promise<string[]> =>
  (await predicted(entries, at)).map((one) => told(one).replace(/bootstrap:\w{6}/, "bootstrap:ID"));

describe("nodes that join", () => {
  it("are told the right authority, and are known by their token", async () => {
    expect(await outcomes(tree)).toEqual([
      "E5 api.example.com: works none system:bootstrap:ID",
      "E6 api.example.com: works none",
      "E29 api.example.com: works none system:bootstrap:ID",
    ]);
  });

  it("are nobody once the token has ended, and still believe what it signed", async () => {
    expect(await outcomes(tree, "2026-12-25")).toEqual([
      "E5 api.example.com: fails identity",
      "E6 api.example.com: works none",
      "E29 api.example.com: fails identity",
    ]);
  });

  it("do not believe a text that the token did not sign", async () => {
    const other = edited(INFO, /server: https:\/\/api\.example\.com/, "server: https://other.example.com");
    const found = (await predicted(other)).filter(({ connection }) => connection.id === "E6");
    expect(found.map(({ step, clientPrints }) => [step, clientPrints])).toEqual([
      ["discovery", "failed to verify JWS signature of received cluster info object, can't trust this API Server"],
    ]);
  });

  it("wait for a signature that is not there", async () => {
    const [first] = (await predicted(edited(INFO, /^ +jws-kubeconfig-.*\n/m, ""))).filter(
      ({ connection }) => connection.id === "E6",
    );
    expect(first?.step).toBe("discovery");
    expect(first?.clientPrints).toMatch(
      /^could not find a JWS signature in the cluster-info ConfigMap for token ID "\w{6}"$/,
    );
  });

  it("with another authority's pin believe nothing", async () => {
    const path = tree
      .map((one) => one.path)
      .find((one) => /join.*\.yaml$/.test(one) && text(one).includes("caCertHashes"));
    if (path === undefined) throw new Error("no JoinConfiguration");
    const wrong = tree.map((one) =>
      one.path.startsWith("cluster/join/") && text(one.path).includes("caCertHashes")
        ? { ...one, content: { bytes: Buffer.from(text(one.path).replace(/sha256:\w{6}/, "sha256:000000")) } }
        : one,
    );
    const found = (await predicted(wrong)).filter(({ connection }) => connection.id === "E6");
    expect(found.map(({ step }) => step)).toEqual(["discovery"]);
    expect(found[0]?.clientPrints).toMatch(
      /^cluster CA found in cluster-info ConfigMap is invalid: none of the public keys "sha256:\w{64}" are pinned$/,
    );
    expect(found[0]?.places).toHaveLength(2);
  });
});
