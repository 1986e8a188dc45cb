/** A kubeconfig by kubectl's own commands. */
import type { DesiredKubeconfig } from "../../spec/desired.ts";
import { print, type ShellPlan, trustSources } from "../shell/authority-files.ts";
import { command, word } from "../shell/shell-text.ts";

const octal = (mode: number): string => mode.toString(8);

/** From a pair in the work folder when it holds what it needs, from paths on the host when it refers to them. */
export function kubeconfigSteps(plan: ShellPlan, path: string, mode: number, kubeconfig: DesiredKubeconfig): string {
  const { cluster, user, context, server, trust, reference } = kubeconfig;
  const file = `--kubeconfig="$kubeconfig"`;
  const embed = reference === undefined ? "--embed-certs=true" : "";
  const [authority, certificate, key] =
    reference === undefined
      ? [`"$work/authority.crt"`, `"$work/pair.crt"`, `"$work/pair.key"`]
      : [word(reference.trust), word(reference.certificate), word(reference.key)];
  return [
    ...(reference === undefined ? [`${print(trustSources(plan, trust))} >"$work/authority.crt"`] : []),
    `kubeconfig=${word(path)}`,
    `rm -f "$kubeconfig"`,
    command(
      `kubectl config set-cluster ${word(cluster)} ${file}`,
      `--server=${word(server)}`,
      `--certificate-authority=${authority}`,
      embed,
    ),
    command(
      `kubectl config set-credentials ${word(user)} ${file}`,
      `--client-certificate=${certificate} --client-key=${key}`,
      embed,
    ),
    command(`kubectl config set-context ${word(context)} ${file}`, `--cluster=${word(cluster)} --user=${word(user)}`),
    command(`kubectl config use-context ${word(context)} ${file}`),
    `chmod ${octal(mode)} "$kubeconfig"`,
  ].join("\n");
}
