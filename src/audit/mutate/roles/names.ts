/** Names that are missing, or too many. */
import type { HeldOf } from "../../../inventory/held.ts";
import { OID } from "../../../x509/oid.ts";
import type { Scene } from "../../scene.ts";
import type { Mutation } from "../mutation.ts";
import type { Retouch } from "../retouch.ts";
import { again } from "./again.ts";

const without = (held: HeldOf<"certificate">, unwanted: (name: string) => boolean): Retouch => {
  const { dns = [], addresses = [] } = held.content.certificate.extensions.names ?? {};
  return { names: { dns: dns.filter((one) => !unwanted(one)), addresses: addresses.filter((one) => !unwanted(one)) } };
};

export const nameMutations = {
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
  "names-in-common-name": {
    title: "A server's certificate has its name in the common name alone",
    rule: "legacy-common-name",
    make: (scene, pick) =>
      again(scene, pick, ["etcd-server"], "CN=localhost without alternative names", () => ({
        subject: { commonName: "localhost", organizations: [] },
        without: [OID.subjectAltName],
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
