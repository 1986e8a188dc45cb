// The API server as a server: kubectl looks at certificates of every kind, chosen by the name that it asks for.
import { judgeChain } from "../../../src/trust/chain.ts";
import { judgeHandshake } from "../../../src/trust/handshake.ts";
import { kubectlCannotConnect } from "../../../src/trust/texts.ts";
import { judgePath } from "../../judges/judge.ts";
import { type Authority, anchors, authority, hours, type Pair, pair, type Wish } from "./mint.ts";
import type { Result, Row } from "./situation.ts";
import { HOST, placeText, type Stage, since } from "./stage.ts";

export interface Served {
  readonly situation: string;
  readonly pair: Pair;
  /** Whom kubectl believes. */
  readonly by: readonly Authority[];
}

/** By the name that chooses the certificate. */
export async function servedCertificates(
  ca: Authority,
  stranger: Authority,
): Promise<Readonly<Record<string, Served>>> {
  const [middle, clientOnly, gone, another] = await Promise.all([
    authority("middle", { by: ca }),
    authority("client-only", { by: ca, usages: ["clientAuth"] }),
    authority("gone", { by: ca, notAfter: hours(-1) }),
    authority("another"),
  ]);
  const short = await authority("short", { by: ca, pathLength: 0 });
  const below = await authority("below", { by: short });
  const lapsed = await authority("lapsed", { notAfter: hours(-1) });
  const made: [string, string, Authority, Wish, (readonly Authority[])?][] = [
    ["good", "a right certificate", ca, {}],
    ["expired", "expired", ca, { notAfter: hours(-1) }],
    ["early", "not yet valid", ca, { notBefore: hours(1) }],
    ["client", "for clients only", ca, { usages: ["clientAuth"] }],
    ["any", "no extended key usage", ca, { usages: [] }],
    ["unknown", "an authority that kubectl does not know", another, {}],
    ["twin", "another authority of the same name", stranger, {}],
    ["cut", "intermediate not sent", middle, {}],
    ["whole", "intermediate sent", middle, { behind: [middle] }],
    ["gone", "intermediate expired", gone, { behind: [gone] }],
    ["nested", "intermediate for clients only", clientOnly, { behind: [clientOnly] }],
    ["long", "path longer than allowed", below, { behind: [below, short] }],
    ["lapsed", "authority expired", lapsed, {}, [lapsed]],
    ["both", "old and new authority believed", ca, {}, [stranger, ca]],
    ["other", "the name is missing", ca, { dns: ["elsewhere.example.com"] }],
    ["bare", "addresses only", ca, { dns: [], addresses: ["10.30.0.11"] }],
    ["common", "a common name and no alternative names", ca, { dns: [] }],
  ];
  const entries = made.map(async ([name, situation, by, wish, believed = [ca]]): Promise<[string, Served]> => {
    const full = `${name}.example.com`;
    const one = await pair(by, { commonName: full, dns: [full], usages: ["serverAuth"], ...wish });
    return [full, { situation, pair: one, by: believed }];
  });
  return Object.fromEntries(await Promise.all(entries));
}

export async function kubectlLooks(stage: Stage, served: Readonly<Record<string, Served>>): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, one] of Object.entries(served)) rows.push(await look(stage, name, one));
  // By address, which chooses the certificate that is served to everybody.
  const serving = { situation: "an address that the certificate lacks", by: [stage.ca], pair: stage.serving };
  rows.push(await look(stage, "127.0.0.2", serving));
  return rows;
}

async function look({ lab, apiserver }: Stage, name: string, { situation, pair: shown, by }: Served): Promise<Row> {
  const verdict = judgeHandshake(
    { anchors: anchors(...by), name },
    { chain: shown.chain, demand: "asked-for" },
    new Date(),
    judgeChain,
  );
  const { prints = "", other = "" } = verdict.client;
  const predicted: Result = verdict.holds
    ? { outcome: "accepted" }
    : { outcome: "refused", text: kubectlCannotConnect(prints) };
  const ca = placeText(lab, HOST, "look.crt", by.map(({ pem }) => pem).join(""));
  const address = /^\d/.test(name) ? name : "127.0.0.1";
  const asked = address === name ? [] : [`--tls-server-name=${name}`];
  let result: Result = { outcome: "" };
  const log = await since(
    apiserver,
    async () => {
      const argv = [
        `--server=https://${address}:6443`,
        `--certificate-authority=${ca}`,
        ...asked,
        "get",
        "--raw=/version",
      ];
      const { code, stderr } = await lab.run(HOST, [
        judgePath("kubectl"),
        "--kubeconfig=/dev/null",
        "--username=x",
        "--password=y",
        ...argv,
      ]);
      // Nobody is let in with such a password: being asked for a better one means that the connection holds.
      const spoke = code === 0 || /Unauthorized|Forbidden|logged in/.test(stderr);
      result = spoke ? { outcome: "accepted" } : { outcome: "refused", text: stderr.trim() };
    },
    other === "" ? undefined : other,
  );
  if (other !== "" && !log.includes(other)) result = { ...result, outcome: `the API server did not print: ${other}` };
  return { judge: "kubectl", situation, predicted, observed: result };
}
