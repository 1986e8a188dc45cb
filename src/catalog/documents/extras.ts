import type { Document, DocumentId, DocumentValue } from "../types.ts";

const part = (name: "certificate" | "key"): DocumentValue => ({ $: { part: name }, base64: true });

const secret = (name: string, data: { readonly [field: string]: DocumentValue }): DocumentValue => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name, namespace: "kube-system" },
  type: "Opaque",
  data,
});

const JOBS_TRUST: DocumentValue = { $: { trust: "etcd-jobs-ca" }, base64: true };

/** Etcd's image has no shell: etcdctl is told everything by its own variables. */
const etcdctl = (folder: string): DocumentValue[] =>
  (
    [
      ["ETCDCTL_API", "3"],
      ["ETCDCTL_ENDPOINTS", "{first-etcd-endpoint}"],
      ["ETCDCTL_CACERT", `${folder}/ca.crt`],
      ["ETCDCTL_CERT", `${folder}/tls.crt`],
      ["ETCDCTL_KEY", `${folder}/tls.key`],
    ] as const
  ).map(([name, value]) => ({ name, value }));

const BACKUP_FILES = "/etc/etcd-backup";

/** Settings of clients and servers that a specification asks for beside the cluster's own. */
export const extraDocuments = {
  prometheus: {
    title: "scrape configuration of Prometheus",
    beside: "metrics-scraper",
    path: "prometheus.yaml",
    secret: false,
    body: {
      objects: [
        {
          scrape_configs: [
            {
              job_name: "kube-apiserver",
              scheme: "https",
              tls_config: { ca_file: "{own-trust}", cert_file: "{own-certificate}", key_file: "{own-key}" },
              static_configs: [{ targets: { $each: "control-plane", text: "{advertise-host}:{bind-port}" } }],
            },
            {
              job_name: "kubelet",
              scheme: "https",
              tls_config: {
                ca_file: { $file: "trust/kubelet-scrape-ca" },
                cert_file: "{own-certificate}",
                key_file: "{own-key}",
              },
              static_configs: [{ targets: { $each: "node", text: "{advertise-host}:10250" } }],
            },
          ],
        },
      ],
    },
    why: "Scrapes API servers and kubelets by certificate, and verifies them; paths are relative to the file.",
    without: "Scrapers skip verification.",
    source: "Prometheus documentation, configuration: tls_config",
  },
  "etcd-backup-script": {
    title: "backup of etcd by hand",
    beside: "etcd-backup",
    path: "backup.sh",
    when: ["etcd-is-ours"],
    secret: false,
    body: {
      lines: [
        "#!/bin/sh",
        "# Saves what etcd holds, all Secrets included:  sh backup.sh FILE",
        'if [ "$#" != 1 ]; then echo "usage: sh backup.sh FILE" >&2; exit 2; fi',
        'folder="$(dirname "$0")"',
        "umask 077",
        'ETCDCTL_API=3 exec etcdctl --endpoints="{first-etcd-endpoint}" --cacert="$folder/{own-trust}" \\',
        '  --cert="$folder/{own-certificate}" --key="$folder/{own-key}" snapshot save "$1"',
      ],
    },
    why: "A snapshot is taken from one member, with a certificate of its own.",
    without: "Backups use the API server's certificate.",
    source: "etcd etcdctl/ctlv3/command/snapshot_command.go",
  },
  "etcd-backup-secret": {
    title: "Secret of the backup job",
    beside: "etcd-backup",
    path: "secret.yaml",
    when: ["etcd-is-ours"],
    secret: true,
    body: {
      objects: [
        secret("etcd-backup", { "ca.crt": JOBS_TRUST, "tls.crt": part("certificate"), "tls.key": part("key") }),
      ],
    },
    why: "What the CronJob mounts.",
    without: "The job reads the control plane's own files.",
    source: "k8s.io/api core/v1/types.go",
  },
  "etcd-backup-job": {
    title: "CronJob that saves etcd each night",
    beside: "etcd-backup",
    path: "cronjob.yaml",
    when: ["etcd-is-ours"],
    secret: false,
    body: {
      objects: [
        {
          apiVersion: "batch/v1",
          kind: "CronJob",
          metadata: { name: "etcd-backup", namespace: "kube-system" },
          spec: {
            schedule: "17 2 * * *",
            concurrencyPolicy: "Forbid",
            jobTemplate: {
              spec: {
                template: {
                  spec: {
                    hostNetwork: true,
                    restartPolicy: "OnFailure",
                    nodeSelector: { "node-role.kubernetes.io/control-plane": "" },
                    tolerations: [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }],
                    containers: [
                      {
                        name: "etcdctl",
                        image: "registry.k8s.io/etcd:{etcd-image-tag}",
                        command: ["etcdctl", "snapshot", "save", "/backup/etcd.db"],
                        env: etcdctl(BACKUP_FILES),
                        volumeMounts: [
                          { name: "files", mountPath: BACKUP_FILES, readOnly: true },
                          { name: "backup", mountPath: "/backup" },
                        ],
                      },
                    ],
                    volumes: [
                      { name: "files", secret: { secretName: "etcd-backup", defaultMode: 256 } },
                      { name: "backup", hostPath: { path: "/var/backups/etcd", type: "DirectoryOrCreate" } },
                    ],
                  },
                },
              },
            },
          },
        },
      ],
    },
    why: "Keeps the newest snapshot on a control plane; where it goes from there is the operator's choice.",
    without: "Backups are remembered, or not.",
    source: "k8s.io/api batch/v1/types.go",
  },
  "cni-etcd-secret": {
    title: "Secret of a network plug-in that keeps its state in etcd",
    beside: "cni-etcd",
    path: "secret.yaml",
    secret: true,
    body: {
      objects: [
        secret("calico-etcd-secrets", {
          "etcd-ca": JOBS_TRUST,
          "etcd-cert": part("certificate"),
          "etcd-key": part("key"),
        }),
        {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "calico-config", namespace: "kube-system" },
          data: {
            etcd_endpoints: "{etcd-endpoints}",
            etcd_ca: "/calico-secrets/etcd-ca",
            etcd_cert: "/calico-secrets/etcd-cert",
            etcd_key: "/calico-secrets/etcd-key",
          },
        },
      ],
    },
    why: "As Calico's manifest for etcd reads it. Whoever reads this Secret can change everything in etcd.",
    without: "The plug-in is given the API server's certificate.",
    source: "projectcalico/calico manifests/calico-etcd.yaml",
  },
  "nginx-conf": {
    title: "nginx in front of the API servers",
    beside: "nginx",
    path: "nginx.conf",
    secret: false,
    body: {
      lines: [
        "# Lets through to the API servers whoever has a certificate of theirs (mutual TLS). Who that is the API server does not",
        "# hear: certificates end here, and callers say who they are with a token. Paths are relative to this file.",
        "events {{",
        "}}",
        "http {{",
        "  map $http_upgrade $upgrade {{",
        "    default upgrade;",
        "    '' '';",
        "  }}",
        "  upstream api {{",
        { $each: "control-plane", text: "    server {advertise-host}:{bind-port};" },
        "  }}",
        "  server {{",
        "    listen 443 ssl;",
        "    ssl_certificate {own-certificate};",
        "    ssl_certificate_key {own-key};",
        "    ssl_protocols TLSv1.2 TLSv1.3;",
        "    ssl_verify_client on;",
        "    ssl_verify_depth 2;",
        { $file: "trust/nginx-client-ca", before: "    ssl_client_certificate ", behind: ";" },
        "    location / {{",
        "      proxy_pass https://api;",
        "      proxy_ssl_verify on;",
        "      proxy_ssl_verify_depth 2;",
        "      proxy_ssl_trusted_certificate {own-trust};",
        "      proxy_ssl_name kubernetes.default.svc.{domain};",
        "      proxy_ssl_server_name on;",
        "      proxy_http_version 1.1;",
        "      proxy_set_header Host $host;",
        "      # exec, port-forward and watches: connections that are upgraded, and answers that go on.",
        "      proxy_set_header Upgrade $http_upgrade;",
        "      proxy_set_header Connection $upgrade;",
        "      proxy_buffering off;",
        "      proxy_read_timeout 1h;",
        "      client_max_body_size 0;",
        "    }}",
        "  }}",
        "}}",
      ],
    },
    why: "A second door: a token that was lost is of no use without a client certificate.",
    without: "The API servers are reached by whoever reaches their port.",
    source: "nginx documentation, ngx_http_ssl_module and ngx_http_proxy_module",
  },
  "konnectivity-agents": {
    title: "konnectivity agents",
    beside: "konnectivity-agent",
    path: "agents.yaml",
    secret: false,
    body: {
      objects: [
        {
          apiVersion: "v1",
          kind: "ServiceAccount",
          metadata: { name: "konnectivity-agent", namespace: "kube-system" },
        },
        {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "konnectivity-agent", namespace: "kube-system" },
          data: { "ca.crt": { $: { trust: "konnectivity-agent-ca" } } },
        },
        {
          apiVersion: "apps/v1",
          kind: "DaemonSet",
          metadata: {
            name: "konnectivity-agent",
            namespace: "kube-system",
            labels: { "k8s-app": "konnectivity-agent" },
          },
          spec: {
            selector: { matchLabels: { "k8s-app": "konnectivity-agent" } },
            template: {
              metadata: { labels: { "k8s-app": "konnectivity-agent" } },
              spec: {
                priorityClassName: "system-cluster-critical",
                serviceAccountName: "konnectivity-agent",
                tolerations: [{ operator: "Exists" }],
                nodeSelector: { "kubernetes.io/os": "linux" },
                containers: [
                  {
                    name: "konnectivity-agent",
                    image: "registry.k8s.io/kas-network-proxy/proxy-agent:v0.36.0",
                    command: ["/proxy-agent"],
                    args: [
                      "--ca-cert=/etc/konnectivity/ca.crt",
                      "--proxy-server-host={endpoint-host}",
                      "--proxy-server-port=8132",
                      "--admin-server-port=8133",
                      "--health-server-port=8134",
                      "--service-account-token-path=/var/run/secrets/tokens/konnectivity-agent-token",
                    ],
                    livenessProbe: { httpGet: { port: 8134, path: "/healthz" }, initialDelaySeconds: 15 },
                    volumeMounts: [
                      { name: "token", mountPath: "/var/run/secrets/tokens", readOnly: true },
                      { name: "ca", mountPath: "/etc/konnectivity", readOnly: true },
                    ],
                  },
                ],
                volumes: [
                  { name: "ca", configMap: { name: "konnectivity-agent" } },
                  {
                    name: "token",
                    projected: {
                      sources: [
                        {
                          serviceAccountToken: {
                            path: "konnectivity-agent-token",
                            // The API server's own default; unsaid, each apply would take it away.
                            expirationSeconds: 3600,
                            audience: "system:konnectivity-server",
                          },
                        },
                      ],
                    },
                  },
                ],
              },
            },
          },
        },
      ],
    },
    why: "Dial the konnectivity servers from every node, verify them, and show a token that is good for nothing else.",
    without: "The tunnel has no other end.",
    source: "kubernetes website examples/admin/konnectivity/konnectivity-agent.yaml",
  },
} as const satisfies Partial<Record<DocumentId, Document>>;
