import { describe, expect, it } from "vitest";
import type { RuleId, TreeEntry } from "../../../../src/index.ts";
import { audited, edited, grave, mended, otherTree, rightTree, textAt } from "./faulty.ts";

const CONF = "hosts/cp-1/etc/kubernetes/scheduler.conf";

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const TOKEN = `${base64({ alg: "RS256" })}.${base64({ iss: "x", exp: 1_700_000_000 })}.${base64("signature")}`;

interface Case {
  readonly rule: RuleId;
  readonly title: string;
  readonly make: (right: readonly TreeEntry[], other: readonly TreeEntry[]) => readonly TreeEntry[];
  readonly mends?: true;
  readonly severity?: "advice";
}

const authorityOf = (tree: readonly TreeEntry[]): string =>
  /certificate-authority-data: (\S+)/.exec(textAt(tree, CONF))?.[1] ?? "";

const CASES: readonly Case[] = [
  {
    rule: "kubeconfig-skips-verification",
    title: "beside its authority, verification is off",
    make: (right) =>
      edited(
        right,
        CONF,
        /\n( *)certificate-authority-data:/,
        "\n$1insecure-skip-tls-verify: true\n$1certificate-authority-data:",
      ),
    mends: true,
  },
  {
    rule: "kubeconfig-without-authority",
    title: "the authority is missing",
    make: (right) => edited(right, CONF, /\n *certificate-authority-data: \S+/, ""),
  },
  {
    rule: "kubeconfig-other-authority",
    title: "the authority is of another cluster",
    make: (right, other) => edited(right, CONF, authorityOf(right), authorityOf(other)),
  },
  {
    rule: "kubeconfig-server-not-named",
    title: "the server is a name that the certificate lacks",
    make: (right) =>
      edited(
        right,
        CONF,
        "server: https://10.0.0.11:6443",
        "server: https://10.0.0.11:6443\n    tls-server-name: other.example.com",
      ),
  },
  {
    rule: "kubeconfig-in-clear",
    title: "http",
    make: (right) => edited(right, CONF, "server: https://", "server: http://"),
    mends: true,
  },
  {
    rule: "kubeconfig-dangling-context",
    title: "the current context is none",
    make: (right) => edited(right, CONF, /current-context: .*/, "current-context: gone"),
    mends: true,
  },
  {
    rule: "kubeconfig-dangling-context",
    title: "the context's user is none",
    make: (right) => edited(right, CONF, /\n( *)user: system.*/, "\n$1user: gone"),
    mends: true,
  },
  {
    rule: "kubeconfig-half-pair",
    title: "the key is missing",
    make: (right) => edited(right, CONF, /\n *client-key-data: \S+/, ""),
  },
  {
    rule: "kubeconfig-file-missing",
    title: "the authority's file is not there",
    make: (right) =>
      edited(right, CONF, /certificate-authority-data: \S+/, "certificate-authority: /etc/kubernetes/pki/gone.crt"),
  },
  {
    rule: "kubeconfig-value-and-file",
    title: "a value and a file",
    make: (right) =>
      edited(
        right,
        CONF,
        /\n( *)client-certificate-data:/,
        "\n$1client-certificate: /etc/kubernetes/pki/apiserver.crt\n$1client-certificate-data:",
      ),
    mends: true,
  },
  {
    rule: "kubeconfig-token-expired",
    title: "a token that is over",
    make: (right) =>
      edited(right, CONF, /\n( *)client-certificate-data: \S+\n *client-key-data: \S+/, `\n$1token: ${TOKEN}`),
  },
  {
    rule: "kubeconfig-certificate-and-token",
    title: "a certificate and a token",
    make: (right) =>
      edited(
        right,
        CONF,
        /\n( *)client-certificate-data:/,
        "\n$1token: abcdef.0123456789abcdef\n$1client-certificate-data:",
      ),
    severity: "advice",
  },
  {
    rule: "kubeconfig-all-rights",
    title: "the scheduler has every right",
    make: (right) => {
      const stolen = textAt(right, "hosts/cp-1/etc/kubernetes/super-admin.conf");
      const data = /client-certificate-data: \S+\n *client-key-data: \S+/.exec(stolen)?.[0] ?? "";
      return edited(
        right,
        "hosts/cp-1/etc/kubernetes/admin.conf",
        /client-certificate-data: \S+\n *client-key-data: \S+/,
        data,
      );
    },
    severity: "advice",
  },
];

describe("a fault in a kubeconfig", () => {
  it.each(CASES)("$title: $rule", async ({ rule, make, mends, severity }) => {
    const faulty = make(await rightTree(), await otherTree());
    const audit = await audited(faulty);
    const found = severity === "advice" ? audit.findings.filter((one) => one.rule === rule) : grave(audit);
    const file = rule === "kubeconfig-all-rights" ? "hosts/cp-1/etc/kubernetes/admin.conf" : CONF;
    expect(found.map(({ rule: id, place }) => `${id} ${place.file}`)).toEqual([`${rule} out/${file}`]);
    const [finding] = found;
    expect(JSON.stringify({ ...finding, breaks: [] })).not.toContain(TOKEN);
    expect(finding?.remedy.commands !== undefined).toBe(mends === true);
    if (finding !== undefined && mends === true) expect(grave(await audited(mended(faulty, finding)))).toEqual([]);
  });
});
