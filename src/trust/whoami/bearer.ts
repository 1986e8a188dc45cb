/** What in a file makes somebody somebody: a certificate, a token, each user of a kubeconfig. */
import type { ActualFile, ActualHost, Content, KubeconfigContent } from "../../inventory/actual.ts";
import { SecretText } from "../../x509/secret-text.ts";
import { type Found, foundIn, materialOf, pairOf } from "../connections/material.ts";
import type { ShownPair } from "../shown.ts";

export interface Bearer {
  /** `certificate`, `token`, or the user of a kubeconfig. */
  readonly title: string;
  readonly pair?: ShownPair;
  readonly token?: SecretText;
  /** What it would take beside that: an exec plug-in, a file that was not read. */
  readonly without?: string;
}

/** A kubeconfig's current user comes first. */
export function bearersIn(file: ActualFile, host: Pick<ActualHost, "fileAt"> | undefined): Bearer[] {
  const { contents } = file;
  const found = [...contents, ...contents.flatMap((one) => (one.kind === "object" ? one.holds : []))];
  const stores = found.flatMap((one) => (one.kind === "pkcs12" ? storeOf(one.holds, file) : []));
  const users = found.flatMap((one) => (one.kind === "kubeconfig" ? usersOf(one, file, host) : []));
  const own = foundIn(file);
  const pair = pairOf(own, own);
  return [
    ...users,
    ...(pair === undefined ? [] : [{ title: "certificate", pair }]),
    ...stores,
    ...found.flatMap((one): Bearer[] => tokenOf(one) ?? []),
  ];
}

/** In a PKCS#12 file the certificate that the key belongs to, before those that vouch for it; closed, it says nothing. */
function storeOf(holds: readonly Content[] | undefined, { place }: ActualFile): Bearer[] {
  if (holds === undefined) return [{ title: "PKCS#12", without: "the passphrase that opens it (--passphrase-file)" }];
  const key = holds.find((one) => one.kind === "private-key")?.key;
  const isLeaf = (one: Content): boolean =>
    one.kind === "certificate" && key !== undefined && Buffer.compare(one.certificate.publicKey, key.publicKey) === 0;
  const contents = [...holds.filter(isLeaf), ...holds.filter((one) => !isLeaf(one))];
  const pair = isLeaf(contents[0] ?? { kind: "damaged", within: {}, label: "", reason: "" })
    ? pairOf({ contents, place }, undefined)
    : undefined;
  return pair === undefined ? [] : [{ title: "PKCS#12", pair }];
}

function tokenOf(content: Content): Bearer[] | undefined {
  if (content.kind === "token") return [{ title: "token", token: content.token }];
  if (content.kind !== "bootstrap-token") return undefined;
  return [{ title: "bootstrap token", token: new SecretText(`${content.id}.${SecretText.reveal(content.secret)}`) }];
}

function usersOf(
  { users, contexts, currentContext }: KubeconfigContent,
  file: ActualFile,
  host: Pick<ActualHost, "fileAt"> | undefined,
): Bearer[] {
  const current = contexts.find(({ name }) => name === currentContext)?.user;
  const sorted = users.toSorted((a, b) => Number(b.name === current) - Number(a.name === current));
  return sorted.map((user): Bearer => {
    const [certificate, key, token] = [user.certificate, user.key, user.token].map((one) =>
      materialOf(one, file, host),
    );
    const pair = pairOf(certificate, key);
    const held = tokenIn(token);
    const missing = [user.certificate, user.token].find(
      (one, i) => one?.by === "file" && [certificate, token][i] === undefined,
    );
    const without =
      user.exec !== undefined
        ? `the program ${user.exec} says who it is, when it runs`
        : missing?.by === "file"
          ? `${missing.path} was not read`
          : undefined;
    return {
      title: `user ${user.name}`,
      ...(pair === undefined ? {} : { pair }),
      ...(held === undefined ? {} : { token: held }),
      ...(without === undefined ? {} : { without }),
    };
  });
}

const tokenIn = (found: Found | undefined): SecretText | undefined => {
  const content = found?.contents.find(({ kind }) => kind === "token");
  return content?.kind === "token" ? content.token : undefined;
};
