/** Who may read private keys, and where they should not be. */
import type { ActualFile } from "../../../inventory/actual.ts";
import type { HeldOf } from "../../../inventory/held.ts";
import { isAuthority } from "../../../x509/certificate.ts";
import { distinct, groupBy, keysOf, perScene } from "../../kin.ts";
import type { Fault, Rule } from "../../rule.ts";
import { roleOf, type Scene } from "../../scene.ts";
import { whose } from "../certificate-fault.ts";
import { allFiles, octal, purpose, word } from "./file-fault.ts";

const NOTHING = "None is needed.";

/** Names that editors, package managers and careful people give to what was there before. */
const COPY = /(?:\.(?:bak|old|orig|save|backup|rpmsave|dpkg-old)|~|\.\d{8,14}|[._-](?:backup|copy))$/i;

/** A file that a repository holds, or may: its folder or one above has a `.git`. */
const repositories = perScene((scene) => {
  const roots = new Set<string>();
  for (const { file } of allFiles(scene)) {
    const at = file.place.file.search(/(?:^|\/)\.git\//);
    if (at >= 0) roots.add(file.place.file.slice(0, at));
  }
  return roots;
});

const isInRepository = (scene: Scene, { place: { file } }: ActualFile): boolean =>
  [...repositories(scene)].some((root) => file.startsWith(root === "" ? "" : `${root}/`));

export const keyFileRules = {
  "private-key-readable": {
    title: "A private key can be read by others than its owner",
    severity: "warning",
    group: "files",
    source: "CIS Kubernetes Benchmark 1.12, 1.1.21",
    why: "Whoever reads the key is whoever its certificate names, until that ends: nothing revokes it.",
    shows: [],
    mend: "chmod 600 the file. If somebody may have read it, issue a certificate with a new key.",
    *check({ privateKeys }): Generator<Fault> {
      const open = privateKeys.filter((one) => one.in !== "kubeconfig-user" && isOpen(one.file));
      for (const { file, place } of oneOfEachFile(open))
        yield {
          place,
          message: `${file.path}${purpose(file)} holds a private key and has mode ${octal(file.mode ?? 0)}`,
          shown: { field: "mode", value: octal(file.mode ?? 0) },
          remedy: { sentence: "Let only its owner read it.", commands: [`chmod 600 ${word(file)}`], restart: NOTHING },
        };
    },
  },
  "kubeconfig-readable": {
    title: "A kubeconfig with a key or token can be read by others than its owner",
    severity: "warning",
    group: "files",
    source: "CIS Kubernetes Benchmark 1.12, 1.1.13 to 1.1.18, 4.1.5",
    why: "It holds all that is needed to be that user: admin.conf is the whole cluster.",
    shows: ["WARNING: Kubernetes configuration file is group-readable. This is insecure."],
    mend: "chmod 600 the file. If somebody may have read it, issue its certificate with a new key.",
    *check({ held }): Generator<Fault> {
      const secret = held.filter(
        ({ content, in: where, file }) =>
          where === "kubeconfig-user" && (content.kind === "private-key" || content.kind === "token") && isOpen(file),
      );
      for (const { file } of oneOfEachFile(secret))
        yield {
          place: file.place,
          message: `${file.path}${purpose(file)} holds a user's key or token and has mode ${octal(file.mode ?? 0)}`,
          shown: { field: "mode", value: octal(file.mode ?? 0) },
          remedy: { sentence: "Let only its owner read it.", commands: [`chmod 600 ${word(file)}`], restart: NOTHING },
        };
    },
  },
  "key-in-certificate-file": {
    title: "A private key stands in a file that others read for its certificates",
    severity: "warning",
    group: "files",
    source: "CIS Kubernetes Benchmark 1.12, 1.1.20 and 1.1.21",
    why: "Such files are handed round and left readable, because certificates are no secret.",
    shows: [],
    mend: "Take the key out of it, and issue a certificate with a new key.",
    under: ["private-key-readable"],
    *check({ privateKeys }): Generator<Fault> {
      const among = privateKeys.filter(({ file, in: where }) => {
        const kinds = new Set(file.roles.map(({ role }) => role.slice(0, role.indexOf("/"))));
        const isKey = [...kinds].some((kind) => kind.endsWith("key"));
        return where === "file" && (kinds.has("cert") || kinds.has("trust")) && !isKey;
      });
      for (const { file, place } of oneOfEachFile(among))
        yield {
          place,
          message: `${file.path}${purpose(file)} is read for its certificates, and holds a private key too`,
          remedy: { sentence: "Take the key out of it, and issue a certificate with a new key.", restart: NOTHING },
        };
    },
  },
  "key-left-behind": {
    title: "A copy of a private key was left behind",
    severity: "warning",
    group: "files",
    source: "CIS Kubernetes Benchmark 1.12, 1.1.21",
    why: "Nobody looks after a copy: it is not renewed, not counted and often more readable, and as good as the key itself.",
    shows: [],
    mend: "Remove it, or keep it where backups are kept.",
    under: ["private-key-readable", "kubeconfig-readable"],
    *check({ privateKeys }): Generator<Fault> {
      for (const { file, place } of oneOfEachFile(privateKeys.filter(({ file: { path } }) => COPY.test(path))))
        yield {
          place,
          message: `${file.path} is a copy that holds a private key`,
          remedy: { sentence: "Remove it.", commands: [`rm ${word(file)}`], restart: NOTHING },
        };
    },
  },
  "key-in-repository": {
    title: "A private key lies in a git work tree",
    severity: "warning",
    group: "files",
    source: "CWE-540; kubernetes cmd/kubeadm/app/phases/certs",
    why: "What is committed once is in every clone for good.",
    shows: [],
    mend: "Move it out, and issue a certificate with a new key if it was ever committed.",
    under: ["private-key-readable"],
    *check(scene): Generator<Fault> {
      if (repositories(scene).size === 0) return;
      const inside = scene.privateKeys.filter(
        ({ file, content }) => content.key !== undefined && isInRepository(scene, file),
      );
      // A work tree with all of a cluster is one fault.
      for (const [first, ...more] of groupBy(oneOfEachFile(inside), ({ host }) => host?.name ?? "").values())
        if (first !== undefined)
          yield {
            place: first.place,
            also: more.map(({ place }) => place),
            message: `${first.file.path}${more.length === 0 ? "" : ` and ${more.length} more`} with private keys in a git work tree`,
            remedy: { sentence: "Move them out of it, and issue certificates with new keys if they were committed." },
          };
    },
  },
  "key-encrypted": {
    title: "A component's private key is encrypted",
    severity: "error",
    group: "files",
    source: "Go crypto/tls tls.go X509KeyPair; k8s.io/client-go util/keyutil/key.go",
    why: "No component of Kubernetes asks for a passphrase: with such a key it does not start.",
    shows: ["tls: failed to parse private key", "data does not contain a valid RSA or ECDSA private key"],
    mend: "openssl pkey -in FILE -out FILE with the passphrase, mode 600.",
    breaks: ["pair"],
    *check({ privateKeys }): Generator<Fault> {
      for (const { file, place, content, host } of privateKeys) {
        const kind = roleOf(file)?.kind;
        if (content.key !== undefined || host === undefined || (kind !== "key" && kind !== "signer-key")) continue;
        yield {
          place,
          message: `${file.path}${purpose(file)} is encrypted, and nobody asks for its passphrase`,
          remedy: {
            sentence: `Open it once: openssl pkey -in ${word(file)} -out ${word(file)}.open, and put that in its place with mode 600.`,
          },
        };
      }
    },
  },
  "authority-key-on-worker": {
    title: "An authority's private key is on a node that is no control plane",
    severity: "error",
    group: "files",
    source: "kubernetes cmd/kubeadm/app/phases/copycerts/copycerts.go (control planes only)",
    why: "Whoever gets out of a container there can issue a certificate for any user, and nothing revokes it.",
    shows: [],
    mend: "Remove it there. If others may have had it, change to a new authority.",
    under: ["private-key-readable"],
    *check(scene): Generator<Fault> {
      const bare = new Set(
        scene.actual.hosts
          .filter(
            ({ components }) => components.length > 0 && components.every(({ component }) => NODE_ONLY.has(component)),
          )
          .map(({ name }) => name),
      );
      for (const { held, authority } of authorityKeys(scene)) {
        if (held.host === undefined || !bare.has(held.host.name)) continue;
        yield {
          place: held.place,
          message: `${held.file.path} on ${held.host.name} is the key of the authority ${authority}`,
          remedy: { sentence: "Remove it.", commands: [`rm ${word(held.file)}`], restart: NOTHING },
        };
      }
    },
  },
  "authority-key-online": {
    title: "An authority's private key is on a control plane",
    severity: "advice",
    group: "files",
    source: "kubernetes cmd/kubeadm/app/phases/certs/certs.go (external CA mode)",
    why: "The controller-manager needs the cluster authority's key to sign for kubelets. The others are needed only to issue: whoever breaks into the host has them too.",
    shows: [],
    mend: "Keep it elsewhere: kubeadm works without ca.key, etcd/ca.key and front-proxy-ca.key as long as the certificates are there (external CA).",
    under: ["private-key-readable", "authority-key-on-worker"],
    *check(scene): Generator<Fault> {
      for (const { held, authority } of authorityKeys(scene)) {
        const role = roleOf(held.file)?.kind;
        if (held.host === undefined || held.in !== "file" || role === "signer-key" || role === "key") continue;
        if (held.host.components.every(({ component }) => NODE_ONLY.has(component))) continue;
        yield {
          place: held.place,
          message: `${held.file.path} on ${held.host.name} is the key of the authority ${authority}`,
          remedy: { sentence: "Keep it elsewhere.", restart: NOTHING },
        };
      }
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** Who may be with others on a node that is no control plane. */
const NODE_ONLY = new Set<string>([
  "kubelet",
  "kube-proxy",
  "cni",
  "konnectivity-agent",
  "nginx",
  "distribution-agent",
]);

const isOpen = ({ mode }: ActualFile): boolean => mode !== undefined && (mode & 0o077) !== 0;

/** Keys of authorities, each with its authority's name. */
const authorityKeys = perScene((scene) =>
  distinct(scene)
    .filter(({ content }) => isAuthority(content.certificate))
    .flatMap(({ content: { certificate } }) =>
      oneOfEachFile(keysOf(scene, certificate.publicKey)).map((held) => ({ held, authority: whose(certificate) })),
    ),
);

function oneOfEachFile<H extends Pick<HeldOf<"private-key">, "file">>(held: readonly H[]): H[] {
  const seen = new Set<string>();
  return held.filter(({ file: { place } }) => {
    const key = `${place.host ?? ""}\n${place.file}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
