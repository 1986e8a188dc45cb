import { describe, expect, test } from "vitest";
import { catalog } from "../../src/catalog/index.ts";
import type { LayoutId, Setting } from "../../src/catalog/types.ts";
import { DEFAULT_SPEC } from "../../src/spec/defaults.ts";
import { clusterFacts, hostFacts } from "../../src/spec/resolve/facts.ts";
import type { Host, Spec } from "../../src/spec/spec.ts";
import { inRange } from "../../src/spec/version-range.ts";
import { meet, VERSIONS } from "./combinations.ts";
import { settingName } from "./references.ts";
import { textsOf } from "./walk.ts";

/** What two settings set is the same thing in one and the same cluster. */
function collisions(settings: readonly Setting[]): string[] {
  return settings.flatMap((one, i) =>
    settings
      .slice(i + 1)
      .filter((other) => settingName(one) === settingName(other) && meet(one.when, other.when))
      .filter((other) => VERSIONS.some((v) => inRange(v, one.versions) && inRange(v, other.versions)))
      .map(() => `${settingName(one)} is set twice`),
  );
}

describe("settings of a component are unique", () => {
  test("in every release and every combination of conditions", () => {
    expect(collisions(catalog.settings)).toEqual([]);
  });

  test("and a second one is found when, and only when, both can hold", () => {
    const [first] = catalog.settings;
    const setting = { ...first, when: ["konnectivity"], versions: [{ before: "1.35.2" }] } as Setting;
    const also = (change: Partial<Setting>) => collisions([setting, { ...setting, ...change }]);
    expect(also({ when: ["metrics-scraper"] })).toEqual(["kube-apiserver --advertise-address is set twice"]);
    expect(also({ versions: [{ from: "1.35.1" }] })).toHaveLength(1);
    expect(also({ versions: [{ from: "1.35.2" }] })).toEqual([]);
    expect(also({ flag: "advertise" })).toEqual([]);
    const exclusive = [
      { ...setting, when: ["etcd-is-ours"] },
      { ...setting, when: ["etcd-is-provided"] },
    ] as Setting[];
    expect(collisions(exclusive)).toEqual([]);
  });
});

const HOST: Host = { name: "cp-1", roles: ["control-plane", "etcd"], addresses: ["10.0.0.11"], names: [] };

/** Placeholders of the entries for users, services and files, beside those of a host. */
const LOCAL = ["user", "service", "namespace", "file", "component", "etcd-image-tag"];
/** Settings of k3s and RKE2 themselves, which what they pass is written with (k3s pkg/cli/cmds/server.go, agent.go). */
const OF_PROGRAM = ["advertise-address", "cluster-domain", "node-ip", "service-cidr"];
const OWN = ["own-pair", "own-certificate", "own-key", "own-trust"];

function knownPlaceholders(layout: LayoutId): ReadonlySet<string> {
  const spec: Spec = { ...DEFAULT_SPEC, layout, hosts: [HOST], endpoint: { host: "10.0.0.11", port: 6443 } };
  return new Set([...Object.keys(hostFacts(spec, catalog, clusterFacts(spec, catalog), HOST)), ...LOCAL, ...OWN]);
}

/** Braces that stand for themselves are doubled. */
const placeholdersOf = (text: string): string[] =>
  [...text.replace(/\{\{|\}\}/g, "").matchAll(/\{([^{}]*)\}|[{}]/g)].map((m) => m[1] ?? m[0]);

function unknownPlaceholders(texts: readonly [path: string, text: string][], known: ReadonlySet<string>): string[] {
  return texts.flatMap(([path, text]) =>
    placeholdersOf(text)
      .filter((name) => !known.has(name))
      .map((name) => `${path}: {${name}}`),
  );
}

describe("templates use known placeholders", () => {
  const layouts = Object.keys(catalog.layouts) as LayoutId[];
  const { layouts: own, ...shared } = catalog;

  test.each(layouts)("in the layout %s, and everywhere with its folders", (layout) => {
    const known = knownPlaceholders(layout);
    const { passes = [], ...rest } = own[layout];
    expect(unknownPlaceholders(textsOf(rest), known)).toEqual([]);
    expect(unknownPlaceholders(textsOf(passes), new Set(["node", ...OF_PROGRAM]))).toEqual([]);
    expect(unknownPlaceholders(textsOf(shared), known)).toEqual([]);
  });

  test("and unknown ones are found", () => {
    const known = knownPlaceholders("kubeadm");
    expect(unknownPlaceholders([["a", "{pki}/{nope}.crt"]], known)).toEqual(["a: {nope}"]);
    expect(unknownPlaceholders([["a", "{pki/x"]], known)).toEqual(["a: {{}"]);
    // A folder of another layout.
    expect(unknownPlaceholders([["a", "{units}/x"]], known)).toEqual(["a: {units}"]);
  });
});
