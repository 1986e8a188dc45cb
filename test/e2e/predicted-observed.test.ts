// What we predict is what real programs do: every situation is put before one, and the page is the table of both.
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../judges/judge.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { clientsOfApiserver } from "./observed/api-clients.ts";
import { kubectlLooks, servedCertificates } from "./observed/api-server.ts";
import { componentRows, kubeletRows, rightRows, startRows } from "./observed/components.ts";
import { etcdRows } from "./observed/etcd.ts";
import { authority } from "./observed/mint.ts";
import { agrees, type Row } from "./observed/situation.ts";
import { ADDRESS, HOST, OTHER, OTHER_ADDRESS, openStage } from "./observed/stage.ts";

const WANTS = ["root", "ip", "openssl", "curl", "etcd", "etcdctl", "kubectl", "kube-apiserver", "kubelet"] as const;

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
      ...(await componentRows(stage)),
      ...(await kubeletRows(stage)),
    );
    const wrong = rows.filter((row) => !agrees(row));
    expect(
      wrong
        .map(
          ({ judge, situation, predicted, observed }) =>
            `${judge}: ${situation}\n  ${JSON.stringify(predicted)}\n  ${JSON.stringify(observed)}`,
        )
        .join("\n"),
    ).toBe("");
  });
});
