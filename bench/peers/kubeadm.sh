#!/bin/bash
# One control plane by kubeadm's own two phases. Usage: kubeadm.sh KUBEADM CONFIG OUT
set -euo pipefail
"$1" init phase certs all --config "$2"
"$1" init phase kubeconfig all --config "$2" --kubeconfig-dir "$3"
