/** Everything that a tree holds, one by one: certificates, keys and the rest, each with where it stands. */
import type {
  Actual,
  ActualFile,
  ActualHost,
  Content,
  KubeconfigContent,
  KubeconfigMaterial,
  ObjectContent,
  Place,
} from "./actual.ts";

export type HeldIn =
  /** The file itself is it, or a block of the file. */
  | "file"
  /** A kubeconfig: the authorities of a cluster, or a user's certificate, key or token. */
  | "kubeconfig-authorities"
  | "kubeconfig-user"
  /** A field of a Kubernetes object. */
  | "object"
  /** A PKCS#12 file that was opened. */
  | "pkcs12";

/** A content with all that leads to it. */
export interface Held<C extends Content = Content> {
  readonly content: C;
  /** The file's place, with the content's field and line. */
  readonly place: Place;
  readonly file: ActualFile;
  /** Undefined for files that are on no host. */
  readonly host: ActualHost | undefined;
  readonly in: HeldIn;
  /** Of which entry of a kubeconfig: its name among the clusters or users. */
  readonly entry?: string;
  /** Of which object, for what is in one. */
  readonly object?: ObjectContent;
  /** How many of its kind stand before it in the same list; 0 is what a program takes for the leaf. */
  readonly behind: number;
}

export type HeldOf<K extends Content["kind"]> = Held<Extract<Content, { kind: K }>>;

/** All of it, in the order of hosts and files; kubeconfigs and objects come before what is in them. */
export function* heldIn({ hosts, loose }: Actual): Generator<Held> {
  for (const host of hosts) for (const file of host.files) yield* heldInFile(file, host);
  for (const file of loose) yield* heldInFile(file, undefined);
}

export function* heldInFile(file: ActualFile, host: ActualHost | undefined): Generator<Held> {
  yield* listed(file.contents, { file, host, in: "file" });
}

/** Whether a content is of a kind, for `filter`. */
export const isHeld =
  <K extends Content["kind"]>(kind: K) =>
  (held: Held): held is HeldOf<K> =>
    held.content.kind === kind;

function* listed(contents: readonly Content[], around: Omit<Held, "content" | "place" | "behind">): Generator<Held> {
  const seen = new Map<Content["kind"], number>();
  for (const content of contents) {
    const behind = seen.get(content.kind) ?? 0;
    seen.set(content.kind, behind + 1);
    yield { content, place: { ...around.file.place, ...content.within }, behind, ...around };
    if (content.kind === "object") yield* listed(content.holds, { ...around, in: "object", object: content });
    if (content.kind === "pkcs12") yield* listed(content.holds ?? [], { ...around, in: "pkcs12" });
    if (content.kind === "kubeconfig") yield* inKubeconfig(content, around);
  }
}

/** Only what is in it: files that it names are held by themselves. */
function* inKubeconfig({ clusters, users }: KubeconfigContent, around: Pick<Held, "file" | "host">): Generator<Held> {
  // Lines inside a value are not lines of the file.
  const inside = (material: KubeconfigMaterial | undefined): readonly Content[] =>
    material?.by === "value" ? material.contents.map((one) => ({ ...one, within: material.within })) : [];
  for (const { name, authorities } of clusters)
    yield* listed(inside(authorities), { ...around, in: "kubeconfig-authorities", entry: name });
  for (const { name, certificate, key, token } of users)
    for (const material of [certificate, key, token])
      yield* listed(inside(material), { ...around, in: "kubeconfig-user", entry: name });
}
