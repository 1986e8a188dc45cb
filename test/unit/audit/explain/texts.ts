/** Texts as programs print them, written down by hand, with the cause that comes first. */
export const TOLD: readonly (readonly [cause: string, text: string])[] = [
  [
    "unknown-authority",
    'Nov 23 01:58:02 cp-1 kubelet[812]: E1123 01:58:02.094598     812 reflector.go:147] k8s.io/client-go/informers/factory.go:150: Failed to watch *v1.Node: failed to list *v1.Node: Get "https://10.0.0.11:6443/api/v1/nodes?limit=500": x509: certificate signed by unknown authority',
  ],
  [
    "same-name-different-key",
    'Unable to connect to the server: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes")',
  ],
  ["expired", "Unable to connect to the server: x509: certificate has expired or is not yet valid"],
  [
    "expired",
    "Unable to connect to the server: x509: certificate has expired or is not yet valid: current time 2023-01-01T00:00:00+08:00 is after 2022-12-31T07:00:00Z",
  ],
  [
    "ip-address-missing",
    '\u001b[31mERROR\u001b[0m Get "https://10.96.0.1:443/version": x509: certificate is valid for 10.96.0.10, 192.168.1.5, not 10.96.0.1',
  ],
  [
    "dns-name-missing",
    'Error: Kubernetes cluster unreachable: Get "https://k8s.example.com:6443/version": tls: failed to verify certificate: x509: certificate is valid for kubernetes, kubernetes.default, not k8s.example.com',
  ],
  [
    "tls-to-plain-http-port",
    'Failed to pull image "registry.local:5000/app": rpc error: code = Unknown desc = failed to pull and unpack image "registry.local:5000/app:latest": failed to resolve reference "registry.local:5000/app:latest": failed to do request: Head "https://registry.local:5000/v2/app/manifests/latest": http: server gave HTTP response to HTTPS client',
  ],
  [
    "unknown-authority",
    'failed to do request: Head "https://registry.local/v2/app/manifests/latest": tls: failed to verify certificate: x509: certificate signed by unknown authority',
  ],
  ["self-signed", "curl: (60) SSL certificate problem: self signed certificate"],
  ["unknown-authority", "curl: (60) SSL certificate problem: unable to get local issuer certificate"],
  ["expired", "curl: (60) SSL certificate problem: certificate has expired"],
  [
    "unknown-authority",
    "curl: (60) server certificate verification failed. CAfile: /etc/ssl/certs/ca-certificates.crt CRLfile: none",
  ],
  ["unknown-authority", "curl: (60) Peer's Certificate issuer is not recognized."],
  [
    "dns-name-missing",
    "curl: (51) SSL: certificate subject name 'kube' does not match target host name 'api.example.com'",
  ],
  [
    "unknown-authority",
    "curl: (60) schannel: SEC_E_UNTRUSTED_ROOT (0x80090325) - The certificate chain was issued by an authority that is not trusted.",
  ],
  [
    "ip-address-missing",
    "curl: (60) SSL: no alternative certificate subject name matches target ipv4 address '10.0.0.1'",
  ],
  [
    "client-certificate-missing",
    "curl: (56) OpenSSL SSL_read: error:1409445C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required, errno 0",
  ],
  ["client-certificate-missing", "curl: (35) error:14094412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate"],
  ["tls-to-plain-http-port", "curl: (35) error:1408F10B:SSL routines:ssl3_get_record:wrong version number"],
  ["unknown-authority", "curl: (35) error:0A000086:SSL routines::certificate verify failed"],
  [
    "pem-unreadable",
    "curl: (58) could not load PEM client certificate, OpenSSL error error:0909006C:PEM routines:get_name:no start line, (no key found, wrong pass phrase, or wrong file format?)",
  ],
  [
    "unknown-authority",
    "Error: unable to verify the first certificate\n    at TLSSocket.onConnectSecure (node:_tls_wrap:1540:34)\n  code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'",
  ],
  [
    "dns-name-missing",
    "Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames: Host: api.example.com. is not in the cert's altnames: DNS:kubernetes, DNS:kubernetes.default",
  ],
  ["unknown-authority", "npm ERR! code SELF_SIGNED_CERT_IN_CHAIN"],
  [
    "ip-address-missing",
    "requests.exceptions.SSLError: HTTPSConnectionPool(host='10.0.0.1', port=6443): Max retries exceeded with url: /api (Caused by SSLError(SSLCertVerificationError(1, \"[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: IP address mismatch, certificate is not valid for '10.0.0.1'. (_ssl.c:1129)\")))",
  ],
  [
    "dns-name-missing",
    "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid for 'api.local'. (_ssl.c:1006)",
  ],
  [
    "client-certificate-missing",
    "ssl.SSLError: [SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required (_ssl.c:2580)",
  ],
  ["key-mismatch", "ssl.SSLError: [X509: KEY_VALUES_MISMATCH] key values mismatch (_ssl.c:3900)"],
  [
    "unknown-authority",
    "javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target",
  ],
  [
    "ip-address-missing",
    "javax.net.ssl.SSLHandshakeException: java.security.cert.CertificateException: No subject alternative names matching IP address 10.0.0.1 found",
  ],
  ["dns-name-missing", "javax.net.ssl.SSLHandshakeException: No name matching api.example.com found"],
  ["expired", "Caused by: java.security.cert.CertificateExpiredException: NotAfter: Sat Jan 01 00:00:00 UTC 2022"],
  ["client-certificate-missing", "javax.net.ssl.SSLHandshakeException: Received fatal alert: bad_certificate"],
  ["tls-to-plain-http-port", "javax.net.ssl.SSLException: Unsupported or unrecognized SSL message"],
  [
    "key-mismatch",
    '2026/11/23 01:58:28 [emerg] 1#1: SSL_CTX_use_PrivateKey("/etc/nginx/tls/lb.key") failed (SSL: error:0B080074:x509 certificate routines:X509_check_private_key:key values mismatch)',
  ],
  [
    "file-missing",
    "2026/11/23 01:58:28 [emerg] 1#1: cannot load certificate \"/etc/nginx/tls/lb.crt\": BIO_new_file() failed (SSL: error:02001002:system library:fopen:No such file or directory:fopen('/etc/nginx/tls/lb.crt','r') error:2006D080:BIO routines:BIO_new_file:no such file)",
  ],
  [
    "unknown-authority",
    "2026/11/23 01:58:28 [info] 7#7: *3 SSL_do_handshake() failed (SSL: error:14094416:SSL routines:ssl3_read_bytes:sslv3 alert certificate unknown:SSL alert number 46) while SSL handshaking, client: 10.0.0.2, server: 0.0.0.0:443",
  ],
  [
    "unknown-authority",
    "2026/11/23 client SSL certificate verify error: (21:unable to verify the first certificate) while reading client request headers, client: 127.0.0.1",
  ],
  [
    "client-auth-missing",
    '{"level":"warn","ts":"2022-01-01T00:00:00.000Z","caller":"embed/config_logging.go:169","msg":"rejected connection","remote-addr":"10.0.0.12:51234","server-name":"","error":"tls: failed to verify client\'s certificate: x509: certificate specifies an incompatible key usage"}',
  ],
  [
    "unknown-authority",
    '2020-01-01 00:00:00.000000 I | embed: rejected connection from "10.0.0.12:51234" (error "remote error: tls: bad certificate", ServerName "")',
  ],
  [
    "unknown-authority",
    'etcd[881]: rejected connection from "10.0.0.5:4312" (error "tls: failed to verify client\'s certificate: x509: certificate signed by unknown authority", ServerName "")',
  ],
  [
    "token-unknown",
    'couldn\'t validate the identity of the API Server: could not find a JWS signature in the cluster-info ConfigMap for token ID "abcdef"',
  ],
  [
    "file-missing",
    "[failure loading certificate for CA: couldn't load the certificate file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory, failure loading key for service account]",
  ],
  ["file-not-readable", "open /etc/kubernetes/pki/apiserver.key: permission denied"],
  [
    "file-not-readable",
    'error: error loading config file "/etc/kubernetes/admin.conf": open /etc/kubernetes/admin.conf: permission denied',
  ],
  [
    "token-expired",
    'E0101 00:00:00.000000       1 authentication.go:63] "Unable to authenticate the request" err="[invalid bearer token, service account token has expired]"',
  ],
  [
    "unknown-authority",
    "Unable to authenticate the request due to an error: x509: certificate signed by unknown authority",
  ],
  ["csr-not-approved", "Error from server: error dialing backend: remote error: tls: internal error"],
  [
    "csr-not-approved",
    "http: TLS handshake error from 10.0.0.1:4312: no serving certificate available for the kubelet",
  ],
  ["expired", "error: You must be logged in to the server (Unauthorized)"],
  [
    "expired",
    "error: You must be logged in to the server (the server has asked for the client to provide credentials)",
  ],
  [
    "client-certificate-missing",
    'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "default"',
  ],
  [
    "role-binding-missing",
    'pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" in API group "" in the namespace "default"',
  ],
  [
    "plain-http-to-tls-port",
    "http: TLS handshake error from 10.0.0.1:4312: tls: first record does not look like a TLS handshake",
  ],
  [
    "plain-http-to-tls-port",
    "http: TLS handshake error from 10.0.0.1:4312: client sent an HTTP request to an HTTPS server",
  ],
  ["plain-http-to-tls-port", "Client sent an HTTP request to an HTTPS server."],
  [
    "no-shared-cipher",
    "http: TLS handshake error from 10.0.0.1:4312: tls: no cipher suite supported by both client and server",
  ],
  ["unknown-authority", "http: TLS handshake error from 10.0.0.1:4312: remote error: tls: unknown certificate"],
  [
    "same-name-different-key",
    'Internal error occurred: failed calling webhook "webhook.cert-manager.io": failed to call webhook: Post "https://cert-manager-webhook.cert-manager.svc:443/mutate?timeout=10s": x509: certificate signed by unknown authority (possibly because of "x509: ECDSA verification failure" while trying to verify candidate authority certificate "cert-manager-webhook-ca")',
  ],
  [
    "dns-name-missing",
    "failed calling webhook: x509: certificate is not valid for any names, but wanted to match webhook.default.svc",
  ],
  [
    "weak-signature",
    "x509: cannot verify signature: insecure algorithm SHA1-RSA (temporarily override with GODEBUG=x509sha1=1)",
  ],
  ["negative-serial-number", "tls: failed to parse certificate from server: x509: negative serial number"],
  ["rsa-key-too-large", "tls: server sent certificate containing RSA key larger than 8192 bits"],
  [
    "pem-wrong-type",
    'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [CERTIFICATE REQUEST]',
  ],
  ["pem-wrong-type", "tls: found a certificate rather than a key in the PEM for the private key"],
  [
    "pem-unreadable",
    "unable to load certificate\n140004:error:0909006C:PEM routines:get_name:no start line:../crypto/pem/pem_lib.c:745:Expecting: TRUSTED CERTIFICATE",
  ],
  ["unknown-authority", "error 20 at 0 depth lookup: unable to get local issuer certificate"],
  ["self-signed", "error 18 at 0 depth lookup: self signed certificate"],
  ["expired", "error 10 at 0 depth lookup:certificate has expired"],
  ["ca-basic-constraints-missing", "error 24 at 1 depth lookup: invalid CA certificate"],
  ["unknown-authority", "Verify return code: 19 (self signed certificate in certificate chain)"],
  ["unknown-authority", "verify error:num=20:unable to get local issuer certificate"],
  [
    "unknown-authority",
    "git: fatal: unable to access 'https://git.local/': server certificate verification failed. CAfile: none CRLfile: none",
  ],
  [
    "unknown-authority",
    "upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport failure reason: TLS error: 268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED",
  ],
  [
    "unknown-authority",
    "The SSL connection could not be established, see inner exception. The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot",
  ],
  ["unknown-authority", "invalid peer certificate: UnknownIssuer"],
  ["expired", "invalid peer certificate: Expired"],
  ["unknown-authority", "net::ERR_CERT_AUTHORITY_INVALID"],
  [
    "unknown-authority",
    "SSL_connect returned=1 errno=0 peeraddr=10.0.0.1:6443 state=error: certificate verify failed (self-signed certificate in certificate chain)",
  ],
  [
    "expired",
    'E0101 run.go:74] "command failed" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"',
  ],
  ["key-mismatch", "curl: (58) unable to set private key file: '/etc/kubernetes/pki/admin.key' type PEM"],
  [
    "key-encrypted",
    "40F7:error:1C800064:Provider routines:ossl_cipher_unpadblock:bad decrypt:providers/implementations/ciphers/ciphercommon_block.c:107:",
  ],
  [
    "flag-missing",
    "error: TLS key/cert (--peer-cert-file, --peer-key-file) must be provided for peer url https://10.0.0.11:2380 with HTTPS scheme",
  ],
  ["front-proxy-name-not-allowed", "x509: subject with cn=proxy is not in the allowed list"],
  [
    "weak-key",
    "tls: failed to verify certificate: crypto/rsa: 768-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)",
  ],
  ["path-length-exceeded", "error 25 at 2 depth lookup: path length constraint exceeded"],
  [
    "name-constraint-violated",
    'x509: a root or intermediate certificate is not authorized to sign for this name: DNS name "api.example.com" is excluded by constraint "example.com"',
  ],
  ["unhandled-critical-extension", "Error verifying: x509: unhandled critical extension"],
  ["crl-expired", "error 12 at 0 depth lookup: CRL has expired"],
  [
    "peer-address-missing",
    'embed: rejected connection from "10.0.0.13:40112" (error "tls: \\"10.0.0.13\\" does not match any of DNSNames [\\"etcd-3\\"] (lookup etcd-3 on 10.96.0.10:53: no such host)", ServerName "")',
  ],
  [
    "ip-address-missing",
    'Post "https://10.0.0.9:8443/validate": x509: cannot validate certificate for 10.0.0.9 because it doesn\'t contain any IP SANs',
  ],
  [
    "self-signed",
    'unable to fully scrape metrics from node w-1: Get "https://10.0.0.21:10250/metrics/resource": x509: cannot validate certificate for 10.0.0.21 because it doesn\'t contain any IP SANs',
  ],
  [
    "peer-name-not-allowed",
    '{"level":"warn","caller":"embed/config_logging.go:160","msg":"rejected connection","remote-addr":"10.0.0.12:5113","error":"client certificate authentication failed"}',
  ],
  ["certificate-malformed", "tls: failed to parse certificate from server: x509: malformed tbs certificate"],
  ["certificate-malformed", "x509: inner and outer signature algorithm identifiers don't match"],
  [
    "common-name-empty",
    'E1123 authentication.go:70] "Unable to authenticate the request" err="x509: certificate signed by unknown authority"',
  ],
  ["certificate-revoked", "remote error: tls: revoked certificate"],
  ["certificate-revoked", "verify error:num=23:certificate revoked"],
  ["weak-signature", "Error: unspecified certificate verification error"],
  [
    "ca-hash-mismatch",
    '[discovery] Failed to connect to API Server "10.0.0.11:6443": cluster CA found in cluster-info ConfigMap is invalid: none of the public keys "sha256:ab12" are pinned',
  ],
  [
    "service-account-key-mismatch",
    '"Unable to authenticate the request" err="[invalid bearer token, square/go-jose: error in cryptographic primitive]"',
  ],
  [
    "token-audience-mismatch",
    'err="[invalid bearer token, token audiences ["api"] is invalid for the target audiences ["https://kubernetes.default.svc"]]"',
  ],
  [
    "token-unknown",
    '"Unable to authenticate the request" err="[invalid bearer token, service account token has been invalidated]"',
  ],
  [
    "group-missing",
    'nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope',
  ],
  [
    "wrong-user-name",
    'leases.coordination.k8s.io "kube-scheduler" is forbidden: User "kube-scheduler" cannot get resource "leases"',
  ],
  [
    "protocol-version-mismatch",
    "http: TLS handshake error from 10.0.0.4:3321: tls: client offered only unsupported versions: [301]",
  ],
  [
    "protocol-version-mismatch",
    "140F:error:1409442E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:ssl/record/rec_layer_s3.c:1544:SSL alert number 70",
  ],
  ["client-certificate-missing", "curl: (55) getpeername() failed with errno 107: Transport endpoint is not connected"],
  [
    "unknown-authority",
    "W0101 etcd client: rpc error: code = DeadlineExceeded desc = latest balancer error: all SubConns are in TransientFailure",
  ],
];

/** What is in the same logs and is not about certificates, or no fault. */
export const OTHERS: readonly string[] = [
  '{"level":"warn","caller":"rafthttp/stream.go:682","msg":"request sent was ignored by remote peer due to server version incompatibility"}',
  "error execution phase preflight: [preflight] Some fatal errors occurred:\n\t[ERROR FileAvailable--etc-kubernetes-pki-ca.crt]: /etc/kubernetes/pki/ca.crt already exists",
  'error execution phase control-plane-prepare/download-certs: error downloading certs: error downloading the secret: Secret "kubeadm-certs" was not found in the "kube-system" Namespace. This Secret might have expired.',
  "http: TLS handshake error from 10.0.0.1:4312: tls: client certificate used with invalid signature algorithm",
  "dial tcp 10.0.0.11:6443: connect: connection refused",
  "The connection to the server localhost:8080 was refused - did you specify the right host or port?",
  "net/http: TLS handshake timeout",
  'Error from server (NotFound): pods "x" not found',
  'pods "x" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
  'pods "x" is forbidden: exceeded quota: q, requested: cpu=1',
  'Back-off pulling image "nginx:1.99": ErrImagePull: failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://auth.docker.io/token: 401 Unauthorized',
  'I1123 02:05:40.586614     817 dynamic_cafile_content.go:161] "Starting controller" name="client-ca-bundle::/etc/kubernetes/pki/ca.crt"',
  "I1123 02:05:40.586614     817 secure_serving.go:213] Serving securely on [::]:6443",
  '[certs] Generating "apiserver" certificate and key',
  "I1123 certificate_manager.go:356] kubernetes.io/kube-apiserver-client-kubelet: Rotating certificates",
  "certificatesigningrequest.certificates.k8s.io/csr-abc approved",
  "kubelet[1]: E0101 open /var/lib/kubelet/config.yaml: no such file or directory",
  "E0101 open /etc/cni/net.d/10-flannel.conf: no such file or directory",
  '{"level":"info","msg":"starting with client TLS","tls-info":"cert = /etc/kubernetes/pki/etcd/server.crt, key = /etc/kubernetes/pki/etcd/server.key, client-cert=, trusted-ca = /etc/kubernetes/pki/etcd/ca.crt, client-cert-auth = true, crl-file = "}',
  '{"level":"warn","msg":"apply request took too long","took":"300ms","error":"context deadline exceeded"}',
  "OOMKilled",
  'nginx: [warn] conflicting server name "x" on 0.0.0.0:443, ignored',
  'Get "https://10.0.0.1:10250/metrics": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  "permission denied: cannot create directory /data",
  "The certificate of the course was handed out",
  "token bucket full; http 429",
];
