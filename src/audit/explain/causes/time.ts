import type { Cause } from "../cause.ts";

export const timeCauses = {
  expired: {
    sentence: "The certificate's time is over.",
    check: "openssl x509 -in {certificate} -noout -enddate",
    remedy:
      "Renew it: kubepki apply -f cluster.yaml, or kubeadm certs renew all; then copy the new kubeconfigs to whoever uses them.",
    restart:
      "Whoever shows the certificate. With kubeadm: the static pods kube-apiserver, kube-controller-manager, kube-scheduler and etcd.",
  },
  "not-yet-valid": {
    sentence: "The certificate's time has not begun.",
    check: "openssl x509 -in {certificate} -noout -startdate; date -u",
    remedy: "Wait, or issue it again with a notBefore in the past.",
    restart: "Whoever shows the certificate, once it is replaced.",
  },
  "clock-wrong": {
    sentence: "The certificate is good; the clock of the side that checks it is wrong.",
    check: "date -u; timedatectl show -p NTPSynchronized",
    remedy: "Set the clock and keep it set: timedatectl set-ntp true",
    restart: "None: the next attempt is checked with the right time.",
  },
  "ca-expired": {
    sentence: "An authority above the certificate is out of its time; the certificate itself may not be.",
    check:
      "openssl crl2pkcs7 -nocrl -certfile {trust} | openssl pkcs7 -print_certs -noout; openssl x509 -in {trust} -noout -enddate",
    remedy:
      "The authority has to be replaced, and all that it signed: a rotation. Nothing renews an authority by itself.",
    restart: "Everything that trusts the authority or shows its certificates.",
  },
  "crl-expired": {
    sentence: "The list of revoked certificates is past its next update.",
    check: "openssl crl -in {file} -noout -nextupdate",
    remedy: "Fetch or sign a new list: openssl ca -gencrl",
    restart: "Whoever reads the list; etcd reads it for each connection.",
  },
} as const satisfies Record<string, Cause>;
