/** Plan and apply: the same walk, with nothing made for a plan. */

import { catalog } from "../catalog/index.ts";
import type { AuthorityId } from "../catalog/types.ts";
import { changes, type Step } from "../plan/step.ts";
import type { Clock, Entropy, FileStore, KeyMaker, SignerFor, Terminal } from "../ports.ts";
import { AUTHORITIES_UNIT, type Desired } from "../spec/desired.ts";
import { resolve } from "../spec/resolve/resolve.ts";
import type { Spec } from "../spec/spec.ts";
import { keyFamily } from "../x509/algorithm.ts";
import { ARCHIVES_UNIT, archiveOf } from "./archive.ts";
import { findAuthorities, type SuppliedMaterial } from "./find-authorities.ts";
import { readyAuthorities } from "./ready-authorities.ts";
import { refuseLostAuthorities, refuseNamesOutside, rotationNeeded, wouldReplace } from "./refusals.ts";
import { readySharedKeys } from "./shared-keys.ts";
import { withChains } from "./supplied-chains.ts";
import { leftovers, runUnit, type UnitRun } from "./unit.ts";
import { unknownHost } from "./unknown-host.ts";

/** Everything that plan and apply need of the world. */
export interface Ports {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly keyMaker: KeyMaker;
  readonly signerFor: SignerFor;
  readonly files: FileStore;
  /** What the authorities' private keys are, or will be, encrypted with. */
  readonly passphrase?: string;
  readonly terminal?: Terminal;
}

export interface Request {
  readonly spec: Spec;
  readonly supplied?: Readonly<Partial<Record<AuthorityId, SuppliedMaterial>>>;
  /** Only this host's unit, with the authorities. */
  readonly host?: string;
  /** Whether each host's files are also put into one archive, `archives/NAME.tar`. */
  readonly archives?: boolean;
  /** Files (or folders) that may be replaced though kubepki did not make them: `hosts/cp-1/etc/...`. */
  readonly replace?: readonly string[];
}

/** What a plan or an apply says. */
export interface Report {
  readonly cluster: string;
  readonly at: Date;
  readonly steps: readonly Step[];
  /** Whether the steps were taken. */
  readonly applied: boolean;
}

/** What would be done. Changes nothing, takes no lock. */
export async function plan(request: Request, ports: Ports): Promise<Report> {
  await ports.files.open({ readOnly: true });
  try {
    return { ...(await walk(request, ports, false)), applied: false };
  } finally {
    await ports.files.close();
  }
}

/**
 * Make everything that is missing, due or different, and commit it, all or nothing.
 * Throws ERR_WOULD_REPLACE, with nothing changed, when a file that is not ours stands in the way.
 */
export async function apply(request: Request, ports: Ports): Promise<Report> {
  await ports.files.open({ readOnly: false });
  try {
    const report = await walk(request, ports, true);
    const refused = report.steps.filter((step) => step.action === "refuse");
    const orphans = refused.filter((step) => step.kind === "credential");
    if (orphans.length > 0) throw rotationNeeded(orphans);
    if (refused.length > 0) throw wouldReplace(refused.map((step) => `${step.unit}/${step.id}`));
    await ports.files.commit();
    return { ...report, applied: report.steps.some(changes) };
  } catch (error) {
    await ports.files.abandon();
    throw error;
  } finally {
    await ports.files.close();
  }
}

/** RSA keys come late: so many units are under way at once that the thread pool never waits. */
const UNITS_AT_ONCE = 8;

async function walk(request: Request, ports: Ports, make: boolean): Promise<Omit<Report, "applied">> {
  const at = ports.clock.now();
  const desired = resolve(withChains(request), catalog);
  const { files: store, keyMaker, entropy, signerFor } = ports;
  const tools = { store, keyMaker, entropy, signerFor, at, passphrase: ports.passphrase };
  refuseNamesOutside(desired);
  refuseLostAuthorities(desired, store);
  const known = findAuthorities(desired, request.supplied ?? {}, tools);
  const later = isLater(desired);
  const ready = make ? readyAuthorities(desired, known, tools) : undefined;
  const shared = readySharedKeys(desired, tools, make);
  // A rejection is reported where it is awaited; until then it must not count as unhandled.
  ready?.catch(() => {});
  shared.catch(() => {});
  const run: UnitRun = {
    desired,
    store,
    keyMaker,
    entropy,
    at,
    passphrase: ports.passphrase,
    known: new Map(known.map((authority) => [authority.desired.id, authority])),
    ready: later ? ready : await ready,
    shared: later && make ? shared.then(({ keys }) => keys) : (await shared).keys,
    archives: request.archives === true,
    mayReplace: replaceable(request.replace ?? []),
  };
  const units = unitsOf(desired, request.host);
  const steps: Step[][] = [];
  const show = (done: number): void => ports.terminal?.progress(done, units.length, make ? "making" : "planning");
  if (!later || !make) {
    for (const [i, name] of units.entries()) {
      steps.push(await runUnit(run, desired.unit(name)));
      if ((i & 31) === 0) show(i + 1);
    }
  } else {
    let done = 0;
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let i = next++; i < units.length; i = next++) {
        steps[i] = await runUnit(run, desired.unit(units[i] ?? ""));
        show(++done);
      }
    };
    await Promise.all(Array.from({ length: UNITS_AT_ONCE }, worker));
  }
  show(units.length);
  const authoritySteps = [...known.map((authority) => authority.step), ...(await shared).steps];
  const gone = request.host === undefined ? goneUnits(store, desired) : [];
  return { cluster: desired.spec.name, at, steps: [...authoritySteps, ...steps.flat(), ...gone] };
}

/** What is left of hosts, users and services that the specification no longer has. */
function goneUnits(store: FileStore, desired: Desired): Step[] {
  const units = new Set([AUTHORITIES_UNIT, ARCHIVES_UNIT, ...desired.units]);
  const gone = store.recordedUnits().filter((unit) => !units.has(unit));
  const archives = desired.units.flatMap((unit) => archiveOf(unit) ?? []).map((path) => ({ path }));
  return [...gone.flatMap((unit) => leftovers(store, unit, [])), ...leftovers(store, ARCHIVES_UNIT, archives)];
}

/** Whether any key of the run comes from the thread pool. */
function isLater({ spec }: Desired): boolean {
  const { authorities, credentials, serviceAccount, overrides } = spec.keys;
  return [authorities, credentials, serviceAccount, ...Object.values(overrides)].some((a) => keyFamily(a) === "RSA");
}

function unitsOf(desired: Desired, host: string | undefined): readonly string[] {
  if (host === undefined) return desired.units;
  const unit = `hosts/${host}`;
  if (desired.units.includes(unit)) return [unit];
  throw unknownHost(desired, host);
}

/** Whether a path is named, or lies in a folder that is. */
function replaceable(named: readonly string[]): (unit: string, path: string) => boolean {
  if (named.length === 0) return () => false;
  const exact = new Set(named.map((name) => name.replace(/^\.?\/+|\/+$/g, "")));
  return (unit, path) => {
    for (let full = `${unit}/${path}`; full !== ""; full = full.slice(0, Math.max(0, full.lastIndexOf("/")))) {
      if (exact.has(full)) return true;
    }
    return false;
  };
}
