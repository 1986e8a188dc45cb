/** Two trees of the same specification, made by different tools: alike in everything but random numbers and the second. */
import { spawnSync } from "node:child_process";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { parseCertificates } from "../../src/x509/certificate.ts";
import { judgePath } from "../judges/judge.ts";
import type { GoOracle } from "../oracle/go.ts";
import { PASSPHRASE } from "./clusters.ts";

export interface TreeFile {
  readonly mode: number;
  readonly text: string;
}
export type Tree = ReadonlyMap<string, TreeFile>;

/** Every file below a folder; kubepki's own records are left out. */
export function treeOf(folder: string): Tree {
  const files = new Map<string, TreeFile>();
  const walk = (within: string): void => {
    for (const { name } of readdirSync(join(folder, within), { withFileTypes: true })) {
      const path = within === "" ? name : `${within}/${name}`;
      if (path === ".kubepki") continue;
      const stat = lstatSync(join(folder, path));
      if (stat.isDirectory()) {
        files.set(`${path}/`, { mode: stat.mode & 0o7777, text: "" });
        walk(path);
      } else files.set(path, { mode: stat.mode & 0o7777, text: readFileSync(join(folder, path), "latin1") });
    }
  };
  walk("");
  return files;
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END \1-----\n?/g;

/** What each file of a tree says, in a form in which two can be compared. */
export const told = (go: GoOracle, tree: Tree): Promise<Map<string, unknown>> => new Reader(go).read(tree);

class Reader {
  readonly #go: GoOracle;
  /** Key identifier -> subject and key algorithm, of every certificate of the tree. */
  readonly #authorities = new Map<string, string>();

  constructor(go: GoOracle) {
    this.#go = go;
  }

  async read(tree: Tree): Promise<Map<string, unknown>> {
    for (const { text } of tree.values()) {
      for (const pem of certificatesIn(text)) {
        for (const one of await this.#go.parse(pem)) this.#authorities.set(one.subjectKeyIdentifier, one.subjectText);
      }
    }
    const told = new Map<string, unknown>();
    for (const [path, { mode, text }] of tree) {
      told.set(path, { mode: mode.toString(8), says: path.endsWith("/") ? "folder" : await this.#file(path, text) });
    }
    return told;
  }

  /** A document by its fields: another program writes them in another order. */
  #file(path: string, text: string): Promise<unknown> {
    if (/\.(p12|pfx)$/.test(path)) return this.#text(opened(text));
    const isDocument = /\.(ya?ml|json|conf|kubeconfig)$|jwks$/.test(path) || /^kind: Config$/m.test(text);
    return isDocument ? this.#fields(parseAllDocuments(text).map((one) => one.toJS() as unknown)) : this.#text(text);
  }

  async #text(text: string): Promise<unknown> {
    if (/^LS0t[A-Za-z0-9+/=]+$/.test(text)) return this.#text(Buffer.from(text, "base64").toString("latin1"));
    const blocks = [...text.matchAll(BLOCK)];
    if (blocks.length === 0) return text.replace(/sha256:[0-9a-f]{64}/g, "a pin");
    const said: unknown[] = [];
    for (const [pem, label = ""] of blocks) said.push(await this.#block(pem, label));
    return { blocks: said, around: text.replace(BLOCK, "") };
  }

  async #fields(value: unknown): Promise<unknown> {
    if (typeof value === "string") return this.#text(value);
    if (Array.isArray(value)) return Promise.all(value.map((item) => this.#fields(item)));
    if (value === null || typeof value !== "object") return value;
    const isKey = "kty" in value;
    const entries = Object.entries(value).filter(([name]) => name !== "preferences");
    return Object.fromEntries(
      await Promise.all(
        entries.map(async ([name, field]) => {
          const random = isKey && /^(kid|n|x|y)$/.test(name);
          return [name, random ? Buffer.from(String(field), "base64url").length : await this.#fields(field)];
        }),
      ),
    );
  }

  async #block(pem: string, label: string): Promise<unknown> {
    if (label === "CERTIFICATE") return this.#certificate(pem);
    if (label === "ENCRYPTED PRIVATE KEY") return { label, key: "encrypted" };
    const key = label === "PUBLIC KEY" ? createPublicKey(pem) : createPrivateKey(pem);
    const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
    return { label, type: key.asymmetricKeyType, namedCurve, modulusLength };
  }

  async #certificate(pem: string): Promise<unknown> {
    const [parsed] = await this.#go.parse(pem);
    const [ours] = parseCertificates(pem);
    if (parsed === undefined || ours === undefined) throw new Error("no certificate");
    const { serialNumber, subjectKeyIdentifier, authorityKeyIdentifier, notBefore, notAfter, ...rest } = parsed;
    return {
      ...rest,
      // A random serial may begin with zero bytes, one in 65,000 with two; none with five.
      serialNumber: serialNumber.length > 30 ? "random" : serialNumber,
      seconds: Math.round((Date.parse(notAfter) - Date.parse(notBefore)) / 1000),
      identified: /^[0-9a-f]{40}$/i.test(subjectKeyIdentifier),
      issuedBy: authorityKeyIdentifier === "" ? "nobody" : this.#authorities.get(authorityKeyIdentifier),
      subjectBytes: Buffer.from(ours.rawSubject).toString("hex"),
      nameConstraints: Buffer.from(ours.extensions.rawNameConstraints ?? []).toString("hex"),
    };
  }
}

/** What openssl finds in a PKCS#12 file: names, certificates, the key; not the random identifier that ties them. */
function opened(text: string): string {
  const { status, stdout, stderr } = spawnSync(
    judgePath("openssl"),
    ["pkcs12", "-legacy", "-nodes", "-passin", "env:KUBEPKI_PASSPHRASE"],
    { input: Buffer.from(text, "latin1"), env: { ...process.env, KUBEPKI_PASSPHRASE: PASSPHRASE } },
  );
  if (status !== 0) throw new Error(`openssl pkcs12: ${stderr}`);
  return String(stdout).replace(/^ *localKeyID: .*$/gm, "");
}

function certificatesIn(text: string): string[] {
  const embedded = [...text.matchAll(/LS0t[A-Za-z0-9+/=]{100,}/g)].map(([data]) =>
    Buffer.from(data, "base64").toString("latin1"),
  );
  const plain = text.replace(/^ +/gm, "");
  return [plain, ...embedded].flatMap(
    (one) => one.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [],
  );
}
