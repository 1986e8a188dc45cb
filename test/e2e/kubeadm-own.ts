// What kubeadm makes of a file by itself, to hold ours against: its phases do not look at names, usages or servers.
import { createPublicKey, X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments, stringify } from "yaml";
import { judgePath } from "../judges/judge.ts";
import type { Lab } from "../lab/lab.ts";
import { filesBelow } from "./snapshot.ts";

const OWN = "/run/own";

type Fields = Record<string, unknown>;

/** The file with its certificates in another folder. */
export function withCertificatesIn(folder: string, config: string): string {
  const documents = parseAllDocuments(config).map((document) => document.toJS() as Fields | null);
  const cluster = documents.find((document) => document?.kind === "ClusterConfiguration");
  if (cluster !== undefined && cluster !== null) cluster.certificatesDir = folder;
  const added = { apiVersion: "kubeadm.k8s.io/v1beta4", kind: "ClusterConfiguration", certificatesDir: folder };
  return [...documents, ...(cluster ? [] : [added])].map((document) => stringify(document)).join("---\n");
}

/** Lets kubeadm make everything on the host, apart from our tree. */
export async function makeByKubeadm(lab: Lab, host: string, config: string): Promise<void> {
  lab.write(host, `${OWN}.yaml`, withCertificatesIn(`${OWN}/pki`, config));
  for (const phase of [
    ["certs", "all"],
    ["kubeconfig", "all", "--kubeconfig-dir", OWN],
  ]) {
    const argv = [judgePath("kubeadm"), "init", "phase", ...phase, "--config", `${OWN}.yaml`];
    const { code, stderr } = await lab.run(host, argv);
    if (code !== 0) throw new Error(`kubeadm ${phase.join(" ")} on ${host}: ${stderr}`);
  }
}

/** In what our tree differs from kubeadm's; names that we have beside kubeadm's are no difference. */
export function differences(lab: Lab, host: string, pki: string, leaveOut: readonly string[]): string[] {
  const own = lab.path(host, OWN);
  return filesBelow(own).flatMap((path) => {
    const name = path.slice(own.length + 1);
    if (leaveOut.includes(name)) return [];
    const ours = lab.path(host, name.startsWith("pki/") ? join(pki, name.slice(4)) : join("/etc/kubernetes", name));
    const wanted = facts(path);
    const found = facts(ours);
    return Object.keys(wanted).flatMap((fact) => {
      const [theirs, mine] = [wanted[fact] ?? "", found[fact] ?? ""];
      if (fact === "names") {
        const missing = theirs.split(", ").filter((one) => one !== "" && !mine.split(", ").includes(one));
        return missing.length === 0 ? [] : [`${name}: without ${missing.join(", ")}`];
      }
      return theirs === mine ? [] : [`${name}: ${fact} ${mine}, kubeadm's ${theirs}`];
    });
  });
}

/** What has to be the same of a file, by what it is. */
function facts(path: string): Record<string, string> {
  const text = readFileSync(path, "utf8");
  const mode = (statSync(path).mode & 0o777).toString(8);
  if (path.endsWith(".conf")) return { mode, ...kubeconfigFacts(text) };
  if (path.endsWith(".crt")) return { mode, ...certificateFacts(text) };
  const header = /-----BEGIN ([A-Z ]+)-----/.exec(text)?.[1] ?? "";
  return { mode, header, key: keyFact(createPublicKey(text)) };
}

function certificateFacts(pem: string): Record<string, string> {
  const certificate = new X509Certificate(pem);
  return {
    subject: certificate.subject.split("\n").sort().join(", "),
    issuer: certificate.issuer,
    usage: [...(certificate.keyUsage ?? [])].sort().join(", "),
    // kubeadm gives its authorities their common name as a DNS name, which nobody dials.
    names: certificate.ca ? "" : (certificate.subjectAltName ?? "").toLowerCase(),
    authority: String(certificate.ca),
    key: keyFact(certificate.publicKey),
    // To the quarter of an hour: the two were made one after the other.
    "days left": (Math.round((Date.parse(certificate.validTo) - Date.now()) / 900_000) / 96).toFixed(2),
  };
}

function keyFact(key: ReturnType<typeof createPublicKey>): string {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  return [key.asymmetricKeyType, modulusLength ?? namedCurve].join(" ");
}

interface Kubeconfig {
  readonly clusters: readonly { readonly name: string; readonly cluster: { readonly server: string } }[];
  readonly users: readonly { readonly name: string; readonly user: Record<string, string> }[];
  readonly contexts: readonly { readonly name: string; readonly context: Record<string, string> }[];
  readonly "current-context": string;
}

function kubeconfigFacts(text: string): Record<string, string> {
  const { clusters, users, contexts, "current-context": current } = parse(text) as Kubeconfig;
  const data = users[0]?.user["client-certificate-data"] ?? "";
  return {
    cluster: `${clusters.length} ${clusters[0]?.name} ${clusters[0]?.cluster.server}`,
    user: users[0]?.name ?? "",
    context: `${current} ${contexts[0]?.name} ${contexts[0]?.context.cluster} ${contexts[0]?.context.user}`,
    ...certificateFacts(Buffer.from(data, "base64").toString()),
  };
}
