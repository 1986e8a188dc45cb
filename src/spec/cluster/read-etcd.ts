import type { Report } from "../../source/report.ts";
import { below, type Place } from "../../source/source-document.ts";
import type { Origins } from "../draft.ts";
import { entriesOf } from "../read/entries.ts";
import { readEtcdUrl } from "../read/etcd-url.ts";
import { readNameList } from "../read/names.ts";
import { readAbsolutePath } from "../read/scalars.ts";
import type { EtcdSpec, Spec } from "../spec.ts";
import type { ClusterDocument } from "./schema.ts";

type EtcdFields = Exclude<NonNullable<ClusterDocument["etcd"]>, string>;

export function readEtcd(
  given: ClusterDocument["etcd"],
  place: Place,
  origins: Origins,
  report: Report,
): Pick<Spec, "etcd" | "etcdServerNames" | "etcdPeerNames"> {
  origins.set("etcd", place);
  const fields: EtcdFields = typeof given === "string" ? { kind: given } : (given ?? {});
  const names = (key: "serverNames" | "peerNames"): readonly string[] => {
    const read = readNameList(entriesOf(fields[key], below(place, key)), report);
    return [...read.names, ...read.addresses];
  };
  return {
    etcd: readKind(fields, place, report),
    etcdServerNames: names("serverNames"),
    etcdPeerNames: names("peerNames"),
  };
}

const PROVIDED_FIELDS = ["endpoints", "caFile", "certFile", "keyFile"] as const;

function readKind(fields: EtcdFields, place: Place, report: Report): EtcdSpec {
  const kind = fields.kind ?? "stacked";
  if (kind !== "provided") {
    for (const key of PROVIDED_FIELDS) {
      if (fields[key] === undefined) continue;
      report.errorAtKey(
        below(place, key),
        `\`${key}\` is only for somebody else's etcd`,
        "write `kind: provided`, or leave the field out",
      );
    }
    return { kind };
  }
  const endpoints = entriesOf(fields.endpoints, below(place, "endpoints")).flatMap(({ text, place: at }) =>
    readEtcdUrl(text, at, report) ? [text] : [],
  );
  if (endpoints.length === 0 && !report.failedIn(below(place, "endpoints"))) {
    report.error(
      place,
      "etcd is provided, and nothing says where",
      "write `endpoints: [https://etcd-1.example.com:2379]`",
    );
  }
  const path = (key: "caFile" | "certFile" | "keyFile") => {
    const text = fields[key];
    const read = text === undefined ? undefined : readAbsolutePath(text, below(place, key), report);
    return read === undefined ? {} : { [key]: read };
  };
  if ((fields.certFile === undefined) !== (fields.keyFile === undefined)) {
    report.error(place, "a client of etcd has a certificate and a key, or neither", "write certFile and keyFile, both");
  }
  return { kind, endpoints, ...path("caFile"), ...path("certFile"), ...path("keyFile") };
}
