/** One judgement of one chain, by Go's rules: what every component of Kubernetes does. */
import type { Certificate } from "../x509/certificate.ts";
import type { CertificatePool } from "../x509/path/pool.ts";
import { SignatureMemory } from "../x509/path/signature-memory.ts";
import { certificatePool, type PathReason, readAsGo, validatePath } from "../x509/path/validate.ts";
import type { Anchors, ShownChain } from "./shown.ts";

export type Usage = "serverAuth" | "clientAuth";

export interface ChainQuestion {
  readonly shown: ShownChain;
  readonly anchors: Anchors;
  readonly usage: Usage;
  /** The name or address that a client dialled; clients are asked for none. */
  readonly name?: string;
  readonly at: Date;
}

export type ChainVerdict =
  | { readonly accepted: true }
  /** `go`: the error's text, word for word. */
  | { readonly accepted: false; readonly reason: PathReason; readonly go: string };

export type JudgeChain = (question: ChainQuestion) => ChainVerdict;

export const judgeChain: JudgeChain = (question) => judgeWith(question, new SignatureMemory());

function judgeWith(
  { shown: { leaf, behind }, anchors, usage, name, at }: ChainQuestion,
  signatures: SignatureMemory,
): ChainVerdict {
  const { accepted, reason, detail } = validatePath({
    leaf,
    intermediates: behind,
    roots: poolOf(anchors),
    keyUsages: [usage],
    at,
    profile: "go",
    signatures,
    ...(name === undefined ? {} : { name }),
  });
  return accepted ? { accepted: true } : { accepted: false, reason: reason ?? "other", go: detail.go ?? "" };
}

/** One slot is asked by many. A certificate in it that Go does not read is left out, as `AppendCertsFromPEM` does. */
const pools = new WeakMap<Anchors["certificates"], CertificatePool>();

function poolOf({ certificates }: Anchors): CertificatePool {
  let pool = pools.get(certificates);
  if (pool === undefined) {
    pool = certificatePool(certificates.filter((one) => typeof readAsGo(one) !== "string"));
    pools.set(certificates, pool);
  }
  return pool;
}

/** A number for each certificate, the same for the same bytes wherever they were read. */
export function certificateNumbers(): (certificate: Certificate) => number {
  const known = new WeakMap<Certificate, number>();
  const byBytes = new Map<string, number>();
  return (certificate) => {
    const before = known.get(certificate);
    if (before !== undefined) return before;
    const bytes = Buffer.from(certificate.raw).toString("latin1");
    const number = byBytes.get(bytes) ?? byBytes.size;
    byBytes.set(bytes, number);
    known.set(certificate, number);
    return number;
  };
}

/**
 * A judge that looks at equal questions once. A fleet asks the same thing thousands of times: what differs from node to
 * node is the leaf, and the name.
 */
export function rememberingJudge(judge?: JudgeChain): JudgeChain {
  const numberOf = certificateNumbers();
  const signatures = new SignatureMemory();
  const judgeAnew = judge ?? ((question: ChainQuestion) => judgeWith(question, signatures));
  const answers = new Map<string, ChainVerdict>();
  return (question) => {
    const { shown, anchors, usage, name, at } = question;
    const key = [
      numberOf(shown.leaf),
      shown.behind.map(numberOf).join("-"),
      anchors.certificates.map(numberOf).join("-"),
      usage,
      name ?? "",
      at.getTime(),
    ].join(" ");
    let answer = answers.get(key);
    if (answer === undefined) {
      answer = judgeAnew(question);
      answers.set(key, answer);
    }
    return answer;
  };
}
