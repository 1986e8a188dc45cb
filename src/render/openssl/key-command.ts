import { type KeyAlgorithm, keyFamily } from "../../x509/algorithm.ts";
import { curveOf, type KeyEncoding } from "../../x509/key-encoding.ts";
import { signatureAlgorithmFor } from "../../x509/signature.ts";

/** The subcommand that makes a key, and its options but for `-out FILE`, which has to stand before a number. */
export interface KeyCommand {
  readonly name: string;
  readonly options: readonly string[];
  /** What it makes, for a comment. */
  readonly says: string;
}

/** How OpenSSL 3 makes a key of an algorithm in an encoding. */
export function keyCommand(algorithm: KeyAlgorithm, encoding: KeyEncoding): KeyCommand {
  const family = keyFamily(algorithm);
  if (family === "Ed25519") {
    return { name: "genpkey", options: ["-algorithm", "ED25519"], says: "Ed25519, which has no form but PKCS#8" };
  }
  if (family === "RSA") {
    const bits = algorithm.slice("RSA-".length);
    return encoding === "traditional"
      ? { name: "genrsa", options: ["-traditional", bits], says: `${algorithm} in its own form, PKCS#1` }
      : {
          name: "genpkey",
          options: ["-quiet", "-algorithm", "RSA", "-pkeyopt", `rsa_keygen_bits:${bits}`],
          says: `${algorithm} in PKCS#8`,
        };
  }
  const curve = curveOf(algorithm)?.openssl ?? "";
  return encoding === "traditional"
    ? { name: "ecparam", options: ["-name", curve, "-genkey", "-noout"], says: `${algorithm} in its own form, SEC1` }
    : {
        name: "genpkey",
        options: ["-algorithm", "EC", "-pkeyopt", `ec_paramgen_curve:${curve}`],
        says: `${algorithm} in PKCS#8`,
      };
}

/** The digest that an authority's key signs with; `default` where OpenSSL has to choose, or there is none. */
export const digestOf = (algorithm: KeyAlgorithm | undefined): string =>
  (algorithm && signatureAlgorithmFor(algorithm).digest) ?? "default";
