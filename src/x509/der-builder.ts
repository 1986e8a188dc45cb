/**
 * DER written from its end to its beginning into one buffer: the length of a value is known when its header is due, so
 * nothing is copied twice. For what is built by the ten thousand; `der-writer.ts` is the plain way.
 */
import * as der from "./der-writer.ts";

const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

export class DerBuilder {
  #buffer: Buffer = Buffer.allocUnsafe(4096);
  #at = 4096;

  /** Begin anew. */
  reset(): void {
    this.#at = this.#buffer.length;
  }

  /** Where the next byte will be put before; to be given to `wrap`. */
  get mark(): number {
    return this.#buffer.length - this.#at;
  }

  bytes(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#at -= bytes.length;
    this.#buffer.set(bytes, this.#at);
  }

  /** A text as PrintableString or UTF8String, as Go chooses. */
  directoryString(text: string): void {
    const mark = this.mark;
    const printable = PRINTABLE.test(text);
    if (printable) this.ascii(text);
    else this.bytes(Buffer.from(text, "utf8"));
    this.wrap(printable ? der.TAG.printableString : der.TAG.utf8String, mark);
  }

  /** The bytes of a text of one byte a character. */
  ascii(text: string): void {
    this.#room(text.length);
    this.#at -= text.length;
    this.#buffer.write(text, this.#at, text.length, "latin1");
  }

  /** A header before everything that was written since the mark. */
  wrap(tag: number, mark: number): void {
    this.#room(6);
    let length = this.mark - mark;
    if (length < 0x80) this.#buffer[--this.#at] = length;
    else {
      let count = 0;
      for (; length > 0; length >>>= 8, count++) this.#buffer[--this.#at] = length & 0xff;
      this.#buffer[--this.#at] = 0x80 | count;
    }
    this.#buffer[--this.#at] = tag;
  }

  /** A copy of all that was written. */
  finish(): Uint8Array {
    const out = Buffer.allocUnsafe(this.mark);
    this.#buffer.copy(out, 0, this.#at);
    return out;
  }

  #room(length: number): void {
    if (length <= this.#at) return;
    const larger = Buffer.allocUnsafe(this.#buffer.length * 2 + length);
    const used = this.#buffer.length - this.#at;
    this.#buffer.copy(larger, larger.length - used, this.#at);
    this.#at = larger.length - used;
    this.#buffer = larger;
  }
}
