/** Authorities, keys and lifetimes in the document. */
import { authorities as knownAuthorities, topologies } from "../../catalog/authorities.ts";
import type { AuthorityId, IssuingAuthorityId, Purpose, TopologyId } from "../../catalog/types.ts";
import { KEY_ALGORITHMS } from "../../x509/algorithm.ts";
import { either, idsOf, mapOf, mapping, number, oneOf, optional, text, texts } from "./schema-parts.ts";
import type { Field, Words } from "./shape.ts";

/** How people say it -> the catalogue's id. */
export const TOPOLOGY_NAMES: Readonly<Record<string, TopologyId>> = {
  one: "single",
  three: "kubeadm",
  kubelets: "kubelets-apart",
  signers: "signers-apart",
  ...Object.fromEntries(idsOf<TopologyId>(topologies).map((id) => [id, id])),
};
const topologyNames = idsOf(TOPOLOGY_NAMES);

/** One for all fields: making shapes takes time at every start. */
const authority = mapping({
  certificateFile: optional(
    text,
    "PEM file with the certificate of an authority made elsewhere, seen from this document's folder; with the chain above it when it is an intermediate.",
  ),
  keyFile: optional(
    text,
    "PEM file with its private key. Without it only what needs no signature is made, and the rest is named.",
  ),
  commonName: optional(text, "Common name of the authority when it is made here."),
  nameConstraints: optional(
    mapping({
      dns: optional(texts, "DNS domains; each stands for itself and everything below it.", {
        examples: [["nodes.example.com"]],
      }),
      networks: optional(texts, "Networks of addresses.", { examples: [["10.0.0.0/8", "fd00::/8"]] }),
    }),
    "Limits of what it can vouch for when it is made here (RFC 5280 section 4.2.1.10): names of hosts and networks. What every cluster needs (service names and addresses, localhost, the endpoint) is added.",
  ),
});

const issuingIds = idsOf<IssuingAuthorityId>(knownAuthorities);
const purposes = idsOf<Purpose>(topologies.kubeadm.issuerOf);

/** One field for each authority of the catalogue, and for each root that may stand above it. */
const eachAuthority = Object.fromEntries([
  ...issuingIds.map((id) => [id, optional(authority, `The ${knownAuthorities[id].title}.`)]),
  ["root-ca", optional(authority, "The offline root, with `roots: shared`.")],
  ...issuingIds.map((id) => [`${id}-root`, optional(authority, `The root above \`${id}\`, with \`roots: each\`.`)]),
]) as Record<AuthorityId, Field<typeof authority, false>>;

const eachPurpose = Object.fromEntries(
  purposes.map((id) => [id, optional(oneOf(issuingIds), `Who issues for \`${id}\`.`)]),
) as Record<Purpose, Field<Words<IssuingAuthorityId>, false>>;

export const authorities = () =>
  optional(
    either([
      oneOf(topologyNames),
      mapping({
        topology: optional(oneOf(topologyNames), "Which authorities there are.", { default: "three" }),
        issuers: optional(mapping(eachPurpose), "Purposes that another authority issues for than the topology says."),
        roots: optional(
          oneOf(["none", "shared", "each"]),
          "none: authorities sign themselves. each: every authority stands below an offline root of its own. shared: all of them stand below one.",
          { default: "none" },
        ),
        encryption: optional(
          oneOf(["none", "scrypt", "pbkdf2"]),
          "Private keys in the authorities' folder are encrypted with a passphrase (PKCS#8, this key derivation). Those that components use stay plain: no component can read an encrypted one.",
          { default: "none" },
        ),
        keys: optional(
          oneOf(["hosts", "apart"]),
          "hosts: the private keys that the layout's own tools want are also put on the control planes. apart: they stay in the authorities' folder.",
          { default: "hosts" },
        ),
        ...eachAuthority,
      }),
    ]),
    `Trust topology: ${Object.entries(TOPOLOGY_NAMES)
      .filter(([name, id]) => name !== id || id === "five")
      .map(([name, id]) => `${name} (${topologies[id].title})`)
      .join(", ")}; or a mapping that says more.`,
    { default: "three" },
  );

const algorithm = (description: string, more: object = {}) =>
  optional(text, description, { examples: KEY_ALGORITHMS, ...more });

export const keys = () =>
  optional(
    either([
      text,
      mapping({
        authorities: algorithm("Keys of authorities.", { default: "ECDSA-P256" }),
        credentials: algorithm("Keys of everything that authorities sign.", { default: "ECDSA-P256" }),
        serviceAccount: algorithm(
          "Key that signs service-account tokens: RSA or ECDSA. By default as the credentials, ECDSA-P256 when that is Ed25519.",
        ),
        overrides: optional(mapOf(text), "By the id of one credential or authority; wins over the above.", {
          examples: [{ "etcd-ca": "ECDSA-P384" }],
        }),
      }),
    ]),
    "Key algorithm, one for all or by role.",
    { default: "ECDSA-P256", examples: KEY_ALGORITHMS },
  );

const duration = (description: string, value: string) =>
  optional(text, `${description} Units: y, w, d, h, m, s.`, { default: value, examples: [value] });

export const lifetimes = () =>
  optional(
    mapping({
      roots: duration("Of offline roots.", "20y"),
      authorities: duration("Of authorities.", "10y"),
      credentials: duration("Of the components' certificates.", "1y"),
      users: duration("Of users' certificates.", "1y"),
      backdate: duration("How far back certificates begin, for clocks that are late.", "5m"),
      renewBefore: optional(
        either([number, text]),
        "Apply renews what has less than this share of its life left: a number from 0 to 1, or a percentage.",
        { default: "25%" },
      ),
    }),
    "How long certificates are valid. Nothing outlives its authority.",
  );
