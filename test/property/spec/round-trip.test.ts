import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_FILE_NAMES, DEFAULT_SPEC, defaultIssuer } from "../../../src/spec/defaults.ts";
import { initDocument } from "../../../src/spec/init/init-document.ts";
import { specDocument } from "../../../src/spec/init/spec-document.ts";
import { parseSpec } from "../../../src/spec/parse-spec.ts";
import type { EtcdSpec, Host, Spec } from "../../../src/spec/spec.ts";
import { KEY_ALGORITHMS } from "../../../src/x509/algorithm.ts";
import { formatAddress } from "../../../src/x509/ip-address.ts";

const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/);
const dnsName = fc.array(label, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("."));
/** 172.16.0.0/12 and fd00:a::/32: outside every service and pod subnet below. */
const address4 = fc
  .tuple(fc.integer({ min: 16, max: 31 }), fc.nat(255), fc.integer({ min: 1, max: 254 }))
  .map(([b, c, d]) => `172.${b}.${c}.${d}`);
const address6 = fc
  .uint8Array({ minLength: 12, maxLength: 12 })
  .map((tail) => formatAddress(Uint8Array.from([0xfd, 0, 0, 0x0a, ...tail])));
const address = fc.oneof(address4, address6);
const unique = <T>(one: fc.Arbitrary<T>, maxLength: number) => fc.uniqueArray(one, { maxLength });
const seconds = (max: number) => fc.integer({ min: 60, max });
const algorithm = fc.constantFrom(...KEY_ALGORITHMS);
const signing = fc.constantFrom(...KEY_ALGORITHMS.filter((one) => one !== "Ed25519"));
const path = fc.array(label, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join("/")}`);

const etcd: fc.Arbitrary<EtcdSpec> = fc.oneof(
  fc.constant({ kind: "stacked" } as const),
  fc.constant({ kind: "external" } as const),
  fc.record(
    {
      kind: fc.constant("provided" as const),
      endpoints: fc.array(
        dnsName.map((name) => `https://${name}:2379`),
        { minLength: 1, maxLength: 3 },
      ),
      caFile: path,
    },
    { requiredKeys: ["kind", "endpoints"] },
  ),
);

/** Valid hosts for a kind of etcd: the first a control plane, an etcd host when it is external, then workers. */
const hostsFor = (kind: EtcdSpec["kind"]): fc.Arbitrary<Host[]> =>
  fc
    .tuple(
      fc.uniqueArray(dnsName, { minLength: 3, maxLength: 6 }),
      fc.uniqueArray(address, { minLength: 12, maxLength: 12 }),
      fc.array(unique(dnsName, 2), { minLength: 6, maxLength: 6 }),
    )
    .map(([names, addresses, further]) =>
      names.map((name, i) => ({
        name,
        roles:
          i === 0
            ? kind === "stacked"
              ? (["control-plane", "etcd"] as const)
              : (["control-plane"] as const)
            : i === 1 && kind === "external"
              ? (["etcd"] as const)
              : (["worker"] as const),
        addresses: addresses.slice(i * 2, i * 2 + 1 + (i % 2)),
        names: further[i] ?? [],
        ...(i > 1 && i % 3 === 2 ? { os: "windows" as const, pkcs12: "legacy" as const } : {}),
      })),
    );

const word = fc
  .stringMatching(/^[A-Za-z0-9 '"#:,{}[\]&*!|>%@._-]{1,20}$/)
  .filter((text) => text.trim() === text && !text.startsWith("system:"));

const users = fc.uniqueArray(
  fc.record(
    { name: word, groups: unique(word, 2), lifetime: seconds(86400), allowSystem: fc.boolean() },
    { requiredKeys: ["name", "groups", "allowSystem"] },
  ),
  { maxLength: 3, selector: ({ name }) => name.toLowerCase().replace(/[^a-z0-9._@-]/g, "_") },
);

const services = fc.uniqueArray(
  fc.record({
    name: label,
    kind: fc.constantFrom("webhook" as const, "aggregated-apiserver" as const),
    service: label,
    namespace: label,
    names: unique(dnsName, 2),
    addresses: unique(address, 2),
  }),
  { maxLength: 2, selector: ({ name }) => name },
);

const spec: fc.Arbitrary<Spec> = etcd.chain((kind) =>
  fc
    .record({
      name: fc.stringMatching(/^[A-Za-z]([A-Za-z0-9._-]{0,10}[A-Za-z0-9])?$/),
      kubernetesVersion: fc.record({
        major: fc.constant(1),
        minor: fc.integer({ min: 34, max: 37 }),
        patch: fc.nat(20),
      }),
      layout: fc.constantFrom("kubeadm" as const, "hard-way" as const),
      settings: fc.constantFrom("native" as const, "flags" as const),
      kubeconfigs: fc.constantFrom("embedded" as const, "reference" as const),
      endpoint: fc.record({ host: fc.oneof(dnsName, address), port: fc.integer({ min: 1, max: 65535 }) }),
      bindPort: fc.integer({ min: 1, max: 65535 }),
      apiServerNames: unique(
        fc.oneof(
          dnsName,
          dnsName.map((name) => `*.${name}`),
        ),
        3,
      ),
      apiServerAddresses: unique(address, 3),
      serviceSubnets: fc.constantFrom(["10.96.0.0/12"], ["10.0.0.0/28"], ["fd00:1::/108", "10.96.0.0/16"]),
      podSubnets: fc.constantFrom([], ["10.244.0.0/16"], ["10.244.0.0/16", "fd00:2::/56"]),
      clusterDomain: dnsName,
      hosts: hostsFor(kind.kind),
      etcdServerNames: unique(dnsName, 2),
      etcdPeerNames: unique(address, 2),
      topology: fc.constantFrom("single" as const, "kubeadm" as const),
      suppliedAuthorities: fc.constantFrom(
        {},
        { ca: { certificateFile: "a b.pem" } },
        { ca: { certificateFile: "c", keyFile: "k" } },
      ),
      authorityKeys: fc.constantFrom("hosts" as const, "apart" as const),
      roots: fc.constantFrom("none" as const, "shared" as const, "each" as const),
      keyEncryption: fc.constantFrom("none" as const, "scrypt" as const, "pbkdf2" as const),
      issuers: fc.constantFrom({}, { "kubelet-serving": "kubelet-serving-ca" as const }),
      keys: fc.record({
        authorities: algorithm,
        credentials: algorithm,
        serviceAccount: signing,
        overrides: fc.constantFrom({}, { "etcd-ca": "RSA-4096" as const }),
      }),
      lifetimes: fc.record({
        roots: fc.integer({ min: 86400 * 3650, max: 86400 * 9000 }),
        authorities: fc.integer({ min: 86400 * 30, max: 86400 * 3650 }),
        credentials: seconds(86400 * 30),
        users: seconds(86400 * 30),
        backdate: fc.nat(86400),
        renewBefore: fc.constantFrom(0, 0.25, 0.5, 0.333),
      }),
      users,
      extras: fc.constantFrom([], ["konnectivity" as const, "etcd-backup" as const]),
      services,
      kubeProxy: fc.constantFrom("certificate" as const, "token" as const),
      kubeletServing: fc.constantFrom("certificate" as const, "bootstrap" as const),
      extraArgs: fc.constantFrom(
        {},
        {
          etcd: [
            { name: "a", value: "" },
            { name: "a", value: "yes: #no" },
          ],
        },
      ),
      fileNames: fc.constantFrom(DEFAULT_FILE_NAMES, {
        user: "k8s-{name}",
        service: "{name}.tls",
        certificate: "{name}.pem",
        key: "{name}-key.pem",
        kubeconfig: "kube-{name}.conf",
      }),
    })
    .map(
      (fields): Spec => ({
        ...DEFAULT_SPEC,
        ...fields,
        etcd: kind,
        authorityNames: fields.topology === "kubeadm" ? { "etcd-ca": "my etcd" } : {},
        serviceAccountIssuer: defaultIssuer(fields.clusterDomain),
        directories: fields.layout === "kubeadm" ? { pki: "/srv/pki" } : {},
      }),
    ),
);

const parse = (text: string) => parseSpec([{ file: "cluster.yaml", text }]);

test("a specification written as a document parses to itself", () => {
  fc.assert(
    fc.property(spec, (wanted) => {
      const { spec: found, issues } = parse(specDocument(wanted));
      expect(issues.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(found).toEqual(wanted);
    }),
    { numRuns: 300 },
  );
});

test("a starting document parses without issues and back to itself", () => {
  const options = fc.record(
    {
      name: label,
      layout: fc.constantFrom("kubeadm" as const, "hard-way" as const),
      endpoint: fc.constantFrom("api.example.com", "[fd00::1]:6443", "192.0.2.1:443"),
      controlPlanes: fc.constantFrom(1, 3, 5, 99),
      workers: fc.nat(10000),
      etcd: fc.constantFrom("stacked" as const, "external" as const),
      etcdMembers: fc.constantFrom(1, 3, 5, 99),
      authorities: fc.constantFrom("one" as const, "three" as const),
      keys: signing,
      kubernetesVersion: fc.constantFrom("1.36", "v1.37.2"),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(options, (chosen) => {
      const { spec: found, issues } = parse(initDocument(chosen));
      expect(issues).toEqual([]);
      expect(found?.hosts.filter(({ roles }) => roles.includes("worker"))).toHaveLength(chosen.workers ?? 2);
      expect(found?.hosts.filter(({ roles }) => roles.includes("control-plane"))).toHaveLength(
        chosen.controlPlanes ?? 1,
      );
      if (found !== undefined && found.hosts.length < 200) expect(parse(specDocument(found)).spec).toEqual(found);
    }),
    { numRuns: 60 },
  );
});
