/** Certificates that are no longer right for what they are for. */
import type { HeldOf } from "../../inventory/held.ts";
import { isSelfIssued } from "../../x509/certificate.ts";
import { subjectOf } from "../../x509/name.ts";
import { OID } from "../../x509/oid.ts";
import { distinct, keyOf } from "../kin.ts";
import { roleOf, type Scene } from "../scene.ts";
import type { Mutant, Mutation, Pick, Reissue } from "./mutation.ts";
import type { Retouch } from "./retouch.ts";
import { everywhere, type Leaf, leaves, reissue, roots, signerOf } from "./targets.ts";

const without = (held: HeldOf<"certificate">, unwanted: (name: string) => boolean): Retouch => {
  const { dns = [], addresses = [] } = held.content.certificate.extensions.names ?? {};
  return { names: { dns: dns.filter((one) => !unwanted(one)), addresses: addresses.filter((one) => !unwanted(one)) } };
};

/** A certificate of these credentials, issued again otherwise. */
function again(
  scene: Scene,
  pick: Pick,
  ids: readonly string[] | undefined,
  changed: string,
  changes: (leaf: Leaf) => Retouch | undefined,
  more: Partial<Parameters<typeof reissue>[2]> = {},
): Mutant | undefined {
  const ready = leaves(scene, ids).flatMap((leaf) => {
    const change = changes(leaf);
    return change === undefined ? [] : [{ leaf, change }];
  });
  const one = pick(ready);
  if (one === undefined) return undefined;
  return { at: one.leaf.held.place, changed, edits: [reissue(one.leaf, one.change, more)] };
}

/** Certificates of a user in a kubeconfig that can be issued again. */
function users(scene: Scene, ids: readonly string[]): Signable[] {
  return scene.certificates.flatMap((held) => {
    const by = signerOf(scene, held);
    const role = roleOf(held.file);
    const fits = held.in === "kubeconfig-user" && held.file.link === undefined && ids.includes(role?.id ?? "");
    return fits && by !== undefined && held.behind === 0 ? [{ held, by }] : [];
  });
}

type Signable = Readonly<{ held: HeldOf<"certificate">; by: Exclude<Reissue["by"], string> }>;

function asUser(
  scene: Scene,
  pick: Pick,
  ids: readonly string[],
  changed: string,
  changes: (held: HeldOf<"certificate">) => Retouch,
): Mutant | undefined {
  const one = pick(users(scene, ids));
  if (one === undefined) return undefined;
  return { at: one.held.place, changed, edits: [reissue(one, changes(one.held))] };
}

const COMPONENTS = ["controller-manager.conf", "scheduler.conf"];

export const roleMutations = {
  "apiserver-without-address": {
    title: "The API server's certificate lacks the addresses of its host",
    rule: "apiserver-name-missing",
    make: (scene, pick) =>
      again(scene, pick, ["apiserver"], "without its addresses but those of the Service", ({ held }) => {
        const host = held.host?.addresses.map(({ value }) => value) ?? [];
        return host.length === 0
          ? undefined
          : without(held, (name) => host.includes(name) || name.endsWith(".example.com"));
      }),
  },
  "etcd-without-address": {
    title: "An etcd member's certificate lacks the host's names",
    rule: "etcd-name-missing",
    make: (scene, pick) =>
      again(scene, pick, ["etcd-server"], "without localhost and addresses", ({ held }) =>
        without(held, (name) => name === "localhost" || /^[\d.:]+$/.test(name)),
      ),
  },
  "kubelet-without-address": {
    title: "A kubelet's serving certificate lacks its addresses",
    rule: "kubelet-name-missing",
    make: (scene, pick) =>
      again(scene, pick, ["kubelet-server"], "for another name alone", () => ({
        names: { dns: ["elsewhere"], addresses: [] },
      })),
  },
  "scheduler-without-name": {
    title: "A component's serving certificate lacks localhost",
    rule: "server-name-missing",
    make: (scene, pick) =>
      again(
        scene,
        pick,
        ["controller-manager-server", "scheduler-server", "konnectivity-server"],
        "for another name alone",
        ({ held }) => (isVerified(scene, held) ? { names: { dns: ["elsewhere"], addresses: [] } } : undefined),
      ),
  },
  "peer-without-address": {
    title: "An etcd member's peer certificate has a foreign address",
    rule: "etcd-peer-address-missing",
    make: (scene, pick) =>
      again(scene, pick, ["etcd-peer"], "names without its own address", ({ held }) => {
        const mine = held.content.certificate.extensions.names?.addresses ?? [];
        const dialled = new Set(held.host?.addresses.map(({ value }) => value));
        if (!mine.some((one) => dialled.has(one))) return undefined;
        return { names: { dns: [], addresses: ["192.0.2.1"] } };
      }),
  },
  "apiserver-without-service": {
    title: "The API server's certificate lacks the names of the Service",
    rule: "apiserver-service-name-missing",
    make: (scene, pick) =>
      again(scene, pick, ["apiserver"], "without kubernetes.default", ({ held }) =>
        without(held, (name) => name === "kubernetes.default"),
      ),
  },
  "group-as-unit": {
    title: "A kubelet's group stands in OU",
    rule: "group-as-unit",
    make: (scene, pick) =>
      asUser(scene, pick, ["kubelet.conf"], "OU=system:nodes in place of O=system:nodes", ({ content }) => {
        const { commonName, organizations } = subjectOf(content.certificate.subject);
        return { subject: { commonName, organizations: [], organizationalUnits: organizations } };
      }),
  },
  "group-missing": {
    title: "A kubelet's certificate lacks the group system:nodes",
    rule: "client-group-missing",
    make: (scene, pick) =>
      asUser(scene, pick, ["kubelet.conf"], "without O=system:nodes", ({ content }) => ({
        subject: { commonName: subjectOf(content.certificate.subject).commonName, organizations: [] },
      })),
  },
  "other-user": {
    title: "A component's certificate names another user",
    rule: "client-name-wrong",
    make: (scene, pick) =>
      asUser(scene, pick, COMPONENTS, "CN=kube-component", () => ({
        subject: { commonName: "kube-component", organizations: [] },
      })),
  },
  "no-user": {
    title: "A component's certificate has no common name",
    rule: "client-without-name",
    make: (scene, pick) => asUser(scene, pick, COMPONENTS, "an empty subject", () => ({ subject: emptyName })),
  },
  "other-node": {
    title: "A kubelet's certificate names another node",
    rule: "node-name-differs",
    make(scene, pick) {
      const told = users(scene, ["kubelet.conf"]).filter(
        ({ held: { host, file } }) => host?.names[0] !== undefined && host.names[0].place.file !== file.place.file,
      );
      const one = pick(told);
      if (one === undefined) return undefined;
      return {
        at: one.held.place,
        changed: "CN=system:node:somewhere-else",
        edits: [
          reissue(one, { subject: { commonName: "system:node:somewhere-else", organizations: ["system:nodes"] } }),
        ],
      };
    },
  },
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
  "names-in-common-name": {
    title: "A server's certificate has its name in the common name alone",
    rule: "legacy-common-name",
    make: (scene, pick) =>
      again(scene, pick, ["etcd-server"], "CN=localhost without alternative names", () => ({
        subject: { commonName: "localhost", organizations: [] },
        without: [OID.subjectAltName],
      })),
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
  "key-swapped": {
    title: "The key beside a certificate is another one",
    rule: "key-mismatch",
    make(scene, pick) {
      const files = scene.privateKeys.filter(
        ({ file, in: where, content }) =>
          where === "file" &&
          file.link === undefined &&
          roleOf(file)?.kind === "key" &&
          roleOf(file)?.id !== "sa" &&
          content.key !== undefined,
      );
      const one = pick(files);
      if (one === undefined) return undefined;
      return {
        at: one.place,
        changed: "a new key in its place",
        edits: [{ do: "new-key", file: one.file.place.file }],
      };
    },
  },
  "key-shared": {
    title: "Two certificates have one key",
    rule: "key-in-two-roles",
    make(scene, pick) {
      const one = pick(leaves(scene, ["apiserver-etcd-client"]));
      const other = leaves(scene, ["apiserver-kubelet-client"]).find(({ held }) => held.host === one?.held.host);
      const from = one && keyFileOf(scene, one);
      const to = other && keyFileOf(scene, other);
      if (one === undefined || other === undefined || from === undefined || to === undefined) return undefined;
      return {
        at: other.held.place,
        changed: `the key of ${from} in ${to}, and its certificate issued for it`,
        edits: [{ do: "copy", file: from, to }, reissue(other, { publicKey: one.held.content.certificate.publicKey })],
      };
    },
  },
  "serial-repeated": {
    title: "Two certificates of one authority have one serial number",
    rule: "serial-repeated",
    make(scene, pick) {
      const one = pick(leaves(scene, ["apiserver"]));
      const other = leaves(scene).find(
        ({ held, by }) =>
          held !== one?.held &&
          by.authority === one?.by.authority &&
          held.host === one.held.host &&
          held.place.file > one.held.place.file,
      );
      if (one === undefined || other === undefined) return undefined;
      return {
        at: other.held.place,
        changed: `the serial number of ${one.held.place.file}`,
        edits: [reissue(other, { serialNumber: one.held.content.certificate.serialNumber })],
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
  "wildcard-name": {
    title: "The API server's certificate is good for a whole domain",
    rule: "wildcard-name",
    make: (scene, pick) =>
      again(scene, pick, ["apiserver"], "*.example.com among its names", ({ held }) => {
        const { dns = [], addresses = [] } = held.content.certificate.extensions.names ?? {};
        return { names: { dns: [...dns, "*.example.com"], addresses } };
      }),
  },
} as const satisfies Readonly<Record<string, Mutation>>;

/** Whether somebody dials it and looks at what it shows. */
const isVerified = ({ predictions }: Scene, { place: { file, host } }: HeldOf<"certificate">): boolean =>
  predictions.some(
    ({ connection: { server }, handshake }) =>
      server.pair?.chain.place.file === file && server.host === host && handshake?.client.verified === true,
  );

const emptyName = Uint8Array.of(0x30, 0);

const keyFileOf = (scene: Scene, { held, id }: Leaf): string | undefined =>
  scene.actual.hosts
    .find((host) => host === held.host)
    ?.files.find((file) => roleOf(file)?.kind === "key" && roleOf(file)?.id === id)?.place.file;
