/** One unit: what is there, what should be, what is made for it, and which files follow. */
import type { AuthorityId, CredentialId, SecretId } from "../catalog/types.ts";
import { type CredentialFinding, isFound, readKubeconfigPair, readPair } from "../inventory/credential.ts";
import type { KeptSecret } from "../inventory/secret.ts";
import { judgeCredential, type Verdict } from "../plan/credential.ts";
import { planFile } from "../plan/file.ts";
import { credentialRequest, validityAt } from "../plan/issue.ts";
import type { Step } from "../plan/step.ts";
import type { Entropy, FileStore, KeyMaker } from "../ports.ts";
import { type CredentialTexts, renderContent, type Sources } from "../render/content.ts";
import type { Rendered } from "../render/document.ts";
import type { Desired, DesiredCredential, DesiredFile, DesiredUnit } from "../spec/desired.ts";
import { issue, serialFrom } from "../x509/issue.ts";
import { encodePrivateKey } from "../x509/key-encoding.ts";
import { encodePem } from "../x509/pem.ts";
import type { PrivateKey } from "../x509/private-key.ts";
import { archiveUnit } from "./archive.ts";
import { latin, passphraseFor } from "./authority-files.ts";
import { type AuthorityTexts, authorityTexts } from "./authority-texts.ts";
import type { KnownAuthority } from "./find-authorities.ts";
import type { ReadyAuthority } from "./ready-authorities.ts";
import { readySecrets } from "./secrets.ts";
import type { ReadySharedKey } from "./shared-keys.ts";

/** What every unit of one run works with. */
export interface UnitRun {
  readonly desired: Desired;
  readonly store: FileStore;
  readonly keyMaker: KeyMaker;
  readonly entropy: Entropy;
  readonly at: Date;
  readonly passphrase: string | undefined;
  readonly known: ReadonlyMap<AuthorityId, KnownAuthority>;
  /** Undefined when only planning: nothing is made. */
  readonly ready:
    | Promise<ReadonlyMap<AuthorityId, ReadyAuthority>>
    | ReadonlyMap<AuthorityId, ReadyAuthority>
    | undefined;
  readonly shared:
    | Promise<ReadonlyMap<CredentialId, ReadySharedKey>>
    | ReadonlyMap<CredentialId, ReadySharedKey>
    | undefined;
  /** Whether each host's files are also put into an archive. */
  readonly archives: boolean;
  /** Whether a file that is not ours may be replaced. */
  readonly mayReplace: (unit: string, path: string) => boolean;
}

type Ready = ReadonlyMap<AuthorityId, ReadyAuthority> | undefined;

/** A credential under way: judged, and with a key in the making when it needs one. */
interface Job {
  readonly desired: DesiredCredential;
  readonly finding: CredentialFinding;
  readonly step: Step;
  readonly key: PrivateKey | Promise<PrivateKey> | undefined;
  readonly serial: Uint8Array | undefined;
}

/** Plan a unit and, unless the run only plans, make and stage what it needs. */
export async function runUnit(run: UnitRun, unit: DesiredUnit): Promise<Step[]> {
  const exists = run.store.has(unit.name);
  const jobs = unit.credentials.map((desired) => judge(run, unit, desired, exists));
  const secrets = readySecrets(run, unit, exists);
  const steps = [...jobs.map((job) => job.step), ...secrets.steps];
  // `await` of what is no promise would cost a turn of the loop for each unit of a fleet.
  const ready = run.ready instanceof Promise ? await run.ready : run.ready;
  const shared = run.shared instanceof Promise ? await run.shared : run.shared;
  const materials: (CredentialTexts | undefined)[] = [];
  for (const job of jobs) {
    const made = ready === undefined ? undefined : make(run, ready, job);
    materials.push(made instanceof Promise ? await made : (made ?? kept(run, ready, job)));
  }
  const sources = sourcesOf(run, materials, secrets.kept, ready, shared);
  const final: (Uint8Array | undefined)[] = [];
  for (const file of unit.files) {
    const content = renderContent(file.content, sources);
    const { step, bytes } = settle(run, unit.name, file, content, jobs, exists);
    steps.push(step);
    if (run.archives) final.push(bytes);
  }
  if (run.archives) steps.push(...archiveUnit({ ...run, making: run.ready !== undefined }, unit, final));
  if (exists) steps.push(...leftovers(run.store, unit.name, unit.files));
  return steps;
}

function judge(run: UnitRun, unit: DesiredUnit, desired: DesiredCredential, exists: boolean): Job {
  const finding: CredentialFinding = exists ? findCredential(run.store, unit.name, desired) : { fault: "absent" };
  const authority = run.known.get(desired.issuer);
  const { renewBefore } = run.desired.spec.lifetimes;
  const verdict = judgeCredential(desired, finding, { issuer: authority?.certificate, at: run.at, renewBefore });
  const impossible = verdict.action !== "keep" && authority?.signs !== true;
  const step: Step = {
    unit: unit.name,
    kind: "credential",
    id: desired.id,
    ...(impossible ? unsignable(desired, verdict) : verdict),
  };
  const wanted = verdict.action !== "keep" && !impossible && run.ready !== undefined;
  return {
    desired,
    finding,
    step,
    // Serials are drawn in order, whenever the keys come: a seeded source then gives the same ones each time.
    serial: wanted ? serialFrom(run.entropy.bytes(20)) : undefined,
    key: wanted ? run.keyMaker.make(desired.algorithm) : undefined,
  };
}

const unsignable = (desired: DesiredCredential, verdict: Verdict): Pick<Step, "action" | "reasons"> => ({
  action: "impossible",
  reasons: [...verdict.reasons, `the key of its authority ${desired.issuer} is not here`],
});

function findCredential(store: FileStore, unit: string, { store: place }: DesiredCredential): CredentialFinding {
  const text = (path: string): string | undefined => {
    const found = store.find(unit, path);
    return found && latin(found.bytes);
  };
  if ("kubeconfig" in place) return readKubeconfigPair(text(place.kubeconfig));
  return readPair(text(place.certificate), text(place.key));
}

/** The pair that stays: what was judged good, or what cannot be made anew. */
function kept(run: UnitRun, ready: Ready, job: Job): CredentialTexts | undefined {
  if (!isFound(job.finding) || (job.step.action !== "keep" && job.step.action !== "impossible")) return undefined;
  const { certificate, certificatePem, keyPem } = job.finding;
  const chain = chainOf(run, ready, job.desired);
  // A file without a chain stays as it stands, text around its certificate included.
  return { certificatePem: chain === "" ? certificatePem : encodePem("CERTIFICATE", certificate.raw) + chain, keyPem };
}

/** What is sent behind a certificate: the authorities between it and its root. */
function chainOf(run: UnitRun, ready: Ready, { issuer, withRoot }: DesiredCredential): string {
  const texts = textsOf(run, ready, issuer);
  return (withRoot ? texts?.upwards : texts?.sent)?.join("") ?? "";
}

/** Undefined for an authority that is yet to be made, or cannot be. */
function textsOf(run: UnitRun, ready: Ready, id: AuthorityId): AuthorityTexts | undefined {
  const made = ready?.get(id)?.texts;
  if (made !== undefined) return made;
  const known = run.known.get(id);
  if (known?.certificate === undefined) return undefined;
  const { parent } = known.desired;
  return authorityTexts(known.certificate, known.above, parent && textsOf(run, ready, parent));
}

function make(
  run: UnitRun,
  ready: ReadonlyMap<AuthorityId, ReadyAuthority>,
  job: Job,
): CredentialTexts | Promise<CredentialTexts> | undefined {
  const { key, serial, desired } = job;
  const issuer = ready.get(desired.issuer)?.issuer;
  if (key === undefined || serial === undefined || issuer === undefined) return undefined;
  const { backdate } = run.desired.spec.lifetimes;
  const sign = (made: PrivateKey): CredentialTexts | Promise<CredentialTexts> => {
    const validity = validityAt(run.at, desired.lifetime, backdate, issuer.notAfter);
    const der = issue(credentialRequest(desired, made.publicKey, serial, validity), issuer);
    const finish = (raw: Uint8Array): CredentialTexts => ({
      certificatePem: encodePem("CERTIFICATE", raw) + chainOf(run, ready, desired),
      keyPem: encodePrivateKey(made, desired.keyEncoding),
    });
    return der instanceof Promise ? der.then(finish) : finish(der);
  };
  return key instanceof Promise ? key.then(sign) : sign(key);
}

/** What files of a unit are made of. */
function sourcesOf(
  run: UnitRun,
  materials: readonly (CredentialTexts | undefined)[],
  secrets: ReadonlyMap<SecretId, KeptSecret>,
  ready: Ready,
  shared: ReadonlyMap<CredentialId, ReadySharedKey> | undefined,
): Sources {
  return {
    credential: (index) => materials[index],
    authorities({ ids, above }) {
      const texts = ids.map((id) => {
        const known = textsOf(run, ready, id);
        if (above === "none") return known?.own;
        return above === "before" ? known?.anchors.join("") : [...(known?.anchors ?? [])].reverse().join("");
      });
      return texts.includes(undefined) ? undefined : texts.join("");
    },
    authorityKey: (id) => ready?.get(id)?.keyPem ?? knownKeyPem(run, id),
    sharedKey: (id) => shared?.get(id),
    secret: (id) => secrets.get(id),
    passphrase: () => passphraseFor(run.passphrase),
  };
}

function knownKeyPem(run: UnitRun, id: AuthorityId): string | undefined {
  const key = run.known.get(id)?.key;
  return key && encodePrivateKey(key, run.desired.keyEncoding);
}

/** Decide what happens to one file and, when the run makes things, stage it. Its bytes are those it will have then. */
function settle(
  run: UnitRun,
  unit: string,
  file: DesiredFile,
  content: Rendered,
  jobs: readonly Job[],
  exists: boolean,
): { step: Step; bytes: Uint8Array | undefined } {
  const found = exists ? run.store.find(unit, file.path) : undefined;
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : (content as Uint8Array | undefined);
  const source = "credential" in file.content ? jobs[file.content.credential]?.step.action : undefined;
  const verdict = planFile(file, bytes, found, source, run.mayReplace(unit, file.path));
  const stage =
    run.ready !== undefined && bytes !== undefined && (verdict.action === "create" || verdict.action === "update");
  if (stage) run.store.stage(unit, { path: file.path, bytes, mode: file.mode, owner: file.owner });
  // What cannot be made stays as it stands.
  return { step: { unit, kind: "file", id: file.path, ...verdict }, bytes: bytes ?? found?.bytes };
}

/** Files that an earlier run made in a unit, that are still there and that nothing asks for any more. */
export function leftovers(store: FileStore, unit: string, files: readonly { readonly path: string }[]): Step[] {
  const wanted = new Set(files.map((file) => file.path));
  return store
    .recorded(unit)
    .filter((path) => !wanted.has(path) && store.find(unit, path) !== undefined)
    .map((path) => ({
      unit,
      kind: "file",
      id: path,
      action: "stale",
      reasons: ["nothing asks for it any more; it is left where it is"],
    }));
}
