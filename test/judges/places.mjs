// Which judges there are, why each is wanted, where it is looked for and who provides it. Read by setup.mjs, which
// provides them, and by judge.ts, which hands them to tests.
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const KUBERNETES_VERSION = process.env.KUBEPKI_TEST_KUBERNETES || "v1.37.2";
export const ZLINT_VERSION = "v3.6.8";

/** Built judges live outside the repository, by version, so that a fresh clone finds them. */
export const cacheFolder = () =>
  process.env.KUBEPKI_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "kubepki");
export const judgesFolder = () => join(cacheFolder(), "judges");
export const stateFile = () => join(judgesFolder(), "state.json");
export const kubernetesFolder = (version = KUBERNETES_VERSION) => join(judgesFolder(), `kubernetes-${version}`);
export const zlintFolder = () => join(judgesFolder(), `zlint-${ZLINT_VERSION}`);

export const oracleSource = fileURLToPath(new URL("../oracle/go", import.meta.url));

/** Named after its source, so that a changed source is a missing judge, never an old one. */
export function oracleFolder() {
  const hash = createHash("sha256");
  for (const name of readdirSync(oracleSource).sort()) hash.update(name).update(readFileSync(join(oracleSource, name)));
  return join(judgesFolder(), `go-oracle-${hash.digest("hex").slice(0, 16)}`);
}

const isProgram = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** A program in PATH or where Debian puts root's programs. */
export function programInPath(name) {
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/local/go/bin", "/usr/sbin", "/sbin"];
  return folders
    .filter((folder) => folder.startsWith("/"))
    .map((folder) => join(folder, name))
    .find(isProgram);
}

const debian = (name, packageName, why, group = "test") => ({
  name,
  group,
  provider: "debian",
  packageName,
  why,
  find: () => programInPath(name),
});

const kubernetes = (name, why) => ({
  name,
  group: "test",
  provider: "kubernetes",
  why,
  find: () => [join(kubernetesFolder(), "bin", name)].find(isProgram),
});

export const JUDGES = [
  {
    name: "go",
    group: "test",
    provider: "none",
    why: "builds the Kubernetes binaries, zlint and our Go oracle",
    remedy: "no Go on this machine: install it from https://go.dev/dl",
    find: () => programInPath("go"),
  },
  debian("openssl", "openssl", "tests verify chains and key pairs with OpenSSL"),
  debian("tar", "tar", "unpacks the archives we write"),
  debian("curl", "curl", "tests ask components over TLS with curl"),
  debian("keytool", "default-jre-headless", "opens the PKCS#12 files we write with Java"),
  debian("nginx", "nginx-light", "checks our clients' certificates in front of an API server"),
  debian("ip", "iproute2", "tests give each host a network of its own"),
  debian("etcd", "etcd-server", "tests start a real etcd"),
  debian("etcdctl", "etcd-client", "tests ask a real etcd"),
  debian("containerd", "containerd", "a real kubelet wants a container runtime"),
  debian("runc", "runc", "containerd wants it"),
  debian("dot", "graphviz", "reads the trust maps we write"),
  debian("promtool", "prometheus", "reads the metrics, alert rules and dashboard of `status`"),
  debian("xmllint", "libxml2-utils", "reads the JUnit files that `audit` writes"),
  debian("chromium", "chromium", "draws the trust maps we write, and measures where its texts are"),
  kubernetes("kubeadm", "accepts or refuses the trees we write"),
  kubernetes("kubectl", "uses the kubeconfigs we write"),
  kubernetes("kube-apiserver", "starts on the files we write"),
  kubernetes("kube-controller-manager", "starts on the files we write"),
  kubernetes("kube-scheduler", "starts on the files we write"),
  kubernetes("kubelet", "registers with the certificates we write"),
  kubernetes("kube-proxy", "starts on the files we write"),
  kubernetes("sample-apiserver", "is reached through the front proxy with the certificates we write"),
  {
    name: "zlint",
    group: "test",
    provider: "zlint",
    why: "checks certificates against RFC 5280 and its companions",
    find: () => [join(zlintFolder(), "zlint")].find(isProgram),
  },
  {
    name: "go-oracle",
    group: "test",
    provider: "oracle",
    why: "verifies chains and handshakes with Go's own crypto/x509 and crypto/tls",
    find: () => (existsSync(oracleSource) ? [join(oracleFolder(), "oracle")].find(isProgram) : undefined),
  },
  debian("cfssl", "golang-cfssl", "makes what `show --cfssl` says, and is a peer of the benchmark"),
  debian("cfssljson", "golang-cfssl", "writes what cfssl makes into files"),
  debian("gcc", "gcc", "builds the benchmark's OpenSSL baseline", "bench"),
];
