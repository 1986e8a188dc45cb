import type { Connection, ConnectionEnd, NameSource, ServerEnd } from "../types.ts";
import { PLAIN } from "./ends.ts";

const MEMBER: NameSource = { from: "advertise-address", why: "the member's client URL" };
const SAME_HOST: NameSource = { address: "{loopback}", why: "the member on the same host" };

const CLIENT_PORT: ServerEnd = {
  component: "etcd",
  presents: { credentials: ["etcd-server"] },
  checks: { slots: ["etcd-client-ca"] },
  port: 2379,
};

const PEER: ConnectionEnd = {
  component: "etcd",
  presents: { credentials: ["etcd-peer"] },
  checks: { slots: ["etcd-peer-ca"] },
};

/** To etcd, and inside it. */
export const etcdConnections = {
  E10: {
    title: "API server to etcd",
    when: ["etcd-is-ours"],
    clients: [
      {
        component: "kube-apiserver",
        presents: { credentials: ["apiserver-etcd-client"] },
        checks: { slots: ["apiserver-etcd-ca"] },
        dialsBy: "etcd-servers",
      },
    ],
    servers: [CLIENT_PORT],
    dials: [
      { ...SAME_HOST, why: "when etcd is stacked" },
      { ...MEMBER, why: "when etcd is external" },
    ],
    without: "etcd closes the connection with bad certificate; the API server does not become ready.",
    source: "k8s.io/apiserver pkg/server/options/etcd.go",
  },
  E11: {
    title: "etcd member to etcd member",
    when: ["etcd-is-ours"],
    clients: [{ ...PEER, dialsBy: "initial-cluster" }],
    servers: [{ ...PEER, port: 2380 }],
    between: "other-hosts",
    dials: [{ from: "advertise-address", why: "the member's peer URL; the dialling member's address is checked too" }],
    without: "The store has no quorum.",
    source: "etcd client/pkg/transport/listener_tls.go",
  },
  E12: {
    title: "etcd to itself",
    when: ["etcd-is-ours"],
    clients: [
      {
        component: "etcd",
        presents: { credentials: ["etcd-server"] },
        checks: { unchecked: "its own listener; the gateway does not verify it" },
      },
    ],
    servers: [CLIENT_PORT],
    between: "same-host",
    dials: [SAME_HOST, { ...MEMBER, why: "the gateway dials its own listener" }],
    without: "The log fills with bad certificate; this is why the serving certificate is for client use too.",
    source: "etcd server/embed/etcd.go",
  },
  E13: {
    title: "etcdctl, backups and plug-ins to etcd",
    when: ["etcd-is-ours"],
    clients: [
      {
        component: "etcd-operator",
        presents: { credentials: ["etcd-healthcheck-client"] },
        checks: { slots: ["etcd-operator-ca"] },
      },
      {
        component: "etcd-operator",
        when: ["etcd-backup"],
        presents: { credentials: ["etcd-backup"] },
        checks: { slots: ["etcd-jobs-ca"] },
      },
      {
        component: "cni",
        when: ["cni-etcd"],
        presents: { credentials: ["cni-etcd"] },
        checks: { slots: ["etcd-jobs-ca"] },
      },
    ],
    servers: [CLIENT_PORT],
    dials: [{ ...SAME_HOST, why: "health checks on the member's host" }, MEMBER],
    without: "No health checks and no snapshots.",
    source: "etcd website docs/v3.6/op-guide/security.md",
  },
  E14: {
    title: "kubelet probes to etcd",
    when: ["etcd-is-ours"],
    clients: [{ ...PLAIN, component: "kubelet" }],
    servers: [{ ...PLAIN, component: "etcd", port: 2381 }],
    dials: [{ ...SAME_HOST, why: "--listen-metrics-urls" }],
    without: "No certificate is involved.",
    source: "kubernetes cmd/kubeadm/app/phases/etcd/local.go",
  },
} as const satisfies Record<string, Connection>;
