import type { Cause } from "../cause.ts";

const LOOK = "head -1 {file}; openssl x509 -in {file} -noout -subject";

export const fileCauses = {
  "key-mismatch": {
    sentence: "The private key does not belong to the certificate beside it.",
    check:
      "openssl x509 -in {certificate} -noout -pubkey | openssl sha256; openssl pkey -in {key} -pubout | openssl sha256",
    remedy:
      "Put the pair together again from where it was made, or issue the certificate again for the key that is there.",
    restart: "The program that reads the pair; kube-apiserver and kubelet go on with the old pair until it fits.",
  },
  "key-encrypted": {
    sentence: "The private key is protected by a passphrase, which the program cannot ask for.",
    check: "head -3 {key}",
    remedy: "Write it without: openssl pkey -in {key} -out plain.key, mode 0600.",
    restart: "The program that reads the key.",
  },
  "file-missing": {
    sentence: "The file is not where the setting says.",
    check: "ls -l {file}",
    remedy: "Put the file there (kubepki plan -f cluster.yaml says what is missing), or mend the path in the setting.",
    restart: "The program that reads the file; kubelet tries static pods again by itself.",
  },
  "file-not-readable": {
    sentence: "The file is there, but the program's user may not read it.",
    check: "ls -l {file}; namei -l {file}",
    remedy: "Give the file to the user that the program runs as: chown etcd: {file}; keep keys at mode 0600.",
    restart: "The program that reads the file.",
  },
  "pem-unreadable": {
    sentence:
      "The file or field holds no usable PEM: empty, DER, damaged, encoded twice, or not the number of certificates wanted.",
    check: LOOK,
    remedy:
      "Write it again as PEM: openssl x509 -inform der -in {file} -out NEW.crt; in a kubeconfig, base64 of the PEM, once and without line breaks.",
    restart: "The program that reads the file.",
  },
  "pem-wrong-type": {
    sentence: "The file holds good PEM of another kind: a key for a certificate, a request, a public key.",
    check: LOOK,
    remedy: "Look whether two paths in the settings are swapped, and name the right file.",
    restart: "The program that reads the file.",
  },
  "flag-missing": {
    sentence: "A setting that TLS or tokens need is not given, or not together with its partner.",
    check: "grep -E -- '--(tls|cert|key|client-ca|service-account|etcd|peer|trusted)' /etc/kubernetes/manifests/*.yaml",
    remedy: "Set it; kubepki apply -f cluster.yaml writes each component's whole settings.",
    restart: "The program that got the setting.",
  },
  "plain-http-to-tls-port": {
    sentence: "The client spoke plain HTTP to a port that wants TLS.",
    check: "curl -vk https://{address}/",
    remedy: "Write https:// where the client's address is set. A port scan or a wrong probe looks the same.",
    restart: "The client, when its setting changed.",
  },
  "tls-to-plain-http-port": {
    sentence: "The client spoke TLS to a port that answers without it.",
    check: "curl -v http://{address}/",
    remedy:
      "Give the server its certificate and key so that it speaks TLS, or mend the client's address: port, scheme, proxy (HTTPS_PROXY, NO_PROXY).",
    restart: "The side whose setting changed.",
  },
  "protocol-version-mismatch": {
    sentence: "The two sides share no version of TLS.",
    check:
      "openssl s_client -connect {address} -tls1_2 </dev/null; openssl s_client -connect {address} -tls1_3 </dev/null",
    remedy: "Let both speak TLS 1.2 or 1.3: --tls-min-version of the server, or a newer client.",
    restart: "The side whose setting changed.",
  },
  "no-shared-cipher": {
    sentence: "The two sides share no cipher suite, or no signature that fits the server's key.",
    check: "openssl s_client -connect {address} -tls1_2 -cipher ALL </dev/null",
    remedy:
      "Leave --tls-cipher-suites out, or name suites that the client has and that fit the kind of the server's key.",
    restart: "The server, when its setting changed.",
  },
} as const satisfies Record<string, Cause>;
