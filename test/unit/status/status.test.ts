// What ends when, and what stops then: over trees as apply writes them, and over faulty ones.
import { beforeAll, describe, expect, test } from "vitest";
import { liveStatus, status } from "../../../src/app/status.ts";
import {
  catalog,
  encodePem,
  issueSelfSigned,
  nodeSigner,
  parseCertificates,
  parsePrivateKey,
  readActual,
  serialFrom,
  type TreeEntry,
} from "../../../src/index.ts";
import { statusMetrics } from "../../../src/render/status/prometheus.ts";
import { leftText, statusText } from "../../../src/render/status/text.ts";
import { entry, type WrittenTree, writtenTree } from "../inventory/written.ts";

const AT = new Date("2026-11-25T12:00:00Z");
const DAY = 86_400_000;
const EARLY = new Date("2027-03-01T00:00:00Z");

async function* walk(entries: readonly TreeEntry[]): AsyncGenerator<TreeEntry> {
  yield* entries;
}

const statusOf = async (entries: readonly TreeEntry[], at = AT) => {
  const actual = await readActual(walk(entries), catalog);
  return { ...status({ actual, catalog, at }), notes: actual.notes };
};

let tree: WrittenTree;
let short: WrittenTree;

beforeAll(async () => {
  const hosts = `name: demo
endpoint: api.example.com
hosts:
  - { name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }
  - { name: w-1, roles: [worker], addresses: 10.0.0.21 }
`;
  tree = await writtenTree(hosts);
  short = await writtenTree(`${hosts}lifetimes: { authorities: 400d }\n`);
});

const textOf = (path: string): string => {
  const found = tree.entries.find((one) => one.path.endsWith(path));
  return found !== undefined && "bytes" in found.content ? Buffer.from(found.content.bytes).toString() : "";
};

/** The tree with etcd's authority made again on its host: same name, same key, an earlier end. */
async function endingEarly(): Promise<TreeEntry[]> {
  const path = "hosts/cp-1/etc/kubernetes/pki/etcd/ca.crt";
  const [authority] = parseCertificates(textOf(path));
  const key = parsePrivateKey(textOf("authorities/etcd-ca.key"));
  if (authority === undefined) throw new Error("no authority");
  const signer = nodeSigner(key);
  const made = await issueSelfSigned(
    {
      subject: { commonName: "etcd-ca", organizations: [] },
      publicKey: key.publicKey,
      serialNumber: serialFrom(new Uint8Array(20).fill(7)),
      notBefore: authority.notBefore,
      notAfter: EARLY,
      names: { dns: [], addresses: [] },
      extendedKeyUsage: [],
      authority: {},
    },
    signer.algorithm,
    (bytes) => signer.sign(bytes),
  );
  return tree.entries
    .filter((one) => one.path !== "authorities/etcd-ca.crt")
    .map((one) => (one.path === path ? entry(path, encodePem("CERTIFICATE", made)) : one));
}

describe("rows", () => {
  test("the same certificate on several hosts is one row with all its places", async () => {
    const { rows } = await statusOf(tree.entries);
    const authority = rows.find(({ title }) => title === "authority kubernetes");
    expect(authority?.hosts).toEqual(["cp-1", "w-1"]);
    const files = authority?.places.map(({ file, embedded }) => [file?.path.split("/").at(-1), embedded?.kind]);
    expect(files).toContainEqual(["ca.crt", undefined]);
    expect(files).toContainEqual(["admin.conf", "cluster"]);
    expect(rows.filter(({ credential }) => credential === "kubelet.conf")).toHaveLength(2);
  });

  test("what ends first is at the top, each with the connections that it takes part in", async () => {
    const { rows } = await statusOf(tree.entries);
    const ends = rows.map(({ stops }) => stops.at.getTime());
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    expect(rows.find(({ credential }) => credential === "apiserver-etcd-client")?.connections).toContain("E10");
  });

  test("a certificate stops when its authority does, and outlives it", async () => {
    const long = await statusOf(tree.entries);
    expect(long.rows.some(({ outlived }) => outlived !== undefined)).toBe(false);
    // The leaf of one cluster below an authority of the same key that ends earlier.
    const { rows } = await statusOf(await endingEarly());
    const client = rows.find(({ credential }) => credential === "apiserver-etcd-client");
    expect(client?.stops.at).toEqual(EARLY);
    expect(client?.stops.because).not.toBe(client?.certificate);
    expect(client?.outlived?.notAfter).toEqual(EARLY);
  });

  test("the slot decides: another copy of the authority that goes on does not help", async () => {
    const early = await endingEarly();
    const whole = tree.entries.find(({ path }) => path.endsWith("cp-1/etc/kubernetes/pki/etcd/ca.crt"));
    const elsewhere = entry(
      "spare/etcd-ca.crt",
      whole !== undefined && "bytes" in whole.content ? whole.content.bytes : "",
    );
    const { rows } = await statusOf([...early, elsewhere]);
    const client = rows.find(({ credential }) => credential === "apiserver-etcd-client");
    expect(client?.stops.at).toEqual(EARLY);
    // Some copy of its authority is as old as it should be: that is no fault of its issue.
    expect(client?.outlived).toBeUndefined();
  });

  test("certificates in Secrets, ConfigMaps and webhooks' bundles count, with their place", async () => {
    const pem = textOf("cp-1/etc/kubernetes/pki/ca.crt");
    const base64 = Buffer.from(pem).toString("base64");
    const objects = [
      `apiVersion: v1\nkind: Secret\nmetadata: { name: web, namespace: shop }\ndata: { tls.crt: ${base64} }\n`,
      `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: { name: guard }\nwebhooks:\n  - name: a.example.com\n    clientConfig: { caBundle: ${base64} }\n`,
    ];
    const { rows, predictions, timeline, notes } = await statusOf([entry("objects.yaml", objects.join("---\n"))]);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.places.map(({ object }) => [object?.kind, object?.namespace, object?.name, object?.field])).toEqual(
      [
        ["Secret", "shop", "web", 'data["tls.crt"]'],
        ["ValidatingWebhookConfiguration", undefined, "guard", "webhooks[0].clientConfig.caBundle"],
      ],
    );
    const metrics = statusMetrics({ at: AT, rows, predictions, timeline, notes, version: "1" });
    expect(metrics).toContain('secret_namespace="shop",secret_name="web",secret_key="tls.crt"');
    expect(metrics).toContain(
      'cabundle_resource_kind="ValidatingWebhookConfiguration",cabundle_resource_name="guard",cabundle_entry="a.example.com"',
    );
  });
});

describe("what stops when", () => {
  test("each coming end with the connections that break and what their sides print", async () => {
    const { timeline } = await statusOf(short.entries);
    const [first, second] = timeline;
    expect(first?.at.toISOString().slice(0, 10)).toBe("2027-11-25");
    const etcd = first?.breaks.find(({ id }) => id === "E10");
    expect(etcd?.example.clientPrints).toContain("x509: certificate has expired or is not yet valid");
    expect(first?.mends).toEqual([]);
    // The authorities end later and break nothing that still works.
    expect(second?.breaks.map(({ id }) => id) ?? []).not.toContain("E10");
  });

  test("before the moment all works, at the moment what was said breaks", async () => {
    const { timeline, predictions } = await statusOf(tree.entries);
    expect(predictions.some(({ outcome }) => outcome === "fails")).toBe(false);
    const [first] = timeline;
    if (first === undefined) throw new Error("no moment");
    const before = await statusOf(tree.entries, new Date(first.at.getTime() - 1000));
    expect(before.predictions.some(({ outcome }) => outcome === "fails")).toBe(false);
    const then = await statusOf(tree.entries, first.at);
    expect(then.predictions.some(({ outcome }) => outcome === "fails")).toBe(true);
  });
});

describe("texts", () => {
  test("fit 80 columns and carry no character of a name that moves the cursor", async () => {
    const found = await statusOf(tree.entries);
    const text = statusText(found, { within: 400 * DAY, wholeTimeline: true });
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(text).toContain("Ends soon: API server, serving on cp-1, CN kube-apiserver");
    expect(text).toContain("see  cp-1: out/hosts/cp-1/etc/kubernetes/pki/apiserver.crt");
  });

  test.each([
    [31 * 3_600_000, "31h"],
    [-3 * DAY, "-3d"],
    [364 * DAY, "364d"],
    [3650 * DAY, "9.9y"],
  ])("%d milliseconds are %s", (span, text) => expect(leftText(span)).toBe(text));

  test("every series of the metrics is there once", async () => {
    const found = await statusOf([...tree.entries, ...tree.entries]);
    const lines = statusMetrics({ ...found, version: "1" })
      .split("\n")
      .filter((line) => /^[a-z]/.test(line));
    const series = lines.map((line) => line.slice(0, line.lastIndexOf(" ")));
    expect(new Set(series).size).toBe(series.length);
    expect(series).toContain("kubepki_status_timestamp_seconds");
  });
});

describe("servers that run", () => {
  test("the certificate of before decides over what stops when, as long as it is shown", async () => {
    const path = "hosts/cp-1/etc/kubernetes/pki/etcd/server.crt";
    const actual = await readActual(walk(tree.entries), catalog);
    const [leaf] = parseCertificates(textOf(path));
    const key = parsePrivateKey(textOf("authorities/etcd-ca.key"));
    if (leaf === undefined) throw new Error("no certificate");
    const signer = nodeSigner(key);
    const before = await issueSelfSigned(
      {
        subject: { commonName: "cp-1", organizations: [] },
        publicKey: key.publicKey,
        serialNumber: serialFrom(new Uint8Array(20).fill(9)),
        notBefore: new Date("2025-12-01T00:00:00Z"),
        notAfter: EARLY,
        names: { dns: [], addresses: ["10.0.0.11"] },
        extendedKeyUsage: ["serverAuth"],
      },
      signer.algorithm,
      (bytes) => signer.sign(bytes),
    );
    const dialled: string[] = [];
    const look = async ({ host, port }: { host: string; port: number }) => {
      dialled.push(`${host}:${port}`);
      if (port === 2379) return { server: shown(before) };
      if (port === 6443)
        return { server: shown(...parseCertificates(textOf("pki/apiserver.crt")).map(({ raw }) => raw)) };
      return { failure: { code: "ECONNREFUSED", message: "nobody listens there" } };
    };
    const request = { actual, catalog, at: AT, here: false, connectTo: [], endpoints: [] };
    const found = await liveStatus(request, { dialer: { look } });
    const [first] = found.rows;
    expect(first).toMatchObject({ title: "shown by etcd", hosts: ["cp-1"] });
    expect(first?.places).toMatchObject([{ served: { component: "etcd", position: 1 } }]);
    expect(first?.connections).toContain("E10");
    // What it is by its file has a further place where it is shown.
    const apiserver = found.rows.find(({ credential }) => credential === "apiserver");
    expect(apiserver?.places.map(({ served }) => served?.address)).toContain("10.0.0.11:6443");
    expect(
      found.predictions.filter(({ outcome }) => outcome === "fails").map(({ connection }) => connection.id),
    ).toContain("E10");
    expect(status({ actual, catalog, at: AT }).rows.some(({ title }) => title === "shown by etcd")).toBe(false);
    const metrics = statusMetrics({ ...found, notes: [], version: "1" });
    expect(metrics).toContain('kubepki_server_up{host="cp-1",component="kubelet",served_by="10.0.0.11:10250"} 0');
    expect(metrics).toContain(
      'kubepki_server_not_loaded{host="cp-1",component="kube-apiserver",served_by="10.0.0.11:6443"} 0',
    );
    expect(metrics).toContain('kubepki_server_not_loaded{host="cp-1",component="etcd",served_by="10.0.0.11:2379"} 1');
    expect(dialled).toContain("10.0.0.21:10250");
  });
});

const shown = (...chain: Uint8Array[]) => ({
  protocol: "TLSv1.3",
  cipher: "c",
  group: "X25519",
  chain,
  clientAuthorities: "unknown" as const,
});
