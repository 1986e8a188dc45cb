/** Where in a document something stands; lines and columns count from 1. */
export interface SourcePosition {
  /** The file as the user named it; `-` for standard input. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing wrong (or worth saying) in a document. All issues of a document are reported together. */
export interface Issue {
  readonly severity: "error" | "warning";
  /** The field, as a path: `hosts[2].addresses[0]`; empty for the document as a whole. */
  readonly field: string;
  /** What is wrong, one sentence without the position and without a full stop at the end. */
  readonly message: string;
  /** What to do: what is allowed there, the near name, the flag that permits it. */
  readonly remedy?: string;
  readonly position?: SourcePosition;
}
