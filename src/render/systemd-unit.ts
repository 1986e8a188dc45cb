import type { DesiredSettings } from "../spec/desired.ts";
import { flagText } from "./flag-text.ts";

/** A systemd service (systemd.service(5)); `%` and `$` are doubled, because systemd expands them in ExecStart. */
export function renderSystemdUnit(settings: DesiredSettings, binary: string, after: string | undefined): string {
  const flags = settings.flags.map((flag) => ` \\\n  ${quote(flagText(flag))}`).join("");
  const order = after === undefined ? "network-online.target" : `network-online.target ${after}`;
  return `[Unit]
Description=${settings.component}
Documentation=https://kubernetes.io/docs/
Wants=network-online.target
After=${order}
${after === undefined ? "" : `Requires=${after}\n`}
[Service]
ExecStart=${binary}${flags}
Restart=on-failure
RestartSec=5

[Install]
WantedBy=multi-user.target
`;
}

/** One word of a command line (systemd.service(5), "Command lines"). */
function quote(argument: string): string {
  const escaped = argument.replace(/%/g, "%%").replace(/\$/g, "$$$$");
  return ODD.test(escaped) ? `"${escaped.replace(/["\\]/g, "\\$&").replace(CONTROL, hexadecimal)}"` : escaped;
}

const ODD = /[\s"'\\;\p{Cc}]/u;
const CONTROL = /\p{Cc}/gu;
/** Bytes, of what is one byte; the others are text as they are. */
const hexadecimal = (character: string): string => {
  const code = character.charCodeAt(0);
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, "0")}` : character;
};
