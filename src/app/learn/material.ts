/**
 * Keys and certificates of the lessons. One description each; the openssl commands and what kubepki makes itself are both
 * read from it, so the two cannot come apart.
 */
import { validityAt } from "../../plan/issue.ts";
import type { TlsIdentity } from "../../ports.ts";
import type { KeyAlgorithm } from "../../x509/algorithm.ts";
import { parseCertificates } from "../../x509/certificate.ts";
import type { AlternativeNames, ExtendedKeyUsage } from "../../x509/extensions.ts";
import { type CertificateRequest, issue, issuerFrom, issueSelfSigned, serialFrom } from "../../x509/issue.ts";
import { encodePrivateKey, parsePrivateKey } from "../../x509/key-encoding.ts";
import type { Subject } from "../../x509/name.ts";
import { encodePem } from "../../x509/pem.ts";
import type { PrivateKey } from "../../x509/private-key.ts";
import type { Bench, Command } from "./lesson.ts";

/** A certificate to be made: files `NAME.key` and `NAME.crt`. */
export interface Holder {
  readonly name: string;
  readonly subject: Subject;
  /** The authority's files without their ending; undefined for one that signs itself. */
  readonly by?: string;
  /** Set for an authority. */
  readonly authority?: true;
  readonly usages: readonly ExtendedKeyUsage[];
  readonly names: AlternativeNames;
}

const NO_NAMES: AlternativeNames = { dns: [], addresses: [] };

export const authority = (name: string, commonName: string): Holder => ({
  name,
  subject: { commonName, organizations: [] },
  authority: true,
  usages: [],
  names: NO_NAMES,
});

export const server = (name: string, by: string | undefined, dns: readonly string[]): Holder => ({
  name,
  subject: { commonName: dns[0] ?? name, organizations: [] },
  ...(by === undefined ? {} : { by }),
  usages: ["serverAuth"],
  names: { dns, addresses: ["127.0.0.1"] },
});

export const client = (name: string, by: string, subject: Subject): Holder => ({
  name,
  subject,
  by,
  usages: ["clientAuth"],
  names: NO_NAMES,
});

const DAYS = 30;
const ALGORITHM: KeyAlgorithm = "ECDSA-P256";

/** Make key and certificate, as the commands of `openssl` below do. */
export async function make(bench: Bench, holder: Holder): Promise<void> {
  const { folder, keyMaker, entropy, signerFor, clock } = bench;
  const { name, by, subject, names, usages, authority } = holder;
  const key = await keyMaker.make(ALGORITHM);
  const above = by === undefined ? undefined : await pairOf(bench, by);
  const signer = signerFor(above?.key ?? key);
  const sign = (bytes: Uint8Array): Uint8Array | Promise<Uint8Array> => signer.sign(bytes);
  const issuer = above && issuerFrom(above.certificate, above.key.algorithm, sign);
  const request: CertificateRequest = {
    subject,
    names,
    extendedKeyUsage: usages,
    publicKey: key.publicKey,
    serialNumber: serialFrom(entropy.bytes(20)),
    ...validityAt(clock.now(), DAYS * 86400, 300, issuer?.notAfter),
    ...(authority === undefined ? {} : { authority: { pathLength: 0 } }),
  };
  const raw = await (issuer === undefined ? issueSelfSigned(request, ALGORITHM, sign) : issue(request, issuer));
  await folder.write(`${name}.key`, encodePrivateKey(key, "pkcs8"), 0o600);
  await folder.write(`${name}.crt`, encodePem("CERTIFICATE", raw), 0o644);
}

export async function pairOf({ folder }: Bench, name: string) {
  const [certificate] = parseCertificates(await folder.read(`${name}.crt`));
  if (certificate === undefined) throw new Error(`${name}.crt holds no certificate`);
  return { certificate, key: await keyOf({ folder }, name) };
}

export const keyOf = async ({ folder }: Pick<Bench, "folder">, name: string): Promise<PrivateKey> =>
  parsePrivateKey(await folder.read(`${name}.key`));

export const identityOf = async ({ folder }: Bench, name: string): Promise<TlsIdentity> => ({
  certificate: await folder.read(`${name}.crt`),
  key: await folder.read(`${name}.key`),
});

/** The openssl commands that make the same. */
export function openssl({ name, by, subject, names, usages, authority }: Holder): Command[] {
  const newKey = `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ${name}.key`;
  const extensions = extensionsOf({ names, usages, authority });
  const dn = subjectText(subject);
  if (by === undefined) {
    const added = extensions.map((extension) => ` \\\n  -addext "${extension}"`).join("");
    return [
      { line: newKey },
      { line: `openssl req -x509 -new -key ${name}.key -subj "${dn}" -days ${DAYS}${added} -out ${name}.crt` },
    ];
  }
  const file = extensions.map((extension) => ` '${extension}'`).join("");
  return [
    { line: newKey },
    { line: `openssl req -new -key ${name}.key -subj "${dn}" -out ${name}.csr` },
    { line: `printf '%s\\n'${file} > ${name}.ext` },
    {
      line: `openssl x509 -req -in ${name}.csr -CA ${by}.crt -CAkey ${by}.key -days ${DAYS} \\\n  -extfile ${name}.ext -out ${name}.crt`,
    },
  ];
}

const subjectText = ({ organizations, organizationalUnits = [], commonName }: Subject): string =>
  [...organizations.map((o) => `/O=${o}`), ...organizationalUnits.map((ou) => `/OU=${ou}`), `/CN=${commonName}`].join(
    "",
  );

function extensionsOf({
  names,
  usages,
  authority,
}: Pick<Holder, "names" | "usages"> & { authority: true | undefined }): string[] {
  const alternatives = [...names.dns.map((dns) => `DNS:${dns}`), ...names.addresses.map((address) => `IP:${address}`)];
  return [
    `basicConstraints=critical,${authority ? "CA:TRUE,pathlen:0" : "CA:FALSE"}`,
    `keyUsage=critical,${authority ? "digitalSignature,keyCertSign,cRLSign" : "digitalSignature"}`,
    ...(usages.length > 0 ? [`extendedKeyUsage=${usages.join(",")}`] : []),
    ...(alternatives.length > 0 ? [`subjectAltName=${alternatives.join(",")}`] : []),
  ];
}
