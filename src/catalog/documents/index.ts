import type { Document, DocumentId } from "../types.ts";
import { bootstrapDocuments } from "./bootstrap.ts";
import { extraDocuments } from "./extras.ts";
import { issuerDocuments } from "./issuer.ts";
import { peopleDocuments } from "./people.ts";
import { serviceDocuments } from "./services.ts";

/** Every file that is on no host: for the API server, for joining nodes, for people and programs outside. */
export const documents: Readonly<Record<DocumentId, Document>> = {
  ...bootstrapDocuments,
  ...issuerDocuments,
  ...serviceDocuments,
  ...peopleDocuments,
  ...extraDocuments,
};
