/** A status for programs; see schema/status.v1.json. */
import type { Note } from "../../inventory/actual.ts";
import type { CertificatePlace, ServedBy } from "../../status/held.ts";
import { commonName, lineOf } from "../../status/names.ts";
import type { StatusRow } from "../../status/status.ts";
import type { Breakage, TimelineEntry } from "../../status/timeline.ts";
import { fingerprint, serialText } from "../../x509/certificate.ts";
import { placed } from "../verify/document.ts";
import { endpointDocument } from "../verify/live-document.ts";
import type { StatusTextInput } from "./text.ts";

export function statusDocument(
  { at, rows, timeline, endpoints }: StatusTextInput,
  within: number | undefined,
  notes: readonly Note[],
): Record<string, unknown> {
  const until = at.getTime() + (within ?? 0);
  return {
    apiVersion: "kubepki/v1",
    kind: "Status",
    at: at.toISOString(),
    summary: {
      certificates: rows.length,
      places: rows.reduce((sum, row) => sum + row.places.length, 0),
      ended: rows.filter(({ stops }) => stops.at < at).length,
      outlivesAuthority: rows.filter(({ outlived }) => outlived !== undefined).length,
      ...(within === undefined ? {} : { within: rows.filter(({ stops }) => stops.at.getTime() <= until).length }),
    },
    certificates: rows.map((row) => certificateDocument(row, at)),
    timeline: timeline.map(({ at: moment, ends, begins, breaks, mends }) => ({
      at: moment.toISOString(),
      ends: ends.map(eventDocument),
      begins: begins.map(eventDocument),
      breaks: breaks.map(breakDocument),
      mends: mends.map(breakDocument),
    })),
    ...(endpoints === undefined ? {} : { servers: endpoints.map(endpointDocument) }),
    notes: notes.map(({ code, place, message }) => ({ code, place: placed(place), message })),
  };
}

const certificateDocument = (row: StatusRow, at: Date): Record<string, unknown> => {
  const { certificate, places, hosts, credential, title, stops, outlived, connections } = row;
  return {
    title,
    ...(credential === undefined ? {} : { credential }),
    subject: lineOf(certificate.rawSubject),
    issuer: lineOf(certificate.rawIssuer),
    serialNumber: serialText(certificate),
    sha256: fingerprint(certificate),
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    stops: {
      at: stops.at.toISOString(),
      secondsLeft: Math.floor((stops.at.getTime() - at.getTime()) / 1000),
      ...(stops.because === certificate ? {} : { because: lineOf(stops.because.rawSubject) }),
    },
    ...(outlived === undefined
      ? {}
      : { outlives: { authority: lineOf(outlived.rawSubject), notAfter: outlived.notAfter.toISOString() } }),
    hosts,
    connections,
    places: places.map(({ place, embedded, object, served }) => ({
      ...placed(place),
      ...(embedded === undefined ? {} : { embedded }),
      ...(object === undefined ? {} : { object: objectDocument(object) }),
      ...(served === undefined ? {} : { served: servedDocument(served) }),
    })),
  };
};

const servedDocument = ({ address, component, position }: ServedBy): Record<string, unknown> => ({
  address,
  ...(component === undefined ? {} : { component }),
  position,
});

const objectDocument = ({
  kind,
  namespace,
  name,
  field,
}: NonNullable<CertificatePlace["object"]>): Record<string, unknown> => ({
  kind,
  ...(namespace === undefined ? {} : { namespace }),
  ...(name === undefined ? {} : { name }),
  field,
});

const eventDocument = ({ certificate, place }: TimelineEntry["ends"][number]): Record<string, unknown> => ({
  commonName: commonName(certificate),
  sha256: fingerprint(certificate),
  place: placed(place),
});

const breakDocument = ({ id, title, client, server, count, hosts, example }: Breakage): Record<string, unknown> => ({
  connection: id,
  title,
  client,
  server,
  count,
  hosts,
  reason: example.reason,
  ...(example.clientPrints === undefined ? {} : { clientPrints: example.clientPrints }),
  ...(example.serverPrints === undefined ? {} : { serverPrints: example.serverPrints }),
});
