// Trees with one fault each: the right one as apply writes it, and one file made differently.
import { createPrivateKey, sign } from "node:crypto";
import {
  type Certificate,
  encodePem,
  issue,
  issuerFrom,
  issueSelfSigned,
  nodeSigner,
  type PrivateKey,
  parseCertificate,
  parseCertificates,
  parsePrivateKey,
  serialFrom,
  type TreeEntry,
} from "../../../../src/index.ts";
import { OID } from "../../../../src/x509/oid.ts";
import { entry } from "../../inventory/written.ts";

const PKI = "hosts/cp-1/etc/kubernetes/pki";
const NOW = new Date("2026-11-25T12:00:00Z");
const days = (count: number): Date => new Date(NOW.getTime() + count * 86_400_000);

export const AT = NOW;

export const CLUSTER = `name: demo
endpoint: api.example.com
hosts:
  - { name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }
  - { name: cp-2, roles: [control-plane], addresses: 10.0.0.12 }
  - { name: w-1, roles: [worker], addresses: 10.0.0.21 }
`;

/** What is different in a certificate that is made again. */
export interface Change {
  readonly commonName?: string;
  readonly organizations?: readonly string[];
  readonly units?: readonly string[];
  readonly dns?: readonly string[];
  readonly addresses?: readonly string[];
  readonly usages?: readonly ("serverAuth" | "clientAuth")[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly by?: { readonly certificate: Certificate; readonly key: PrivateKey };
}

/** A tree's files by path, to be changed. */
export class Tree {
  readonly #files: Map<string, TreeEntry>;
  constructor(entries: readonly TreeEntry[]) {
    this.#files = new Map(entries.map((one) => [one.path, one]));
  }
  entries = (): TreeEntry[] => [...this.#files.values()];
  text(path: string): string {
    const found = this.#files.get(path);
    if (found === undefined || !("bytes" in found.content)) throw new Error(`no ${path}`);
    return Buffer.from(found.content.bytes).toString();
  }
  write = (path: string, text: string): void => void this.#files.set(path, entry(path, text));
  remove = (path: string): void => void this.#files.delete(path);
  replace(path: string, from: string | RegExp, to: string): void {
    const text = this.text(path);
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`${path} has no ${from}`);
    this.write(path, changed);
  }
  /** PEM of a file, or of a kubeconfig's field. */
  pem(path: string, field = "client-certificate-data"): string {
    const text = this.text(path);
    if (text.startsWith("-----")) return text;
    const data = new RegExp(`${field}: (\\S+)`).exec(text)?.[1] ?? "";
    return Buffer.from(data, "base64").toString();
  }
  put(path: string, pem: string, field = "client-certificate-data"): void {
    if (this.text(path).startsWith("-----")) this.write(path, pem);
    else this.replace(path, new RegExp(`${field}: \\S+`), `${field}: ${Buffer.from(pem).toString("base64")}`);
  }
  authority(id: string): { certificate: Certificate; key: PrivateKey } {
    const [certificate] = parseCertificates(this.text(`authorities/${id}.crt`));
    if (certificate === undefined) throw new Error(id);
    return { certificate, key: parsePrivateKey(this.text(`authorities/${id}.key`)) };
  }
  /** Make a leaf again with its own key. */
  async again(path: string, by: string, change: Change): Promise<void> {
    const [old] = parseCertificates(this.pem(path));
    if (old === undefined) throw new Error(path);
    const { certificate, key } = change.by ?? this.authority(by);
    this.put(path, await made(old, certificate, key, change));
  }
}

let serial = 0;

async function made(old: Certificate, by: Certificate, key: PrivateKey, change: Change): Promise<string> {
  const signer = nodeSigner(key);
  const of = (type: string): string[] => old.subject.filter((one) => one.type === type).map(({ value }) => value);
  const { names, extendedKeyUsage = [] } = old.extensions;
  const raw = await issue(
    {
      subject: {
        commonName: change.commonName ?? of(OID.commonName)[0] ?? "",
        organizations: change.organizations ?? of(OID.organizationName),
        organizationalUnits: change.units ?? [],
      },
      publicKey: old.publicKey,
      serialNumber: serialFrom(new Uint8Array(20).fill(++serial)),
      notBefore: change.notBefore ?? old.notBefore,
      notAfter: change.notAfter ?? old.notAfter,
      names: {
        dns: change.dns ?? names?.dns ?? [],
        addresses: change.addresses ?? names?.addresses ?? [],
      },
      extendedKeyUsage: change.usages ?? extendedKeyUsage.filter((one) => one === "serverAuth" || one === "clientAuth"),
    },
    issuerFrom(by, signer.algorithm, (bytes) => signer.sign(bytes)),
  );
  return encodePem("CERTIFICATE", raw);
}

/** An authority of a name, with the key of another certificate that is at hand. */
export async function authorityOf(
  commonName: string,
  key: PrivateKey,
  more: {
    readonly notAfter?: Date;
    readonly pathLength?: number;
    readonly usages?: Change["usages"];
    readonly constrained?: string;
    /** No authority at all. */
    readonly plain?: true;
    readonly by?: { readonly certificate: Certificate; readonly key: PrivateKey };
  } = {},
): Promise<{ certificate: Certificate; key: PrivateKey; pem: string }> {
  const signer = nodeSigner(more.by?.key ?? key);
  const { constrained, pathLength } = more;
  const request = {
    subject: { commonName, organizations: [] },
    publicKey: key.publicKey,
    serialNumber: serialFrom(new Uint8Array(20).fill(++serial)),
    notBefore: days(-10),
    notAfter: more.notAfter ?? days(3000),
    names: { dns: [], addresses: [] },
    extendedKeyUsage: more.usages ?? [],
    ...(more.plain
      ? {}
      : {
          authority: {
            ...(pathLength === undefined ? {} : { pathLength }),
            ...(constrained === undefined ? {} : { nameConstraints: { dns: [constrained], networks: [] } }),
          },
        }),
  };
  const raw = await (more.by === undefined
    ? issueSelfSigned(request, signer.algorithm, (bytes) => signer.sign(bytes))
    : issue(
        request,
        issuerFrom(more.by.certificate, signer.algorithm, (bytes) => signer.sign(bytes)),
      ));
  return { certificate: parseCertificate(raw), key, pem: encodePem("CERTIFICATE", raw) };
}

/** One fault: what is done to the tree, and the file that has to be named. */
export interface Fault {
  readonly id: string;
  readonly cause: string;
  readonly file: string;
  readonly make: (tree: Tree) => void | Promise<void>;
}

const both = (path: string): string[] => [path, path.replace("cp-1", "cp-2")];
const SERVER = `${PKI}/apiserver.crt`;
const ETCD = `${PKI}/etcd/server.crt`;
const PEER = `${PKI}/etcd/peer.crt`;
const ETCD_CLIENT = `${PKI}/apiserver-etcd-client.crt`;
const KUBELET_CLIENT = `${PKI}/apiserver-kubelet-client.crt`;
const PROXY = `${PKI}/front-proxy-client.crt`;
const ADMIN = "hosts/cp-1/etc/kubernetes/admin.conf";
const MANAGER = "hosts/cp-1/etc/kubernetes/controller-manager.conf";
const SCHEDULER = "hosts/cp-1/etc/kubernetes/scheduler.conf";
const MANIFESTS = "hosts/cp-1/etc/kubernetes/manifests";
const KUBELET = "hosts/cp-1/var/lib/kubelet/pki/kubelet.crt";

const leafFaults = (name: string, file: string, by: string, server: boolean): Fault[] => {
  const fault = (cause: string, change: Change): Fault => ({
    id: `${name}: ${cause}`,
    cause,
    file,
    make: (tree) => tree.again(file, by, change),
  });
  const side = server ? "server-auth-missing" : "client-auth-missing";
  return [
    fault("expired", { notAfter: days(-1) }),
    fault("not-yet-valid", { notBefore: days(1) }),
    fault(side, { usages: server ? ["clientAuth"] : ["serverAuth"] }),
    {
      id: `${name}: unknown-authority`,
      cause: "unknown-authority",
      file,
      make: async (tree) => {
        const foreign = await authorityOf("somebody else", parsePrivateKey(tree.text(`authorities/sa.key`)));
        await tree.again(file, by, { by: foreign });
      },
    },
    {
      id: `${name}: same-name-different-key`,
      cause: "same-name-different-key",
      file,
      make: async (tree) => {
        const { certificate } = tree.authority(by);
        const cn = certificate.subject[0]?.value ?? "";
        await tree.again(file, by, { by: await authorityOf(cn, parsePrivateKey(tree.text("authorities/sa.key"))) });
      },
    },
    {
      id: `${name}: missing-intermediate`,
      cause: "missing-intermediate",
      file,
      make: async (tree) => {
        const key = parsePrivateKey(tree.text("authorities/sa.key"));
        const middle = await authorityOf("middle", key, { by: tree.authority(by) });
        tree.write("authorities/middle.crt", middle.pem);
        await tree.again(file, by, { by: middle });
      },
    },
    {
      id: `${name}: self-signed`,
      cause: "self-signed",
      file,
      make: async (tree) => {
        const keyText = file.endsWith(".crt")
          ? tree.text(file.replace(/\.crt$/, ".key"))
          : tree.pem(file, "client-key-data");
        const self = await authorityOf("self", parsePrivateKey(keyText));
        tree.put(file, self.pem);
      },
    },
  ];
};

export const FAULTS: readonly Fault[] = [
  ...leafFaults("API server", SERVER, "ca", true),
  ...leafFaults("etcd", ETCD, "etcd-ca", true),
  ...leafFaults("kubelet", KUBELET, "ca", true),
  ...leafFaults("client of etcd", ETCD_CLIENT, "etcd-ca", false),
  ...leafFaults("client of kubelets", KUBELET_CLIENT, "ca", false),
  ...leafFaults("administrator", ADMIN, "ca", false),
  ...leafFaults("controller-manager", MANAGER, "ca", false),
  ...leafFaults("scheduler", SCHEDULER, "ca", false),
  {
    id: "API server: dns-name-missing",
    cause: "dns-name-missing",
    file: SERVER,
    make: (tree) => tree.again(SERVER, "ca", { dns: ["other"] }),
  },
  {
    id: "API server: ip-address-missing",
    cause: "ip-address-missing",
    file: SERVER,
    make: (tree) => tree.again(SERVER, "ca", { addresses: ["192.0.2.1"] }),
  },
  {
    id: "kubelet: ip-address-missing",
    cause: "ip-address-missing",
    file: KUBELET,
    make: (tree) => tree.again(KUBELET, "ca", { addresses: [] }),
  },
  {
    id: "etcd: ip-address-missing",
    cause: "ip-address-missing",
    file: ETCD,
    make: (tree) => tree.again(ETCD, "etcd-ca", { addresses: ["192.0.2.1"] }),
  },
  {
    id: "API server: legacy-common-name",
    cause: "legacy-common-name",
    file: SERVER,
    make: (tree) => tree.again(SERVER, "ca", { dns: [], addresses: [], commonName: "api.example.com" }),
  },
  {
    id: "etcd peer: peer-address-missing",
    cause: "peer-address-missing",
    file: PEER,
    make: (tree) => tree.again(PEER, "etcd-ca", { dns: ["cp-1"], addresses: ["192.0.2.9"] }),
  },
  {
    id: "etcd peer: client-auth-missing",
    cause: "client-auth-missing",
    file: PEER,
    make: (tree) => tree.again(PEER, "etcd-ca", { usages: ["serverAuth"] }),
  },
  {
    id: "etcd peer: server-auth-missing",
    cause: "server-auth-missing",
    file: PEER,
    make: (tree) => tree.again(PEER, "etcd-ca", { usages: ["clientAuth"] }),
  },
  {
    id: "etcd peer: peer-name-not-allowed",
    cause: "peer-name-not-allowed",
    file: PEER,
    make: (tree) => {
      for (const path of both(`${MANIFESTS}/etcd.yaml`))
        tree.replace(path, "- --peer-cert-file", "- --peer-cert-allowed-cn=cp-2\n    - --peer-cert-file");
    },
  },
  {
    id: "administrator: wrong-user-name",
    cause: "wrong-user-name",
    file: SCHEDULER,
    make: (tree) => tree.again(SCHEDULER, "ca", { commonName: "scheduler" }),
  },
  {
    id: "administrator: group-missing",
    cause: "group-missing",
    file: ADMIN,
    make: (tree) => tree.again(ADMIN, "ca", { organizations: [] }),
  },
  {
    id: "scheduler: group-in-organizational-unit",
    cause: "group-in-organizational-unit",
    file: ADMIN,
    make: (tree) => tree.again(ADMIN, "ca", { organizations: [], units: ["kubeadm:cluster-admins"] }),
  },
  {
    id: "administrator: common-name-empty",
    cause: "common-name-empty",
    file: ADMIN,
    make: (tree) => tree.again(ADMIN, "ca", { commonName: "" }),
  },
  {
    id: "front proxy: front-proxy-name-not-allowed",
    cause: "front-proxy-name-not-allowed",
    file: PROXY,
    make: (tree) => tree.again(PROXY, "front-proxy-ca", { commonName: "aggregator" }),
  },
  {
    id: "administrator: trust-anchor-missing",
    cause: "trust-anchor-missing",
    file: ADMIN,
    make: (tree) => tree.replace(ADMIN, /\n\s+certificate-authority-data: \S+/, ""),
  },
  ...["apiserver", "apiserver-etcd-client", "etcd/server"].map(
    (name): Fault => ({
      id: `${name}: key-mismatch`,
      cause: "key-mismatch",
      file: `${PKI}/${name}.key`,
      make: (tree) => tree.write(`${PKI}/${name}.key`, tree.text(`${PKI}/front-proxy-client.key`)),
    }),
  ),
  ...["ca.crt", "sa.key", "etcd/ca.crt", "front-proxy-ca.crt", "apiserver.crt"].map(
    (name): Fault => ({
      id: `${name}: file-missing`,
      cause: "file-missing",
      file: name,
      make: (tree) => tree.remove(`${PKI}/${name}`),
    }),
  ),
  ...["ca.crt", "apiserver.crt", "etcd/server.crt"].map(
    (name): Fault => ({
      id: `${name}: pem-unreadable`,
      cause: "pem-unreadable",
      file: `${PKI}/${name}`,
      make: (tree) => tree.write(`${PKI}/${name}`, "hello\n"),
    }),
  ),
  ...["ca.crt", "apiserver.crt", "sa.key"].map(
    (name): Fault => ({
      id: `${name}: pem-wrong-type`,
      cause: "pem-wrong-type",
      file: `${PKI}/${name}`,
      make: (tree) => tree.write(`${PKI}/${name}`, tree.text(name === "sa.key" ? `${PKI}/ca.crt` : `${PKI}/sa.key`)),
    }),
  ),
  {
    id: "API server: client-certificate-missing",
    cause: "client-certificate-missing",
    file: `${MANIFESTS}/kube-apiserver.yaml`,
    make: (tree) => {
      const path = `${MANIFESTS}/kube-apiserver.yaml`;
      tree.replace(path, /\n\s+- --etcd-certfile=\S+\n\s+- --etcd-keyfile=\S+/, "");
    },
  },
  {
    id: "etcd: flag-missing",
    cause: "flag-missing",
    file: `${MANIFESTS}/etcd.yaml`,
    make: (tree) => tree.replace(`${MANIFESTS}/etcd.yaml`, /\n\s+- --key-file=\S+/, ""),
  },
  {
    id: "API server: flag-missing",
    cause: "flag-missing",
    file: `${MANIFESTS}/kube-apiserver.yaml`,
    make: (tree) => tree.replace(`${MANIFESTS}/kube-apiserver.yaml`, /\n\s+- --service-account-key-file=\S+/, ""),
  },
  {
    id: "API server: protocol-version-mismatch",
    cause: "protocol-version-mismatch",
    file: `${MANIFESTS}/kube-apiserver.yaml`,
    make: (tree) =>
      tree.replace(
        `${MANIFESTS}/kube-apiserver.yaml`,
        "- --tls-cert-file",
        "- --tls-min-version=VersionTLS13\n    - --tls-cert-file",
      ),
  },
  {
    id: "API server: no-shared-cipher",
    cause: "no-shared-cipher",
    file: `${MANIFESTS}/kube-apiserver.yaml`,
    make: (tree) =>
      tree.replace(
        `${MANIFESTS}/kube-apiserver.yaml`,
        "- --tls-cert-file",
        "- --tls-cipher-suites=TLS_RSA_WITH_AES_128_CBC_SHA\n    - --tls-cert-file",
      ),
  },
  {
    id: "API server: plain-http-to-tls-port",
    cause: "plain-http-to-tls-port",
    file: `${MANIFESTS}/kube-apiserver.yaml`,
    make: (tree) => tree.replace(`${MANIFESTS}/kube-apiserver.yaml`, "https://127.0.0.1:2379", "http://127.0.0.1:2379"),
  },
  {
    id: "authority: ca-expired",
    cause: "ca-expired",
    file: `${PKI}/ca.crt`,
    make: async (tree) => {
      const { key } = tree.authority("ca");
      const { pem } = await authorityOf("kubernetes", key, { notAfter: days(-1) });
      for (const path of [`${PKI}/ca.crt`, `${PKI.replace("cp-1", "cp-2")}/ca.crt`]) tree.write(path, pem);
    },
  },
  {
    id: "authority: ca-eku-restricts",
    cause: "ca-eku-restricts",
    file: ADMIN,
    make: async (tree) => {
      const { pem } = await authorityOf("kubernetes", tree.authority("ca").key, { usages: ["clientAuth"] });
      tree.put(ADMIN, pem, "certificate-authority-data");
    },
  },
  {
    id: "authority: path-length-exceeded",
    cause: "path-length-exceeded",
    file: ADMIN,
    make: async (tree) => {
      const ca = tree.authority("ca");
      const key = parsePrivateKey(tree.text("authorities/sa.key"));
      const middle = await authorityOf("middle", key, { by: ca });
      await tree.again(SERVER, "ca", { by: middle });
      tree.write(SERVER, tree.text(SERVER) + middle.pem);
      const { pem } = await authorityOf("kubernetes", ca.key, { pathLength: 0 });
      tree.put(ADMIN, pem, "certificate-authority-data");
    },
  },
  {
    id: "authority: name-constraint-violated",
    cause: "name-constraint-violated",
    file: ADMIN,
    make: async (tree) => {
      const { pem } = await authorityOf("kubernetes", tree.authority("ca").key, { constrained: "example.org" });
      tree.put(ADMIN, pem, "certificate-authority-data");
    },
  },
  {
    id: "authority: ca-basic-constraints-missing",
    cause: "ca-basic-constraints-missing",
    file: ADMIN,
    make: async (tree) => {
      const { pem } = await authorityOf("kubernetes", tree.authority("ca").key, { plain: true });
      tree.put(ADMIN, pem, "certificate-authority-data");
    },
  },
  {
    id: "API server: negative-serial-number",
    cause: "negative-serial-number",
    file: SERVER,
    make: (tree) => {
      const [old] = parseCertificates(tree.text(SERVER));
      const raw = Buffer.from(old?.raw ?? []);
      const at = raw.indexOf(Buffer.from(old?.serialNumber ?? []));
      raw[at] = (raw[at] ?? 0) | 0x80;
      tree.write(SERVER, encodePem("CERTIFICATE", raw));
    },
  },
  {
    id: "administrator: key-encrypted",
    cause: "key-encrypted",
    file: ADMIN,
    make: (tree) => tree.put(ADMIN, encrypted(tree.pem(ADMIN, "client-key-data")), "client-key-data"),
  },
  {
    id: "API server: key-encrypted",
    cause: "key-encrypted",
    file: `${PKI}/sa.key`,
    make: (tree) => tree.write(`${PKI}/sa.key`, encrypted(tree.text(`${PKI}/sa.key`))),
  },
  {
    id: "etcd: tls-to-plain-http-port",
    cause: "tls-to-plain-http-port",
    file: `${MANIFESTS}/etcd.yaml`,
    make: (tree) => tree.replace(`${MANIFESTS}/etcd.yaml`, /(--listen-client-urls=.*)https:(\S*)/, "$1http:$2"),
  },
  ...(
    [
      ["token-expired", { exp: NOW.getTime() / 1000 - 60 }],
      ["token-issuer-mismatch", { iss: "https://another" }],
      ["token-audience-mismatch", { aud: ["vault"] }],
      ["service-account-key-mismatch", {}],
      ["token-unknown", undefined],
    ] as const
  ).map(
    ([cause, claims]): Fault => ({
      id: `token: ${cause}`,
      cause,
      file: ADMIN,
      make: (tree) => {
        const key = cause === "service-account-key-mismatch" ? `${PKI}/apiserver.key` : "authorities/sa.key";
        const text = claims === undefined ? "abc.def.ghi" : token(tree.text(key), claims);
        tree.replace(ADMIN, /\n\s+client-certificate-data: \S+\n\s+client-key-data: \S+/, `\n    token: ${text}`);
      },
    }),
  ),
];

const encrypted = (pem: string): string =>
  createPrivateKey(pem)
    .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" })
    .toString();

/** A service account's token, signed with a P-256 key. */
function token(keyText: string, claims: Readonly<Record<string, unknown>>): string {
  const key = createPrivateKey(keyText);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const body = {
    iss: "https://kubernetes.default.svc.cluster.local",
    sub: "system:serviceaccount:default:app",
    aud: ["https://kubernetes.default.svc.cluster.local"],
    exp: NOW.getTime() / 1000 + 3600,
    "kubernetes.io": { namespace: "default", serviceaccount: { name: "app", uid: "1" } },
    ...claims,
  };
  const ec = key.asymmetricKeyType === "ec";
  const signed = `${part({ alg: ec ? "ES256" : "RS256" })}.${part(body)}`;
  const signature = sign("sha256", Buffer.from(signed), ec ? { key, dsaEncoding: "ieee-p1363" } : key);
  return `${signed}.${signature.toString("base64url")}`;
}
