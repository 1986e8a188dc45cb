/** Names that a server's certificate lacks. */
import type { ComponentId } from "../../../catalog/types.ts";
import { settingOf } from "../../../inventory/actual.ts";
import { nthAddress } from "../../../spec/cidr.ts";
import type { Prediction } from "../../../trust/predict.ts";
import type { Fault, Rule } from "../../rule.ts";
import { toldWhole } from "../../told.ts";
import { isDialledByOne, type Refused, refused, whoBreaks, whose } from "../certificate-fault.ts";

const HOSTNAME = "Go crypto/x509 verify.go VerifyHostname; RFC 6125 section 6.4";

const dialled = (predictions: readonly Prediction[]): string[] => [
  ...new Set(predictions.map(({ connection }) => connection.name)),
];

const namesOf = ({ chain: { leaf } }: Refused): string => {
  const { dns = [], addresses = [] } = leaf.extensions.names ?? {};
  return [...dns.map((name) => `DNS:${name}`), ...addresses.map((address) => `IP Address:${address}`)].join(", ");
};

/** Servers whose missing names have a rule of their own. */
const OWN: readonly ComponentId[] = ["kube-apiserver", "etcd", "kubelet"];

function missing(
  titled: string,
  whom: (server: ComponentId) => boolean,
  mend: string,
  under: readonly string[] = [],
): Rule {
  return {
    title: `${titled} lacks a name that is dialled`,
    severity: "error",
    group: "roles",
    source: HOSTNAME,
    why: "A client asks the certificate for exactly what it dialled; the common name does not count. It breaks off when that is missing.",
    shows: [
      "x509: certificate is valid for ..., not ...",
      "x509: cannot validate certificate for ... because it doesn't contain any IP SANs",
    ],
    mend,
    breaks: ["hostname"],
    under,
    *check(scene): Generator<Fault> {
      for (const one of refused(scene, "hostname")) {
        const { names: some } = one.chain.leaf.extensions;
        if (some === undefined || !whom(one.predictions[0].connection.server.component)) continue;
        const isOwn = (prediction: Prediction): boolean =>
          prediction.connection.server.component !== "kube-apiserver" || !isDialledByOne(scene, prediction);
        const names = dialled(one.predictions.filter(isOwn)).join(", ");
        if (names === "") continue;
        yield {
          place: one.chain.place,
          message: `the certificate of ${whose(one.chain.leaf)} lacks ${names}, which ${whoBreaks(one)} asks for`,
          shown: { field: "X509v3 Subject Alternative Name", value: namesOf(one) },
          remedy: { sentence: `Issue it again with ${names} among its names. ${mend}` },
        };
      }
    },
  };
}

export const nameRules = {
  "apiserver-name-missing": missing(
    "The API server's certificate",
    (server) => server === "kube-apiserver",
    "kubeadm: add it to apiServer.certSANs, move apiserver.crt and apiserver.key away, and run kubeadm init phase certs apiserver.",
  ),
  "etcd-name-missing": missing(
    "etcd's certificate",
    (server) => server === "etcd",
    "kubeadm: add it to etcd.local.serverCertSANs or peerCertSANs, move the pair away, and run kubeadm init phase certs etcd-server or etcd-peer.",
    ["etcd-peer-address-missing"],
  ),
  "kubelet-name-missing": missing(
    "A kubelet's serving certificate",
    (server) => server === "kubelet",
    "With serverTLSBootstrap: true the kubelet asks for it itself, and somebody has to approve the request.",
  ),
  "server-name-missing": missing(
    "A server's certificate",
    (server) => !OWN.includes(server),
    "Names come from its specification.",
  ),
  "etcd-peer-address-missing": {
    title: "An etcd member's certificate lacks the address that it calls from",
    severity: "error",
    group: "roles",
    source: "etcd client/pkg/transport/listener_tls.go checkCertSAN",
    why: "etcd holds a peer's certificate against the address of the connection: a member that comes from another one is not let in, and the cluster loses it.",
    shows: [
      'rejected connection on peer endpoint ... error: "tls: \\"10.0.0.2\\" does not match any of DNSNames [...]"',
    ],
    mend: "Issue the peer certificate again with every address of the host.",
    breaks: ["peer"],
    *check(scene): Generator<Fault> {
      for (const one of refused(scene, "peer")) {
        const { client } = one.predictions[0].connection;
        const addresses = client.addresses.join(", ");
        yield {
          place: one.chain.place,
          message: `the certificate of ${whose(one.chain.leaf)} has none of ${addresses}, from which the member calls`,
          shown: { field: "X509v3 Subject Alternative Name", value: namesOf(one) },
          remedy: { sentence: `Issue it again with ${addresses} among its names.` },
        };
      }
    },
  },
  "apiserver-service-name-missing": {
    title: "The API server's certificate lacks names of the Service kubernetes",
    severity: "warning",
    group: "roles",
    source:
      "kubernetes cmd/kubeadm/app/util/pkiutil/pki_helpers.go GetAPIServerAltNames; pkg/controlplane/controller/kubernetesservice",
    why: "Pods reach the API server by the Service: its first address, or kubernetes.default.svc. Everything in the cluster that talks to the API then fails, and nothing on the hosts does.",
    shows: ["x509: certificate is valid for ..., not 10.96.0.1"],
    mend: "Issue it again with kubernetes, kubernetes.default, kubernetes.default.svc and the first address of the service network (the first of two).",
    under: ["apiserver-name-missing"],
    *check(scene): Generator<Fault> {
      for (const { host, component } of toldWhole(scene, "kube-apiserver")) {
        const file = settingOf(component, "tls-cert-file")?.file;
        const content = file?.contents.find(({ kind }) => kind === "certificate");
        if (file === undefined || content?.kind !== "certificate") continue;
        const { dns = [], addresses = [] } = content.certificate.extensions.names ?? {};
        // The Service kubernetes has one family, that of the first range, however many there are.
        const [range = ""] = settingOf(component, "service-cluster-ip-range")?.value.split(",") ?? [];
        const wanted = [nthAddress(range.trim(), 1)].flatMap((address) => address ?? []);
        const lacking = [
          ...["kubernetes.default.svc", "kubernetes.default"].filter((name) => !dns.includes(name)),
          ...wanted.filter((address) => !addresses.includes(address)),
        ];
        if (lacking.length === 0) continue;
        yield {
          place: { ...file.place, ...content.within },
          message: `the API server's certificate on ${host.name} lacks ${lacking.join(", ")}, by which pods reach it`,
          shown: {
            field: "X509v3 Subject Alternative Name",
            value: [...dns.map((one) => `DNS:${one}`), ...addresses.map((one) => `IP Address:${one}`)].join(", "),
          },
          remedy: { sentence: `Issue it again with ${lacking.join(", ")} among its names.` },
        };
      }
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;
