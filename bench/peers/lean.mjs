// The lean prototype: the least that Node must do for a cluster's whole PKI. DER by hand into constant parts, keys from one
// reused ECDH object, synchronous signatures with KeyObjects, synchronous writes. No checks, no options, no spec: a yardstick
// for what the machine and the Node version allow, measured in the same run as kubepki.
// Usage: lean.mjs HOSTS OUT
import * as crypto from "node:crypto";
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** @typedef {{ certificate: string, key: string }} Pair */
/** @typedef {{ name: Buffer, keyId: Buffer, key: import("node:crypto").KeyObject, pair: Pair }} Authority */

const der = (/** @type {number} */ tag, /** @type {Buffer[]} */ ...parts) => {
  let length = 0;
  for (const part of parts) length += part.length;
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), ...parts], head.length + length);
};
const hex = (/** @type {string} */ text) => Buffer.from(text, "hex");
const text = (/** @type {number} */ tag, /** @type {string} */ value) => der(tag, Buffer.from(value, "latin1"));

const ECDSA_SHA256 = hex("300a06082a8648ce3d040302");
const EC_P256 = hex("301306072a8648ce3d020106082a8648ce3d030107");
const SPKI_HEAD = Buffer.concat([hex("3059"), EC_P256, hex("034200")]);
const PKCS8_HEAD = Buffer.concat([hex("308187020100"), EC_P256, hex("046d306b0201010420")]);
const PKCS8_MIDDLE = hex("a144034200");
const VERSION_3 = hex("a003020102");
const KEY_USAGE_LEAF = hex("300e0603551d0f0101ff040403020780");
const KEY_USAGE_AUTHORITY = hex("300e0603551d0f0101ff040403020186");
const NOT_AUTHORITY = hex("300c0603551d130101ff04023000");
const IS_AUTHORITY = hex("300f0603551d130101ff040530030101ff");
const SERVER = hex("30130603551d25040c300a06082b06010505070301");
const CLIENT = hex("30130603551d25040c300a06082b06010505070302");
const BOTH = hex("301d0603551d250416301406082b0601050507030106082b06010505070302");
const COMMON_NAME = hex("0603550403");
const ORGANIZATION = hex("060355040a");

const time = (/** @type {number} */ at) =>
  text(0x17, `${new Date(at).toISOString().slice(2, 19).replace(/[-T:]/g, "")}Z`);
const START = Math.floor(Date.now() / 1000) * 1000 - 300_000;
const LEAF_VALIDITY = der(0x30, time(START), time(START + 365 * 86_400_000));
const AUTHORITY_VALIDITY = der(0x30, time(START), time(START + 3650 * 86_400_000));

const random = Buffer.alloc(16 * 512);
let randomAt = random.length;
function serial() {
  if (randomAt === random.length) {
    crypto.randomFillSync(random);
    randomAt = 0;
  }
  const bytes = Buffer.from(random.subarray(randomAt, randomAt + 16));
  randomAt += 16;
  bytes[0] = (bytes[0] & 0x7f) | 0x40;
  return der(0x02, bytes);
}

const ecdh = crypto.createECDH("prime256v1");
function newKey() {
  const point = ecdh.generateKeys();
  const short = ecdh.getPrivateKey();
  const scalar = short.length === 32 ? short : Buffer.concat([Buffer.alloc(32 - short.length), short]);
  return { point, pkcs8: Buffer.concat([PKCS8_HEAD, scalar, PKCS8_MIDDLE, point]) };
}

function pem(/** @type {string} */ label, /** @type {Buffer} */ bytes) {
  const base64 = bytes.toString("base64");
  let body = "";
  for (let at = 0; at < base64.length; at += 64) body += `${base64.slice(at, at + 64)}\n`;
  return `-----BEGIN ${label}-----\n${body}-----END ${label}-----\n`;
}

const sha1 = crypto.hash
  ? (/** @type {Buffer} */ bytes) => crypto.hash("sha1", bytes, "buffer")
  : (/** @type {Buffer} */ bytes) => crypto.createHash("sha1").update(bytes).digest();

const rdn = (/** @type {Buffer} */ type, /** @type {string} */ value) => der(0x31, der(0x30, type, text(0x0c, value)));
const subjectOf = (/** @type {string} */ name, /** @type {string} */ group) =>
  group ? der(0x30, rdn(ORGANIZATION, group), rdn(COMMON_NAME, name)) : der(0x30, rdn(COMMON_NAME, name));
const namesExtension = (/** @type {string[]} */ names) => {
  const list = names.map((name) =>
    /^[0-9.]+$/.test(name) ? der(0x87, Buffer.from(name.split(".").map(Number))) : text(0x82, name),
  );
  return der(0x30, hex("0603551d11"), der(0x04, der(0x30, ...list)));
};
const subjectKeyId = (/** @type {Buffer} */ id) => Buffer.concat([hex("301d0603551d0e04160414"), id]);
const authorityKeyId = (/** @type {Buffer} */ id) => Buffer.concat([hex("301f0603551d23041830168014"), id]);

/** @param {Buffer} tbs @param {import("node:crypto").KeyObject} key */
function signed(tbs, key) {
  const signature = crypto.sign("sha256", tbs, key);
  return pem("CERTIFICATE", der(0x30, tbs, ECDSA_SHA256, der(0x03, Buffer.concat([Buffer.alloc(1), signature]))));
}

/** @param {string} commonName @returns {Authority} */
function newAuthority(commonName) {
  const { point, pkcs8 } = newKey();
  const key = crypto.createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  const name = subjectOf(commonName, "");
  const keyId = sha1(point);
  const extensions = der(0xa3, der(0x30, KEY_USAGE_AUTHORITY, IS_AUTHORITY, subjectKeyId(keyId)));
  const spki = Buffer.concat([SPKI_HEAD, point]);
  const tbs = der(0x30, VERSION_3, serial(), ECDSA_SHA256, name, AUTHORITY_VALIDITY, name, spki, extensions);
  return { name, keyId, key, pair: { certificate: signed(tbs, key), key: pem("PRIVATE KEY", pkcs8) } };
}

/** @param {Authority} authority @param {Buffer} usage @param {string} name @param {string} group @param {string[]} [names] */
function issue(authority, usage, name, group, names) {
  const { point, pkcs8 } = newKey();
  const parts = [KEY_USAGE_LEAF, usage, NOT_AUTHORITY, authorityKeyId(authority.keyId), subjectKeyId(sha1(point))];
  if (names) parts.push(namesExtension(names));
  const spki = Buffer.concat([SPKI_HEAD, point]);
  const extensions = der(0xa3, der(0x30, ...parts));
  const subject = subjectOf(name, group);
  const tbs = der(0x30, VERSION_3, serial(), ECDSA_SHA256, authority.name, LEAF_VALIDITY, subject, spki, extensions);
  return { certificate: signed(tbs, authority.key), key: pem("PRIVATE KEY", pkcs8) };
}

/** For the rate of one thread: every call makes a key and its certificate, both as PEM. */
export function createIssuer() {
  const authority = newAuthority("kubernetes");
  return () => issue(authority, SERVER, "system:node:worker-0001", "system:nodes", ["worker-0001", "10.1.0.1"]);
}

/** @param {string} path @param {string} content */
function write(path, content) {
  const file = openSync(path, "wx", 0o600);
  writeSync(file, content);
  closeSync(file);
}

/** @param {number} hosts @param {string} out */
function makeAll(hosts, out) {
  mkdirSync(`${out}/pki/etcd`, { recursive: true });
  mkdirSync(`${out}/hosts`);
  const save = (/** @type {string} */ path, /** @type {Pair} */ { certificate, key }) => {
    write(`${path}.crt`, certificate);
    write(`${path}.key`, key);
  };
  const base64 = (/** @type {string} */ value) => Buffer.from(value, "latin1").toString("base64");
  const [ca, etcd, frontProxy] = ["kubernetes", "etcd-ca", "front-proxy-ca"].map(newAuthority);
  save(`${out}/pki/ca`, ca.pair);
  save(`${out}/pki/etcd/ca`, etcd.pair);
  save(`${out}/pki/front-proxy-ca`, frontProxy.pair);
  const serviceAccount = newKey();
  write(`${out}/pki/sa.key`, pem("PRIVATE KEY", serviceAccount.pkcs8));
  write(`${out}/pki/sa.pub`, pem("PUBLIC KEY", Buffer.concat([SPKI_HEAD, serviceAccount.point])));

  const head = `apiVersion: v1\nkind: Config\nclusters:\n- name: bench\n  cluster:\n    certificate-authority-data: ${base64(
    ca.pair.certificate,
  )}\n    server: https://api.bench.example:6443\nusers:\n- name: `;
  const kubeconfig = (
    /** @type {string} */ path,
    /** @type {string} */ user,
    /** @type {Pair} */ { certificate, key },
  ) =>
    write(
      path,
      `${head}${user}\n  user:\n    client-certificate-data: ${base64(certificate)}\n    client-key-data: ${base64(
        key,
      )}\ncontexts:\n- name: ${user}@bench\n  context: {cluster: bench, user: ${user}}\ncurrent-context: ${user}@bench\n`,
    );

  const local = ["localhost", "127.0.0.1", "cp-1", "10.0.0.11"];
  const service = [
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
  ];
  /** @type {[string, Authority, Buffer, string, string, string[]?][]} */
  const leaves = [
    [
      "apiserver",
      ca,
      SERVER,
      "kube-apiserver",
      "",
      [...service, "api.bench.example", "cp-1", "10.0.0.11", "10.96.0.1"],
    ],
    ["apiserver-kubelet-client", ca, CLIENT, "kube-apiserver-kubelet-client", "kubeadm:cluster-admins"],
    ["apiserver-etcd-client", etcd, CLIENT, "kube-apiserver-etcd-client", ""],
    ["front-proxy-client", frontProxy, CLIENT, "front-proxy-client", ""],
    ["etcd/server", etcd, BOTH, "cp-1", "", local],
    ["etcd/peer", etcd, BOTH, "cp-1", "", local],
    ["etcd/healthcheck-client", etcd, CLIENT, "kube-etcd-healthcheck-client", ""],
    ["controller-manager-server", ca, SERVER, "kube-controller-manager", "", local],
    ["scheduler-server", ca, SERVER, "kube-scheduler", "", local],
    ["controller-manager", ca, CLIENT, "system:kube-controller-manager", ""],
    ["scheduler", ca, CLIENT, "system:kube-scheduler", ""],
    ["admin", ca, CLIENT, "kubernetes-admin", "kubeadm:cluster-admins"],
    ["super-admin", ca, CLIENT, "kubernetes-super-admin", "system:masters"],
  ];
  for (const [file, authority, usage, name, group, names] of leaves) {
    const pair = issue(authority, usage, name, group, names);
    save(`${out}/pki/${file}`, pair);
    if (["controller-manager", "scheduler", "admin"].includes(file)) kubeconfig(`${out}/${file}.conf`, file, pair);
  }

  for (let i = 0; i < hosts; i++) {
    const host = i === 0 ? "cp-1" : `worker-${String(i).padStart(4, "0")}`;
    const address = i === 0 ? "10.0.0.11" : `10.1.${Math.floor((i - 1) / 250)}.${((i - 1) % 250) + 1}`;
    const folder = `${out}/hosts/${host}`;
    mkdirSync(folder);
    const client = issue(ca, CLIENT, `system:node:${host}`, "system:nodes");
    save(`${folder}/kubelet-server`, issue(ca, SERVER, `system:node:${host}`, "system:nodes", [host, address]));
    save(`${folder}/kubelet-client`, client);
    kubeconfig(`${folder}/kubelet.conf`, `system:node:${host}`, client);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  makeAll(Number(process.argv[2]), process.argv[3]);
}
