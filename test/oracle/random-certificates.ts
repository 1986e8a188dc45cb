/** Certificates of all kinds, made by OpenSSL from a seed: keys, names, encodings, serial numbers, times, extensions. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Knuth's and Lewis' generator: the same certificates each time, whatever the machine. */
function dice(seed: number) {
  let state = seed >>> 0;
  const below = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const chance = (percent: number): boolean => below(100) < percent;
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const some = <T>(list: readonly T[], percent: number): T[] => {
    const taken = list.filter(() => chance(percent));
    return taken.length === 0 ? [one(list)] : taken;
  };
  return { below, chance, one, some };
}

type Dice = ReturnType<typeof dice>;

const KEYS: readonly (readonly string[])[] = [
  ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
  ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
  ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2047", "-pkeyopt", "rsa_keygen_pubexp:3"],
  ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
  ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
  ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
  ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-224"],
  ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
  ["-algorithm", "ED25519"],
  ["-algorithm", "ED448"],
];

const VALUES = [
  "kubernetes",
  "system:node:cp-1",
  "Grün & Söhne",
  'a "b", c',
  " x",
  "x ",
  "#1",
  "a+b=c;<d>",
  "日本",
  "a/b\\\\c",
];
const ATTRIBUTES = ["C", "O", "OU", "CN", "L", "ST", "emailAddress", "serialNumber", "DC", "UID", "title", "GN", "SN"];

function nameSection({ some, one, chance }: Dice): string[] {
  return some(ATTRIBUTES, 35).map((attribute, i) => {
    const value = attribute === "C" ? "DE" : attribute === "emailAddress" || attribute === "DC" ? "a.b" : one(VALUES);
    const joined = i > 0 && chance(10) ? "+" : "";
    return `${i}.${joined}${attribute} = ${attribute === "serialNumber" ? "77" : /^ | $|[#"]/.test(value) ? `"${value.replaceAll('"', '\\"')}"` : value}`;
  });
}

const NAMES = [
  "DNS:kubernetes",
  "DNS:*.a.example",
  "IP:10.0.0.1",
  "IP:2001:db8::1",
  "IP:::1",
  "email:a@b.c",
  "URI:spiffe://a/b",
  "RID:1.2.3.4",
  "dirName:other",
  "otherName:1.3.6.1.4.1.311.20.2.3;UTF8:me@x",
  "otherName:1.2.3;IA5:x",
];
const BASIC = ["CA:TRUE", "CA:FALSE", "critical,CA:TRUE", "critical,CA:TRUE,pathlen:0", "CA:TRUE,pathlen:300"];
const USAGES = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
];
const EXTENDED = [
  "serverAuth",
  "clientAuth",
  "codeSigning",
  "emailProtection",
  "timeStamping",
  "OCSPSigning",
  "anyExtendedKeyUsage",
  "1.2.3.4",
  "msSmartcardLogin",
];
const TREES = [
  "permitted;DNS:.a.b",
  "permitted;DNS:cluster.local",
  "permitted;IP:10.0.0.0/255.0.0.0",
  "excluded;email:a.b",
  "excluded;IP:2001:db8::/ffff:ffff::",
  "permitted;URI:.a.b",
  "excluded;dirName:other",
];

function extensionSection({ chance, one, some, below }: Dice): string[] {
  const critical = (): string => (chance(40) ? "critical," : "");
  const lines = [
    chance(70) && `basicConstraints = ${one(BASIC)}`,
    chance(70) && `keyUsage = ${critical()}${some(USAGES, 35).join(",")}`,
    chance(70) && `extendedKeyUsage = ${critical()}${some(EXTENDED, 30).join(",")}`,
    chance(80) && `subjectAltName = ${critical()}${some(NAMES, 40).join(",")}`,
    chance(15) && `issuerAltName = ${some(NAMES, 25).join(",")}`,
    chance(60) && "subjectKeyIdentifier = hash",
    chance(60) && `authorityKeyIdentifier = ${one(["keyid:always", "keyid,issuer:always", "issuer:always"])}`,
    chance(25) && `nameConstraints = ${critical()}${some(TREES, 40).join(",")}`,
    chance(20) && `crlDistributionPoints = ${one(["URI:http://c/1.crl", "URI:http://c/1.crl,URI:ldap://d/x?y"])}`,
    chance(20) && `authorityInfoAccess = ${one(["OCSP;URI:http://o", "OCSP;URI:http://o,caIssuers;URI:http://i"])}`,
    chance(20) && `certificatePolicies = ${one(["1.2.3.4", "1.2.3.4,@policy", "2.5.29.32.0"])}`,
    chance(10) && `tlsfeature = ${one(["status_request", "status_request,status_request_v2"])}`,
    chance(10) && "inhibitAnyPolicy = 2",
    chance(10) && "nsComment = made by hand",
    chance(10) && `1.2.3.4.5 = ${critical()}DER:04:03:0${below(9)}:02:03`,
  ];
  const given = lines.filter((line) => line !== false);
  return given.length === 0 ? ["subjectKeyIdentifier = hash"] : given;
}

const SERIALS = [
  "1",
  "0",
  "-5",
  "-0x8000000000000000ff",
  "0x7fffffffffffffff",
  "0x8000000000000000",
  "0xff00ff00ff00ff00ff00ff00ff00ff00ff00ff00",
  "4660",
];

/** PEM of each. */
export function randomCertificates(openssl: string, count: number, seed: number): string[] {
  const folder = mkdtempSync(join(tmpdir(), "kubepki-random-"));
  try {
    const run = (args: readonly string[]): string => {
      const { status, stdout, stderr } = spawnSync(openssl, args, { cwd: folder, encoding: "utf8" });
      if (status !== 0)
        throw new Error(`openssl ${args.join(" ")}\n${stderr}\n${readFileSync(join(folder, "cnf"), "utf8")}`);
      return stdout;
    };
    writeFileSync(join(folder, "cnf"), "");
    KEYS.forEach((options, i) => {
      run(["genpkey", ...options, "-out", `${i}.key`]);
    });
    return Array.from({ length: count }, (_, i) => {
      const luck = dice(seed + i * 7919);
      const key = luck.below(KEYS.length);
      const mask = luck.one(["utf8only", "default", "MASK:0x802"]);
      const parts = [
        "[req]\ndistinguished_name = name\nprompt = no\nutf8 = yes",
        `string_mask = ${mask}`,
        `[name]\n${nameSection(luck).join("\n")}`,
        `[ext]\n${extensionSection(luck).join("\n")}`,
        "[policy]\npolicyIdentifier = 1.3.5.8\nCPS.1 = http://cps",
        "[other]\nC = UK\nCN = My Name/x+y",
      ];
      writeFileSync(join(folder, "cnf"), `${parts.join("\n")}\n`);
      const digest = luck.one(["-sha256", "-sha384", "-sha512", "-sha1", "-sha224"]);
      const days = luck.one(["1", "365", "3650", "20000", "2900000"]);
      const serial = luck.chance(50) ? [] : [`-set_serial`, luck.one(SERIALS)];
      const edwards = key >= 8;
      return run([
        "req",
        "-x509",
        "-new",
        "-utf8",
        "-key",
        `${key}.key`,
        "-config",
        "cnf",
        "-extensions",
        "ext",
        "-days",
        days,
        ...(edwards ? [] : [digest]),
        ...serial,
      ]);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
