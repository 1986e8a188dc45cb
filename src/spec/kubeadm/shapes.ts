/**
 * The fields of kubeadm's documents (kubernetes cmd/kubeadm/app/apis/kubeadm/v1beta3 and v1beta4, types.go): those
 * that shape the trust with their type, the others by name, so that they can be named when they are left aside.
 */

/**
 * `ignored`: known, without meaning for us. `arguments`: flags, a mapping in v1beta3 and a list in v1beta4.
 * `only`: in that version alone. `open`: further fields are known to others and not to us.
 */
export type Shape =
  | "text"
  | "number"
  | "boolean"
  | "texts"
  | "ignored"
  | "arguments"
  | { readonly map: "boolean" }
  | { readonly only: "v1beta3" | "v1beta4"; readonly shape: Shape }
  | { readonly fields: Readonly<Record<string, Shape>>; readonly open?: true };

export interface Argument {
  readonly name: string;
  readonly value: string;
}

/** The type of what a shape reads. */
export type Read<S> = S extends "text"
  ? string
  : S extends "number"
    ? number
    : S extends "boolean"
      ? boolean
      : S extends "texts"
        ? readonly (string | undefined)[]
        : S extends "arguments"
          ? readonly Argument[]
          : S extends { readonly map: "boolean" }
            ? Readonly<Record<string, boolean>>
            : S extends { readonly shape: infer Inner }
              ? Read<Inner>
              : S extends { readonly fields: infer Fields }
                ? { readonly [K in keyof Fields]?: Read<Fields[K]> }
                : undefined;

const inBeta4 = <const S extends Shape>(shape: S) => ({ only: "v1beta4", shape }) as const;
const inBeta3 = <const S extends Shape>(shape: S) => ({ only: "v1beta3", shape }) as const;

const HEAD = { apiVersion: "text", kind: "text" } as const;

const CONTROL_PLANE_COMPONENT = {
  extraArgs: "arguments",
  extraVolumes: "ignored",
  extraEnvs: inBeta4("ignored"),
} as const;

const LOCAL_API_ENDPOINT = { fields: { advertiseAddress: "text", bindPort: "number" } } as const;

const NODE_REGISTRATION = {
  fields: {
    name: "text",
    criSocket: "ignored",
    taints: "ignored",
    kubeletExtraArgs: "arguments",
    ignorePreflightErrors: "ignored",
    imagePullPolicy: "ignored",
    imagePullSerial: inBeta4("ignored"),
  },
} as const;

export const CLUSTER_CONFIGURATION = {
  fields: {
    ...HEAD,
    etcd: {
      fields: {
        local: {
          fields: {
            imageRepository: "ignored",
            imageTag: "ignored",
            dataDir: "text",
            extraArgs: "arguments",
            extraEnvs: inBeta4("ignored"),
            serverCertSANs: "texts",
            peerCertSANs: "texts",
          },
        },
        external: {
          fields: {
            endpoints: "texts",
            httpEndpoints: inBeta4("ignored"),
            caFile: "text",
            certFile: "text",
            keyFile: "text",
          },
        },
      },
    },
    networking: { fields: { serviceSubnet: "text", podSubnet: "text", dnsDomain: "text" } },
    kubernetesVersion: "text",
    controlPlaneEndpoint: "text",
    apiServer: {
      fields: { ...CONTROL_PLANE_COMPONENT, certSANs: "texts", timeoutForControlPlane: inBeta3("ignored") },
    },
    controllerManager: { fields: CONTROL_PLANE_COMPONENT },
    scheduler: { fields: CONTROL_PLANE_COMPONENT },
    dns: "ignored",
    proxy: inBeta4("ignored"),
    certificatesDir: "text",
    imageRepository: "ignored",
    featureGates: { map: "boolean" },
    clusterName: "text",
    encryptionAlgorithm: inBeta4("text"),
    certificateValidityPeriod: inBeta4("text"),
    caCertificateValidityPeriod: inBeta4("text"),
  },
} as const satisfies Shape;

export const INIT_CONFIGURATION = {
  fields: {
    ...HEAD,
    bootstrapTokens: "ignored",
    dryRun: inBeta4("ignored"),
    nodeRegistration: NODE_REGISTRATION,
    localAPIEndpoint: LOCAL_API_ENDPOINT,
    certificateKey: "ignored",
    skipPhases: "ignored",
    patches: "ignored",
    timeouts: inBeta4("ignored"),
  },
} as const satisfies Shape;

export const JOIN_CONFIGURATION = {
  fields: {
    ...HEAD,
    dryRun: inBeta4("ignored"),
    nodeRegistration: NODE_REGISTRATION,
    caCertPath: "ignored",
    discovery: "ignored",
    controlPlane: { fields: { localAPIEndpoint: LOCAL_API_ENDPOINT, certificateKey: "ignored" } },
    skipPhases: "ignored",
    patches: "ignored",
    timeouts: inBeta4("ignored"),
  },
} as const satisfies Shape;

/** `kubelet.config.k8s.io/v1beta1`. Its many other fields are the kubelet's own business. */
export const KUBELET_CONFIGURATION = {
  fields: { ...HEAD, serverTLSBootstrap: "boolean", clusterDomain: "text" },
  open: true,
} as const satisfies Shape;

/** `kubeproxy.config.k8s.io/v1alpha1`. */
export const KUBE_PROXY_CONFIGURATION = {
  fields: { ...HEAD, clusterCIDR: "text" },
  open: true,
} as const satisfies Shape;
