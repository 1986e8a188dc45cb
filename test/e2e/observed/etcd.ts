// etcd: who is let in, what its clients say of its certificate, and peers.
import { judgeChain } from "../../../src/trust/chain.ts";
import { judgePeer } from "../../../src/trust/etcd-peer.ts";
import { judgeHandshake } from "../../../src/trust/handshake.ts";
import { type GoWords, NO_PAIR } from "../../../src/trust/texts.ts";
import { judgePath } from "../../judges/judge.ts";
import { type Authority, anchors, authority, hours, type Pair, pair, type Wish } from "./mint.ts";
import type { Result, Row } from "./situation.ts";
import {
  ADDRESS,
  etcdUp,
  HOST,
  OTHER,
  OTHER_ADDRESS,
  place,
  placeText,
  type Stage,
  since,
  startApiserver,
  startEtcd,
} from "./stage.ts";

const REJECTED = "rejected connection";
const BOTH = ["serverAuth", "clientAuth"] as const;
const NAMES = { dns: ["localhost"], addresses: ["127.0.0.1", ADDRESS] };

export async function etcdRows(stage: Stage): Promise<Row[]> {
  return (await Promise.all([etcdClients(stage), etcdServers(stage)]))
    .flat()
    .concat(await etcdPeers(stage), await etcdStarts(stage));
}

/** What it was built with, as it says itself. */
const wordsOf = ({ etcd }: Stage): GoWords =>
  Number(/"go-version":"go1\.(\d+)/.exec(etcd.log())?.[1] ?? 99) < 20 ? "1.19" : "current";

/** etcd's own words about a caller, and etcdctl's about what it heard. */
async function etcdClients(stage: Stage): Promise<Row[]> {
  const { etcd, etcdCa, ca, etcdServer } = stage;
  const twin = await authority("etcd-ca");
  const middle = await authority("etcd-middle", { by: etcdCa });
  const cases: [string, Pair | undefined][] = [
    ["no certificate", undefined],
    ["a client of its authority", await pair(etcdCa, { commonName: "root" })],
    [
      "a client of the cluster's authority",
      await pair(ca, { commonName: "kubernetes-admin", groups: ["system:masters"] }),
    ],
    ["another authority of the same name", await pair(twin, { commonName: "root" })],
    ["expired", await pair(etcdCa, { commonName: "root", notAfter: hours(-1) })],
    ["not yet valid", await pair(etcdCa, { commonName: "root", notBefore: hours(1) })],
    ["a server's certificate", await pair(etcdCa, { commonName: "root", usages: ["serverAuth"] })],
    ["intermediate sent", await pair(middle, { commonName: "root", behind: [middle] })],
    ["intermediate not sent", await pair(middle, { commonName: "root" })],
  ];
  const rows: Row[] = [];
  for (const [situation, shown] of cases) {
    const verdict = judgeHandshake(
      { anchors: anchors(etcdCa), name: "127.0.0.1", ...(shown === undefined ? {} : { chain: shown.chain }) },
      { chain: etcdServer.chain, demand: "demanded", anchors: anchors(etcdCa), words: wordsOf(stage) },
      new Date(),
      judgeChain,
    );
    const { prints } = verdict.server ?? {};
    const predicted = { outcome: verdict.holds ? "accepted" : "refused" };
    let observed: Result = { outcome: "" };
    const log = await since(
      etcd,
      async () => {
        observed = await etcdctl(stage, "https://127.0.0.1:2379", shown, etcdCa);
      },
      prints && JSON.stringify(prints).slice(1, -1),
    );
    rows.push({
      judge: "etcd",
      situation,
      predicted: { outcome: predicted.outcome, ...(prints === undefined ? {} : { text: prints }) },
      observed: { outcome: observed.outcome, text: rejected(log) },
    });
  }
  return rows;
}

/** 3.7 says on which endpoint, 3.4 does not. */
const rejected = (log: string): string =>
  log
    .split("\n")
    .filter((line) => line.includes(REJECTED))
    .map((line) => (JSON.parse(line) as { error: string }).error)
    .join("; ");

async function etcdctl({ lab }: Stage, endpoint: string, shown: Pair | undefined, by: Authority): Promise<Result> {
  const id = `ctl-${endpoint.split(":").at(-1)}`;
  const files = shown === undefined ? [] : Object.entries(place(lab, HOST, id, shown));
  const ca = placeText(lab, HOST, `${id}-ca.crt`, by.pem);
  const flags = files.map(([kind, path]) => `--${kind === "certificate" ? "cert" : "key"}=${path}`);
  const argv = [
    `--endpoints=${endpoint}`,
    `--cacert=${ca}`,
    ...flags,
    "--command-timeout=1s",
    "--dial-timeout=1s",
    "get",
    "x",
  ];
  const { code, stderr } = await lab.run(HOST, [judgePath("etcdctl"), ...argv], { env: { ETCDCTL_API: "3" } });
  return code === 0 ? { outcome: "accepted" } : { outcome: "refused", text: stderr.replaceAll('\\"', '"') };
}

/** One etcd for each serving certificate; etcdctl says whether, the API server says why. */
async function etcdServers(stage: Stage): Promise<Row[]> {
  const { lab, etcdCa, ca, flags } = stage;
  const client = await pair(etcdCa, { commonName: "root" });
  const stranger = await pair(ca, { commonName: "root" });
  const cases: [string, Authority, Wish, Pair][] = [
    ["a right certificate", etcdCa, {}, client],
    ["expired", etcdCa, { notAfter: hours(-1) }, client],
    ["for clients only", etcdCa, { usages: ["clientAuth"] }, client],
    ["the address is missing", etcdCa, { addresses: [ADDRESS] }, client],
    ["names only", etcdCa, { addresses: [] }, client],
    ["the cluster's authority", ca, {}, client],
    ["right, and the caller is of the cluster's authority", etcdCa, {}, stranger],
  ];
  const peer = place(lab, HOST, "etcd-peer", await pair(etcdCa, { commonName: HOST, ...NAMES, usages: BOTH }));
  const trusted = placeText(lab, HOST, "etcd-trusted.crt", etcdCa.pem);
  const rows: Row[] = [];
  for (const [i, [situation, by, wish, shown]] of cases.entries()) {
    const port = 12_379 + i * 10;
    const serving = await pair(by, { commonName: HOST, ...NAMES, usages: BOTH, ...wish });
    const etcd = startEtcd(lab, port, { server: place(lab, HOST, `etcd-${i}`, serving), peer, ca: trusted });
    await etcd.ready(etcdUp(lab, port));
    const verdict = judgeHandshake(
      { anchors: anchors(etcdCa), name: "127.0.0.1", chain: shown.chain },
      { chain: serving.chain, demand: "demanded", anchors: anchors(etcdCa), words: wordsOf(stage) },
      new Date(),
      judgeChain,
    );
    const text = verdict.client.prints ?? verdict.server?.other;
    const outcome = verdict.holds ? "accepted" : "refused";
    const url = `https://127.0.0.1:${port}`;
    const { outcome: seen } = await etcdctl(stage, url, shown, etcdCa);
    rows.push({
      judge: "etcdctl",
      situation: `etcd's certificate: ${situation}`,
      predicted: { outcome },
      observed: { outcome: seen },
    });
    if (text !== undefined) {
      const files = place(lab, HOST, "apiserver-etcd", shown);
      const more = {
        "etcd-servers": url,
        "etcd-certfile": files.certificate,
        "etcd-keyfile": files.key,
        "secure-port": "7443",
      };
      const apiserver = startApiserver(lab, { ...flags, ...more });
      // The time in it is the API server's own.
      const wanted = text.replace(/current time \S+ is/, "");
      const found = (): boolean =>
        apiserver
          .log()
          .replace(/current time \S+ is/g, "")
          .replaceAll('\\"', '"')
          .includes(wanted);
      const observed = await apiserver
        .ready(async () => found(), 15_000)
        .then(
          () => text,
          () => apiserver.tail(5),
        );
      await apiserver.stop(0);
      rows.push({
        judge: "kube-apiserver",
        situation: `to etcd whose certificate is: ${situation}`,
        predicted: { outcome: "refused", text },
        observed: { outcome: "refused", text: observed },
      });
    }
    await etcd.stop(0);
  }
  return rows;
}

/** The peer listener: the chain, and the address that the caller comes from. */
async function etcdPeers(stage: Stage): Promise<Row[]> {
  const { lab, etcd, etcdCa, ca, etcdServer } = stage;
  const resolve = (name: string): string[] => (name === OTHER ? [OTHER_ADDRESS] : []);
  const peer = { commonName: OTHER, usages: BOTH };
  const cases: [string, Pair][] = [
    ["its own address", await pair(etcdCa, { ...peer, addresses: [OTHER_ADDRESS] })],
    ["another address", await pair(etcdCa, { ...peer, addresses: ["10.30.0.99"] })],
    ["a name that leads to its address", await pair(etcdCa, { ...peer, dns: [OTHER] })],
    [
      "another address, a name that leads to its own",
      await pair(etcdCa, { ...peer, dns: [OTHER], addresses: ["10.30.0.99"] }),
    ],
    ["a name that leads elsewhere", await pair(etcdCa, { ...peer, dns: [HOST] })],
    ["no name at all", await pair(etcdCa, peer)],
    ["an etcd client without names", await pair(etcdCa, { commonName: "root" })],
    ["for servers only", await pair(etcdCa, { ...peer, usages: ["serverAuth"], addresses: [OTHER_ADDRESS] })],
    ["the cluster's authority", await pair(ca, { ...peer, addresses: [OTHER_ADDRESS] })],
  ];
  const rows: Row[] = [];
  for (const [situation, shown] of cases) {
    const verdict = judgeHandshake(
      { anchors: undefined, name: ADDRESS, chain: shown.chain },
      { chain: etcdServer.chain, demand: "demanded", anchors: anchors(etcdCa), words: wordsOf(stage) },
      new Date(),
      judgeChain,
    );
    const address = judgePeer({ certificate: shown.certificate, address: OTHER_ADDRESS, resolve });
    const text = verdict.server?.prints ?? (address.accepts ? undefined : address.prints);
    const predicted: Result = text === undefined ? { outcome: "accepted" } : { outcome: "refused", text };
    const files = place(lab, OTHER, "peer", shown);
    let outcome = "";
    const log = await since(
      etcd,
      async () => {
        const argv = [
          "--http1.1",
          "--insecure",
          "--silent",
          "--max-time",
          "5",
          "--write-out",
          "%{http_code}",
          "--output",
          "/dev/null",
        ];
        const { stdout } = await lab.run(OTHER, [
          judgePath("curl"),
          ...argv,
          "--cert",
          files.certificate,
          "--key",
          files.key,
          `https://${ADDRESS}:2380/version`,
        ]);
        outcome = Number(stdout) > 0 ? "accepted" : "refused";
      },
      text === undefined ? undefined : REJECTED,
    );
    rows.push({
      judge: "etcd",
      situation: `as a peer: ${situation}`,
      predicted,
      observed: { outcome, text: rejected(log) },
    });
  }
  return rows;
}

/** Whether it starts at all. */
async function etcdStarts({ lab, etcdCa }: Stage): Promise<Row[]> {
  const right = await pair(etcdCa, { commonName: HOST, ...NAMES, usages: BOTH });
  const crossed: Pair = { ...right, key: (await pair(etcdCa, { commonName: HOST })).key };
  const ca = placeText(lab, HOST, "etcd-trusted.crt", etcdCa.pem);
  const good = place(lab, HOST, "start-good", right);
  const bad = place(lab, HOST, "start-bad", crossed);
  const start = async (
    situation: string,
    port: number,
    files: { server: typeof good; peer: typeof good },
  ): Promise<Row> => {
    const etcd = startEtcd(lab, port, { ...files, ca });
    const up = await etcd.ready(etcdUp(lab, port), 10_000).then(
      () => true,
      () => false,
    );
    await etcd.stop();
    const observed: Result = up ? { outcome: "starts" } : { outcome: "ends", text: etcd.log() };
    const mismatch = files.server === bad || files.peer === bad;
    return {
      judge: "etcd",
      situation,
      predicted: mismatch ? { outcome: "ends", text: NO_PAIR } : { outcome: "starts" },
      observed,
    };
  };
  return Promise.all([
    start("starts with its pairs", 13_379, { server: good, peer: good }),
    start("the serving key is another's", 13_389, { server: bad, peer: good }),
    start("the peer key is another's", 13_399, { server: good, peer: bad }),
  ]);
}
