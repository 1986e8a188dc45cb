/** Every rule on a tree, what follows from what, and what stops the cluster first at the top. Pure: the time is given. */
import type { Actual, ActualHost, Place } from "../inventory/actual.ts";
import type { Audit, Finding } from "./finding.ts";
import { type Folded, fold, type Raised, type ToldAt } from "./fold.ts";
import { SEVERITIES } from "./rule.ts";
import { algorithmRules, looked } from "./rules/algorithms.ts";
import { RULE_IDS, RULES } from "./rules/index.ts";
import { type SceneOptions, sceneOf } from "./scene.ts";

export interface AuditOptions extends SceneOptions {
  /** Only these rules; all when absent. */
  readonly rules?: readonly string[];
}

export function auditTree({ rules = RULE_IDS, ...options }: AuditOptions): Audit {
  const scene = sceneOf(options);
  const { actual, at } = options;
  // Before connections are judged, for the memory: V8 learns there that what is parsed as Go does it lives long, and then
  // puts the readings of a hundred thousand certificates, each needed for a moment, where it seldom cleans up.
  if (Object.keys(algorithmRules).some((id) => rules.includes(id))) looked(scene);
  const raised = RULE_IDS.filter((id) => rules.includes(id)).flatMap((id): Raised[] =>
    [...RULES[id].check(scene)].map((fault) => ({ id, rule: RULES[id], fault })),
  );
  const { predictions } = scene;
  return {
    at,
    hosts: actual.hosts,
    counts: {
      files: actual.hosts.reduce((sum, { files }) => sum + files.length, actual.loose.length),
      certificates: scene.copies.size,
      connections: predictions.length,
    },
    findings: fold(raised, predictions, toldAt(actual)).map(findingIn(actual)).sort(byUrgency),
    accepted: [],
    predictions,
    notes: actual.notes,
  };
}

function findingIn({ hosts }: Actual): (folded: Folded) => Finding {
  const paths = new Map<string, ReadonlyMap<string, string>>();
  /** On its host, whatever folder it was read from; outside hosts as it was named. */
  const pathOf = ({ host, file }: Place): string => {
    if (host === undefined) return file;
    const known = paths.get(host) ?? pathsOf(hosts.find(({ name }) => name === host));
    paths.set(host, known);
    return known.get(file) ?? file;
  };
  const findingOf = ({ id, rule: { severity, title }, fault, breaks, because }: Folded): Finding => ({
    ...fault,
    also: fault.also ?? [],
    rule: id,
    severity,
    title,
    fingerprint: fingerprintOf(id, fault.place, pathOf(fault.place)),
    breaks,
    because: because.map(findingOf),
  });
  return findingOf;
}

const pathsOf = (host: ActualHost | undefined): ReadonlyMap<string, string> =>
  new Map(host?.files.map(({ place, path }) => [place.file, path]));

/** Lines move when a file is edited, folders are copied elsewhere; the rule, the host, its file and the field stay. */
const fingerprintOf = (rule: string, { host, field }: Place, path: string): string =>
  [rule, ...(host === undefined ? [] : [host]), path, ...(field === undefined ? [] : [field])].join(" ");

/** By severity, then by how much breaks, then by rule and file, so that two runs say the same. */
function byUrgency(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    failing(b) - failing(a) ||
    compare(a.rule, b.rule) ||
    compare(`${a.place.host ?? ""} ${a.place.file}`, `${b.place.host ?? ""} ${b.place.file}`)
  );
}

const failing = ({ breaks }: Finding): number => breaks.filter(({ outcome }) => outcome === "fails").length;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function toldAt({ hosts }: Actual): ToldAt {
  const places = new Map<string, readonly Place[]>();
  for (const { name, components } of hosts)
    for (const { component, place, settings } of components) {
      const all = new Map([place, ...settings.map((one) => one.place)].map((one) => [one.file, one] as const));
      places.set(`${name} ${component}`, [...all.values()]);
    }
  return ({ connection }, end) => {
    const { host, component } = connection[end];
    return places.get(`${host ?? ""} ${component}`) ?? [];
  };
}
