/** Certificate policies as Go checks them (crypto/x509 verify.go; RFC 5280 section 6.1 as updated by RFC 9618). */
import type { GoCertificate } from "./go-certificate.ts";

/** The contents of 2.5.29.32.0, as latin1. */
const ANY = "\u0055\u001d\u0020\u0000";

interface Node {
  readonly policy: string;
  expected: readonly string[];
  readonly parents: Set<Node>;
  readonly children: Set<Node>;
}

type Stratum = Map<string, Node>;

/** Whether a chain, leaf first, has the policies that its authorities demand. Any policy will do. */
export function hasValidPolicies(chain: readonly GoCertificate[]): boolean {
  const n = chain.length - 1;
  if (n === 0) return true;
  let graph: Graph | undefined = new Graph();
  let inhibitAny = n + 1;
  let explicit = n + 1;
  let mapping = n + 1;
  for (let i = n - 1; i >= 0; i--) {
    const certificate = chain[i] as GoCertificate;
    const selfIssued = Buffer.compare(certificate.rawIssuer, certificate.rawSubject) === 0;
    if (certificate.policies.length === 0) graph = undefined;
    if (explicit === 0 && graph === undefined) return false;
    if (graph !== undefined) {
      graph.deepen(certificate.policies, inhibitAny > 0 || (i > 0 && selfIssued));
      if (i !== 0 && !graph.map(certificate.policyMappings, mapping > 0)) return false;
    }
    if (i === 0) continue;
    if (!selfIssued) {
      explicit = Math.max(0, explicit - 1);
      mapping = Math.max(0, mapping - 1);
      inhibitAny = Math.max(0, inhibitAny - 1);
    }
    explicit = lowered(explicit, certificate.requireExplicitPolicy);
    mapping = lowered(mapping, certificate.inhibitPolicyMapping);
    inhibitAny = lowered(inhibitAny, certificate.inhibitAnyPolicy);
  }
  explicit = Math.max(0, explicit - 1);
  if (chain[0]?.requireExplicitPolicy === 0) explicit = 0;
  return explicit > 0 || (graph?.hasValidPolicy() ?? false);
}

const lowered = (count: number, limit: number | undefined): number =>
  limit !== undefined && limit >= 0 && limit < count ? limit : count;

class Graph {
  readonly #strata: Stratum[] = [new Map([[ANY, node(ANY, [])]])];

  get #leaves(): Stratum {
    return this.#strata.at(-1) as Stratum;
  }

  /** One certificate further down; `anyCounts`: its anyPolicy stands for all that is expected. */
  deepen(policies: readonly string[], anyCounts: boolean): void {
    const above = this.#leaves;
    const byExpected = new Map<string, Node[]>();
    for (const parent of above.values()) {
      for (const expected of parent.expected) byExpected.set(expected, [...(byExpected.get(expected) ?? []), parent]);
    }
    const leaves: Stratum = new Map();
    this.#strata.push(leaves);
    const any = above.get(ANY);
    for (const policy of policies) {
      if (policy === ANY) continue;
      const parents = byExpected.get(policy) ?? (any === undefined ? [] : [any]);
      if (parents.length > 0) leaves.set(policy, node(policy, parents));
    }
    if (policies.includes(ANY) && anyCounts) {
      for (const [expected, parents] of byExpected) {
        if (!leaves.has(expected)) leaves.set(expected, node(expected, parents));
      }
    }
    this.#prune();
  }

  /** False for a mapping of anyPolicy, which is never valid. */
  map(mappings: GoCertificate["policyMappings"], permitted: boolean): boolean {
    if (mappings.length === 0) return true;
    const byIssuer = new Map<string, string[]>();
    for (const { issuer, subject } of mappings) {
      if (permitted) {
        if (issuer === ANY || subject === ANY) return false;
        byIssuer.set(issuer, [...(byIssuer.get(issuer) ?? []), subject]);
      } else this.#remove(issuer);
    }
    this.#prune();
    for (const [issuer, subjects] of byIssuer) {
      const own = this.#leaves.get(issuer);
      const any = this.#leaves.get(ANY);
      if (own !== undefined) own.expected = subjects;
      else if (any !== undefined) {
        const made = node(issuer, [any]);
        made.expected = subjects;
        this.#leaves.set(issuer, made);
      }
    }
    return true;
  }

  hasValidPolicy(): boolean {
    if (this.#leaves.has(ANY)) return true;
    return this.#strata.some((stratum) =>
      [...stratum.values()].some(
        ({ policy, parents }) => policy !== ANY && parents.size === 1 && [...parents][0]?.policy === ANY,
      ),
    );
  }

  #remove(policy: string): void {
    const found = this.#leaves.get(policy);
    if (found === undefined) return;
    for (const parent of found.parents) parent.children.delete(found);
    for (const child of found.children) child.parents.delete(found);
    this.#leaves.delete(policy);
  }

  #prune(): void {
    for (const stratum of this.#strata.slice(1, -1).reverse()) {
      for (const one of [...stratum.values()]) {
        if (one.children.size > 0) continue;
        for (const parent of one.parents) parent.children.delete(one);
        stratum.delete(one.policy);
      }
    }
  }
}

function node(policy: string, parents: readonly Node[]): Node {
  const made: Node = { policy, expected: [policy], parents: new Set(parents), children: new Set() };
  for (const parent of parents) parent.children.add(made);
  return made;
}
