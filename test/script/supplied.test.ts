// Authorities that come from outside: with their key everything is made by them, without it what can be made is made and
// the rest is named; one that cannot be used is refused with the reason.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { snapshot } from "../contract/files/scratch.ts";
import { CLUSTER, PROGRAM, type Shell, shell } from "./command.ts";

/** A folder with authorities of another cluster in `company/`, and a specification that names them. */
function withCompany(entry: string): Shell {
  const here = shell();
  here.write("company.yaml", CLUSTER);
  const made = here.kubepki("apply", "--yes", "-f", "company.yaml", "-o", "made");
  expect(made.status, made.stderr).toBe(0);
  here.run("mv", ["made/authorities", "company"]);
  here.run("cp", ["made/hosts/cp-1/etc/kubernetes/pki/apiserver.crt", "company/leaf.crt"]);
  here.run("rm", ["-r", "made", "company.yaml"]);
  here.write("cluster.yaml", `${CLUSTER}authorities: {ca: ${entry}}\n`);
  return here;
}

const KUBERNETES = "pki/hosts/cp-1/etc/kubernetes";

test("with its key: it issues, its certificate is handed out as it is, and its key is put where the layout wants it", () => {
  const here = withCompany("{certificateFile: company/ca.crt, keyFile: company/ca.key}");
  expect(here.kubepki("apply", "--yes").status).toBe(0);
  const company = new X509Certificate(here.read("company/ca.crt"));
  expect(here.read(`${KUBERNETES}/pki/ca.crt`)).toBe(here.read("company/ca.crt"));
  expect(new X509Certificate(here.read(`${KUBERNETES}/pki/apiserver.crt`)).verify(company.publicKey)).toBe(true);
  expect(here.kubepki("plan", "--detailed-exitcode").status).toBe(0);
});

describe("without its key", () => {
  test("what the others sign is made, the rest is named, exit 0; again is nothing to do", () => {
    const here = withCompany("{certificateFile: company/ca.crt}");
    const { status, stdout } = here.kubepki("apply", "--yes");
    expect(status).toBe(0);
    expect(stdout).toContain("keep authority ca: supplied without its key: nothing can be signed by it here");
    expect(stdout).toContain("x impossible credential apiserver: the key of its authority ca is not here\n");
    expect(stdout).toMatch(/\n\d+ certificates cannot be made: the key of their authority is not here\.\n$/);
    for (const path of ["pki/etcd/server.crt", "pki/front-proxy-client.crt", "pki/ca.crt"]) {
      expect(here.exists(`${KUBERNETES}/${path}`), path).toBe(true);
    }
    for (const path of ["pki/apiserver.crt", "pki/apiserver.key", "admin.conf", "pki/ca.key"]) {
      expect(here.exists(`${KUBERNETES}/${path}`), path).toBe(false);
    }
    const again = here.kubepki("plan", "--detailed-exitcode");
    expect(again.status).toBe(0);
    expect(again.stdout).toContain("Nothing to do: what can be made is there, fits and is not due.\n");
  });

  test("the key comes later: then the rest is made, and the certificates that there were stay", () => {
    const here = withCompany("{certificateFile: company/ca.crt}");
    expect(here.kubepki("apply", "--yes").status).toBe(0);
    const pairs = Object.entries(snapshot(here.path("pki"))).filter(([path]) => /\.(crt|key)$/.test(path));
    here.write("cluster.yaml", here.read("cluster.yaml").replace("ca.crt}", "ca.crt, keyFile: company/ca.key}"));
    expect(here.kubepki("apply", "--yes").status).toBe(0);
    expect(here.exists(`${KUBERNETES}/admin.conf`)).toBe(true);
    expect(snapshot(here.path("pki"))).toMatchObject(Object.fromEntries(pairs));
    expect(here.kubepki("plan", "--detailed-exitcode").status).toBe(0);
  });
});

test("an authority of the output folder whose key was taken away: it still verifies, and what is due is named", () => {
  const here = shell();
  here.write("cluster.yaml", CLUSTER);
  expect(here.kubepki("apply", "--yes").status).toBe(0);
  here.run("rm", ["pki/authorities/ca.key"]);
  here.write("cluster.yaml", `${CLUSTER}apiServer: {names: [api.example.com]}\n`);
  const before = here.read(`${KUBERNETES}/pki/apiserver.crt`);
  const { status, stdout } = here.kubepki("apply", "--yes");
  expect(status).toBe(0);
  expect(stdout).toContain(
    "x impossible credential apiserver: it lacks the name api.example.com; the key of its authority ca is not here\n",
  );
  expect(here.read(`${KUBERNETES}/pki/apiserver.crt`)).toBe(before);
});

describe("with its key under a passphrase", () => {
  const SECRET = "the horse staples\u00e9";

  function locked(): Shell {
    const here = withCompany("{certificateFile: company/ca.crt, keyFile: company/locked.key}");
    const plain = createPrivateKey(here.read("company/ca.key"));
    const text = plain.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: SECRET });
    here.write("company/locked.key", text);
    return here;
  }

  test("a file, a variable and a pipe of the shell open it; it is said nowhere", () => {
    const here = locked();
    here.write("pass", `${SECRET}\nnot this\n`);
    const applied = here.kubepki("apply", "--yes", "--passphrase-file", "pass", "--output", "json");
    expect(applied.status, applied.stderr).toBe(0);
    const company = new X509Certificate(here.read("company/ca.crt"));
    expect(new X509Certificate(here.read(`${KUBERNETES}/pki/apiserver.crt`)).verify(company.publicKey)).toBe(true);
    const env = { KUBEPKI_PASSPHRASE: SECRET };
    const again = here.kubepki("plan", "--detailed-exitcode", { env });
    expect(again.status, again.stderr).toBe(0);
    const line = `node "$0" plan --detailed-exitcode --passphrase-file <(printf '%s\\n' '${SECRET}')`;
    const piped = here.run("bash", ["-c", line, PROGRAM]);
    expect(piped.status, piped.stderr).toBe(0);
    const said = [applied, again, piped].map(({ stdout, stderr }) => stdout + stderr).join("");
    expect(said).not.toContain("horse");
    expect(JSON.stringify(snapshot(here.path("pki")))).not.toContain("horse");
  });

  test.each([
    ["another passphrase", ["--passphrase-file", "wrong"], /company\/locked\.key: the passphrase does not open/],
    ["a file that is not there", ["--passphrase-file", "none"], /^none, named for the passphrase, does not exist$/],
    ["an empty file", ["--passphrase-file", "empty"], /^empty: the first line is empty$/],
    ["a folder", ["--passphrase-file", "."], /^\., named for the passphrase, cannot be read \(EISDIR\)$/],
    ["one that never ends", ["--passphrase-file", "/dev/zero"], /company\/locked\.key: the passphrase does not open/],
  ])("%s: exit 2", (_, words, message) => {
    const here = locked();
    here.write("wrong", "x\n");
    here.write("empty", "");
    const { status, stdout, stderr } = here.kubepki("plan", ...words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(/^kubepki: error: (.*)\nkubepki: remedy: .+\n$/.exec(stderr)?.[1], stderr).toMatch(message);
  });
});

describe("refused, exit 2, nothing written", () => {
  const company = (name: string): string => `company/${name}`;
  test.each([
    [
      "another's key",
      "etcd-ca.key",
      "ca.crt",
      /^cluster\.yaml:\d+:\d+: authorities\.ca: company\/etcd-ca\.key: the private key does not belong/,
    ],
    [
      "a certificate that is no authority",
      undefined,
      "leaf.crt",
      /^cluster\.yaml:\d+:\d+: authorities\.ca: company\/leaf\.crt: the certificate CN=kube-apiserver is not an authority/,
    ],
    [
      "a file that is not there",
      undefined,
      "none.crt",
      /^cluster\.yaml:\d+:\d+: authorities\.ca: company\/none\.crt does not exist/,
    ],
    ["a file in DER", undefined, "ca.der", /^cluster\.yaml:\d+:\d+: authorities\.ca: company\/ca\.der is not text/],
    [
      "a file without PEM",
      undefined,
      "../cluster.yaml",
      /^cluster\.yaml:\d+:\d+: authorities\.ca: cluster\.yaml: no PEM block/,
    ],
    [
      "a certificate where the key belongs",
      "ca.crt",
      "ca.crt",
      /^cluster\.yaml:\d+:\d+: authorities\.ca: company\/ca\.crt: /,
    ],
    ["a key under a passphrase", "locked.key", "ca.crt", /company\/locked\.key: .*(encrypt|passphrase)/i],
    [
      "one that has expired",
      undefined,
      "old.crt",
      /^cluster\.yaml:\d+:\d+: authorities\.ca: company\/old\.crt: the authority CN=kubernetes expired on 202\d/,
    ],
  ])("%s", (_, keyFile, certificateFile, message) => {
    const key = keyFile === undefined ? "" : `, keyFile: ${company(keyFile)}`;
    const here = withCompany(`{certificateFile: ${company(certificateFile)}${key}}`);
    here.write("company/ca.der", new X509Certificate(here.read("company/ca.crt")).raw);
    const plain = createPrivateKey(here.read("company/ca.key"));
    const locked = plain.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" });
    here.write("company/locked.key", locked);
    here.write("old.yaml", `${CLUSTER}`);
    expect(here.kubepki("apply", "--yes", "-f", "old.yaml", "-o", "old", "--at", "2015-01-01").status).toBe(0);
    here.run("mv", ["old/authorities/ca.crt", "company/old.crt"]);
    const before = snapshot(here.folder);
    for (const words of [["plan"], ["apply", "--yes"]]) {
      const { status, stdout, stderr } = here.kubepki(...words);
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
      const [, told] = /^kubepki: error: (.*)\nkubepki: remedy: .+\n$/.exec(stderr) ?? [];
      expect(told, stderr).toMatch(message);
      expect(stderr).not.toContain("PRIVATE KEY-----");
    }
    expect(snapshot(here.folder)).toEqual(before);
  });
});
