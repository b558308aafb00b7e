/** Where the lines of a text begin. Found in slices, so that a long text does not hold the page's thread. */
const SLICE_CHARS = 1024 * 1024;

/** The offset of each line's first character. The last entry is the end of the text plus one. */
export async function lineStarts(text: string, pause: () => Promise<void>): Promise<Uint32Array> {
  let starts = new Uint32Array(1024);
  let count = 1;
  let sliceEnd = SLICE_CHARS;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    if (count + 1 >= starts.length) {
      const longer = new Uint32Array(starts.length * 2);
      longer.set(starts);
      starts = longer;
    }
    starts[count] = at + 1;
    count += 1;
    if (at > sliceEnd) {
      sliceEnd = at + SLICE_CHARS;
      await pause();
    }
  }
  // A line feed at the very end closes the last line and begins no other.
  if (count > 1 && starts[count - 1] === text.length) count -= 1;
  starts[count] = text.endsWith("\n") ? text.length : text.length + 1;
  return starts.subarray(0, count + 1);
}

/** The characters of one line that are drawn: a line of a million of them would hold the page while it is laid out. */
export const LINE_CHARS_MAX = 2000;

export function lineAt(text: string, starts: Uint32Array, index: number): { text: string; left: number } {
  const from = starts[index] ?? 0;
  const end = (starts[index + 1] ?? 0) - 1;
  const shown = Math.min(end, from + LINE_CHARS_MAX);
  return { text: text.slice(from, shown).replace(/\r$/, ""), left: end - shown };
}
