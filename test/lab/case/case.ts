import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LayoutId } from "../../../src/catalog/types.ts";
import type { EtcdClient } from "../components.ts";
import type { Lab } from "../lab.ts";
import type { LabProcess } from "../process.ts";
import type { Written } from "../written.ts";
import type { FoundKubeconfig } from "./kubeconfigs.ts";

export const CONTROL_PLANE = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const;
export type ControlPlaneComponent = (typeof CONTROL_PLANE)[number];

/** Where a layout keeps what no flag names; the first file that exists counts. */
export interface Places {
  /** Of etcdctl on a host with a member. */
  readonly etcdClient: { readonly ca: readonly string[]; readonly certificate: string; readonly key: string };
  /** Who vouches for the serving certificates of controller-manager and scheduler, on a control plane. */
  readonly servingCa: readonly string[];
}

/** Layouts whose component settings start a cluster by themselves. */
export type StartedLayout = Exclude<LayoutId, "k3s" | "rke2">;

export const PLACES: Readonly<Record<StartedLayout, Places>> = {
  kubeadm: {
    etcdClient: {
      ca: ["/etc/kubernetes/pki/etcd/ca.crt", "/etc/kubernetes/pki/etcd/server-ca.crt"],
      certificate: "/etc/kubernetes/pki/etcd/healthcheck-client.crt",
      key: "/etc/kubernetes/pki/etcd/healthcheck-client.key",
    },
    servingCa: ["/etc/kubernetes/pki/ca.crt", "/etc/kubernetes/pki/server-ca.crt"],
  },
  "hard-way": {
    etcdClient: {
      ca: ["/etc/etcd/ca.crt", "/etc/etcd/server-ca.crt"],
      certificate: "/etc/etcd/etcd-client.crt",
      key: "/etc/etcd/etcd-client.key",
    },
    servingCa: ["/var/lib/kubernetes/ca.crt", "/var/lib/kubernetes/server-ca.crt"],
  },
  seed: {
    etcdClient: {
      ca: ["/etc/kubernetes/certs/etcd/Etcdtrustca.crt"],
      certificate: "/etc/kubernetes/certs/etcd/healthcheck-client.crt",
      key: "/etc/kubernetes/certs/etcd/healthcheck-client.key",
    },
    servingCa: ["/etc/kubernetes/certs/server-ca.crt", "/etc/kubernetes/certs/ca.crt"],
  },
  rke1: {
    etcdClient: {
      ca: ["/etc/kubernetes/ssl/kube-etcd-ca.pem", "/etc/kubernetes/ssl/kube-ca.pem"],
      certificate: "/etc/kubernetes/ssl/kube-etcd-client.pem",
      key: "/etc/kubernetes/ssl/kube-etcd-client-key.pem",
    },
    servingCa: ["/etc/kubernetes/ssl/kube-ca.pem"],
  },
  plain: {
    etcdClient: {
      ca: ["/etc/kubernetes/tls/etcd-ca.crt", "/etc/kubernetes/tls/etcd-server-ca.crt", "/etc/kubernetes/tls/ca.crt"],
      certificate: "/etc/kubernetes/tls/etcd-client.crt",
      key: "/etc/kubernetes/tls/etcd-client.key",
    },
    servingCa: ["/etc/kubernetes/tls/ca.crt"],
  },
};

export interface CaseHost {
  readonly name: string;
  readonly tree: string;
  readonly address: string;
  readonly components: ReadonlyMap<ControlPlaneComponent, Written>;
  readonly kubelet: Written | undefined;
  readonly etcdClient: EtcdClient | undefined;
}

export interface Foreign {
  readonly certificate: string;
  readonly key: string;
}

/** What every group of checks is given. */
export interface Case {
  readonly out: string;
  readonly lab: Lab;
  readonly places: Places;
  readonly hosts: readonly CaseHost[];
  readonly kubeconfigs: readonly FoundKubeconfig[];
  /** A host of no role, where people sit and kubeconfigs of no host are used. */
  readonly desk: string;
  /** The right names and groups, signed by an authority nobody trusts. */
  readonly foreign: Foreign;
  readonly report: Report;
}

export interface CheckResult {
  readonly name: string;
  /** What was seen when it holds, what was wrong when it does not. */
  readonly detail: string;
  readonly outcome: "holds" | "fails" | "not tried";
}

/** Keeps what was checked, so that one failure does not hide the next. */
export class Report {
  readonly checks: CheckResult[] = [];
  readonly seconds: Record<string, number> = {};
  readonly processes: LabProcess[] = [];
  #logs: readonly string[] = [];

  /** Keeps the logs' ends as they are before everything is stopped, which makes components complain. */
  keepLogs(): void {
    this.#logs = this.processes.map((process) => `--- ${process.name}\n${process.tail(12)}`);
  }

  async check(name: string, body: () => Promise<string>): Promise<boolean> {
    try {
      this.checks.push({ name, detail: await body(), outcome: "holds" });
      return true;
    } catch (error) {
      this.checks.push({ name, detail: error instanceof Error ? error.message : String(error), outcome: "fails" });
      return false;
    }
  }

  notTried(name: string, why: string): void {
    this.checks.push({ name, detail: why, outcome: "not tried" });
  }

  async time<T>(name: string, body: () => Promise<T>): Promise<T> {
    const began = performance.now();
    try {
      return await body();
    } finally {
      this.seconds[name] = Math.round(performance.now() - began) / 1000;
    }
  }

  get failures(): readonly CheckResult[] {
    return this.checks.filter(({ outcome }) => outcome === "fails");
  }

  text(): string {
    const lines = this.checks.map(({ name, detail, outcome }) => `${outcome.padEnd(9)}  ${name}: ${detail}`);
    const times = Object.entries(this.seconds).map(([name, seconds]) => `${name} ${seconds.toFixed(1)} s`);
    return [...lines, times.join(", ")].join("\n");
  }

  /** Fails with every check that does not hold, and the end of every component's log. */
  assertHolds(): void {
    if (this.failures.length === 0) return;
    const failures = this.failures.map(({ name, detail }) => `${name}: ${detail}`);
    throw new Error(
      `${failures.length} of ${this.checks.length} checks fail\n${failures.join("\n")}\n${this.#logs.join("\n")}`,
    );
  }
}

export function expectThat(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

export const firstExisting = (tree: string, paths: readonly string[]): string | undefined =>
  paths.find((path) => existsSync(join(tree, path)));

/** Who vouches for servers of the cluster, as a path on a control plane. */
export function caOf({ places }: Case, tree: string): string {
  const found = firstExisting(tree, places.servingCa);
  if (found === undefined) throw new Error(`none of ${places.servingCa.join(", ")} in ${tree}`);
  return found;
}
