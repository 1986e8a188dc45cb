/** Keys that are not their certificate's, or are several certificates'. */
import type { ActualFile, ActualHost, Content, Place, RoleClaim } from "../../../inventory/actual.ts";
import { type Certificate, fingerprint, isAuthority, serialText } from "../../../x509/certificate.ts";
import { distinct, groupBy, keysOf } from "../../kin.ts";
import type { Fault, Rule } from "../../rule.ts";
import { roleOf, type Scene } from "../../scene.ts";
import { certificateFault, whose } from "../certificate-fault.ts";

interface Pair {
  readonly certificate: Certificate;
  readonly at: Place;
  readonly key: Uint8Array;
  readonly keyAt: Place;
}

const first = <K extends Content["kind"]>(
  contents: readonly Content[],
  kind: K,
): Extract<Content, { kind: K }> | undefined =>
  contents.find((one): one is Extract<Content, { kind: K }> => one.kind === kind);

const within = (file: ActualFile, content: Content): Place => ({ ...file.place, ...content.within });

/** Certificates with the key that is read beside them: by role, and in kubeconfigs. */
function* pairs({ actual }: Scene): Generator<Pair> {
  for (const host of actual.hosts) yield* filePairs(host);
  for (const file of [...actual.hosts.flatMap(({ files }) => files), ...actual.loose])
    for (const content of file.contents) {
      if (content.kind !== "kubeconfig") continue;
      for (const user of content.users) {
        if (user.certificate?.by !== "value" || user.key?.by !== "value") continue;
        const certificate = first(user.certificate.contents, "certificate");
        const key = first(user.key.contents, "private-key")?.key;
        if (certificate === undefined || key === undefined) continue;
        yield {
          certificate: certificate.certificate,
          at: { ...file.place, ...user.certificate.within },
          key: key.publicKey,
          keyAt: { ...file.place, ...user.key.within },
        };
      }
    }
}

const STRENGTHS: readonly RoleClaim["by"][] = ["setting", "layout", "content"];

/**
 * Files that are read as a role: those that settings or, without them, the layout say; what looks like it by its content
 * alone counts only where nothing else does.
 */
function readAs(files: readonly ActualFile[], kind: "cert" | "key"): Map<string, ActualFile[]> {
  const claims = files.flatMap((file) =>
    file.roles
      .filter(({ role }, i) => role.startsWith(`${kind}/`) && (kind === "key" || isFirst(file, i)))
      .map(({ role, by }) => ({ file, id: role.slice(kind.length + 1), by })),
  );
  const byId = groupBy(claims, ({ id }) => id);
  return new Map(
    [...byId].map(([id, some]) => {
      const strongest = STRENGTHS.find((strength) => some.some(({ by }) => by === strength));
      return [id, some.filter(({ by }) => by === strongest).map(({ file }) => file)];
    }),
  );
}

/** A certificate is of the first role that says so. */
const isFirst = ({ roles }: ActualFile, i: number): boolean =>
  roles.findIndex(({ role }) => role.startsWith("cert/")) === i;

/** A file may be of several roles, and a role have several files: a pair is what one of each makes. */
function* filePairs({ files }: ActualHost): Generator<Pair> {
  const keys = readAs(files, "key");
  for (const [id, certificates] of readAs(files, "cert")) {
    const [file, ...more] = keys.get(id) ?? [];
    const key = file === undefined ? undefined : first(file.contents, "private-key");
    // With several keys of a role it is not to be seen which is read.
    if (file === undefined || key?.key === undefined || more.length > 0) continue;
    for (const one of certificates) {
      const content = first(one.contents, "certificate");
      if (content === undefined) continue;
      const keyAt = within(file, key);
      yield { certificate: content.certificate, at: within(one, content), key: key.key.publicKey, keyAt };
    }
  }
}

export const keyRules = {
  "key-mismatch": {
    title: "A private key is not its certificate's",
    severity: "error",
    group: "roles",
    source: "Go crypto/tls tls.go X509KeyPair",
    why: "Programs hold the two against each other when they load them: they do not start, or keep the old pair and say so in their log.",
    shows: ["tls: private key does not match public key"],
    mend: "Bring back the pair as it was issued, or issue the certificate for the key that is there.",
    breaks: ["pair"],
    *check(scene): Generator<Fault> {
      for (const { certificate, at, key, keyAt } of pairs(scene)) {
        if (Buffer.compare(certificate.publicKey, key) === 0) continue;
        // The key is here under another name: then it is the certificate that stands in the wrong place.
        const [swapped, other] = keysOf(scene, certificate.publicKey).length > 0 ? [at, keyAt] : [keyAt, at];
        yield {
          place: swapped,
          also: [other],
          message: `the key in ${keyAt.file} is not that of ${whose(certificate)} in ${at.file}`,
          remedy: {
            sentence: "Bring back the pair as it was issued, or issue the certificate again for the key that is there.",
          },
        };
      }
    },
  },
  "key-in-two-roles": {
    title: "One key is used for two different certificates",
    severity: "warning",
    group: "roles",
    source: "NIST SP 800-57 part 1 section 5.2; CIS Kubernetes Benchmark 1.12, 2.7",
    why: "Whoever takes the one is also the other, and neither can be replaced alone.",
    shows: [],
    mend: "Issue one of them again with a key of its own.",
    *check(scene): Generator<Fault> {
      const leaves = distinct(scene).filter(({ content, behind }) => behind === 0 && !isAuthority(content.certificate));
      const byKey = groupBy(leaves, ({ content }) => Buffer.from(content.certificate.publicKey).toString("latin1"));
      for (const held of byKey.values()) {
        // Renewed with the same key, it is the same.
        const names = new Map(held.map((one) => [whose(one.content.certificate), one]));
        const [one, other] = [...names.values()];
        if (one === undefined || other === undefined) continue;
        yield {
          place: other.place,
          also: [...names.values()].filter((each) => each !== other).map(({ place }) => place),
          message: `${[...names.keys()].join(" and ")} have one key`,
          remedy: { sentence: `Issue ${whose(other.content.certificate)} again with a key of its own.` },
        };
      }
    },
  },
  "serial-repeated": {
    title: "One authority has given two certificates the same serial number",
    severity: "warning",
    group: "roles",
    source: "RFC 5280 section 4.1.2.2",
    why: "Issuer and serial are what revocation lists name: the two cannot be told apart. Some clients (NSS) refuse the second.",
    shows: ["SEC_ERROR_REUSED_ISSUER_AND_SERIAL"],
    mend: "Issue one of them again with a random serial number.",
    *check(scene): Generator<Fault> {
      const { certificates } = { certificates: distinct(scene) };
      const bySerial = groupBy(certificates, ({ content: { certificate } }) =>
        [certificate.rawIssuer, certificate.serialNumber].map((one) => Buffer.from(one).toString("latin1")).join("\n"),
      );
      for (const [one, other] of bySerial.values()) {
        if (one === undefined || other === undefined) continue;
        // Authorities that number from 1 each time they are made have one name and are several.
        if (isAuthority(one.content.certificate) && isAuthority(other.content.certificate)) continue;
        yield certificateFault(scene, other, {
          message: `${whose(other.content.certificate)} and ${whose(one.content.certificate)} have the serial number ${serialText(one.content.certificate)} of one authority`,
          shown: { field: "Serial Number", value: serialText(one.content.certificate) },
          remedy: { sentence: "Issue it again with a random serial number." },
        });
      }
    },
  },
  "authority-as-identity": {
    title: "An authority's certificate is used as a server's or client's",
    severity: "error",
    group: "roles",
    source: "RFC 5280 section 4.2.1.9; CIS Kubernetes Benchmark 1.12, 1.1.21",
    why: "The program that shows it holds the authority's key: whoever breaks into it can issue certificates for anybody.",
    shows: [],
    mend: "Issue a certificate without CA:TRUE from that authority, and move the authority's key away.",
    breaks: ["hostname", "incompatible-usage", "legacy-common-name", "right", "identity", "unknown-authority", "pair"],
    *check(scene): Generator<Fault> {
      for (const held of distinct(scene)) {
        const { certificate } = held.content;
        const role = held.in === "kubeconfig-user" ? { kind: "kubeconfig", id: held.entry ?? "" } : roleOf(held.file);
        const shows = held.in === "kubeconfig-user" || (held.in === "file" && role?.kind === "cert");
        if (!shows || held.behind > 0 || !isAuthority(certificate)) continue;
        yield certificateFault(scene, held, {
          message: `${whose(certificate)} is an authority, and is used as ${role?.id ?? "an identity"}`,
          shown: { field: "X509v3 Basic Constraints", value: "CA:TRUE" },
          remedy: { sentence: "Issue a certificate without CA:TRUE in its place." },
        });
      }
    },
  },
  "usages-too-many": {
    title: "A certificate may be used for more than it is",
    severity: "advice",
    group: "roles",
    source: "RFC 5280 section 4.2.1.12",
    why: "A server's certificate that is good for clients too lets whoever takes its key sign in with it, as the user of its common name.",
    shows: [],
    mend: "Issue it again with the one usage that it has.",
    under: ["usage-missing"],
    *check(scene): Generator<Fault> {
      for (const held of distinct(scene)) {
        const { certificate } = held.content;
        if (held.in !== "file" || held.behind > 0 || isAuthority(certificate)) continue;
        // One certificate for both ends, as the hard way has it, stands in a file and in a kubeconfig.
        const copies = scene.copies.get(fingerprint(certificate)) ?? [held];
        const wanted = new Set(
          [held, ...copies]
            .flatMap(({ file }) => file.roles)
            .flatMap(({ role }) => {
              const [kind = "", id = ""] = role.split("/");
              const known = (kind === "cert" || kind === "kubeconfig") && id in scene.catalog.credentials;
              return known
                ? scene.catalog.credentials[id as keyof typeof scene.catalog.credentials].extendedKeyUsage
                : [];
            }),
        );
        const has = certificate.extensions.extendedKeyUsage ?? [];
        const more = wanted.size === 0 ? [] : has.filter((usage) => !wanted.has(usage as "serverAuth"));
        if (more.length === 0) continue;
        yield certificateFault(scene, held, {
          message: `${whose(certificate)} needs ${[...wanted].join(", ")}, and may be used for ${more.join(", ")} too`,
          shown: { field: "X509v3 Extended Key Usage", value: has.join(", ") },
          remedy: { sentence: `Issue it again with ${[...wanted].join(" and ")} alone.` },
        });
      }
    },
  },
  "usages-unlimited": {
    title: "A certificate does not say what it may be used for",
    severity: "advice",
    group: "roles",
    source: "RFC 5280 section 4.2.1.12; Go crypto/x509 verify.go",
    why: "Without an extended key usage it is good for everything: a server's certificate signs in as a client.",
    shows: [],
    mend: "Issue it again with serverAuth or clientAuth.",
    *check(scene): Generator<Fault> {
      for (const held of distinct(scene)) {
        const { certificate } = held.content;
        if (held.in !== "file" || held.behind > 0 || isAuthority(certificate) || certificate.version < 3) continue;
        if (roleOf(held.file)?.kind !== "cert" || (certificate.extensions.extendedKeyUsage?.length ?? 0) > 0) continue;
        yield certificateFault(scene, held, {
          message: `${whose(certificate)} has no extended key usage, so it is good for servers and clients`,
          remedy: { sentence: "Issue it again with serverAuth or clientAuth." },
        });
      }
    },
  },
  "wildcard-name": {
    title: "A certificate of the cluster is good for any name of a domain",
    severity: "advice",
    group: "roles",
    source: "RFC 6125 section 7.2",
    why: "Whoever takes its key can be every server of the domain to whoever believes the cluster's authority.",
    shows: [],
    mend: "Issue it again with the names that it needs.",
    *check(scene): Generator<Fault> {
      for (const held of distinct(scene)) {
        const { certificate } = held.content;
        const wild = certificate.extensions.names?.dns.filter((name) => name.startsWith("*.")) ?? [];
        if (held.in !== "file" || roleOf(held.file)?.kind !== "cert" || wild.length === 0) continue;
        yield certificateFault(scene, held, {
          message: `${whose(certificate)} is good for ${wild.join(", ")}`,
          shown: { field: "X509v3 Subject Alternative Name", value: wild.map((one) => `DNS:${one}`).join(", ") },
          remedy: { sentence: "Issue it again with the names that it needs." },
        });
      }
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;
