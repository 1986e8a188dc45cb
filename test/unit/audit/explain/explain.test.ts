// What a line of a log means, of whatever program, version and wrapping; and what is left alone.
import { describe, expect, test } from "vitest";
import { CAUSE_IDS } from "../../../../src/audit/explain/cause.ts";
import { CAUSES } from "../../../../src/audit/explain/causes/index.ts";
import { cleanLine, LONGEST_LINE } from "../../../../src/audit/explain/clean-line.ts";
import { decide, explainLine } from "../../../../src/audit/explain/explain.ts";
import { FAMILIES } from "../../../../src/audit/explain/families/index.ts";
import { logReader } from "../../../../src/audit/explain/log.ts";
import { catalog } from "../../../../src/catalog/index.ts";
import { OTHERS, TOLD } from "./texts.ts";

const explained = (text: string) =>
  text
    .split("\n")
    .map((line) => explainLine(line, catalog))
    .find((one) => one !== undefined);

describe("a line", () => {
  test.each(TOLD)("comes from %s: %s", (cause, text) => {
    expect(explained(text)?.causes[0]?.id).toBe(cause);
  });

  test.each(OTHERS)("is not about certificates: %s", (text) => {
    expect(explained(text)?.message).toBeUndefined();
  });

  test.each([
    ["as it is", (text: string) => text],
    ["in a journal", (text: string) => `Nov 23 01:58:02 cp-1 kubelet[812]: ${text}`],
    ["in colours", (text: string) => `\x1b[31m${text}\x1b[0m`],
    ["as a JSON log", (text: string) => JSON.stringify({ level: "error", msg: text })],
    ["as JSON in JSON", (text: string) => JSON.stringify({ log: `${JSON.stringify({ error: text })}\n` })],
    ["with <> escaped", (text: string) => JSON.stringify(text).replaceAll("/", "\\u002f")],
  ])("means the same %s", (_, wrapped) => {
    for (const text of [
      `Get "https://10.0.0.11:6443/api": tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes")`,
      `Get "https://10.0.0.11:6443/api": tls: failed to verify certificate: x509: certificate is valid for a, b, not c.example.com`,
      "remote error: tls: expired certificate",
    ]) {
      const [plain, other] = [explained(text), explained(wrapped(text))];
      expect(other?.message).toBe(plain?.message);
      expect(other?.causes.map(({ id }) => id)).toEqual(plain?.causes.map(({ id }) => id));
      expect(other?.values.name).toBe(plain?.values.name);
    }
  });
});

describe("what it says", () => {
  test("names asked for and valid, times, authority, serial number, keys, address, file, user", () => {
    const values = (text: string) => explained(text)?.values ?? {};
    expect(
      values('Get "https://10.0.0.11:6443/api": x509: certificate is valid for cp-1, kubernetes, not api.example.com'),
    ).toMatchObject({ address: "10.0.0.11:6443", names: "cp-1, kubernetes", name: "api.example.com" });
    expect(values("current time 2026-11-23T01:58:02Z is after 2026-11-22T23:57:26Z certificate")).toMatchObject({
      now: "2026-11-23T01:58:02Z",
      limit: "2026-11-22T23:57:26Z",
    });
    expect(
      values(
        "verifying certificate SN=392, SKID=, AKID=D1:96:19 failed: x509: certificate signed by unknown authority",
      ),
    ).toMatchObject({ serialNumber: "392", authorityKeyIdentifier: "D1:96:19" });
    expect(values("open /etc/kubernetes/pki/sa.pub: no such file or directory").file).toBe(
      "/etc/kubernetes/pki/sa.pub",
    );
    expect(values('User "jane" cannot list resource "pods"').user).toBe("jane");
    expect(
      values(
        '(possibly because of "x509: ECDSA verification failure" while trying to verify candidate authority certificate "etcd-ca")',
      ).authority,
    ).toBe("etcd-ca");
  });

  test("which side refused whom", () => {
    const refusal = (text: string) => explained(text)?.refusal;
    expect(refusal("Unable to connect to the server: x509: certificate signed by unknown authority")).toBe(
      "kubectl refused the certificate of kube-apiserver.",
    );
    expect(
      refusal('{"caller":"embed/x.go:1","msg":"rejected connection","error":"remote error: tls: bad certificate"}'),
    ).toBe("a client refused the certificate of etcd.");
    expect(refusal("curl: (56) OpenSSL SSL_read: error:0A000418:SSL routines::tlsv1 alert unknown ca, errno 0")).toBe(
      "the server refused the certificate of curl.",
    );
    expect(
      refusal("2026/11/23 01:58:25 [info] 1#1: *4 client SSL certificate verify error: (10:certificate has expired)"),
    ).toBe("nginx refused the certificate of a client.");
  });

  test("which connection of the cluster it is, and the files at its ends, in the commands", () => {
    const found = explained(
      'kube-apiserver[9]: W1123 grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379", }. Err: connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"',
    );
    expect(found?.connection).toMatchObject({
      id: "E10",
      client: { credential: "apiserver-etcd-client", trust: "/etc/kubernetes/pki/etcd/ca.crt" },
      server: { credential: "etcd-server", certificate: "/etc/kubernetes/pki/etcd/server.crt" },
    });
    expect(found?.causes[0]?.check).toBe(
      "openssl verify -CAfile /etc/kubernetes/pki/etcd/ca.crt /etc/kubernetes/pki/etcd/server.crt",
    );
  });

  test("nothing of a hostile log reaches a command unquoted", () => {
    const found = explained(`User "a'; rm -rf / #" cannot list resource "pods" in API group ""`);
    const binding = found?.causes.find(({ id }) => id === "role-binding-missing");
    expect(binding?.check).toBe(`kubectl auth can-i --list --as 'a'\\''; rm -rf / #'`);
  });
});

describe("with facts of a tree", () => {
  const causes = explained("x509: certificate signed by unknown authority")?.causes ?? [];
  const ids = (list: typeof causes): string[] => list.map(({ id }) => id);

  test("what is true comes first, what is not falls away", () => {
    expect(ids(decide(causes, { "self-signed": true, "unknown-authority": false }))).toEqual([
      "self-signed",
      "missing-intermediate",
      "trust-anchor-missing",
    ]);
  });

  test("facts that exclude everything change nothing", () => {
    expect(decide(causes, Object.fromEntries(ids(causes).map((id) => [id, false])))).toBe(causes);
  });
});

describe("a log", () => {
  test("tells a message once, with its count, lines and times", () => {
    const reader = logReader(catalog);
    for (const [i, port] of ["1000", "1001", "1002"].entries()) {
      reader.line(
        `I1123 01:58:0${i}.000000     672 secure_serving.go:305] http: TLS handshake error from 10.0.0.9:${port}: remote error: tls: bad certificate`,
      );
      reader.line("Serving securely on [::]:6443");
    }
    const { lines, matched, explanations } = reader.answer();
    expect({ lines, matched, kinds: explanations.length }).toEqual({ lines: 6, matched: 3, kinds: 1 });
    expect(explanations[0]).toMatchObject({
      count: 3,
      firstLine: 1,
      lastLine: 5,
      firstSeen: "1123 01:58:00.000000",
      lastSeen: "1123 01:58:02.000000",
    });
  });

  test("that never says the same twice does not fill the memory", () => {
    const reader = logReader(catalog);
    for (let i = 0; i < 1500; i++) reader.line(`x509: certificate is valid for a, not b${i}.example.com`);
    const { matched, explanations, dropped } = reader.answer();
    expect([matched, explanations.length, dropped]).toEqual([1500, 1000, 500]);
  });
});

describe("the table", () => {
  test("has every cause, with the placeholders that are filled in", () => {
    expect(Object.keys(CAUSES).toSorted()).toEqual(Object.keys(CAUSE_IDS).toSorted());
    const known = ["address", "host", "name", "certificate", "key", "trust", "file", "user"];
    const used = Object.values(CAUSES).flatMap((cause) =>
      Object.values(cause).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)),
    );
    expect(used.filter((name) => name === undefined || !known.includes(name))).toEqual([]);
  });

  test("has ids once, and no cause that nothing leads to", () => {
    const ids = FAMILIES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const reached = new Set(
      FAMILIES.flatMap(({ causes, shifts = [] }) => [causes, ...shifts.map((one) => one.causes)]).flat(),
    );
    expect(Object.keys(CAUSES).filter((id) => !reached.has(id as keyof typeof CAUSES))).toEqual([]);
  });

  test("each message is reached by a text of the tests, or by its own title", () => {
    const seen = new Set(
      [...TOLD.map(([, text]) => text), ...FAMILIES.map(({ title }) => title)].map((text) => explained(text)?.message),
    );
    const unseen = FAMILIES.filter(({ id }) => !seen.has(id)).map(({ id }) => id);
    expect(unseen).toEqual([]);
  });
});

describe("hostile lines", () => {
  // Words that patterns begin with, again and again: what makes a careless expression run for minutes.
  const WORDS = FAMILIES.flatMap(({ patterns }) =>
    patterns.map(({ source }) => source.replace(/\\(.)/g, "$1").slice(0, 24)),
  );

  test.each([...new Set([...WORDS, "\\", '\\"', "\x1b[", "open /a", "https://a.", "/a.", "x509: ", " not ", "/etc/"])])(
    "cost no more than their length: %s again and again",
    (word) => {
      const line = `x509 certificate ${word.repeat(Math.ceil(LONGEST_LINE / word.length))}`;
      const begin = performance.now();
      explainLine(line, catalog);
      expect(performance.now() - begin).toBeLessThan(2000);
    },
  );

  test("move no cursor, escaped or not", () => {
    for (const evil of ["\x1b[2J", "\x1b]0;title\x07", "\x9b2J", "\u202e", "\r", "\\u001b[2J", "\\u009b2J"]) {
      const found = explained(`x509: certificate is valid for a${evil}b, not c${evil}d`);
      expect(found?.message).toBe("name");
      expect(JSON.stringify(Object.values(found?.values ?? {}))).not.toMatch(/\\u00[01]|[\x7f-\x9f\u202e]/);
    }
  });

  test("are cut", () => {
    expect(cleanLine("x".repeat(1_000_000)).length).toBe(LONGEST_LINE);
  });
});
