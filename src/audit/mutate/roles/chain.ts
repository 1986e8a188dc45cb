/** Certificates of the wrong authority, or for the wrong use. */
import { isSelfIssued } from "../../../x509/certificate.ts";
import * as der from "../../../x509/der-writer.ts";
import { OID } from "../../../x509/oid.ts";
import { distinct, keyOf } from "../../kin.ts";
import type { Mutation } from "../mutation.ts";
import { extensionOf } from "../retouch.ts";
import { besideFile, everywhere, leaves, reissue, roots, signingRoots } from "../targets.ts";
import { again } from "./again.ts";

export const chainMutations = {
  "other-authority": {
    title: "A client of etcd has a certificate of the cluster's authority",
    rule: "issuer-wrong",
    make(scene, pick) {
      const authorities = distinct(scene)
        .map(({ content }) => content.certificate)
        .filter((one) => isSelfIssued(one) && keyOf(scene, one.publicKey) !== undefined);
      const leaf = pick(leaves(scene, ["apiserver-etcd-client"]));
      const other = authorities.find(
        (one) => leaf !== undefined && Buffer.compare(one.rawSubject, leaf.by.authority.rawSubject) !== 0,
      );
      const key = other && keyOf(scene, other.publicKey);
      if (leaf === undefined || other === undefined || key === undefined) return undefined;
      return {
        at: leaf.held.place,
        changed: "signed by another authority of the tree",
        edits: [reissue(leaf, {}, { by: { authority: other, key } })],
      };
    },
  },
  "impostor-authority": {
    title: "A certificate is signed by a new authority of the same name",
    rule: "issuer-of-same-name",
    make: (scene, pick) =>
      again(
        scene,
        pick,
        ["apiserver-etcd-client", "apiserver-kubelet-client"],
        "signed with a key that nobody knows",
        () => ({}),
        {
          by: "impostor",
        },
      ),
  },
  "self-signed": {
    title: "A client's certificate is signed by itself",
    rule: "self-signed-identity",
    make: (scene, pick) =>
      again(scene, pick, ["apiserver-etcd-client"], "signed with its own key", () => ({}), { by: "itself" }),
  },
  "usage-missing": {
    title: "A client's certificate is for servers only",
    rule: "usage-missing",
    make: (scene, pick) =>
      again(
        scene,
        pick,
        ["apiserver-etcd-client", "apiserver-kubelet-client"],
        "serverAuth in place of clientAuth",
        () => ({
          usages: ["serverAuth"],
        }),
      ),
  },
  "authority-not-ca": {
    title: "An authority's certificate says CA:FALSE",
    rule: "authority-may-not-sign",
    make(scene, pick) {
      const one = pick(roots(scene));
      if (one === undefined) return undefined;
      return {
        at: one.held.place,
        changed: "CA:FALSE",
        edits: [everywhere(one, { authority: false })],
      };
    },
  },
  "identity-is-authority": {
    title: "A server's certificate says CA:TRUE",
    rule: "authority-as-identity",
    make: (scene, pick) =>
      again(scene, pick, ["apiserver-kubelet-client", "etcd-server"], "CA:TRUE and keyCertSign", () => ({
        authority: true,
        keyUsage: ["digitalSignature", "keyCertSign"],
      })),
  },
  "both-usages": {
    title: "The API server's certificate may be used by clients",
    rule: "usages-too-many",
    make: (scene, pick) =>
      again(scene, pick, ["apiserver"], "clientAuth beside serverAuth", () => ({
        usages: ["serverAuth", "clientAuth"],
      })),
  },
  "no-usages": {
    title: "A certificate has no extended key usage",
    rule: "usages-unlimited",
    make: (scene, pick) =>
      again(scene, pick, ["apiserver", "apiserver-etcd-client"], "without an extended key usage", () => ({
        without: [OID.extKeyUsage],
      })),
  },
  "authority-between-left-out": {
    title: "A client's certificate comes from an authority that it does not send along",
    rule: "chain-incomplete",
    make(scene, pick) {
      const leaf = pick(leaves(scene, ["apiserver-kubelet-client"]));
      const between =
        leaf && signingRoots(scene).find(({ by }) => by.key !== leaf.by.key && by.authority !== leaf.by.authority);
      if (leaf === undefined || between === undefined) return undefined;
      const { file } = besideFile(leaf.held.file, "between.crt");
      return {
        at: leaf.held.place,
        changed: `signed by an authority that ${file} says its own has signed`,
        edits: [reissue(between, {}, { by: leaf.by, to: file }), reissue(leaf, {}, { by: between.by })],
      };
    },
  },
  "name-not-vouched-for": {
    title: "A certificate has a name that its authority may not vouch for",
    rule: "name-outside-authority",
    make(scene, pick) {
      const leaf = pick(leaves(scene, ["apiserver"]));
      const root = signingRoots(scene).find(
        ({ by }) => leaf !== undefined && Buffer.compare(by.authority.raw, leaf.by.authority.raw) === 0,
      );
      if (leaf === undefined || root === undefined) return undefined;
      const { dns = [], addresses = [] } = leaf.held.content.certificate.extensions.names ?? {};
      return {
        at: leaf.held.place,
        changed: "internal.example.org among its names, which the authority leaves out",
        edits: [
          everywhere(root, { more: [extensionOf(OID.nameConstraints, true, withoutDomain("example.org"))] }),
          reissue(leaf, { names: { dns: [...dns, "internal.example.org"], addresses } }),
        ],
      };
    },
  },
} as const satisfies Readonly<Record<string, Mutation>>;

/** Name constraints that leave out a domain (RFC 5280 section 4.2.1.10: excludedSubtrees is [1], dNSName [2]). */
const withoutDomain = (domain: string): Uint8Array =>
  der.sequence(der.contextConstructed(1, der.sequence(der.contextPrimitive(2, Buffer.from(domain, "latin1")))));
