/** Configuration documents: each scalar with the path of its field. */
import type { Path, SourceDocument } from "../../source/source-document.ts";
import type { SettingsContent, Told } from "../actual.ts";
import { type Fields, isFields } from "../contents/documents.ts";

type Head = Pick<SettingsContent, "form" | "component">;

/** By kind; groups are those that Kubernetes has. */
const KINDS: Readonly<Record<string, Head>> = {
  KubeletConfiguration: { form: "component-config", component: "kubelet" },
  KubeProxyConfiguration: { form: "component-config", component: "kube-proxy" },
  KubeSchedulerConfiguration: { form: "component-config", component: "kube-scheduler" },
  KubeControllerManagerConfiguration: { form: "component-config", component: "kube-controller-manager" },
  AuthenticationConfiguration: { form: "component-config", component: "kube-apiserver" },
  AuthorizationConfiguration: { form: "component-config", component: "kube-apiserver" },
  EncryptionConfiguration: { form: "component-config", component: "kube-apiserver" },
  EgressSelectorConfiguration: { form: "egress-config", component: "kube-apiserver" },
  AdmissionConfiguration: { form: "admission-config", component: "kube-apiserver" },
  InitConfiguration: { form: "kubeadm-config", component: undefined },
  JoinConfiguration: { form: "kubeadm-config", component: undefined },
  ClusterConfiguration: { form: "kubeadm-config", component: undefined },
};

/** Fields of etcd's own configuration file that nothing else has (etcd server/embed/config.go). */
const ETCD = ["listen-client-urls", "client-transport-security", "peer-transport-security", "initial-cluster"];
/** Of k3s and RKE2 (k3s pkg/cli/cmds): flags without their dashes. */
const DISTRIBUTION = ["tls-san", "cluster-init", "kube-apiserver-arg", "kubelet-arg", "token", "node-name", "server"];

/** The largest configuration that a program takes, the kubelet's, has some 150. */
const MOST_FIELDS = 2000;

export function readConfigDocument(document: SourceDocument): SettingsContent | undefined {
  const value = document.value as Fields;
  const head = headOf(value);
  if (head === undefined) return undefined;
  const told: Told[] = [];
  walk(value, [], (path, text) => {
    if (told.length >= MOST_FIELDS) return;
    const name = head.form === "etcd-config" ? etcdFlag(path) : path.join(".");
    told.push({ name, value: text, from: "field", within: at(document, path) });
  });
  return { kind: "settings", within: { line: document.position([], "value").line }, ...head, told };
}

const at = (document: SourceDocument, path: Path) => ({
  field: path.join("."),
  line: document.position(path, "key").line,
});

function headOf(value: Fields): Head | undefined {
  if (typeof value.kind === "string") return Object.hasOwn(KINDS, value.kind) ? KINDS[value.kind] : undefined;
  if (value.apiVersion !== undefined) return undefined;
  if (ETCD.some((field) => value[field] !== undefined)) return { form: "etcd-config", component: "etcd" };
  if (DISTRIBUTION.some((field) => value[field] !== undefined))
    return { form: "distribution-config", component: "distribution-server" };
  return undefined;
}

/** etcd's file groups what its flags give a prefix: `peer-transport-security.cert-file` is `--peer-cert-file`. */
function etcdFlag([first = "", ...rest]: Path): string {
  if (first === "client-transport-security") return rest.join(".");
  return first === "peer-transport-security" ? `peer-${rest.join(".")}` : [first, ...rest].join(".");
}

function walk(value: unknown, path: Path, leaf: (path: Path, text: string) => void): void {
  if (Array.isArray(value)) for (const [i, one] of value.entries()) walk(one, [...path, i], leaf);
  else if (isFields(value)) for (const [key, one] of Object.entries(value)) walk(one, [...path, key], leaf);
  else leaf(path, String(value));
}
