/** The commands that check a certificate as the other side of its connections does. */
import type { SlotId } from "../../catalog/types.ts";
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

/** One check for each side on which a credential is presented, with everything that any of the others believes. */
export function checks(
  plan: ShellPlan,
  { resolution, holds }: CheckFacts,
  credential: DesiredCredential,
  certificate: string,
): string {
  const presented = presentations(resolution.catalog, credential.id, holds);
  const sides = (["server", "client"] as const).flatMap((side) => {
    const slots = checkedWith(presented, side);
    if (slots.length === 0) return [];
    return [checkOf(plan, resolution, side, slots, credential, certificate)];
  });
  return sides.join("\n\n");
}

function checkOf(
  plan: ShellPlan,
  resolution: Resolution,
  side: "server" | "client",
  slots: readonly SlotId[],
  { names }: DesiredCredential,
  certificate: string,
): string {
  const contents = slots.map((slot) => slotContent(resolution, slot));
  const trust: DesiredTrust = {
    kind: "authorities",
    ids: [...new Set(contents.flatMap(({ ids }) => ids))],
    above: contents.some(({ above }) => above),
  };
  const name = side === "server" ? names.dns.find((dns) => !dns.startsWith("*")) : undefined;
  const address = side === "server" ? names.addresses[0] : undefined;
  return [
    comment(`The check of those to whom it is presented as a ${side}: what is in ${slots.join(", ")}.`),
    `${print(trustSources(plan, trust))} >"$work/trusted.crt"`,
    verify({
      side,
      certificate,
      ...(name === undefined ? {} : { name }),
      ...(address === undefined ? {} : { address }),
    }),
  ].join("\n");
}

/** Strict, for the use, with the name; what stands between it and an authority comes with the certificate. */
export function verify({
  side,
  certificate,
  name,
  address,
}: {
  readonly side: "server" | "client";
  readonly certificate: string;
  readonly name?: string;
  readonly address?: string;
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
