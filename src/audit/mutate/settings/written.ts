/** Settings that contradict each other, come twice, are halves, or name what is not there. */
import type { ComponentId } from "../../../catalog/types.ts";
import { settingOf } from "../../../inventory/actual.ts";
import type { Mutation } from "../mutation.ts";
import { add, retold, set, unset } from "./retold.ts";

/** A file of another name in the same folder. */
const elsewhere = (path: string): string => path.replace(/([^/]+)$/, "gone-$1");

const misnamed = (component: ComponentId, title: string, name: string): Mutation =>
  retold("setting-file-missing", component, title, set(name, elsewhere));

const halved = (component: ComponentId, title: string, name: string, left: string): Mutation =>
  retold("pair-half-set", component, title, (running, scene) => {
    const told = unset(name)(running, scene);
    const place = settingOf(running.component, left)?.place;
    return told && place && { ...told, place };
  });

export const writtenSettingMutations = {
  "apiserver-certificate-misnamed": misnamed(
    "kube-apiserver",
    "The API server's certificate is named wrong",
    "tls-cert-file",
  ),
  "etcd-key-misnamed": misnamed("etcd", "etcd's key is named wrong", "key-file"),
  "kubelet-authority-misnamed": misnamed(
    "kubelet",
    "A kubelet's authority of clients is named wrong",
    "authentication.x509.clientCAFile",
  ),
  "kubelet-flag-against-file": retold(
    "setting-contradicted",
    "kubelet",
    "A kubelet's flag says otherwise than its file",
    add("pod-manifest-path", "/etc/pods"),
  ),
  "apiserver-flag-twice": retold(
    "setting-repeated",
    "kube-apiserver",
    "A flag is given twice with different values",
    add("anonymous-auth", "true", "false"),
  ),
  "apiserver-key-unset": halved(
    "kube-apiserver",
    "The API server is told its certificate without the key",
    "tls-private-key-file",
    "tls-cert-file",
  ),
  "etcd-certificate-unset": halved(
    "etcd",
    "An etcd member is told its peer key without the certificate",
    "peer-cert-file",
    "peer-key-file",
  ),
  "kubelet-key-unset": halved(
    "kubelet",
    "A kubelet is told its certificate without the key",
    "tlsPrivateKeyFile",
    "tlsCertFile",
  ),
} as const satisfies Readonly<Record<string, Mutation>>;
