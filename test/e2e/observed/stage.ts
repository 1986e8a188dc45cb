// One host with an etcd and an API server that serve many situations, made by hand so that each file is known.
import { encodePublicKeyPem } from "../../../src/x509/key-encoding.ts";
import { judgePath } from "../../judges/judge.ts";
import { curl } from "../../lab/components.ts";
import type { Lab } from "../../lab/lab.ts";
import { type LabProcess, until } from "../../lab/process.ts";
import { type Authority, authority, type Pair, pair } from "./mint.ts";

export const HOST = "cp-1";
export const ADDRESS = "10.30.0.11";
export const OTHER = "node-1";
export const OTHER_ADDRESS = "10.30.0.21";
const FOLDER = "/run/observed";

export interface Stage {
  readonly lab: Lab;
  readonly ca: Authority;
  readonly etcdCa: Authority;
  readonly frontProxyCa: Authority;
  /** Nobody believes it; it has the cluster authority's name. */
  readonly stranger: Authority;
  readonly saKey: Pair;
  readonly serving: Pair;
  readonly etcdServer: Pair;
  /** The API server's flags. */
  readonly flags: ApiserverFiles;
  readonly etcd: LabProcess;
  readonly apiserver: LabProcess;
}

/** Writes a pair on a host; its two paths. */
export function place(lab: Lab, host: string, name: string, one: Pair): { certificate: string; key: string } {
  const paths = { certificate: `${FOLDER}/${name}.crt`, key: `${FOLDER}/${name}.key` };
  lab.write(host, paths.certificate, one.pem);
  lab.write(host, paths.key, one.key);
  return paths;
}

export function placeText(lab: Lab, host: string, name: string, text: string): string {
  const path = `${FOLDER}/${name}`;
  lab.write(host, path, text);
  return path;
}

export interface EtcdFiles {
  readonly server: { certificate: string; key: string };
  readonly peer: { certificate: string; key: string };
  readonly ca: string;
}

/** A store of one member; ports from `port` on. */
export function startEtcd(lab: Lab, port: number, { server, peer, ca }: EtcdFiles, more: readonly string[] = []) {
  const name = `etcd-${port}`;
  return lab.start(
    HOST,
    [
      judgePath("etcd"),
      `--name=${name}`,
      `--data-dir=${FOLDER}/${name}`,
      `--listen-client-urls=https://0.0.0.0:${port}`,
      `--advertise-client-urls=https://${ADDRESS}:${port}`,
      `--listen-peer-urls=https://0.0.0.0:${port + 1}`,
      `--initial-advertise-peer-urls=https://${ADDRESS}:${port + 1}`,
      `--initial-cluster=${name}=https://${ADDRESS}:${port + 1}`,
      `--listen-metrics-urls=http://127.0.0.1:${port + 2}`,
      `--cert-file=${server.certificate}`,
      `--key-file=${server.key}`,
      `--trusted-ca-file=${ca}`,
      "--client-cert-auth",
      `--peer-cert-file=${peer.certificate}`,
      `--peer-key-file=${peer.key}`,
      `--peer-trusted-ca-file=${ca}`,
      "--peer-client-cert-auth",
      "--unsafe-no-fsync",
      "--logger=zap",
      "--log-outputs=stderr",
      ...more,
    ],
    { name, env: process.arch === "arm64" ? { ETCD_UNSUPPORTED_ARCH: "arm64" } : {} },
  );
}

export const etcdUp = (lab: Lab, port: number) => async () => {
  const { body, error } = await curl(lab, HOST, `http://127.0.0.1:${port + 2}/health`);
  return body.includes('"health":"true"') || error || body;
};

export interface ApiserverFiles {
  readonly [flag: string]: string;
}

export const startApiserver = (lab: Lab, flags: ApiserverFiles, more: readonly string[] = []) =>
  lab.start(
    HOST,
    [judgePath("kube-apiserver"), ...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`), ...more],
    { name: "kube-apiserver" },
  );

export async function openStage(
  lab: Lab,
  sni: Readonly<Record<string, Pair>>,
  ca: Authority,
  stranger: Authority,
): Promise<Stage> {
  const [etcdCa, frontProxyCa] = await Promise.all([authority("etcd-ca"), authority("front-proxy-ca")]);
  const both = ["serverAuth", "clientAuth"] as const;
  const names = { dns: ["localhost", HOST], addresses: ["127.0.0.1", ADDRESS] };
  const [etcdServer, etcdClient, serving, saKey] = await Promise.all([
    pair(etcdCa, { commonName: HOST, ...names, usages: both }),
    pair(etcdCa, { commonName: "kube-apiserver-etcd-client" }),
    pair(ca, { commonName: "kube-apiserver", ...names, usages: ["serverAuth"] }),
    pair(ca, { commonName: "sa" }),
  ]);
  const server = place(lab, HOST, "etcd-server", etcdServer);
  const etcdCaFile = placeText(lab, HOST, "etcd-ca.crt", etcdCa.pem);
  const etcd = startEtcd(lab, 2379, { server, peer: server, ca: etcdCaFile });
  const etcdPair = place(lab, HOST, "apiserver-etcd-client", etcdClient);
  const servingPair = place(lab, HOST, "apiserver", serving);
  const sa = place(lab, HOST, "sa", saKey);
  const caFile = placeText(lab, HOST, "ca.crt", ca.pem);
  const flags = {
    "advertise-address": ADDRESS,
    "secure-port": "6443",
    "etcd-servers": "https://127.0.0.1:2379",
    "etcd-cafile": etcdCaFile,
    "etcd-certfile": etcdPair.certificate,
    "etcd-keyfile": etcdPair.key,
    "client-ca-file": caFile,
    "requestheader-client-ca-file": placeText(lab, HOST, "front-proxy-ca.crt", frontProxyCa.pem),
    "requestheader-allowed-names": "front-proxy-client",
    "requestheader-username-headers": "X-Remote-User",
    "requestheader-group-headers": "X-Remote-Group",
    "requestheader-extra-headers-prefix": "X-Remote-Extra-",
    "tls-cert-file": servingPair.certificate,
    "tls-private-key-file": servingPair.key,
    "service-account-key-file": placeText(lab, HOST, "sa.pub", encodePublicKeyPem(saKey.publicKey)),
    "service-account-signing-key-file": sa.key,
    "service-account-issuer": "https://kubernetes.default.svc",
    "service-cluster-ip-range": "10.96.0.0/16",
    "authorization-mode": "Node,RBAC",
    "enable-aggregator-routing": "true",
    vmodule: "secure_serving=5",
  };
  await etcd.ready(etcdUp(lab, 2379));
  const served = Object.entries(sni).map(([name, one]) => {
    const { certificate, key } = place(lab, HOST, `sni-${name}`, one);
    return `--tls-sni-cert-key=${certificate},${key}:${name}`;
  });
  const apiserver = startApiserver(lab, flags, served);
  await apiserver.ready(async () => {
    const { status, body, error } = await curl(lab, HOST, "https://127.0.0.1:6443/readyz", { insecure: true });
    return status === 200 || error || body;
  }, 60_000);
  // The first answers may come before its own roles are there.
  await until("the API server's own roles", async () => {
    const { status } = await curl(lab, HOST, "https://127.0.0.1:6443/version", { insecure: true });
    return status === 200;
  });
  return { lab, ca, etcdCa, frontProxyCa, stranger, saKey, serving, etcdServer, flags, etcd, apiserver };
}

/** The part of a log that came since. */
export async function since(
  process: LabProcess,
  body: () => Promise<void>,
  wanted: string | undefined,
): Promise<string> {
  const before = process.log().length;
  await body();
  const after = (): string => process.log().slice(before);
  if (wanted !== undefined)
    await until("the log", async () => after().includes(wanted), { timeoutMs: 3_000, everyMs: 20 }).catch(
      () => undefined,
    );
  return after();
}
