// Certificates for situations: right ones, and ones with one fault each.
import { randomBytes } from "node:crypto";
import {
  encodePem,
  encodePrivateKey,
  type Issuer,
  issue,
  issuerFrom,
  issueSelfSigned,
  nodeKeyMaker,
  nodeSigner,
  type PrivateKey,
  parseCertificate,
  serialFrom,
} from "../../../src/index.ts";
import type { Anchors, ShownChain } from "../../../src/trust/shown.ts";
import type { Certificate } from "../../../src/x509/certificate.ts";

export interface Authority {
  readonly certificate: Certificate;
  readonly pem: string;
  readonly key: PrivateKey;
  readonly issuer: Issuer;
}

export interface Pair {
  readonly certificate: Certificate;
  /** The leaf and what is sent behind it. */
  readonly pem: string;
  readonly key: string;
  readonly publicKey: Uint8Array;
  readonly chain: ShownChain;
}

export interface Wish {
  readonly commonName?: string;
  readonly groups?: readonly string[];
  readonly units?: readonly string[];
  readonly dns?: readonly string[];
  readonly addresses?: readonly string[];
  readonly usages?: readonly ("clientAuth" | "serverAuth")[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly behind?: readonly Authority[];
}

const HOUR = 3_600_000;
const now = Date.now();
/** Hours from when the test began. */
export const hours = (count: number): Date => new Date(Math.floor((now + count * HOUR) / 1000) * 1000);

const newKey = (): Promise<PrivateKey> => Promise.resolve(nodeKeyMaker.make("ECDSA-P256"));
const serial = (): Uint8Array => serialFrom(randomBytes(20));

export async function authority(
  commonName: string,
  more: { by?: Authority; notBefore?: Date; notAfter?: Date; pathLength?: number; usages?: Wish["usages"] } = {},
): Promise<Authority> {
  const { by, notBefore = hours(-48), notAfter = hours(480), pathLength, usages = [] } = more;
  const key = await newKey();
  const signer = nodeSigner(key);
  const request = {
    subject: { commonName, organizations: [] },
    publicKey: key.publicKey,
    serialNumber: serial(),
    notBefore,
    notAfter,
    names: { dns: [], addresses: [] },
    extendedKeyUsage: usages,
    authority: pathLength === undefined ? {} : { pathLength },
  };
  const raw = await (by === undefined
    ? issueSelfSigned(request, "ECDSA-P256", (bytes) => signer.sign(bytes))
    : issue(request, by.issuer));
  const certificate = parseCertificate(raw);
  const issuer = issuerFrom(certificate, "ECDSA-P256", (bytes) => signer.sign(bytes));
  return { certificate, pem: encodePem("CERTIFICATE", raw), key, issuer };
}

export async function pair(by: Authority, wish: Wish): Promise<Pair> {
  const {
    commonName = "",
    groups = [],
    units = [],
    dns = [],
    addresses = [],
    usages = ["clientAuth"],
    notBefore = hours(-24),
    notAfter = hours(240),
    behind = [],
  } = wish;
  const key = await newKey();
  const raw = await issue(
    {
      subject: { commonName, organizations: groups, organizationalUnits: units },
      publicKey: key.publicKey,
      serialNumber: serial(),
      notBefore,
      notAfter,
      names: { dns, addresses },
      extendedKeyUsage: usages,
    },
    by.issuer,
  );
  const certificate = parseCertificate(raw);
  return {
    certificate,
    pem: encodePem("CERTIFICATE", raw) + behind.map(({ pem }) => pem).join(""),
    key: encodePrivateKey(key, "pkcs8"),
    publicKey: key.publicKey,
    chain: { leaf: certificate, behind: behind.map((one) => one.certificate), place: { file: commonName } },
  };
}

export const anchors = (...authorities: readonly Authority[]): Anchors => ({
  certificates: authorities.map(({ certificate }) => certificate),
  place: { file: "ca.crt" },
});
