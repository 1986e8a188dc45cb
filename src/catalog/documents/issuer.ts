import type { Document, DocumentId } from "../types.ts";

/** What the service-account issuer publishes, to be served from another place than the API servers. */
export const issuerDocuments = {
  "openid-configuration": {
    title: "discovery document of the service-account issuer",
    beside: "cluster",
    path: "oidc/.well-known/openid-configuration",
    secret: false,
    body: {
      json: {
        issuer: "{issuer}",
        jwks_uri: "{issuer-folder}/openid/v1/jwks",
        response_types_supported: ["id_token"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: { $: { algorithmsOf: "sa" } },
      },
    },
    why: "A cloud's workload identity and other clusters read it below the issuer's URL, which then needs no way to the API servers.",
    without: "Whoever verifies tokens has to reach an API server.",
    source: "kubernetes pkg/serviceaccount/openidmetadata.go",
  },
  jwks: {
    title: "public keys of the service-account issuer",
    beside: "cluster",
    path: "oidc/openid/v1/jwks",
    secret: false,
    body: { json: { keys: [{ $: { jwk: "sa" } }] } },
    why: "The keys that service-account tokens verify with, as JSON Web Keys.",
    without: "Tokens cannot be verified outside the cluster.",
    source: "kubernetes pkg/serviceaccount/openidmetadata.go",
  },
} as const satisfies Partial<Record<DocumentId, Document>>;
