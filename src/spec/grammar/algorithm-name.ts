import { KEY_ALGORITHMS, type KeyAlgorithm } from "../../x509/algorithm.ts";

/** Other spellings people use, in lower case without separators. */
const ALIASES: Readonly<Record<string, KeyAlgorithm>> = {
  rsa: "RSA-2048",
  p256: "ECDSA-P256",
  p384: "ECDSA-P384",
  p521: "ECDSA-P521",
  ecp256: "ECDSA-P256",
  ecp384: "ECDSA-P384",
  ecp521: "ECDSA-P521",
  ecdsa256: "ECDSA-P256",
  ecdsa384: "ECDSA-P384",
  ecdsa521: "ECDSA-P521",
  prime256v1: "ECDSA-P256",
  secp256r1: "ECDSA-P256",
  secp384r1: "ECDSA-P384",
  secp521r1: "ECDSA-P521",
};

const plain = (text: string): string => text.toLowerCase().replace(/[-_ ]/g, "");

const NAMES: ReadonlyMap<string, KeyAlgorithm> = new Map([
  ...KEY_ALGORITHMS.map((name) => [plain(name), name] as const),
  ...Object.entries(ALIASES),
]);

/** The algorithm that a name means, whatever its case and hyphens; undefined when there is none. */
export const parseAlgorithm = (text: string): KeyAlgorithm | undefined => NAMES.get(plain(text));
