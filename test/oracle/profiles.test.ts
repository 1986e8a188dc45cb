// The guide's table of two profiles, line by line: openssl makes each case, and both profiles say what the line says.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PathQuestion, parsePem, validatePath } from "../../src/index.ts";
import { describeWith, judgePath } from "../judges/judge.ts";

const PAGE = new URL("../../docs/guide/path-validation.md", import.meta.url);

const CA_EXTENSIONS = `basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
`;
const LEAF_EXTENSIONS = `basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:s.example.com
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
`;

/** How a case differs from a sound pair; `undefined` extensions make a certificate of version 1. */
interface Case {
  readonly authority?: string | undefined;
  readonly leaf?: string;
  readonly bits?: number;
  readonly revoked?: true;
}

const CASES: Readonly<Record<string, Case>> = {
  "a certificate that is on a revocation list": { revoked: true },
  "no authority key identifier": {
    leaf: LEAF_EXTENSIONS.replace("authorityKeyIdentifier = keyid", "authorityKeyIdentifier = none"),
  },
  "name constraints that are not critical": {
    authority: `${CA_EXTENSIONS}nameConstraints = permitted;DNS:example.com\n`,
  },
  "an authority's certificate used by a server": {
    leaf: LEAF_EXTENSIONS.replace("CA:FALSE", "CA:TRUE").replace("digitalSignature", "digitalSignature, keyCertSign"),
  },
  "RSA of 1024 bits": { bits: 1024 },
  "an authority of version 1 among those believed": { authority: undefined },
};

describeWith(["openssl"], "the two profiles of the guide", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-profiles-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const openssl = (...args: string[]): void => {
    execFileSync(judgePath("openssl"), args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  };
  const bytes = (file: string): Uint8Array =>
    parsePem(readFileSync(join(folder, file), "utf8"))[0]?.bytes ?? new Uint8Array();

  function made({ leaf = LEAF_EXTENSIONS, bits, revoked, ...more }: Case): Omit<PathQuestion, "profile"> {
    const authority = "authority" in more ? more.authority : CA_EXTENSIONS;
    writeFileSync(join(folder, "leaf.ext"), leaf);
    writeFileSync(join(folder, "ca.ext"), authority ?? CA_EXTENSIONS);
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "ca.key");
    openssl("req", "-new", "-key", "ca.key", "-subj", "/CN=ca", "-out", "ca.csr");
    const own = ["x509", "-req", "-in", "ca.csr", "-signkey", "ca.key", "-days", "30"];
    openssl(...own, "-extfile", "ca.ext", "-out", "ca.crt");
    // The same authority, as a recipe without extensions makes it: what it signed is the same.
    openssl(...own, ...(authority === undefined ? [] : ["-extfile", "ca.ext"]), "-out", "root.crt");
    if (bits === undefined) openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "leaf.key");
    else openssl("genrsa", "-out", "leaf.key", String(bits));
    openssl("req", "-new", "-key", "leaf.key", "-subj", "/CN=s.example.com", "-out", "leaf.csr");
    const by = ["-CA", "ca.crt", "-CAkey", "ca.key", "-set_serial", "77"];
    openssl("x509", "-req", "-in", "leaf.csr", ...by, "-days", "20", "-extfile", "leaf.ext", "-out", "leaf.crt");
    const question = { leaf: bytes("leaf.crt"), roots: [bytes("root.crt")], name: "s.example.com", at: new Date() };
    if (revoked === undefined) return question;
    writeFileSync(
      join(folder, "crl.cnf"),
      "[ca]\ndefault_ca=a\n[a]\ndatabase=index\ncrlnumber=number\ndefault_md=sha256\ndefault_crl_days=30\ncrl_extensions=x\n[x]\nauthorityKeyIdentifier=keyid\n",
    );
    writeFileSync(join(folder, "index"), "");
    writeFileSync(join(folder, "number"), "01\n");
    const signer = ["-config", "crl.cnf", "-cert", "ca.crt", "-keyfile", "ca.key"];
    openssl("ca", ...signer, "-revoke", "leaf.crt");
    openssl("ca", ...signer, "-gencrl", "-out", "crl.pem");
    return { ...question, crls: [bytes("crl.pem")] };
  }

  const said = (question: Omit<PathQuestion, "profile">, profile: PathQuestion["profile"]): string => {
    const { accepted, detail, reason } = validatePath({ ...question, profile });
    return accepted ? "accepted" : (detail.rule ?? reason ?? "");
  };

  it("a sound pair is accepted by both", () => {
    const question = made({});
    expect([said(question, "go"), said(question, "strict")]).toEqual(["accepted", "accepted"]);
  });

  const lines = [...readFileSync(PAGE, "utf8").matchAll(/^\| (.+?) +\| (`?[\w-]+`?) +\| (`?[\w-]+`?) +\|$/gm)]
    .map(([, what = "", go = "", strict = ""]) => [what, go.replaceAll("`", ""), strict.replaceAll("`", "")] as const)
    .filter(([what]) => what !== "what");

  it("every line of the table is a case here", () => {
    const table = lines.map(([what]) => what).filter((what) => Object.hasOwn(CASES, what));
    expect(table).toEqual(Object.keys(CASES));
    const after = readFileSync(PAGE, "utf8").split("## The two profiles")[1]?.split("## ")[0] ?? "";
    expect(after.match(/^\| [^|]+\| accepted \|/gm)).toHaveLength(table.length);
  });

  for (const [what, go, strict] of lines.filter(([one]) => Object.hasOwn(CASES, one)))
    it(`${what}: ${go}, ${strict}`, () => {
      const question = made(CASES[what] ?? {});
      expect([said(question, "go"), said(question, "strict")]).toEqual([go, strict]);
    });
});
