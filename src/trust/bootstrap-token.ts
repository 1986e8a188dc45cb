/** A bootstrap token before the API server (kubernetes plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go). */
import type { Actual, BootstrapTokenContent, Content } from "../inventory/actual.ts";
import { SecretText } from "../x509/secret-text.ts";

export type BootstrapVerdict =
  | { readonly accepted: true; readonly user: string; readonly groups: readonly string[]; readonly until?: Date }
  | { readonly accepted: false; readonly reason: "not-found" | "secret" | "expired" | "usage" | "group" };

const FORM = /^([a-z0-9]{6})\.([a-z0-9]{16})$/;
/** cluster-bootstrap token/api types.go `BootstrapGroupPattern`. */
const GROUP = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;

export const BOOTSTRAPPERS = "system:bootstrappers";

/** The public half of a bootstrap token; undefined for what is none. */
export const bootstrapTokenId = (text: string): string | undefined => FORM.exec(text)?.[1];

/** `known`: the Secrets of kube-system. Undefined for a text that is no bootstrap token. */
export function judgeBootstrapToken(
  text: string,
  known: readonly BootstrapTokenContent[],
  at: Date,
): BootstrapVerdict | undefined {
  const [, id, secret] = FORM.exec(text) ?? [];
  if (id === undefined) return undefined;
  const found = known.find((one) => one.id === id);
  if (found === undefined) return { accepted: false, reason: "not-found" };
  if (SecretText.reveal(found.secret) !== secret) return { accepted: false, reason: "secret" };
  const { expiration, authenticates, groups } = found;
  if (expiration !== undefined && at > expiration) return { accepted: false, reason: "expired" };
  if (!authenticates) return { accepted: false, reason: "usage" };
  if (groups.some((group) => !GROUP.test(group))) return { accepted: false, reason: "group" };
  return {
    accepted: true,
    user: `system:bootstrap:${id}`,
    groups: [BOOTSTRAPPERS, ...groups],
    ...(expiration === undefined ? {} : { until: expiration }),
  };
}

const read = new WeakMap<Actual, readonly BootstrapTokenContent[]>();

/** Those of every Secret that was read. */
export function bootstrapTokensIn(actual: Actual): readonly BootstrapTokenContent[] {
  let found = read.get(actual);
  if (found === undefined) {
    const inside = (contents: readonly Content[]): BootstrapTokenContent[] =>
      contents.flatMap((content) =>
        content.kind === "bootstrap-token" ? [content] : content.kind === "object" ? inside(content.holds) : [],
      );
    const files = [...actual.hosts.flatMap((host) => host.files), ...actual.loose];
    found = files.flatMap(({ contents }) => inside(contents));
    read.set(actual, found);
  }
  return found;
}
