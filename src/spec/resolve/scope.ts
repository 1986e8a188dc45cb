import type { Layout, Scope } from "../../catalog/types.ts";
import type { Host, Spec } from "../spec.ts";
import { hasRole } from "./facts.ts";

/** Whether a credential, slot or component of a scope is on a host. */
export function onHost(scope: Scope, spec: Spec, layout: Layout, host: Host): boolean {
  switch (scope) {
    case "control-plane":
      return hasRole(host, "control-plane");
    case "first-control-plane":
      return spec.hosts.find((other) => hasRole(other, "control-plane")) === host;
    case "etcd-member":
      return spec.etcd.kind !== "provided" && hasRole(host, "etcd");
    case "node":
      return hasRole(host, "worker") || (layout.kubelets !== "workers" && hasRole(host, "control-plane"));
    case "cluster":
    case "user":
    case "service":
      return false;
  }
}
