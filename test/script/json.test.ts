// `--output json` of every command, and of every kind of error, against the published schemas.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { CHECKOUT, clusterShell, type Outcome, shell } from "./command.ts";

const schemaOf = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(CHECKOUT, "schema", `${name}.v1.json`), "utf8")) as Record<string, unknown>;

const ajv = new Ajv2020({ strict: true, allErrors: true });
ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const report = ajv.compile(schemaOf("report"));
const error = ajv.compile(schemaOf("error"));

/** The one document on stdout, valid by a schema. */
function documentOf({ stdout }: Outcome, schema: ValidateFunction): Record<string, unknown> {
  const document = JSON.parse(stdout) as Record<string, unknown>;
  expect(schema(document), JSON.stringify(schema.errors)).toBe(true);
  return document;
}

const KUBEADM = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
imageRepository: registry.example.com
kubernetesVersion: v1.37.2
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
nodeRegistration: {name: cp-1}
localAPIEndpoint: {advertiseAddress: 10.0.0.11}
`;

describe("answers", () => {
  test("of init, written and printed", () => {
    const here = shell();
    const written = documentOf(here.kubepki("init", "--output", "json"), report);
    expect(written).toMatchObject({ kind: "Init", file: "cluster.yaml", document: here.read("cluster.yaml") });
    expect(documentOf(here.kubepki("init", "-f", "-", "--output", "json"), report)).toEqual({ ...written, file: "-" });
  });

  test("of plan and apply: new, kept, due, refused", () => {
    const here = clusterShell();
    const planned = documentOf(here.kubepki("plan", "--output", "json"), report);
    expect(planned).toMatchObject({ kind: "Plan", cluster: "demo", changes: true, applied: false });
    const applied = documentOf(here.kubepki("apply", "--yes", "--output", "json"), report);
    expect(applied).toMatchObject({ kind: "Apply", changes: true, applied: true, steps: planned.steps });
    const again = documentOf(here.kubepki("apply", "--yes", "--output", "json"), report);
    expect(again).toMatchObject({ changes: false, applied: false, summary: { credentials: { keep: 21 } } });
    const later = documentOf(here.kubepki("plan", "--at", "2040-01-01T00:00:00Z", "--output=json"), error);
    expect(later).toMatchObject({ code: "ERR_AUTHORITY_INVALID" });
    here.write("pki/users/alice/alice.conf", "mine\n");
    const refused = documentOf(here.kubepki("plan", "--output", "json"), report);
    expect(refused).toMatchObject({ changes: true, summary: { files: { refuse: 1 } } });
  });

  test("of a plan: what the specification says in vain, also on stderr", () => {
    const here = shell();
    here.write("kubeadm.yaml", KUBEADM);
    const outcome = here.kubepki("plan", "-f", "kubeadm.yaml", "--output", "json");
    const { warnings } = documentOf(outcome, report);
    expect(warnings).toEqual([
      expect.objectContaining({
        severity: "warning",
        field: "imageRepository",
        position: { file: "kubeadm.yaml", line: 3, column: 1 },
      }),
    ]);
    expect(outcome.stderr).toMatch(/^kubeadm\.yaml:3:1: warning: imageRepository: /);
  });

  test("of map: in general, for a component, of a specification, written to a file", () => {
    const here = clusterShell();
    const general = documentOf(here.kubepki("map", "--output", "json"), report);
    expect(general).toMatchObject({ kind: "Map", topology: "kubeadm" });
    expect(documentOf(here.kubepki("map", "etcd", "--authorities", "five", "--output", "json"), report)).toMatchObject({
      topology: "five",
      component: "etcd",
    });
    const own = documentOf(here.kubepki("map", "-f", "cluster.yaml", "-o", "map.svg", "--output", "json"), report);
    expect(own).toMatchObject({ cluster: "demo" });
    expect(here.read("map.svg")).toMatch(/^<svg /);
    expect(here.kubepki("map", "-f", "cluster.yaml", "-o", "map.dot").stdout).toBe("Wrote map.dot.\n");
    expect(here.read("map.dot")).toBe(here.kubepki("map", "-f", "cluster.yaml", "--format", "dot").stdout);
    expect(here.kubepki("map", "-f", "cluster.yaml", "-o", "map.svg").status).toBe(3);
    expect(here.kubepki("map", "-f", "cluster.yaml", "-o", "map.svg", "--force").status).toBe(0);
  });

  test("of learn: listed, one step, all of them where nothing else is", () => {
    const here = shell();
    const env = { PATH: here.folder };
    const listed = documentOf(here.kubepki("learn", "--list", "--output", "json"), report);
    expect(listed).toMatchObject({ kind: "LessonList" });
    const { lessons } = listed as { lessons: { id: string }[] };
    const one = documentOf(here.kubepki("learn", "--step", "3", "--output", "json", { env }), report);
    expect(one).toMatchObject({ kind: "Learn", holds: true, lessons: [{ number: 3, id: "sign" }] });
    const all = documentOf(here.kubepki("learn", "--all", "--keep", "kept", "--output", "json", { env }), report);
    expect(all).toMatchObject({ holds: true, folder: here.path("kept") });
    const { lessons: ran } = all as { lessons: { id: string; skipped?: string }[] };
    expect(ran.map(({ id }) => id)).toEqual(lessons.map(({ id }) => id));
    expect(ran.filter(({ skipped }) => skipped !== undefined)).toEqual([
      expect.objectContaining({
        id: "real-cluster",
        skipped: "etcd and kube-apiserver are not here",
        observations: [],
      }),
    ]);
  });

  test.each(["bash", "zsh", "fish"])("of completion %s: the script that the text form prints", (name) => {
    const here = shell();
    const { stdout } = here.kubepki("completion", name);
    expect(documentOf(here.kubepki("completion", name, "--output", "json"), report)).toEqual({
      apiVersion: "kubepki/v1",
      kind: "Completion",
      shell: name,
      script: stdout,
    });
  });

  test.each([undefined, "cluster", "report", "show", "error"])(
    "of schema %s: the published file, itself valid",
    (name) => {
      const here = shell();
      const words = name === undefined ? [] : [name];
      const { stdout } = here.kubepki("schema", ...words);
      expect(JSON.parse(stdout)).toEqual(schemaOf(name ?? "cluster"));
      expect(here.kubepki("schema", ...words, "--output", "json").stdout).toBe(stdout);
      expect(ajv.validateSchema(JSON.parse(stdout)), JSON.stringify(ajv.errors)).toBe(true);
    },
  );
});

describe("errors: the document on stdout, the sentence on stderr", () => {
  const cases: readonly [code: string, status: number, words: readonly string[]][] = [
    ["ERR_USAGE", 2, ["pln", "--output", "json"]],
    ["ERR_USAGE", 2, ["plan", "--output=json", "--fiel", "x"]],
    ["ERR_USAGE", 2, ["plan", "--at", "soon", "--settings", "x", "--output", "json"]],
    ["ERR_USAGE", 2, ["plan", "--root", "/", "--output", "json"]],
    ["ERR_USAGE", 2, ["init", "--keys", "none", "--output", "json"]],
    ["ERR_USAGE", 2, ["completion", "tcsh", "--output", "json"]],
    ["ERR_USAGE", 2, ["schema", "x", "--output", "json"]],
    ["ERR_USAGE", 2, ["map", "kublet", "--output", "json"]],
    ["ERR_USAGE", 2, ["learn", "--step", "99", "--output", "json"]],
    ["ERR_OUTPUT_EXISTS", 3, ["learn", "--step", "1", "--keep", ".", "--output", "json"]],
    ["ERR_IO", 4, ["learn", "--step", "1", "--keep", "cluster.yaml/kept", "--output", "json"]],
    ["ERR_USAGE", 2, ["map", "konnectivity-agent", "-f", "cluster.yaml", "--output", "json"]],
    ["ERR_USAGE", 2, ["map", "-f", "cluster.yaml", "--authorities", "one", "--output", "json"]],
    ["ERR_SPEC_NOT_FOUND", 2, ["plan", "-f", "none.yaml", "--output", "json"]],
    ["ERR_SPEC_INVALID", 2, ["plan", "-f", "bad.yaml", "--output", "json"]],
    ["ERR_SPEC_INVALID", 2, ["init", "--from", "bad.yaml", "--output", "json"]],
    ["ERR_HOST_UNKNOWN", 2, ["plan", "--host", "cp-9", "--output", "json"]],
    ["ERR_OUTPUT_EXISTS", 3, ["init", "--output", "json"]],
    ["ERR_NOT_CONFIRMED", 3, ["apply", "--output", "json"]],
    ["ERR_UNSAFE_PATH", 3, ["apply", "--yes", "-o", "cluster.yaml", "--output", "json"]],
    ["ERR_IO", 4, ["init", "-f", "none/cluster.yaml", "--output", "json"]],
  ];
  test.each(cases)("%s, exit %d: %j", (code, status, words) => {
    const here = clusterShell();
    here.write("bad.yaml", "apiVersion: kubepki/v1\nkind: Cluster\nlayuot: kubeadm\n");
    const outcome = here.kubepki(...words);
    const document = documentOf(outcome, error);
    expect({ status: outcome.status, code: document.code }).toEqual({ status, code });
    const [message] = String(document.message).split("; ");
    expect(outcome.stderr).toContain(`kubepki: error: ${message}`);
    if (document.remedy !== undefined) expect(outcome.stderr).toContain(`kubepki: remedy: ${document.remedy}\n`);
  });

  test("of a specification: every issue with its place", () => {
    const here = shell();
    here.write("bad.yaml", "apiVersion: kubepki/v1\nkind: Cluster\nlayuot: kubeadm\nhosts: []\n");
    const { details } = documentOf(here.kubepki("plan", "-f", "bad.yaml", "--output", "json"), error);
    expect(details).toMatchObject({
      issues: expect.arrayContaining([
        {
          severity: "error",
          field: "layuot",
          message: "unknown field `layuot`",
          remedy: "did you mean `layout`?",
          position: { file: "bad.yaml", line: 3, column: 1 },
        },
      ]),
    });
  });

  test("a bug: exit 70, its stack on stderr", () => {
    const here = clusterShell();
    here.write(
      "break.cjs",
      "require('node:crypto').randomFillSync = () => { throw new TypeError('broken on purpose'); };",
    );
    const outcome = here.kubepki("apply", "--yes", "--output", "json", {
      env: { NODE_OPTIONS: `--require ${here.path("break.cjs")}` },
    });
    expect(outcome.status).toBe(70);
    expect(documentOf(outcome, error)).toMatchObject({ code: "ERR_BUG", remedy: "report it with the lines above" });
    expect(outcome.stderr).toMatch(/^kubepki: error: this is a bug in kubepki\nTypeError: broken on purpose\n {4}at /);
  });
});
