/** What keeps a program from starting at all: then nothing of it works, whatever its certificates say. */
import type { ComponentId } from "../../catalog/types.ts";
import { type Actual, type ActualComponent, type ActualFile, type Place, settingOf } from "../../inventory/actual.ts";
import { type Certificate, fingerprint } from "../../x509/certificate.ts";
import { NO_TOKEN_KEYS, tokenKeysOf } from "../token-keys.ts";

export interface StartFault {
  /** One sentence without a full stop. */
  readonly reason: string;
  readonly prints: string;
  readonly places: readonly Place[];
}

/** Asked for a component on a host. */
export type StartFaults = (component: ComponentId, host: string | undefined) => StartFault | undefined;

export function startFaults({ hosts }: Actual): StartFaults {
  const faults = new Map<string, StartFault>();
  for (const { name, components } of hosts) {
    for (const component of components) {
      if (component.component !== "kube-apiserver") continue;
      const fault = withoutTokenKeys(component) ?? anyoneAsFrontProxy(component);
      if (fault !== undefined) faults.set(`${component.component} ${name}`, fault);
    }
  }
  return (component, host) => faults.get(`${component} ${host}`);
}

export const OVERLAPPING =
  "--requestheader-client-ca-file and --client-ca-file contain overlapping certificates; --requestheader-allowed-names must be specified to ensure regular client certificates cannot set authenticating proxy headers for arbitrary users";

/** One certificate in both lists, and no name asked for (the same file, `BuiltInAuthenticationOptions.Validate`). */
function anyoneAsFrontProxy(component: ActualComponent): StartFault | undefined {
  const [users, proxies] = ["client-ca-file", "requestheader-client-ca-file"].map((flag) => settingOf(component, flag));
  const names = settingOf(component, "requestheader-allowed-names")?.value ?? "";
  if (users?.file === undefined || proxies?.file === undefined || names !== "") return undefined;
  const both = new Set(certificatesIn(users.file).map(fingerprint));
  if (!certificatesIn(proxies.file).some((one) => both.has(fingerprint(one)))) return undefined;
  const reason = `${component.component} does not start: it would take every user for a front proxy, by ${proxies.file.path}`;
  return { reason, prints: OVERLAPPING, places: [proxies.place, users.place] };
}

const certificatesIn = ({ contents }: ActualFile): Certificate[] =>
  contents.flatMap((content) => (content.kind === "certificate" ? [content.certificate] : []));

/** Each file has to have a key (kubernetes pkg/kubeapiserver/options/authentication.go). What could not be read is left open. */
function withoutTokenKeys({ component, settings }: ActualComponent): StartFault | undefined {
  for (const { name, file, place } of settings) {
    if (name !== "service-account-key-file" || file === undefined) continue;
    const open = file.unread !== undefined || file.contents.some(({ kind }) => kind === "damaged");
    if (open || tokenKeysOf(file.contents).length > 0) continue;
    const reason = `${component} does not start: no key of tokens that it takes is in ${file.path}`;
    return { reason, prints: NO_TOKEN_KEYS, places: [place, file.place] };
  }
  return undefined;
}
