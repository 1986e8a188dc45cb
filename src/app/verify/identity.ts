/** A pair as TLS takes it, encoded once. */
import type { TlsIdentity } from "../../ports.ts";
import type { ShownPair } from "../../trust/shown.ts";
import { type Certificate, encodeCertificatePem } from "../../x509/certificate.ts";
import { encodePrivateKey } from "../../x509/key-encoding.ts";
import type { PrivateKey } from "../../x509/private-key.ts";

/** The same object for the same pair; undefined where the key is not there. */
export function rememberedIdentities(): (pair: ShownPair) => TlsIdentity | undefined {
  const byKey = new WeakMap<PrivateKey, Map<Certificate, TlsIdentity>>();
  return ({ chain, key }) => {
    if (key === undefined) return undefined;
    const known = byKey.get(key) ?? new Map<Certificate, TlsIdentity>();
    byKey.set(key, known);
    let identity = known.get(chain.leaf);
    if (identity === undefined) {
      const certificate = [chain.leaf, ...chain.behind].map(encodeCertificatePem).join("");
      identity = { certificate, key: encodePrivateKey(key, "pkcs8") };
      known.set(chain.leaf, identity);
    }
    return identity;
  };
}
