/** The CIS Kubernetes Benchmark's items about keys and certificates, as data: what each asks, decided by content. */
import type { ComponentId } from "../../catalog/types.ts";
import type { ActualFile, ActualHost, Place } from "../../inventory/actual.ts";
import type { Running } from "../../trust/connections/servers.ts";
import type { Scene } from "../scene.ts";

export type CisResult =
  | "pass"
  | "fail"
  /** The host has nothing of the kind. */
  | "not-applicable"
  /** The benchmark leaves it to a person, or what decides was not read. */
  | "manual";

export interface CisAnswer {
  readonly result: CisResult;
  /** Why, a sentence without a full stop; empty for a pass that needs no word. */
  readonly why: string;
  /** What decides: the files or settings that fail, or that have to be looked at. */
  readonly places: readonly Place[];
}

export interface CisItem {
  readonly title: string;
  /** Whether the benchmark calls it automated, or leaves it to a person. */
  readonly assessment: "automated" | "manual";
  /** Rules that find the same, for their reasons and remedies. */
  readonly rules: readonly string[];
  readonly decide: (host: ActualHost, scene: Scene) => CisAnswer;
}

const answer = (result: CisResult, why = "", places: readonly Place[] = []): CisAnswer => ({ result, why, places });

export const byHand =
  (why: string): CisItem["decide"] =>
  () =>
    answer("manual", why);

const runningOn = (host: ActualHost, id: ComponentId): Running[] =>
  host.components.filter(({ component }) => component === id).map((component) => ({ host, component }));

/** What is wrong with a program's settings; undefined where nothing is, `manual` where a person has to look. */
export type Wrong = { readonly why: string; readonly place?: Place; readonly manual?: true } | undefined;

export const told =
  (id: ComponentId, wrong: (running: Running, scene: Scene) => Wrong): CisItem["decide"] =>
  (host, scene) => {
    const running = runningOn(host, id);
    if (running.length === 0) return answer("not-applicable", `no ${id} on this host`);
    for (const one of running) {
      const fault = wrong(one, scene);
      if (fault === undefined) continue;
      return answer(fault.manual === true ? "manual" : "fail", fault.why, [fault.place ?? one.component.place]);
    }
    return answer("pass");
  };

/** Files of some roles: each has to be as it should. */
export const files =
  (has: (role: string, file: ActualFile) => boolean, wrong: (file: ActualFile) => Wrong): CisItem["decide"] =>
  (host) => {
    const all = host.files.filter((file) => file.roles.some(({ role }) => has(role, file)));
    if (all.length === 0) return answer("not-applicable", "no such file on this host");
    const faults = all.map((file) => ({ file, fault: wrong(file) }));
    const failing = faults.filter(({ fault }) => fault !== undefined && fault.manual !== true);
    const open = faults.filter(({ fault }) => fault?.manual === true);
    const [first] = failing.length > 0 ? failing : open;
    if (first?.fault === undefined) return answer("pass");
    const more = (failing.length > 0 ? failing : open).length - 1;
    return answer(
      failing.length > 0 ? "fail" : "manual",
      `${first.file.path}${more > 0 ? ` and ${more} more` : ""}: ${first.fault.why}`,
      (failing.length > 0 ? failing : open).map(({ file }) => file.place),
    );
  };

const octal = (mode: number): string => mode.toString(8).padStart(4, "0");

/** No bit beyond these. */
export const modeWithin =
  (most: number) =>
  ({ mode }: ActualFile): Wrong => {
    if (mode === undefined) return { why: "its mode is not known", manual: true };
    return (mode & 0o777 & ~most) === 0 ? undefined : { why: `mode ${octal(mode)}, more than ${octal(most)}` };
  };

export const ownedByRoot = ({ owner }: ActualFile): Wrong => {
  if (owner === undefined) return { why: "its owner is not known", manual: true };
  return owner.uid === 0 && owner.gid === 0
    ? undefined
    : { why: `owned by ${owner.user ?? owner.uid}:${owner.group ?? owner.gid}` };
};
