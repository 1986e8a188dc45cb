import { KubepkiError } from "../../errors.ts";
import { suggest } from "../../spec/grammar/near-name.ts";
import type { CliContext } from "../context.ts";
import { printError } from "../print-error.ts";

/** The schemas are files of the package; the bundler puts them in, loaded when asked for. */
const SCHEMAS: Readonly<Record<string, () => Promise<{ default: unknown }>>> = {
  cluster: () => import("../../../schema/cluster.v1.json", { with: { type: "json" } }),
  report: () => import("../../../schema/report.v1.json", { with: { type: "json" } }),
  show: () => import("../../../schema/show.v1.json", { with: { type: "json" } }),
  explain: () => import("../../../schema/explain.v1.json", { with: { type: "json" } }),
  verify: () => import("../../../schema/verify.v1.json", { with: { type: "json" } }),
  audit: () => import("../../../schema/audit.v1.json", { with: { type: "json" } }),
  status: () => import("../../../schema/status.v1.json", { with: { type: "json" } }),
  whoami: () => import("../../../schema/whoami.v1.json", { with: { type: "json" } }),
  mutate: () => import("../../../schema/mutate.v1.json", { with: { type: "json" } }),
  blast: () => import("../../../schema/blast.v1.json", { with: { type: "json" } }),
  inspect: () => import("../../../schema/inspect.v1.json", { with: { type: "json" } }),
  error: () => import("../../../schema/error.v1.json", { with: { type: "json" } }),
};

export default async function runSchema(
  this: CliContext,
  flags: { output: "text" | "json" },
  name = "cluster",
): Promise<void> {
  const load = SCHEMAS[name];
  if (load === undefined) {
    return printError(
      this,
      new KubepkiError("ERR_USAGE", `there is no schema \`${name}\``, { remedy: suggest(name, Object.keys(SCHEMAS)) }),
      flags.output,
    );
  }
  const { default: schema } = await load();
  this.process.stdout.write(`${JSON.stringify(schema, undefined, 2)}\n`);
}
