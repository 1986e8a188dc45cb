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
  [
    "unknown-authority",
    '2024/05/01 10:00:00 [error] 31#31: *1 SSL_do_handshake() failed (SSL: error:1416F086:SSL routines:tls_process_server_certificate:certificate verify failed) while SSL handshaking to upstream, client: 10.0.0.2, server: x, upstream: "https://10.0.0.3:443/"',
  ],
  [
    "dns-name-missing",
    '2024/05/01 10:00:00 [error] 31#31: *1 upstream SSL certificate does not match "backend.local" while SSL handshaking to upstream',
  ],
  [
    "protocol-version-mismatch",
    "2024/05/01 10:00:00 [crit] 31#31: *1 SSL_do_handshake() failed (SSL: error:0A000102:SSL routines::unsupported protocol) while SSL handshaking, client: 10.0.0.2",
  ],
  [
    "no-shared-cipher",
    "2024/05/01 10:00:00 [info] 31#31: *1 SSL_do_handshake() failed (SSL: error:0A0000C1:SSL routines::no shared cipher) while SSL handshaking, client: 10.0.0.2",
  ],
  [
    "unknown-authority",
    "2024/05/01 10:00:00 [info] 31#31: *1 client SSL certificate verify error: (20:unable to get local issuer certificate) while reading client request headers",
  ],
  [
    "client-auth-missing",
    "2024/05/01 10:00:00 [info] 31#31: *1 client SSL certificate verify error: (26:unsuitable certificate purpose) while reading client request headers, client: 127.0.0.1",
  ],
  [
    "client-certificate-missing",
    "<center><h1>400 Bad Request</h1></center>\n<center>No required SSL certificate was sent</center>",
  ],
  [
    "expired",
    'E0501 10:00:00.000000       1 cacher.go:450] cacher (secrets): unexpected ListAndWatch error: failed to list *core.Secret: rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: x509: certificate has expired or is not yet valid: current time 2024-05-01T10:00:00Z is after 2024-04-30T09:00:00Z"',
  ],
  [
    "ip-address-missing",
    '{"level":"warn","ts":"2024-05-01T10:00:00.000Z","caller":"rafthttp/probing_status.go:70","msg":"prober detected unhealthy status","round-tripper-name":"ROUND_TRIPPER_RAFT_MESSAGE","remote-peer-id":"8e9e05c52164694d","rtt":"0s","error":"x509: certificate is valid for 10.0.0.11, 127.0.0.1, ::1, not 10.0.0.12"}',
  ],
  [
    "peer-address-missing",
    '{"level":"warn","ts":"2024-05-01T10:00:00.000Z","caller":"embed/config_logging.go:169","msg":"rejected connection","remote-addr":"10.0.0.13:55010","server-name":"","ip-addresses":["10.0.0.12"],"dns-names":["m2"],"error":"tls: \\"10.0.0.13\\" does not match any of DNSNames [\\"m2\\"] (lookup m2 on 10.0.0.2:53: no such host)"}',
  ],
  [
    "unknown-authority",
    '{"level":"warn","caller":"etcdserver/cluster_util.go:288","msg":"failed to reach the peer URL","address":"https://10.0.0.12:2380/version","error":"Get \\"https://10.0.0.12:2380/version\\": x509: certificate signed by unknown authority"}',
  ],
  [
    "file-not-readable",
    '{"level":"fatal","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"open /etc/kubernetes/pki/etcd/peer.key: permission denied"}',
  ],
  [
    "unknown-authority",
    "Error:  client: etcd cluster is unavailable or misconfigured; error #0: x509: certificate signed by unknown authority",
  ],
  [
    "ip-address-missing",
    "Unable to connect to the server: x509: certificate is valid for 10.96.0.1, 192.168.0.5, not 203.0.113.7",
  ],
  ["unknown-authority", "Unable to connect to the server: remote error: tls: unknown certificate authority"],
  [
    "unknown-authority",
    "Unable to connect to the server: tls: failed to verify certificate: x509: \u201ckube-apiserver\u201d certificate is not trusted",
  ],
  ["certificate-malformed", "x509: \u201ckubernetes\u201d certificate is not standards compliant"],
  [
    "weak-signature",
    'tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of "x509: cannot verify signature: insecure algorithm SHA1-RSA (temporarily override with GODEBUG=x509sha1=1)" while trying to verify candidate authority certificate "root")',
  ],
  [
    "file-missing",
    "error: failed to get client certificate: open /home/me/.kube/client.crt: no such file or directory",
  ],
  ["file-missing", "error: stat /etc/kubernetes/admin.conf: no such file or directory"],
  ["pem-unreadable", "error: tls: failed to find any PEM data in key input"],
  [
    "file-not-readable",
    "Error in configuration: unable to read certificate-authority /home/me/.minikube/ca.crt for minikube due to open /home/me/.minikube/ca.crt: permission denied",
  ],
  ["expired", "error execution phase kubelet-start: error uploading crisocket: Unauthorized"],
  [
    "token-unknown",
    'error execution phase preflight: couldn\'t validate the identity of the API Server: could not find a JWS signature in the cluster-info ConfigMap for token ID "abc123"',
  ],
  [
    "unknown-authority",
    "error execution phase check-etcd: etcd cluster is not healthy: failed to dial endpoint https://10.0.0.12:2379 with maintenance client: context deadline exceeded",
  ],
  [
    "same-name-different-key",
    'error execution phase certs/apiserver: [certs] certificate apiserver not signed by CA certificate ca: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes")',
  ],
  [
    "dns-name-missing",
    '[certs] certificate "apiserver" is invalid: x509: certificate is valid for cp-1, not api.example.com',
  ],
  [
    "same-name-different-key",
    'error execution phase kubeconfig/admin: a kubeconfig file "/etc/kubernetes/admin.conf" exists already but has got the wrong CA cert',
  ],
  [
    "file-missing",
    "failed to load kubeconfig CA key: couldn't load the private key file /etc/kubernetes/pki/ca.key: open /etc/kubernetes/pki/ca.key: no such file or directory",
  ],
  [
    "expired",
    "kubelet[900]: E0501 10:00:00 certificate_manager.go:562] kubernetes.io/kube-apiserver-client-kubelet: Failed while requesting a signed certificate from the control plane: cannot create certificate signing request: Unauthorized",
  ],
  [
    "not-yet-valid",
    'kubelet[900]: E0501 kubelet_node_status.go:92] "Unable to register node with API server" err="Post \\"https://10.0.0.11:6443/api/v1/nodes\\": x509: certificate has expired or is not yet valid: current time 2024-05-01T10:00:00Z is before 2024-05-01T12:00:00Z"',
  ],
  [
    "client-certificate-missing",
    'kubelet[900]: E0501 kubelet_node_status.go:92] "Unable to register node with API server" err="nodes is forbidden: User \\"system:anonymous\\" cannot create resource \\"nodes\\" in API group \\"\\" at the cluster scope"',
  ],
  [
    "unknown-authority",
    'kubelet[900]: E0501 server.go:310] "Unable to authenticate the request due to an error" err="[x509: certificate signed by unknown authority, verifying certificate SN=12, SKID=, AKID=AA:BB failed: x509: certificate signed by unknown authority]"',
  ],
  [
    "self-signed",
    'E0501 scraper.go:140] "Failed to scrape node" err="Get \\"https://10.0.0.21:10250/metrics/resource\\": tls: failed to verify certificate: x509: cannot validate certificate for 10.0.0.21 because it doesn\'t contain any IP SANs" node="w1"',
  ],
  [
    "csr-not-approved",
    'Error from server: Get "https://10.0.0.21:10250/containerLogs/kube-system/x/y": remote error: tls: internal error',
  ],
  [
    "dns-name-missing",
    'Error from server: Get "https://w1:10250/containerLogs/kube-system/x/y": x509: certificate is valid for w1.local, not w1',
  ],
  ["expired", "error: unable to upgrade connection: Unauthorized"],
  ["expired", "E0501 webhook.go:253] Failed to make webhook authenticator request: Unauthorized"],
  [
    "unknown-authority",
    'error retrieving resource lock kube-system/kube-controller-manager: Get "https://10.0.0.11:6443/api/v1/...": x509: certificate signed by unknown authority',
  ],
  [
    "unknown-authority",
    'Error initializing issuer: Get "https://acme.local/directory": x509: certificate signed by unknown authority',
  ],
  [
    "file-missing",
    'W0501 controller.go:1372] Error getting SSL certificate "default/tls": local SSL certificate default/tls was not found. Using default certificate',
  ],
  [
    "dns-name-missing",
    'W0501 controller.go:1391] Unexpected error validating SSL certificate "default/tls" for server "a.example": x509: certificate is valid for b.example, not a.example',
  ],
  [
    "expired",
    'level=error msg="response finished with error" err="tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-05-01T10:00:00+02:00 is after 2024-04-30T09:00:00Z"',
  ],
  [
    "unknown-authority",
    "urllib3.exceptions.MaxRetryError: HTTPSConnectionPool(host='k8s', port=6443): Max retries exceeded (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self signed certificate in certificate chain (_ssl.c:1076)')))",
  ],
  ["dns-name-missing", "requests.exceptions.SSLError: hostname 'k8s' doesn't match either of 'a', 'b'"],
  [
    "no-shared-cipher",
    "ssl.SSLError: [SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure (_ssl.c:1108)",
  ],
  [
    "protocol-version-mismatch",
    "ssl.SSLError: [SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version (_ssl.c:1108)",
  ],
  ["pem-unreadable", "ssl.SSLError: [SSL] PEM lib (_ssl.c:4065)"],
  ["file-missing", "FileNotFoundError: [Errno 2] No such file or directory: '/etc/ssl/client.pem'"],
  ["file-missing", "OSError: Could not find a suitable TLS CA certificate bundle, invalid path: /etc/ca.crt"],
  [
    "tls-to-plain-http-port",
    "Error: write EPROTO 140:error:1408F10B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/openssl/ssl/record/ssl3_record.c:332:",
  ],
  [
    "client-certificate-missing",
    "Error: 139:error:14094412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate:SSL alert number 42",
  ],
  ["expired", "Error: certificate has expired\n    at TLSSocket.onConnectSecure\n  code: 'CERT_HAS_EXPIRED'"],
  ["self-signed", "FetchError: request to https://10.0.0.1:6443/ failed, reason: self-signed certificate"],
  [
    "unknown-authority",
    "TypeError: fetch failed { [cause]: Error: unable to get local issuer certificate { code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' } }",
  ],
  ["file-missing", "Error: ENOENT: no such file or directory, open '/etc/tls/tls.key'"],
  ["pem-unreadable", "Error: error:0480006C:PEM routines::no start line"],
  [
    "ip-address-missing",
    "javax.net.ssl.SSLPeerUnverifiedException: Hostname 10.0.0.1 not verified: certificate: sha256/x DN: CN=a subjectAltNames: [a]",
  ],
  [
    "dns-name-missing",
    "javax.net.ssl.SSLHandshakeException: java.security.cert.CertificateException: No subject alternative DNS name matching api.example.com found.",
  ],
  ["expired", "java.security.cert.CertPathValidatorException: validity check failed"],
  [
    "client-auth-missing",
    "sun.security.validator.ValidatorException: Extended key usage does not permit use for TLS client authentication",
  ],
  [
    "protocol-version-mismatch",
    "javax.net.ssl.SSLHandshakeException: No appropriate protocol (protocol is disabled or cipher suites are inappropriate)",
  ],
  ["no-shared-cipher", "javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure"],
  ["key-encrypted", "java.io.IOException: keystore password was incorrect"],
  ["dns-name-missing", "curl: (60) SSL: certificate subject name 'a' does not match target host name 'b'"],
  [
    "unknown-authority",
    "curl: (35) schannel: next InitializeSecurityContext failed: SEC_E_UNTRUSTED_ROOT (0x80090325)",
  ],
  [
    "protocol-version-mismatch",
    "curl: (35) LibreSSL/3.3.6: error:1404B42E:SSL routines:ST_CONNECT:tlsv1 alert protocol version",
  ],
  ["not-yet-valid", "curl: (60) SSL certificate problem: certificate is not yet valid"],
  ["pem-unreadable", "curl: (58) unable to load client key: -8178 (SEC_ERROR_BAD_KEY)"],
  [
    "unknown-authority",
    "wget: ERROR: cannot verify k8s's certificate, issued by 'CN=kubernetes': Unable to locally verify the issuer's authority.",
  ],
  ["dns-name-missing", "ERROR: no certificate subject alternative name matches requested host name 'k8s'."],
  ["same-name-different-key", "error 7 at 0 depth lookup: certificate signature failure"],
  ["unknown-authority", "error 2 at 1 depth lookup: unable to get issuer certificate"],
  ["ca-basic-constraints-missing", "error 79 at 1 depth lookup: invalid CA certificate"],
  ["not-yet-valid", "error 9 at 0 depth lookup: certificate is not yet valid"],
  ["expired", "Verify return code: 10 (certificate has expired)"],
  ["dns-name-missing", "Verify return code: 62 (hostname mismatch)"],
  [
    "file-not-readable",
    "139:error:0200100D:system library:fopen:Permission denied:../crypto/bio/bss_file.c:69:fopen('/etc/kubernetes/pki/ca.key','r')",
  ],
  ["pem-unreadable", "unable to load Private Key"],
  ["file-missing", "Can't open /etc/kubernetes/pki/x.crt for reading, No such file or directory"],
  ["unknown-authority", "haproxy[12]: 10.0.0.2:4321 [01/May] k8s/1: SSL client CA chain cannot be verified"],
  ["unknown-authority", "haproxy[12]: 10.0.0.2:4321 [01/May] k8s/1: SSL handshake failure"],
  ["tls-to-plain-http-port", "envoy: TLS error: 268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER"],
  [
    "unknown-authority",
    "failed to verify certificate chain: x509: issuer name does not match subject from issuing certificate",
  ],
  ["token-unknown", "error validating token: [invalid bearer token, Token has been invalidated]"],
  ["token-expired", "oidc: verify token: oidc: token is expired (Token Expiry: 2024-05-01 09:00:00 +0000 UTC)"],
  ["token-audience-mismatch", 'oidc: verify token: oidc: expected audience "kubernetes" got ["other"]'],
  [
    "service-account-key-mismatch",
    "oidc: verify token: failed to verify signature: failed to verify id token signature",
  ],
  ["token-issuer-mismatch", 'oidc: id token issued by a different provider, expected "https://a" got "https://b"'],
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
  "Error: context deadline exceeded",
  "https://127.0.0.1:2379 is unhealthy: failed to commit proposal: context deadline exceeded",
  "Unable to connect to the server: net/http: TLS handshake timeout",
  "Unable to connect to the server: dial tcp: lookup api.example.com: no such host",
  "Unable to connect to the server: EOF",
  "W0501 10:00:00 loader.go:223] Config not found: /etc/kubernetes/admin.conf",
  "failed to sync secret cache: timed out waiting for the condition",
  'MountVolume.SetUp failed for volume "cert" : secret "webhook-server-cert" not found',
  'cert-manager/challenges "msg"="propagation check failed" "error"="wrong status code \'404\', expected \'200\'"',
  "javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake",
  "curl: (35) gnutls_handshake() failed: The TLS connection was non-properly terminated.",
  "curl: (7) Failed to connect to 10.0.0.1 port 6443: Connection refused",
  "curl: (28) Connection timed out after 5000 milliseconds",
  "curl: (52) Empty reply from server",
  "Verify return code: 0 (ok)",
  'error: the server doesn\'t have a resource type "pods"',
  "Warning: the certificate will be renewed automatically",
  "I0501 10:00:00 certificate_manager.go:356] Certificate expiration is 2025-05-01 09:00:00 +0000 UTC, rotation deadline is 2025-02-01",
  'I0501 10:00:00.000 tlsconfig.go:200] "Loaded serving cert" certName="serving-cert::/etc/kubernetes/pki/apiserver.crt::/etc/kubernetes/pki/apiserver.key"',
  "[kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap",
  "http: TLS handshake error from 10.0.0.5:41234: EOF",
  "http: TLS handshake error from 10.0.0.5:41234: read tcp 10.0.0.1:6443->10.0.0.5:41234: read: connection reset by peer",
  "GET https://10.0.0.1/tls.crt 200",
  "user alice logged in with token from 10.0.0.1",
  'User "alice" set.',
  "Secret token expired soon reminder sent to list",
];
