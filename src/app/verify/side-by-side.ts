/** Handshakes under way. */
export const MOST_AT_ONCE = 16;

/** Work on many things at a time, and no more than so many; answers in the order of the things. */
export async function sideBySide<T, R>(
  things: readonly T[],
  most: number,
  work: (thing: T) => Promise<R>,
  progress: (done: number, total: number) => void = () => undefined,
): Promise<R[]> {
  const answers: R[] = new Array(things.length);
  let [next, done] = [0, 0];
  const worker = async (): Promise<void> => {
    for (let i = next++; i < things.length; i = next++) {
      answers[i] = await work(things[i] as T);
      progress(++done, things.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, things.length) }, worker));
  return answers;
}
