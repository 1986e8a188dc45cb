/**
 * Who a caller is to a server of k8s.io/apiserver (API server, kubelet, controller-manager, scheduler, aggregated ones):
 * the chain of authenticators in its order (pkg/kubeapiserver/authenticator/config.go). One that knows the caller ends it;
 * errors are kept, and stop anonymous access (pkg/authentication/request/union, anonymous).
 */

import type { BootstrapTokenContent } from "../inventory/actual.ts";
import type { PathReason } from "../x509/path/validate.ts";
import { SecretText } from "../x509/secret-text.ts";
import { judgeBootstrapToken } from "./bootstrap-token.ts";
import type { JudgeChain } from "./chain.ts";
import { certificateIdentifier, subjectUser } from "./client-certificate.ts";
import { judgeMinted, type MintedToken } from "./minted-token.ts";
import type { Anchors, ShownChain } from "./shown.ts";
import { aggregate } from "./texts.ts";
import { INVALID_TOKEN, judgeToken, type TokenRules } from "./token.ts";

/** What a caller brings. */
export interface Caller {
  readonly chain?: ShownChain;
  readonly token?: SecretText;
  readonly minted?: MintedToken;
  /** X-Remote-User and X-Remote-Group. */
  readonly headers?: { readonly user: string; readonly groups: readonly string[] };
}

/** Whom a server believes. What is absent is an authenticator that is off. */
export interface Believes {
  /**
   * --requestheader-client-ca-file and --requestheader-allowed-names; an empty list of names is everybody. `headless`:
   * without --requestheader-username-headers nobody is found in a header.
   */
  readonly frontProxy?: { readonly anchors: Anchors; readonly names: readonly string[]; readonly headless?: true };
  /** --client-ca-file, or the kubelet's clientCAFile. */
  readonly clients?: Anchors;
  readonly tokens?: TokenRules;
  /** --enable-bootstrap-token-auth: the Secrets that were read. */
  readonly bootstrapTokens?: readonly BootstrapTokenContent[];
  /** --anonymous-auth. */
  readonly anonymous: boolean;
}

export type Identity =
  | {
      readonly known: true;
      readonly by: "front-proxy" | "certificate" | "token" | "anonymous";
      readonly user: string;
      readonly groups: readonly string[];
    }
  | {
      readonly known: false;
      /** Why the authenticator that counts refused: a reason of path validation, or of another rule. */
      readonly reason: PathReason | "front-proxy-name" | "no-user-name" | "token" | "bootstrap-token" | "nothing-shown";
      /** The error of the server's log beside "Unable to authenticate the request"; empty when it logs none. */
      readonly log: string;
    };

const AUTHENTICATED = "system:authenticated";
const ANONYMOUS = { user: "system:anonymous", groups: ["system:unauthenticated"] } as const;

export function authenticate(caller: Caller, believes: Believes, at: Date, judge: JudgeChain): Identity {
  const errors: string[] = [];
  let reason: Exclude<Identity, { known: true }>["reason"] = "nothing-shown";
  const { chain } = caller;

  if (believes.frontProxy !== undefined && chain !== undefined) {
    const { anchors, names, headless = false } = believes.frontProxy;
    const verdict = judge({ shown: chain, anchors, usage: "clientAuth", at });
    const { user: name } = subjectUser(chain.leaf);
    if (!verdict.accepted) {
      errors.push(verdict.go);
      reason = verdict.reason;
    } else if (names.length > 0 && !names.includes(name)) {
      errors.push(`x509: subject with cn=${name} is not in the allowed list`);
      reason = "front-proxy-name";
    } else if (!headless && caller.headers !== undefined && caller.headers.user !== "") {
      return known("front-proxy", caller.headers.user, caller.headers.groups);
    }
  }

  if (believes.clients !== undefined && chain !== undefined) {
    const verdict = judge({ shown: chain, anchors: believes.clients, usage: "clientAuth", at });
    if (!verdict.accepted) {
      errors.push(`verifying certificate ${certificateIdentifier(chain.leaf)} failed: ${verdict.go}`);
      if (reason !== "front-proxy-name") reason = verdict.reason;
    } else {
      const { user, groups } = subjectUser(chain.leaf);
      if (user !== "") return known("certificate", user, groups);
      reason = "no-user-name";
    }
  }

  if (believes.tokens !== undefined && caller.token !== undefined) {
    const verdict = judgeToken(SecretText.reveal(caller.token), believes.tokens, at);
    if (verdict.accepted) return known("token", verdict.user, verdict.groups);
    errors.push(...verdict.errors);
    reason = "token";
  }

  if (believes.tokens !== undefined && caller.minted !== undefined) {
    const verdict = judgeMinted(caller.minted, believes.tokens);
    if (verdict.accepted) return known("token", verdict.user, verdict.groups);
    errors.push(...verdict.errors);
    reason = "token";
  }

  if (believes.bootstrapTokens !== undefined && caller.token !== undefined) {
    const verdict = judgeBootstrapToken(SecretText.reveal(caller.token), believes.bootstrapTokens, at);
    if (verdict?.accepted) return known("token", verdict.user, verdict.groups);
    if (verdict !== undefined) {
      errors.push(INVALID_TOKEN);
      reason = "bootstrap-token";
    }
  }

  if (errors.length > 0) return { known: false, reason, log: aggregate(errors) };
  if (believes.anonymous) return { known: true, by: "anonymous", ...ANONYMOUS };
  return { known: false, reason, log: "" };
}

/** Everybody who is somebody is also in this group (pkg/authentication/group/authenticated_group_adder.go). */
function known(by: "front-proxy" | "certificate" | "token", user: string, groups: readonly string[]): Identity {
  if (user === ANONYMOUS.user || groups.includes(AUTHENTICATED) || groups.includes(ANONYMOUS.groups[0]))
    return { known: true, by, user, groups };
  return { known: true, by, user, groups: [...groups, AUTHENTICATED] };
}
