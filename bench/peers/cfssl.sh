#!/bin/bash
# A cluster's whole PKI with cfssl and cfssljson, P-256.
# Usage: cfssl.sh HOSTS OUT
set -euo pipefail
hosts=$1 out=$2
server=https://api.bench.example:6443
umask 077
mkdir -p "$out/pki/etcd" "$out/hosts"
cd "$out/pki"

cat >config.json <<'EOF'
{"signing": {"default": {"expiry": "8760h"}, "profiles": {
  "server": {"expiry": "8760h", "usages": ["digital signature", "server auth"]},
  "client": {"expiry": "8760h", "usages": ["digital signature", "client auth"]},
  "both": {"expiry": "8760h", "usages": ["digital signature", "server auth", "client auth"]}}}}
EOF

authority() { # FILE CN
  cfssl gencert -loglevel=5 -initca - <<EOF | cfssljson -bare "$1"
{"CN": "$2", "key": {"algo": "ecdsa", "size": 256}, "ca": {"expiry": "87600h"}}
EOF
}

leaf() { # FILE AUTHORITY CN O PROFILE [NAMES]
  cfssl gencert -loglevel=5 -ca="$2.pem" -ca-key="$2-key.pem" -config=config.json -profile="$5" -hostname="${6:-}" - <<EOF | cfssljson -bare "$1"
{"CN": "$3", "key": {"algo": "ecdsa", "size": 256}, "names": [{"O": "$4"}]}
EOF
}

kubeconfig() { # FILE USER PAIR
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
    client-certificate-data: $(base64 -w0 <"$3.pem")
    client-key-data: $(base64 -w0 <"$3-key.pem")
contexts:
- name: $2@bench
  context: {cluster: bench, user: $2}
current-context: $2@bench
EOF
}

authority ca kubernetes
authority etcd/ca etcd-ca
authority front-proxy-ca front-proxy-ca
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out sa.key 2>/dev/null
openssl pkey -in sa.key -pubout -out sa.pub
ca_data=$(base64 -w0 <ca.pem)

node=cp-1,10.0.0.11
leaf apiserver ca kube-apiserver "" server \
  "kubernetes,kubernetes.default,kubernetes.default.svc,kubernetes.default.svc.cluster.local,api.bench.example,$node,10.96.0.1"
leaf apiserver-kubelet-client ca kube-apiserver-kubelet-client kubeadm:cluster-admins client
leaf apiserver-etcd-client etcd/ca kube-apiserver-etcd-client "" client
leaf front-proxy-client front-proxy-ca front-proxy-client "" client
leaf etcd/server etcd/ca cp-1 "" both "localhost,127.0.0.1,$node"
leaf etcd/peer etcd/ca cp-1 "" both "localhost,127.0.0.1,$node"
leaf etcd/healthcheck-client etcd/ca kube-etcd-healthcheck-client "" client
leaf controller-manager-server ca kube-controller-manager "" server "localhost,127.0.0.1,$node"
leaf scheduler-server ca kube-scheduler "" server "localhost,127.0.0.1,$node"
leaf controller-manager ca system:kube-controller-manager "" client
leaf scheduler ca system:kube-scheduler "" client
leaf admin ca kubernetes-admin kubeadm:cluster-admins client
leaf super-admin ca kubernetes-super-admin system:masters client
for user in admin controller-manager scheduler; do kubeconfig "../$user.conf" "$user" "$user"; done

for ((i = 0; i < hosts; i++)); do
  if ((i == 0)); then name=cp-1 address=10.0.0.11; else
    printf -v name 'worker-%04d' "$i"
    address=10.1.$(((i - 1) / 250)).$(((i - 1) % 250 + 1))
  fi
  host=../hosts/$name
  mkdir "$host"
  leaf "$host/kubelet-server" ca "system:node:$name" system:nodes server "$name,$address"
  leaf "$host/kubelet-client" ca "system:node:$name" system:nodes client
  kubeconfig "$host/kubelet.conf" "system:node:$name" "$host/kubelet-client"
done
