/** What is wrong with the files that programs read, and with their settings, whoever they talk to. */
import type { ComponentId } from "../../../catalog/types.ts";
import type { Actual, ActualComponent, ActualFile, ActualSetting, Content } from "../../../inventory/actual.ts";
import { heldIn, isHeld } from "../../../inventory/held.ts";
import { type Certificate, isAuthority } from "../../../x509/certificate.ts";
import { readAsGo } from "../../../x509/path/validate.ts";
import { publicKeyText } from "../../../x509/text/public-key-text.ts";
import type { CauseId } from "../cause.ts";
import type { Fact } from "./fact.ts";

export const fileFacts = (actual: Actual, at: Date): Fact[] => [
  ...noteFacts(actual),
  ...certificateFacts(actual, at),
  ...keyFacts(actual),
  ...actual.hosts.flatMap((host) =>
    host.components.flatMap((component) => [
      ...settingFacts(component),
      ...missingFlags(component),
      ...protocolFacts(component),
    ]),
  ),
];

const NOTES: Readonly<Partial<Record<string, CauseId>>> = {
  "missing-file": "file-missing",
  "dangling-link": "file-missing",
  unreadable: "file-not-readable",
  "damaged-pem": "pem-unreadable",
  "damaged-der": "pem-unreadable",
  mislabelled: "pem-wrong-type",
};

function noteFacts({ notes, hosts }: Actual): Fact[] {
  return notes.flatMap(({ code, place, message, path }) => {
    const cause = NOTES[code];
    if (cause === undefined) return [];
    const file = path ?? place.file;
    const host = hosts.find(({ name }) => name === place.host);
    const starts = host?.components.find((one) => one.place.file === place.file)?.component;
    return [fact(cause, place, place.field ?? "", path ?? message, { file }, starts)];
  });
}

const fact = (
  cause: CauseId,
  place: Fact["place"],
  field: string,
  value: string,
  values: Fact["values"],
  component?: ComponentId,
): Fact => ({ cause, place, field, value, prints: [], values, ...(component === undefined ? {} : { component }) });

/** Authorities that have ended, and what Go refuses to read at all. */
function certificateFacts(actual: Actual, at: Date): Fact[] {
  const facts: Fact[] = [];
  for (const held of heldIn(actual)) {
    if (!isHeld("certificate")(held)) continue;
    const { content, place, file } = held;
    const { certificate } = content;
    const values = { certificate: file.path, trust: file.path, file: file.path };
    const component = file.roles[0]?.component;
    if (certificate.notAfter < at) {
      const cause = isAuthority(certificate) ? "ca-expired" : "expired";
      facts.push(fact(cause, place, "notAfter", certificate.notAfter.toISOString(), values, component));
    }
    const weak = keyFault(certificate);
    if (weak !== undefined) facts.push(fact(weak.cause, place, "RSA size", weak.value, values, component));
    const said = readAsGo(certificate);
    if (typeof said === "string") {
      const cause = said.includes("negative serial") ? "negative-serial-number" : "certificate-malformed";
      facts.push(
        fact(cause, place, cause === "certificate-malformed" ? "DER" : "serialNumber", said, values, component),
      );
    }
  }
  return facts;
}

/** Go takes RSA keys of 1024 to 8192 bits (crypto/rsa, crypto/tls handshake_client.go `maxRSAKeySize`). */
function keyFault({ publicKey }: Certificate): { cause: CauseId; value: string } | undefined {
  const { bits, modulus } = publicKeyText(publicKey);
  if (bits === undefined || modulus === undefined) return undefined;
  if (bits < 1024) return { cause: "weak-key", value: `${bits} bits` };
  return bits > 8192 ? { cause: "rsa-key-too-large", value: `${bits} bits` } : undefined;
}

/** Keys that a program cannot open: wherever a component or a kubeconfig reads them. */
function keyFacts(actual: Actual): Fact[] {
  const facts: Fact[] = [];
  for (const held of heldIn(actual)) {
    if (!isHeld("private-key")(held) || held.content.key !== undefined) continue;
    const { file, place } = held;
    const [role] = file.roles;
    // Authorities' keys kept aside are encrypted on purpose.
    if (held.in === "file" && (role === undefined || /^(?:authority-key|trust-key)\//.test(role.role))) continue;
    facts.push(
      fact("key-encrypted", place, "PEM type", "ENCRYPTED", { key: file.path, file: file.path }, role?.component),
    );
  }
  return facts;
}

/** A file that is not of the kind its setting asks for. */
function settingFacts({ component, settings }: ActualComponent): Fact[] {
  return settings.flatMap((setting) => {
    const { file } = setting;
    const wanted = wantedBy(setting);
    if (file === undefined || wanted === undefined || file.unread !== undefined) return [];
    const kinds = new Set(file.contents.map(({ kind }) => kind));
    if (wanted.some((kind) => kinds.has(kind))) return [];
    const values = { file: file.path, certificate: file.path, key: file.path, trust: file.path };
    const other = [...kinds].find((kind) => kind !== "damaged");
    const cause = other === undefined ? "pem-unreadable" : "pem-wrong-type";
    return [fact(cause, file.place, `--${setting.name}`, other ?? emptiness(file), values, component)];
  });
}

const emptiness = ({ size }: ActualFile): string => (size === 0 ? "(empty)" : "no PEM that can be read");

function wantedBy({ setting, name }: ActualSetting): readonly Content["kind"][] | undefined {
  if (setting === undefined || !("file" in setting.value)) return undefined;
  const [kind] = setting.value.file.split("/");
  // Keys of tokens are public ones or private ones (k8s.io/client-go util/keyutil `PublicKeysFromFile`).
  if (name === "service-account-key-file") return ["public-key", "private-key", "certificate"];
  if (kind === "cert" || kind === "trust" || kind === "signer-cert") return ["certificate"];
  if (kind === "key" || kind === "signer-key") return ["private-key"];
  return kind === "kubeconfig" ? ["kubeconfig"] : undefined;
}

/** Settings that are nothing without each other, and those that the API server does not start without. */
const PARTNERS: readonly (readonly [ComponentId, string, string])[] = [
  ["etcd", "cert-file", "key-file"],
  ["etcd", "peer-cert-file", "peer-key-file"],
  ["kube-apiserver", "tls-cert-file", "tls-private-key-file"],
  ["kube-apiserver", "etcd-certfile", "etcd-keyfile"],
  ["kube-apiserver", "kubelet-client-certificate", "kubelet-client-key"],
  ["kube-apiserver", "proxy-client-cert-file", "proxy-client-key-file"],
  ["kube-controller-manager", "tls-cert-file", "tls-private-key-file"],
  ["kube-scheduler", "tls-cert-file", "tls-private-key-file"],
];
const NEEDED: readonly (readonly [ComponentId, string])[] = [
  ["kube-apiserver", "service-account-issuer"],
  ["kube-apiserver", "service-account-key-file"],
  ["kube-apiserver", "service-account-signing-key-file"],
];

function missingFlags({ component, place, settings }: ActualComponent): Fact[] {
  const has = (name: string): boolean => settings.some((one) => one.name === name && one.value !== "");
  // Settings of a unit that reads them from elsewhere are not all seen.
  if (settings.length < 3) return [];
  const missing = [
    ...PARTNERS.filter(([id]) => id === component).flatMap(([, a, b]) => (has(a) === has(b) ? [] : [has(a) ? b : a])),
    ...NEEDED.filter(([id, name]) => id === component && !has(name)).map(([, name]) => name),
  ];
  return missing.map((name) =>
    fact("flag-missing", place, `--${name}`, "(not set)", { file: place.file, name }, component),
  );
}

/** Versions, suites and schemes that somebody set. */
function protocolFacts({ component, settings }: ActualComponent): Fact[] {
  const value = (name: string): ActualSetting | undefined => settings.find((one) => one.name === name);
  const set = (cause: CauseId, setting: ActualSetting | undefined): Fact[] =>
    setting === undefined
      ? []
      : [fact(cause, setting.place, setting.name, setting.value, { file: setting.place.file }, component)];
  const version = value("tls-min-version") ?? value("tlsMinVersion");
  const plain = [value("etcd-servers")].filter((one) => one !== undefined && /(?:^|,)http:/.test(one.value));
  const listens = [value("listen-client-urls"), value("listen-peer-urls")].filter(
    (one) => one !== undefined && /(?:^|,)http:\/\/(?!127\.|localhost|\[::1\])/.test(one.value),
  );
  return [
    ...set("protocol-version-mismatch", version?.value === "VersionTLS12" ? undefined : version),
    ...set("no-shared-cipher", value("tls-cipher-suites") ?? value("tlsCipherSuites") ?? value("cipher-suites")),
    ...plain.flatMap((one) => set("plain-http-to-tls-port", one)),
    ...listens.flatMap((one) => set("tls-to-plain-http-port", one)),
  ];
}
