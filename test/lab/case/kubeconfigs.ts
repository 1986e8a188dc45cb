import { X509Certificate } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { parse } from "yaml";

export interface FoundKubeconfig {
  /** As kubectl is given it: a path on the host, or a real one for what lies on no host. */
  readonly path: string;
  /** Host name, or undefined for people's files. */
  readonly host: string | undefined;
  readonly server: URL;
  /** From its client certificate; undefined when it has none (a token, or a file made later). */
  readonly identity: Identity | undefined;
}

export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
  readonly certificate: X509Certificate;
}

interface Kubeconfig {
  readonly kind?: string;
  readonly "current-context"?: string;
  readonly clusters?: readonly { name: string; cluster: Record<string, string> }[];
  readonly contexts?: readonly { name: string; context: { cluster: string; user: string } }[];
  readonly users?: readonly { name: string; user: Record<string, string> }[];
}

/** Every kubeconfig below a folder, hosts' files by their path on the host. */
export function findKubeconfigs(folder: string, host?: string): FoundKubeconfig[] {
  const found: FoundKubeconfig[] = [];
  for (const path of files(folder)) {
    const text = readFileSync(path, "utf8");
    if (!/^kind: ["']?Config\b/m.test(text) && !/"kind":\s*"Config"/.test(text)) continue;
    const kubeconfig = parse(text) as Kubeconfig;
    const context = kubeconfig.contexts?.find(({ name }) => name === kubeconfig["current-context"])?.context;
    const cluster = kubeconfig.clusters?.find(({ name }) => name === context?.cluster)?.cluster;
    const user = kubeconfig.users?.find(({ name }) => name === context?.user)?.user ?? {};
    if (cluster?.server === undefined) throw new Error(`${path}: the current context leads to no server`);
    found.push({
      path: host === undefined ? path : path.slice(folder.length),
      host,
      server: new URL(cluster.server),
      identity: identityOf(user, path, host === undefined ? "/" : folder),
    });
  }
  return found;
}

function identityOf(user: Record<string, string>, kubeconfig: string, root: string): Identity | undefined {
  const data = user["client-certificate-data"];
  if (data !== undefined) return identity(Buffer.from(data, "base64"));
  const file = user["client-certificate"];
  if (file === undefined) return undefined;
  const path = isAbsolute(file) ? join(root, file) : join(dirname(kubeconfig), file);
  return existsSync(path) ? identity(readFileSync(path)) : undefined;
}

/** Whom Kubernetes takes the holder of a certificate for. */
export function identity(pem: Buffer | string): Identity {
  const certificate = new X509Certificate(pem);
  const values = (key: string) =>
    certificate.subject
      .split("\n")
      .filter((line) => line.startsWith(`${key}=`))
      .map((line) => line.slice(key.length + 1));
  return { user: values("CN")[0] ?? "", groups: values("O"), certificate };
}

function files(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() ? files(join(folder, entry.name)) : entry.isFile() ? [join(folder, entry.name)] : [],
    )
    .sort();
}
