export type JudgeName =
  | "go"
  | "openssl"
  | "tar"
  | "curl"
  | "ip"
  | "keytool"
  | "nginx"
  | "sample-apiserver"
  | "etcd"
  | "etcdctl"
  | "containerd"
  | "runc"
  | "dot"
  | "promtool"
  | "xmllint"
  | "chromium"
  | "kubeadm"
  | "kubectl"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "kubelet"
  | "kube-proxy"
  | "zlint"
  | "go-oracle"
  | "cfssl"
  | "cfssljson"
  | "gcc";

export interface Judge {
  readonly name: JudgeName;
  readonly group: "test" | "bench";
  readonly provider: "none" | "debian" | "kubernetes" | "zlint" | "oracle";
  readonly packageName?: string;
  readonly why: string;
  readonly remedy?: string;
  find(): string | undefined;
}

export declare const JUDGES: readonly Judge[];
export declare const KUBERNETES_VERSION: string;
export declare const ZLINT_VERSION: string;
export declare const oracleSource: string;
export declare function cacheFolder(): string;
export declare function judgesFolder(): string;
export declare function stateFile(): string;
export declare function kubernetesFolder(version?: string): string;
export declare function zlintFolder(): string;
export declare function oracleFolder(): string;
export declare function programInPath(name: string): string | undefined;
