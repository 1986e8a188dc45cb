// Authorities that somebody else keeps, and what they sign, by openssl.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { judgePath } from "../judges/judge.ts";
import { runProgram } from "../lab/process.ts";

export interface OutsidePair {
  readonly certificate: string;
  readonly key: string;
}

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

async function openssl(args: readonly string[]): Promise<void> {
  const { code, stderr } = await runProgram([judgePath("openssl"), ...args]);
  if (code !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
}

/** A self-signed authority in two files, `NAME.crt` and `NAME.key`. */
export async function outsideAuthority(folder: string, name: string, commonName: string): Promise<OutsidePair> {
  mkdirSync(folder, { recursive: true });
  const pair = { certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
  const extensions = [
    "basicConstraints=critical,CA:TRUE",
    "keyUsage=critical,keyCertSign,cRLSign",
    "subjectKeyIdentifier=hash",
  ];
  const added = extensions.flatMap((extension) => ["-addext", extension]);
  const config = join(folder, "empty.cnf");
  writeFileSync(config, "[req]\ndistinguished_name=dn\n[dn]\n");
  const files = ["-keyout", pair.key, "-out", pair.certificate];
  await openssl([
    "req",
    "-x509",
    "-config",
    config,
    ...KEY,
    "-days",
    "3650",
    "-subj",
    `/CN=${commonName}`,
    ...added,
    ...files,
  ]);
  return pair;
}

/** A client certificate by such an authority, written to the two files. */
export async function signClient(by: OutsidePair, commonName: string, into: OutsidePair): Promise<void> {
  const request = `${by.certificate}.csr`;
  const extensions = `${by.certificate}.cnf`;
  await openssl(["req", "-new", ...KEY, "-subj", `/CN=${commonName}`, "-keyout", into.key, "-out", request]);
  writeFileSync(
    extensions,
    [
      "basicConstraints=critical,CA:FALSE",
      "keyUsage=critical,digitalSignature",
      "extendedKeyUsage=clientAuth",
      "authorityKeyIdentifier=keyid",
      "subjectKeyIdentifier=hash",
      "",
    ].join("\n"),
  );
  const signer = ["-CA", by.certificate, "-CAkey", by.key, "-CAcreateserial", "-days", "365", "-extfile", extensions];
  await openssl(["x509", "-req", "-in", request, ...signer, "-out", into.certificate]);
}
