import type { Connection, NameSource } from "../types.ts";
import { API_SERVER, API_SERVICE, ENDPOINT, OUTSIDE, POD_ROOT, SA_KEYS, SERVICE, SERVICE_ACCOUNT } from "./ends.ts";

const EXTENSION: readonly NameSource[] = [
  { name: "{service}.{namespace}.svc", why: "the name asked for, whatever is dialled" },
];

/** Pods to the API server, and the API server to what extends it. */
export const extensionConnections = {
  E8: {
    title: "pods to the API server",
    clients: [{ component: "pod", presents: SERVICE_ACCOUNT, checks: POD_ROOT }],
    servers: [{ ...API_SERVICE, checks: SA_KEYS }],
    dials: SERVICE,
    without: "CoreDNS, controllers and operators stop working.",
    source: "k8s.io/client-go rest/config.go",
  },
  E16: {
    title: "API server to aggregated API servers",
    clients: [
      {
        component: "kube-apiserver",
        presents: { credentials: ["front-proxy-client"] },
        checks: { slots: ["extension-ca-bundle"] },
      },
    ],
    servers: [
      {
        component: "extension-apiserver",
        presents: { credentials: ["service-server"] },
        checks: { slots: ["extension-requestheader-ca"] },
        port: 443,
      },
    ],
    dials: EXTENSION,
    without: "The extension server treats requests as anonymous, or the API server reports the APIService unavailable.",
    source: "k8s.io/kube-aggregator pkg/apiserver/handler_proxy.go",
  },
  E17: {
    title: "aggregated API servers to the API server",
    clients: [{ component: "extension-apiserver", presents: SERVICE_ACCOUNT, checks: POD_ROOT }],
    servers: [{ ...API_SERVICE, checks: SA_KEYS }],
    dials: SERVICE,
    without: "Extension servers cannot ask who a user is and what they may do.",
    source: "k8s.io/apiserver pkg/server/options/authentication.go",
  },
  E18: {
    title: "API server to webhooks",
    clients: [
      {
        component: "kube-apiserver",
        presents: { nothing: "no client certificate unless an AdmissionConfiguration gives one" },
        checks: { slots: ["webhook-ca-bundle"] },
      },
    ],
    servers: [
      {
        component: "webhook",
        presents: { credentials: ["service-server"] },
        checks: { unchecked: "the webhook's own choice" },
        port: 443,
      },
    ],
    dials: EXTENSION,
    without: "failed calling webhook: certificate signed by unknown authority.",
    source: "k8s.io/apiserver pkg/util/webhook/client.go",
  },
  E26: {
    title: "API server to issuers, webhook backends and key services",
    clients: [
      {
        component: "kube-apiserver",
        presents: { nothing: "per configuration file" },
        checks: { systemRoots: "--oidc-ca-file, kubeconfig files; otherwise the system's roots" },
      },
    ],
    servers: [{ ...OUTSIDE, port: undefined }],
    dials: [],
    without: "Those users, audits or keys are not to be had.",
    source: "kubernetes pkg/kubeapiserver/options/authentication.go",
  },
  E32: {
    title: "clients to nginx in front of the API servers",
    when: ["nginx"],
    clients: [
      {
        component: "administrator",
        presents: { credentials: ["admin", "user"], token: "a token, which nginx passes on" },
        checks: { slots: ["people-root-ca"] },
      },
    ],
    servers: [
      {
        component: "nginx",
        presents: { credentials: ["nginx"] },
        checks: { slots: ["nginx-client-ca"] },
        port: 443,
      },
    ],
    dials: ENDPOINT,
    without: "400 No required SSL certificate was sent.",
    source: "nginx documentation, ngx_http_ssl_module",
  },
  E33: {
    title: "nginx to the API servers",
    when: ["nginx"],
    clients: [
      {
        component: "nginx",
        presents: { token: "the caller's own token; the caller's certificate ends at nginx" },
        checks: { slots: ["nginx-root-ca"] },
      },
    ],
    servers: [{ ...API_SERVER, checks: SA_KEYS }],
    dials: [{ name: "kubernetes.default.svc.{domain}", why: "proxy_ssl_name: a name that every API server has" }],
    without: "502 Bad Gateway.",
    source: "nginx documentation, ngx_http_proxy_module",
  },
} as const satisfies Record<string, Connection>;
