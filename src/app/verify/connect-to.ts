/** Which connections go elsewhere: curl's --connect-to. */
import { KubepkiError } from "../../errors.ts";

export interface ConnectTo {
  /** Whatever it is when undefined. */
  readonly from: { readonly host?: string; readonly port?: number };
  /** Left as it is when undefined. */
  readonly to: { readonly host?: string; readonly port?: number };
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

const HOST = String.raw`(\[[0-9a-fA-F:.]+\]|[^:\[\]\s]*)`;
const RULE = new RegExp(`^${HOST}:(\\d*):${HOST}:(\\d*)$`);

/** `HOST1:PORT1:HOST2:PORT2`, each of them possibly empty. Throws ERR_USAGE. */
export function parseConnectTo(text: string): ConnectTo {
  const [, fromHost = "", fromPort = "", toHost = "", toPort = ""] = RULE.exec(text) ?? [];
  if (!RULE.test(text) || ![fromPort, toPort].every(isPort))
    throw new KubepkiError("ERR_USAGE", `\`${text}\` does not say what goes where`, {
      remedy: "write HOST1:PORT1:HOST2:PORT2, for example cp-1:6443:127.0.0.1:16443; each part may be empty",
    });
  return { from: side(fromHost, fromPort), to: side(toHost, toPort) };
}

/** `host:port`, `[::1]:6443`, `https://host:port`. Throws ERR_USAGE. */
export function parseEndpoint(text: string): HostPort {
  const [, host = "", port = ""] = new RegExp(`^(?:https://)?${HOST}:(\\d+)/?$`).exec(text) ?? [];
  if (host === "" || port === "" || !isPort(port))
    throw new KubepkiError("ERR_USAGE", `\`${text}\` is no server`, { remedy: "write HOST:PORT" });
  return { host: bare(host), port: Number(port) };
}

const bare = (host: string): string => host.replace(/^\[|\]$/g, "");
const isPort = (text: string): boolean => text === "" || (Number(text) >= 1 && Number(text) <= 65535);

const side = (host: string, port: string) => ({
  ...(host === "" ? {} : { host: bare(host) }),
  ...(port === "" ? {} : { port: Number(port) }),
});

/** The first rule that fits; `names`: all that the server is called. Undefined when none does. */
export function redirected(names: readonly string[], at: HostPort, rules: readonly ConnectTo[]): HostPort | undefined {
  const rule = rules.find(
    ({ from }) =>
      (from.host === undefined || [at.host, ...names].includes(from.host)) &&
      (from.port === undefined || from.port === at.port),
  );
  if (rule === undefined) return undefined;
  return { host: rule.to.host ?? at.host, port: rule.to.port ?? at.port };
}
