/** The worked example of docs/guide/layouts.md compiles as it stands, and makes a cluster's files where it says. */
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { catalog } from "../../src/catalog/index.ts";
import { hardWayLayout } from "../../src/catalog/layouts/hard-way.ts";
import type { Layout, TopologyId } from "../../src/catalog/types.ts";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import { resolve } from "../../src/spec/resolve/resolve.ts";
import { documents, ROOT } from "./markdown.ts";

const FILE = "src/catalog/layouts/company.ts";
const page = documents().find(({ file }) => file === "docs/guide/layouts.md");
const source = page?.blocks.find(({ words }) => words[0] === FILE)?.text ?? "";

/** What the compiler says of a text in the place of a file. */
function complaints(text: string): string[] {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  const file = join(ROOT, FILE);
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.Latest) : getSourceFile(name, ...rest);
  const program = ts.createProgram([file], { ...options, noEmit: true }, host);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

function layoutOf(text: string): Layout {
  const { outputText } = ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  const body = outputText.replace(/^import .*$/gm, "").replace("export const companyLayout =", "return");
  return new Function("hardWayLayout", body)(hardWayLayout) as Layout;
}

const { spec } = parseSpec([
  {
    file: "cluster.yaml",
    text: "{ apiVersion: kubepki/v1, kind: Cluster, layout: hard-way, hosts: [{ name: a, roles: control-plane, addresses: 10.0.0.11 }] }",
  },
]);
if (spec === undefined) throw new Error("the specification of this test is wrong");

describe("adding a layout", () => {
  it("the example compiles, and one with a role too few does not", { timeout: 60_000 }, () => {
    expect(complaints(source)).toEqual([]);
    const cut = source.replace("    ...hardWayLayout.credentials,\n", "");
    expect(complaints(cut)[0]).toContain("is missing the following properties");
  });

  it("one file is all that it takes", () => {
    const layouts = { ...catalog.layouts, "hard-way": layoutOf(source) };
    for (const topology of Object.keys(catalog.topologies) as TopologyId[]) {
      const { files } = resolve({ ...spec, topology }, { ...catalog, layouts }).unit("hosts/a");
      const at = Object.fromEntries(files.map(({ path, mode, owner }) => [path, { mode, owner }]));
      expect(at["opt/kubernetes/tls/api.a.pem"]).toEqual({ mode: 0o444, owner: "kube:kube" });
      expect(at["opt/kubernetes/tls/api.a-key.pem"]).toEqual({ mode: 0o400, owner: "kube:kube" });
      expect(at).toHaveProperty(["opt/etcd/tls/etcd-server.crt"]);
      const unit = files.find(({ path }) => path === "etc/systemd/system/kube-apiserver.service")?.content;
      const flags = unit?.kind === "settings" ? unit.flags : [];
      expect(flags.find(({ name }) => name === "tls-cert-file")?.value).toBe("/opt/kubernetes/tls/api.a.pem");
    }
  });
});
