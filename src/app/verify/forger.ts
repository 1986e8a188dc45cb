/** What an attacker makes with keys of their own, for the attacks that need it. */
import type { KeyMaker, SignerFor } from "../../ports.ts";
import type { Forged } from "../../trust/attacks.ts";
import type { ExistingConnection } from "../../trust/connections/connection.ts";
import type { ShownChain } from "../../trust/shown.ts";
import { type Certificate, parseCertificate } from "../../x509/certificate.ts";
import { parseAddress } from "../../x509/ip-address.ts";
import { issue } from "../../x509/issue.ts";

const HOUR_MS = 3_600_000;

/** Names that chains are forged for in each connection: whoever dials a fleet is deceived by the first as by the last. */
const MOST = 8;

/** One key for everything: what matters is that it is nobody's. */
export async function forger(
  connections: readonly ExistingConnection[],
  at: Date,
  { keyMaker, signerFor }: { readonly keyMaker: KeyMaker; readonly signerFor: SignerFor },
): Promise<Forged> {
  const key = await keyMaker.make("ECDSA-P256");
  const signer = signerFor(key);
  const chains = new Map<string, ShownChain>();
  const identifier = (authority: Certificate, name: string): string =>
    `${Buffer.from(authority.rawSubject).toString("base64")} ${name}`;
  const forged = new Map<string, number>();
  for (const { id, client, name } of connections) {
    const [authority] = client.trusts.kind === "anchors" ? client.trusts.anchors.certificates : [];
    if (authority === undefined || chains.has(identifier(authority, name))) continue;
    const kind = identifier(authority, `${id} ${client.component}`);
    const count = (forged.get(kind) ?? 0) + 1;
    forged.set(kind, count);
    if (count > MOST) continue;
    const address = parseAddress(name) !== undefined;
    const raw = await issue(
      {
        subject: { commonName: name, organizations: [] },
        publicKey: key.publicKey,
        serialNumber: Uint8Array.of(1),
        notBefore: new Date(at.getTime() - HOUR_MS),
        notAfter: new Date(at.getTime() + HOUR_MS),
        names: { dns: address ? [] : [name], addresses: address ? [name] : [] },
        extendedKeyUsage: ["serverAuth", "clientAuth"],
      },
      {
        rawSubject: authority.rawSubject,
        keyIdentifier: authority.extensions.subjectKeyIdentifier,
        algorithm: "ECDSA-P256",
        notAfter: authority.notAfter,
        sign: (bytes) => signer.sign(bytes),
      },
    );
    chains.set(identifier(authority, name), {
      leaf: parseCertificate(raw),
      behind: [],
      place: { file: "made by the attacker" },
    });
  }
  return {
    chain: (anchors, name) => {
      const [authority] = anchors.certificates;
      return authority === undefined ? undefined : chains.get(identifier(authority, name));
    },
    token: (issuer, audience) => foreignToken(issuer, audience, at),
  };
}

/** The signature is of the right form and of nobody's key; a good one by a foreign key is refused in the same way. */
function foreignToken(issuer: string, audience: string, at: Date): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const seconds = Math.floor(at.getTime() / 1000);
  const claims = {
    iss: issuer,
    aud: [audience],
    exp: seconds + 3600,
    sub: "system:serviceaccount:kube-system:default",
    "kubernetes.io": { namespace: "kube-system", serviceaccount: { name: "default", uid: "0" } },
  };
  return `${encode({ alg: "ES256", typ: "JWT" })}.${encode(claims)}.${Buffer.alloc(64, 1).toString("base64url")}`;
}
