/** Which connection of Kubernetes a line is about, and the files at its two ends, out of the catalogue. */
import type { Catalog } from "../../catalog/index.ts";
import type { ComponentId, Connection, CredentialId, FileSlotId } from "../../catalog/types.ts";
import type { Seen } from "./seen.ts";

export interface SeenConnection {
  /** The connection's id in the catalogue: `E10`. */
  readonly id: string;
  readonly title: string;
  /** What each side shows and trusts, by kubeadm's paths; undefined where it has no file of its own. */
  readonly client: Ends;
  readonly server: Ends;
}

export interface Ends {
  readonly component: ComponentId;
  readonly credential: CredentialId | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  /** The file of the authorities that this side checks the other one with. */
  readonly trust: string | undefined;
}

/** Programs that are a component of the catalogue under another name. */
const COMPONENTS: Readonly<Record<string, ComponentId>> = {
  kubectl: "administrator",
  kubeadm: "kubeadm-join",
  helm: "administrator",
  etcdctl: "etcd-operator",
};

/** The component that a program is, by the name that `Seen` gives it. */
export const componentOf = (program: string): string => COMPONENTS[program] ?? program;

/** Undefined where the line does not say enough, or there is more than one. */
export function connectionOf(seen: Seen, { connections, components, layouts }: Catalog): SeenConnection | undefined {
  if (seen.side !== "client" || seen.program === undefined || seen.server === undefined) return undefined;
  const name = componentOf(seen.program);
  if (!(name in components)) return undefined;
  // kubectl passes on what the API server met behind it: a webhook, an aggregated API, a kubelet.
  const behind = name === "administrator" && seen.server !== "kube-apiserver";
  const client = (behind ? "kube-apiserver" : name) as ComponentId;
  const found = Object.entries<Connection>(connections).flatMap(([id, one]) => {
    const from = one.clients.find((end) => end.component === client);
    const to = one.servers.find((end) => end.component === seen.server);
    if (from === undefined || to === undefined) return [];
    return [{ id, title: one.title, client: endsOf(from, layouts), server: endsOf(to, layouts) }];
  });
  return found.length === 1 || seen.server !== "etcd" ? found[0] : found.find(({ title }) => fitsPort(title, seen));
}

const fitsPort = (title: string, { text }: Seen): boolean => /member/.test(title) === /peer|rafthttp|:2380/.test(text);

type End = Connection["clients"][number];

function endsOf({ component, presents, checks }: End, layouts: Catalog["layouts"]): Ends {
  const { roots, credentials, trust } = layouts.kubeadm;
  const expand = (path: string | undefined): string | undefined =>
    path?.replace(/^\{([\w-]+)\}/, (_, root: string) => roots[root] ?? `{${root}}`);
  const credential = "credentials" in presents ? presents.credentials[0] : undefined;
  const slot = "slots" in checks ? (checks.slots[0] as FileSlotId | undefined) : undefined;
  const place = credential === undefined ? undefined : credentials[credential];
  const trusted = slot === undefined ? undefined : trust[slot];
  const path = (found: unknown, field: string): string | undefined => {
    const value = typeof found === "object" && found !== null ? (found as Record<string, unknown>)[field] : undefined;
    const text = typeof value === "string" ? expand(value) : undefined;
    return text?.startsWith("/") && !text.includes("{") ? text : undefined;
  };
  return {
    component,
    credential,
    certificate: path(place, "certificate"),
    key: path(place, "key"),
    trust: path(trusted, "path"),
  };
}
