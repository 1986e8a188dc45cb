#!/bin/bash
# A cluster's whole PKI as the tutorials make it: bash and openssl, one process a step, P-256.
# Usage: openssl.sh HOSTS OUT
set -euo pipefail
hosts=$1 out=$2
server=https://api.bench.example:6443
umask 077
mkdir -p "$out/pki/etcd" "$out/hosts"
cd "$out/pki"

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

authority() { # FILE CN
  key "$1.key"
  openssl req -new -x509 -key "$1.key" -sha256 -days 3650 -subj "/CN=$2" \
    -addext "keyUsage=critical,keyCertSign,cRLSign,digitalSignature" -out "$1.crt"
}

leaf() { # FILE AUTHORITY SUBJECT USAGE [SAN]
  key "$1.key"
  openssl req -new -key "$1.key" -sha256 -subj "$3" -out "$1.csr"
  {
    printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n'
    printf 'extendedKeyUsage=%s\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' "$4"
    if [ -n "${5:-}" ]; then printf 'subjectAltName=%s\n' "$5"; fi
  } >"$1.ext"
  openssl x509 -req -in "$1.csr" -CA "$2.crt" -CAkey "$2.key" -CAcreateserial -days 365 -sha256 \
    -extfile "$1.ext" -out "$1.crt" 2>/dev/null
}

kubeconfig() { # FILE USER CERTIFICATE KEY
  cat >"$1" <<EOF
apiVersion: v1
kind: Config
clusters:
- name: bench
  cluster:
    certificate-authority-data: $ca_data
    server: $server
users:
- name: $2
  user:
    client-certificate-data: $(base64 -w0 <"$3")
    client-key-data: $(base64 -w0 <"$4")
contexts:
- name: $2@bench
  context: {cluster: bench, user: $2}
current-context: $2@bench
EOF
}

authority ca kubernetes
authority etcd/ca etcd-ca
authority front-proxy-ca front-proxy-ca
key sa.key
openssl pkey -in sa.key -pubout -out sa.pub
ca_data=$(base64 -w0 <ca.crt)

node=DNS:cp-1,IP:10.0.0.11
leaf apiserver ca /CN=kube-apiserver serverAuth "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,\
DNS:kubernetes.default.svc.cluster.local,DNS:api.bench.example,$node,IP:10.96.0.1"
leaf apiserver-kubelet-client ca /O=kubeadm:cluster-admins/CN=kube-apiserver-kubelet-client clientAuth
leaf apiserver-etcd-client etcd/ca /CN=kube-apiserver-etcd-client clientAuth
leaf front-proxy-client front-proxy-ca /CN=front-proxy-client clientAuth
leaf etcd/server etcd/ca /CN=cp-1 serverAuth,clientAuth "DNS:localhost,IP:127.0.0.1,$node"
leaf etcd/peer etcd/ca /CN=cp-1 serverAuth,clientAuth "DNS:localhost,IP:127.0.0.1,$node"
leaf etcd/healthcheck-client etcd/ca /CN=kube-etcd-healthcheck-client clientAuth
leaf controller-manager-server ca /CN=kube-controller-manager serverAuth "DNS:localhost,IP:127.0.0.1,$node"
leaf scheduler-server ca /CN=kube-scheduler serverAuth "DNS:localhost,IP:127.0.0.1,$node"
leaf controller-manager ca /CN=system:kube-controller-manager clientAuth
leaf scheduler ca /CN=system:kube-scheduler clientAuth
leaf admin ca /O=kubeadm:cluster-admins/CN=kubernetes-admin clientAuth
leaf super-admin ca /O=system:masters/CN=kubernetes-super-admin clientAuth
for user in admin controller-manager scheduler; do kubeconfig "../$user.conf" "$user" "$user.crt" "$user.key"; done

for ((i = 0; i < hosts; i++)); do
  if ((i == 0)); then name=cp-1 address=10.0.0.11; else
    printf -v name 'worker-%04d' "$i"
    address=10.1.$(((i - 1) / 250)).$(((i - 1) % 250 + 1))
  fi
  host=../hosts/$name
  mkdir "$host"
  leaf "$host/kubelet-server" ca "/O=system:nodes/CN=system:node:$name" serverAuth "DNS:$name,IP:$address"
  leaf "$host/kubelet-client" ca "/O=system:nodes/CN=system:node:$name" clientAuth
  kubeconfig "$host/kubelet.conf" "system:node:$name" "$host/kubelet-client.crt" "$host/kubelet-client.key"
done
