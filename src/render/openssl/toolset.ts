/** The functions of a script that works with OpenSSL alone, and their calls. */
import type { DesiredAuthority, DesiredCredential } from "../../spec/desired.ts";
import { PASSPHRASE, type ShellPlan, signing } from "../shell/authority-files.ts";
import { makeKey } from "../shell/key-files.ts";
import { comment, pathWord, verbatim, word, words } from "../shell/shell-text.ts";
import type { Pair, Toolset } from "../shell/toolset.ts";
import { authorityExtensions, credentialExtensions } from "./extension-text.ts";
import { digestOf, keyCommand } from "./key-command.ts";
import { CONFIGURATION, STAMP, WHY_CA } from "./preamble.ts";
import { subjectText } from "./subject-text.ts";

export const opensslTools: Toolset = {
  name: "openssl",
  needs: "OpenSSL 3 and nothing else",
  head,
  authority,
  credential,
};

function head(plan: ShellPlan): string {
  const { spec } = plan.desired;
  const pass = spec.keyEncryption === "none" ? "" : ` -passin env:${PASSPHRASE}`;
  return `${CONFIGURATION}

${STAMP}
${comment(`Certificates begin ${spec.lifetimes.backdate} seconds ago, for clocks that are late.`)}
begin=$(stamp -${spec.lifetimes.backdate})

${comment(`A certificate: the request, then the signature. What it says is on standard input. ${WHY_CA}`)}
certificate() { # FILE KEY SUBJECT SECONDS MOST SIGNING-OPTION...
  file=$1 key=$2 subject=$3 end=$(stamp "$4") most=$5
  shift 5
  # Nothing outlives its authority.
  if [ -n "$most" ] && [ "\${end%Z}" -gt "\${most%Z}" ]; then end=$most; fi
  cat >"$work/certificate.cnf"
  openssl req -new -config "$work/openssl.cnf" -key "$key"${pass} \\
    -subj "$subject" -out "$work/request.csr"
  : >"$work/index"
  openssl ca -batch -notext -preserveDN -config "$work/openssl.cnf" "$@"${pass} \\
    -in "$work/request.csr" -extfile "$work/certificate.cnf" \\
    -startdate "$begin" -enddate "$end" -out "$file" 2>"$work/log" ||
    { cat "$work/log" >&2; exit 1; }
}

# The certificate of an authority, by the one above it or by itself.
authority() { # NAME ABOVE SUBJECT SECONDS DIGEST
  if [ "$2" = itself ]; then
    certificate "authorities/$1.crt" "authorities/$1.key" "$3" "$4" "" \\
      -selfsign -keyfile "authorities/$1.key" -md "$5"
  else
    read -r most <"$work/$2.end"
    certificate "authorities/$1.crt" "authorities/$1.key" "$3" "$4" "$most" \\
      -cert "authorities/$2.crt" -keyfile "authorities/$2.key" -md "$5"
  fi
  chmod 644 "authorities/$1.crt"
  echo "$end" >"$work/$1.end"
}

# A key and its certificate.
credential() { # CERTIFICATE KEY AUTHORITY DIGEST SUBJECT SECONDS KEY-COMMAND OPTION...
  pair_crt=$1 pair_key=$2 signer=$3 digest=$4 name=$5 seconds=$6 command=$7
  shift 7
  openssl "$command" -out "$pair_key" "$@"
  read -r most <"$work/$signer.end"
${signerKey(plan)}  certificate "$pair_crt" "$pair_key" "$name" "$seconds" "$most" \\
    -cert "authorities/$signer.crt" -keyfile "$signer_key" -md "$digest"
}`;
}

/** Keys of authorities made elsewhere are where they are. */
function signerKey({ supplied }: ShellPlan): string {
  const cases = Object.entries(supplied).flatMap(([id, files]) =>
    files?.key === undefined ? [] : [`    ${id}) signer_key=${word(files.key)} ;;\n`],
  );
  if (cases.length === 0) return `  signer_key=authorities/$signer.key\n`;
  return `  case $signer in\n${cases.join("")}    *) signer_key=authorities/$signer.key ;;\n  esac\n`;
}

function authority({ desired }: ShellPlan, wanted: DesiredAuthority): string {
  const { id, parent, subject, algorithm, lifetime } = wanted;
  const { spec, keyEncoding } = desired;
  const above = parent && desired.authorities.find((one) => one.id === parent);
  const digest = digestOf(above ? above.algorithm : algorithm);
  const call = `authority ${words(id, parent ?? "itself", subjectText(subject), String(lifetime), digest)}`;
  return [
    makeKey(`authorities/${id}.key`, algorithm, keyEncoding, spec.keyEncryption),
    `${call} ${verbatim(authorityExtensions(wanted))}`,
  ].join("\n");
}

function credential(plan: ShellPlan, wanted: DesiredCredential, { certificate, key }: Pair): string {
  const { issuer, subject, lifetime, algorithm, keyEncoding } = wanted;
  const { name, options } = keyCommand(algorithm, keyEncoding);
  const digest = digestOf(signing(plan, issuer)?.algorithm);
  return [
    `credential ${pathWord(certificate)}`,
    `  ${pathWord(key)}`,
    `  ${words(issuer, digest, subjectText(subject), String(lifetime))}`,
    `  ${words(name, ...options)} ${verbatim(credentialExtensions(wanted))}`,
  ].join(" \\\n");
}
