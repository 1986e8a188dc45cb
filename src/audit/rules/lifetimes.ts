/** Certificates that are over, end soon, or live too long. */
import { nameText } from "../../x509/name.ts";
import { renewal } from "../renewal.ts";
import type { Fault, Rule } from "../rule.ts";

const day = (at: Date): string => at.toISOString().slice(0, 10);

export const lifetimeRules = {
  "certificate-expired": {
    title: "A certificate has expired",
    severity: "error",
    group: "lifetimes",
    source: "RFC 5280 section 4.1.2.5; Go crypto/x509 verify.go isValid",
    why: "Every program refuses it from that second on: connections that are open go on, new ones fail.",
    shows: ["x509: certificate has expired or is not yet valid: current time ... is after ..."],
    mend: "Issue the certificate again, and restart what does not read it by itself.",
    breaks: ["expired", "identity"],
    *check(scene): Generator<Fault> {
      const { copies, at } = scene;
      for (const [first, ...more] of copies.values()) {
        if (first === undefined) continue;
        const { certificate } = first.content;
        if (certificate.notAfter.getTime() >= at.getTime()) continue;
        yield {
          place: first.place,
          also: more.map(({ place }) => place),
          message: `the certificate of ${nameText(certificate.subject)} expired on ${day(certificate.notAfter)}`,
          shown: { field: "Not After", value: certificate.notAfter.toISOString() },
          remedy: renewal(scene, first),
        };
      }
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;
