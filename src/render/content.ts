/** The bytes of a file, from what a run has found and made. */
import type { AuthorityId, CredentialId, SecretId } from "../catalog/types.ts";
import type { KeptSecret } from "../inventory/secret.ts";
import type { DesiredDerived, DesiredTrust, FileContent } from "../spec/desired.ts";
import type { Plain } from "../spec/plain.ts";
import { parseCertificates } from "../x509/certificate.ts";
import { detachedSignature, publicKeyPin } from "../x509/discovery.ts";
import { encodeJwk } from "../x509/jwk.ts";
import { parsePrivateKey } from "../x509/key-encoding.ts";
import { parsePem } from "../x509/pem.ts";
import { encodePkcs12 } from "../x509/pkcs12.ts";
import { seal } from "../x509/sealed.ts";
import { SecretText } from "../x509/secret-text.ts";
import { type Rendered, renderDocument } from "./document.ts";
import { renderKubeconfig } from "./kubeconfig.ts";
import { renderConfig, renderSettings } from "./settings.ts";

/** PEM texts of a credential: its certificate with what is sent behind it, and its key. */
export interface CredentialTexts {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** What contents are made of. Undefined is what is yet to be made, or cannot be. */
export interface Sources {
  credential(index: number): CredentialTexts | undefined;
  authorities(trust: DesiredTrust): string | undefined;
  authorityKey(id: AuthorityId): string | undefined;
  sharedKey(id: CredentialId): { readonly keyPem: string; readonly publicPem: string } | undefined;
  secret(id: SecretId): KeptSecret | undefined;
  /** What people's files are encrypted with. Throws when it was not given. */
  passphrase(): SecretText;
}

export function renderContent(content: FileContent, sources: Sources): Rendered {
  switch (content.kind) {
    case "certificate":
      return sources.credential(content.credential)?.certificatePem;
    case "key":
      return sources.credential(content.credential)?.keyPem;
    case "kubeconfig": {
      const texts = sources.credential(content.credential);
      const authorities = sources.authorities(content.kubeconfig.trust);
      if (texts === undefined || authorities === undefined) return undefined;
      const { certificatePem: certificate, keyPem: key } = texts;
      return renderKubeconfig(content.kubeconfig, { authorities, certificate, key });
    }
    case "authorities":
      return sources.authorities(content);
    case "authority-key":
      return sources.authorityKey(content.id);
    case "shared-key":
      return sources.sharedKey(content.id)?.keyPem;
    case "shared-public-key":
      return sources.sharedKey(content.id)?.publicPem;
    case "settings":
      return renderSettings(content);
    case "config":
      return renderConfig(content);
    case "document":
      return renderDocument(content, (inner) => renderContent(inner, sources));
    default:
      return derived(content, sources);
  }
}

function derived(content: DesiredDerived, sources: Sources): Rendered {
  switch (content.kind) {
    case "pins": {
      const pem = sources.authorities(content.trust);
      return pem && parseCertificates(pem).map(publicKeyPin);
    }
    case "secret": {
      const text = revealed(content.id, sources);
      return text && content.prefix + text;
    }
    case "expiration": {
      const secret = sources.secret(content.id);
      return secret && (secret.expiration?.toISOString().replace(/\.\d+Z$/, "Z") ?? "");
    }
    case "signature": {
      const payload = renderContent(content.of, sources);
      const secret = revealed(content.id, sources);
      return payload && secret && detachedSignature(String(payload), content.keyId, secret);
    }
    case "jwk":
      return jwkOf(content.id, sources) as Plain | undefined;
    case "token-algorithms": {
      const jwk = jwkOf(content.id, sources);
      return jwk && [jwk.alg];
    }
    case "sealed": {
      const plain = renderContent(content.content, sources);
      const key = revealed(content.id, sources);
      return plain && key && seal(Buffer.from(plain as string | Uint8Array), content.name, Buffer.from(key, "hex"));
    }
    case "pkcs12": {
      const texts = sources.credential(content.credential);
      const authorities = sources.authorities(content.trust);
      if (texts === undefined || authorities === undefined) return undefined;
      const certificates = [...parsePem(texts.certificatePem), ...parsePem(authorities)].map(({ bytes }) => bytes);
      const key = parsePrivateKey(texts.keyPem);
      const passphrase = SecretText.reveal(sources.passphrase());
      return encodePkcs12({ friendlyName: content.name, key, certificates }, passphrase, content.encryption);
    }
  }
}

function revealed(id: SecretId, sources: Sources): string | undefined {
  const secret = sources.secret(id);
  return secret && SecretText.reveal(secret.text);
}

function jwkOf(id: CredentialId, sources: Sources): ReturnType<typeof encodeJwk> | undefined {
  const [block] = parsePem(sources.sharedKey(id)?.publicPem ?? "");
  return block && encodeJwk(block.bytes);
}
