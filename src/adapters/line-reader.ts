/** Text of any length as lines, with a bound on each: a log may be endless, and so may a line in it. */

/**
 * Lines of a stream, without their ends. A line longer than `longest` characters arrives cut, not in pieces.
 *
 * Bytes that are no UTF-8 become U+FFFD.
 */
export async function* linesOf(stream: AsyncIterable<Buffer | string>, longest: number): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const parts = (typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true })).split("\n");
    parts[0] = rest + (parts[0] ?? "").slice(0, Math.max(0, longest - rest.length));
    rest = (parts.pop() ?? "").slice(0, longest);
    for (const line of parts) yield line.slice(0, longest).replace(/\r$/, "");
  }
  const last = rest + decoder.decode();
  if (last !== "") yield last.slice(0, longest).replace(/\r$/, "");
}
