/** The commands that check a certificate as the other side of its connections does. */
import type { ConnectionId, SlotId } from "../../catalog/types.ts";
import type { DesiredCredential, DesiredTrust } from "../../spec/desired.ts";
import type { Resolution } from "../../spec/resolve/credential.ts";
import { slotContent } from "../../spec/resolve/credential.ts";
import { checkedWith, type Holds, presentations } from "../../spec/resolve/presented.ts";
import { print, type ShellPlan, trustSources } from "../shell/authority-files.ts";
import { command, comment, pathWord, word } from "../shell/shell-text.ts";

/** What checks follow from beside the files. */
export interface CheckFacts {
  readonly resolution: Resolution;
  readonly holds: Holds;
}

/** A check for each side on which a credential is presented, and for each set of authorities that any of the others holds. */
export function checks(
  plan: ShellPlan,
  { resolution, holds }: CheckFacts,
  credential: DesiredCredential,
  certificate: string,
  only?: ConnectionId,
): string {
  const presented = presentations(resolution.catalog, credential.id, holds).filter(
    ({ connection }) => only === undefined || connection === only,
  );
  const texts = (["server", "client"] as const).flatMap((side) =>
    [...byContent(resolution, checkedWith(presented, side))].map(([slots, trust]) =>
      checkOf(plan, side, slots, trust, credential, certificate),
    ),
  );
  return texts.join("\n\n");
}

/** Slots that hold the same, together. */
function byContent(resolution: Resolution, slots: readonly SlotId[]): Map<SlotId[], DesiredTrust> {
  const groups = new Map<string, SlotId[]>();
  for (const slot of slots) {
    const text = JSON.stringify(slotContent(resolution, slot));
    groups.set(text, [...(groups.get(text) ?? []), slot]);
  }
  return new Map([...groups].map(([text, group]) => [group, JSON.parse(text) as DesiredTrust]));
}

function checkOf(
  plan: ShellPlan,
  side: "server" | "client",
  slots: readonly SlotId[],
  trust: DesiredTrust,
  { names }: DesiredCredential,
  certificate: string,
): string {
  const name = side === "server" ? names.dns.find((dns) => !dns.startsWith("*")) : undefined;
  const address = side === "server" ? names.addresses[0] : undefined;
  return [
    comment(`The check of those to whom it is shown by a ${side}, who believe what is in ${slots.join(", ")}.`),
    `${print(trustSources(plan, trust))} >"$work/trusted.crt"`,
    verify({ side, certificate, name, address }),
  ].join("\n");
}

/** Strict, for the use, with the name; what stands between it and an authority comes with the certificate. */
function verify({
  side,
  certificate,
  name,
  address,
}: {
  readonly side: "server" | "client";
  readonly certificate: string;
  readonly name: string | undefined;
  readonly address: string | undefined;
}): string {
  return command(
    `openssl verify -x509_strict -partial_chain -purpose ssl${side}`,
    `-trusted "$work/trusted.crt"`,
    `-untrusted ${pathWord(certificate)}`,
    name === undefined ? "" : `-verify_hostname ${word(name)}`,
    address === undefined ? "" : `-verify_ip ${word(address)}`,
    pathWord(certificate),
  );
}
