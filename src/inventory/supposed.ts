/**
 * Certificates alone: a copied `pki`, a folder of PEM files. Nothing says how programs are started, so they are taken to be
 * started with the files that are there for them, as the catalogue has it; a note says so.
 */
import type { Catalog } from "../catalog/index.ts";
import type { ComponentId, CredentialId, FileSlotId, Setting } from "../catalog/types.ts";
import { isAuthority } from "../x509/certificate.ts";
import type {
  Actual,
  ActualComponent,
  ActualFile,
  ActualHost,
  ActualRole,
  ActualSetting,
  Note,
  RoleClaim,
} from "./actual.ts";

/** The same tree where any settings were read: what is written holds, and what is not is not guessed. */
export function withSupposed(actual: Actual, catalog: Catalog): Actual {
  if (actual.hosts.some(({ components }) => components.length > 0)) return actual;
  const hosts = hostsOf(actual).map((host) => believing(host, catalog));
  const told = hosts.map((host) => ({ host, components: supposedOn(host, catalog) }));
  if (told.every(({ components }) => components.length === 0)) return actual;
  return {
    ...actual,
    hosts: told.map(({ host, components }) => ({ ...host, components })),
    loose: actual.hosts.length === 0 ? [] : actual.loose,
    notes: [...actual.notes, ...told.flatMap((one) => noteOf(one)), ...absent(told, catalog)],
  };
}

/** Files of no host are one host's, when there is no other. */
function hostsOf({ hosts, loose }: Actual): readonly ActualHost[] {
  const [first] = loose;
  if (hosts.length > 0 || first === undefined) return hosts;
  const root = first.place.file.slice(0, first.place.file.length - first.path.length).replace(/\/$/, "");
  const byPath = new Map(loose.map((file) => [file.path, file] as const));
  return [
    {
      name: root.slice(root.lastIndexOf("/") + 1) || "host",
      root,
      mount: undefined,
      names: [],
      addresses: [],
      files: loose,
      components: [],
      fileAt: (path) => byPath.get(path.replace(/^\//, "")),
    },
  ];
}

/** A slot that no place is known of holds the authority of that name, or the only one that there is. */
function believing(host: ActualHost, { slots, topologies }: Catalog): ActualHost {
  const taken = new Set(host.files.flatMap(({ roles }) => roles.map(({ role }) => role)));
  const authorities = host.files.filter(
    ({ roles, contents }) =>
      contents.some((content) => content.kind === "certificate" && isAuthority(content.certificate)) &&
      roles.every(({ role }) => role.startsWith("authority/")),
  );
  const claims = new Map<ActualFile, RoleClaim[]>();
  for (const [id, { accepts }] of Object.entries(slots)) {
    const role = `trust/${id as FileSlotId}` as const;
    const [purpose] = accepts;
    const issuer = purpose === undefined ? undefined : (`authority/${topologies.kubeadm.issuerOf[purpose]}` as const);
    const [only, ...more] = authorities;
    const file =
      authorities.find(({ roles }) => roles.some((one) => one.role === issuer)) ?? (more.length > 0 ? undefined : only);
    if (file === undefined || taken.has(role)) continue;
    claims.set(file, [...(claims.get(file) ?? []), { role, by: "content", place: file.place }]);
  }
  if (claims.size === 0) return host;
  const now = new Map(
    host.files.map((file) => [file, { ...file, roles: [...file.roles, ...(claims.get(file) ?? [])] }] as const),
  );
  const fileAt = (path: string): ActualFile | undefined => {
    const file = host.fileAt(path);
    return file && now.get(file);
  };
  return { ...host, files: [...now.values()], fileAt };
}

function supposedOn(host: ActualHost, catalog: Catalog): readonly ActualComponent[] {
  const ids = new Set(catalog.settings.map(({ component }) => component));
  return [...ids].flatMap((component): ActualComponent[] => {
    const shown = host.files.find(({ roles }) => roles.some(({ role }) => isOwn(role, component, catalog)));
    if (shown === undefined) return [];
    const { place } = shown;
    const settings = catalog.settings
      .filter((setting) => setting.component === component)
      .flatMap((setting) => supposedSetting(setting, host, catalog, place));
    const own = REACHED.filter((one) => one.component === component).flatMap((one) => reachedAs(one, host));
    const known = new Map([...settings, ...own].map((one) => [one.name, one] as const));
    return [{ component, place, supposed: true, settings: [...known.values()] }];
  });
}

/** Whether a file is a component's own identity: what it believes may be anybody's. */
function isOwn(role: ActualRole, component: ComponentId, { credentials }: Catalog): boolean {
  const [kind, id = ""] = role.split("/");
  if ((kind !== "cert" && kind !== "kubeconfig") || !Object.hasOwn(credentials, id)) return false;
  return credentials[id as CredentialId].holder === component;
}

function supposedSetting(
  setting: Setting,
  host: ActualHost,
  catalog: Catalog,
  place: ActualSetting["place"],
): readonly ActualSetting[] {
  const { flag, field, value } = setting;
  const name = field?.path ?? flag ?? "";
  const from = field === undefined ? "flag" : "field";
  const at = { ...place, field: from === "flag" ? `--${name}` : name };
  if ("file" in value) {
    const file = fileOf(host, value.file);
    return file === undefined ? [] : [{ name, value: file.path, from, place: at, setting, file }];
  }
  const text = setting.when === undefined ? plainText(value, host, catalog) : undefined;
  return text === undefined ? [] : [{ name, value: text, from, place: at, setting }];
}

/** Nothing says how a server is reached: as its own certificate has it. The setting would say it. */
const REACHED = [
  { component: "kube-apiserver", name: "advertise-address", role: "cert/apiserver" },
  { component: "kubelet", name: "node-ip", role: "cert/kubelet-server" },
] as const;

function reachedAs({ name, role }: (typeof REACHED)[number], host: ActualHost): ActualSetting[] {
  const file = fileOf(host, role);
  const [own] = file?.contents.flatMap((one) => (one.kind === "certificate" ? [one.certificate] : [])) ?? [];
  const value = own?.extensions.names?.addresses.find((one) => !/^(127\.|::1$)/.test(one));
  if (file === undefined || value === undefined) return [];
  return [{ name, value, from: "flag", place: { ...file.place, field: `--${name}` } }];
}

/** By its place before by what is in it, as everywhere. */
const fileOf = ({ files }: ActualHost, role: ActualRole): ActualFile | undefined =>
  files.find(({ roles }) => roles.some((one) => one.role === role && one.by !== "content")) ??
  files.find(({ roles }) => roles.some((one) => one.role === role));

/** Undefined for what only a specification knows. */
function plainText(value: Setting["value"], { layout }: ActualHost, catalog: Catalog): string | undefined {
  const text =
    "text" in value
      ? value.text
      : "list" in value
        ? value.list.join(",")
        : "flag" in value
          ? String(value.flag)
          : "number" in value
            ? String(value.number)
            : "{}";
  const variation = layout === undefined ? undefined : catalog.layouts[layout].variations?.["front-proxy-client"];
  const filled = text
    .replace("{front-proxy-name}", variation?.commonName ?? catalog.credentials["front-proxy-client"].commonName)
    .replace("{issuer}", "https://kubernetes.default.svc.cluster.local");
  return filled.includes("{") ? undefined : filled;
}

interface Told {
  readonly host: ActualHost;
  readonly components: readonly ActualComponent[];
}

function noteOf({ host, components }: Told): Note[] {
  if (components.length === 0) return [];
  const names = components.map(({ component }) => component).join(", ");
  const message = `nothing here says how ${names} ${components.length === 1 ? "is" : "are"} started: taken to be told of the files that are here for them, and reached as their certificates say`;
  return [{ code: "supposed", place: { file: host.root, host: host.name }, message }];
}

/** Components of every cluster that left no trace: their connections are not judged. */
function absent(told: readonly Told[], { connections, credentials }: Catalog): Note[] {
  const here = new Set(told.flatMap(({ components }) => components.map(({ component }) => component)));
  const always = Object.values(connections)
    .filter((connection) => !("when" in connection))
    .flatMap(({ clients, servers }) => [...clients, ...servers])
    .filter((end) => !("when" in end) && "credentials" in end.presents && end.presents.credentials.some(isAlways))
    .map(({ component }) => component);
  function isAlways(id: CredentialId): boolean {
    return (
      credentials[id].holder !== "administrator" && credentials[id].scope !== "service" && !("when" in credentials[id])
    );
  }
  const missing = [...new Set(always)].filter((component) => !here.has(component));
  const [first] = told;
  if (missing.length === 0 || first === undefined) return [];
  const message = `no certificate or kubeconfig of ${missing.join(", ")} is here: what they connect to is not judged`;
  return [{ code: "supposed", place: { file: first.host.root }, message }];
}
