/** Files that are on no host: the catalogue's documents, filled in for the cluster, or for one user, job or service. */
import type { CredentialId, Document, DocumentId, DocumentValue, Material, SecretId } from "../../catalog/types.ts";
import type { Pkcs12Encryption } from "../../x509/pkcs12.ts";
import type { DesiredDocument, DesiredSecret, DesiredValue, FileContent } from "../desired.ts";
import type { ServiceServer } from "../spec.ts";
import { inRange } from "../version-range.ts";
import { applies } from "./conditions.ts";
import { type Resolution, slotContent } from "./credential.ts";
import { type Facts, fill, hostFacts } from "./facts.ts";
import type { FileList } from "./file-list.ts";
import { onHost } from "./scope.ts";
import { rolePath } from "./settings.ts";
import { sealedUploads } from "./uploads.ts";

/** What a document is put together for. */
export interface DocumentSubject {
  readonly resolution: Resolution;
  readonly facts: Facts;
  readonly service?: ServiceServer | undefined;
  readonly choice?: { readonly pkcs12?: Pkcs12Encryption | undefined };
  readonly credential?: number;
}

/** Add the documents of one folder. The credential that they stand beside is the unit's first unless said otherwise. */
export function addDocuments(subject: DocumentSubject, beside: "cluster" | CredentialId, files: FileList): void {
  const { catalog, layout } = subject.resolution;
  for (const id of Object.keys(catalog.documents) as DocumentId[]) {
    const document = catalog.documents[id];
    if (document.beside !== beside || !isWanted(subject, document)) continue;
    const path = fill(document.path, subject.facts);
    const mode = document.secret ? layout.modes.key : layout.modes.config;
    files.add(path, documentContent(subject, document), mode, document.title);
  }
}

function isWanted({ resolution, service, choice }: DocumentSubject, document: Document): boolean {
  const { when, versions, serves, asked } = document;
  if (serves !== undefined && serves !== service?.kind) return false;
  if (asked === "pkcs12" && choice?.pkcs12 === undefined) return false;
  return applies(resolution, when) && inRange(resolution.spec.kubernetesVersion, versions);
}

function documentContent(subject: DocumentSubject, { body }: Document): DesiredDocument {
  const values = (list: readonly DocumentValue[]): DesiredValue[] => list.map((value) => filled(subject, value));
  const head = { kind: "document" } as const;
  if ("objects" in body) return { ...head, form: "objects", values: values(body.objects) };
  if ("json" in body) return { ...head, form: "json", values: values([body.json]) };
  if ("lines" in body) return { ...head, form: "lines", values: values(body.lines) };
  return { ...head, form: "file", values: [{ $: contentOf(subject, body.file) }] };
}

function filled(subject: DocumentSubject, value: DocumentValue): DesiredValue {
  const { resolution, facts } = subject;
  const { spec, catalog, layout } = resolution;
  if (typeof value === "string") return fill(value, facts);
  if (typeof value !== "object") return value;
  if (isList(value)) return value.map((item) => filled(subject, item));
  if (isMaterial(value)) {
    const content = contentOf(subject, value.$);
    return value.base64 ? { $: content, base64: true } : { $: content };
  }
  if (isEach(value)) {
    const hosts = spec.hosts.filter((host) => onHost(value.$each, spec, layout, host));
    return hosts.map((host) => fill(value.text, hostFacts(spec, catalog, facts, host)));
  }
  if (isFile(value)) {
    const { $file, before = "", behind = "" } = value;
    return before + rolePath($file, resolution, facts) + behind;
  }
  if (isGroups(value)) return (spec.bootstrap?.groups ?? []).map((name) => ({ ...GROUP, name }));
  if (isUploads(value)) return sealedUploads(resolution, facts, value.$uploads);
  const entries = Object.entries(value as { readonly [field: string]: DocumentValue });
  return Object.fromEntries(entries.map(([field, item]) => [fill(field, facts), filled(subject, item)]));
}

const GROUP = { apiGroup: "rbac.authorization.k8s.io", kind: "Group" } as const;

// Nodes are known by a field that begins with $, which no object of the API has.
const isList = (value: DocumentValue): value is readonly DocumentValue[] => Array.isArray(value);
const isMaterial = (value: object): value is Extract<DocumentValue, { $: Material }> => "$" in value;
const isEach = (value: object): value is Extract<DocumentValue, { $each: string }> => "$each" in value;
const isGroups = (value: object): value is Extract<DocumentValue, { $groups: string }> => "$groups" in value;
const isUploads = (value: object): value is Extract<DocumentValue, { $uploads: string }> => "$uploads" in value;
const isFile = (value: object): value is Extract<DocumentValue, { $file: string }> => "$file" in value;

function contentOf(subject: DocumentSubject, material: Material): FileContent {
  const { resolution, facts, choice, credential = 0 } = subject;
  if ("trust" in material) return slotContent(resolution, material.trust);
  if ("pins" in material) return { kind: "pins", trust: slotContent(resolution, material.pins) };
  if ("part" in material) return { kind: material.part, credential };
  if ("secret" in material) {
    const tokenId = resolution.catalog.secrets[material.secret].tokenId;
    const prefix = material.withId && tokenId !== undefined ? `${tokenId}.` : "";
    return { kind: "secret", id: material.secret, prefix };
  }
  if ("expirationOf" in material) return { kind: "expiration", id: material.expirationOf };
  if ("yaml" in material) return nested(subject, material.yaml);
  if ("signed" in material) {
    const of = nested(subject, material.signed);
    return { kind: "signature", of, id: "bootstrap-token", keyId: facts["token-id"] ?? "" };
  }
  if ("jwk" in material) return { kind: "jwk", id: material.jwk };
  if ("algorithmsOf" in material) return { kind: "token-algorithms", id: material.algorithmsOf };
  return {
    kind: "pkcs12",
    credential,
    trust: slotContent(resolution, material.pkcs12),
    name: `${facts.user}@${facts.cluster}`,
    encryption: choice?.pkcs12 ?? "modern",
  };
}

const nested = (subject: DocumentSubject, value: DocumentValue): DesiredDocument => ({
  kind: "document",
  form: "objects",
  values: [filled(subject, value)],
});

/** The secrets that the cluster's folder keeps. */
export function desiredSecrets(resolution: Resolution, facts: Facts): DesiredSecret[] {
  const { spec, catalog } = resolution;
  return (Object.keys(catalog.secrets) as SecretId[])
    .filter((id) => applies(resolution, catalog.secrets[id].when))
    .map((id) => {
      const { form, keptIn } = catalog.secrets[id];
      const path = fill(catalog.documents[keptIn].path, facts);
      return { id, form, path, lifetime: form === "token" ? spec.bootstrap?.lifetime : undefined };
    });
}
