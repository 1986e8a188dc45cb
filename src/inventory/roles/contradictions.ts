/** Where what a file is for and what is in it do not agree. Said, not decided. */
import type { CredentialId } from "../../catalog/types.ts";
import { isAuthority } from "../../x509/certificate.ts";
import { nameText } from "../../x509/name.ts";
import type { ActualFile, Content } from "../actual.ts";
import { type Claimed, presentedBy, type RoleScene, split } from "./claim.ts";

/** What a file of a role has to hold. */
const HOLDS: Readonly<Record<string, { readonly kinds: readonly Content["kind"][]; readonly words: string }>> = {
  trust: { kinds: ["certificate"], words: "certificate" },
  "signer-cert": { kinds: ["certificate"], words: "certificate" },
  cert: { kinds: ["certificate"], words: "certificate" },
  key: { kinds: ["private-key"], words: "private key" },
  // Private keys and certificates have a public one in them.
  "public-key": { kinds: ["public-key", "private-key", "certificate"], words: "public key" },
  "signer-key": { kinds: ["private-key"], words: "private key" },
  kubeconfig: { kinds: ["kubeconfig"], words: "kubeconfig" },
  config: { kinds: ["settings"], words: "configuration" },
};

export function contradictions({ file, claims }: Claimed, { portraits, note }: RoleScene): void {
  const said = new Set<string>();
  const say = (message: string, place = file.place): void => {
    if (said.size < 5 && !said.has(message)) note({ code: "contradiction", place, message });
    said.add(message);
  };
  const certificate = presentedBy(file);
  for (const { role, place, by } of claims) {
    const [kind, id] = split(role);
    const wanted = HOLDS[kind];
    if (wanted !== undefined && !holds(file, wanted.kinds)) {
      say(`${file.path} is read as a ${wanted.words}, and there is none in it`, place);
      continue;
    }
    const isIdentity = kind === "cert" || kind === "kubeconfig";
    if (certificate === undefined || !isIdentity || by === "content") continue;
    const others = isAuthority(certificate) ? [] : portraits.credentialsOf(certificate);
    if (isAuthority(certificate)) say(`${file.path} is used as ${id}, and is an authority's certificate`, place);
    else if (
      others.length > 0 &&
      !others.includes(id as CredentialId) &&
      !portraits.fits(certificate, id as CredentialId)
    )
      say(
        `${file.path} is used as ${id}, and says it is ${nameText(certificate.subject)} (${others.join(", ")})`,
        place,
      );
  }
  const byStrength = (strength: string): Set<string> =>
    new Set(claims.filter(({ by }) => by === strength).map(({ role }) => split(role)[0]));
  const settings = byStrength("setting");
  for (const kind of byStrength("layout")) {
    // A certificate where the layout has a key is a fault; one where it has an authority need not be.
    if (settings.size > 0 && !settings.has(kind) && kind.includes("key") !== [...settings][0]?.includes("key"))
      say(`settings read ${file.path} as ${[...settings].join(", ")}, and its place is that of ${kind}`);
  }
}

const holds = (file: ActualFile, kinds: readonly Content["kind"][]): boolean =>
  file.unread !== undefined || file.contents.some(({ kind }) => kinds.includes(kind));
