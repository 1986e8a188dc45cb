/** A whole cluster as one shell script: the tree that apply makes, by another tool. */
import type { Catalog } from "../../catalog/index.ts";
import type { CredentialId } from "../../catalog/types.ts";
import { AUTHORITIES_UNIT, type DesiredAuthority, type DesiredSharedKey } from "../../spec/desired.ts";
import { isRoot } from "../../spec/resolve/trust-model.ts";
import { certificateFile, PASSPHRASE, type ShellPlan } from "./authority-files.ts";
import { DOCUMENT_FUNCTIONS } from "./document-script.ts";
import { makeSharedKey } from "./key-files.ts";
import { comment, word, words } from "./shell-text.ts";
import type { Toolset } from "./toolset.ts";
import { UnitScript } from "./unit-script.ts";

export function wholeScript(plan: ShellPlan, catalog: Catalog, tools: Toolset): string {
  const { desired } = plan;
  const units = new UnitScript(plan, catalog, tools);
  const parts = [
    head(plan, tools),
    rule("the authorities"),
    `(umask 022 && mkdir -p ${AUTHORITIES_UNIT})`,
    ...desired.authorities.map((authority) => authorityPart(plan, catalog, tools, authority)),
    ...desired.sharedKeys.map((shared) => sharedKeyPart(plan, catalog, shared)),
    ...desired.units.flatMap((name) => [rule(name), ...units.parts(desired.unit(name))]),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

const rule = (title: string): string => `${`# ${title} `.padEnd(80, "-")}`;

function head(plan: ShellPlan, tools: Toolset): string {
  const { desired } = plan;
  const folders = [...new Set([AUTHORITIES_UNIT, ...desired.units.map((unit) => unit.split("/")[0] ?? "")])];
  const encrypted = desired.spec.keyEncryption !== "none";
  return `#!/bin/sh
${comment(
  `The whole PKI of the cluster ${desired.spec.name}, by ${tools.needs}: what \`kubepki apply\` makes of the same specification, in the same places. Made by \`kubepki show --script\`. Run it in an empty folder.`,
)}
set -eu
umask 077
for folder in ${words(...folders)}; do
  if [ -e "$folder" ]; then echo "$folder is there already: this wants an empty folder" >&2; exit 1; fi
done
${encrypted ? `: "\${${PASSPHRASE}:?export what encrypts the private keys of authorities}"\n` : ""}work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A file as one line of base64.
data() { base64 <"$1" | tr -d '\\n'; }
${DOCUMENT_FUNCTIONS}

${tools.head(plan)}`;
}

function authorityPart(plan: ShellPlan, catalog: Catalog, tools: Toolset, authority: DesiredAuthority): string {
  const { id } = authority;
  const { title, why } = isRoot(id) ? catalog.rootAuthority : catalog.authorities[id];
  const told = comment(`The ${title}. ${why}`);
  const files = plan.supplied[id];
  if (authority.supplied === undefined || files === undefined) return `${told}\n${tools.authority(plan, authority)}`;
  const end = `openssl x509 -in ${word(certificateFile(id))} -noout -enddate -dateopt iso_8601 | tr -cd 0-9`;
  return [
    told,
    comment("It was made elsewhere."),
    `awk '/-BEGIN CERTIFICATE-/, /-END CERTIFICATE-/' ${word(files.certificate)} >${word(certificateFile(id))}`,
    words("chmod", "644", certificateFile(id)),
    `echo "$(${end})Z" >"$work/${id}.end"`,
  ].join("\n");
}

function sharedKeyPart(plan: ShellPlan, catalog: Catalog, shared: DesiredSharedKey): string {
  const { title, why } = catalog.credentials[shared.id as CredentialId];
  return `${comment(`${title}. ${why}`)}\n${makeSharedKey(plan, shared)}`;
}
