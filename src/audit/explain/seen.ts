/** What a line says beside its message: who printed it, on which side, and about whom. */
import type { ComponentId } from "../../catalog/types.ts";

/** Which part the printing program had: it dialled, it was dialled, or it read its own files. */
export type Side = "client" | "server" | "startup";

export interface Seen {
  /** The line, cleaned. */
  readonly text: string;
  /** The program that printed it, where the line shows it. */
  readonly program: string | undefined;
  readonly side: Side;
  /** The server that was dialled, where the line shows it. */
  readonly server: ComponentId | undefined;
  /** Parts of the line: `address`, `host`, `name`, `file`, `user`, `serialNumber` and so on. */
  readonly values: Readonly<Record<string, string>>;
}

/** Programs by marks of their lines; the first that fits. */
const PROGRAMS: readonly (readonly [program: string, mark: RegExp])[] = [
  [
    "kubelet",
    /\bkubelet\[\d+\]|failed to run Kubelet|bootstrap client certificate|server\.go:\d+\] "Unable to authenticate|\] "http: TLS handshake error/,
  ],
  ["etcd", /\betcd\[\d+\]|"caller":"(?:embed|rafthttp|etcdmain|etcdserver|transport)\//],
  [
    "kube-apiserver",
    /\b(?:kube-)?apiserver\[\d+\]|remote_available_controller|available_controller\.go|dispatcher\.go:\d/,
  ],
  [
    "kubectl",
    /Unable to connect to the server|Error from server|memcache\.go|logged in to the server|failed calling webhook|Error in configuration/,
  ],
  ["kube-controller-manager", /controller-?manager(?:\[\d+\]|\.go|["/ ])|certificate_controller/],
  ["kube-scheduler", /kube-?scheduler(?:\[\d+\]|["/ ])|User "(?:system:kube-)?scheduler"/],
  ["kube-proxy", /kube-proxy\[\d+\]|User "(?:system:)?kube-proxy"/],
  [
    "kubeadm",
    /error execution phase|\bkubeadm\b|\[discovery\]|\[certs\]|could not validate bounds|Detected external ca/,
  ],
  ["etcdctl", /"logger":"(?:client|etcd-client)"|retry_interceptor|\betcdctl\b/],
  ["curl", /\bcurl: \(\d+\)/],
  ["nginx", /\[(?:info|error|emerg|crit|warn)\] \d+#\d+|\bnginx: \[/],
  ["python", /_ssl\.c:\d|\burllib|\bssl\.SSL|requests\.exceptions|HTTPSConnectionPool/],
  ["java", /\bjavax?\.|\bsun\.security|PKIX path|CertPathValidator/],
  ["node", /ERR_TLS_|ERR_SSL_|ERR_OSSL_|\bnpm (?:ERR|error)|TLSSocket|node:_tls|^\s*code: '/],
  ["containerd", /\bcontainerd\[\d+\]|failed to (?:pull|resolve)|ErrImagePull|ImagePullBackOff/],
  ["helm", /Kubernetes cluster unreachable|INSTALLATION FAILED|UPGRADE FAILED/],
  ["openssl", /SSL routines|verify error:num|Verify return code|depth lookup|SSL alert number/],
  [
    "kube-apiserver",
    /authentication\.go:\d+\] "Unable|secure_serving\.go|dynamic_serving_content|storage factory|serving cert|service-account|createTransport|client-ca-bundle/,
  ],
];

const SERVER =
  /TLS handshake error from|rejected connection|Unable to authenticate the request|client SSL certificate|client sent|client offered|failed to verify client|client's certificate|parse client certificate|dynamic_serving_content|while SSL handshaking, client:|SSL_do_handshake\(\) failed .{0,400} client:|verifying certificate SN=|remote-addr"?[:=]|http: response to|SSL handshake failure/;
// What a server prints of servers behind it: it is the client there.
const UPSTREAM = /SSL handshaking to upstream|upstream SSL certificate/;
const STARTUP =
  /"command failed"|\[emerg\]|"level":"fatal"|controllermanager\.go|Error initializing a controller|certs\.go:\d|Detected external ca|nginx: \[/;

const PORTS: Readonly<Record<string, ComponentId>> = {
  2379: "etcd",
  2380: "etcd",
  4443: "extension-apiserver",
  6443: "kube-apiserver",
  10250: "kubelet",
  10257: "kube-controller-manager",
  10259: "kube-scheduler",
};

/** Servers by what is said of them. */
const SERVERS: readonly (readonly [ComponentId, RegExp])[] = [
  ["webhook", /calling webhook/],
  ["extension-apiserver", /\bv\d+(?:alpha\d|beta\d)?\.[a-z0-9.]+ failed with|failing or missing response from/],
  ["kubelet", /containerLogs|\/exec\/|\/stats\/summary/],
  ["etcd", /rafthttp|etcd-endpoints|etcd grpc|peer endpoint|client endpoint/],
  ["kube-apiserver", /\/api\/v1|\/apis\/|\/api\?timeout|Unable to connect to the server|cluster-info|\b10\.96\.0\.1\b/],
];

/** Parts of any line; bounded, and anchored on words that are rare. */
const PARTS: readonly RegExp[] = [
  /\bhttps?:\/\/(?<address>(?:\[[0-9a-fA-F:.]{2,45}\]|[\w.-]{1,253}):\d{1,5})/,
  /\bhttps?:\/\/(?<host>[\w.-]{1,253})[/"? ]/,
  /\{Addr: "(?<address>[^"]{1,300})"/,
  /"target":"[^"]{0,200}\/(?<address>[^"/]{1,300}:\d{1,5})"/,
  /\bSN=(?<serialNumber>-?\d{1,60})/,
  /\bSKID=(?<subjectKeyIdentifier>[0-9A-F:]{2,200})/,
  /\bAKID=(?<authorityKeyIdentifier>[0-9A-F:]{2,200})/,
  /"remote-addr":"(?<from>[^"]{1,300})"/,
  /handshake error from (?<from>[^ ]{1,300}:\d{1,5})/,
  /, client: (?<from>[^,]{1,300}),/,
  /[Uu]ser[ =]"?(?<user>[^",) ]{1,300})"?(?:,| cannot)/,
];

const FILE =
  /(?:^|[\s"'`(:=])(?<file>(?:[A-Za-z]:)?[/\\~.]{0,2}[\w./\\@+-]{1,400}\.(?:crt|key|pem|cert|cer|pub|conf|kubeconfig|p12|pfx|csr|crl))(?=$|[\s"'`),:;])/;

export function readSeen(text: string): Seen {
  const values: Record<string, string> = {};
  for (const part of [...PARTS, FILE]) {
    for (const [name, value] of Object.entries(part.exec(text)?.groups ?? {})) values[name] ??= value;
  }
  if (values.host === undefined && values.address !== undefined) values.host = values.address.replace(/:\d+$/, "");
  const program = PROGRAMS.find(([, mark]) => mark.test(text))?.[0];
  const side = STARTUP.test(text) ? "startup" : SERVER.test(text) && !UPSTREAM.test(text) ? "server" : "client";
  return { text, program, side, server: side === "client" ? serverOf(text, values.address) : undefined, values };
}

function serverOf(text: string, address: string | undefined): ComponentId | undefined {
  const named = SERVERS.slice(0, 3).find(([, mark]) => mark.test(text));
  if (named !== undefined) return named[0];
  const port = /:(\d{1,5})$/.exec(address ?? "")?.[1];
  return (port === undefined ? undefined : PORTS[port]) ?? SERVERS.slice(3).find(([, mark]) => mark.test(text))?.[0];
}
