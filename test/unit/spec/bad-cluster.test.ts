import { describe, expect, test } from "vitest";
import { catalog } from "../../../src/catalog/index.ts";
import { parseSpec } from "../../../src/spec/parse-spec.ts";
import { around, issueLine, issuesOf } from "./issue-lines.ts";

const LAYOUTS = Object.keys(catalog.layouts)
  .map((id) => `\`${id}\``)
  .join(", ");

describe("reading", () => {
  const START = "start with `apiVersion: kubepki/v1` and `kind: Cluster`; `kubepki init` writes an example";
  const TOO_LARGE =
    'error 1:1 : the file is larger than 1 MiB, the most that is read; write hosts as ranges, "worker-[001-500]", or give several files';
  const bomb = [
    "a: &a [x,x,x,x,x,x,x,x,x]",
    ..."bcdefgh".split("").map((c, i) => `${c}: &${c} [${Array(9).fill(`*${"abcdefg"[i]}`).join()}]`),
  ].join("\n");

  test.each([
    ["an empty file", "", [`error 1:1 : the file is empty; ${START}`]],
    ["comments only", "# nothing\n---\n", [`error 1:1 : the file is empty; ${START}`]],
    ["a list", "- a\n", [`error 1:1 : the document is a list, not a mapping of fields; ${START}`]],
    ["plain text", "hello\n", [`error 1:1 : the document is plain text, not a mapping of fields; ${START}`]],
    ["a tab", "hosts:\n\t- name: a\n", ["error 2:1 : a tab is used for indentation; indent with spaces"]],
    [
      "an unknown tag",
      "a: !!js/function x\n",
      ["error 1:4 : not YAML: unresolved tag: tag:yaml.org,2002:js/function; correct the YAML or JSON syntax"],
    ],
    [
      "an alias bomb",
      bomb,
      ["error 1:1 : aliases stand for more than 100 nodes; write the values out in place of *aliases"],
    ],
    ["too many bytes", `# ${"x".repeat(1024 * 1024)}`, [TOO_LARGE]],
    ["too many bytes in few characters", `# ${"\u20ac".repeat(400_000)}`, [TOO_LARGE]],
    ["deep nesting", "[".repeat(100_000), [expect.stringMatching(/^error 1:\d+ : the document is nested too deeply/)]],
    ["cut JSON", '{"a": 1,', ["error 1:9 : not YAML: flow map must end with a }; correct the YAML or JSON syntax"]],
  ])("%s", (_, text, lines) => {
    expect(issuesOf(text)).toEqual(lines);
  });

  test("a key written twice, in YAML and in JSON, beside everything else", () => {
    expect(issuesOf(around("name: a\nname: b\nlayout: x"))).toEqual([
      "error 4:1 name: `name` is written twice; keep one of them",
      `error 5:9 layout: \`x\` is not allowed here; allowed: ${LAYOUTS}`,
    ]);
    const json =
      '{"apiVersion": "kubepki/v1",\n "kind": "Cluster",\n "hosts": [{"name": "a", "name": "cp", "roles": "control-plane", "addresses": "10.0.0.1"}]}';
    expect(issuesOf(json)).toEqual(["error 3:26 name: `name` is written twice; keep one of them"]);
  });

  test.each([
    ["controlPlaneEndpoint: a:1", "controlPlaneEndpoint", "endpoint"],
    ["clusterName: a", "clusterName", "name"],
    ["networking: {}", "networking", "network"],
  ])("kubeadm's name of a field: %s", (text, typed, meant) => {
    expect(issuesOf(around(text))).toContain(
      `error 3:1 ${typed}: unknown field \`${typed}\`; did you mean \`${meant}\`?`,
    );
  });

  test("apiVersion and kind", () => {
    expect(issuesOf("kind: Cluster\n")).toEqual([
      "error 1:1 apiVersion: the field `apiVersion` is missing; write `apiVersion: kubepki/v1`",
    ]);
    expect(issuesOf("apiVersion: kubepki/v2\nkind: Cluster\n")).toEqual([
      "error 1:13 apiVersion: unknown apiVersion `kubepki/v2`; did you mean `kubepki/v1`?",
    ]);
    expect(issuesOf("apiVersion: kubepki/v1\nkind: Clutser\n")).toEqual([
      "error 2:7 kind: unknown kind `Clutser` of kubepki/v1; allowed: `Cluster`",
    ]);
  });

  test("several Clusters, in one file and in two; issues name their file, in the order given", () => {
    const one = around("");
    expect(issuesOf(`${one}---\n${one}`)).toEqual([
      "error 6:1 : a second Cluster; one input is one cluster: run kubepki once for each",
    ]);
    const { spec, issues } = parseSpec([
      { file: "b.yaml", text: around("layout: x") },
      { file: "a.yaml", text: one },
    ]);
    expect(spec).toBeUndefined();
    expect(issues.map(({ position }) => `${position?.file}:${position?.line}`)).toEqual(["b.yaml:3", "a.yaml:1"]);
  });
});

test("every issue at once, each with its place, what is allowed, and the near name", () => {
  const text = `apiVersion: kubepki/v1
kind: Cluster
nam: demo
layout: kubadm
keys: {authorities: rsa2047, overrides: {apiserverr: p256}}
users: [{name: "system:x", groups: [system:masters], foo: 1}, 3]
etcd: {kind: stackd, serverNames: [a_b, 010.0.0.1, "fe80::1%eth0", "*a.x"]}
authorities: {topology: [one]}
hots: []
hosts:
  - {name: cp-1, role: [control-plane], addresses: [10.0.0.11]}
  - {name: "Worker_3", addresses: "10.0.0.12"}
  - {name: 3, roles: [maser]}
`;
  expect(issuesOf(text, {}, ["apiserver", "sa"])).toEqual([
    "error 3:1 nam: unknown field `nam`; did you mean `name`?",
    `error 4:9 layout: \`kubadm\` is not allowed here; did you mean \`kubeadm\`? allowed: ${LAYOUTS}`,
    "error 5:21 keys.authorities: `rsa2047` is no key algorithm; did you mean `RSA-2048`? allowed: `RSA-2048`, `RSA-3072`, `RSA-4096`, `ECDSA-P256`, `ECDSA-P384`, `ECDSA-P521`, `Ed25519`",
    "error 5:42 keys.overrides.apiserverr: there is no credential or authority `apiserverr`; did you mean `apiserver`?",
    "error 6:9 users[0]: the user name `system:x` begins with system:, which Kubernetes keeps for its own; name another, or write `allowSystem: true` beside it",
    "error 6:9 users[0]: the group `system:masters` of `system:x` passes all authorization, and nothing takes that back before the certificate expires; name another, or write `allowSystem: true` beside it",
    "error 6:54 users[0].foo: unknown field `foo`; allowed: `name`, `groups`, `lifetime`, `pkcs12`, `allowSystem`",
    "error 6:63 users[1]: expected text or a mapping, found the number 3",
    "error 7:14 etcd.kind: `stackd` is not allowed here; did you mean `stacked`? allowed: `stacked`, `external`, `provided`",
    "error 7:36 etcd.serverNames[0]: `a_b` is no DNS name; lower-case letters, digits, - and ., each part beginning and ending with a letter or digit (RFC 1123), for example `a-b`",
    "error 7:41 etcd.serverNames[1]: `010.0.0.1` is no IP address; write its numbers without leading zeros",
    "error 7:52 etcd.serverNames[2]: `fe80::1%eth0` is no IP address; certificates carry no zone: leave out what follows %",
    "error 7:68 etcd.serverNames[3]: `*a.x` is no wildcard name; a wildcard is the whole first part: *.example.com",
    "error 8:25 authorities.topology: expected text, found a list; allowed: `one`, `three`, `kubelets`, `signers`, `single`, `kubeadm`, `kubelets-apart`, `signers-apart`, `five`",
    "error 9:1 hots: unknown field `hots`; did you mean `hosts`?",
    "error 11:18 hosts[0].role: unknown field `role`; did you mean `roles`?",
    "error 12:12 hosts[1].name: `Worker_3` is no host name; lower-case letters, digits, - and ., each part beginning and ending with a letter or digit (RFC 1123), for example `worker-3`",
    'error 13:12 hosts[2].name: expected text, found the number 3; put it in quotes: "3"',
    "error 13:23 hosts[2].roles[0]: `maser` is not allowed here; allowed: `control-plane`, `etcd`, `worker`, `load-balancer`",
  ]);
});

describe("fields", () => {
  const PORTS = "1 to 65535";
  test.each([
    [
      "endpoint: https://x:1",
      "error 3:11 endpoint: `https://x:1` is no endpoint; host or host:port, without https://, for example api.example.com:6443",
    ],
    ["endpoint: x:99999", `error 3:11 endpoint: \`99999\` is no port; ${PORTS}`],
    ["endpoint: 300.1.1.1", "error 3:11 endpoint: `300.1.1.1` is no IP address; for example 10.0.0.11 or fd00::11"],
    [
      "endpoint: 10.96.0.5",
      "error 3:11 endpoint: the endpoint 10.96.0.5 lies in the service subnet 10.96.0.0/12; service addresses are virtual and not reached from outside: give another",
    ],
    ["apiServer: {bindPort: 0}", `error 3:23 apiServer.bindPort: 0 is no port; ${PORTS}`],
    ["apiServer: {bindPort: x}", "error 3:23 apiServer.bindPort: expected a number, found text"],
    [
      'apiServer: {names: "::ffff:10.0.0.1"}',
      "error 3:20 apiServer.names: `::ffff:10.0.0.1` is an IPv4 address in IPv6 clothes; write 10.0.0.1",
    ],
    [
      "apiServer: {names: [x.*.y]}",
      "error 3:21 apiServer.names[0]: `x.*.y` is no wildcard name; a wildcard is the whole first part: *.example.com",
    ],
    [
      "network: {serviceSubnets: 10.0.0.0}",
      "error 3:27 network.serviceSubnets: `10.0.0.0` is no subnet; an address and a prefix length, for example 10.96.0.0/12 or fd00:10:96::/108",
    ],
    [
      "network: {serviceSubnets: 10.96.0.0/29}",
      "error 3:27 network.serviceSubnets: service subnet 10.96.0.0/29 is too small: it has 8 addresses, and the DNS service takes the tenth; from /12 to /28",
    ],
    [
      "network: {serviceSubnets: 12.0.0.0/8}",
      "error 3:27 network.serviceSubnets: service subnet 12.0.0.0/8 is too large; from /12 to /28",
    ],
    [
      'network: {serviceSubnets: "fd00::/64"}',
      "error 3:27 network.serviceSubnets: service subnet fd00::/64 is too large; from /108 to /124",
    ],
    [
      "network: {serviceSubnets: [10.1.0.0/16, 10.2.0.0/16]}",
      "error 3:27 network.serviceSubnets: both subnets are IPv4; for dual stack one is IPv4 and one is IPv6",
    ],
    [
      "network: {serviceSubnets: 10.96.0.1/16}",
      "warning 3:27 network.serviceSubnets: `10.96.0.1/16` is not the first address of its subnet; it is taken as 10.96.0.0/16",
    ],
    [
      "network: {podSubnets: 10.97.0.0/16}",
      "error 3:23 network.podSubnets: pod subnet 10.97.0.0/16 and service subnet 10.96.0.0/12 overlap; keep them apart",
    ],
    [
      "network: {podSubnets: 10.0.0.0/24}",
      "warning 5:53 hosts[0].addresses: address 10.0.0.11 of `cp-1` lies in the pod subnet 10.0.0.0/24",
    ],
    [
      "network: {serviceSubnets: 10.0.0.0/24}",
      "error 5:53 hosts[0].addresses: address 10.0.0.11 of `cp-1` lies in the service subnet 10.0.0.0/24; service addresses are virtual: give hosts others",
    ],
    [
      "network: {domain: Cluster.Local}",
      "error 3:19 network.domain: `Cluster.Local` is no DNS name; lower-case letters, digits, - and ., each part beginning and ending with a letter or digit (RFC 1123), for example `cluster.local`",
    ],
    [
      "kubernetesVersion: v1.33.4",
      "error 3:20 kubernetesVersion: Kubernetes v1.33.4 is out of range; supported: 1.34 to 1.37",
    ],
    [
      "kubernetesVersion: new",
      "error 3:20 kubernetesVersion: `new` is no Kubernetes release; for example v1.37.2, or 1.37 for its newest patch",
    ],
    [
      "name: a b",
      "error 3:7 name: `a b` is no name for a cluster; letters, digits, ., _ and -, at most 63, beginning and ending with a letter or digit",
    ],
    [
      "keys: {serviceAccount: ed25519}",
      "error 3:24 keys.serviceAccount: the API server does not sign service-account tokens with Ed25519; RSA-2048 to RSA-4096, or ECDSA-P256 to ECDSA-P521",
    ],
    [
      "keys: {overrides: {sa: ed25519}}",
      "error 3:24 keys.overrides.sa: the API server does not sign service-account tokens with Ed25519; RSA-2048 to RSA-4096, or ECDSA-P256 to ECDSA-P521",
    ],
    [
      "keys: ed25519",
      "warning 3:7 keys: kubeadm itself refuses Ed25519 keys; the components take them; kubeadm's commands on this tree do not",
    ],
    [
      "lifetimes: {authorities: 1y, credentials: 2y}",
      "error 3:43 lifetimes.credentials: certificates live 2y, longer than the authorities' 1y; at most 1y, or longer authorities: lifetimes.authorities",
    ],
    [
      "lifetimes: {authorities: 1y, users: 366d}",
      "error 3:37 lifetimes.users: users' certificates live 366d, longer than the authorities' 1y; at most 1y, or longer authorities: lifetimes.authorities",
    ],
    ["lifetimes: {credentials: 0s}", "error 3:26 lifetimes.credentials: `0s` is too short; at least 1s"],
    [
      "lifetimes: {credentials: 1 year}",
      "error 3:26 lifetimes.credentials: `1 year` is no duration; units are y, w, d, h, m and s: 90d, 8760h, 1h30m",
    ],
    [
      'lifetimes: {credentials: "365"}',
      "error 3:26 lifetimes.credentials: `365` is no duration; write its unit; units are y, w, d, h, m and s: 90d, 8760h, 1h30m",
    ],
    [
      "lifetimes: {renewBefore: 200%}",
      "error 3:26 lifetimes.renewBefore: `200%` is no share of a lifetime; from 0 to less than 1, or a percentage: 0.25, 25%",
    ],
    [
      "lifetimes: {authorities: 30d}\nusers: [{name: a, lifetime: 31d}]",
      "error 4:9 users[0]: the certificate of `a` lives 31d, longer than the authorities' 30d; at most 30d, or longer authorities: lifetimes.authorities",
    ],
    ["users: [a, b, a]", "error 3:15 users[2]: `a` is there twice; keep one of them"],
    ["users: [Admin]", "error 3:9 users[0]: `Admin` is a folder of kubepki's own; name the user differently"],
    [
      "users: [a/b, A_b]",
      "error 3:14 users[1]: `A_b` and `a/b` would have the same folder; name one of them differently",
    ],
    [
      `users: [${"x".repeat(65)}]`,
      "error 3:9 users[0]: the name `xxxxxxxxxxxxxxxxxxxx...` is 65 characters long; at most 64",
    ],
    [
      "extras: [metrics-scrapper]",
      "error 3:10 extras[0]: `metrics-scrapper` is not allowed here; did you mean `metrics-scraper`? allowed: `metrics-scraper`, `etcd-backup`, `cni-etcd`, `nginx`, `konnectivity`, `cloud-controller-manager`",
    ],
    [
      "services: [{name: x}]",
      "error 3:12 services[0].namespace: the field `namespace` is missing; write the namespace of the Service",
    ],
    [
      "services: [{name: x, service: a.b, namespace: c}]",
      "error 3:31 services[0].service: `a.b` is no name of a Service; lower-case letters, digits and -, at most 63, beginning and ending with a letter or digit",
    ],
    [
      "etcd: external",
      "error 3:7 etcd: etcd is external, and no host has the role etcd; give three hosts `roles: [etcd]`",
    ],
    [
      "etcd: {kind: provided}",
      "error 3:7 etcd: etcd is provided, and nothing says where; write `endpoints: [https://etcd-1.example.com:2379]`",
    ],
    [
      "etcd: {kind: provided, endpoints: etcd-1}",
      "error 3:35 etcd.endpoints: `etcd-1` is no URL of an etcd member; for example https://etcd-1.example.com:2379",
    ],
    [
      "etcd: {caFile: /x}",
      "error 3:8 etcd.caFile: `caFile` is only for somebody else's etcd; write `kind: provided`, or leave the field out",
    ],
    [
      "authorities: {topology: one, etcd-ca: {commonName: x}}",
      "error 3:30 authorities.etcd-ca: there is no authority `etcd-ca` with the topology `one`; its authorities: `ca`",
    ],
    [
      "authorities: {ca: {keyFile: x}}",
      "error 3:19 authorities.ca: a key without its certificate; write certificateFile as well",
    ],
    [
      "authorities: {issuers: {front-proxy: ca}}",
      "error 3:24 authorities.issuers: `ca` issues for `apiserver-client` and for `front-proxy`: a client of the API that is given the front proxy's common name may name any user in a header; give `front-proxy` an authority of its own",
    ],
    [
      "authorities: {issuers: {front-proxi: ca}}",
      "error 3:25 authorities.issuers.front-proxi: unknown field `front-proxi`; did you mean `front-proxy`?",
    ],
    [
      "authorities: {roots: each}\nlifetimes: {roots: 1y}",
      "error 4:20 lifetimes.roots: roots live 1y, shorter than the authorities below them; at least 10y",
    ],
    [
      "authorities: {ca: {nameConstraints: {networks: [10.0.0.1/8]}}}",
      "error 3:49 authorities.ca.nameConstraints.networks[0]: `10.0.0.1/8` is no network; for example 10.0.0.0/8",
    ],
    [
      "authorities: {ca: {nameConstraints: {}}}",
      "error 3:37 authorities.ca.nameConstraints: no name constraint is given; write `dns: [example.com]` or `networks: [10.0.0.0/8]`",
    ],
    [
      "directories: {pkj: /x}",
      "error 3:15 directories.pkj: the layout `kubeadm` has no folder `pkj`; did you mean `pki`?",
    ],
    ["directories: {pki: x/../y}", "error 3:20 directories.pki: `x/../y` is no absolute path; start at /, without .."],
    ["fileNames: {user: x}", 'error 3:19 fileNames.user: `x` has no {name}; for example "{name}" or "k8s-{name}"'],
    [
      "layout: k3s\nauthorities: three",
      "error 4:14 authorities: the layout `k3s` wants the topology `five`, not `kubeadm`; write `authorities: five`",
    ],
    [
      "layout: k3s\nauthorities: {issuers: {legacy: legacy-ca}}",
      "error 4:24 authorities.issuers: the layout `k3s` wants the topology `five` as it is; take `issuers` away",
    ],
    [
      "layout: rke2\nauthorities: {keys: apart}",
      "error 4:14 authorities: keys are apart, but rke2 makes an authority anew when its key is not beside it; write `keys: hosts`",
    ],
    [
      "layout: k3s\nauthorities: {client-ca: {certificateFile: a.crt}}",
      "error 4:14 authorities: `client-ca` has no key, but k3s makes an authority anew when its key is not beside it; write its keyFile",
    ],
    [
      "layout: k3s\nextras: [konnectivity]",
      "error 4:9 extras: the layout `k3s` has no konnectivity: the program tunnels to its agents itself; take it away",
    ],
    [
      'fileNames: {key: "{name}-{name}"}',
      'error 3:18 fileNames.key: `{name}-{name}` has {name} more than once; for example "{name}.key" or "k8s-{name}.key"',
    ],
    [
      'fileNames: {key: "{name}.crt"}',
      "error 3:12 fileNames: certificates, keys and kubeconfigs would have the same names; for example {name}.crt, {name}.key, {name}.kubeconfig",
    ],
    [
      "extraArgs: {kube-api: {a: b}}",
      "error 3:13 extraArgs.kube-api: `kube-api` is no component whose flags are written; allowed: `kube-apiserver`, `kube-controller-manager`, `kube-scheduler`, `cloud-controller-manager`, `etcd`, `kubelet`, `kube-proxy`, `konnectivity-server`",
    ],
    ["extraArgs: {etcd: {--a: b}}", "error 3:25 extraArgs.etcd.--a: `--a` is no flag; write it without its dashes: a"],
    [
      "serviceAccounts: {issuer: http://x}",
      "warning 3:27 serviceAccounts.issuer: the issuer `http://x` is no https URL; discovery (OpenID Connect) wants one",
    ],
  ])("%s", (fields, line) => {
    expect(issuesOf(around(fields))).toEqual([line]);
  });
});

describe("hosts", () => {
  const hosts = (...entries: string[]): string[] =>
    issuesOf(around("", `hosts:\n${entries.map((entry) => `  - ${entry}\n`).join("")}`));
  const CP = "{name: cp, roles: [control-plane], addresses: [10.0.0.1]}";
  const at = (line: string): string[] => [line];

  test("none", () => {
    expect(issuesOf(around("", ""))).toEqual([
      "error 1:1 hosts: the field `hosts` is missing; list the machines: hosts: [{name: cp-1, roles: [control-plane], addresses: [10.0.0.11]}]",
    ]);
    expect(hosts("{name: w, addresses: 10.0.0.1}")).toEqual(
      at("error 4:3 hosts: there is no control plane; give one host `roles: [control-plane]`"),
    );
  });
  test("the same name, the same address", () => {
    expect(hosts(CP, "{name: cp, addresses: 10.0.0.2}")).toEqual(
      at("error 5:12 hosts[1].name: host `cp` is there twice; the first is at c.yaml:4"),
    );
    expect(hosts(CP, '{name: w, addresses: ["10.0.0.1"]}')).toEqual(
      at(
        "error 5:26 hosts[1].addresses: address 10.0.0.1 is that of `cp` and of `w`; each host has addresses of its own",
      ),
    );
    expect(hosts(CP, '{name: w, addresses: ["fd00::1", "fd00:0::1"]}')).toEqual(
      at("error 5:26 hosts[1].addresses: address fd00::1 is there twice; each host has addresses of its own"),
    );
  });
  test("no address, or one that no host has", () => {
    expect(hosts("{name: cp, roles: [control-plane]}")).toEqual(
      at("error 4:12 hosts[0].name: `cp` has the role control-plane and no address; write `addresses: [10.0.0.11]`"),
    );
    expect(hosts(CP, '{name: "w-[1-3]"}')).toEqual(
      at(
        "warning 5:12 hosts[1].name: `w-1` has no address; its kubelet's serving certificate then carries its name only; the API server dials addresses first",
      ),
    );
    for (const address of ["0.0.0.0", '"::"', "224.0.0.1", '"ff02::1"']) {
      expect(hosts(CP, `{name: w, addresses: [${address}]}`)).toEqual([
        expect.stringContaining("is not the address of a host"),
      ]);
    }
  });
  test("Windows where it cannot be", () => {
    expect(hosts(CP, "{name: lb, roles: [load-balancer], addresses: 10.0.0.2, os: windows}")).toEqual(
      at("error 5:23 hosts[1].roles: `lb` runs Windows and has the role load-balancer; Windows runs workers only"),
    );
    const range = '{name: "w-[1-3]", addresses: "10.0.1.[1-3]", os: windows}';
    expect(hosts(CP, range)).toEqual([]);
    expect(issuesOf(around("layout: k3s", `hosts:\n  - ${CP}\n  - ${range}\n`))).toEqual(
      at("error 6:12 hosts[1].name: `w-1` runs Windows: k3s runs on Linux only; choose another layout"),
    );
  });
  test("etcd where it is not", () => {
    expect(hosts(CP, "{name: e, roles: [etcd], addresses: 10.0.0.2}")).toEqual([
      expect.stringMatching(/^warning .* etcd has 2 members/),
      "error 5:22 hosts[1].roles: `e` has the role etcd, but etcd is stacked; write `etcd: external` for etcd on hosts of its own, or take the role away",
    ]);
  });
  test("an even number of members", () => {
    const two = around(
      "endpoint: api",
      'hosts:\n  - {name: "cp-[1-2]", roles: control-plane, addresses: "10.0.0.[1-2]"}\n',
    );
    expect(issuesOf(two)).toEqual([
      "warning 5:3 hosts: etcd has 2 members, which survives no more failures than 1; an odd number: 1, 3 or 5",
    ]);
    expect(parseSpec([{ file: "c", text: two }]).spec?.hosts).toHaveLength(2);
  });
});

test("system: names are allowed when it is said", () => {
  const { spec, issues } = parseSpec([
    { file: "c", text: around('users: [{name: "system:x", groups: ["system:masters"], allowSystem: true}]') },
  ]);
  expect(issues.map(issueLine)).toEqual([]);
  expect(spec?.users).toEqual([{ name: "system:x", groups: ["system:masters"], allowSystem: true }]);
});
