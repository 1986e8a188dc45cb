/** What was found in files and served, for a terminal of 80 columns. */
import type { InspectedTarget, Served } from "../app/inspect.ts";
import type { Inspected, Material } from "../render/inspect/inspected.ts";
import { type KubernetesView, shown } from "../render/inspect/kubernetes-view.ts";
import type { PublicKeyText } from "../x509/text/public-key-text.ts";

interface TextOptions {
  readonly at: Date;
  readonly bold: (text: string) => string;
}

const COLUMNS = 80;
const DAY = 86_400_000;

export const inspectedText = (targets: readonly InspectedTarget[], options: TextOptions): string =>
  targets.map((target) => targetText(target, options)).join("\n");

function targetText({ target, served, contents, notes }: InspectedTarget, { at, bold }: TextOptions): string {
  const lines = contents.flatMap((one, i) => {
    const { field, line } = one.within;
    const where = [field, line === undefined ? undefined : `line ${line}`].filter((part) => part !== undefined);
    const place = where.length === 0 ? "" : ` (${shown(where.join(", "))})`;
    return [i === 0 ? [] : [""], wrap(`${TITLES[one.kind](one as never)}${place}`, "  "), detail(one, at)].flat();
  });
  const nothing = contents.length === 0 ? ["  Nothing like a certificate or a key is in it."] : [];
  const said = notes.flatMap((note) => wrap(`Note: ${shown(note)}`, "  "));
  const server = served === undefined ? [] : [...servedLines(served), ""];
  return `${[bold(shown(target)), ...server, ...lines, ...nothing, ...said].join("\n")}\n`;
}

/** The handshake, and whom it asks for a certificate. */
function servedLines({ protocol, cipher, group, clientCertificates: clients }: Served): string[] {
  const asks =
    clients.asked === true
      ? `asked for; of ${clients.authorities.length === 0 ? "any authority" : "these authorities"}`
      : clients.asked === false
        ? "not asked for"
        : "not to be seen: the server speaks TLS 1.3 alone";
  return [
    ...field("Handshake", [protocol, cipher, ...(group === undefined ? [] : [group])].join(", ")),
    ...field("Client certificate", asks),
    ...(clients.asked === true ? clients.authorities.flatMap((one) => wrap(shown(one), "        ")) : []),
  ];
}

type Titles = { readonly [K in Inspected["kind"]]: (one: Extract<Inspected, { kind: K }>) => string };

const TITLES: Titles = {
  certificate: () => "Certificate",
  "private-key": ({ encrypted }) => (encrypted ? "Private key, encrypted" : "Private key"),
  "public-key": () => "Public key",
  request: () => "Certificate request",
  "revocation-list": () => "Revocation list",
  pkcs12: ({ opened }) => (opened ? "PKCS#12 file" : "PKCS#12 file, not opened; --passphrase-file FILE opens it"),
  token: () => "Token (JWT), not checked",
  kubeconfig: () => "Kubeconfig",
  object: ({ objectKind, namespace, name }) =>
    `Kubernetes object ${shown(objectKind)} ${[namespace, name]
      .filter((part) => part !== undefined)
      .map(shown)
      .join("/")}`,
  damaged: ({ label, reason }) => `Damaged ${shown(label.toLowerCase())}: ${reason}`,
};

function detail(one: Inspected, at: Date): string[] {
  switch (one.kind) {
    case "certificate":
      return [
        ...field("Subject", one.subject),
        ...field("Issuer", one.issuer),
        ...field("Serial Number", one.serialNumber),
        ...field("Not Before", one.notBefore),
        ...field("Not After", `${one.notAfter} (${untilText(new Date(one.notAfter), at)})`),
        ...field("Public Key", keyText(one.publicKey)),
        ...field("Signature Algorithm", one.signatureAlgorithm),
        ...one.extensions.flatMap(({ name, critical, lines }) => [
          `    ${name}:${critical ? " critical" : ""}`,
          ...lines.flatMap((line) => wrap(line.trim(), line.startsWith("  ") ? "        " : "      ")),
        ]),
        ...pins(one.publicKeyPin, one.fingerprints.sha256, one.kubernetes.authority !== undefined),
        ...viewLines(one.kubernetes),
      ];
    case "private-key":
      return [
        ...(one.publicKey === undefined ? [] : field("Public Key", keyText(one.publicKey))),
        ...(one.publicKeyPin === undefined ? [] : pins(one.publicKeyPin)),
        ...(one.fits === undefined || one.fits.length === 0
          ? []
          : field("Belongs to", "a certificate in the same file")),
      ];
    case "public-key":
      return [...field("Public Key", keyText(one.publicKey)), ...pins(one.publicKeyPin)];
    case "request":
      return [
        ...field("Subject", one.subject),
        ...field("Public Key", keyText(one.publicKey)),
        ...field("Signature Algorithm", one.signatureAlgorithm),
        ...listed("Asks for the names", one.names),
        ...listed("Key Usage", one.keyUsage),
        ...listed("Extended Key Usage", one.extendedKeyUsage),
      ];
    case "revocation-list":
      return [
        ...field("Issuer", one.issuer),
        ...field("Last Update", one.thisUpdate),
        ...field("Next Update", one.nextUpdate ?? "none"),
        ...field("Signature Algorithm", one.signatureAlgorithm),
        ...field("Revoked", String(one.revoked.length)),
        ...one.revoked.slice(0, 20).map(({ serialNumber, since }) => `      ${serialNumber.toUpperCase()} ${since}`),
      ];
    case "token":
      return [...claimLines("Header", one.header), ...claimLines("Claims", one.claims)];
    case "kubeconfig":
      return [
        ...field("Current context", one.currentContext ?? "none"),
        ...one.contexts.flatMap(({ name, cluster, user }) =>
          field(`Context ${name}`, `user ${user} at cluster ${cluster}`),
        ),
        ...one.clusters.flatMap(({ name, server = "no server", serverName, skipsVerification, authorities }) =>
          field(
            `Cluster ${name}`,
            `${server}${serverName === undefined ? "" : ` as ${serverName}`}; ${skipsVerification ? "the server is NOT verified" : `authorities ${materialText(authorities, "of the system")}`}`,
          ),
        ),
        ...one.users.flatMap(({ name, certificate, key, token, exec }) =>
          field(
            `User ${name}`,
            [
              `certificate ${materialText(certificate, "none")}`,
              `key ${materialText(key, "none")}`,
              `token ${materialText(token, "none")}`,
              ...(exec === undefined ? [] : [`command ${exec}`]),
            ].join(", "),
          ),
        ),
      ];
    default:
      return [];
  }
}

const materialText = (material: Material, none: string): string =>
  material === "none" ? none : material === "embedded" ? "in it" : `in the file ${material.file}`;

function keyText({ algorithm, bits, curve, nistCurve, exponent }: PublicKeyText): string {
  const parts = [
    bits === undefined ? undefined : `${bits} bit`,
    curve,
    nistCurve,
    exponent === undefined ? undefined : `exponent ${exponent}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? algorithm : `${algorithm} (${parts.join(", ")})`;
}

/** kubeadm join pins authorities only. */
const pins = (pin: string, fingerprint?: string, ofAuthority = false): string[] => [
  ...(fingerprint === undefined
    ? []
    : ["    SHA-256 of the certificate:", `      ${fingerprint.replaceAll(":", "").toLowerCase()}`]),
  `    Pin of the public key${ofAuthority ? ", as --discovery-token-ca-cert-hash takes it" : ""}:`,
  `      ${pin}`,
];

function viewLines({ client, server, authority, remarks }: KubernetesView): string[] {
  const groups = client?.groups.map(shown).join(", ");
  const lines = [
    client && `As a client it is the user ${shown(client.user)}${groups === "" ? ", in no group" : `, in ${groups}`}.`,
    client?.node !== undefined && `It is the identity of the node ${shown(client.node)}.`,
    server && `It serves under ${[...server.names, ...server.addresses].map(shown).join(", ")}.`,
    authority &&
      `It is ${authority.root ? "a root" : "an intermediate"} authority: whoever has its key makes any identity that it is trusted for.`,
    ...remarks.map((remark) => `Note: ${remark}`),
  ].filter((line) => typeof line === "string");
  if (lines.length === 0) return [];
  return ["    In Kubernetes:", ...lines.flatMap((line) => wrap(line, "      "))];
}

function untilText(end: Date, at: Date): string {
  const days = Math.floor(Math.abs(end.getTime() - at.getTime()) / DAY);
  const count = `${days} ${days === 1 ? "day" : "days"}`;
  return end < at ? `over for ${count}` : `${count} left`;
}

const claimLines = (title: string, fields: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(fields).length === 0
    ? field(title, "cannot be read")
    : [
        `    ${title}:`,
        ...Object.entries(fields).flatMap(([name, value]) =>
          wrap(`${shown(name)}: ${claimText(name, value)}`, "      "),
        ),
      ];

function claimText(name: string, value: unknown): string {
  const text = shown(typeof value === "string" ? value : JSON.stringify(value));
  const time = ["exp", "iat", "nbf"].includes(name) && typeof value === "number" ? new Date(value * 1000) : undefined;
  return time === undefined || Number.isNaN(time.getTime())
    ? text
    : `${text} (${time.toISOString().replace(".000Z", "Z")})`;
}

const field = (name: string, value: string): string[] => wrap(`${shown(name)}: ${shown(value)}`, "    ");

const listed = (name: string, values: readonly string[]): string[] =>
  values.length === 0 ? [] : field(name, values.join(", "));

/** Broken at spaces, and inside words that are longer than a line. The first line begins at the margin, others deeper. */
function wrap(text: string, margin: string): string[] {
  const lines: string[] = [];
  let line = "";
  const room = (): number => COLUMNS - margin.length - (lines.length === 0 ? 0 : 2);
  const push = (part: string): void => void lines.push(`${margin}${lines.length === 0 ? "" : "  "}${part}`);
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > room()) {
      push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
    while (line.length > room()) {
      const end = room();
      push(line.slice(0, end));
      line = line.slice(end);
    }
  }
  if (line !== "" || lines.length === 0) push(line);
  return lines;
}
