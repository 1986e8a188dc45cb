/** A program's own files and settings. */
import type { Family } from "../family.ts";

const NAME = "[\\w./\\\\:@+-]{1,400}";
// Of files that end in .conf only those that are kubeconfigs.
const ENDING =
  "(?:\\.(?:crt|key|pem|cert|cer|pub|kubeconfig|p12|pfx|csr)|(?:admin|kubelet|scheduler|controller-manager|proxy|kubeconfig)\\.conf)";
const file = (before: string, after: string): RegExp => new RegExp(`${before}(?<file>${NAME}${ENDING})${after}`);

export const fileFamilies: readonly Family[] = [
  {
    id: "bootstrap-kubeconfig",
    title: "unable to load bootstrap kubeconfig",
    patterns: [/unable to load bootstrap kubeconfig: stat (?<file>[^ :]{1,300}): no such file/],
    verdict: "ours",
    happened:
      "The kubelet found its client certificate unusable, wanted to ask for a new one, and has no bootstrap kubeconfig.",
    causes: ["expired", "file-missing"],
    note: "The missing bootstrap file is not the fault: look at the certificate in kubelet.conf.",
  },
  {
    id: "key-pair",
    title: "private key does not match public key",
    patterns: [
      /private key does not match (?:the )?(?:public key|certificate)|key values mismatch|KEY_VALUES_MISMATCH|key type mismatch/i,
      /private key type does not match public key type|certificate and private key do not match/,
    ],
    verdict: "ours",
    happened: "The certificate and the private key that were read together are not a pair.",
    causes: ["key-mismatch"],
  },
  {
    id: "curl-key",
    title: "unable to set private key file",
    patterns: [/unable to set private key file: '(?<file>[^']{1,300})'/],
    verdict: "ours",
    happened: "curl could not use the private key {file}: most often it belongs to another certificate.",
    causes: ["key-mismatch", "key-encrypted", "pem-unreadable", "file-missing"],
  },
  {
    id: "switched",
    title: "PEM of another kind",
    patterns: [
      /PEM inputs may have been switched|found a certificate rather than a key|PEM block .{0,200}after skipping PEM blocks of the following types/,
      /Expecting: (?:TRUSTED )?CERTIFICATE|Expecting: ANY PRIVATE KEY/,
    ],
    verdict: "ours",
    happened: "The file holds good PEM, but of another kind than is wanted here.",
    causes: ["pem-wrong-type"],
  },
  {
    id: "encrypted-key",
    title: "the private key cannot be read",
    patterns: [
      /tls: failed to parse private key|bad decrypt|BAD_DECRYPT|maybe wrong password|bad password read|wrong password|interrupted or cancelled|MISSING_PASSPHRASE/,
      /keystore password was incorrect|Keystore was tampered with|ENCRYPTED PRIVATE KEY|x509: decryption password incorrect/,
    ],
    verdict: "ours",
    happened: "A private key was found and could not be read.",
    causes: ["key-encrypted", "pem-unreadable"],
  },
  {
    id: "private-key-data",
    title: "data does not contain a valid RSA or ECDSA private key",
    patterns: [
      /reading private key file (?<file>[^ :]{1,300}): data does not contain|does not contain a valid (?:RSA or ECDSA )?private key/,
    ],
    verdict: "ours",
    happened: "There is no private key to be read in {file}.",
    causes: ["pem-unreadable", "pem-wrong-type", "key-encrypted"],
    shifts: [
      {
        when: "when the file's name is a public key's or a certificate's",
        holds: ({ values }) => /\.(?:pub|crt)$/.test(values.file ?? ""),
        causes: ["pem-wrong-type", "pem-unreadable", "key-encrypted"],
      },
    ],
  },
  {
    id: "curl-file",
    title: "curl cannot use a file",
    patterns: [
      /curl: \(77\) .{0,200}?(?<file>\/[^ ]{1,300})?$/,
      /could not load PEM client certificate from (?<file>[^ ,]{1,300})/,
      /error setting certificate (?:verify locations|file): ?(?<file>\/[^ ]{1,300})?/,
      /unable to use client certificate|problem with the local (?:SSL )?certificate|could not load .{0,40}client certificate/,
    ],
    verdict: "ours",
    happened: "curl could not use {file}.",
    causes: ["file-missing", "pem-unreadable", "file-not-readable"],
    shifts: [
      {
        when: "when OpenSSL read it and found no PEM",
        holds: ({ text }) => /PEM routines|DECODER routines/.test(text),
        causes: ["pem-unreadable", "pem-wrong-type", "file-missing"],
      },
    ],
  },
  {
    id: "not-readable",
    title: "permission denied",
    patterns: [
      file("(?:open|stat|lstat|read|opening|loading|from|file) ['\"]?", "['\"]?[:,]? ?.{0,40}[Pp]ermission denied"),
      /(?:\[Errno 13\]|EACCES:).{0,40}[Pp]ermission denied.{0,20}['"](?<file>[^'"]{1,300}\.(?:crt|key|pem|cert|conf|pub))['"]/,
      /BIO_new_file\(\) failed .{0,80}Permission denied/,
      /fopen:Permission denied.{0,80}fopen\('(?<file>[^']{1,300})'/,
    ],
    verdict: "ours",
    happened: "The program's user may not read {file}.",
    causes: ["file-not-readable"],
  },
  {
    id: "missing",
    title: "no such file or directory",
    patterns: [
      file("(?:open|stat|lstat|read|opening|loading|from) ['\"]?", "['\"]?[:,] ?.{0,60}[Nn]o such file or directory"),
      file("(?:open|stat) ", ": The system cannot find the (?:file|path) specified"),
      file("Can't open ['\"]?", "['\"]? for reading, No such file"),
      file("Could not open file or uri for loading [\\w ]{1,40} from ", ""),
      /(?:\[Errno 2\]|ENOENT:).{0,40}[Nn]o such file or directory.{0,20}['"](?<file>[^'"]{1,300}\.(?:crt|key|pem|cert|conf|pub|p12))['"]/,
      /cannot load certificate(?: key)? "(?<file>[^"]{1,300})": BIO_new_file\(\) failed .{0,80}No such file/,
      /certs?\/(?<file>[\w.-]{1,200}): no such file/,
      /unable to read (?:client-cert|client-key|certificate-authority) (?<file>[^ ]{1,300}) for .{0,200}(?:no such file|cannot find)/,
      /certificate bundle, invalid path: (?<file>[^ ]{1,300})/,
      /Detected external ca, certificate for .{1,200} can't be renewed/,
      /local SSL certificate (?<file>[\w./-]{1,300}) was not found/,
      /couldn't load (?:the )?(?:CA )?certificate (?:authority )?file|failed to load (?:the )?(?:CA )?certificate.{0,40}not found/,
    ],
    verdict: "ours",
    happened: "{file} is not where it was looked for.",
    causes: ["file-missing"],
  },
  {
    id: "pem",
    title: "no usable PEM",
    patterns: [
      /failed to find any PEM data in (?:certificate|key) input|unable to parse bytes as PEM|failed to find "[A-Z ]{1,40}" PEM block/,
      /data does not contain any valid RSA or ECDSA certificates|data doesn't contain (?:any )?valid certificates/,
      /missing content for (?:serving cert|CA bundle|client certificate)[^"]{0,40}"(?:[\w-]{1,60}::)?(?<file>[^":]{1,300})/,
      /missing content for|unable to load root certificates|no valid certificates? (?:found|in)/,
      /expected 1 certificate, found (?<found>\d{1,6})/,
      /PEM_read_bio[\w]{0,40}\(?|PEM routines.{0,40}no start line|NO_START_LINE|PEM lib|DECODER routines::unsupported|ERR_OSSL_UNSUPPORTED/,
      /Could not (?:read|find) (?:any )?(?:certificate|private key|key|CA certificate|request)[\w ()]{0,40} from (?<file>[^ ]{1,300})|[Uu]nable to load (?:certificate|Private Key|key)/,
      /illegal base64 data|error loading CA bundle|error parsing (?:CA|certificate)|could not parse (?:the )?(?:certificate|PEM)|Could not parse PEM|failed to append .{0,40}cert/,
      /failed to parse (?:the )?(?:client |root |CA )?certificates? (?:from )?PEM|failed to decode PEM|no PEM data|SEC_ERROR_BAD_KEY|unable to load client key/i,
    ],
    verdict: "ours",
    happened: "There is no certificate or key to be read in {file}.",
    causes: ["pem-unreadable", "pem-wrong-type"],
    shifts: [
      {
        when: "when another number of certificates is wanted",
        holds: ({ text }) => /expected 1 certificate, found/.test(text),
        causes: ["pem-unreadable"],
      },
    ],
  },
  {
    id: "flag",
    title: "a setting is missing",
    patterns: [
      /KeyFile and CertFile must both be present|TLS key\/cert \(--(?:peer-)?cert-file, --(?:peer-)?key-file\) must be provided/,
      /--service-account-signing-key-file, --service-account-issuer, and --api-audiences should be specified together/,
      /--service-account-[\w-]{1,60}`? .{0,80}(?:must be set|is required|must be specified)|service-account-issuer is a required flag/,
      /no (?:tls certificate|TLS cert)|(?:tls-cert-file|client-cert|client-key|--cert|--key)[^ ]{0,40} .{0,60}(?:must be (?:set|specified|provided)|required)/,
      /tls: neither Certificates, GetCertificate, nor GetConfigForClient set/,
    ],
    verdict: "ours",
    happened: "A setting that certificates or tokens need is missing.",
    causes: ["flag-missing"],
  },
];
