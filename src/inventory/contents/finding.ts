import type { Content, NoteCode, Within } from "../actual.ts";

/** A note before it is known in which file. */
export interface LocalNote {
  readonly code: NoteCode;
  readonly within: Within;
  readonly message: string;
}

/** What the bytes of a file are, whatever the file is called. */
export interface Finding {
  readonly contents: readonly Content[];
  readonly notes: readonly LocalNote[];
}

export const NOTHING: Finding = { contents: [], notes: [] };

/** The same, further inside: a field before the one that it has. */
export const inside = ({ contents, notes }: Finding, within: Within): Finding => ({
  contents: contents.map((content) => ({ ...content, within: under(content.within, within) })),
  notes: notes.map((note) => ({ ...note, within: under(note.within, within) })),
});

// Lines inside a value are not lines of the file.
const under = (inner: Within, outer: Within): Within => ({
  ...outer,
  ...(inner.field === undefined ? {} : { field: outer.field ? `${outer.field}, ${inner.field}` : inner.field }),
});
