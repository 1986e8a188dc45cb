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

function quote(argument: string): string {
  const escaped = argument.replace(/%/g, "%%").replace(/\$/g, "$$$$");
  return /[\s"'\\;]/.test(escaped) ? `"${escaped.replace(/(["\\])/g, "\\$1")}"` : escaped;
}
