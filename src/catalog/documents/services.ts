import type { Document, DocumentId, DocumentValue } from "../types.ts";

const SERVICE = { name: "{service}", namespace: "{namespace}" } as const;

const bundle = (slot: "extension-ca-bundle" | "webhook-ca-bundle"): DocumentValue => ({
  $: { trust: slot },
  base64: true,
});

const WEBHOOK: DocumentValue = {
  name: "{service}.{namespace}.svc.example.com",
  admissionReviewVersions: ["v1"],
  clientConfig: { service: { ...SERVICE, path: "/" }, caBundle: bundle("webhook-ca-bundle") },
  // A group that no cluster has: nothing is asked about until the rules are filled in.
  rules: [
    { apiGroups: ["fill.in.example.com"], apiVersions: ["*"], operations: ["CREATE"], resources: ["*"], scope: "*" },
  ],
  failurePolicy: "Fail",
  sideEffects: "None",
  timeoutSeconds: 10,
};

const configuration = (kind: string): DocumentValue => ({
  apiVersion: "admissionregistration.k8s.io/v1",
  kind,
  metadata: { name: "{service}.{namespace}" },
  webhooks: [WEBHOOK],
});

// Patches are in a folder of their own, so that `kubectl apply -f` of the service's folder does not take them for objects.
const PATCH_SOURCE = "RFC 6902";

/** Objects around a webhook or an aggregated API server, to be filled in. */
export const serviceDocuments = {
  "service-secret": {
    title: "Secret with the serving certificate",
    beside: "service-server",
    path: "secret.yaml",
    secret: true,
    body: {
      objects: [
        {
          apiVersion: "v1",
          kind: "Secret",
          metadata: { name: "{service}-tls", namespace: "{namespace}" },
          type: "kubernetes.io/tls",
          data: {
            "tls.crt": { $: { part: "certificate" }, base64: true },
            "tls.key": { $: { part: "key" }, base64: true },
          },
        },
      ],
    },
    why: "What the server's pod mounts.",
    without: "The certificate is put into the cluster by hand.",
    source: "k8s.io/api core/v1/types.go",
  },
  apiservice: {
    title: "APIService to fill in",
    beside: "service-server",
    serves: "aggregated-apiserver",
    path: "apiservice.yaml",
    secret: false,
    body: {
      objects: [
        {
          apiVersion: "apiregistration.k8s.io/v1",
          kind: "APIService",
          metadata: { name: "v1alpha1.fill.in.example.com" },
          spec: {
            group: "fill.in.example.com",
            version: "v1alpha1",
            groupPriorityMinimum: 1000,
            versionPriority: 15,
            service: { ...SERVICE, port: 443 },
            caBundle: bundle("extension-ca-bundle"),
          },
        },
      ],
    },
    why: "Sends an API group to the server and says who vouches for it. Name, group and version are to be filled in.",
    without: "The API server does not know of the group, or verifies its server with the system's roots.",
    source: "k8s.io/kube-aggregator pkg/apis/apiregistration/v1/types.go",
  },
  "apiservice-ca-bundle-patch": {
    title: "patch of an APIService that is there",
    beside: "service-server",
    serves: "aggregated-apiserver",
    path: "patches/ca-bundle.json",
    secret: false,
    body: { json: [{ op: "add", path: "/spec/caBundle", value: bundle("extension-ca-bundle") }] },
    why: "kubectl patch apiservice NAME --type=json --patch-file=patches/ca-bundle.json",
    without: "The bundle is copied by hand.",
    source: PATCH_SOURCE,
  },
  "webhook-configurations": {
    title: "webhook configurations to fill in",
    beside: "service-server",
    serves: "webhook",
    path: "webhooks.yaml",
    secret: false,
    body: {
      objects: [configuration("ValidatingWebhookConfiguration"), configuration("MutatingWebhookConfiguration")],
    },
    why: "Tell the API server when to ask, where, and who vouches for the answer. The rules are to be filled in.",
    without: "The API server asks nobody, or verifies the webhook with the system's roots.",
    source: "k8s.io/api admissionregistration/v1/types.go",
  },
  "service-ca-bundle-patch": {
    title: "patch of a webhook configuration that is there",
    beside: "service-server",
    serves: "webhook",
    path: "patches/ca-bundle.json",
    secret: false,
    body: {
      json: [{ op: "add", path: "/webhooks/0/clientConfig/caBundle", value: bundle("webhook-ca-bundle") }],
    },
    why: "kubectl patch validatingwebhookconfiguration NAME --type=json --patch-file=patches/ca-bundle.json",
    without: "The bundle is copied by hand.",
    source: PATCH_SOURCE,
  },
  "conversion-patch": {
    title: "conversion webhook of a CustomResourceDefinition",
    beside: "service-server",
    serves: "webhook",
    path: "patches/conversion.json",
    secret: false,
    body: {
      json: [
        {
          op: "add",
          path: "/spec/conversion",
          value: {
            strategy: "Webhook",
            webhook: {
              clientConfig: { service: { ...SERVICE, path: "/convert" }, caBundle: bundle("webhook-ca-bundle") },
              conversionReviewVersions: ["v1"],
            },
          },
        },
      ],
    },
    why: "kubectl patch crd NAME --type=json --patch-file=patches/conversion.json",
    without: "Versions are not converted, or the webhook is verified with the system's roots.",
    source: "k8s.io/apiextensions-apiserver pkg/apis/apiextensions/v1/types.go",
  },
} as const satisfies Partial<Record<DocumentId, Document>>;
