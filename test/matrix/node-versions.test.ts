// The built command on every Node that the package says it runs on. The others come from npm's platform packages.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nodeBinary } from "../../bench/nodes.mjs";
import { describeWith, judgePath } from "../judges/judge.ts";
import { CHECKOUT, clusterShell, shell } from "../script/command.ts";

const MAJORS = [20, 22, 24, 26];

/** A Node of that major, or why there is none. */
function nodeOf(major: number): { node: string } | { missing: string } {
  try {
    return { node: nodeBinary(major) };
  } catch (thrown) {
    return { missing: (thrown as Error).message };
  }
}

for (const major of MAJORS) {
  const found = nodeOf(major);
  const node = "node" in found ? found.node : "";
  if ("missing" in found) {
    if (process.env.CI === "true") throw new Error(`with CI=true no Node may be missing: ${found.missing}`);
    process.stderr.write(`SKIPPED: on Node ${major}: ${found.missing}\n`);
  }
  describe.skipIf(node === "")(`on Node ${major}`, () => {
    test("it is that Node", () => {
      expect(spawnSync(node, ["--version"], { encoding: "utf8" }).stdout).toMatch(new RegExp(`^v${major}\\.`));
    });

    test("init, plan, apply, plan again; no warning on the way", () => {
      const here = shell();
      expect(here.kubepki("init", { node })).toMatchObject({ status: 0, stderr: "" });
      expect(here.kubepki("plan", "--detailed-exitcode", { node })).toMatchObject({ status: 2, stderr: "" });
      const applied = here.kubepki("apply", "--yes", { node });
      expect({ status: applied.status, warned: applied.stderr.includes("Warning") }).toEqual({
        status: 0,
        warned: false,
      });
      expect(here.kubepki("plan", "--detailed-exitcode", { node })).toMatchObject({ status: 0, stderr: "" });
      expect(here.kubepki("schema", { node }).stdout).toContain('"$id"');
      expect(here.kubepki("plan", "--at", "soon", { node }).status).toBe(2);
    });

    test.each(["RSA-2048", "ECDSA-P521", "Ed25519"])(
      "%s keys, made and found again",
      (algorithm) => {
        const here = clusterShell();
        const text = `${here.read("cluster.yaml")}keys: {authorities: ECDSA-P256, credentials: ${algorithm}}\n`;
        here.write("cluster.yaml", text);
        const applied = here.kubepki("apply", "--yes", { node });
        expect(applied.status, applied.stderr).toBe(0);
        expect(here.kubepki("plan", "--detailed-exitcode", { node }).status).toBe(0);
      },
      60_000,
    );

    test("the library: what the first example of its documentation does", () => {
      const here = shell();
      const spec = JSON.stringify(clusterShell().read("cluster.yaml"));
      here.write(
        "use.mjs",
        `import { apply, memoryStore, nodeKeyMaker, nodeSigner, parseSpec, systemClock, systemEntropy } from "${CHECKOUT}dist/index.js";
        const { spec } = parseSpec([{ file: "cluster.yaml", text: ${spec} }]);
        const files = memoryStore();
        const report = await apply({ spec }, { clock: systemClock, entropy: systemEntropy(), keyMaker: nodeKeyMaker, signerFor: nodeSigner, files });
        console.log(report.applied, files.files().size > 50);`,
      );
      expect(here.run(node, ["use.mjs"])).toEqual({ status: 0, stdout: "true true\n", stderr: "" });
    });
  });
}

describeWith(["openssl"], "openssl", () => {
  test.for(MAJORS)("verifies what Node %d made", (major, { skip }) => {
    const found = nodeOf(major);
    if ("missing" in found) return skip(found.missing);
    const here = clusterShell();
    expect(here.kubepki("apply", "--yes", { node: found.node }).status).toBe(0);
    const pki = "pki/hosts/cp-1/etc/kubernetes/pki";
    for (const [ca, leaf] of [
      ["ca.crt", "apiserver.crt"],
      ["etcd/ca.crt", "etcd/server.crt"],
      ["front-proxy-ca.crt", "front-proxy-client.crt"],
    ]) {
      const args = ["verify", "-x509_strict", "-CAfile", `${pki}/${ca}`, `${pki}/${leaf}`];
      expect(here.run(judgePath("openssl"), args)).toMatchObject({ status: 0, stdout: `${pki}/${leaf}: OK\n` });
    }
  });
});

describe("the package", () => {
  const { engines } = JSON.parse(readFileSync(join(CHECKOUT, "package.json"), "utf8")) as { engines: { node: string } };

  test("says what the matrix proves", () => {
    expect(engines.node).toBe(`>=${MAJORS[0]}`);
  });

  test("is free of what the first Node 20 does not know", () => {
    // Import attributes came with 20.10, `require(esm)` and stripped types later: the build has to leave none of them.
    const files = readdirSync(join(CHECKOUT, "dist"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".js"))
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(50);
    for (const file of files) {
      const text = readFileSync(file, "utf8");
      expect({
        file,
        attribute: /\b(import|from)\b[^;\n]*\bwith\s*:?\s*\{/.test(text),
        types: /from\s*"[^"]+\.ts"/.test(text),
      }).toEqual({
        file,
        attribute: false,
        types: false,
      });
    }
  });
});
