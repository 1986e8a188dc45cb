#!/bin/bash
# A kubeconfig (with its client certificate) for each host, one kubeadm process a host.
# Usage: kubeadm-kubelets.sh KUBEADM HOSTS CONFIGS OUT; CONFIGS/NUMBER.yaml is the configuration of that host.
set -euo pipefail
for ((i = 0; i < $2; i++)); do
  "$1" init phase kubeconfig kubelet --config "$3/$i.yaml" --kubeconfig-dir "$4/$i"
done
