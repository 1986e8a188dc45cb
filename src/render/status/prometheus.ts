/**
 * A status in Prometheus' text format, for node_exporter's textfile collector. Names and labels beginning with `x509_` are
 * those of enix/x509-certificate-exporter (its docs/metrics.md), so that alerts and dashboards that exist go on; `host`
 * is added to them, because one file may speak of several. What only kubepki knows begins with `kubepki_`.
 */
import type { Note } from "../../inventory/actual.ts";
import type { CertificatePlace } from "../../status/held.ts";
import { issuerAttributes } from "../../status/names.ts";
import type { StatusRow } from "../../status/status.ts";
import type { TimelineEntry } from "../../status/timeline.ts";
import { addressText } from "../../trust/live/as-served.ts";
import type { SeenEndpoint } from "../../trust/live/seen.ts";
import type { Prediction } from "../../trust/predict.ts";
import type { Certificate } from "../../x509/certificate.ts";
import type { NameAttribute } from "../../x509/name.ts";
import { OID } from "../../x509/oid.ts";

export interface StatusMetricsInput {
  readonly at: Date;
  readonly rows: readonly StatusRow[];
  readonly predictions: readonly Prediction[];
  readonly timeline: readonly TimelineEntry[];
  readonly notes: readonly Note[];
  /** Servers, where they were looked at. */
  readonly endpoints?: readonly SeenEndpoint[];
  /** Of kubepki. */
  readonly version: string;
}

type Labels = Readonly<Record<string, string | undefined>>;
type Sample = readonly [labels: Labels, value: number];

export function statusMetrics({
  at,
  rows,
  predictions,
  timeline,
  notes,
  endpoints = [],
  version,
}: StatusMetricsInput): string {
  const seconds = (time: Date): number => Math.floor(time.getTime() / 1000);
  const now = seconds(at);
  const each = (value: (row: StatusRow) => number): Sample[] =>
    rows.flatMap((row) => row.places.map((place): Sample => [certificateLabels(row.certificate, place), value(row)]));
  const ours = (value: (row: StatusRow) => number): Sample[] =>
    rows.flatMap((row) => row.places.map((place): Sample => [ourLabels(row, place), value(row)]));
  return [
    gauge(
      "x509_cert_not_before",
      "Unix time at which the certificate begins.",
      each(({ certificate }) => seconds(certificate.notBefore)),
    ),
    gauge(
      "x509_cert_not_after",
      "Unix time at which the certificate ends.",
      each(({ certificate }) => seconds(certificate.notAfter)),
    ),
    gauge(
      "x509_cert_expired",
      "1 when the certificate had ended as this was written.",
      each(({ certificate }) => (certificate.notAfter < at ? 1 : 0)),
    ),
    gauge(
      "x509_cert_expires_in_seconds",
      "Seconds to the certificate's end as this was written; negative when it is past.",
      each(({ certificate }) => seconds(certificate.notAfter) - now),
    ),
    gauge(
      "x509_cert_valid_since_seconds",
      "Seconds since the certificate's beginning as this was written.",
      each(({ certificate }) => now - seconds(certificate.notBefore)),
    ),
    gauge("x509_read_errors", "What could not be read.", [[{}, notes.filter(isFailure).length]]),
    gauge("x509_exporter_build_info", "1; the version of what wrote this.", [[{ version: `kubepki ${version}` }, 1]]),
    gauge(
      "kubepki_certificate_stops_timestamp_seconds",
      "Unix time at which the certificate really stops: the first end in its chain, its authorities included.",
      ours(({ stops }) => seconds(stops.at)),
    ),
    gauge(
      "kubepki_certificate_begins_timestamp_seconds",
      "Unix time at which the certificate begins: with its end, how long it lasts.",
      ours(({ certificate }) => seconds(certificate.notBefore)),
    ),
    gauge(
      "kubepki_certificate_outlives_authority",
      "1 when the certificate ends after its authority.",
      ours(({ outlived }) => (outlived === undefined ? 0 : 1)),
    ),
    gauge(
      "kubepki_connections",
      "Connections between components by what will happen on them: works, unverified, fails, unknown.",
      connectionSamples(predictions),
    ),
    gauge(
      "kubepki_connection_breaks_timestamp_seconds",
      "Unix time at which the first of these connections that work today breaks.",
      breakSamples(timeline, seconds),
    ),
    gauge(
      "kubepki_server_up",
      "1 when the server answered with a certificate.",
      endpoints.map((one) => [serverLabels(one), one.failure === undefined ? 1 : 0]),
    ),
    gauge(
      "kubepki_server_not_loaded",
      "1 when the server shows another certificate than that of its file: renewed and not loaded, or of none of its files.",
      endpoints.flatMap((one): Sample[] => {
        const { served } = one;
        if (served !== "loaded" && served !== "renewed-not-loaded" && served !== "other") return [];
        return [[serverLabels(one), served === "loaded" ? 0 : 1]];
      }),
    ),
    gauge("kubepki_notes", "Notes about what could not be taken as it is, by code.", noteSamples(notes)),
    gauge("kubepki_status_timestamp_seconds", "Unix time at which this was written.", [[{}, now]]),
  ].join("");
}

/** Unread or damaged; a missing file or a contradiction was read well. */
const isFailure = ({ code }: Note): boolean => /^(?:unreadable|too-|damaged-|link-loop)/.test(code);

const FIELDS: readonly [label: string, type: string][] = [
  ["C", OID.countryName],
  ["ST", OID.stateOrProvinceName],
  ["L", OID.localityName],
  ["O", OID.organizationName],
  ["OU", OID.organizationalUnitName],
  ["CN", OID.commonName],
];

/** The first value of each field; of common names the last, as Go's pkix.Name has them. */
function nameLabels(prefix: string, name: readonly NameAttribute[]): Labels {
  return Object.fromEntries(
    FIELDS.map(([label, type]) => {
      const values = name.filter((one) => one.type === type);
      return [`${prefix}_${label}`, (label === "CN" ? values.at(-1) : values[0])?.value];
    }),
  );
}

const serverLabels = (endpoint: SeenEndpoint): Labels => ({
  host: endpoint.hosts[0],
  component: endpoint.component,
  served_by: addressText(endpoint),
});

function placeLabels({ host, file, place, embedded, object, served }: CertificatePlace): Labels {
  if (served !== undefined) return { host, served_by: served.address };
  const path = host === undefined || file === undefined ? place.file : file.path;
  const inFile = { filename: path.slice(path.lastIndexOf("/") + 1), filepath: path };
  if (object?.kind === "Secret" || object?.kind === "ConfigMap") {
    const kind = object.kind.toLowerCase();
    return {
      host,
      [`${kind}_namespace`]: object.namespace ?? "default",
      [`${kind}_name`]: object.name,
      [`${kind}_key`]: object.field.replace(/^(?:data|stringData|binaryData)\.|^data\["(.*)"\]$/, "$1"),
    };
  }
  if (object !== undefined)
    return {
      host,
      ...inFile,
      cabundle_resource_kind: object.kind,
      cabundle_resource_name: object.name,
      cabundle_entry: object.entry,
    };
  return { host, ...inFile, embedded_kind: embedded?.kind, embedded_key: embedded?.name };
}

function certificateLabels(certificate: Certificate, place: CertificatePlace): Labels {
  return {
    ...placeLabels(place),
    serial_number: serialDecimal(certificate),
    ...nameLabels("issuer", issuerAttributes(certificate)),
    ...nameLabels("subject", certificate.subject),
  };
}

/** The exporter's labels find the certificate; role and component say what it is for. */
function ourLabels({ certificate, credential }: StatusRow, place: CertificatePlace): Labels {
  const [role] = place.file?.roles ?? [];
  const embedded = place.embedded?.kind === "cluster" || place.object !== undefined;
  return {
    ...certificateLabels(certificate, place),
    role: embedded ? "authority" : credential,
    component: place.served?.component ?? role?.component,
  };
}

/** Decimal, as Go's big.Int prints it. */
function serialDecimal({ serialNumber }: Certificate): string {
  const hex = Buffer.from(serialNumber).toString("hex");
  const value = BigInt(`0x${hex || "0"}`);
  const negative = ((serialNumber[0] ?? 0) & 0x80) !== 0;
  return (negative ? value - (1n << BigInt(4 * hex.length)) : value).toString();
}

function connectionSamples(predictions: readonly Prediction[]): Sample[] {
  const counts = new Map<string, [Labels, number]>();
  for (const { connection, outcome } of predictions) {
    const { id, client, server } = connection;
    const key = [id, client.component, server.component, outcome].join(" ");
    const known = counts.get(key);
    const labels = { connection: id, client: client.component, server: server.component, outcome };
    counts.set(key, [labels, (known?.[1] ?? 0) + 1]);
  }
  return [...counts.values()];
}

/** Of the timeline's moments the first of each kind. */
function breakSamples(timeline: readonly TimelineEntry[], seconds: (time: Date) => number): Sample[] {
  const first = new Map<string, Sample>();
  for (const { at, breaks } of timeline)
    for (const { id, client, server } of breaks) {
      const key = [id, client, server].join(" ");
      if (!first.has(key)) first.set(key, [{ connection: id, client, server }, seconds(at)]);
    }
  return [...first.values()];
}

function noteSamples(notes: readonly Note[]): Sample[] {
  const codes = new Map<string, number>();
  for (const { code } of notes) codes.set(code, (codes.get(code) ?? 0) + 1);
  return [...codes].map(([code, count]) => [{ code }, count]);
}

/** A series that is there twice makes the whole file unreadable: the first stands. */
function gauge(name: string, help: string, samples: readonly Sample[]): string {
  const lines = new Map<string, number>();
  for (const [labels, value] of samples) {
    const text = labelText(labels);
    if (!lines.has(text)) lines.set(text, value);
  }
  if (lines.size === 0) return "";
  const head = `# HELP ${name} ${help}\n# TYPE ${name} gauge\n`;
  return head + [...lines].map(([labels, value]) => `${name}${labels} ${value}\n`).join("");
}

/** Characters of a value; certificates are written by others. */
const LONGEST = 1024;

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value = ""]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** Backslash, quote and line feed are escaped; half of a pair of UTF-16 would be no UTF-8. */
const escaped = (value: string): string =>
  value
    .slice(0, LONGEST)
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .replace(/\\/g, "\\\\")
    .replace(/"/g, '\\"')
    .replace(/\n/g, "\\n");
