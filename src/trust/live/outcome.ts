/** What came of dialling as a client, beside what the files say will come of it. */
import type { Prediction } from "../predict.ts";
import type { SeenOutcome } from "./seen.ts";

export interface Answered {
  readonly outcome: SeenOutcome;
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly detail?: string;
}

/** Of an HTTP answer; a review of the caller says who it is. */
export function outcomeOf(status: number, body: string): Answered {
  if (status === 401) return { outcome: "unauthenticated" };
  if (status === 403) return { outcome: "forbidden", ...messageIn(body) };
  return { outcome: "accepted", ...callerIn(body) };
}

interface ReviewBody {
  readonly kind?: unknown;
  readonly message?: unknown;
  readonly status?: { readonly userInfo?: { readonly username?: unknown; readonly groups?: unknown } };
}

function callerIn(body: string): Pick<Answered, "user" | "groups"> {
  const { kind, status } = parsed(body);
  const { username, groups } = status?.userInfo ?? {};
  if (kind !== "SelfSubjectReview" || typeof username !== "string") return {};
  return { user: username, groups: Array.isArray(groups) ? groups.filter((one) => typeof one === "string") : [] };
}

/** `forbidden: User "x" cannot get path "/metrics"`; a component's own handler answers in one line of text. */
function messageIn(body: string): Pick<Answered, "detail"> {
  const { message } = parsed(body);
  if (typeof message === "string") return { detail: message };
  const line = body.trim().split("\n")[0]?.slice(0, 300) ?? "";
  return line === "" || line.startsWith("{") ? {} : { detail: line };
}

function parsed(body: string): ReviewBody {
  try {
    const value: unknown = body.length > 1 << 20 ? undefined : JSON.parse(body);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Undefined where there is nothing to compare. */
export function agreement(prediction: Prediction, { outcome, user, groups }: Answered): boolean | undefined {
  if (outcome === "unreachable" || outcome === "not-dialled" || prediction.outcome === "unknown") return undefined;
  const { step, identity } = prediction;
  if (step === "tls-client") return outcome === "refused-by-client";
  if (step === "tls-server" || step === "peer") return outcome === "refused-by-server";
  if (step === "identity") return outcome === "unauthenticated";
  const known = identity?.known === true ? identity : undefined;
  // Whether somebody may do what it is there for, a question about itself does not say.
  if (step === "right" && user === undefined) return outcome === "forbidden";
  if (outcome !== "accepted") return false;
  if (user === undefined || known === undefined || known.by === "front-proxy") return true;
  return user === known.user && sameGroups(groups ?? [], known.groups);
}

const sameGroups = (a: readonly string[], b: readonly string[]): boolean =>
  a.toSorted().join("\n") === b.toSorted().join("\n");
