// What k3s and RKE2 ask of their folders (facts 1.9.1 and 8.8), asked by openssl and kubectl.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeOutput, stepsLeft, writeSpec } from "../e2e/output.ts";
import { describeWith, judgePath } from "../judges/judge.ts";
import { opensslKeyMatches, opensslText, opensslVerify } from "./openssl.ts";

/** File below `server/tls`, its authority's file, common name, organization. */
const LEAVES: readonly (readonly [file: string, authority: string, name: string, group: string])[] = [
  ["client-admin", "client-ca", "system:admin", "system:masters"],
  ["client-supervisor", "client-ca", "system:PROGRAM-supervisor", "system:masters"],
  ["client-controller", "client-ca", "system:kube-controller-manager", ""],
  ["client-scheduler", "client-ca", "system:kube-scheduler", ""],
  ["client-kube-apiserver", "client-ca", "system:apiserver", "system:masters"],
  ["client-kube-proxy", "client-ca", "system:kube-proxy", ""],
  ["client-PROGRAM-controller", "client-ca", "system:PROGRAM-controller", ""],
  ["client-PROGRAM-cloud-controller", "client-ca", "PROGRAM-cloud-controller-manager", ""],
  ["client-auth-proxy", "request-header-ca", "system:auth-proxy", ""],
  ["serving-kube-apiserver", "server-ca", "kube-apiserver", ""],
  ["etcd/client", "etcd/server-ca", "etcd-client", ""],
  ["etcd/server-client", "etcd/server-ca", "etcd-server", ""],
  ["etcd/peer-server-client", "etcd/peer-ca", "etcd-peer", ""],
];

/** What the program gives to all three of its servers' certificates: missing ones make it issue them anew. */
const SERVER_NAMES = ["DNS:localhost", "DNS:server-1", "IP Address:127.0.0.1", "IP Address:0:0:0:0:0:0:0:1"];
const SERVER_ADDRESSES = ["IP Address:10.0.0.11", "IP Address:10.43.0.1"];
const MORE_NAMES: Readonly<Record<string, readonly string[]>> = {
  "serving-kube-apiserver": [
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
  ],
  "etcd/server-client": ["kine.sock"],
  "etcd/peer-server-client": ["kine.sock"],
};

const KUBECONFIGS: Readonly<Record<string, string>> = {
  "server/cred/admin": "server/tls/client-admin",
  "server/cred/supervisor": "server/tls/client-supervisor",
  "server/cred/controller": "server/tls/client-controller",
  "server/cred/scheduler": "server/tls/client-scheduler",
  "server/cred/api-server": "server/tls/client-kube-apiserver",
  "server/cred/cloud-controller": "server/tls/client-PROGRAM-cloud-controller",
  "agent/kubelet": "agent/client-kubelet",
  "agent/kubeproxy": "agent/client-kube-proxy",
  "agent/PROGRAMcontroller": "agent/client-PROGRAM-controller",
};

const AUTHORITIES = ["server-ca", "client-ca", "request-header-ca", "etcd/server-ca", "etcd/peer-ca"];

const blocks = (text: string): string[] => text.match(/-----BEGIN [^-]+-----[\s\S]*?-----END [^-]+-----\n/g) ?? [];

describeWith(["openssl", "kubectl"], "the folders of k3s and RKE2", () => {
  describe.each([
    ["k3s", 6444],
    ["rke2", 6443],
  ] as const)("%s", (program, port) => {
    let folder: string;
    let out: string;
    let data: string;
    const named = (text: string) => text.replaceAll("PROGRAM", program);
    const read = (...path: string[]) => readFileSync(join(...path), "utf8");
    const tls = (name: string) => read(data, "server/tls", named(name));

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), `kubepki-${program}-`));
      const file = writeSpec(
        folder,
        `apiVersion: kubepki/v1
kind: Cluster
layout: ${program}
authorities: { roots: each }
network: { serviceSubnets: 10.43.0.0/16, podSubnets: 10.42.0.0/16 }
hosts:
  - { name: server-1, roles: [control-plane], addresses: 10.0.0.11 }
  - { name: agent-1, addresses: 10.0.0.21 }
`,
      );
      ({ out } = await makeOutput(join(folder, "out"), [file]));
      data = join(out, "hosts/server-1/var/lib/rancher", program);
      expect(await stepsLeft(out, [file])).toEqual([]);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it("a server has these files and no others", () => {
      const pairs = [...LEAVES.map(([name]) => name), ...AUTHORITIES].flatMap((name) => [`${name}.crt`, `${name}.key`]);
      const single = ["client-ca.nochain.crt", "server-ca.nochain.crt", "service.key", "service.current.key"];
      const found = readdirSync(join(data, "server/tls"), { recursive: true, encoding: "utf8" });
      expect(found.filter((name) => name !== "etcd").sort()).toEqual([...pairs, ...single].map(named).sort());
    });

    it.each(LEAVES)(
      "%s: leaf and the whole file of %s, its name %s, its own key",
      async (name, authority, cn, group) => {
        const file = tls(`${name}.crt`);
        const chain = tls(`${authority}.crt`);
        const [leaf = "", ...rest] = blocks(file);
        expect(rest.join("")).toBe(chain);
        const subject = group === "" ? `CN=${named(cn)}` : `CN=${named(cn)},O=${group}`;
        expect((await opensslText(leaf, ["-subject"])).trim()).toBe(`subject=${subject}`);
        expect(await opensslKeyMatches(leaf, tls(`${name}.key`))).toBe(true);
        const [issuing = "", root = ""] = blocks(chain);
        const purpose = name.startsWith("serving") ? "sslserver" : "sslclient";
        expect(await opensslVerify({ roots: root, intermediates: issuing, leaf, purpose })).toBeNull();
        const names = MORE_NAMES[name];
        if (names === undefined) return;
        const text = await opensslText(leaf, ["-ext", "subjectAltName"]);
        for (const wanted of [...SERVER_NAMES, ...SERVER_ADDRESSES, ...names.map((one) => `DNS:${one}`)]) {
          expect(
            text
              .trim()
              .split(/,? +|\n/)
              .join(" "),
            wanted,
          ).toContain(wanted);
        }
      },
    );

    it("signers have one certificate each, the first key signs tokens", () => {
      for (const name of ["client-ca", "server-ca"]) {
        expect(tls(`${name}.nochain.crt`)).toBe(blocks(tls(`${name}.crt`))[0]);
      }
      expect(tls("service.current.key")).toBe(blocks(tls("service.key"))[0]);
      expect(statSync(join(data, "server/tls/service.key")).mode & 0o777).toBe(0o600);
    });

    it.each(Object.entries(KUBECONFIGS))("%s.kubeconfig refers to %s", (name, pair) => {
      const file = join(data, named(`${name}.kubeconfig`));
      const view = JSON.parse(
        execFileSync(judgePath("kubectl"), ["config", "view", "-o", "json", "--kubeconfig", file], {
          encoding: "utf8",
        }),
      );
      const path = (below: string) => join("/var/lib/rancher", program, named(below));
      const authority = path(name.startsWith("agent") ? "agent/server-ca.crt" : "server/tls/server-ca.crt");
      expect(view).toMatchObject({
        "current-context": "Default",
        contexts: [{ name: "Default", context: { cluster: "local", user: "user" } }],
        clusters: [
          { name: "local", cluster: { server: `https://127.0.0.1:${port}`, "certificate-authority": authority } },
        ],
        users: [
          { name: "user", user: { "client-certificate": path(`${pair}.crt`), "client-key": path(`${pair}.key`) } },
        ],
      });
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(join(out, "hosts/server-1", path(`${pair}.key`))).mode & 0o777).toBe(0o600);
    });

    it.each(AUTHORITIES)(
      "rotate-ca takes %s: more than one certificate, verified by the old chain, with its key",
      async (name) => {
        const staged = (suffix: string) => read(out, "rotate-ca/tls", `${name}.${suffix}`);
        const certificates = blocks(staged("crt"));
        expect(certificates.length).toBeGreaterThan(1);
        const [first = "", ...above] = certificates;
        const old = blocks(tls(`${name}.crt`));
        const leaf = { leaf: first, intermediates: [...above, ...old.slice(0, -1)].join("") };
        expect(await opensslVerify({ ...leaf, roots: old.at(-1) ?? "" })).toBeNull();
        expect(await opensslKeyMatches(first, staged("key"))).toBe(true);
      },
    );

    it("rotate-ca takes the service accounts' key: the old one is among the new ones", () => {
      expect(blocks(read(out, "rotate-ca/tls/service.key"))).toContain(blocks(tls("service.key"))[0]);
    });
  });
});
