/** Where an authority's certificate and key are in the output folder, and how a shell prints what is wanted of them. */
import type { AuthorityId } from "../../catalog/types.ts";
import type { Desired, DesiredAuthority, DesiredTrust } from "../../spec/desired.ts";
import type { KeyAlgorithm } from "../../x509/algorithm.ts";
import { command, word, words } from "./shell-text.ts";

/** The files of an authority made elsewhere. */
export interface SuppliedFiles {
  readonly certificate: string;
  /** Without it nothing can be signed. */
  readonly key?: string;
  /** For each certificate of the file, the authority's own first: whether it signs itself. */
  readonly selfIssued: readonly boolean[];
}

export type Supplied = Readonly<Partial<Record<AuthorityId, SuppliedFiles>>>;

/** What the renderers of shell text work with. */
export interface ShellPlan {
  readonly desired: Desired;
  readonly supplied: Supplied;
}

/** The variable that holds what authorities' private keys are encrypted with. */
export const PASSPHRASE = "KUBEPKI_PASSPHRASE";

export const certificateFile = (id: string): string => `authorities/${id}.crt`;
export const keyFile = (id: string): string => `authorities/${id}.key`;

export interface Signing {
  readonly certificate: string;
  readonly key: string;
  /** Unknown of one made elsewhere. */
  readonly algorithm: KeyAlgorithm | undefined;
  /** Options that open the key. */
  readonly pass: readonly string[];
}

/** How an authority signs; undefined when its key is not here. */
export function signing({ desired, supplied }: ShellPlan, id: AuthorityId): Signing | undefined {
  const authority = authorityOf(desired, id);
  const files = supplied[id];
  const certificate = certificateFile(id);
  if (authority.supplied === undefined) {
    const pass = desired.spec.keyEncryption === "none" ? [] : ["-passin", `env:${PASSPHRASE}`];
    return { certificate, key: keyFile(id), algorithm: authority.algorithm, pass };
  }
  return files?.key === undefined ? undefined : { certificate, key: files.key, algorithm: undefined, pass: [] };
}

export function authorityOf({ authorities }: Desired, id: AuthorityId): DesiredAuthority {
  const authority = authorities.find((one) => one.id === id);
  if (authority === undefined) throw new Error(`no authority ${id}`);
  return authority;
}

/** A file with certificates, whole or one of them, counted from 1. */
interface Source {
  readonly file: string;
  readonly nth?: number;
}

/** What is sent behind a certificate: the authorities between it and its root, or up to it. */
export function chainSources({ desired, supplied }: ShellPlan, id: AuthorityId, withRoot: boolean): Source[] {
  const { parent } = authorityOf(desired, id);
  const file = certificateFile(id);
  const line = supplied[id]?.selfIssued;
  if (line !== undefined) return line.flatMap((self, i) => (self && !withRoot ? [] : [one(file, i, line.length)]));
  if (parent === undefined) return withRoot ? [{ file }] : [];
  return [{ file }, ...chainSources({ desired, supplied }, parent, withRoot)];
}

/** What a trust file holds. */
export function trustSources({ supplied }: ShellPlan, { ids, above }: DesiredTrust): Source[] {
  return ids.flatMap((id) => {
    const file = certificateFile(id);
    const count = supplied[id]?.selfIssued.length ?? 1;
    if (above === "none") return [one(file, 0, count)];
    const upwards = Array.from({ length: count }, (_, i) => one(file, i, count));
    return above === "before" ? upwards.reverse() : upwards;
  });
}

const one = (file: string, index: number, count: number): Source => (count === 1 ? { file } : { file, nth: index + 1 });

/** The command that prints certificates, each from its BEGIN to its END. */
export function print(sources: readonly Source[]): string {
  if (sources.every(({ nth }) => nth === undefined)) return command("cat", ...sources.map(({ file }) => word(file)));
  const picks = sources.map(({ file, nth }) =>
    nth === undefined ? words("cat", file) : `awk '/BEGIN CERTIFICATE/ { n++ } n == ${nth}' ${word(file)}`,
  );
  return picks.length === 1 ? (picks[0] ?? "") : `{ ${picks.join("; ")}; }`;
}
