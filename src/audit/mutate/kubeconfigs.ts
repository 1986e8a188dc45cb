/** Kubeconfigs that dial or name what they should not. */
import type { Mutation } from "./mutation.ts";

const edited = (rule: string, title: string, from: RegExp, to: string): Mutation => ({
  title,
  rule,
  make({ kubeconfigs }, pick) {
    const held = pick(kubeconfigs.filter(({ host, content }) => host !== undefined && content.users.length > 0));
    if (held === undefined) return undefined;
    return {
      at: held.file.place,
      changed: `${to} in ${held.file.path}`,
      edits: [{ do: "replace", file: held.file.place.file, from, to }],
    };
  },
});

export const kubeconfigMutations = {
  "kubeconfig-http": edited("kubeconfig-in-clear", "A kubeconfig dials without TLS", /server: https:/, "server: http:"),
  "kubeconfig-context-gone": edited(
    "kubeconfig-dangling-context",
    "A kubeconfig's current context is not in it",
    /current-context: .*/,
    "current-context: gone",
  ),
} as const satisfies Readonly<Record<string, Mutation>>;
