import { describe, expect, it } from "vitest";
import { blastOf, catalog, readActual, type TreeEntry } from "../../../src/index.ts";
import { blastText } from "../../../src/render/blast/text.ts";
import { AT, rightTree, textAt } from "./rules/faulty.ts";

const HOST = "hosts/cp-1/etc/kubernetes";

const missing = async (): Promise<Uint8Array> => Promise.reject(new Error("read past the tree"));

async function hangs(path: string, entries?: readonly TreeEntry[]) {
  const tree = entries ?? (await rightTree());
  const actual = await readActual(tree, catalog);
  return (await blastOf({ file: `out/${path}`, actual, catalog, at: AT }, { read: missing })).things;
}

describe("what hangs on a file", () => {
  it("is shown so that a name which others chose moves no cursor", async () => {
    const [thing] = await hangs(`${HOST}/admin.conf`);
    if (thing === undefined) throw new Error("nothing");
    const odd = { ...thing, title: "a\u001b[2Jb", signed: ["CN=\u202ex"] };
    expect(blastText({ file: "x", at: AT, inTree: true, things: [odd] })).not.toMatch(
      /\p{Cs}|\p{Bidi_C}|(?!\n)\p{Cc}/u,
    );
  });

  it("of a user: who a thief is to whom, and that its binding is what ends it", async () => {
    const [thing, ...more] = await hangs(`${HOST}/admin.conf`);
    expect(more).toEqual([]);
    expect(thing).toMatchObject({ kind: "identity", end: { revocable: true } });
    expect(thing?.thief.join("\n")).toMatch(/be user kubernetes-admin .*cluster-admin to kube-apiserver on cp-1/);
    expect(thing?.kept.map(({ file, field }) => `${file} ${field}`)).toEqual([
      `out/${HOST}/admin.conf users[0].user.client-key-data`,
    ]);
    expect(thing?.connections.map(({ server }) => server.component)).toContain("kube-apiserver");
  });

  it("of a user of system:masters: nothing but another authority ends it", async () => {
    const [thing] = await hangs(`${HOST}/super-admin.conf`);
    expect(thing?.end.revocable).toBe(false);
    expect(thing?.end.steps.at(-1)).toContain("replace the authority");
  });

  it("of an authority: what it signed, who believes it, and the order of a rotation", async () => {
    for (const file of ["ca.key", "ca.crt"]) {
      const [thing] = await hangs(`${HOST}/pki/${file}`);
      expect(thing).toMatchObject({ kind: "authority", end: { revocable: false } });
      expect(thing?.signed).toContain("CN=kube-apiserver");
      expect(thing?.signed).not.toContain("CN=kube-apiserver-etcd-client");
      expect(thing?.believed.map(({ field }) => field)).toEqual(
        expect.arrayContaining([
          "--client-ca-file",
          "authentication.x509.clientCAFile",
          "clusters[0].cluster.certificate-authority-data",
        ]),
      );
      expect(thing?.end.steps.at(-1)).toContain("only this ends it");
    }
  });

  it("of a client of etcd: the whole store", async () => {
    const [thing] = await hangs(`${HOST}/pki/apiserver-etcd-client.key`);
    expect(thing?.thief).toEqual(["do everything, asked for its chain alone, at etcd on cp-1"]);
  });

  it("of a server: the names that it can pose as", async () => {
    const [thing] = await hangs(`${HOST}/pki/apiserver.key`);
    expect(thing?.thief.join("\n")).toContain("pose as the server of");
    expect(thing?.thief.join("\n")).toContain("10.0.0.11");
  });

  it("of the service-account key: each setting that signs or checks with it", async () => {
    const [thing] = await hangs(`${HOST}/pki/sa.key`);
    expect(thing?.kind).toBe("service-account-key");
    expect(thing?.believed.map(({ field }) => field)).toEqual([
      "--service-account-key-file",
      "--service-account-signing-key-file",
      "--service-account-private-key-file",
    ]);
  });

  it("without a tree by its content alone; nothing in it is a refusal", async () => {
    const bytes = Buffer.from(textAt(await rightTree(), `${HOST}/scheduler.conf`), "latin1");
    const alone = await blastOf({ file: "x", catalog, at: AT }, { read: async () => bytes });
    expect(alone.things.map(({ kind, connections }) => [kind, connections.length])).toEqual([["identity", 0]]);
    expect(alone.things[0]?.thief).toEqual([
      "be user system:kube-scheduler (system:authenticated) to every server that believes it",
    ]);
    const nothing = blastOf({ file: "x", catalog, at: AT }, { read: async () => Buffer.from("hello") });
    await expect(nothing).rejects.toMatchObject({ code: "ERR_NOTHING_FOUND" });
  });
});
