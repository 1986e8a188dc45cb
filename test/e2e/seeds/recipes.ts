// What people follow who make a cluster's certificates by hand with openssl: as it is told, faults and all.

/** A command, and whether openssl takes it as it stands. */
export interface Step {
  readonly command: string;
  readonly fails?: true;
}

const signed = (name: string, subject: string, spelling = "-subj"): Step[] => [
  { command: `openssl genrsa -out ${name}.key 2048` },
  { command: `openssl req -new -key ${name}.key ${spelling} "${subject}" -out ${name}.csr` },
  { command: `openssl x509 -req -in ${name}.csr -CA ca.crt -CAkey ca.key -out ${name}.crt` },
];

/** An authority without extensions; everybody's certificate by three commands. */
export const AUTHORITY: readonly Step[] = [
  { command: "openssl genrsa -out ca.key 2048" },
  // `-sub` is no option; the same with `-subj` follows.
  { command: 'openssl req -new -key ca.key -sub "/CN=KUBERNETES-CA" -out ca.csr', fails: true },
  { command: 'openssl req -new -key ca.key -subj "/CN=KUBERNETES-CA" -out ca.csr' },
  { command: "openssl x509 -req -in ca.csr -signkey ca.key -out ca.crt" },
];

/** The group in OU, and no group at all. */
export const PEOPLE: readonly Step[] = [
  ...signed("admin", "/CN=kube-admin/OU=system:masters"),
  ...signed("first-admin", "/CN=kube-admin"),
  // The second request has the group; nobody signs it.
  { command: 'openssl req -new -key first-admin.key -subj "/CN=kube-admin/O=system:masters" -out first-admin.csr' },
];

export const COMPONENTS: readonly Step[] = [
  ...signed("scheduler", "/CN=system:kube-scheduler"),
  ...signed("controller-manager", "/CN=system:kube-controller-manager"),
  ...signed("etcdserver", "/CN=etcd-server"),
  ...signed("kubelet", "/CN=node01"),
];

/** The key pair of a bank: 1,024 bits, and a public half that is an empty file. */
export const BANK: readonly Step[] = [
  { command: "openssl genrsa -out my-bank.key 1024" },
  { command: "openssl genrsa -in my-bank.key -pubout > bankpub.pem", fails: true },
];

const configuration = (boolean: string, section: string): string => `[req]
req_extensions = v3_req
distinguished_name = req_distinguished_name
${section}[ v3_req ]
basicConstraints = CA:${boolean}
keyUsage = nonRepudiation
subjectAltName = @alt_names
[alt_names]
DNS.1 = kubernetes
DNS.2 = kubernetes.default
DNS.3 = kubernetes.default.svc.cluster.local
DNS.4 = kubernetes.default.svc
IP.1 = 10.96.0.1
IP.2 = 172.17.0.87
`;

/** As told: a section that is not there, a boolean that is none. */
export const CONFIGURATION = configuration("False", "");
/** Mended just so far that openssl takes it. */
export const TAKEN_CONFIGURATION = configuration("FALSE", "[req_distinguished_name]\n");

export const serving = (configurationFile: string, fails: boolean): Step[] => {
  const bad = fails ? { fails } : {};
  return [
    { command: "openssl genrsa -out apiserver.key 2048" },
    {
      command: `openssl req -new -key apiserver.key -subj "/CN=kube-apiserver" -out apiserver.csr -config ${configurationFile}`,
      ...bad,
    },
    {
      command: `openssl x509 -req -in apiserver.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out apiserver.crt -extensions v3_req -extfile ${configurationFile} -days 1000`,
      ...bad,
    },
  ];
};

/** What no text tells of and an API server does not start without. */
export const SERVICE_ACCOUNTS: readonly Step[] = [
  { command: "openssl genrsa -out sa.key 2048" },
  { command: "openssl pkey -in sa.key -pubout -out sa.pub" },
];

/** The one mend that lets the API server get as far as to answer. */
export const ETCD_WITH_ADDRESS: readonly Step[] = [
  { command: "printf 'subjectAltName = IP:127.0.0.1' > etcd.cnf" },
  {
    command:
      "openssl x509 -req -in etcdserver.csr -CA ca.crt -CAkey ca.key -extfile etcd.cnf -days 30 -out etcdserver.crt",
  },
];

const pod = (name: string, command: readonly string[]): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "kube-system" },
    spec: { hostNetwork: true, containers: [{ name, image: `${name}:any`, command }] },
  });

const PKI = "/etc/kubernetes/pki";

/** One certificate for everything that the API server does, one authority for everybody. */
export const apiserver = (more: Readonly<Record<string, string>>): string =>
  pod("kube-apiserver", [
    "kube-apiserver",
    ...Object.entries({
      "advertise-address": "172.17.0.87",
      "etcd-servers": "https://127.0.0.1:2379",
      "etcd-cafile": `${PKI}/ca.crt`,
      "etcd-certfile": `${PKI}/apiserver.crt`,
      "etcd-keyfile": `${PKI}/apiserver.key`,
      "kubelet-certificate-authority": `${PKI}/ca.crt`,
      "kubelet-client-certificate": `${PKI}/apiserver.crt`,
      "kubelet-client-key": `${PKI}/apiserver.key`,
      "kubelet-preferred-address-types": "InternalIP",
      "client-ca-file": `${PKI}/ca.crt`,
      "requestheader-client-ca-file": `${PKI}/ca.crt`,
      "requestheader-username-headers": "X-Remote-User",
      "requestheader-group-headers": "X-Remote-Group",
      "tls-cert-file": `${PKI}/apiserver.crt`,
      "tls-private-key-file": `${PKI}/apiserver.key`,
      "service-account-key-file": `${PKI}/sa.pub`,
      "service-account-signing-key-file": `${PKI}/sa.key`,
      "service-account-issuer": "https://kubernetes.default.svc.cluster.local",
      "service-cluster-ip-range": "10.96.0.0/16",
      "authorization-mode": "Node,RBAC",
      ...more,
    }).flatMap(([flag, value]) => (value === "" ? [] : [`--${flag}=${value}`])),
  ]);

export const ETCD = pod("etcd", [
  "etcd",
  "--name=cp-1",
  "--data-dir=/run/etcd",
  `--cert-file=${PKI}/etcdserver.crt`,
  `--key-file=${PKI}/etcdserver.key`,
  `--trusted-ca-file=${PKI}/ca.crt`,
  "--client-cert-auth",
  "--listen-client-urls=https://127.0.0.1:2379",
  "--advertise-client-urls=https://127.0.0.1:2379",
  "--listen-peer-urls=http://127.0.0.1:2380",
  "--initial-advertise-peer-urls=http://127.0.0.1:2380",
  "--initial-cluster=cp-1=http://127.0.0.1:2380",
  "--unsafe-no-fsync",
]);

export const KUBELET = JSON.stringify({
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  authentication: { x509: { clientCAFile: `${PKI}/ca.crt` }, anonymous: { enabled: false } },
  tlsCertFile: `${PKI}/kubelet.crt`,
  tlsPrivateKeyFile: `${PKI}/kubelet.key`,
});

export const kubeconfig = (name: string, server: string): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server, "certificate-authority": `${PKI}/ca.crt` } }],
    users: [{ name: "u", user: { "client-certificate": `${PKI}/${name}.crt`, "client-key": `${PKI}/${name}.key` } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  });
