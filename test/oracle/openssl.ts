import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judgePath } from "../judges/judge.ts";

export interface OpensslVerifyInput {
  readonly roots: string;
  readonly intermediates?: string;
  readonly leaf: string;
  readonly purpose?: "sslserver" | "sslclient" | "crlsign" | "any";
  readonly hostname?: string;
  readonly ip?: string;
  readonly time?: Date;
}

/** OpenSSL's complaint, or null when `openssl verify -x509_strict` accepts. */
export async function opensslVerify(input: OpensslVerifyInput): Promise<string | null> {
  return inFolder(async (folder) => {
    const file = async (name: string, text: string) => {
      await writeFile(join(folder, name), text);
      return join(folder, name);
    };
    const args = ["verify", "-x509_strict", "-no-CAfile", "-no-CApath", "-no-CAstore"];
    args.push("-trusted", await file("roots.pem", input.roots));
    if (input.intermediates) args.push("-untrusted", await file("intermediates.pem", input.intermediates));
    if (input.purpose) args.push("-purpose", input.purpose);
    if (input.hostname) args.push("-verify_hostname", input.hostname);
    if (input.ip) args.push("-verify_ip", input.ip);
    if (input.time) args.push("-attime", String(Math.floor(input.time.getTime() / 1000)));
    const { code, stdout, stderr } = await openssl([...args, await file("leaf.pem", input.leaf)]);
    if (code === 0) return null;
    return `${stdout}${stderr}`.replaceAll(`${folder}/`, "").trim();
  });
}

/** `openssl x509 -text` of the first certificate, or the fields asked for (`-subject`, `-ext subjectAltName`, ...). */
export async function opensslText(certificate: string, fields: readonly string[] = ["-text"]): Promise<string> {
  const { code, stdout, stderr } = await openssl(["x509", "-noout", "-nameopt", "RFC2253", ...fields], certificate);
  if (code !== 0) throw new Error(`openssl x509: ${stderr.trim()}`);
  return stdout;
}

/** Whether a key is the one in a certificate, and is sound by itself. */
export async function opensslKeyMatches(certificate: string, key: string): Promise<boolean> {
  const [ofCertificate, ofKey] = await Promise.all([
    openssl(["x509", "-noout", "-pubkey"], certificate),
    openssl(["pkey", "-pubout"], key),
  ]);
  for (const answer of [ofCertificate, ofKey]) {
    if (answer.code !== 0) throw new Error(`openssl: ${answer.stderr.trim()}`);
  }
  return ofCertificate.stdout === ofKey.stdout;
}

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function openssl(args: readonly string[], stdin = ""): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      judgePath("openssl"),
      args,
      { timeout: 30_000, maxBuffer: 16 << 20 },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== "number") reject(error);
        else resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(stdin);
  });
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "kubepki-openssl-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
