// With a tree: real texts of components, and the one cause that is true there, with its file.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { explainLine } from "../../../../src/audit/explain/explain.ts";
import { explainHere, factsIn } from "../../../../src/audit/explain/here/here.ts";
import { catalog, readActual, type TreeEntry } from "../../../../src/index.ts";
import { type WrittenTree, writtenTree } from "../../inventory/written.ts";
import { AT, CLUSTER, FAULTS, Tree } from "./faulty-trees.ts";

const FOLDER = process.env.KUBEPKI_CONFORMANCE ?? join(import.meta.dirname, "../../../../../shared/conformance");
const there = existsSync(join(FOLDER, "errors.json"));

interface Provoked {
  readonly id: string;
  readonly component: string;
  readonly side: string;
  readonly text: string;
  readonly cause: string;
}

let tree: WrittenTree;
beforeAll(async () => {
  tree = await writtenTree(CLUSTER);
});

async function* walk(entries: readonly TreeEntry[]): AsyncGenerator<TreeEntry> {
  yield* entries;
}

const factsOf = async (entries: readonly TreeEntry[]) => factsIn(await readActual(walk(entries), catalog), catalog, AT);

const firstOf = (text: string) =>
  text
    .split("\n")
    .map((line) => explainLine(line, catalog))
    .find((one) => one !== undefined);

test("a right tree has nothing to tell of any text", async () => {
  expect((await factsOf(tree.entries)).facts).toEqual([]);
});

/** Causes that no fault above puts into a tree. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "ca-cert-sign-missing": "made with openssl: test/oracle/explain-tree.test.ts",
  "unhandled-critical-extension": "made with openssl: test/oracle/explain-tree.test.ts",
  "weak-signature": "made with openssl: test/oracle/explain-tree.test.ts",
  "weak-key": "made with openssl: test/oracle/explain-tree.test.ts",
  "rsa-key-too-large": "made with openssl: test/oracle/explain-tree.test.ts",
  "clock-wrong": "the clock is not in the files: below, by the line's own time",
  "ca-hash-mismatch": "the pin stands in the command of kubeadm join",
  "role-binding-missing": "the bindings of a running cluster are not in the files",
  "certificate-revoked": "no component of Kubernetes looks at revocation lists",
  "file-not-readable": "as root, who reads trees, every file is readable",
};

describe.skipIf(!there)("with the tree that it is from, a real text", () => {
  const texts = there ? (JSON.parse(readFileSync(join(FOLDER, "errors.json"), "utf8")) as Provoked[]) : [];

  test.each(FAULTS.map((fault) => [fault.id, fault] as const))("%s", async (_, { cause, file, make }) => {
    const changed = new Tree(tree.entries);
    await make(changed);
    const facts = await factsOf(changed.entries());
    const own = texts.filter((one) => one.cause === cause);
    expect(own.length).toBeGreaterThan(0);
    for (const { id, text } of own) {
      const explanation = firstOf(text);
      if (explanation === undefined) throw new Error(`${id} is not explained`);
      const { here, causes } = explainHere(explanation, facts);
      expect([id, here?.fact.cause, causes[0]?.id]).toEqual([id, cause, cause]);
      // A file that is not there is named by the setting that asks for it.
      const named = cause === "file-missing" ? here?.fact.value : here?.fact.place.file;
      expect(named?.endsWith(file), `${id}: ${named}`).toBe(true);
    }
  });

  test("every cause is put into a tree, or has a reason why not", () => {
    const causes = new Set(FAULTS.map(({ cause }) => cause));
    const left = texts.map(({ cause }) => cause).filter((cause) => !causes.has(cause) && !(cause in ELSEWHERE));
    expect([...new Set(left)]).toEqual([]);
  });
});

describe("of several faults in a tree", () => {
  const make = async (...ids: readonly string[]) => {
    const changed = new Tree(tree.entries);
    for (const id of ids) await FAULTS.find((fault) => fault.id === id)?.make(changed);
    return factsOf(changed.entries());
  };
  const fileOf = (line: string, facts: Awaited<ReturnType<typeof factsOf>>): string | undefined => {
    const explanation = explainLine(line, catalog);
    return explanation === undefined
      ? undefined
      : explainHere(explanation, facts).here?.fact.place.file.split("/").at(-1);
  };
  const expired = "tls: failed to verify certificate: x509: certificate has expired or is not yet valid";

  test("the one that is on the connection of the line is named", async () => {
    const facts = await make("API server: expired", "client of etcd: expired", "kubelet: expired");
    expect(fileOf(`kubelet[7]: E1125 Get "https://api.example.com:6443/api": ${expired}`, facts)).toBe("apiserver.crt");
    expect(
      fileOf(
        `{"level":"warn","caller":"embed/config_logging.go:1","msg":"rejected connection on client endpoint","error":"${expired}"}`,
        facts,
      ),
    ).toBe("apiserver-etcd-client.crt");
    expect(fileOf(`Error from server: Get "https://10.0.0.11:10250/containerLogs/a/b/c": ${expired}`, facts)).toBe(
      "kubelet.crt",
    );
  });

  test("the user, the name and the file of the line decide between equals", async () => {
    const users = await make("administrator: wrong-user-name", "administrator: group-missing");
    expect(
      fileOf(
        'pods is forbidden: User "scheduler" cannot list resource "pods" in API group "" at the cluster scope',
        users,
      ),
    ).toBe("scheduler.conf");
    const facts = await make("etcd/ca.crt: file-missing", "sa.key: file-missing");
    const line = '"command failed" err="open /etc/kubernetes/pki/sa.key: no such file or directory"';
    const explanation = explainLine(line, catalog);
    if (explanation === undefined) throw new Error(line);
    expect(explainHere(explanation, facts).here?.fact.value).toBe("/etc/kubernetes/pki/sa.key");
  });

  test("a clock that is wrong: the certificate of the line is good by ours", async () => {
    const facts = await make();
    const end = facts.actual.hosts[0]?.files.flatMap(({ contents }) =>
      contents.flatMap((one) => (one.kind === "certificate" ? [one.certificate.notAfter] : [])),
    )[0];
    const at = (time: Date): string => time.toISOString().replace(".000Z", "Z");
    const later = new Date((end?.getTime() ?? 0) + 1000);
    const line = `x509: certificate has expired or is not yet valid: current time ${at(later)} is after ${at(end ?? later)}`;
    const explanation = explainLine(line, catalog);
    if (explanation === undefined) throw new Error(line);
    expect(explainHere(explanation, facts).here?.cause.id).toBe("clock-wrong");
    expect(explainHere({ ...explanation, values: {} }, facts).here).toBeUndefined();
  });
});
