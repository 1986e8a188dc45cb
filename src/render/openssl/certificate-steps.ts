/** The commands that make one key and its certificate, written out. */
import type { KeyAlgorithm } from "../../x509/algorithm.ts";
import type { Subject } from "../../x509/name.ts";
import type { Signing } from "../shell/authority-files.ts";
import { command, comment, pathWord, verbatim, word, words } from "../shell/shell-text.ts";
import { digestOf } from "./key-command.ts";
import { CONFIGURATION, endOf, STAMP, WHY_CA } from "./preamble.ts";
import { subjectText } from "./subject-text.ts";

/** The folders of files, made before them. */
export function folders(paths: readonly string[]): string {
  const wanted = [...new Set(paths.filter((path) => path.includes("/")).map((path) => path.replace(/\/[^/]*$/, "")))];
  const made = wanted.filter((path) => !path.startsWith("$work"));
  return made.length === 0 ? "" : `(umask 022 && ${command("mkdir -p", ...made.map(word))})`;
}

export interface Making {
  readonly subject: Subject;
  readonly key: string;
  /** Options that open the key. */
  readonly pass: readonly string[];
  readonly certificate: string;
  readonly extensions: string;
  /** Seconds. */
  readonly lifetime: number;
  /** Seconds from the start to now. */
  readonly backdate: number;
  /** Undefined for one that signs itself. */
  readonly signer: Signing | undefined;
  readonly algorithm: KeyAlgorithm;
}

/** Request, extensions, time, signature. */
export function makeCertificate(making: Making): string {
  const { subject, key, pass, extensions, lifetime, backdate, signer } = making;
  return [
    comment("The request: the subject, and a proof that its key is at hand."),
    CONFIGURATION,
    command(
      `openssl req -new -config "$work/openssl.cnf"`,
      `-key ${pathWord(key)}`,
      words(...pass),
      `-subj ${word(subjectText(subject))}`,
      `-out "$work/request.csr"`,
    ),
    "",
    comment("What the certificate says beside its subject."),
    `cat >"$work/certificate.cnf" ${verbatim(extensions)}`,
    "",
    comment(`Its time. It begins ${backdate} seconds ago, for clocks that are late.`),
    STAMP,
    `begin=$(stamp -${backdate})\nend=$(stamp ${lifetime})`,
    ...(signer === undefined ? [] : [clamp(signer.certificate)]),
    "",
    comment(WHY_CA),
    `: >"$work/index"`,
    sign(making),
  ].join("\n");
}

const clamp = (authority: string): string =>
  `${comment("Nothing outlives its authority.")}
most=${endOf(word(authority))}
if [ "\${end%Z}" -gt "\${most%Z}" ]; then end=$most; fi`;

/** By an authority, or with the key itself. */
function sign({ signer, key, pass, certificate, algorithm }: Making): string {
  const by =
    signer === undefined
      ? ["-selfsign", `-keyfile ${pathWord(key)}`, words(...pass), `-md ${digestOf(algorithm)}`]
      : [
          `-cert ${word(signer.certificate)}`,
          `-keyfile ${word(signer.key)}`,
          words(...signer.pass),
          `-md ${digestOf(signer.algorithm)}`,
        ];
  return command(
    `openssl ca -batch -notext -preserveDN -config "$work/openssl.cnf"`,
    ...by,
    `-in "$work/request.csr" -extfile "$work/certificate.cnf"`,
    `-startdate "$begin" -enddate "$end"`,
    `-out ${pathWord(certificate)}`,
  );
}
