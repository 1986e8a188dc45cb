// Proves a tree with openssl alone: each certificate's chain, purpose, names and key. What should be there comes from the
// model; what is there is read from the files.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { catalog, parseSpec, resolve } from "../dist/index.js";

const openssl = (parameters) => spawnSync("openssl", parameters, { encoding: "utf8" });

export const opensslVersion = () => {
  const { status, stdout } = openssl(["version"]);
  return status === 0 ? stdout.trim() : undefined;
};

/** Counts of what was proven, and a sentence for each thing that was not. */
export function proveByOpenssl(specFile, out) {
  const { spec, issues } = parseSpec([{ file: specFile, text: readFileSync(specFile, "utf8") }]);
  if (spec === undefined) throw new Error(issues.map(({ message }) => message).join("\n"));
  const desired = resolve(spec, catalog);
  const scratch = mkdtempSync(join(tmpdir(), "kubepki-proof-"));
  const proof = { certificates: 0, names: 0, keys: 0, faults: [] };
  try {
    for (const unit of desired.units) {
      for (const credential of desired.unit(unit).credentials) {
        const files = place(join(out, unit), credential.store, scratch);
        proveCredential(`${unit} ${credential.id}`, credential, files, join(out, "authorities"), proof);
      }
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
  return proof;
}

/** The two files of a credential; taken out of its kubeconfig when it lives in one. */
function place(folder, store, scratch) {
  if (!("kubeconfig" in store)) return { certificate: join(folder, store.certificate), key: join(folder, store.key) };
  const { user } = parse(readFileSync(join(folder, store.kubeconfig), "utf8")).users[0];
  const write = (name, base64) => {
    const file = join(scratch, name);
    writeFileSync(file, Buffer.from(base64, "base64"), { mode: 0o600 });
    return file;
  };
  return {
    certificate: write("certificate", user["client-certificate-data"]),
    key: write("key", user["client-key-data"]),
  };
}

function proveCredential(what, credential, files, authorities, proof) {
  const expect = (parameters, claim) => {
    const { status, stdout, stderr } = openssl(parameters);
    if (status !== 0) proof.faults.push(`${what}: ${claim}: ${(stderr || stdout).trim().split("\n").at(-1)}`);
    return stdout;
  };
  const verify = ["verify", "-x509_strict", "-CAfile", join(authorities, `${credential.issuer}.crt`)];
  for (const usage of credential.extendedKeyUsage) {
    const purpose = usage === "serverAuth" ? "sslserver" : "sslclient";
    expect([...verify, "-purpose", purpose, files.certificate], `is no ${purpose} of ${credential.issuer}`);
  }
  proof.certificates += 1;
  const names = [
    ...credential.names.dns.map((name) => ["-verify_hostname", name.replace(/^\*/, "any")]),
    ...credential.names.addresses.map((address) => ["-verify_ip", address]),
  ];
  for (const name of names) expect([...verify, ...name, files.certificate], `does not answer to ${name[1]}`);
  proof.names += names.length;
  const certified = expect(["x509", "-in", files.certificate, "-noout", "-pubkey"], "has no public key");
  const held = expect(["pkey", "-in", files.key, "-pubout"], "has no private key");
  if (certified !== held) proof.faults.push(`${what}: the private key is not the certificate's`);
  proof.keys += 1;
}
