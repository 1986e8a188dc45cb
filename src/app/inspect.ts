/** Files and servers, each with what is in it. */
import { openerWith } from "../inventory/contents/opener.ts";
import { readContents } from "../inventory/contents/read-contents.ts";
import type { Clock, Dialer, SeenServer, ServerAddress } from "../ports.ts";
import { type Inspected, inspect } from "../render/inspect/inspected.ts";
import { rawNameText } from "../trust/live/not-loaded.ts";
import { parseCertificate } from "../x509/certificate.ts";
import { DerError } from "../x509/der-reader.ts";
import { notServed } from "./not-served.ts";

export interface InspectPorts {
  readonly clock: Clock;
  readonly dialer: Pick<Dialer, "look">;
  /** The bytes of a file; `-` is standard input. */
  readonly read: (file: string) => Promise<Uint8Array>;
  /** Whether there is a file of this name: it goes before a server of that name. */
  readonly exists: (file: string) => boolean;
  /** Opens encrypted keys and PKCS#12 files. */
  readonly passphrase?: string;
}

export interface InspectedTarget {
  /** As it was named. */
  readonly target: string;
  /** Set for a server. */
  readonly served?: Served;
  readonly contents: readonly Inspected[];
  /** What could not be taken as it is, a sentence each. */
  readonly notes: readonly string[];
}

export interface Served extends Pick<SeenServer, "protocol" | "cipher"> {
  /** Of the key exchange, where it is known. */
  readonly group?: string;
  /** `asks`: names of the authorities whose certificates it asks clients for; `unknown`: TLS 1.3 alone hides it. */
  readonly clientCertificates:
    | { readonly asked: false | "unknown" }
    | { readonly asked: true; readonly authorities: readonly string[] };
}

/** Look into a file, or ask a server. */
export async function inspectTarget(target: string, ports: InspectPorts): Promise<InspectedTarget> {
  const at = ports.clock.now();
  const server = target === "-" || ports.exists(target) ? undefined : serverOf(target);
  if (server !== undefined) {
    const answer = await seen(server, ports.dialer);
    const contents = answer.chain.map((der, i) => contentOf(der, `certificate ${i + 1}`));
    return { target, served: servedOf(answer), contents: inspect(contents, at), notes: [] };
  }
  const { contents, notes } = readContents(
    await ports.read(target),
    ports.passphrase === undefined ? undefined : openerWith(ports.passphrase),
  );
  return {
    target,
    contents: inspect(contents, at),
    notes: notes.map(({ message, within: { line } }) => (line === undefined ? message : `line ${line}: ${message}`)),
  };
}

const PATIENCE = 10_000;

async function seen(server: ServerAddress, dialer: Pick<Dialer, "look">): Promise<SeenServer> {
  const answer = await dialer.look({ ...server, patience: PATIENCE });
  if ("server" in answer) return answer.server;
  throw notServed({ address: server.host, port: server.port }, answer.failure);
}

function servedOf({ protocol, cipher, group, clientAuthorities: asked }: SeenServer): Served {
  const clientCertificates: Served["clientCertificates"] = Array.isArray(asked)
    ? { asked: true, authorities: asked.map(rawNameText) }
    : { asked: asked === "unknown" ? asked : false };
  return { protocol, cipher, ...(group === undefined ? {} : { group }), clientCertificates };
}

function contentOf(der: Uint8Array, field: string) {
  try {
    return { kind: "certificate", within: { field }, certificate: parseCertificate(der) } as const;
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return { kind: "damaged", within: { field }, label: "CERTIFICATE", reason: error.message } as const;
  }
}

/** `host:port`, `[::1]:6443`, `https://host:port/...`; undefined for anything else. */
function serverOf(target: string): ServerAddress | undefined {
  const url = /^https:\/\/(\[[0-9a-fA-F:.]+\]|[^/:]+)(?::(\d{1,5}))?(?:\/.*)?$/.exec(target);
  const found = url ?? /^(\[[0-9a-fA-F:.]+\]|[\w.-]+):(\d{1,5})$/.exec(target);
  if (found === null) return undefined;
  const [, host = "", port = "443"] = found;
  const number = Number(port);
  return number < 1 || number > 65535 ? undefined : { host: host.replace(/^\[|\]$/g, ""), port: number };
}
