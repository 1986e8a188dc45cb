import { describe, expect, test } from "vitest";
import { parseSpec, type SpecFacts } from "../../../src/spec/parse-spec.ts";
import type { Spec } from "../../../src/spec/spec.ts";
import { issuesOf } from "./issue-lines.ts";

const document = (kind: string, fields: string, version = "v1beta4"): string =>
  `apiVersion: kubeadm.k8s.io/${version}\nkind: ${kind}\n${fields}\n`;
const FACTS: SpecFacts = { hostname: "CP-1", address: "10.0.0.11" };
/** The fields begin on line 4. */
const cluster = (fields: string, version?: string): string =>
  document("ClusterConfiguration", `kubernetesVersion: v1.36.3\n${fields}`, version);

const parse = (text: string, facts = FACTS): Spec => {
  const { spec, issues } = parseSpec([{ file: "c.yaml", text }], facts);
  if (spec === undefined) throw new Error(JSON.stringify(issues));
  return spec;
};

test("an empty ClusterConfiguration is kubeadm's defaults on this machine", () => {
  const spec = parse(cluster(""));
  expect(spec).toMatchObject({
    name: "kubernetes",
    kubernetesVersion: { major: 1, minor: 36, patch: 3 },
    layout: "kubeadm",
    endpoint: { host: "10.0.0.11", port: 6443 },
    keys: { authorities: "RSA-2048", credentials: "RSA-2048", serviceAccount: "RSA-2048" },
    lifetimes: { authorities: 87600 * 3600, credentials: 8760 * 3600, backdate: 300 },
    topology: "kubeadm",
    kubeProxy: "token",
    authorityKeys: "hosts",
    directories: {},
  });
  expect(spec.hosts).toEqual([{ name: "cp-1", roles: ["control-plane", "etcd"], addresses: ["10.0.0.11"], names: [] }]);
});

test("what the machine would say has to be said when it is not known", () => {
  expect(issuesOf(cluster(""))).toEqual([
    "error 1:1 : the name of this node is not known; write it in nodeRegistration.name",
  ]);
  expect(issuesOf(cluster(""), { hostname: "a" })).toEqual([
    "error 1:1 : the address of this control plane is not known; write it in localAPIEndpoint.advertiseAddress",
  ]);
  expect(issuesOf(`${cluster("")}---\n${document("JoinConfiguration", "")}`, FACTS)).toEqual([
    "warning 6:1 : the name of this node is not known: nothing is made for it; write it in nodeRegistration.name",
  ]);
});

describe("fields that shape the trust", () => {
  const CASES: readonly (readonly [fields: string, expected: object])[] = [
    ["clusterName: prod", { name: "prod" }],
    ["controlPlaneEndpoint: api.example.com", { endpoint: { host: "api.example.com", port: 6443 } }],
    ['controlPlaneEndpoint: "[fd00::1]:443"', { endpoint: { host: "fd00::1", port: 443 } }],
    ['controlPlaneEndpoint: ""', { endpoint: { host: "10.0.0.11", port: 6443 } }],
    [
      'networking: {serviceSubnet: "10.96.0.0/16,fd00::/112", podSubnet: 10.244.0.0/16, dnsDomain: k8s.local}',
      {
        serviceSubnets: ["10.96.0.0/16", "fd00::/112"],
        podSubnets: ["10.244.0.0/16"],
        clusterDomain: "k8s.local",
        serviceAccountIssuer: "https://kubernetes.default.svc.k8s.local",
      },
    ],
    [
      'apiServer: {certSANs: [A.Example.com, "*.b.example.com", 1.2.3.4, "fd00::0:1"]}',
      {
        apiServerNames: ["a.example.com", "*.b.example.com"],
        apiServerAddresses: ["1.2.3.4", "fd00::1"],
      },
    ],
    [
      "apiServer: {extraArgs: [{name: service-account-issuer, value: https://i.example.com}, {name: service-account-issuer, value: https://old}]}",
      {
        serviceAccountIssuer: "https://i.example.com",
        extraArgs: {
          "kube-apiserver": [
            { name: "service-account-issuer", value: "https://i.example.com" },
            { name: "service-account-issuer", value: "https://old" },
          ],
        },
      },
    ],
    [
      "controllerManager: {extraArgs: [{name: v, value: '2'}]}\nscheduler: {extraArgs: [{name: v, value: '3'}]}",
      {
        extraArgs: {
          "kube-controller-manager": [{ name: "v", value: "2" }],
          "kube-scheduler": [{ name: "v", value: "3" }],
        },
      },
    ],
    [
      "etcd: {local: {dataDir: /data/etcd, serverCertSANs: [e.example.com], peerCertSANs: [10.9.9.9]}}",
      {
        etcd: { kind: "stacked" },
        etcdServerNames: ["e.example.com"],
        etcdPeerNames: ["10.9.9.9"],
        directories: { "etcd-data": "/data/etcd" },
      },
    ],
    [
      "etcd: {external: {endpoints: [https://e1:2379, https://10.0.0.5:2379], caFile: /ca, certFile: /c, keyFile: /k}}",
      {
        etcd: {
          kind: "provided",
          endpoints: ["https://e1:2379", "https://10.0.0.5:2379"],
          caFile: "/ca",
          certFile: "/c",
          keyFile: "/k",
        },
      },
    ],
    [
      "encryptionAlgorithm: ECDSA-P384",
      { keys: { authorities: "ECDSA-P384", credentials: "ECDSA-P384", serviceAccount: "ECDSA-P384", overrides: {} } },
    ],
    [
      "featureGates: {PublicKeysECDSA: true}",
      { keys: { authorities: "ECDSA-P256", credentials: "ECDSA-P256", serviceAccount: "ECDSA-P256", overrides: {} } },
    ],
    [
      "featureGates: {PublicKeysECDSA: false}\nencryptionAlgorithm: ECDSA-P256",
      { keys: { authorities: "RSA-2048", credentials: "RSA-2048", serviceAccount: "RSA-2048", overrides: {} } },
    ],
    [
      "certificateValidityPeriod: 1h30m\ncaCertificateValidityPeriod: 48h0m0s",
      { lifetimes: { authorities: 172800, credentials: 5400, users: 5400, backdate: 300, renewBefore: 0.25 } },
    ],
    ["certificatesDir: /srv/pki/", { directories: { pki: "/srv/pki" } }],
    ["certificatesDir: /etc/kubernetes/pki", { directories: {} }],
  ];
  test.each(CASES)("%s", (fields, expected) => {
    expect(issuesOf(cluster(fields), FACTS)).toEqual([]);
    expect(parse(cluster(fields))).toMatchObject(expected);
  });

  test("with external etcd a control plane is no etcd member", () => {
    expect(parse(cluster("etcd: {external: {endpoints: [https://e1:2379]}}")).hosts[0]?.roles).toEqual([
      "control-plane",
    ]);
  });
});

test("joined nodes, each with its name and addresses; the kubelet's node-ip follows the advertised one", () => {
  const text = [
    cluster("controlPlaneEndpoint: api:6443"),
    document(
      "InitConfiguration",
      'localAPIEndpoint: {advertiseAddress: 10.0.0.1}\nnodeRegistration: {name: One, kubeletExtraArgs: [{name: node-ip, value: "10.0.0.1,fd00::1"}]}',
    ),
    document(
      "JoinConfiguration",
      "controlPlane: {localAPIEndpoint: {advertiseAddress: 10.0.0.2}}\nnodeRegistration: {name: two}",
      "v1beta3",
    ),
    document(
      "JoinConfiguration",
      "controlPlane: {localAPIEndpoint: {advertiseAddress: 10.0.0.3}}\nnodeRegistration: {name: three}",
    ),
    document(
      "JoinConfiguration",
      "nodeRegistration: {kubeletExtraArgs: {hostname-override: four, node-ip: 10.0.0.4}}",
      "v1beta3",
    ),
    "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nserverTLSBootstrap: true\n",
  ].join("---\n");
  expect(issuesOf(text)).toEqual([]);
  const spec = parse(text, {});
  expect(spec.kubeletServing).toBe("bootstrap");
  expect(spec.hosts).toEqual([
    { name: "one", roles: ["control-plane", "etcd"], addresses: ["10.0.0.1", "fd00::1"], names: [] },
    { name: "two", roles: ["control-plane", "etcd"], addresses: ["10.0.0.2"], names: [] },
    { name: "three", roles: ["control-plane", "etcd"], addresses: ["10.0.0.3"], names: [] },
    { name: "four", roles: ["worker"], addresses: ["10.0.0.4"], names: [] },
  ]);
});

test("documents may stand in several files, in any order", () => {
  const files = [
    {
      file: "join.yaml",
      text: document(
        "JoinConfiguration",
        "nodeRegistration: {name: w, kubeletExtraArgs: [{name: node-ip, value: 10.0.0.9}]}",
      ),
    },
    {
      file: "init.json",
      text: '{"apiVersion": "kubeadm.k8s.io/v1beta4", "kind": "InitConfiguration", "nodeRegistration": {"name": "cp"}, "localAPIEndpoint": {"advertiseAddress": "10.0.0.1"}}',
    },
    { file: "cluster.yaml", text: cluster("") },
  ];
  const { spec, issues } = parseSpec(files);
  expect(issues).toEqual([]);
  expect(spec?.hosts.map(({ name }) => name)).toEqual(["cp", "w"]);
});

describe("what has no meaning here is named", () => {
  test.each([
    [
      "imageRepository: r.example.com",
      "warning 4:1 imageRepository: `imageRepository` has no meaning for kubepki and is ignored",
    ],
    [
      "apiServer: {timeoutForControlPlane: 4m}",
      "warning 4:13 apiServer.timeoutForControlPlane: `timeoutForControlPlane` has no meaning for kubepki and is ignored; it is in v1beta3; this document is v1beta4",
    ],
    [
      "networking: {podSubnet: 10.100.0.0/16}",
      "warning 4:25 networking.podSubnet: pod subnet 10.100.0.0/16 and service subnet 10.96.0.0/12 overlap; keep them apart",
    ],
    [
      "controlPlaneEndpoint: 10.96.0.1",
      "warning 4:23 controlPlaneEndpoint: the endpoint 10.96.0.1 lies in the service subnet 10.96.0.0/12; service addresses are virtual and not reached from outside: give another",
    ],
    ["dns: {imageTag: x}", "warning 4:1 dns: `dns` has no meaning for kubepki and is ignored"],
    ["proxy: {disabled: true}", "warning 4:1 proxy: `proxy` has no meaning for kubepki and is ignored"],
    [
      "apiServer: {extraVolumes: []}",
      "warning 4:13 apiServer.extraVolumes: `extraVolumes` has no meaning for kubepki and is ignored",
    ],
    [
      "etcd: {local: {imageTag: x}}",
      "warning 4:16 etcd.local.imageTag: `imageTag` has no meaning for kubepki and is ignored",
    ],
    [
      "featureGates: {RootlessControlPlane: true}",
      "warning 4:16 featureGates.RootlessControlPlane: the feature gate `RootlessControlPlane` has no meaning for kubepki and is ignored",
    ],
    [
      "certificateValidityPeriod: 100000h",
      "warning 4:28 certificateValidityPeriod: certificates would live 100000h, longer than their authorities; they are cut to 10y",
    ],
  ])("%s", (fields, line) => {
    expect(issuesOf(cluster(fields), FACTS)).toEqual([line]);
  });

  test("in the other documents, and whole documents", () => {
    const text = [
      cluster(""),
      document(
        "InitConfiguration",
        "bootstrapTokens: []\ncertificateKey: x\nnodeRegistration: {criSocket: x, taints: [], kubeletExtraArgs: [{name: v, value: '2'}]}",
      ),
      document("UpgradeConfiguration", ""),
      "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmaxPods: 5\nclusterDomain: other\n",
    ].join("---\n");
    expect(issuesOf(text, FACTS)).toEqual([
      "warning 8:1 bootstrapTokens: `bootstrapTokens` has no meaning for kubepki and is ignored",
      "warning 9:1 certificateKey: `certificateKey` has no meaning for kubepki and is ignored",
      "warning 10:20 nodeRegistration.criSocket: `criSocket` has no meaning for kubepki and is ignored",
      "warning 10:34 nodeRegistration.taints: `taints` has no meaning for kubepki and is ignored",
      "warning 10:64 nodeRegistration.kubeletExtraArgs: kubelet flag `v` is for this one host and is ignored; kubepki writes the same flags on all hosts",
      "warning 12:1 : UpgradeConfiguration has no meaning for kubepki and is ignored",
      "warning 18:1 maxPods: `maxPods` has no meaning for kubepki and is ignored",
      "warning 19:16 clusterDomain: clusterDomain other is not networking.dnsDomain and is ignored; cluster.local is taken",
    ]);
  });

  test("labels in place of a release", () => {
    expect(issuesOf(document("ClusterConfiguration", "kubernetesVersion: stable-1.36"), FACTS)).toEqual([
      "warning 3:20 kubernetesVersion: `stable-1.36` is no fixed release: v1.36.3 is taken; write the release that the hosts run",
    ]);
    expect(issuesOf(document("ClusterConfiguration", "kubernetesVersion: v1.36.0-rc.1+vendor.2"), FACTS)).toEqual([
      "warning 3:20 kubernetesVersion: `v1.36.0-rc.1+vendor.2` is taken as v1.36.0",
    ]);
    expect(issuesOf(document("ClusterConfiguration", "kubernetesVersion: 1.36"), FACTS)).toEqual([
      'error 3:20 kubernetesVersion: expected text, found the number 1.36; put it in quotes: "1.36"',
    ]);
    expect(issuesOf(document("ClusterConfiguration", ""), FACTS)).toEqual([
      "warning 1:1 kubernetesVersion: kubernetesVersion is not given: v1.37.2 is taken; write the release that the hosts run",
    ]);
  });

  test("what kubeadm 1.37 no longer takes", () => {
    const old = document(
      "ClusterConfiguration",
      "kubernetesVersion: v1.37.2\nfeatureGates: {PublicKeysECDSA: true}",
      "v1beta3",
    );
    expect(issuesOf(old, FACTS)).toEqual([
      "warning 1:13 apiVersion: kubeadm 1.37 does not read v1beta3; migrate it with kubeadm 1.31 to 1.36: kubeadm config migrate",
      "warning 4:16 featureGates.PublicKeysECDSA: kubeadm 1.37 has no feature gate PublicKeysECDSA any more: it is ignored; write `encryptionAlgorithm: ECDSA-P256` (v1beta4)",
    ]);
  });
});

describe("errors, as of kubeadm's strict decoding", () => {
  test.each([
    ["networkin: {}", "error 4:1 networkin: unknown field `networkin`; did you mean `networking`?"],
    ["apiServer: {certSans: [a]}", "error 4:13 apiServer.certSans: unknown field `certSans`; did you mean `certSANs`?"],
    [
      "apiServer: {extraArgs: {a: b}}",
      "error 4:24 apiServer.extraArgs: expected a list of name and value (in v1beta4), found a mapping",
    ],
    [
      "apiServer: {extraArgs: [{nam: b}]}",
      "error 4:26 apiServer.extraArgs[0].nam: unknown field `nam`; did you mean `name`?",
    ],
    [
      "apiServer: {certSANs: [a_b]}",
      "error 4:24 apiServer.certSANs[0]: `a_b` is no DNS name; lower-case letters, digits, - and ., each part beginning and ending with a letter or digit (RFC 1123), for example `a-b`",
    ],
    ["clusterName: 3", 'error 4:14 clusterName: expected text, found the number 3; put it in quotes: "3"'],
    ["etcd: []", "error 4:7 etcd: expected a mapping, found a list"],
    [
      "etcd: {local: {}, external: {endpoints: [https://e:2379]}}",
      "error 4:7 etcd: `local` and `external` together; etcd is one or the other",
    ],
    [
      "etcd: {external: {caFile: /x}}",
      "error 4:18 etcd.external: external etcd has no endpoints; write `endpoints: [https://etcd-1.example.com:2379]`",
    ],
    [
      "encryptionAlgorithm: Ed25519",
      "error 4:22 encryptionAlgorithm: `Ed25519` is no algorithm of kubeadm; allowed: `RSA-2048`, `RSA-3072`, `RSA-4096`, `ECDSA-P256`, `ECDSA-P384`",
    ],
    [
      "certificateValidityPeriod: 90d",
      "error 4:28 certificateValidityPeriod: `90d` is no duration; units are h, m and s: 8760h",
    ],
    [
      "networking: {serviceSubnet: 10.96.0.0/30}",
      "error 4:29 networking.serviceSubnet: service subnet 10.96.0.0/30 is too small: it has 4 addresses, and the DNS service takes the tenth; from /12 to /28",
    ],
    ["controlPlaneEndpoint: api:70000", "error 4:23 controlPlaneEndpoint: `70000` is no port; 1 to 65535"],
  ])("%s", (fields, line) => {
    expect(issuesOf(cluster(fields), FACTS)).toEqual([line]);
  });

  test("a v1beta4 field in v1beta3", () => {
    expect(issuesOf(cluster("encryptionAlgorithm: RSA-2048", "v1beta3"), FACTS)).toEqual([
      "error 4:1 encryptionAlgorithm: unknown field `encryptionAlgorithm`; it is in v1beta4; this document is v1beta3",
    ]);
  });

  test("which documents there are", () => {
    const join = document("JoinConfiguration", "nodeRegistration: {name: w}");
    expect(issuesOf(join)).toEqual([
      "error 1:1 : there is neither a ClusterConfiguration nor an InitConfiguration; give the files of `kubeadm init` too: -f init.yaml -f join.yaml",
    ]);
    expect(issuesOf(`${cluster("")}---\n${cluster("")}`, FACTS)).toEqual([
      "error 6:1 : a second ClusterConfiguration; one input is one cluster",
    ]);
    expect(issuesOf(document("ClusterConfig", ""), FACTS)).toEqual([
      "error 2:7 kind: unknown kind `ClusterConfig` of kubeadm.k8s.io/v1beta4; allowed: `ClusterConfiguration`, `InitConfiguration`, `JoinConfiguration`, `ResetConfiguration`, `UpgradeConfiguration`",
    ]);
    const own =
      "apiVersion: kubepki/v1\nkind: Cluster\nhosts: [{name: a, roles: control-plane, addresses: 10.0.0.1}]\n";
    expect(issuesOf(`${own}---\n${cluster("")}`, FACTS)).toEqual([
      "error 5:1 : a Cluster and kubeadm's ClusterConfiguration together; give one or the other: `kubepki init --from` makes a Cluster of kubeadm's files",
    ]);
  });

  test("several control planes and no endpoint", () => {
    const join = document(
      "JoinConfiguration",
      "controlPlane: {localAPIEndpoint: {advertiseAddress: 10.0.0.2}}\nnodeRegistration: {name: two}",
    );
    expect(issuesOf(`${cluster("")}---\n${join}`, FACTS)).toEqual([
      "error 1:1 : there are several control planes and no controlPlaneEndpoint; write `controlPlaneEndpoint: api.example.com:6443`",
      expect.stringMatching(/^warning .*etcd has 2 members/),
    ]);
  });
});
