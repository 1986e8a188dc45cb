// What runs in the cluster and is in no host's files: pods with their tokens, webhooks and aggregated API servers.
import { generateKeyPairSync } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { catalog, connectionsOf, type Prediction, predict, readActual, type TreeEntry } from "../../../../src/index.ts";
import { entry, writtenTree } from "../../inventory/written.ts";
import { bytesOf, replaced } from "../../render/map/actual-maps.ts";

const AT = new Date("2026-12-01");

const SPEC = `name: demo
endpoint: api.example.com:6443
hosts: [{ name: "cp-[1-2]", roles: [control-plane], addresses: "10.0.0.[11-12]" }]
services:
  - { name: metrics, kind: aggregated-apiserver, service: metrics-server, namespace: kube-system }
  - { name: hook, kind: webhook, service: hook, namespace: default }
`;

let tree: readonly TreeEntry[];
beforeAll(async () => {
  tree = (await writtenTree(SPEC)).entries;
});

const predictions = async (entries: readonly TreeEntry[], ...ids: string[]): Promise<Prediction[]> =>
  predict(connectionsOf(await readActual(entries), catalog), AT, { bindings: [] }).filter(({ connection }) =>
    ids.includes(connection.id),
  );

const told = ({ connection, outcome, step, reason, identity }: Prediction): string =>
  [
    `${connection.id} ${connection.client.host ?? connection.client.title} to ${connection.server.host} as ${connection.name}:`,
    outcome,
    step,
    ...(reason === "" ? [] : [`(${reason})`]),
    ...(identity?.known ? [identity.user] : []),
  ].join(" ");

const text = (entries: readonly TreeEntry[], path: string): string => Buffer.from(bytesOf(entries, path)).toString();
const edited = (path: string, from: RegExp, to: string): TreeEntry[] => {
  const before = text(tree, path);
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${path} has no ${from}`);
  return replaced(tree, path, after);
};

describe("pods", () => {
  it("reach each API server by the Service's address and name, as their service account", async () => {
    const pod = "E8 a pod with a token by kube-apiserver on cp-1";
    expect((await predictions(tree, "E8")).map(told)).toEqual(
      ["cp-1", "cp-2"].flatMap((host) =>
        ["10.96.0.1", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"].map(
          (name) => `${pod} to ${host} as ${name}: works none system:serviceaccount:default:default`,
        ),
      ),
    );
  });

  it("with a token by an API server whose key another does not check with are nobody there", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pki = "hosts/cp-2/etc/kubernetes/pki";
    const key = privateKey.export({ format: "pem", type: "pkcs1" }).toString();
    const other = replaced(tree, `${pki}/sa.key`, key);
    const apart = replaced(other, `${pki}/sa.pub`, publicKey.export({ format: "pem", type: "spki" }).toString());
    const refused = (await predictions(apart, "E8")).filter(({ outcome }) => outcome === "fails");
    expect(refused.map(({ connection: { client, server } }) => `${client.title.slice(-4)} ${server.host}`)).toEqual([
      ...Array.from({ length: 3 }, () => "cp-2 cp-1"),
      ...Array.from({ length: 3 }, () => "cp-1 cp-2"),
    ]);
    expect(refused[0]?.serverPrints).toBe(
      '"Unable to authenticate the request" err="[invalid bearer token, go-jose/go-jose: error in cryptographic primitive]"',
    );
    expect(refused[0]?.places[0]?.file).toBe(`out/${pki}/sa.key`);
  });

  it("believe what the controller-manager publishes, not what its kubeconfig says", async () => {
    const manifest = "hosts/cp-1/etc/kubernetes/manifests/kube-controller-manager.yaml";
    const wrong = edited(manifest, /--root-ca-file=\S+/, "--root-ca-file=/etc/kubernetes/pki/etcd/ca.crt");
    const fails = (await predictions(wrong, "E8")).filter(({ outcome }) => outcome === "fails");
    expect(new Set(fails.map(({ reason }) => reason.replace(/ on cp-\d/, "")))).toEqual(
      new Set(["a pod with a token by kube-apiserver refuses the server's certificate: unknown-authority"]),
    );
  });
});

describe("a controller-manager without --root-ca-file", () => {
  const without = (host: string): TreeEntry[] => {
    const path = `hosts/${host}/etc/kubernetes/manifests/kube-controller-manager.yaml`;
    return replaced(tree, path, text(tree, path).replace(/.*--root-ca-file=.*\n/, ""));
  };
  const conf = "hosts/cp-1/etc/kubernetes/controller-manager.conf";
  const outcomes = async (entries: readonly TreeEntry[]): Promise<string[]> => {
    const own = entries.filter(({ path }) => !path.startsWith("hosts/cp-2/"));
    return [...new Set((await predictions(own, "E8")).map(({ outcome, reason }) => `${outcome} ${reason}`))];
  };

  it("publishes what stands in its kubeconfig itself", async () => {
    expect(await outcomes(without("cp-1"))).toEqual(["works "]);
  });

  it("publishes nothing of a file that its kubeconfig names, and pods ask their system's roots", async () => {
    const named = text(tree, conf).replace(
      /certificate-authority-data: \S+/,
      "certificate-authority: /etc/kubernetes/pki/ca.crt",
    );
    expect(await outcomes(replaced(without("cp-1"), conf, named))).toEqual([
      "fails a pod with a token by kube-apiserver on cp-1 refuses the server's certificate: unknown-authority",
    ]);
  });

  it("that names a file which was not read leaves it open", async () => {
    const path = "hosts/cp-1/etc/kubernetes/manifests/kube-controller-manager.yaml";
    const away = text(tree, path).replace(/--root-ca-file=\S+/, "--root-ca-file=/elsewhere/ca.crt");
    expect(await outcomes(replaced(tree, path, away))).toEqual(["unknown /elsewhere/ca.crt is not among the files"]);
  });
});

describe("the Service's full name", () => {
  it("is asked for with the domain that kubelets tell, and refused where the certificate does not have it", async () => {
    const path = "hosts/cp-1/var/lib/kubelet/config.yaml";
    const other = replaced(tree, path, text(tree, path).replace(/clusterDomain: .*/, "clusterDomain: other.example"));
    const refused = (await predictions(other, "E8")).filter(({ outcome }) => outcome === "fails");
    expect([...new Set(refused.map(({ connection }) => connection.name))]).toEqual([
      "kubernetes.default.svc.other.example",
    ]);
    expect(refused[0]?.clientPrints).toContain("not kubernetes.default.svc.other.example");
  });
});

describe("aggregated API servers", () => {
  it("ask the API server about users, by the token of their own account", async () => {
    const told17 = (await predictions(tree, "E17")).map(told);
    expect(told17).toHaveLength(6);
    expect(told17[0]).toBe(
      "E17 kube-system/metrics-server with a token by kube-apiserver on cp-1 to cp-1 as 10.96.0.1: works none system:serviceaccount:kube-system:(its own)",
    );
    const none = tree.filter(({ path }) => !path.startsWith("services/metrics/"));
    expect(await predictions(none, "E17")).toEqual([]);
  });
});

const ALL = ["E16", "E18"];
const CALLS = [
  "E18 cp-1 to default/hook as hook.default.svc: works none",
  "E18 cp-2 to default/hook as hook.default.svc: works none",
  "E16 cp-1 to kube-system/metrics-server as metrics-server.kube-system.svc: works none (the user that it speaks for)",
  "E16 cp-2 to kube-system/metrics-server as metrics-server.kube-system.svc: works none (the user that it speaks for)",
];

describe("what objects make the API server call", () => {
  it("is asked for by the Service's name, and shows what a Secret has", async () => {
    expect([...new Set((await predictions(tree, ...ALL)).map(told))].sort()).toEqual([...CALLS].sort());
  });

  it("a caBundle of another authority, none at all, verification switched off", async () => {
    const path = "services/metrics/apiservice.yaml";
    const etcd = Buffer.from(bytesOf(tree, "authorities/etcd-ca.crt")).toString("base64");
    const outcome = async (entries: readonly TreeEntry[]): Promise<unknown> => {
      const [first] = await predictions(entries, "E16");
      return [first?.outcome, first?.reason];
    };
    const refused = "kube-apiserver refuses the server's certificate: unknown-authority";
    expect(await outcome(edited(path, /caBundle: \S+/, `caBundle: ${etcd}`))).toEqual(["fails", refused]);
    expect(await outcome(edited(path, /\n +caBundle: \S+/, ""))).toEqual(["fails", refused]);
    expect(await outcome(edited(path, /caBundle: \S+/, "insecureSkipTLSVerify: true"))).toEqual([
      "unverified",
      "the client believes whoever answers",
    ]);
  });

  it("a Service of another name is asked for by that; a Secret that is not there leaves it open", async () => {
    const renamed = edited(
      "services/hook/webhooks.yaml",
      /name: hook\n +namespace/g,
      "name: hook-two\n      namespace",
    );
    const [first] = await predictions(renamed, "E18");
    expect([first?.outcome, first?.reason]).toEqual([
      "unknown",
      "which certificate hook-two.default.svc shows was not read",
    ]);
    const secret = "services/hook/secret.yaml";
    const called = replaced(renamed, secret, text(renamed, secret).replace("name: hook-tls", "name: hook-two"));
    const [second] = await predictions(called, "E18");
    expect([second?.outcome, second?.reason]).toEqual([
      "fails",
      "kube-apiserver refuses the server's certificate: hostname",
    ]);
  });

  it("a converter of custom resources, by a URL", async () => {
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "things.example.com" },
      spec: { conversion: { webhook: { clientConfig: { url: "https://hooks.example.com:8443/convert" } } } },
    };
    const more = [...tree, entry("cluster/crd.json", JSON.stringify(definition))];
    const found = (await predictions(more, "E18")).filter(({ connection }) => connection.name === "hooks.example.com");
    expect(found.map(({ outcome }) => outcome)).toEqual(["unknown", "unknown"]);
  });

  it("any shape of such an object gets an answer", async () => {
    const shapes = [null, 1, "x", [], {}, { webhooks: null }, { webhooks: [null, 1, {}] }, { spec: { service: [] } }];
    for (const kind of ["APIService", "ValidatingWebhookConfiguration", "CustomResourceDefinition"]) {
      const more = shapes.map((shape, i) =>
        entry(`cluster/${i}.json`, JSON.stringify({ apiVersion: "x/v1", kind, metadata: {}, ...Object(shape) })),
      );
      expect(await predictions([...tree.filter(({ path }) => !path.startsWith("services/")), ...more], ...ALL)).toEqual(
        [],
      );
    }
  });
});
