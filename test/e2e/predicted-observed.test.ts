// What we predict is what real programs do: every situation is put before one, and the page is the table of both.
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../judges/judge.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { clientsOfApiserver } from "./observed/api-clients.ts";
import { kubectlLooks, servedCertificates } from "./observed/api-server.ts";
import { componentRows, kubeletRows, rightRows, startRows } from "./observed/components.ts";
import { etcdRows } from "./observed/etcd.ts";
import { extensionRows } from "./observed/extensions.ts";
import { authority } from "./observed/mint.ts";
import { agrees, difference, page, type Row } from "./observed/situation.ts";
import { ADDRESS, HOST, OTHER, OTHER_ADDRESS, openStage } from "./observed/stage.ts";
import { tokenKeyRows } from "./observed/token-keys.ts";

const PAGE = new URL("../../docs/reference/predicted-observed.md", import.meta.url);

const WANTS = [
  "root",
  "ip",
  "openssl",
  "curl",
  "etcd",
  "etcdctl",
  "kubectl",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubelet",
  "containerd",
  "runc",
] as const;

describeWith(WANTS, "predicted and observed", () => {
  let lab: Lab;
  const rows: Row[] = [];
  beforeAll(async () => {
    lab = await startLab({ hosts: { [HOST]: { addresses: [ADDRESS] }, [OTHER]: { addresses: [OTHER_ADDRESS] } } });
  });
  afterAll(() => lab?.stop());

  it("every situation comes out as predicted", { timeout: 240_000 }, async () => {
    const [ca, stranger] = await Promise.all([authority("kubernetes"), authority("kubernetes")]);
    const served = await servedCertificates(ca, stranger);
    const pairs = Object.fromEntries(Object.entries(served).map(([name, one]) => [name, one.pair]));
    const stage = await openStage(lab, pairs, ca, stranger);
    rows.push(...(await clientsOfApiserver(stage)), ...(await kubectlLooks(stage, served)), ...(await etcdRows(stage)));
    rows.push(
      ...(await rightRows(stage)),
      ...(await startRows(stage)),
      ...(await tokenKeyRows(stage)),
      ...(await extensionRows(stage)),
      ...(await componentRows(stage)),
      ...(await kubeletRows(stage)),
    );
    const wrong = rows.filter((row) => !agrees(row)).map(difference);
    expect(wrong.join("\n")).toBe("");
    expect(rows.length).toBeGreaterThanOrEqual(60);
    const text = page(rows);
    if (process.env.KUBEPKI_WRITE_DOCS === "true") writeFileSync(PAGE, text);
    expect(readFileSync(PAGE, "utf8"), "stale: run this test with KUBEPKI_WRITE_DOCS=true").toBe(text);
  });
});
