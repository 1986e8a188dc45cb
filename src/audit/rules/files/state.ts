/** Files that cannot be read as what they are for, and who may change them. */
import type { Content, Note, NoteCode } from "../../../inventory/actual.ts";
import { groupBy, perScene } from "../../kin.ts";
import type { Fault, Rule } from "../../rule.ts";
import { roleOf, type Scene } from "../../scene.ts";
import { allFiles, isUsed, octal, purpose, word } from "./file-fault.ts";

const PEM = "Go encoding/pem; k8s.io/client-go util/cert/pem.go";

const NOTHING = "None is needed.";

const usedFiles = perScene(
  (scene) => new Set(allFiles(scene).flatMap(({ file }) => (isUsed(file) ? file.place.file : []))),
);

const notesOf = perScene(({ actual }) => groupBy(actual.notes, ({ code }) => code));

/** Notes of a kind, one for each file. */
function* each(scene: Scene, code: NoteCode, isSo: (note: Note) => boolean = () => true): Generator<Note> {
  const seen = new Set<string>();
  for (const note of notesOf(scene).get(code) ?? []) {
    const file = `${note.place.host ?? ""} ${note.place.file}`;
    if (seen.has(file) || !isSo(note)) continue;
    seen.add(file);
    yield note;
  }
}

/** Who reads a file says so in a file of its own. */
const readBy = perScene(
  (scene) =>
    new Map(allFiles(scene).map(({ file }) => [file.place.file, file.roles.map(({ place }) => place)] as const)),
);

const said = (scene: Scene, { place, message }: Note, sentence: string): Fault => ({
  place,
  also: (readBy(scene).get(place.file) ?? []).filter(({ file }) => file !== place.file),
  message: `${place.file}: ${message}`,
  remedy: { sentence },
});

/** What files of a role have to hold. */
const HOLDS: Readonly<Record<string, { readonly kind: Content["kind"]; readonly words: string } | undefined>> = {
  trust: { kind: "certificate", words: "authority" },
  "signer-cert": { kind: "certificate", words: "certificate" },
  cert: { kind: "certificate", words: "certificate" },
  key: { kind: "private-key", words: "private key" },
  "signer-key": { kind: "private-key", words: "private key" },
  kubeconfig: { kind: "kubeconfig", words: "kubeconfig" },
};

const WRITABLE = new Set(["settings", "config", "trust", "cert", "kubeconfig", "public-key", "signer-cert"]);

/** What a host may believe or run is changed by whoever writes these files. */
function* writable(scene: Scene, bits: number): Generator<Fault> {
  for (const { file, host } of allFiles(scene)) {
    const kind = roleOf(file)?.kind ?? "";
    if (host === undefined || file.link !== undefined || file.mode === undefined || !WRITABLE.has(kind)) continue;
    if ((file.mode & bits) === 0 || (bits === 0o020 && (file.mode & 0o002) !== 0)) continue;
    yield {
      place: file.place,
      message: `${file.path}${purpose(file)} has mode ${octal(file.mode)}`,
      shown: { field: "mode", value: octal(file.mode) },
      remedy: {
        sentence: "Let only its owner write it.",
        commands: [`chmod go-w ${word(file)}`],
        restart: NOTHING,
      },
    };
  }
}

export const fileStateRules = {
  "file-world-writable": {
    title: "Everybody may change a file that decides whom a program believes",
    severity: "error",
    group: "files",
    source: "CIS Kubernetes Benchmark 1.12, 1.1.1 to 1.1.20, 4.1.1 to 4.1.10",
    why: "Whoever writes a static pod's manifest runs as root; whoever writes a bundle is believed.",
    shows: [],
    mend: "chmod go-w the file, and look at what stands in it.",
    check: (scene) => writable(scene, 0o002),
  },
  "file-group-writable": {
    title: "A group may change a file that decides whom a program believes",
    severity: "warning",
    group: "files",
    source: "CIS Kubernetes Benchmark 1.12, 1.1.1 to 1.1.20, 4.1.1 to 4.1.10",
    why: "Whoever is in the group decides what runs, and who is believed.",
    shows: [],
    mend: "chmod g-w the file.",
    check: (scene) => writable(scene, 0o020),
  },
  "owner-not-root": {
    title: "A file among root's belongs to somebody else",
    severity: "warning",
    group: "files",
    source: "CIS Kubernetes Benchmark 1.12, 1.1.2 to 1.1.19, 4.1.2 to 4.1.10",
    why: "Its owner may change it whatever its mode says.",
    shows: [],
    mend: "chown root:root the file, unless its program runs as that user.",
    *check(scene): Generator<Fault> {
      for (const { files } of scene.actual.hosts) {
        const owned = files.filter((file) => file.owner !== undefined && isUsed(file) && file.link === undefined);
        const others = owned.filter(({ owner }) => owner?.uid !== 0);
        // A tree that is somebody's altogether lies on their desk, and is no machine's.
        if (others.length === 0 || others.length * 2 > owned.length) continue;
        for (const file of others) {
          // A distribution's programs may run as a user of their own: etcd does.
          if (/(?:^|\/)etcd|etcd[^/]*$/.test(file.path) && file.owner?.user === "etcd") continue;
          const owner = `${file.owner?.user ?? file.owner?.uid ?? ""}:${file.owner?.group ?? file.owner?.gid ?? ""}`;
          yield {
            place: file.place,
            message: `${file.path}${purpose(file)} belongs to ${owner}`,
            shown: { field: "owner", value: owner },
            remedy: {
              sentence: "Give it to root.",
              commands: [`chown root:root ${word(file)}`],
              restart: NOTHING,
            },
          };
        }
      }
    },
  },
  "link-dangling": {
    title: "A link leads to a file that is not there",
    severity: "warning",
    group: "files",
    source: "kubernetes pkg/kubelet/certificate (kubelet-client-current.pem is a link)",
    why: "Who opens it finds nothing: a kubelet whose link dangles has no certificate, a copied tree has lost what the link meant.",
    shows: ["no such file or directory"],
    mend: "Bring the file back, or point the link to one that is there.",
    *check(scene): Generator<Fault> {
      for (const note of each(scene, "dangling-link", ({ place }) => place.host !== undefined))
        yield said(scene, note, "Bring the file back, or point the link to one that is there.");
      for (const note of each(scene, "link-loop")) yield said(scene, note, "Point the link to a file.");
    },
  },
  "pem-damaged": {
    title: "A PEM block is cut off or damaged",
    severity: "error",
    group: "files",
    source: PEM,
    why: "Go passes over such a block without a word: in a bundle an authority is missing, alone it is an empty file.",
    shows: [
      "data does not contain any valid RSA or ECDSA certificates",
      "tls: failed to find any PEM data in certificate input",
    ],
    mend: "Bring the file back from where it was copied from.",
    breaks: ["unknown-authority", "identity", "pair", "none-shown"],
    *check(scene): Generator<Fault> {
      for (const note of each(scene, "damaged-pem"))
        yield said(scene, note, "Bring it back from where it was copied from.");
    },
  },
  "der-damaged": {
    title: "What stands in a PEM block cannot be read",
    severity: "error",
    group: "files",
    source: PEM,
    why: "The program that reads it does not start with it, or leaves it out.",
    shows: ["x509: malformed certificate", "asn1: structure error", "tls: failed to parse private key"],
    mend: "Bring the file back from where it was copied from.",
    breaks: ["unknown-authority", "identity", "pair", "none-shown", "parse-error"],
    *check(scene): Generator<Fault> {
      for (const note of each(scene, "damaged-der"))
        yield said(scene, note, "Bring it back from where it was copied from.");
    },
  },
  "pem-mislabelled": {
    title: "A PEM block's label says something else than what is in it",
    severity: "error",
    group: "files",
    source: PEM,
    why: "Components look for blocks by their labels: TRUSTED CERTIFICATE and X509 CERTIFICATE are passed over, a key under another label is not found.",
    shows: ["tls: failed to find certificate PEM data in certificate input, but did find a private key"],
    mend: "Write the right label: CERTIFICATE, or PRIVATE KEY for PKCS#8.",
    breaks: ["unknown-authority", "identity", "pair", "none-shown"],
    *check(scene): Generator<Fault> {
      const used = new Set(
        allFiles(scene)
          .filter(({ file }) => isUsed(file))
          .map(({ file: { place } }) => `${place.host ?? ""} ${place.file}`),
      );
      for (const note of each(scene, "mislabelled"))
        if (used.has(`${note.place.host ?? ""} ${note.place.file}`))
          yield said(scene, note, "Write the label that goes with what is in it.");
    },
  },
  "not-pem": {
    title: "A certificate is not PEM",
    severity: "error",
    group: "files",
    source: "k8s.io/client-go util/cert/pem.go; Go crypto/tls tls.go X509KeyPair",
    why: "Components of Kubernetes read PEM alone: DER and PKCS#12 are no certificates to them.",
    shows: [
      "tls: failed to find any PEM data in certificate input",
      "data does not contain any valid RSA or ECDSA certificates",
    ],
    mend: "openssl x509 -inform DER -in FILE -out FILE.",
    under: ["file-is-another"],
    *check(scene): Generator<Fault> {
      for (const { file } of allFiles(scene)) {
        const [content] = file.contents;
        if (content?.kind !== "certificate" || content.within.field !== undefined || !isUsed(file)) continue;
        const kind = roleOf(file)?.kind;
        if (kind !== "cert" && kind !== "trust" && kind !== "signer-cert") continue;
        yield {
          place: file.place,
          message: `${file.path}${purpose(file)} is DER, and its readers know PEM alone`,
          remedy: {
            sentence: "Write it as PEM.",
            commands: [
              `openssl x509 -inform DER -in ${word(file)} -out ${word(file)}.pem`,
              `mv ${word(file)}.pem ${word(file)}`,
            ],
          },
        };
      }
    },
  },
  "file-is-another": {
    title: "A file does not hold what it is read for",
    severity: "error",
    group: "files",
    source: "Go crypto/tls tls.go X509KeyPair; k8s.io/client-go util/cert/io.go",
    why: "Its reader does not start: a key in a certificate's place, an empty file, a web page that was saved.",
    shows: [
      "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched",
    ],
    mend: "Put the right file there.",
    breaks: ["unknown-authority", "identity", "pair", "none-shown"],
    under: ["pem-damaged", "der-damaged", "pem-mislabelled", "document-damaged"],
    *check(scene): Generator<Fault> {
      for (const { file, host } of allFiles(scene)) {
        const claim = file.roles.find(
          ({ by, role }) => by !== "content" && HOLDS[role.split("/")[0] ?? ""] !== undefined,
        );
        const [kind = "", id = ""] = claim?.role.split("/") ?? [];
        const wanted = HOLDS[kind];
        if (wanted === undefined || host === undefined || file.unread !== undefined) continue;
        if (file.contents.some((content) => content.kind === wanted.kind)) continue;
        const is = file.contents[0]?.kind.replaceAll("-", " ");
        yield {
          place: file.place,
          also: file.roles.map(({ place }) => place).filter((place) => place.file !== file.place.file),
          message: `${file.path} is read as the ${wanted.words} of ${id}, and holds ${is === undefined ? "none" : `a ${is}`}`,
          remedy: { sentence: `Put the ${wanted.words} there.` },
        };
      }
    },
  },
  "document-damaged": {
    title: "A manifest, kubeconfig or configuration cannot be parsed",
    severity: "error",
    group: "files",
    source: "k8s.io/client-go tools/clientcmd/loader.go; kubernetes pkg/kubelet/config/file.go",
    why: "The kubelet passes over such a manifest, and the pod does not run; other programs do not start.",
    shows: ["error loading config file", "Could not process manifest file"],
    mend: "Mend the line that the message names.",
    *check(scene): Generator<Fault> {
      for (const note of each(scene, "damaged-document", ({ place }) => usedFiles(scene).has(place.file)))
        yield said(scene, note, "Mend the line that is named.");
    },
  },
  "file-unreadable": {
    title: "A file could not be read",
    severity: "advice",
    group: "files",
    source: "open(2)",
    why: "What is in it was not looked at: run it as root, or copy the file.",
    shows: [],
    mend: "Run it as root.",
    *check(scene): Generator<Fault> {
      for (const code of ["unreadable", "too-large", "damaged-archive"] as const)
        for (const note of each(scene, code)) yield said(scene, note, "Run it as root, or give the file itself.");
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;
