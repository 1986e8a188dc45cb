/** What is read at most. Beyond it a note stands in place of the rest. */
export const BOUNDS = {
  /** Bytes of one file: 10,000 certificates are about 15 MiB. */
  file: 32 << 20,
  /** Files and links of all inputs together. */
  entries: 1_000_000,
  /** Folders below each other. */
  depth: 64,
  /** Bytes that an archive unpacks to. */
  archive: 2 ** 32,
} as const;

/** Programs, images, databases: neither text nor DER. */
export const isBinary = (bytes: Uint8Array): boolean => bytes[0] !== 0x30 && bytes.subarray(0, 4096).includes(0);
