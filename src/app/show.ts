/** What there is to say of a thing, and the commands that make it by other tools. Reads nothing and makes nothing. */
import { catalog } from "../catalog/index.ts";
import type { AuthorityId, ComponentId, ConnectionId, CredentialId, SlotId } from "../catalog/types.ts";
import { KubepkiError } from "../errors.ts";
import { byCfssl, cfsslTools } from "../render/cfssl/toolset.ts";
import { opensslTools } from "../render/openssl/toolset.ts";
import {
  authorityTranscript,
  connectionTranscript,
  credentialTranscript,
  objectTranscript,
  sharedKeyTranscript,
  trustTranscript,
} from "../render/openssl/transcript.ts";
import type { ShellPlan } from "../render/shell/authority-files.ts";
import { wholeScript } from "../render/shell/whole-script.ts";
import { describeTopic } from "../render/show/describe.ts";
import { shown } from "../render/show/describe-connection.ts";
import { instances } from "../render/show/describe-credential.ts";
import { slotFiles } from "../render/show/describe-slot.ts";
import type { Description, Topic } from "../render/show/description.ts";
import { meaning, qualified, topics } from "../render/show/topics.ts";
import { clusterView, generalView, units, type View } from "../render/show/view.ts";
import { list } from "../spec/grammar/near-name.ts";
import { slotContent } from "../spec/resolve/credential.ts";
import { resolutionOf, resolve } from "../spec/resolve/resolve.ts";
import type { Spec } from "../spec/spec.ts";
import type { SuppliedMaterial } from "./find-authorities.ts";
import { suppliedFiles, withChains } from "./supplied-chains.ts";
import { unknownHost } from "./unknown-host.ts";

/** A cluster, and which of its hosts is meant. */
export interface ShowRequest {
  readonly spec: Spec;
  readonly supplied?: Readonly<Partial<Record<AuthorityId, SuppliedMaterial>>>;
  readonly host?: string;
}

/** Another tool that makes certificates. */
export type Tool = "openssl" | "cfssl";

const TOOLS = { openssl: opensslTools, cfssl: cfsslTools } as const;

/** Everything that can be asked about: of a cluster, or of Kubernetes in general. */
export const listTopics = (request?: ShowRequest): Topic[] => topics(viewOf(request));

/**
 * What there is to say of a credential, a connection, an authority, a trust slot or a component, by its id, by the words of
 * its title, or by the name of a user or service. Throws ERR_NAME_UNKNOWN, ERR_HOST_UNKNOWN.
 */
export function describe(name: string, request?: ShowRequest): Description {
  const view = viewOf(request);
  const { topic, within, alsoNamed } = meant(view, name);
  return { ...describeTopic(view, topic, within), alsoNamed };
}

/**
 * The commands that make (of a connection: check) a thing with another tool, for a POSIX shell in the output folder. Throws
 * ERR_USAGE when it is none that the tool can make.
 */
export function transcript(name: string, request: ShowRequest, tool: Tool): string {
  const view = viewOf(request);
  const { topic, within } = meant(view, name);
  return transcriptOf(view, planOf(request), topic, within, tool);
}

/** The whole cluster as one shell script, which makes the tree of `apply` in an empty folder. */
export const script = (request: ShowRequest, tool: Tool): string => wholeScript(planOf(request), catalog, TOOLS[tool]);

function viewOf(request: ShowRequest | undefined): View {
  if (request === undefined) return generalView(catalog);
  const spec = withChains(request);
  const desired = resolve(spec, catalog);
  const { host } = request;
  if (host !== undefined && !desired.units.includes(`hosts/${host}`)) throw unknownHost(desired, host);
  return clusterView({ resolution: resolutionOf(spec, catalog), desired, host });
}

const planOf = (request: ShowRequest): ShellPlan => ({
  desired: resolve(withChains(request), catalog),
  supplied: suppliedFiles(request.supplied ?? {}),
});

function meant(view: View, name: string): { topic: Topic; within?: string; alsoNamed: readonly string[] } {
  const found = meaning(view, name);
  if ("topic" in found) return found;
  if ("several" in found) {
    const message = `\`${name}\` is in the titles of several`;
    throw unknown(name, message, `choose one: ${list(found.several.map(({ id }) => id))}`);
  }
  const whole = view.cluster === undefined ? [] : topics(generalView(catalog));
  if (whole.some((topic) => topic.id.toLowerCase() === name.toLowerCase() || qualified(topic) === name)) {
    throw unknown(name, `the cluster has no \`${name}\``, "without -f it is told for Kubernetes in general");
  }
  const near =
    found.near === undefined ? "`kubepki show` alone lists what there is" : `did you mean \`${found.near}\`?`;
  throw unknown(name, `there is nothing called \`${name}\``, near);
}

const unknown = (name: string, message: string, remedy: string): KubepkiError =>
  new KubepkiError("ERR_NAME_UNKNOWN", message, { remedy, details: { name } });

function transcriptOf(
  view: View,
  plan: ShellPlan,
  { kind, id }: Topic,
  within: string | undefined,
  tool: Tool,
): string {
  const { cluster } = view;
  if (cluster === undefined) throw new Error("commands are of a cluster");
  const facts = { resolution: cluster.resolution, holds: view.holds };
  const from = units(cluster);
  const by = tool === "cfssl" ? byCfssl(plan) : undefined;
  const credential = (wanted: CredentialId): string => {
    if (plan.desired.sharedKeys.some((shared) => shared.id === wanted)) {
      if (tool === "cfssl") throw noCertificate(wanted);
      return sharedKeyTranscript(plan, facts, wanted, from);
    }
    const found = instances(from, wanted);
    const one = found.find(({ unit }) => unit.name === within) ?? found[0];
    return one === undefined ? "" : credentialTranscript(plan, facts, one.unit, one.index, by?.credential);
  };
  if (tool === "cfssl" && (kind === "connection" || kind === "slot")) throw noCertificate(id);
  switch (kind) {
    case "credential":
      return something(id, cluster.host, credential(id as CredentialId));
    case "component": {
      const held = (Object.keys(catalog.credentials) as CredentialId[]).filter(
        (each) => catalog.credentials[each].holder === (id as ComponentId),
      );
      return something(
        id,
        cluster.host,
        held
          .map(credential)
          .filter((text) => text !== "")
          .join("\n"),
      );
    }
    case "authority":
      return authorityTranscript(plan, facts, id as AuthorityId, by?.authority);
    case "connection": {
      const { clients, servers } = catalog.connections[id as ConnectionId];
      const ids = new Set([...clients, ...servers].filter(({ when }) => view.holds(when)).flatMap(shown));
      const ends = [...ids].flatMap((each) => instances(from, each).slice(0, 1));
      return something(
        id,
        cluster.host,
        ends.length === 0 ? "" : connectionTranscript(plan, facts, id as ConnectionId, ends),
      );
    }
    case "slot": {
      const slot = id as SlotId;
      const { holder, where, why, form } = catalog.slots[slot];
      const head = [`What ${holder} believes (${where}): ${slot}.`, why];
      const places = slotFiles(view, slot);
      const trust = slotContent(cluster.resolution, slot);
      if (places.length === 0) return objectTranscript(plan, head, trust, form ?? "pem");
      return trustTranscript(plan, head, trust, places);
    }
  }
}

const noCertificate = (id: string): KubepkiError =>
  new KubepkiError("ERR_USAGE", `${id} is no certificate, and cfssl makes nothing else`, {
    remedy: "ask for it by openssl: --openssl",
  });

function something(id: string, host: string | undefined, text: string): string {
  if (text !== "") return text;
  const where = host === undefined ? "in this cluster there is" : `on ${host} there is`;
  throw unknown(id, `${where} no certificate of ${id}`, "`kubepki show` describes it in words");
}
