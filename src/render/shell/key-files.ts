/** Private keys that are kept with the authorities, and their plain copies where a component reads them. */
import type { AuthorityId } from "../../catalog/types.ts";
import type { DesiredSharedKey } from "../../spec/desired.ts";
import type { KeyAlgorithm } from "../../x509/algorithm.ts";
import type { KeyEncoding } from "../../x509/key-encoding.ts";
import { keyCommand } from "../openssl/key-command.ts";
import { keyFile, PASSPHRASE, type ShellPlan, signing } from "./authority-files.ts";
import { command, comment, pathWord, word, words } from "./shell-text.ts";

/** As kubepki encrypts: AES-256, and what makes guessing slow. */
function encryptKey(encryption: "scrypt" | "pbkdf2"): string {
  const derivation = encryption === "scrypt" ? "-scrypt" : "-v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 600000";
  return `openssl pkcs8 -topk8 ${derivation} -passout env:${PASSPHRASE}`;
}

/** A key, private from its first byte. With a passphrase it is never on disk without it. */
export function makeKey(
  path: string,
  algorithm: KeyAlgorithm,
  encoding: KeyEncoding,
  encryption: "none" | "scrypt" | "pbkdf2" = "none",
): string {
  const { name, options, says } = keyCommand(algorithm, encryption === "none" ? encoding : "pkcs8");
  if (encryption === "none") {
    const text = command(`openssl ${name}`, `-out ${pathWord(path)}`, words(...options));
    return `${comment(`The key: ${says}.`)}\n${text}`;
  }
  return [
    comment(`The key: ${says}, encrypted with what is in ${PASSPHRASE}.`),
    `: "\${${PASSPHRASE}:?export what encrypts the private keys of authorities}"`,
    `${command(`openssl ${name}`, words(...options))} |\n  ${encryptKey(encryption)} -out ${pathWord(path)}`,
  ].join("\n");
}

/** A key pair without certificate, and its public half as a file. */
export function makeSharedKey({ desired }: ShellPlan, { id, algorithm }: DesiredSharedKey): string {
  const { spec, keyEncoding } = desired;
  const [key, publicKey] = [keyFile(id), `authorities/${id}.pub`];
  const pass = spec.keyEncryption === "none" ? "" : `-passin env:${PASSPHRASE}`;
  return [
    makeKey(key, algorithm, keyEncoding, spec.keyEncryption),
    comment("Its public half: what tokens are checked with."),
    command(`openssl pkey -in ${word(key)}`, pass, `-pubout -out ${word(publicKey)}`),
    words("chmod", "644", publicKey),
  ].join("\n");
}

/** Where the key of an authority is; of one that has none here, where it would be. */
export const signingKeyFile = (plan: ShellPlan, id: AuthorityId): string => signing(plan, id)?.key ?? keyFile(id);

/** A key where a component reads it: plain, and in the form of the layout. */
export function copyKey({ desired }: ShellPlan, from: string, to: string): string {
  const own = from.startsWith("authorities/");
  if (own && desired.spec.keyEncryption === "none") return words("cp", from, to);
  const form = desired.keyEncoding === "traditional" ? "-traditional" : "";
  return command(`openssl pkey -in ${word(from)}`, own ? `-passin env:${PASSPHRASE}` : "", form, `-out ${word(to)}`);
}
