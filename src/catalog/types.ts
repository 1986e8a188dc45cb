/**
 * The shapes of the catalogue: Kubernetes' trust, written down once, as data. The catalogue imports nothing but types;
 * code reads properties of its entries and never asks for an id by name. One file for each kind of fact.
 */

export type * from "./types/authorities.ts";
export type * from "./types/bindings.ts";
export type * from "./types/components.ts";
export type * from "./types/connections.ts";
export type * from "./types/credentials.ts";
export type * from "./types/documents.ts";
export type * from "./types/ground.ts";
export type * from "./types/layouts.ts";
export type * from "./types/settings.ts";
export type * from "./types/slots.ts";
