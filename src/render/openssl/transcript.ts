/** The commands that make one thing of a cluster with openssl alone, ready to be pasted into a shell. */
import type { AuthorityId, ConnectionId, CredentialId } from "../../catalog/types.ts";
import type {
  DesiredAuthority,
  DesiredCredential,
  DesiredFile,
  DesiredTrust,
  DesiredUnit,
  FileContent,
} from "../../spec/desired.ts";
import {
  authorityOf,
  certificateFile,
  chainSources,
  keyFile,
  PASSPHRASE,
  print,
  type ShellPlan,
  signing,
  trustSources,
} from "../shell/authority-files.ts";
import { documentScript, pin } from "../shell/document-script.ts";
import { copyKey, makeKey, makeSharedKey } from "../shell/key-files.ts";
import { command, comment, pathWord, word, words } from "../shell/shell-text.ts";
import type { Pair } from "../shell/toolset.ts";
import { pairOf } from "../shell/unit-script.ts";
import { folders, makeCertificate } from "./certificate-steps.ts";
import { type CheckFacts, checks } from "./check-steps.ts";
import { authorityExtensions, credentialExtensions } from "./extension-text.ts";
import { kubeconfigSteps } from "./kubeconfig-steps.ts";
import { BEGIN } from "./preamble.ts";

const WHERE = "Run it in the output folder, beside `authorities`. In parentheses, so that an error ends only this.";

const octal = (mode: number): string => mode.toString(8);

/** Paragraphs in a shell of their own. */
const transcript = (head: readonly string[], parts: readonly string[]): string =>
  `(\n${[...head.map(comment), BEGIN].join("\n")}\n\n${parts.filter((part) => part !== "").join("\n\n")}\n)\n`;

/** A credential of a unit: key, certificate, chain, kubeconfig, and the check of those that it is presented to. */
export function credentialTranscript(
  plan: ShellPlan,
  facts: CheckFacts,
  unit: DesiredUnit,
  index: number,
  how: (credential: DesiredCredential, files: Pair) => string | undefined = byOpenssl(plan),
): string {
  const credential = unit.credentials[index];
  if (credential === undefined) throw new Error(`no credential ${index} in ${unit.name}`);
  const { title, why } = facts.resolution.catalog.credentials[credential.id];
  const files = unit.files.filter(({ content }) => isOf(content, index));
  const pair = pairOf(unit, index);
  const paths = files.map(({ path }) => `${unit.name}/${path}`);
  const head = [`${title}: ${credential.id} of ${unit.name}.`, why, WHERE];
  const made = how(credential, pair);
  if (made === undefined) {
    const lack = `${credential.issuer}, which has to sign it, is not here with its key: nothing can be made.`;
    return transcript([...head, lack], []);
  }
  return transcript(head, [
    folders(paths),
    made,
    chain(plan, credential, pair.certificate),
    modes(unit, files),
    ...files.map((file) => kubeconfig(plan, unit, file, pair)),
    ...files.map((file) => pkcs12(plan, unit, file)),
    checks(plan, facts, credential, pair.certificate),
  ]);
}

const byOpenssl =
  (plan: ShellPlan) =>
  (credential: DesiredCredential, pair: Pair): string | undefined => {
    const signer = signing(plan, credential.issuer);
    if (signer === undefined) return undefined;
    const { subject, lifetime, algorithm, keyEncoding } = credential;
    const { backdate } = plan.desired.spec.lifetimes;
    const extensions = credentialExtensions(credential);
    return [
      makeKey(pair.key, algorithm, keyEncoding),
      makeCertificate({
        ...pair,
        subject,
        pass: [],
        extensions,
        lifetime,
        backdate,
        signer,
        algorithm,
      }),
    ].join("\n\n");
  };

function chain(plan: ShellPlan, { issuer, withRoot }: DesiredCredential, certificate: string): string {
  const sources = chainSources(plan, issuer, withRoot);
  if (sources.length === 0) return "";
  const text = withRoot ? "What signed it stands behind it." : "What stands between it and its root is sent with it.";
  return `${comment(text)}\n${print(sources)} >>${pathWord(certificate)}`;
}

function modes({ name }: DesiredUnit, files: readonly DesiredFile[]): string {
  const open = files.filter(
    ({ content, mode }) => content.kind !== "kubeconfig" && content.kind !== "document" && mode !== 0o600,
  );
  return open.map(({ path, mode }) => words("chmod", octal(mode), `${name}/${path}`)).join("\n");
}

function kubeconfig(plan: ShellPlan, unit: DesiredUnit, { path, mode, content }: DesiredFile, pair: Pair): string {
  if (content.kind !== "kubeconfig") return "";
  const says =
    content.kubeconfig.reference === undefined
      ? "The kubeconfig, with everything inside."
      : "The kubeconfig, which names the files.";
  return `${comment(says)}\n${kubeconfigSteps(plan, `${unit.name}/${path}`, mode, content.kubeconfig, pair)}`;
}

/** The one content that a file of one content is, and that is made of a credential: PKCS#12. */
function innerOf(content: FileContent): FileContent | undefined {
  if (content.kind !== "document" || content.form !== "file") return undefined;
  const [only] = content.values;
  return typeof only === "object" && "$" in only ? (only.$ as FileContent) : undefined;
}

/** Whether a file is made of nothing but that credential. */
function isOf(content: FileContent, index: number): boolean {
  const one = innerOf(content) ?? content;
  return "credential" in one && one.credential === index;
}

function pkcs12(plan: ShellPlan, unit: DesiredUnit, { path, content, role }: DesiredFile): string {
  if (content.kind !== "document") return "";
  const beside = { plan, pair: (index: number) => pairOf(unit, index), secrets: unit.secrets };
  return `${comment(role)}\n${documentScript(beside, content, `${unit.name}/${path}`)}`;
}

/** An authority: its key and its certificate, by the root above it or by itself. */
export function authorityTranscript(
  plan: ShellPlan,
  facts: CheckFacts,
  id: AuthorityId,
  how: (authority: DesiredAuthority) => string = authorityByOpenssl(plan),
): string {
  const { desired, supplied } = plan;
  const authority = authorityOf(desired, id);
  const head = [`${authorityTitle(facts, id)}: ${id}.`, WHERE];
  const given = supplied[id];
  if (given !== undefined) {
    const takes = comment("It was made elsewhere: its certificate is taken as it is.");
    const copy = `${takes}\n${words("cp", given.certificate, certificateFile(id))}\n${words("chmod", "644", certificateFile(id))}`;
    return transcript(head, [folders([certificateFile(id)]), copy]);
  }
  const [certificate, key] = [certificateFile(id), keyFile(id)];
  const signer = authority.parent === undefined ? undefined : signing(plan, authority.parent);
  return transcript(head, [
    `${comment("Another in its place would be believed by nothing that exists.")}\n${absent(key)}`,
    folders([key]),
    how(authority),
    words("chmod", "644", certificate),
    signer === undefined
      ? ""
      : `${comment("The check: below its root, and strict.")}\n${command(
          "openssl verify -x509_strict",
          `-trusted ${word(signer.certificate)}`,
          word(certificate),
        )}`,
  ]);
}

const authorityByOpenssl =
  (plan: ShellPlan) =>
  (authority: DesiredAuthority): string => {
    const { spec, keyEncoding } = plan.desired;
    const { id, parent, subject, lifetime, algorithm } = authority;
    const [certificate, key] = [certificateFile(id), keyFile(id)];
    const pass = spec.keyEncryption === "none" ? [] : ["-passin", `env:${PASSPHRASE}`];
    const signer = parent === undefined ? undefined : signing(plan, parent);
    const extensions = authorityExtensions(authority);
    const { backdate } = spec.lifetimes;
    return [
      makeKey(key, algorithm, keyEncoding, spec.keyEncryption),
      makeCertificate({ subject, key, pass, certificate, extensions, lifetime, backdate, signer, algorithm }),
    ].join("\n\n");
  };

function authorityTitle({ resolution }: CheckFacts, id: AuthorityId): string {
  const { authorities, rootAuthority } = resolution.catalog;
  return (id in authorities ? authorities[id as keyof typeof authorities] : rootAuthority).title;
}

const absent = (path: string): string =>
  `if [ -e ${word(path)} ]; then echo ${word(`${path} is there already`)} >&2; exit 1; fi`;

/** Key pairs without certificate: the service-account keys, and their copies on hosts. */
export function sharedKeyTranscript(
  plan: ShellPlan,
  facts: CheckFacts,
  id: CredentialId,
  units: readonly DesiredUnit[],
): string {
  const { desired } = plan;
  const shared = desired.sharedKeys.find((one) => one.id === id);
  if (shared === undefined) throw new Error(`no key pair ${id}`);
  const { title, why } = facts.resolution.catalog.credentials[id];
  const [key, publicKey] = [keyFile(id), `authorities/${id}.pub`];
  const copies = units.flatMap(({ name, files }) =>
    files.flatMap(({ path, mode, content }) => {
      if ((content.kind !== "shared-key" && content.kind !== "shared-public-key") || content.id !== id) return [];
      return [{ from: content.kind === "shared-key" ? key : publicKey, to: `${name}/${path}`, mode }];
    }),
  );
  return transcript(
    [`${title}: ${id}.`, why, WHERE],
    [
      `${comment("With another key every token that was signed before is refused.")}\n${absent(key)}`,
      folders([key, ...copies.map(({ to }) => to)]),
      makeSharedKey(plan, shared),
      copies.map(({ from, to, mode }) => `${copyKey(plan, from, to)}\n${words("chmod", octal(mode), to)}`).join("\n"),
    ],
  );
}

/** What a trust file holds, in its places. */
export function trustTranscript(
  plan: ShellPlan,
  head: readonly string[],
  trust: DesiredTrust,
  places: readonly { readonly path: string; readonly mode: number }[],
): string {
  const files = places.map(
    ({ path, mode }) => `${print(trustSources(plan, trust))} >${word(path)}\n${words("chmod", octal(mode), path)}`,
  );
  return transcript([...head, WHERE], [folders(places.map(({ path }) => path)), ...files]);
}

/** What a slot holds, for the places that are no files: in one line of base64, or as the pin of its first authority. */
export function objectTranscript(
  plan: ShellPlan,
  head: readonly string[],
  trust: DesiredTrust,
  form: "base64" | "pin" | "pem",
): string {
  const certificates = `${print(trustSources(plan, trust))}`;
  const texts = {
    pem: certificates,
    base64: `${comment("One line, as a caBundle field takes it.")}\n${certificates} | base64 | tr -d '\\n'; echo`,
    pin: [
      comment("The pin of each: SHA-256 over its public key in DER."),
      ...trust.ids.map((id) => pin(plan, { ...trust, ids: [id], above: "none" }).replaceAll(" | ", " |\n  ")),
    ].join("\n"),
  };
  return transcript([...head, WHERE], [texts[form]]);
}

/** A connection: each side checks what the other shows. */
export function connectionTranscript(
  plan: ShellPlan,
  facts: CheckFacts,
  id: ConnectionId,
  shown: readonly { readonly unit: DesiredUnit; readonly index: number; readonly credential: DesiredCredential }[],
): string {
  const { title } = facts.resolution.catalog.connections[id];
  const parts = shown.flatMap(({ unit, index, credential }) => {
    const { certificate } = pairOf(unit, index);
    const { store } = credential;
    const taken =
      "kubeconfig" in store && certificate.startsWith("$work")
        ? `sed -n 's/^ *client-certificate-data: //p' ${word(`${unit.name}/${store.kubeconfig}`)} |\n  openssl base64 -d -A >"$work/pair.crt"`
        : "";
    const check = checks(plan, facts, credential, certificate, id);
    const told = comment(`${credential.id} of ${unit.name}`);
    return check === "" ? [] : [[told, taken, check].filter((text) => text !== "").join("\n")];
  });
  return transcript([`${title}: ${id}. Each side's check of what the other shows.`, WHERE], parts);
}
