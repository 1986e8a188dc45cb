#!/bin/bash
# RSA-2048 keys one after the other. Usage: genrsa.sh COUNT OUT
set -euo pipefail
mkdir -p "$2"
for ((i = 0; i < $1; i++)); do openssl genrsa -out "$2/$i.key" 2048 2>/dev/null; done
