/**
 * The first message of a TLS 1.2 client, and what a server answers in the clear: its chain as it sends it, and whose client
 * certificates it asks for (RFC 5246 sections 7.4.1.2, 7.4.2, 7.4.4). No library of Node hands these out, and in TLS 1.3
 * both are encrypted.
 */
import { randomBytes } from "node:crypto";

const HANDSHAKE = 22;
const ALERT = 21;

const number = (value: number, bytes: number): Buffer => {
  const out = Buffer.alloc(bytes);
  out.writeUIntBE(value, 0, bytes);
  return out;
};
const vector = (lengthBytes: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([number(body.length, lengthBytes), body]);
};
const codes = (...values: readonly number[]): Buffer => Buffer.concat(values.map((value) => number(value, 2)));
const extension = (type: number, ...body: readonly Uint8Array[]): Buffer =>
  Buffer.concat([number(type, 2), vector(2, ...body)]);

/** ECDHE with ECDSA or RSA and AES-GCM or ChaCha20: what Go offers by default (crypto/tls cipher_suites.go). */
const SUITES = codes(0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca9, 0xcca8);
/** X25519, P-256, P-384, P-521. */
const GROUPS = codes(0x001d, 0x0017, 0x0018, 0x0019);
/** ECDSA, Ed25519, RSA-PSS and RSA with SHA-256 to SHA-512. */
const SIGNATURES = codes(0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601);

/** `serverName` is left out for an address (RFC 6066 section 3). */
export function clientHello(serverName: string | undefined): Buffer {
  const name =
    serverName === undefined ? [] : [extension(0, vector(2, number(0, 1), vector(2, Buffer.from(serverName))))];
  const extensions = [
    ...name,
    extension(10, vector(2, GROUPS)),
    extension(11, vector(1, Buffer.of(0))),
    extension(13, vector(2, SIGNATURES)),
    extension(23),
    extension(0xff01, Buffer.of(0)),
  ];
  const body = Buffer.concat([
    number(0x0303, 2),
    randomBytes(32),
    vector(1),
    vector(2, SUITES),
    vector(1, Buffer.of(0)),
    vector(2, ...extensions),
  ]);
  const message = Buffer.concat([Buffer.of(1), vector(3, body)]);
  return Buffer.concat([Buffer.of(HANDSHAKE), number(0x0301, 2), vector(2, message)]);
}

/** What the server's first flight says. */
export interface ServerFlight {
  /** DER, as sent. */
  readonly chain: readonly Uint8Array[];
  /** Names, DER, of the authorities that it asks for; undefined when it asks for no certificate. */
  readonly clientAuthorities: readonly Uint8Array[] | undefined;
}

/** A flight is some 10 KiB; one with hundreds of authorities some 100. */
const MOST_BYTES = 1 << 20;

/** Undefined while more has to come; throws a RangeError for what is no such flight. */
export function readFlight(bytes: Buffer): ServerFlight | undefined {
  const messages = handshakeMessages(bytes);
  const chain: Uint8Array[] = [];
  let clientAuthorities: Uint8Array[] | undefined;
  for (const { type, body } of messages) {
    if (type === 11) {
      const list = new Cursor(body).vector(3);
      while (!list.done) chain.push(list.vector(3).bytes);
    }
    if (type === 13) {
      const request = new Cursor(body);
      request.vector(1);
      request.vector(2);
      const names = request.vector(2);
      clientAuthorities = [];
      while (!names.done) clientAuthorities.push(names.vector(2).bytes);
    }
    if (type === 14) return { chain, clientAuthorities };
  }
  if (bytes.length > MOST_BYTES) throw new RangeError("the server's answer has no end");
  return undefined;
}

function handshakeMessages(bytes: Buffer): { type: number; body: Buffer }[] {
  const parts: Buffer[] = [];
  for (let at = 0; at + 5 <= bytes.length; ) {
    const length = bytes.readUInt16BE(at + 3);
    if (bytes[at] === ALERT) throw new RangeError(`the server refuses TLS 1.2 (alert ${bytes[at + 6] ?? 0})`);
    if (bytes[at] !== HANDSHAKE) throw new RangeError("the server does not speak TLS");
    if (at + 5 + length > bytes.length) break;
    parts.push(bytes.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  const all = Buffer.concat(parts);
  const messages: { type: number; body: Buffer }[] = [];
  for (let at = 0; at + 4 <= all.length; ) {
    const length = all.readUIntBE(at + 1, 3);
    if (at + 4 + length > all.length) break;
    messages.push({ type: all[at] ?? 0, body: all.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return messages;
}

class Cursor {
  readonly bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.bytes.length;
  }

  /** Contents behind a length of so many bytes. */
  vector(lengthBytes: number): Cursor {
    if (this.#at + lengthBytes > this.bytes.length) throw new RangeError("the server's answer is damaged");
    const start = this.#at + lengthBytes;
    const end = start + this.bytes.readUIntBE(this.#at, lengthBytes);
    if (end > this.bytes.length) throw new RangeError("the server's answer is damaged");
    this.#at = end;
    return new Cursor(this.bytes.subarray(start, end));
  }
}
