/** `host`, `host:port`, `[v6]`, `[v6]:port`, and a bare IPv6 address (kubeadm: app/util/endpoint.go ParseHostPort). */
export interface HostPort {
  readonly host: string;
  readonly port: string | undefined;
}

export function splitHostPort(text: string): HostPort | undefined {
  const bracketed = /^\[([^[\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed !== null) return { host: bracketed[1] ?? "", port: bracketed[2] };
  const parts = text.split(":");
  if (parts.length > 2) return { host: text, port: undefined };
  const [host = "", port] = parts;
  return host === "" ? undefined : { host, port };
}

/** 1 to 65535; undefined otherwise. */
export function parsePort(text: string): number | undefined {
  const port = Number(text);
  return /^[1-9]\d{0,4}$/.test(text) && port <= 65535 ? port : undefined;
}
