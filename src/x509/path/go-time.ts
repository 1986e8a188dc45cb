/** Times as Go reads and prints them. */
import type { GoReader } from "./go-reader.ts";

/** A moment with the offset that it was written with, which Go prints it with. */
export interface GoTime {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Minutes east of UTC. */
  readonly offset: number;
}

const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const FIELDS = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:Z|([+-])(\d{2})(\d{2}))$/;

/** A text when it is none: what Go says. */
export function readGoTime(reader: GoReader): GoTime | string {
  if (reader.isNext(UTC_TIME)) {
    const text = textOf(reader.read(UTC_TIME));
    const time = text === undefined ? undefined : utcTime(text);
    return time ?? "x509: malformed UTCTime";
  }
  if (reader.isNext(GENERALIZED_TIME)) {
    const text = textOf(reader.read(GENERALIZED_TIME));
    const fields = text === undefined ? null : FIELDS.exec(text);
    const time = fields?.[1]?.length === 4 && fields[6] !== undefined ? moment(Number(fields[1]), fields) : undefined;
    return time ?? "x509: malformed GeneralizedTime";
  }
  return "x509: unsupported time format";
}

function textOf(reader: GoReader | undefined): string | undefined {
  if (reader === undefined) return undefined;
  const { bytes } = reader;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

/** Seconds may be left out. Two digits from 69 on are of the last century to Go, and from 50 on to RFC 5280. */
function utcTime(text: string): GoTime | undefined {
  const fields = FIELDS.exec(text);
  if (fields?.[1]?.length !== 2) return undefined;
  const short = Number(fields[1]);
  const year = short >= 69 ? 1900 + short : 2000 + short;
  const time = moment(year, fields);
  if (time === undefined || yearOf(time) < 2050) return time;
  const date = new Date(time.at + time.offset * 60_000);
  date.setUTCFullYear(date.getUTCFullYear() - 100);
  return { at: date.getTime() - time.offset * 60_000, offset: time.offset };
}

const yearOf = ({ at, offset }: GoTime): number => new Date(at + offset * 60_000).getUTCFullYear();

function moment(year: number, fields: RegExpExecArray): GoTime | undefined {
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = [2, 3, 4, 5, 6].map((i) => Number(fields[i] ?? 0));
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  if (date.getUTCDate() !== day || date.getUTCMonth() !== month - 1) return undefined;
  const hours = Number(fields[8] ?? 0);
  const minutes = Number(fields[9] ?? 0);
  if (hours > 24 || minutes > 60) return undefined;
  const offset = (fields[7] === "-" ? -1 : 1) * (hours * 60 + minutes);
  // Written back it has to be the same: an offset of nothing is written Z.
  const canonical = fields[7] === undefined ? offset === 0 : offset !== 0 && minutes < 60 && hours < 25;
  return canonical ? { at: date.getTime() - offset * 60_000, offset } : undefined;
}

/** RFC 3339, to the second. */
export function goTimeText({ at, offset }: GoTime): string {
  const local = new Date(Math.floor(at / 1000) * 1000 + offset * 60_000).toISOString().slice(0, 19);
  if (offset === 0) return `${local}Z`;
  const size = Math.abs(offset);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
