import type { Connection } from "../types.ts";
import { API_SERVER, BOOTSTRAPPED_KUBELET, KUBELET, LOCAL, PLAIN } from "./ends.ts";
import { NODE } from "./nodes.ts";

const HEALTH = { checks: { unchecked: "health paths need no authorization" } } as const;
const REVIEWS = "TokenReview (--authentication-kubeconfig)";
const KUBELET_REVIEWS = { tokens: "TokenReview (authentication.webhook)" } as const;

const CONTROLLER_MANAGER = {
  component: "kube-controller-manager",
  presents: { credentials: ["controller-manager-server"] },
  port: 10257,
} as const;
const SCHEDULER = {
  component: "kube-scheduler",
  presents: { credentials: ["scheduler-server"] },
  port: 10259,
} as const;
const CLOUD_CONTROLLER_MANAGER = {
  component: "cloud-controller-manager",
  when: ["cloud-controller-manager"],
  presents: { credentials: ["cloud-controller-manager-server"] },
  port: 10258,
} as const;

/** Who looks after health and metrics. */
export const scraperConnections = {
  E15: {
    title: "kubelet probes to the control plane",
    clients: [
      {
        component: "kubelet",
        presents: { nothing: "no client certificate" },
        checks: { unchecked: "probes do not verify" },
      },
    ],
    servers: [
      { ...API_SERVER, ...HEALTH },
      { ...CONTROLLER_MANAGER, ...HEALTH },
      { ...SCHEDULER, ...HEALTH },
    ],
    dials: [...LOCAL, { address: "{loopback}", why: "controller-manager and scheduler listen there" }],
    without: "Probes never fail because of trust.",
    source: "kubernetes cmd/kubeadm/app/phases/controlplane/manifests.go",
  },
  E21: {
    title: "scrapers to kubelets",
    when: ["metrics-scraper"],
    clients: [
      {
        component: "metrics-scraper",
        presents: { token: "service-account token" },
        checks: { slots: ["kubelet-scrape-ca"] },
      },
    ],
    servers: [
      { ...KUBELET, checks: KUBELET_REVIEWS },
      { ...BOOTSTRAPPED_KUBELET, checks: KUBELET_REVIEWS },
    ],
    dials: NODE,
    without: "Scrapers skip verification (--kubelet-insecure-tls).",
    source: "kubernetes cmd/kubelet/app/auth.go",
  },
  E22: {
    title: "scrapers to controller-manager and scheduler",
    when: ["metrics-scraper"],
    clients: [
      {
        component: "metrics-scraper",
        presents: { credentials: ["metrics-scraper"], token: "service-account token" },
        checks: { slots: ["component-scrape-ca"] },
      },
    ],
    servers: [
      { ...CONTROLLER_MANAGER, checks: { slots: ["component-client-ca"], tokens: REVIEWS } },
      // Without flags of their own they take the API server's authorities from a ConfigMap of the cluster.
      { ...SCHEDULER, checks: { slots: ["apiserver-client-ca"], tokens: REVIEWS } },
      { ...CLOUD_CONTROLLER_MANAGER, checks: { slots: ["apiserver-client-ca"], tokens: REVIEWS } },
    ],
    dials: [
      { address: "{loopback}", why: "where they listen unless moved on purpose" },
      { from: "host-addresses", why: "the control plane's address, when they listen there" },
    ],
    without: "Scrapers skip verification, because the certificates are self-signed.",
    source: "k8s.io/apiserver pkg/server/options/authentication.go",
  },
  E23: {
    title: "scrapers to kube-proxy",
    when: ["metrics-scraper"],
    clients: [{ ...PLAIN, component: "metrics-scraper" }],
    servers: [
      { ...PLAIN, component: "kube-proxy", port: 10249 },
      { ...PLAIN, component: "kube-proxy", port: 10256 },
    ],
    dials: NODE,
    without: "No certificate is involved.",
    source: "k8s.io/kube-proxy config/v1alpha1/types.go",
  },
} as const satisfies Record<string, Connection>;
