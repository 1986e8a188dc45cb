/** One judgement of one chain, by Go's rules: what every component of Kubernetes does. */
import type { Certificate } from "../x509/certificate.ts";
import type { CertificatePool } from "../x509/path/pool.ts";
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

export const judgeChain: JudgeChain = ({ shown: { leaf, behind }, anchors, usage, name, at }) => {
  const { accepted, reason, detail } = validatePath({
    leaf,
    intermediates: behind,
    roots: poolOf(anchors),
    keyUsages: [usage],
    at,
    profile: "go",
    ...(name === undefined ? {} : { name }),
  });
  return accepted ? { accepted: true } : { accepted: false, reason: reason ?? "other", go: detail.go ?? "" };
};

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

/**
 * A judge that looks at equal questions once. A fleet asks the same thing thousands of times: what differs from node to
 * node is the leaf, and the name.
 */
export function rememberingJudge(judge: JudgeChain = judgeChain): JudgeChain {
  const numbers = new WeakMap<Certificate, number>();
  let last = 0;
  const numberOf = (certificate: Certificate): number => {
    const known = numbers.get(certificate);
    if (known !== undefined) return known;
    numbers.set(certificate, ++last);
    return last;
  };
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
      answer = judge(question);
      answers.set(key, answer);
    }
    return answer;
  };
}
