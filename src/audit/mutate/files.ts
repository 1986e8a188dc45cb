/** Modes, owners, places and states of files. */
import type { ActualFile } from "../../inventory/actual.ts";
import { roleOf, type Scene } from "../scene.ts";
import type { Edit, Mutant, Mutation, Pick } from "./mutation.ts";
import { besideFile, filesOf, leaves, roots } from "./targets.ts";

function onFile(
  some: readonly ActualFile[],
  pick: Pick,
  changed: string,
  edits: (file: string, chosen: ActualFile) => readonly Edit[],
): Mutant | undefined {
  const file = pick(some);
  return file && { at: file.place, changed, edits: edits(file.place.file, file) };
}

const keys = (scene: Scene): ActualFile[] =>
  filesOf(scene, "key").filter((file) => roleOf(file)?.id !== "sa" && file.place.host !== undefined);

const onHosts = (files: readonly ActualFile[]): ActualFile[] => files.filter(({ place }) => place.host !== undefined);

/** Keys of authorities that nothing on a host signs with. */
const keysAside = (scene: Scene): ActualFile[] =>
  roots(scene).flatMap(({ held, by }) => {
    const signs = held.file.roles.some(({ role }) => role.startsWith("signer"));
    const file = scene.privateKeys.find(({ content }) => content.key === by.key)?.file;
    return signs || file === undefined ? [] : [file];
  });

const kubeconfigs = (scene: Scene): ActualFile[] =>
  onHosts(filesOf(scene, "kubeconfig")).filter((file) =>
    scene.held.some((held) => held.file === file && held.in === "kubeconfig-user"),
  );

export const fileMutations = {
  "key-world-readable": {
    title: "Everybody may read a private key",
    rule: "private-key-readable",
    make: (scene, pick) =>
      onFile(filesOf(scene, "key"), pick, "mode 0644", (file) => [{ do: "mode", file, mode: 0o644 }]),
  },
  "kubeconfig-world-readable": {
    title: "Everybody may read a kubeconfig",
    rule: "kubeconfig-readable",
    make: (scene, pick) => onFile(kubeconfigs(scene), pick, "mode 0644", (file) => [{ do: "mode", file, mode: 0o644 }]),
  },
  "bundle-world-writable": {
    title: "Everybody may change a bundle of authorities",
    rule: "file-world-writable",
    make: (scene, pick) =>
      onFile(onHosts(filesOf(scene, "trust")), pick, "mode 0666", (file) => [{ do: "mode", file, mode: 0o666 }]),
  },
  "settings-group-writable": {
    title: "A group may change a manifest or unit",
    rule: "file-group-writable",
    make: (scene, pick) =>
      onFile(onHosts(filesOf(scene, "settings")), pick, "mode 0664", (file) => [{ do: "mode", file, mode: 0o664 }]),
  },
  "key-of-somebody": {
    title: "A private key belongs to an ordinary user",
    rule: "owner-not-root",
    make(scene, pick) {
      const file = pick(keys(scene).filter((one) => !one.path.includes("etcd")));
      const others = scene.actual.hosts.find(({ name }) => name === file?.place.host)?.files ?? [];
      if (file === undefined) return undefined;
      const root = { uid: 0, gid: 0, user: "root", group: "root" };
      return {
        at: file.place,
        changed: "owner 1000:1000",
        edits: others.map((one) => ({
          do: "owner" as const,
          file: one.place.file,
          owner: one === file ? { uid: 1000, gid: 1000 } : (one.owner ?? root),
        })),
      };
    },
  },
  "key-beside-certificate": {
    title: "A private key stands in its certificate's file",
    rule: "key-in-certificate-file",
    make(scene, pick) {
      const leaf = pick(leaves(scene, ["apiserver-etcd-client", "apiserver-kubelet-client"]));
      const key = scene.privateKeys.find(
        ({ content, host }) =>
          host === leaf?.held.host &&
          content.key !== undefined &&
          leaf !== undefined &&
          Buffer.compare(content.key.publicKey, leaf.held.content.certificate.publicKey) === 0,
      );
      if (leaf === undefined || key === undefined) return undefined;
      return {
        at: leaf.held.place,
        changed: `the key of ${key.place.file} behind the certificate`,
        edits: [
          { do: "append", file: leaf.held.place.file, from: key.place.file },
          { do: "mode", file: leaf.held.place.file, mode: 0o600 },
        ],
      };
    },
  },
  "key-copied": {
    title: "A copy of a private key was left behind",
    rule: "key-left-behind",
    make(scene, pick) {
      const file = pick(keys(scene));
      if (file === undefined) return undefined;
      const name = file.path.slice(file.path.lastIndexOf("/") + 1);
      const at = besideFile(file, `${name}.bak`);
      return {
        at,
        changed: `a copy of ${file.place.file}`,
        edits: [{ do: "copy", file: file.place.file, to: at.file, mode: 0o600 }],
      };
    },
  },
  "keys-in-repository": {
    title: "A host's keys lie in a git work tree",
    rule: "key-in-repository",
    make(scene, pick) {
      const host = pick(scene.actual.hosts);
      const first =
        host &&
        scene.privateKeys.find(({ file, content }) => file.place.host === host.name && content.key !== undefined);
      if (host === undefined || first === undefined) return undefined;
      const edits: readonly Edit[] = [
        { do: "write", file: `${host.root}/.git/HEAD`, bytes: "ref: refs/heads/main\n", mode: 0o644 },
      ];
      return { at: first.place, changed: `${host.root}/.git`, edits };
    },
  },
  "key-encrypted": {
    title: "A component's key is encrypted",
    rule: "key-encrypted",
    make: (scene, pick) =>
      onFile(keys(scene), pick, "an encrypted key", (file) => [{ do: "write", file, bytes: ENCRYPTED }]),
  },
  "authority-key-on-worker": {
    title: "A worker has the authority's key",
    rule: "authority-key-on-worker",
    make(scene, pick) {
      const bare = scene.actual.hosts.filter(
        ({ components }) =>
          components.length > 0 &&
          components.every(
            ({ component }) =>
              component.startsWith("kube") &&
              !component.startsWith("kube-api") &&
              !/controller|scheduler/.test(component),
          ),
      );
      const bundle = pick(
        onHosts(filesOf(scene, "trust")).filter(({ place }) => bare.some(({ name }) => name === place.host)),
      );
      const root = roots(scene)[0];
      const key = root && scene.privateKeys.find(({ content }) => content.key === root.by.key);
      if (bundle === undefined || key === undefined) return undefined;
      const at = besideFile(bundle, "ca.key");
      return {
        at,
        changed: `a copy of ${key.place.file}`,
        edits: [{ do: "copy", file: key.file.place.file, to: at.file, mode: 0o600 }],
      };
    },
  },
  "dangling-link": {
    title: "A link leads nowhere",
    rule: "link-dangling",
    make(scene, pick) {
      const file = pick(onHosts(filesOf(scene, "trust")));
      if (file === undefined) return undefined;
      const at = besideFile(file, "current.pem");
      return { at, changed: "a link to gone.pem", edits: [{ do: "link", file: at.file, to: "gone.pem" }] };
    },
  },
  "certificate-cut-off": {
    title: "A certificate's file is cut off",
    rule: "pem-damaged",
    make: (scene, pick) =>
      onFile(
        leaves(scene, CLIENTS).map(({ held }) => held.file),
        pick,
        "the second half is missing",
        (file) => [{ do: "rewrite", file, as: (text) => text.slice(0, text.length / 2) }],
      ),
  },
  "certificate-damaged": {
    title: "A certificate's bytes are damaged",
    rule: "der-damaged",
    make: (scene, pick) =>
      onFile(
        leaves(scene, CLIENTS).map(({ held }) => held.file),
        pick,
        "its first bytes are others",
        (file) => [{ do: "replace", file, from: /-----\n..../, to: "-----\nMIIA" }],
      ),
  },
  "label-wrong": {
    title: "A certificate's label is TRUSTED CERTIFICATE",
    rule: "pem-mislabelled",
    make: (scene, pick) =>
      onFile(
        leaves(scene, CLIENTS).map(({ held }) => held.file),
        pick,
        "TRUSTED CERTIFICATE in place of CERTIFICATE",
        (file) => [
          { do: "rewrite", file, as: (text) => text.replaceAll(" CERTIFICATE-----", " TRUSTED CERTIFICATE-----") },
        ],
      ),
  },
  "certificate-as-der": {
    title: "A certificate's file is DER",
    rule: "not-pem",
    make(scene, pick) {
      const leaf = pick(leaves(scene, CLIENTS));
      if (leaf === undefined) return undefined;
      const { file } = leaf.held.place;
      const { raw } = leaf.held.content.certificate;
      return {
        at: { ...leaf.held.file.place },
        changed: "DER in place of PEM",
        edits: [{ do: "write", file, bytes: raw }],
      };
    },
  },
  "file-empty": {
    title: "A key's file is empty",
    rule: "file-is-another",
    make: (scene, pick) => onFile(keys(scene), pick, "an empty file", (file) => [{ do: "write", file, bytes: "" }]),
  },
  "kubeconfig-damaged": {
    title: "A kubeconfig is no YAML",
    rule: "document-damaged",
    make: (scene, pick) =>
      onFile(kubeconfigs(scene), pick, "a bracket that nobody closes", (file) => [
        { do: "rewrite", file, as: (text) => `clusters: [\n${text}` },
      ]),
  },
  "authority-key-kept": {
    title: "A control plane has a key that nobody there needs",
    rule: "authority-key-online",
    make(scene, pick) {
      const key = pick(keysAside(scene));
      const bundle = onHosts(filesOf(scene, "trust")).find(({ roles }) =>
        roles.some(({ component }) => component === "kube-apiserver"),
      );
      if (bundle === undefined || key === undefined) return undefined;
      const at = besideFile(bundle, "spare-ca.key");
      return {
        at,
        changed: `a copy of ${key.place.file}`,
        edits: [{ do: "copy", file: key.place.file, to: at.file, mode: 0o600 }],
      };
    },
  },
} as const satisfies Readonly<Record<string, Mutation>>;

const CLIENTS = ["apiserver-etcd-client", "apiserver-kubelet-client"];

/** A form of PKCS#8 that nobody can open: there is no key in it. */
const ENCRYPTED = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MBgwDAYIKwYBBQUHAQEFAAQIAAAAAAAAAAA=
-----END ENCRYPTED PRIVATE KEY-----
`;
