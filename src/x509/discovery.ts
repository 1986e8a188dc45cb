/** How a joining node knows the cluster: the pin of an authority, and the signature over what it is told. */
import { createHash, createHmac } from "node:crypto";
import type { Certificate } from "./certificate.ts";

/** `sha256:` and the hash of the public key (kubernetes cmd/kubeadm/app/util/pubkeypin). */
export const publicKeyPin = ({ publicKey }: Pick<Certificate, "publicKey">): string =>
  `sha256:${createHash("sha256").update(publicKey).digest("hex")}`;

/**
 * A detached JWS (RFC 7515 appendix F), HS256 under the secret of a bootstrap token, `header..signature`: byte for byte what
 * the bootstrapsigner writes (k8s.io/cluster-bootstrap/token/jws).
 */
export function detachedSignature(payload: string, keyId: string, secret: string): string {
  const encode = (text: string): string => Buffer.from(text, "utf8").toString("base64url");
  const header = encode(JSON.stringify({ alg: "HS256", kid: keyId }));
  const signature = createHmac("sha256", secret)
    .update(`${header}.${encode(payload)}`)
    .digest("base64url");
  return `${header}..${signature}`;
}
