/** What is in a file or was served, ready to be printed: certificates field by field, keys by their public half. */
import type { Content, KubeconfigContent, KubeconfigMaterial, Within } from "../../inventory/actual.ts";
import type { Certificate } from "../../x509/certificate.ts";
import { DerError } from "../../x509/der-reader.ts";
import { publicKeyPin } from "../../x509/discovery.ts";
import { SecretText } from "../../x509/secret-text.ts";
import { type CertificateText, certificateText, timeText } from "../../x509/text/certificate-text.ts";
import { nameLine } from "../../x509/text/name-text.ts";
import { ALGORITHM_NAMES } from "../../x509/text/object-names.ts";
import { type PublicKeyText, publicKeyText } from "../../x509/text/public-key-text.ts";
import { type KubernetesView, kubernetesView } from "./kubernetes-view.ts";
import { type TokenText, tokenText } from "./token-text.ts";

export type Inspected =
  | ({ readonly kind: "certificate"; readonly within: Within; readonly kubernetes: KubernetesView } & CertificateText)
  | {
      readonly kind: "private-key";
      readonly within: Within;
      /** Encrypted in the file; `publicKey` is there when a passphrase opened it. */
      readonly encrypted: boolean;
      readonly publicKey?: PublicKeyText;
      readonly publicKeyPin?: string;
      /** Indices of the certificates among these that it belongs to. */
      readonly fits?: readonly number[];
    }
  | {
      readonly kind: "public-key";
      readonly within: Within;
      readonly publicKey: PublicKeyText;
      readonly publicKeyPin: string;
    }
  | {
      readonly kind: "request";
      readonly within: Within;
      readonly subject: string;
      readonly publicKey: PublicKeyText;
      readonly signatureAlgorithm: string;
      readonly names: readonly string[];
      readonly keyUsage: readonly string[];
      readonly extendedKeyUsage: readonly string[];
    }
  | {
      readonly kind: "revocation-list";
      readonly within: Within;
      readonly issuer: string;
      readonly thisUpdate: string;
      readonly nextUpdate?: string;
      readonly signatureAlgorithm: string;
      readonly revoked: readonly { readonly serialNumber: string; readonly since: string }[];
    }
  | { readonly kind: "pkcs12"; readonly within: Within; readonly opened: boolean }
  | ({ readonly kind: "token"; readonly within: Within } & TokenText)
  | {
      readonly kind: "kubeconfig";
      readonly within: Within;
      readonly currentContext?: string;
      readonly clusters: readonly {
        readonly name: string;
        readonly server?: string;
        readonly serverName?: string;
        readonly skipsVerification: boolean;
        readonly authorities: Material;
      }[];
      readonly users: readonly {
        readonly name: string;
        readonly certificate: Material;
        readonly key: Material;
        readonly token: Material;
        readonly exec?: string;
      }[];
      readonly contexts: readonly { readonly name: string; readonly cluster: string; readonly user: string }[];
    }
  | {
      readonly kind: "object";
      readonly within: Within;
      readonly apiVersion: string;
      readonly objectKind: string;
      readonly namespace?: string;
      readonly name?: string;
    }
  | { readonly kind: "damaged"; readonly within: Within; readonly label: string; readonly reason: string };

/** Where a kubeconfig has something: in it, in a file, or not at all. */
export type Material = "embedded" | "none" | { readonly file: string };

/** Everything of a list, what stands inside of objects and kubeconfigs after them. */
export function inspect(contents: readonly Content[], at: Date): Inspected[] {
  const flat = contents.flatMap((content) => [content, ...insideOf(content)]);
  const out = flat.flatMap((content) => one(content, at));
  const pins = out.map((each) => (each.kind === "certificate" ? each.publicKeyPin : undefined));
  return out.map((each) =>
    each.kind === "private-key" && each.publicKeyPin !== undefined
      ? { ...each, fits: pins.flatMap((pin, i) => (pin === each.publicKeyPin ? [i] : [])) }
      : each,
  );
}

function insideOf(content: Content): readonly Content[] {
  if (content.kind === "object") return content.holds;
  if (content.kind === "pkcs12") return content.holds ?? [];
  if (content.kind !== "kubeconfig") return [];
  const materials = [
    ...content.clusters.map(({ authorities }) => authorities),
    ...content.users.flatMap(({ certificate, key, token }) => [certificate, key, token]),
  ];
  return materials.flatMap((material) =>
    material?.by === "value" ? material.contents.map((each) => ({ ...each, within: material.within })) : [],
  );
}

function one(content: Content, at: Date): Inspected[] {
  try {
    return described(content, at);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return [{ kind: "damaged", within: content.within, label: content.kind, reason: error.message }];
  }
}

function described(content: Content, at: Date): Inspected[] {
  const { within } = content;
  switch (content.kind) {
    case "certificate":
      return [
        {
          kind: "certificate",
          within,
          ...certificateText(content.certificate),
          kubernetes: kubernetesView(content.certificate, at),
        },
      ];
    case "private-key": {
      const publicKey = content.key?.publicKey;
      const encrypted = content.encrypted === true;
      return [{ kind: "private-key", within, encrypted, ...(publicKey === undefined ? {} : publicHalf(publicKey)) }];
    }
    case "public-key":
      return [{ kind: "public-key", within, ...publicHalf(content.publicKey) }];
    case "request": {
      const { rawSubject, publicKey, signatureAlgorithm, extensions } = content.request;
      const { names, keyUsage = [], extendedKeyUsage = [] } = extensions;
      return [
        {
          kind: "request",
          within,
          subject: nameLine(rawSubject),
          publicKey: publicKeyText(publicKey),
          signatureAlgorithm: ALGORITHM_NAMES[signatureAlgorithm] ?? signatureAlgorithm,
          names: [...(names?.dns ?? []), ...(names?.addresses ?? []), ...(names?.emails ?? []), ...(names?.uris ?? [])],
          keyUsage,
          extendedKeyUsage,
        },
      ];
    }
    case "revocation-list": {
      const { rawIssuer, thisUpdate, nextUpdate, signatureAlgorithm, revoked } = content.list;
      return [
        {
          kind: "revocation-list",
          within,
          issuer: nameLine(rawIssuer),
          thisUpdate: timeText(thisUpdate),
          ...(nextUpdate === undefined ? {} : { nextUpdate: timeText(nextUpdate) }),
          signatureAlgorithm: ALGORITHM_NAMES[signatureAlgorithm] ?? signatureAlgorithm,
          revoked: [...revoked].map(([serialNumber, since]) => ({ serialNumber, since: timeText(since) })),
        },
      ];
    }
    case "pkcs12":
      return [{ kind: "pkcs12", within, opened: content.holds !== undefined }];
    case "token":
      return [{ kind: "token", within, ...tokenText(SecretText.reveal(content.token)) }];
    case "kubeconfig":
      return [kubeconfig(content)];
    case "object": {
      const { apiVersion, objectKind, namespace, name } = content;
      return [
        {
          kind: "object",
          within,
          apiVersion,
          objectKind,
          ...(namespace === undefined ? {} : { namespace }),
          ...(name === undefined ? {} : { name }),
        },
      ];
    }
    case "damaged":
      return [{ kind: "damaged", within, label: content.label, reason: content.reason }];
    default:
      // Settings of components name files; what is in those is another question.
      return [];
  }
}

const publicHalf = (publicKey: Uint8Array): { publicKey: PublicKeyText; publicKeyPin: string } => ({
  publicKey: publicKeyText(publicKey),
  publicKeyPin: publicKeyPin({ publicKey } as Pick<Certificate, "publicKey">),
});

function kubeconfig({ within, currentContext, clusters, users, contexts }: KubeconfigContent): Inspected {
  return {
    kind: "kubeconfig",
    within,
    ...(currentContext === undefined ? {} : { currentContext }),
    clusters: clusters.map(({ name, server, serverName, skipsVerification, authorities }) => ({
      name,
      ...(server === undefined ? {} : { server }),
      ...(serverName === undefined ? {} : { serverName }),
      skipsVerification,
      authorities: materialOf(authorities),
    })),
    users: users.map(({ name, certificate, key, token, exec }) => ({
      name,
      certificate: materialOf(certificate),
      key: materialOf(key),
      token: materialOf(token),
      ...(exec === undefined ? {} : { exec }),
    })),
    contexts: contexts.map(({ name, cluster, user }) => ({ name, cluster, user })),
  };
}

const materialOf = (material: KubeconfigMaterial | undefined): Material =>
  material === undefined ? "none" : material.by === "file" ? { file: material.path } : "embedded";
