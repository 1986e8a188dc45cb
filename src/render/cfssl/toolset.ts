/**
 * Certificates by cfssl: a request and a profile in JSON, `cfssl gencert`, `cfssljson`. What cfssl lacks is refused: keys
 * of Ed25519 (its Debian package knows none), limits of names, encrypted keys. It cuts nothing to its issuer's end.
 */
import { KubepkiError } from "../../errors.ts";
import type { DesiredAuthority, DesiredCredential } from "../../spec/desired.ts";
import { type KeyAlgorithm, keyFamily } from "../../x509/algorithm.ts";
import type { ExtendedKeyUsage } from "../../x509/extensions.ts";
import { keyUsagesFor } from "../../x509/issue.ts";
import type { KeyEncoding } from "../../x509/key-encoding.ts";
import type { Subject } from "../../x509/name.ts";
import { certificateFile, keyFile, type ShellPlan, signing } from "../shell/authority-files.ts";
import { command, comment, pathWord, verbatim, word } from "../shell/shell-text.ts";
import type { Pair, Toolset } from "../shell/toolset.ts";

export const cfsslTools: Toolset = {
  name: "cfssl",
  needs: "cfssl and cfssljson (and openssl where there is no certificate to make)",
  head: () => "",
  authority: authorityByCfssl,
  credential: credentialByCfssl,
};

/** How the transcripts of single things make a pair; undefined when the key of who signs is not here. */
export const byCfssl = (plan: ShellPlan) => ({
  authority: (wanted: DesiredAuthority): string => authorityByCfssl(plan, wanted),
  credential: (wanted: DesiredCredential, pair: Pair): string | undefined =>
    signing(plan, wanted.issuer) === undefined ? undefined : credentialByCfssl(plan, wanted, pair),
});

/** cfssl's names (cfssl config/config.go). */
const USAGES: Readonly<Record<string, string>> = {
  digitalSignature: "digital signature",
  keyEncipherment: "key encipherment",
  keyCertSign: "cert sign",
  cRLSign: "crl sign",
  clientAuth: "client auth",
  serverAuth: "server auth",
};

/** Throws ERR_USAGE with what cfssl cannot make. */
function refuseLacks({ desired }: ShellPlan, algorithm: KeyAlgorithm): void {
  const lack = (what: string): KubepkiError =>
    new KubepkiError("ERR_USAGE", `cfssl ${what}`, { remedy: "ask for it by openssl: --openssl" });
  if (desired.spec.keyEncryption !== "none") throw lack("writes no encrypted keys, and the specification wants them");
  if (algorithm === "Ed25519") throw lack("makes no Ed25519 keys");
}

/** Key and certificate of a credential. */
function credentialByCfssl(plan: ShellPlan, wanted: DesiredCredential, pair: Pair): string {
  const { issuer, subject, names, extendedKeyUsage, algorithm, lifetime, keyEncoding } = wanted;
  refuseLacks(plan, algorithm);
  const usages: string[] = [...keyUsagesFor(algorithm, extendedKeyUsage, false), ...extendedKeyUsage];
  const request = { ...requestOf(subject, algorithm), hosts: [...names.dns, ...names.addresses] };
  return signed(plan, issuer, request, profileOf(plan, usages, lifetime), pair, keyEncoding);
}

/** Key and certificate of an authority, by the one above it or by itself. */
function authorityByCfssl(plan: ShellPlan, wanted: DesiredAuthority): string {
  const { id, parent, subject, algorithm, lifetime, pathLength, nameConstraints } = wanted;
  refuseLacks(plan, algorithm);
  if (nameConstraints !== undefined)
    throw new KubepkiError("ERR_USAGE", `cfssl cannot limit the names of ${id}`, {
      remedy: "ask for it by openssl: --openssl",
    });
  const { keyEncoding, spec } = plan.desired;
  const pair = { certificate: certificateFile(id), key: keyFile(id) };
  const request = requestOf(subject, algorithm);
  const open = `chmod 644 ${word(pair.certificate)}`;
  if (parent !== undefined) {
    const limits = { is_ca: true, max_path_len: pathLength, max_path_len_zero: pathLength === 0 };
    const profile = { ...profileOf(plan, keyUsagesFor(undefined, [], true), lifetime), ca_constraint: limits };
    return `${signed(plan, parent, request, profile, pair, keyEncoding)}\n${open}`;
  }
  const { backdate } = spec.lifetimes;
  const ca = {
    expiry: `${lifetime + backdate}s`,
    backdate: `${backdate}s`,
    pathlen: pathLength,
    pathlenzero: pathLength === 0,
  };
  return [
    comment("What it says, and the key that it is to have."),
    file("request.json", { ...request, ca }),
    `cfssl gencert -loglevel=3 -initca "$work/request.json" | cfssljson -bare "$work/made"`,
    taken(pair, keyEncoding),
    open,
  ].join("\n");
}

/** A subject and a key; organizations are names of their own. */
const requestOf = ({ commonName, organizations = [] }: Subject, algorithm: KeyAlgorithm): object => ({
  CN: commonName,
  key: { algo: keyFamily(algorithm).toLowerCase(), size: Number(/\d+$/.exec(algorithm)?.[0]) },
  names: organizations.map((name) => ({ O: name })),
});

/** cfssl counts the time from the first second on. */
const profileOf = (
  { desired }: ShellPlan,
  usages: readonly (string | ExtendedKeyUsage)[],
  lifetime: number,
): object => {
  const { backdate } = desired.spec.lifetimes;
  const told = usages.map((usage) => USAGES[usage] ?? usage);
  return { usages: told, expiry: `${lifetime + backdate}s`, backdate: `${backdate}s` };
};

const file = (name: string, value: object): string =>
  `cat >"$work/${name}" ${verbatim(JSON.stringify(value, undefined, 2))}`;

function signed(
  plan: ShellPlan,
  issuer: DesiredCredential["issuer"],
  request: object,
  profile: object,
  pair: Pair,
  encoding: KeyEncoding,
): string {
  const signer = signing(plan, issuer);
  if (signer === undefined) throw new Error(`${issuer} has no key here`);
  return [
    comment("What it says, the key that it is to have, and what the authority lets it be used for."),
    file("request.json", request),
    file("profile.json", { signing: { default: profile } }),
    `${command(
      "cfssl gencert -loglevel=3",
      `-ca ${word(signer.certificate)} -ca-key ${word(signer.key)}`,
      `-config "$work/profile.json" "$work/request.json"`,
    )} |\n  cfssljson -bare "$work/made"`,
    taken(pair, encoding),
  ].join("\n");
}

/** cfssl writes keys in the form of their algorithm: PKCS#1, SEC1. */
function taken({ certificate, key }: Pair, encoding: KeyEncoding): string {
  const from = `"$work/made-key.pem"`;
  return [
    `cat "$work/made.pem" >${pathWord(certificate)}`,
    encoding === "traditional"
      ? `cat ${from} >${pathWord(key)}`
      : `openssl pkcs8 -topk8 -nocrypt -in ${from} -out ${pathWord(key)}`,
  ].join("\n");
}
