import type { Separation } from "./types.ts";

const FACTS = "kubernetes website docs/tasks/extend-kubernetes/configure-aggregation-layer.md";
const ETCD = "etcd website docs/v3.6/op-guide/security.md";

/** Which purposes want authorities of their own (facts 1.14), and what happens otherwise. */
export const separations: readonly Separation[] = [
  {
    purposes: ["apiserver-client", "front-proxy"],
    severity: "error",
    why: "a client of the API that is given the front proxy's common name may name any user in a header",
    source: FACTS,
  },
  {
    purposes: ["node-client", "front-proxy"],
    severity: "error",
    why: "a certificate of a node that is given the front proxy's common name may name any user in a header",
    source: FACTS,
  },
  {
    purposes: ["apiserver-client", "etcd-client"],
    severity: "warning",
    why: "etcd lets every client of the API read and write the whole store",
    source: ETCD,
  },
  {
    purposes: ["node-client", "etcd-client"],
    severity: "warning",
    why: "etcd lets every kubelet read and write the whole store",
    source: ETCD,
  },
  {
    purposes: ["apiserver-client", "etcd-peer"],
    severity: "warning",
    why: "every client of the API can pose as a member of etcd where its address is not checked",
    source: ETCD,
  },
];
