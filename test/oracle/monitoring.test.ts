// Metrics, alert rules and dashboard of `status`, read by Prometheus' own promtool.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { catalog, readActual, status, statusMetrics, type TreeEntry } from "../../src/index.ts";
import type { SeenEndpoint } from "../../src/trust/live/seen.ts";
import { describeWith, judgePath } from "../judges/judge.ts";
import { entry, writtenTree } from "../unit/inventory/written.ts";

const monitoring = fileURLToPath(new URL("../../monitoring", import.meta.url));
const AT = new Date("2026-11-25T12:00:00Z");

const promtool = (args: readonly string[], input = "") => {
  const { status: code, stdout, stderr } = spawnSync(judgePath("promtool"), args, { encoding: "utf8", input });
  return { code, said: `${stdout}${stderr}` };
};

async function* walk(entries: readonly TreeEntry[]): AsyncGenerator<TreeEntry> {
  yield* entries;
}

/** A server that was looked at. */
const ETCD: SeenEndpoint = {
  component: "etcd",
  hosts: ["cp-1"],
  address: "10.0.0.11",
  port: 2379,
  served: "renewed-not-loaded",
  notLoaded: [],
};

const metricsOf = async (entries: readonly TreeEntry[]): Promise<string> => {
  const actual = await readActual(walk(entries), catalog);
  const found = status({ actual, catalog, at: AT });
  return statusMetrics({ ...found, endpoints: [ETCD], notes: actual.notes, version: "1.0.0" });
};

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

describeWith(["promtool"], "what Prometheus says of", () => {
  let folder: string;
  let metrics: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-monitoring-"));
    const { entries } = await writtenTree(
      "name: demo\nhosts: [{ name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }]\n",
    );
    const named = entries.map((one) =>
      one.path.endsWith("front-proxy-client.crt")
        ? { ...one, path: one.path.replace("front-", 'a "quote" \\ \n front-') }
        : one,
    );
    metrics = await metricsOf([
      ...named,
      entry("hosts/cp-1/etc/kubernetes/pki/torn.crt", "-----BEGIN CERTIFICATE-----\nMII\n"),
    ]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("the metrics: they parse, and no rule of their names is broken", () => {
    expect(promtool(["check", "metrics"], metrics)).toEqual({ code: 0, said: "" });
    expect(metrics).toContain('\\"quote\\" \\\\ \\n front-proxy-client.crt"');
  });

  test("metrics that are none", () => {
    expect(promtool(["check", "metrics"], metrics.replace('"} ', "} ")).code).not.toBe(0);
  });

  test("the alert rules, and their tests", () => {
    expect(promtool(["check", "rules", join(monitoring, "alerts.yaml")]).code).toBe(0);
    const { code, said } = promtool(["test", "rules", join(monitoring, "alerts.test.yaml")]);
    expect(code, said).toBe(0);
  });

  test("the dashboard's queries; its metrics and those of the rules are metrics that are written", () => {
    const dashboard = JSON.parse(readFileSync(join(monitoring, "dashboard.json"), "utf8")) as Dashboard;
    const queries = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    expect(queries.length).toBeGreaterThan(8);
    const rules = queries.map((expr, i) => ({ record: `query_${i}`, expr: expr.replaceAll("$host", ".*") }));
    const file = join(folder, "queries.yaml");
    writeFileSync(file, JSON.stringify({ groups: [{ name: "dashboard", rules }] }));
    const { code, said } = promtool(["check", "rules", file]);
    expect(code, said).toBe(0);
    const written = new Set([...metrics.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    const asked = `${queries.join("\n")}\n${readFileSync(join(monitoring, "alerts.yaml"), "utf8")}`;
    const names = [...asked.matchAll(/\b(?:kubepki|x509)_\w+/g)].map(([name]) => name);
    expect([...new Set(names)].filter((name) => !written.has(name))).toEqual([]);
  });
});
