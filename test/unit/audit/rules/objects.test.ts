import { describe, expect, it } from "vitest";
import type { RuleId, TreeEntry } from "../../../../src/index.ts";
import { audited, edited, otherTree, rightTree, textAt, withText } from "./faulty.ts";

type Tree = readonly TreeEntry[];

const PKI = "hosts/cp-1/etc/kubernetes/pki";
const OBJECT = "cluster/found.json";

const base64 = (text: string): string => Buffer.from(text, "latin1").toString("base64");

const withObject = (tree: Tree, object: unknown): Tree => withText(tree, OBJECT, JSON.stringify(object, undefined, 1));

const hook = (tree: Tree, name: string): string => {
  const path = tree.find((one) => one.path.endsWith(`hook.tools/${name}`) || one.path.endsWith(`hook/${name}`))?.path;
  if (path === undefined) throw new Error(`no ${name}: ${tree.map((one) => one.path).join(" ")}`);
  return path;
};

const request = (conditions: readonly unknown[]) => ({
  apiVersion: "certificates.k8s.io/v1",
  kind: "CertificateSigningRequest",
  metadata: { name: "csr-1" },
  spec: { signerName: "kubernetes.io/kubelet-serving", username: "system:node:node-1", request: "" },
  status: { conditions },
});

const bootstrap = (expiration: string | undefined) => ({
  apiVersion: "v1",
  kind: "Secret",
  type: "bootstrap.kubernetes.io/token",
  metadata: { name: "bootstrap-token-abcdef", namespace: "kube-system" },
  stringData: {
    "token-id": "abcdef",
    "token-secret": "0123456789abcdef",
    "usage-bootstrap-authentication": "true",
    ...(expiration === undefined ? {} : { expiration }),
  },
});

const clusterInfo = (authority: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "cluster-info", namespace: "kube-public" },
  data: {
    kubeconfig: `apiVersion: v1\nkind: Config\nclusters:\n- name: ""\n  cluster:\n    certificate-authority-data: ${base64(authority)}\n    server: https://api.example.com:6443\n`,
  },
});

const configMap = (name: string, namespace: string, data: unknown) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace },
  data,
});

const CASES: readonly {
  readonly rule: RuleId;
  readonly make: (right: Tree, other: Tree) => Tree;
  readonly file?: (right: Tree) => string;
}[] = [
  {
    rule: "bundle-missing",
    make: (right) => edited(right, hook(right, "webhooks.yaml"), /\n *caBundle: \S+/, ""),
    file: (right) => hook(right, "webhooks.yaml"),
  },
  {
    rule: "bundle-not-issuer",
    make: (right, other) => {
      const path = hook(right, "webhooks.yaml");
      return edited(right, path, /caBundle: \S+/, `caBundle: ${base64(textAt(other, `${PKI}/ca.crt`))}`);
    },
    file: (right) => hook(right, "webhooks.yaml"),
  },
  {
    rule: "bundle-skips-verification",
    make: (right) =>
      withObject(right, {
        apiVersion: "apiregistration.k8s.io/v1",
        kind: "APIServiceList",
        items: [
          {
            metadata: { name: "v1beta1.metrics.k8s.io" },
            spec: { insecureSkipTLSVerify: true, service: { name: "metrics-server", namespace: "kube-system" } },
          },
        ],
      }),
  },
  {
    rule: "cluster-info-other-authority",
    make: (right, other) => withObject(right, clusterInfo(textAt(other, `${PKI}/ca.crt`))),
  },
  {
    rule: "root-object-other-authority",
    make: (right, other) =>
      withObject(right, configMap("kube-root-ca.crt", "default", { "ca.crt": textAt(other, `${PKI}/ca.crt`) })),
  },
  {
    rule: "published-authority-stale",
    make: (right, other) =>
      withObject(
        right,
        configMap("extension-apiserver-authentication", "kube-system", {
          "client-ca-file": textAt(right, `${PKI}/ca.crt`) + textAt(other, `${PKI}/ca.crt`),
          "requestheader-client-ca-file": textAt(right, `${PKI}/front-proxy-ca.crt`),
        }),
      ),
  },
  {
    rule: "secret-not-pair",
    make: (right) => {
      const path = hook(right, "secret.yaml");
      return edited(right, path, /tls.key: \S+/, `tls.key: ${base64(textAt(right, `${PKI}/apiserver.key`))}`);
    },
    file: (right) => hook(right, "secret.yaml"),
  },
  {
    rule: "secret-incomplete",
    make: (right) => edited(right, hook(right, "secret.yaml"), /\n *tls.key: \S+/, ""),
    file: (right) => hook(right, "secret.yaml"),
  },
  { rule: "request-pending", make: (right) => withObject(right, request([])) },
  {
    rule: "request-refused",
    make: (right) => withObject(right, request([{ type: "Denied", message: "no such node" }])),
  },
  {
    rule: "token-endless",
    make: (right) =>
      withObject(right, {
        apiVersion: "v1",
        kind: "Secret",
        type: "kubernetes.io/service-account-token",
        metadata: { name: "old-token", namespace: "tools" },
        data: {},
      }),
  },
  { rule: "bootstrap-token-endless", make: (right) => withObject(right, bootstrap(undefined)) },
  { rule: "bootstrap-token-expired", make: (right) => withObject(right, bootstrap("2026-11-01T00:00:00Z")) },
  {
    rule: "trust-bundle-leaf",
    make: (right) =>
      withObject(right, {
        apiVersion: "certificates.k8s.io/v1",
        kind: "ClusterTrustBundle",
        metadata: { name: "mine" },
        spec: { trustBundle: textAt(right, `${PKI}/apiserver.crt`) },
      }),
  },
];

const found = async (tree: Tree) =>
  (await audited(tree)).findings
    .filter(({ severity, rule }) => severity !== "advice" || rule === "bootstrap-token-expired")
    .map(({ rule, place }) => `${rule} ${place.file}`);

describe("a fault in an object", () => {
  it.each(CASES)("$rule", async ({ rule, make, file = () => OBJECT }) => {
    const right = await rightTree();
    const every = await found(make(right, await otherTree()));
    expect(every).toEqual([`${rule} out/${file(right)}`]);
  });

  it("an authority that the API server was given and has not published yet", async () => {
    const [right, other] = [await rightTree(), await otherTree()];
    const both = textAt(right, `${PKI}/ca.crt`) + textAt(other, `${PKI}/ca.crt`);
    const told = edited(
      withText(right, `${PKI}/clients.crt`, both),
      "hosts/cp-1/etc/kubernetes/manifests/kube-apiserver.yaml",
      "--client-ca-file=/etc/kubernetes/pki/ca.crt",
      "--client-ca-file=/etc/kubernetes/pki/clients.crt",
    );
    const published = configMap("extension-apiserver-authentication", "kube-system", {
      "client-ca-file": textAt(right, `${PKI}/ca.crt`),
      "requestheader-client-ca-file": textAt(right, `${PKI}/front-proxy-ca.crt`),
    });
    expect(await found(withObject(told, published))).toEqual([`published-authority-missing out/${OBJECT}`]);
  });

  it("nothing is said of what is right", async () => {
    const right = await rightTree();
    const authority = textAt(right, `${PKI}/ca.crt`);
    for (const object of [
      clusterInfo(authority),
      configMap("kube-root-ca.crt", "default", { "ca.crt": authority }),
      configMap("extension-apiserver-authentication", "kube-system", {
        "client-ca-file": authority,
        "requestheader-client-ca-file": textAt(right, `${PKI}/front-proxy-ca.crt`),
      }),
      request([{ type: "Approved" }]),
      bootstrap("2026-12-24T00:00:00Z"),
    ])
      expect(await found(withObject(right, object))).toEqual([]);
  });
});
