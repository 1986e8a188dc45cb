/** Key pairs that several units share: the service-account keys. Kept when there, made otherwise. */
import type { CredentialId } from "../catalog/types.ts";
import { KubepkiError } from "../errors.ts";
import type { Step } from "../plan/step.ts";
import { AUTHORITIES_UNIT, type Desired, type DesiredSharedKey } from "../spec/desired.ts";
import { encodePrivateKey, encodePublicKeyPem, parsePrivateKey } from "../x509/key-encoding.ts";
import type { PrivateKey } from "../x509/private-key.ts";
import { isEncrypted, keyStorage, latin, opener, stagePem } from "./authority-files.ts";
import type { AuthorityTools } from "./ready-authorities.ts";

export interface ReadySharedKey {
  readonly keyPem: string;
  readonly publicPem: string;
}

export async function readySharedKeys(
  desired: Desired,
  tools: AuthorityTools,
  make: boolean,
): Promise<{ keys: Map<CredentialId, ReadySharedKey>; steps: Step[] }> {
  const keys = new Map<CredentialId, ReadySharedKey>();
  const steps: Step[] = [];
  for (const shared of desired.sharedKeys) {
    const { id } = shared;
    const found = findKey(id, tools);
    const plain = found !== undefined && desired.spec.keyEncryption !== "none" && !isEncrypted(found.text);
    steps.push(stepFor(id, found !== undefined, plain));
    if (found === undefined && !make) continue;
    const stored = make && (found === undefined || plain) ? keyStorage(desired.spec, tools) : undefined;
    const key = found?.key ?? (await tools.keyMaker.make(shared.algorithm));
    const publicPem = encodePublicKeyPem(key.publicKey);
    if (make) {
      if (stored !== undefined) stagePem(tools.store, `${id}.key`, stored(key, desired.keyEncoding), 0o600);
      stagePem(tools.store, `${id}.pub`, publicPem, 0o644);
    }
    const kept = found !== undefined && !isEncrypted(found.text) ? found.text : undefined;
    keys.set(id, { keyPem: kept ?? encodePrivateKey(key, desired.keyEncoding), publicPem });
  }
  return { keys, steps };
}

function findKey(id: DesiredSharedKey["id"], tools: AuthorityTools): { text: string; key: PrivateKey } | undefined {
  const found = tools.store.find(AUTHORITIES_UNIT, `${id}.key`);
  if (found === undefined) return undefined;
  const text = latin(found.bytes);
  const file = `${AUTHORITIES_UNIT}/${id}.key`;
  try {
    return { text, key: parsePrivateKey(text, opener(file, text, tools)) };
  } catch (cause) {
    if (cause instanceof KubepkiError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KubepkiError("ERR_AUTHORITY_INVALID", `${file}: ${reason}`, {
      remedy: "restore it from a copy; tokens signed with another key are refused",
      details: { file },
      cause,
    });
  }
}

function stepFor(id: CredentialId, found: boolean, plain: boolean): Step {
  const shared = { unit: AUTHORITIES_UNIT, kind: "key-pair", id } as const;
  if (!found) return { ...shared, action: "create", reasons: ["there is none yet"] };
  return plain
    ? { ...shared, action: "update", reasons: ["it will be encrypted"] }
    : { ...shared, action: "keep", reasons: [] };
}
