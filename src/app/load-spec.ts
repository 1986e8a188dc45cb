/** Read a specification and what it refers to. */
import { catalog } from "../catalog/index.ts";
import type { AuthorityId } from "../catalog/types.ts";
import { KubepkiError } from "../errors.ts";
import type { Issue, SourcePosition } from "../source/issue.ts";
import { parseSpec, type SpecFacts } from "../spec/parse-spec.ts";
import type { Spec } from "../spec/spec.ts";
import { authorityField, type SuppliedFile, type SuppliedMaterial } from "./find-authorities.ts";

/** How files are read: the specification, and the authorities that it names, relative to it. */
export interface SourceReader {
  /** The text of a file as the user named it; `-` is standard input. */
  read(file: string): Promise<string>;
  /** A path that stands in a document, seen from the folder of that document. */
  beside(document: string, path: string): string;
}

export interface LoadedSpec {
  readonly spec: Spec;
  readonly supplied: Partial<Record<AuthorityId, SuppliedMaterial>>;
  readonly warnings: readonly Issue[];
}

const AUTHORITIES = Object.keys(catalog.authorities);

/** What `keys.overrides` may name: credentials, authorities and the roots above them. */
const KEY_IDS = [
  ...Object.keys(catalog.credentials),
  ...AUTHORITIES,
  "root-ca",
  ...AUTHORITIES.map((id) => `${id}-root`),
];

/** Throws ERR_SPEC_INVALID with every issue in its details. */
export async function loadSpec(files: readonly string[], reader: SourceReader, facts: SpecFacts): Promise<LoadedSpec> {
  const sources = [];
  for (const file of files) sources.push({ file, text: await reader.read(file) });
  const { spec, issues, suppliedAt } = parseSpec(sources, facts, KEY_IDS);
  if (spec === undefined) throw invalid(issues);
  const first = files[0] ?? "-";
  const supplied: Partial<Record<AuthorityId, SuppliedMaterial>> = {};
  for (const [id, { certificateFile, keyFile }] of Object.entries(spec.suppliedAuthorities)) {
    const at = suppliedAt[id as AuthorityId];
    const read = async (path: string, position: SourcePosition | undefined): Promise<SuppliedFile> => {
      const file = reader.beside(first, path);
      return { file, text: await readNamed(reader, file, id, position), ...(position ? { position } : {}) };
    };
    const certificate = await read(certificateFile, at?.certificateFile);
    supplied[id as AuthorityId] =
      keyFile === undefined ? { certificate } : { certificate, key: await read(keyFile, at?.keyFile) };
  }
  return { spec, supplied, warnings: issues };
}

async function readNamed(
  reader: SourceReader,
  file: string,
  id: string,
  position: SourcePosition | undefined,
): Promise<string> {
  try {
    return await reader.read(file);
  } catch (cause) {
    const reason = cause instanceof KubepkiError ? cause.message : `${file} cannot be read`;
    throw new KubepkiError("ERR_AUTHORITY_INVALID", `${authorityField(id, position)}: ${reason}`, {
      remedy: "name a PEM file; paths are relative to the specification's folder",
      details: { authority: id, file, ...(position ? { position } : {}) },
      cause,
    });
  }
}

function invalid(issues: readonly Issue[]): KubepkiError {
  const errors = issues.filter((issue) => issue.severity === "error").length;
  return new KubepkiError("ERR_SPEC_INVALID", `the specification has ${errors} error${errors === 1 ? "" : "s"}`, {
    details: { issues },
  });
}
