/** A stream in pieces of wanted length; what is skipped is never kept. */
export class BlockSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes taken and skipped so far. */
  passed = 0;

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** Undefined when the stream ends before. */
  async take(length: number): Promise<Buffer | undefined> {
    const parts = [this.#rest];
    let have = this.#rest.length;
    while (have < length) {
      const next = await this.#chunks.next();
      if (next.done === true) return undefined;
      parts.push(Buffer.from(next.value));
      have += next.value.length;
    }
    const all = parts.length === 1 ? this.#rest : Buffer.concat(parts);
    this.#rest = all.subarray(length);
    this.passed += length;
    return all.subarray(0, length);
  }

  async skip(length: number): Promise<void> {
    for (let left = length; left > 0; ) {
      const piece = Math.min(left, 1 << 20);
      if ((await this.take(piece)) === undefined) return;
      left -= piece;
    }
  }
}
