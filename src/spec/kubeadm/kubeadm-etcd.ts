import type { Report } from "../../source/report.ts";
import { below, type Place } from "../../source/source-document.ts";
import type { Origins } from "../draft.ts";
import { entriesOf } from "../read/entries.ts";
import { readEtcdUrl } from "../read/etcd-url.ts";
import { readAbsolutePath } from "../read/scalars.ts";
import type { EtcdSpec, Spec } from "../spec.ts";
import type { ClusterConfiguration } from "./documents.ts";
import { readKubeadmNames } from "./kubeadm-names.ts";

type EtcdFields = NonNullable<ClusterConfiguration["etcd"]>;

/** kubeadm's local etcd is ours, stacked; its external etcd is somebody else's, nothing of it is made. */
export function readKubeadmEtcd(
  fields: EtcdFields | undefined,
  place: Place,
  origins: Origins,
  report: Report,
): Pick<Spec, "etcd" | "etcdServerNames" | "etcdPeerNames"> {
  origins.set("etcd", place);
  const { local, external } = fields ?? {};
  if (local !== undefined && external !== undefined) {
    report.error(place, "`local` and `external` together", "etcd is one or the other");
  }
  const names = (key: "serverCertSANs" | "peerCertSANs"): readonly string[] => {
    const read = readKubeadmNames(local?.[key], below(place, "local", key), report);
    return [...read.names, ...read.addresses];
  };
  return {
    etcd: external === undefined ? { kind: "stacked" } : readExternal(external, below(place, "external"), report),
    etcdServerNames: names("serverCertSANs"),
    etcdPeerNames: names("peerCertSANs"),
  };
}

function readExternal(fields: NonNullable<EtcdFields["external"]>, place: Place, report: Report): EtcdSpec {
  const endpoints = entriesOf(fields.endpoints, below(place, "endpoints")).flatMap(({ text, place: at }) =>
    readEtcdUrl(text, at, report) ? [text] : [],
  );
  if (endpoints.length === 0 && !report.failedIn(place)) {
    report.error(place, "external etcd has no endpoints", "write `endpoints: [https://etcd-1.example.com:2379]`");
  }
  const { certFile, keyFile } = fields;
  if ((certFile ?? "") === "" ? (keyFile ?? "") !== "" : (keyFile ?? "") === "") {
    report.error(place, "a client of etcd has a certificate and a key, or neither", "write certFile and keyFile, both");
  }
  const path = (key: "caFile" | "certFile" | "keyFile") => {
    // kubeadm's defaulting writes "" where nothing was said.
    const read =
      (fields[key] ?? "") === "" ? undefined : readAbsolutePath(fields[key] ?? "", below(place, key), report);
    return read === undefined ? {} : { [key]: read };
  };
  return { kind: "provided", endpoints, ...path("caFile"), ...path("certFile"), ...path("keyFile") };
}
