import type { CredentialPlace, Layout, NameSource, NotInLayout, TrustPlace } from "../types.ts";
import { distributionPasses } from "./rancher-passes.ts";

const SOURCE = "k3s pkg/daemons/control/deps/deps.go, pkg/agent/config/config.go";

const pair = (path: string): CredentialPlace => ({ certificate: `${path}.crt`, key: `${path}.key` });
const tls = (name: string): CredentialPlace => pair(`{server}/tls/${name}`);
const agent = (name: string): CredentialPlace => pair(`{agent}/${name}`);
const cred = (name: string, kubeconfig: string): CredentialPlace => ({
  ...tls(name),
  kubeconfig: `{server}/cred/${kubeconfig}.kubeconfig`,
});

/** In a folder of a user or service of its own. */
const own: CredentialPlace = { certificate: "{file}.crt", key: "{file}.key", kubeconfig: "{file}.kubeconfig" };

/** The program knows one path for each authority, so the topology is fixed and nothing goes elsewhere. */
const fixed = (path: string): TrustPlace => ({ path, apart: path });
const trust = (name: string): TrustPlace => fixed(`{server}/tls/${name}.crt`);
const inFolder = (name: string): TrustPlace => fixed(`${name}.crt`);

/** One certificate and no more, whatever chain the authority's own file holds. */
const signer = (name: string) => ({
  certificate: trust(`${name}.nochain`),
  key: fixed(`{server}/tls/${name}.key`),
});

const itself = (what: string): NotInLayout => ({ none: `the program ${what} itself` });
const tunnel = itself("tunnels to its agents");
const cloud: NotInLayout = { none: "the program has a cloud controller of its own: distribution-cloud-controller" };

/** Names that one list gives to the API server's and etcd's certificates alike. */
const SERVER_NAMES: readonly NameSource[] = [
  { name: "kine.sock", why: "the socket of the store where it is no etcd; without the name it is made anew" },
  { from: "service-addresses", why: "without them it is made anew when the program starts" },
  { from: "endpoint", why: "given to the program as --tls-san" },
  { from: "apiserver-names", why: "given to the program as --tls-san" },
];

/** k3s and RKE2 differ in their name, which is also that of their folder, and in the API server's port on a host. */
export const distributionLayout = (
  program: "k3s" | "rke2",
  {
    title,
    why,
    apiPort,
    apiDefault,
    windows,
  }: Pick<Layout, "title" | "why" | "windows"> & {
    /** Where kubeconfigs find the API server, as a specification says it; and where it is by default. */
    readonly apiPort: string;
    readonly apiDefault: number;
  },
): Layout => ({
  title,
  why,
  program,
  passes: distributionPasses(program, apiDefault),
  balances: true,
  roots: {
    server: `/var/lib/rancher/${program}/server`,
    agent: `/var/lib/rancher/${program}/agent`,
    "static-pods": `/var/lib/rancher/${program}/agent/pod-manifests`,
    "etcd-data": `/var/lib/rancher/${program}/server/db/etcd`,
  },
  windows,
  kubelets: "control-planes-and-workers",
  kubeProxy: "certificate",
  topologies: ["five"],
  needsAuthorityKeys: `${program} makes an authority anew when its key is not beside it`,
  trust: {
    "cluster-root-ca": trust("server-ca"),
    "apiserver-client-ca": trust("client-ca"),
    "apiserver-requestheader-ca": trust("request-header-ca"),
    "apiserver-etcd-ca": trust("etcd/server-ca"),
    "apiserver-kubelet-ca": trust("server-ca"),
    "apiserver-peer-ca": trust("server-ca"),
    "node-root-ca": fixed("{agent}/server-ca.crt"),
    "people-root-ca": inFolder("ca"),
    "nginx-root-ca": inFolder("ca"),
    "nginx-client-ca": inFolder("client-ca"),
    "kubelet-client-ca": fixed("{agent}/client-ca.crt"),
    "component-client-ca": trust("client-ca"),
    "component-requestheader-ca": trust("request-header-ca"),
    "etcd-client-ca": trust("etcd/server-ca"),
    "etcd-peer-ca": trust("etcd/peer-ca"),
    "etcd-operator-ca": trust("etcd/server-ca"),
    "etcd-jobs-ca": inFolder("etcd-ca"),
    "kubelet-scrape-ca": inFolder("kubelet-ca"),
    "component-scrape-ca": inFolder("component-ca"),
    "konnectivity-server-ca": tunnel,
    "konnectivity-client-ca": tunnel,
    "konnectivity-agent-ca": tunnel,
  },
  signers: {
    "cluster-signing": { none: "each signer has a pair of its own" },
    "kube-apiserver-client": signer("client-ca"),
    "kube-apiserver-client-kubelet": signer("client-ca"),
    "kubelet-serving": signer("server-ca"),
    "legacy-unknown": signer("server-ca"),
  },
  credentials: {
    apiserver: tls("serving-kube-apiserver"),
    "apiserver-kubelet-client": cred("client-kube-apiserver", "api-server"),
    "apiserver-etcd-client": tls("etcd/client"),
    "front-proxy-client": tls("client-auth-proxy"),
    sa: { certificate: "{server}/tls/service.key", key: "{server}/tls/service.current.key" },
    "admin.conf": cred("client-admin", "admin"),
    "super-admin.conf": { none: "admin.kubeconfig is of system:masters already" },
    "controller-manager.conf": cred("client-controller", "controller"),
    "controller-manager-server": itself("makes the controller-manager's serving certificate"),
    "scheduler.conf": cred("client-scheduler", "scheduler"),
    "scheduler-server": itself("makes the scheduler's serving certificate"),
    "etcd-server": tls("etcd/server-client"),
    "etcd-peer": tls("etcd/peer-server-client"),
    "etcd-healthcheck-client": { none: "etcdctl is used with etcd/client" },
    "kubelet.conf": { ...agent("client-kubelet"), kubeconfig: "{agent}/kubelet.kubeconfig" },
    "kubelet-server": agent("serving-kubelet"),
    "kube-proxy": { ...agent("client-kube-proxy"), kubeconfig: "{agent}/kubeproxy.kubeconfig" },
    admin: own,
    user: own,
    "metrics-scraper": own,
    "etcd-backup": own,
    nginx: own,
    "cni-etcd": own,
    "service-server": { certificate: "tls.crt", key: "tls.key" },
    "konnectivity-agent": tunnel,
    "konnectivity-server": tunnel,
    "konnectivity-server-client": tunnel,
    "apiserver-konnectivity-client": tunnel,
    "cloud-controller-manager.conf": cloud,
    "cloud-controller-manager-server": cloud,
    "distribution-supervisor": cred("client-supervisor", "supervisor"),
    "distribution-controller": tls(`client-${program}-controller`),
    "distribution-cloud-controller": cred(`client-${program}-cloud-controller`, "cloud-controller"),
    "distribution-kube-proxy": tls("client-kube-proxy"),
    "distribution-agent-controller": {
      ...agent(`client-${program}-controller`),
      kubeconfig: `{agent}/${program}controller.kubeconfig`,
    },
  },
  variations: {
    "admin.conf": {
      commonName: "system:admin",
      groups: [{ name: "system:masters" }],
      kubeconfig: { server: "local" },
    },
    "apiserver-kubelet-client": {
      commonName: "system:apiserver",
      groups: [{ name: "system:masters" }],
      kubeconfig: { server: "local" },
    },
    "apiserver-etcd-client": { commonName: "etcd-client" },
    "front-proxy-client": { commonName: "system:auth-proxy" },
    "etcd-server": { commonName: "etcd-server", moreNames: SERVER_NAMES },
    "etcd-peer": { commonName: "etcd-peer", moreNames: SERVER_NAMES },
    "kube-proxy": { groups: [] },
  },
  kubeconfigs: {
    form: "reference",
    cluster: "local",
    user: "user",
    context: "Default",
    server: `https://{loopback-host}:${apiPort}`,
  },
  authorityFolder: {
    unit: "rotate-ca",
    authorities: [
      { issues: "apiserver-serving", ...pair("tls/server-ca") },
      { issues: "apiserver-client", ...pair("tls/client-ca") },
      { issues: "front-proxy", ...pair("tls/request-header-ca") },
      { issues: "etcd-serving", ...pair("tls/etcd/server-ca") },
      { issues: "etcd-peer", ...pair("tls/etcd/peer-ca") },
    ],
    serviceAccountKey: "tls/service.key",
    why: `What \`${program} certificate rotate-ca --path\` takes over into a cluster that runs. It wants each authority with the root above it.`,
    source: "k3s pkg/server/handlers/cert.go",
  },
  chain: "with-root",
  serviceAccountPublicKey: "{server}/tls/service.key",
  serviceAccountPublicKeyHolds: "private-key",
  configs: {
    kubelet: itself("configures kubelets"),
    "kube-proxy": itself("configures kube-proxy"),
    "egress-selector": tunnel,
  },
  settings: {},
  flagFile: itself("runs every component with flags of its own"),
  authorityKeys: [
    { slot: "apiserver-requestheader-ca", path: "{server}/tls/request-header-ca.key", scope: "control-plane" },
    {
      slot: "apiserver-etcd-ca",
      path: "{server}/tls/etcd/server-ca.key",
      scope: "control-plane",
      when: ["etcd-is-ours"],
    },
    { slot: "etcd-peer-ca", path: "{server}/tls/etcd/peer-ca.key", scope: "etcd-member" },
  ],
  keyEncoding: "traditional",
  modes: { key: 0o600, certificate: 0o644, publicKey: 0o600, kubeconfig: 0o600, settings: 0o600, config: 0o600 },
  owner: "root:root",
  source: SOURCE,
});
