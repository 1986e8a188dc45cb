/** A listener beside the files of its component: the certificate, the authorities it asks for, what it has not loaded. */
import type { Catalog } from "../../catalog/index.ts";
import type { Actual, ActualFile } from "../../inventory/actual.ts";
import { compareServed } from "../../inventory/served.ts";
import { type Certificate, parseCertificate } from "../../x509/certificate.ts";
import { DerError } from "../../x509/der-reader.ts";
import { nameText } from "../../x509/name.ts";
import { authoritiesNotLoaded } from "./authorities.ts";
import { certificatesIn } from "./certificates-in.ts";
import type { Listener } from "./listener.ts";
import { hex, notLoaded, rawNameText, timeText } from "./not-loaded.ts";
import type { NotLoaded, SeenEndpoint, Shown } from "./seen.ts";

type Beside = Pick<SeenEndpoint, "served" | "file" | "leaf" | "clientAuthorities" | "notLoaded">;

export function besideFiles(listener: Listener, shown: Shown, catalog: Catalog): Beside {
  const { server, running } = listener;
  const leaf = leafOf(shown);
  const asked = shown.clientAuthorities === "unknown" ? undefined : shown.clientAuthorities;
  const common = {
    ...(leaf === undefined ? {} : { leaf: leafText(leaf) }),
    ...(asked === undefined ? {} : { clientAuthorities: asked.map(rawNameText) }),
  };
  const [raw] = shown.chain;
  if (leaf === undefined || raw === undefined) return { ...common, served: "other", notLoaded: [] };
  const authorities = asked === undefined ? [] : authoritiesNotLoaded(listener, asked, catalog);
  const { state, setting, reload } = compareServed(running, raw, catalog);
  if (state === "loaded")
    return { ...common, served: "loaded", ...(setting?.file && { file: setting.file.path }), notLoaded: authorities };
  if (state === "other" && server.pair === undefined) return { ...common, served: "self-made", notLoaded: authorities };
  if (state === "other" || setting === undefined) return { ...common, served: "other", notLoaded: authorities };
  const late: NotLoaded = {
    component: server.component,
    host: server.host,
    setting: setting.name,
    file: setting.file?.path ?? setting.value,
    because: `it shows the certificate of before: number ${hex(leaf.serialNumber)}, until ${timeText(leaf.notAfter)}`,
    reload: reload ?? "not known",
    restart: setting.setting?.restart === true,
  };
  return { ...common, served: "renewed-not-loaded", file: late.file, notLoaded: [late, ...authorities] };
}

/** A server that no listener of the files is: whose certificate it shows. */
export function elsewhere(actual: Actual, shown: Shown): Beside {
  const leaf = leafOf(shown);
  const asked = shown.clientAuthorities === "unknown" ? undefined : shown.clientAuthorities;
  const files = [...actual.hosts.flatMap((host) => host.files), ...actual.loose];
  const file = leaf === undefined ? undefined : files.find((one) => holds(one, leaf));
  return {
    ...(leaf === undefined ? {} : { leaf: leafText(leaf) }),
    ...(asked === undefined ? {} : { clientAuthorities: asked.map(rawNameText) }),
    ...(file === undefined ? {} : { served: "elsewhere", file: file.place.file }),
    notLoaded: [],
  };
}

const holds = (file: ActualFile, leaf: Certificate): boolean =>
  certificatesIn(file).some(({ raw }) => Buffer.compare(raw, leaf.raw) === 0);

function leafOf({ chain: [raw] }: Pick<Shown, "chain">): Certificate | undefined {
  try {
    return raw === undefined ? undefined : parseCertificate(raw);
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

/** What is shown, as far as it parses. */
export const shownChain = ({ chain }: Shown): Certificate[] => chain.flatMap((raw) => leafOf({ chain: [raw] }) ?? []);

const leafText = ({ subject, serialNumber, notAfter }: Certificate) => ({
  subject: nameText(subject),
  serialNumber: hex(serialNumber),
  notAfter,
});

/**
 * What a process read when it started and whose file is younger: certificates in it begin later than the process. One that
 * was made with an earlier beginning is not noticed.
 */
export function readBefore({ server, running }: Listener, startedAt: Date): NotLoaded[] {
  return running.settings.flatMap((setting): NotLoaded[] => {
    if (setting.setting?.restart !== true || setting.file === undefined) return [];
    const young = certificatesIn(setting.file).find(({ notBefore }) => notBefore > startedAt);
    if (young === undefined) return [];
    const because = `it runs since ${timeText(startedAt)}, and ${nameText(young.subject)} is of ${timeText(young.notBefore)}`;
    return [notLoaded(server, setting, setting.file, because)];
  });
}
