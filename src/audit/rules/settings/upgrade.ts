/** Flags and feature gates that the release at hand, or the one to come, does not start with. */
import type { Catalog } from "../../../catalog/index.ts";
import type { Withdrawal } from "../../../catalog/types.ts";
import type { ActualComponent, ActualSetting } from "../../../inventory/actual.ts";
import type { KubernetesVersion } from "../../../spec/spec.ts";
import { inRange, releaseIn } from "../../../spec/version-range.ts";
import { runningOf } from "../../../trust/connections/servers.ts";
import type { Fault, Rule } from "../../rule.ts";
import type { Scene } from "../../scene.ts";
import { change, removal, settingText } from "../../told.ts";

/** The release that a program has, or gets: etcd's of its own is known for the one that kubeadm deploys. */
function releaseOf(
  { component, version }: ActualComponent,
  { catalog, upgradeTo }: Scene,
): KubernetesVersion | undefined {
  const own = releaseIn(version);
  if (upgradeTo === undefined) return own;
  if (component !== "etcd") return releaseIn(upgradeTo);
  return own && (releaseIn(etcdOf(upgradeTo, catalog)) ?? own);
}

const etcdOf = (kubernetes: string, { releases }: Catalog): string | undefined => {
  const release = releaseIn(kubernetes);
  return releases
    .find(({ minor }) => minor === `${release?.major}.${release?.minor}`)
    ?.etcdImages.find(({ versions }) => release !== undefined && inRange(release, versions))?.tag;
};

interface Told {
  readonly setting: ActualSetting;
  readonly what: string;
  /** Feature gates that stay; undefined where the whole setting goes. */
  readonly rest?: string;
}

/** Where a program is told so. */
function* toldOf({ settings }: ActualComponent, { flag, gate, value }: Withdrawal): Generator<Told> {
  for (const setting of settings) {
    if (flag !== undefined && setting.from === "flag" && setting.name.startsWith(flag))
      yield { setting, what: `--${setting.name}` };
    if (gate === undefined) continue;
    if (setting.name === `featureGates.${gate}` && (value === undefined || setting.value === value))
      yield { setting, what: `the feature gate ${gate}` };
    if (setting.name !== "feature-gates") continue;
    const gates = setting.value.split(",").map((one) => one.trim());
    const is = (one: string): boolean =>
      value === undefined ? one.startsWith(`${gate}=`) : one === `${gate}=${value}`;
    const rest = gates.filter((one) => !is(one)).join(",");
    if (gates.some(is))
      yield {
        setting,
        what: `the feature gate ${gate}${value === undefined ? "" : `=${value}`}`,
        ...(rest && { rest }),
      };
  }
}

export const upgradeRules = {
  "setting-withdrawn": {
    title: "A flag or feature gate that the release does not know any more",
    severity: "error",
    group: "settings",
    source: "kubernetes staging/src/k8s.io/component-base/featuregate/feature_gate.go; etcd server/etcdmain/config.go",
    why: "The program ends at once when it starts: after an upgrade the control plane stays down. --upgrade-to RELEASE tells it before.",
    shows: ["unrecognized feature gate: ...", "flag provided but not defined: -experimental-..."],
    mend: "Take it away before the upgrade, or use what stands for it now.",
    *check(scene): Generator<Fault> {
      for (const withdrawal of scene.catalog.withdrawals)
        for (const running of runningOf(scene.actual, withdrawal.component)) {
          const { component, host } = running;
          const release = releaseOf(component, scene);
          if (release === undefined || !inRange(release, [{ from: withdrawal.from }])) continue;
          for (const { setting, what, rest } of toldOf(component, withdrawal))
            yield {
              place: setting.place,
              message: `${component.component} ${release.major}.${release.minor} on ${host.name} does not start with ${what}: ${withdrawal.says.replace("...", withdrawal.gate ?? setting.name)}`,
              shown: { field: setting.name, value: settingText(setting) },
              remedy: {
                sentence: withdrawal.instead,
                ...(rest === undefined ? removal(running, setting) : change(running, setting.name, rest)),
              },
            };
        }
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;
