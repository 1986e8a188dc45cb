import { describe, expect, it } from "vitest";
import type { RuleId, TreeEntry } from "../../../../src/index.ts";
import { audited, edited, grave, mended, otherTree, rightTree, textAt, withText } from "./faulty.ts";

const POD = "hosts/cp-1/etc/kubernetes/manifests";
const API = `${POD}/kube-apiserver.yaml`;
const CONTROLLER = `${POD}/kube-controller-manager.yaml`;
const ETCD = `${POD}/etcd.yaml`;
const KUBELET = "hosts/node-1/var/lib/kubelet/config.yaml";
const KUBELET_FLAGS = "hosts/node-1/var/lib/kubelet/kubeadm-flags.env";

/** Rule, file, what stands there, what somebody made of it; whether the remedy has commands. */
const FAULTS: readonly (readonly [RuleId, string, string | RegExp, string, ("mends" | "says")?])[] = [
  ["setting-file-missing", API, "pki/apiserver.crt", "pki/api-server.crt"],
  ["authorization-open", API, "authorization-mode=Node,RBAC", "authorization-mode=AlwaysAllow"],
  ["authorization-open", API, /\n.*authorization-mode=.*/, ""],
  ["node-restriction-off", API, "enable-admission-plugins=NodeRestriction", "enable-admission-plugins=PodSecurity"],
  [
    "token-file-users",
    API,
    "    - --allow-privileged",
    "    - --token-auth-file=/etc/t\n    - --allow-privileged",
    "says",
  ],
  [
    "service-account-lookup-off",
    API,
    "    - --allow-privileged",
    "    - --service-account-lookup=false\n    - --allow-privileged",
  ],
  ["client-authority-unset", API, /\n.*client-ca-file=\/etc\/kubernetes\/pki\/ca.crt/, ""],
  ["etcd-authority-unset", API, /\n.*etcd-cafile=.*/, ""],
  ["kubelet-identity-unset", API, /\n.*kubelet-client-certificate=.*\n.*kubelet-client-key=.*/, ""],
  ["front-proxy-identity-unset", API, /\n.*proxy-client-cert-file=.*\n.*proxy-client-key-file=.*/, ""],
  ["pair-half-set", API, /\n.*tls-private-key-file=.*/, ""],
  ["token-keys-unset", API, /\n.*service-account-signing-key-file=.*/, ""],
  ["root-authority-unset", CONTROLLER, /\n.*root-ca-file=.*/, ""],
  ["token-signing-unset", CONTROLLER, /\n.*service-account-private-key-file=.*/, ""],
  ["kubelet-anonymous", KUBELET, "enabled: false", "enabled: true"],
  ["kubelet-always-allow", KUBELET, "mode: Webhook", "mode: AlwaysAllow"],
  ["kubelet-read-only-port", KUBELET, "readOnlyPort: 0", "readOnlyPort: 10255"],
  ["kubelet-client-authority-unset", KUBELET, /clientCAFile: .*/, 'clientCAFile: ""', "says"],
  ["kubelet-rotation-off", KUBELET, "rotateCertificates: true", "rotateCertificates: false"],
  ["server-rotation-off", KUBELET, /^/, "featureGates:\n  RotateKubeletServerCertificate: false\n"],
  ["setting-contradicted", KUBELET_FLAGS, "--node-ip", "--cluster-domain=other.local --node-ip", "says"],
  ["etcd-clients-unasked", ETCD, /\n.*client-cert-auth=true(?=\n.*data-dir)/, ""],
  ["etcd-listens-in-clear", ETCD, ",https://10.0.0.11:2379", ",http://10.0.0.11:2379"],
  ["etcd-peers-in-clear", ETCD, "listen-peer-urls=https", "listen-peer-urls=http", "says"],
  ["etcd-open-on-loopback", ETCD, "https://127.0.0.1:2379", "http://127.0.0.1:2379"],
  ["etcd-makes-certificates", ETCD, "    - --client-cert-auth", "    - --auto-tls=true\n    - --client-cert-auth"],
  [
    "etcd-makes-peer-certificates",
    ETCD,
    "    - --client-cert-auth",
    "    - --peer-auto-tls=true\n    - --client-cert-auth",
  ],
  [
    "tls-version-old",
    API,
    "    - --allow-privileged",
    "    - --tls-min-version=VersionTLS10\n    - --allow-privileged",
  ],
  [
    "cipher-suite-weak",
    API,
    "    - --allow-privileged",
    "    - --tls-cipher-suites=TLS_RSA_WITH_AES_128_CBC_SHA,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\n    - --allow-privileged",
  ],
];

const summary = (entries: readonly TreeEntry[]) =>
  audited(entries).then((audit) => grave(audit).map(({ rule, place }) => `${rule} ${place.file}`));

describe("a fault in a setting", () => {
  it.each(FAULTS.map(([rule, path, from, to, remedy = "mends"]) => ({ rule, path, from, to, remedy })))(
    "$rule in $path, and its remedy",
    async ({ rule, path, from, to, remedy }) => {
      let faulty = edited(await rightTree(), path, from, to);
      if (rule === "etcd-clients-unasked") faulty = edited(faulty, path, /\n.* --trusted-ca-file=.*/, "");
      const audit = await audited(faulty);
      expect(grave(audit).map(({ rule: id, place }) => `${id} ${place.file}`)).toEqual([`${rule} out/${path}`]);
      const [finding] = grave(audit);
      if (finding === undefined) return;
      expect(finding.message).not.toMatch(/undefined|\.$/);
      if (remedy === "says" || rule === "etcd-clients-unasked") return;
      expect(await summary(mended(faulty, finding))).toEqual([]);
    },
  );
});

describe("service-account keys", () => {
  it("that the API server signs with and does not check with are one finding, mended by command", async () => {
    const path = "hosts/cp-1/etc/kubernetes/pki/sa.pub";
    const faulty = withText(await rightTree(), path, textAt(await otherTree(), path));
    const audit = await audited(faulty);
    const found = grave(audit).filter(({ rule }) => rule === "token-key-not-believed");
    expect(found.map(({ place }) => place.field)).toEqual(["--service-account-key-file"]);
    expect(found[0]?.because.map(({ rule }) => rule)).toContain("controller-tokens-not-believed");
    const [finding] = found;
    if (finding === undefined) return;
    const after = await summary(mended(faulty, finding));
    expect(after.filter((one) => /token/.test(one))).toEqual([]);
  });

  it("of the controller-manager alone are told of it", async () => {
    const path = "hosts/cp-1/etc/kubernetes/pki/own.key";
    const key = textAt(await otherTree(), "hosts/cp-1/etc/kubernetes/pki/sa.key");
    const faulty = edited(
      withText(await rightTree(), path, key),
      CONTROLLER,
      "service-account-private-key-file=/etc/kubernetes/pki/sa.key",
      "service-account-private-key-file=/etc/kubernetes/pki/own.key",
    );
    const [finding, ...more] = grave(await audited(faulty)).filter(({ rule }) => /token/.test(rule));
    expect(finding?.rule).toBe("controller-tokens-not-believed");
    expect(more).toEqual([]);
    if (finding !== undefined)
      expect((await summary(mended(faulty, finding))).filter((one) => /token/.test(one))).toEqual([]);
  });
});
