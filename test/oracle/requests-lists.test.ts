import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parsePem, parseRevocationList, parseSigningRequest } from "../../src/index.ts";
import { nameText } from "../../src/x509/name.ts";
import { describeWith, judgePath } from "../judges/judge.ts";

describeWith(["openssl"], "requests and revocation lists that openssl makes", () => {
  let folder = "";
  const openssl = (...args: string[]): string =>
    execFileSync(judgePath("openssl"), args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const file = (name: string): Buffer => readFileSync(join(folder, name));
  const block = (name: string): Uint8Array => parsePem(file(name).toString("latin1"))[0]?.bytes ?? Buffer.alloc(0);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-lists-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("a request gives its subject, the names it asks for and its key", () => {
    const subject = "/O=system:nodes/CN=system:node:worker-1";
    const names = "subjectAltName=DNS:worker-1,IP:10.0.0.7";
    openssl(..."req -new -newkey ed25519 -nodes -keyout k -out r -subj".split(" "), subject, "-addext", names);
    openssl(..."pkey -in k -pubout -outform DER -out p".split(" "));
    const request = parseSigningRequest(block("r"));
    expect(nameText(request.subject)).toBe("O=system:nodes, CN=system:node:worker-1");
    expect(request.extensions.names).toMatchObject({ dns: ["worker-1"], addresses: ["10.0.0.7"] });
    expect(Buffer.from(request.publicKey)).toEqual(file("p"));
    expect(() => parseSigningRequest(request.raw.subarray(0, -1))).toThrow("request is cut off at byte 0");
  });

  test("a list gives its issuer, its times and every serial number, sorted as openssl does", () => {
    openssl(..."req -x509 -newkey ed25519 -nodes -keyout ck -out c -subj /CN=lists".split(" "));
    writeFileSync(
      join(folder, "index.txt"),
      "R\t300101000000Z\t250203040506Z\t0A1B\tunknown\t/CN=one\nR\t300101000000Z\t250101000000Z,keyCompromise\t7F\tunknown\t/CN=two\n",
    );
    writeFileSync(join(folder, "ca.conf"), "[ca]\ndefault_ca=a\n[a]\ndatabase=index.txt\ndefault_md=default\n");
    const times = ["-crl_lastupdate", "20250301000000Z", "-crl_nextupdate", "20250401000000Z"];
    openssl(..."ca -gencrl -config ca.conf -keyfile ck -cert c -out l".split(" "), ...times);
    const list = parseRevocationList(block("l"));
    expect(nameText(list.issuer)).toBe("CN=lists");
    expect([list.thisUpdate, list.nextUpdate]).toEqual([new Date("2025-03-01"), new Date("2025-04-01")]);
    expect([...list.revoked]).toEqual([
      ["7f", new Date("2025-01-01")],
      ["a1b", new Date("2025-02-03T04:05:06Z")],
    ]);
    expect(() => parseRevocationList(Buffer.concat([list.raw, Buffer.alloc(1)]))).toThrow("trailing data");
  });
});
