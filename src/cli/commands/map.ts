import { writeDocument } from "../../adapters/write-document.ts";
import { trustMap } from "../../app/trust-map.ts";
import { KubepkiError } from "../../errors.ts";
import type { TrustMap } from "../../render/map/model.ts";
import { type MapFormat, renderMap } from "../../render/map/render.ts";
import { TOPOLOGY_NAMES } from "../../spec/cluster/schema-trust.ts";
import type { CliContext } from "../context.ts";
import { colouredMap, formatOf } from "../map-output.ts";
import { printError } from "../print-error.ts";
import { loadSpecFor } from "../run-ports.ts";

interface MapFlags {
  readonly file?: readonly string[];
  readonly authorities?: "one" | "three" | "kubelets" | "signers" | "five";
  readonly format?: MapFormat;
  readonly out?: string;
  readonly force?: boolean;
  readonly output: "text" | "json";
}

export default async function runMap(this: CliContext, flags: MapFlags, component?: string): Promise<void> {
  try {
    const { out, output, force = false } = flags;
    const map = await mapFor(this, flags, component);
    const format = flags.format ?? formatOf(out ?? "");
    if (out !== undefined) await writeDocument(out, renderMap(map, format), force, "--out");
    const { stdout } = this.process;
    if (output === "json") stdout.write(`${JSON.stringify(mapDocument(map), undefined, 2)}\n`);
    else if (out !== undefined) stdout.write(`Wrote ${out}.\n`);
    else if (format === "text" && this.colour) stdout.write(colouredMap(map));
    else stdout.write(renderMap(map, format));
  } catch (error) {
    printError(this, error, flags.output);
  }
}

async function mapFor(context: CliContext, flags: MapFlags, component: string | undefined): Promise<TrustMap> {
  const { file, authorities } = flags;
  const part = component === undefined ? {} : { component };
  if (file === undefined || file.length === 0) {
    const topology = authorities === undefined ? undefined : TOPOLOGY_NAMES[authorities];
    return trustMap({ ...part, ...(topology === undefined ? {} : { topology }) });
  }
  if (authorities !== undefined) {
    throw new KubepkiError("ERR_USAGE", "--authorities and -f together", {
      remedy: "the specification says which authorities there are: leave --authorities out",
    });
  }
  const { spec } = await loadSpecFor(context, { file });
  return trustMap({ spec, ...part });
}

/** The document of `--output json`; see schema/report.v1.json. */
const mapDocument = (map: TrustMap): Record<string, unknown> => ({ apiVersion: "kubepki/v1", kind: "Map", ...map });
