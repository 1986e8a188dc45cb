/** Who believes whom: bundles with too much or too little in them, and signers that nobody believes. */
import { type ActualFile, type ActualSetting, settingOf } from "../../inventory/actual.ts";
import type { Running } from "../../trust/connections/servers.ts";
import { keysOf } from "../kin.ts";
import type { Scene } from "../scene.ts";
import type { Edit, Mutation } from "./mutation.ts";
import type { Retouch } from "./retouch.ts";
import { type Retell, type Retelling, retold, set } from "./settings/retold.ts";
import { STRANGER } from "./stranger.ts";
import { besideFile, estranged, filesOf, leaves, reissue, rootIn, type roots, signingRoots } from "./targets.ts";

const isServer = ({ component }: Running["component"]): boolean => component === "kube-apiserver";

const folder = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);

type Root = ReturnType<typeof roots>[number];

/** A setting names a new bundle in place of its file: what was there, and what is made beside it. */
const bundled =
  (name: string, file: string, behind: (root: Root, to: string) => readonly Edit[]): Retell =>
  (running, scene) => {
    const setting = settingOf(running.component, name);
    const root = setting?.file === undefined ? undefined : rootIn(scene, setting.file);
    if (setting?.file === undefined || root === undefined) return undefined;
    const [at, extra] = [besideFile(setting.file, file), besideFile(setting.file, `extra-${file}`)];
    const told = set(name, (value) => folder(value) + file)(running, scene);
    if (told === undefined) return undefined;
    const made: readonly Edit[] = [
      { do: "copy", file: setting.file.place.file, to: at.file },
      ...behind(root, extra.file),
      { do: "append", file: at.file, from: extra.file },
      { do: "remove", file: extra.file },
    ];
    return { place: at, changed: told.changed, edits: [...made, ...told.edits] };
  };

const stranger =
  (subject: Retouch["subject"] & object) =>
  (root: Root, to: string): readonly Edit[] => [reissue(root, { subject, publicKey: STRANGER }, { by: "itself", to })];

/** Its certificate alone, in another file, with the key that signs. */
const otherSigner: Retell = (running, scene) => {
  const certificate = settingOf(running.component, "cluster-signing-cert-file")?.file;
  const mine = certificate === undefined ? undefined : rootIn(scene, certificate);
  const other = signingRoots(scene).find((one) => mine !== undefined && one.by.key !== mine.by.key);
  const key =
    other && keysOf(scene, other.held.content.certificate.publicKey).find(({ in: where }) => where === "file");
  if (certificate === undefined || other === undefined || key === undefined) return undefined;
  const [crt, pem] = [besideFile(certificate, "own-signer.crt"), besideFile(certificate, "own-signer.key")];
  const first = set("cluster-signing-cert-file", (value) => `${folder(value)}own-signer.crt`)(running, scene);
  const second = set("cluster-signing-key-file", (value) => `${folder(value)}own-signer.key`)(running, scene);
  if (first === undefined || second === undefined) return undefined;
  return {
    place: crt,
    changed: `${first.changed}, and ${second.changed}`,
    edits: [
      { do: "copy", file: other.held.place.file, to: crt.file, mode: 0o644 },
      { do: "copy", file: key.place.file, to: pem.file, mode: 0o600 },
      ...first.edits,
      ...second.edits,
    ],
  };
};

/** One authority for both, on every host, as of a cluster that was made so. */
function frontProxyShared({ host }: Running, scene: Scene): Retelling | undefined {
  const programs = scene.actual.hosts.flatMap((one) =>
    one.components.map((component): Running => ({ host: one, component })),
  );
  const server = programs.find((one) => one.host === host && one.component.component === "kube-apiserver");
  const clients = server && settingOf(server.component, "client-ca-file");
  const root = clients?.file && rootIn(scene, clients.file);
  if (clients?.file === undefined || root === undefined) return undefined;
  const told = programs.flatMap(
    (one) =>
      set("requestheader-client-ca-file", () => settingOf(one.component, "client-ca-file")?.value)(one, scene) ?? [],
  );
  const issued = leaves(scene, ["front-proxy-client"]).map((leaf) => reissue(leaf, {}, { by: root.by }));
  return {
    place: clients.file.place,
    changed: `requestheader-client-ca-file is ${clients.value}, and the front proxy's certificate comes from it`,
    edits: [...told.flatMap(({ edits }) => edits), ...issued],
  };
}

const trustOf = (scene: Scene, id: string): ActualFile[] =>
  filesOf(scene, "trust").filter(
    ({ place, roles }) => place.host !== undefined && roles.some(({ role }) => role === `trust/${id}`),
  );

const namedBy = ({ component }: Running, name: string): ActualSetting | undefined => settingOf(component, name);

export const bundleMutations = {
  "front-proxy-authority-of-clients": retold(
    "front-proxy-authority-shared",
    "kube-apiserver",
    "The front proxy is believed by the authority of clients",
    frontProxyShared,
    ({ host }, { actual }) => host === actual.hosts.find(({ components }) => components.some(isServer)),
  ),
  "etcd-believes-clients": {
    title: "etcd believes the authority of clients beside its own",
    rule: "etcd-authority-shared",
    make(scene, pick) {
      const etcd = pick(trustOf(scene, "etcd-client-ca"));
      const clients = trustOf(scene, "apiserver-client-ca")[0];
      if (etcd === undefined || clients === undefined) return undefined;
      return {
        at: etcd.place,
        changed: `${clients.place.file} behind what is there`,
        edits: [{ do: "append", file: etcd.place.file, from: clients.place.file }],
      };
    },
  },
  "leaf-among-authorities": {
    title: "A client's certificate stands among the authorities",
    rule: "trust-slot-leaf",
    make(scene, pick) {
      const bundle = pick(trustOf(scene, "apiserver-requestheader-ca"));
      const leaf = leaves(scene, ["front-proxy-client"]).find(({ held }) => held.host?.name === bundle?.place.host);
      if (bundle === undefined || leaf === undefined) return undefined;
      return {
        at: bundle.place,
        changed: `${leaf.held.place.file} behind what is there`,
        edits: [{ do: "append", file: bundle.place.file, from: leaf.held.place.file }],
      };
    },
  },
  "public-authority-of-clients": retold(
    "trust-slot-public",
    "kube-apiserver",
    "The API server believes a public authority about clients",
    bundled(
      "client-ca-file",
      "clients-and-public.crt",
      stranger({ commonName: "ISRG Root X1", organizations: ["Internet Security Research Group"] }),
    ),
  ),
  "old-authority-left": retold(
    "trust-slot-unused",
    "kube-apiserver",
    "The API server believes an old authority that nothing comes from",
    bundled("client-ca-file", "clients-and-old.crt", stranger({ commonName: "kubernetes-old", organizations: [] })),
  ),
  "authority-above-two": {
    title: "The authority of clients stands above two others",
    rule: "trust-slot-root-above-several",
    make(scene, pick) {
      const clients = pick(trustOf(scene, "apiserver-client-ca"));
      const above = clients && rootIn(scene, clients);
      if (clients === undefined || above === undefined) return undefined;
      const below = signingRoots(scene).filter(({ by }) => by.key !== above.by.key);
      if (below.length < 2) return undefined;
      return {
        at: clients.place,
        changed: "it has signed the other authorities too",
        edits: below.map((one, i) =>
          reissue(one, {}, { by: above.by, to: besideFile(clients, `below-${i + 1}.crt`).file }),
        ),
      };
    },
  },
  "node-authority-other": {
    title: "A node has the authority of another cluster",
    rule: "trust-slot-without-issuer",
    make(scene, pick) {
      const alone = trustOf(scene, "kubelet-client-ca").filter(({ roles }) =>
        roles.every(({ component }) => component === undefined || component === "kubelet"),
      );
      const file = pick(alone);
      const root = file && rootIn(scene, file);
      if (file === undefined || root === undefined) return undefined;
      return {
        at: file.place,
        changed: "an authority of the same name with another key",
        edits: [estranged({ ...root.held, place: file.place })],
      };
    },
  },
  "signer-is-bundle": retold(
    "signer-several",
    "kube-controller-manager",
    "The controller-manager's signer is a bundle",
    (running, scene) => {
      const told = bundled(
        "cluster-signing-cert-file",
        "signers.crt",
        stranger({ commonName: "kubernetes-old", organizations: [] }),
      )(running, scene);
      const place = namedBy(running, "cluster-signing-cert-file")?.place;
      return told && place && { ...told, place };
    },
  ),
  "signer-key-other": {
    title: "The controller-manager's signing key is another one",
    rule: "signer-not-pair",
    make(scene, pick) {
      const keys = filesOf(scene, "signer-key").filter(({ place }) => place.host !== undefined);
      const file = pick(keys);
      if (file === undefined) return undefined;
      return {
        at: file.place,
        changed: "a new key in its place",
        edits: [{ do: "new-key", file: file.place.file }],
      };
    },
  },
  "signer-other": retold(
    "signer-not-believed",
    "kube-controller-manager",
    "The controller-manager signs with another authority",
    otherSigner,
  ),
} as const satisfies Readonly<Record<string, Mutation>>;
