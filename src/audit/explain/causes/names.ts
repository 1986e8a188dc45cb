import type { Cause } from "../cause.ts";

const SHOWN = "openssl s_client -connect {address} </dev/null 2>/dev/null | openssl x509 -noout -ext subjectAltName";

export const nameCauses = {
  "dns-name-missing": {
    sentence: "The server was asked for under the name {name}, which is not in its certificate.",
    check: SHOWN,
    remedy:
      "Issue the server's certificate again with {name} among its names (kubeadm: apiServer.certSANs, then delete apiserver.crt and apiserver.key and run kubeadm init phase certs apiserver), or ask under a name that is in it (kubeconfig: tls-server-name).",
    restart: "The server, unless it reads its certificate again by itself (kube-apiserver does).",
  },
  "ip-address-missing": {
    sentence: "The server was asked for under the address {name}, which is not in its certificate.",
    check: SHOWN,
    remedy:
      "Issue the server's certificate again with {name} as an IP address, not as a DNS name, or ask under a name that is in it.",
    restart: "The server, unless it reads its certificate again by itself (kube-apiserver does).",
  },
  "legacy-common-name": {
    sentence: "The name stands only in the certificate's common name; Go looks at subjectAltName alone.",
    check: SHOWN,
    remedy: "Issue the certificate again with the name in subjectAltName.",
    restart: "The server whose certificate is replaced.",
  },
  "peer-address-missing": {
    sentence: "An etcd member came from an address that its peer certificate does not hold.",
    check: "openssl x509 -in /etc/kubernetes/pki/etcd/peer.crt -noout -ext subjectAltName",
    remedy: "On the member that came: issue its peer certificate again with the address that it comes from.",
    restart: "None: etcd reads its certificates for each connection.",
  },
  "peer-name-not-allowed": {
    sentence:
      "An etcd peer's certificate has a common name or a host name that --peer-cert-allowed-cn or --peer-cert-allowed-hostname does not permit.",
    check:
      "openssl x509 -in /etc/kubernetes/pki/etcd/peer.crt -noout -subject; grep -- --peer-cert-allowed /etc/kubernetes/manifests/etcd.yaml",
    remedy: "Issue the peer's certificate with that common name, or change the flag.",
    restart: "etcd, when its flag changed.",
  },
  "name-constraint-violated": {
    sentence: "An authority above may not vouch for a name or an address in the certificate.",
    check: "openssl x509 -in {trust} -noout -ext nameConstraints",
    remedy: "Leave the name out of the certificate, or issue it from an authority that may.",
    restart: "Whoever shows the certificate, once it is replaced.",
  },
} as const satisfies Record<string, Cause>;
