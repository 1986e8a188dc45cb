import { type JudgeName, judgePath } from "../judges/judge.ts";
import type { Lab } from "./lab.ts";
import type { LabProcess } from "./process.ts";
import { flagValue, type Written } from "./written.ts";

/** The client certificate and trust that an etcdctl call uses; paths on the host. */
export interface EtcdClient {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** Starts a component with the command as it was written, only the program is the judge. */
export function startComponent(
  lab: Lab,
  host: string,
  component: JudgeName,
  { argv, env }: Pick<Written, "argv" | "env">,
): LabProcess {
  return lab.start(host, [judgePath(component), ...argv.slice(1)], {
    env: { ...env, ...forArchitecture },
    name: component,
  });
}

/** etcd 3.4 starts on such machines only when told that it may. */
const forArchitecture: NodeJS.ProcessEnv = process.arch === "arm64" ? { ETCD_UNSUPPORTED_ARCH: "arm64" } : {};

export const etcdctl = (
  lab: Lab,
  host: string,
  client: EtcdClient,
  args: readonly string[],
  endpoint = "https://127.0.0.1:2379",
) =>
  lab.run(
    host,
    [
      judgePath("etcdctl"),
      `--endpoints=${endpoint}`,
      `--cacert=${client.ca}`,
      `--cert=${client.certificate}`,
      `--key=${client.key}`,
      ...args,
    ],
    { env: { ETCDCTL_API: "3" } },
  );

/** A member is ready when it answers a linearized read, so when there is a quorum. */
export const etcdReady = (lab: Lab, host: string, client: EtcdClient, endpoint?: string) => async () => {
  const { code, stdout, stderr } = await etcdctl(
    lab,
    host,
    client,
    ["endpoint", "health", "--command-timeout=2s"],
    endpoint,
  );
  return code === 0 || `${stdout}${stderr}`;
};

export const kubectl = (lab: Lab, host: string, kubeconfig: string, args: readonly string[], stdin?: string) =>
  lab.run(
    host,
    [judgePath("kubectl"), `--kubeconfig=${kubeconfig}`, "--request-timeout=10s", ...args],
    stdin === undefined ? {} : { stdin },
  );

/** kubectl that has to succeed; its output. */
export async function kubectlOutput(
  lab: Lab,
  host: string,
  kubeconfig: string,
  args: readonly string[],
  stdin?: string,
): Promise<string> {
  const { code, stdout, stderr } = await kubectl(lab, host, kubeconfig, args, stdin);
  if (code !== 0) throw new Error(`kubectl --kubeconfig=${kubeconfig} ${args.join(" ")} on ${host}: ${stderr.trim()}`);
  return stdout;
}

export const apiserverReady = (lab: Lab, host: string, kubeconfig: string) => async () => {
  const { code, stdout, stderr } = await kubectl(lab, host, kubeconfig, ["get", "--raw", "/readyz"]);
  return (code === 0 && stdout === "ok") || `${stdout}${stderr}`;
};

export interface CurlOptions {
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly insecure?: boolean;
  readonly headers?: readonly string[];
  readonly body?: string;
}

export interface CurlAnswer {
  /** HTTP status, or 0 when there was no answer. */
  readonly status: number;
  readonly body: string;
  /** curl's complaint when there was no answer. */
  readonly error: string;
}

export async function curl(lab: Lab, host: string, url: string, options: CurlOptions = {}): Promise<CurlAnswer> {
  const { ca, certificate, key, insecure, headers = [], body } = options;
  const { stdout, stderr } = await lab.run(
    host,
    [
      judgePath("curl"),
      "--silent",
      "--show-error",
      "--max-time",
      "10",
      "--noproxy",
      "*",
      "--write-out",
      "\n%{http_code}",
      ...(ca === undefined ? [] : ["--cacert", ca]),
      ...(certificate === undefined ? [] : ["--cert", certificate]),
      ...(key === undefined ? [] : ["--key", key]),
      ...(insecure ? ["--insecure"] : []),
      ...headers.flatMap((header) => ["--header", header]),
      ...(body === undefined ? [] : ["--data-binary", "@-"]),
      url,
    ],
    body === undefined ? {} : { stdin: body },
  );
  const at = stdout.lastIndexOf("\n");
  return { status: Number(stdout.slice(at + 1)), body: stdout.slice(0, at), error: stderr.trim().split("\n")[0] ?? "" };
}

/** An address as it stands in a URL. */
export const inUrl = (address: string): string => (address.includes(":") ? `[${address}]` : address);

/** Where a component answers on its own host. */
export function localAddress(written: Written): string {
  const bind = flagValue(written, "bind-address") ?? "127.0.0.1";
  if (bind === "0.0.0.0") return "127.0.0.1";
  return bind.includes(":") ? `[${bind === "::" ? "::1" : bind}]` : bind;
}

/** The controller-manager and the scheduler say that they are well to anybody. */
export const healthy = (lab: Lab, host: string, written: Written, port: number) => async () => {
  const { status, body, error } = await curl(lab, host, `https://${localAddress(written)}:${port}/healthz`, {
    insecure: true,
  });
  return status === 200 || error || `${status} ${body}`;
};
