/** Edits on a tree: entries in, entries out. What is signed again is signed with keys of the tree. */
import { createHash } from "node:crypto";
import type { Edit, Reissue } from "../../audit/mutate/mutation.ts";
import { replaceBlocks } from "../../audit/mutate/replace-blocks.ts";
import { nameOf, retouched } from "../../audit/mutate/retouch.ts";
import type { TreeEntry } from "../../inventory/entries.ts";
import type { KeyMaker, SignerFor } from "../../ports.ts";
import * as der from "../../x509/der-writer.ts";
import { keyIdentifier } from "../../x509/issue.ts";
import { encodePrivateKey, parsePrivateKey } from "../../x509/key-encoding.ts";
import { encodePem } from "../../x509/pem.ts";
import type { PrivateKey } from "../../x509/private-key.ts";
import { signatureAlgorithmFor } from "../../x509/signature.ts";

export interface MutatePorts {
  readonly keyMaker: KeyMaker;
  readonly signerFor: SignerFor;
}

/** The tree after the edits, in its order; entries that stay are the same objects. */
export async function carryOut(
  entries: readonly TreeEntry[],
  edits: readonly Edit[],
  ports: MutatePorts,
): Promise<TreeEntry[]> {
  const tree = new Map(entries.map((entry) => [entry.shown, entry]));
  for (const edit of edits) {
    if (edit.do === "reissue") await reissue(tree, edit, ports);
    else if (edit.do === "new-key") {
      const entry = tree.get(edit.file);
      if (entry === undefined) throw new Error(`a mutation names ${edit.file}, which is not there`);
      const key = await ports.keyMaker.make(edit.algorithm ?? "ECDSA-P256");
      const pem = (label: string): string => encodePrivateKey(key, label === "PRIVATE KEY" ? "pkcs8" : "traditional");
      const put = (label: string): string | undefined => (label.endsWith("PRIVATE KEY") ? pem(label) : undefined);
      tree.set(edit.file, withText(entry, replaceBlocks(textOf(entry), put)));
    } else change(tree, edit);
  }
  return [...tree.values()];
}

type Tree = Map<string, TreeEntry>;

function change(tree: Tree, edit: Exclude<Edit, Reissue | { do: "new-key" }>): void {
  const entry = tree.get(edit.file);
  if (edit.do === "write" || edit.do === "link") {
    const content = edit.do === "link" ? { link: edit.to } : { bytes: Buffer.from(edit.bytes) };
    const mode = edit.do === "write" ? edit.mode : undefined;
    const base = entry ?? newEntry(tree, edit.file);
    tree.set(edit.file, { ...base, ...(mode === undefined ? {} : { mode }), content });
    return;
  }
  if (entry === undefined) throw new Error(`a mutation names ${edit.file}, which is not there`);
  if (edit.do === "remove") tree.delete(edit.file);
  else if (edit.do === "mode") tree.set(edit.file, { ...entry, mode: edit.mode });
  else if (edit.do === "owner") tree.set(edit.file, { ...entry, owner: edit.owner });
  else if (edit.do === "append") {
    const from = tree.get(edit.from);
    tree.set(edit.file, withText(entry, textOf(entry) + (from === undefined ? "" : textOf(from))));
  } else if (edit.do === "copy") {
    const { path, shown } = newEntry(tree, edit.to);
    tree.set(edit.to, { ...entry, path, shown, ...(edit.mode === undefined ? {} : { mode: edit.mode }) });
  } else {
    const before = textOf(entry);
    const after = edit.do === "rewrite" ? edit.as(before) : before.replace(edit.from, () => edit.to);
    if (after === before) throw new Error(`a mutation changes nothing in ${edit.file}`);
    tree.set(edit.file, withText(entry, after));
  }
}

/** Beside what is there already: the same input, and a path that goes with how it is shown. */
function newEntry(tree: Tree, shown: string): TreeEntry {
  const [first] = tree.values();
  if (first === undefined) throw new Error("a mutation of an empty tree");
  const before = first.shown.slice(0, first.shown.length - first.path.length);
  return {
    input: first.input,
    path: shown.slice(before.length),
    shown,
    mode: 0o644,
    content: { bytes: new Uint8Array() },
  };
}

const textOf = ({ content }: TreeEntry): string =>
  "bytes" in content ? Buffer.from(content.bytes).toString("latin1") : "";

const withText = (entry: TreeEntry, text: string): TreeEntry => ({
  ...entry,
  content: { bytes: Buffer.from(text, "latin1") },
});

async function reissue(tree: Tree, edit: Reissue, { keyMaker, signerFor }: MutatePorts): Promise<void> {
  const { certificate, newKey, file } = edit;
  const own = newKey === undefined ? undefined : await keyMaker.make(newKey);
  const key = await signingKey(tree, edit, own, keyMaker);
  const changes = {
    // A serial number is never given twice.
    serialNumber: Buffer.concat([
      Buffer.of(0x40),
      createHash("sha256").update(certificate.raw).digest().subarray(0, 15),
    ]),
    ...(own === undefined ? {} : { publicKey: own.publicKey }),
    ...edit.changes,
  };
  const { identifier } = signatureAlgorithmFor(key.algorithm);
  const toBeSigned = retouched(certificate, changes, {
    ...signerNamed(edit, key),
    signatureIdentifier: identifier,
  });
  const signature = await signerFor(key).sign(toBeSigned);
  const made = der.sequence(toBeSigned, changes.signatureIdentifier ?? identifier, der.bitString(signature));
  if (edit.to !== undefined) {
    change(tree, { do: "write", file: edit.to, bytes: encodePem("CERTIFICATE", made) });
    return;
  }
  for (const [shown, entry] of tree) {
    if ((file !== undefined && shown !== file && own === undefined) || !("bytes" in entry.content)) continue;
    const before = textOf(entry);
    if (!before.includes("BEGIN ") && !before.includes("LS0tLS1CRUdJTi")) continue;
    const after = replaceBlocks(before, (label, bytes) => {
      if (label === "CERTIFICATE")
        return Buffer.compare(bytes, certificate.raw) === 0 ? encodePem(label, made) : undefined;
      if (own === undefined || !label.endsWith("PRIVATE KEY") || !isKeyOf(label, bytes, certificate.publicKey))
        return undefined;
      return encodePrivateKey(own, label === "PRIVATE KEY" ? "pkcs8" : "traditional");
    });
    if (after !== before) tree.set(shown, withText(entry, after));
  }
}

function signerNamed({ by, certificate, changes }: Reissue, { publicKey }: PrivateKey) {
  if (by === "itself")
    return { rawIssuer: nameOf(changes.subject) ?? certificate.rawSubject, keyIdentifier: undefined };
  if (by === "impostor") return { rawIssuer: certificate.rawIssuer, keyIdentifier: keyIdentifier(publicKey) };
  const { rawSubject, extensions } = by.authority;
  return { rawIssuer: rawSubject, keyIdentifier: extensions.subjectKeyIdentifier };
}

function isKeyOf(label: string, bytes: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return Buffer.compare(parsePrivateKey(encodePem(label, bytes)).publicKey, publicKey) === 0;
  } catch {
    return false;
  }
}

async function signingKey(
  tree: Tree,
  { by, certificate }: Reissue,
  own: PrivateKey | undefined,
  keyMaker: KeyMaker,
): Promise<PrivateKey> {
  if (typeof by !== "string") return by.key;
  if (by === "impostor") return keyMaker.make("ECDSA-P256");
  if (own !== undefined) return own;
  for (const entry of tree.values()) {
    let found: PrivateKey | undefined;
    replaceBlocks(textOf(entry), (label, bytes) => {
      if (found === undefined && label.endsWith("PRIVATE KEY") && isKeyOf(label, bytes, certificate.publicKey))
        found = parsePrivateKey(encodePem(label, bytes));
      return undefined;
    });
    if (found !== undefined) return found;
  }
  throw new Error("a mutation signs with a key that is not in the tree");
}
