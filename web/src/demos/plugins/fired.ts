/** The log of hooks, oldest first: one line a hook, or one for as often as it fired in a row for the same reason. */
import type { Fired } from "../../bindings";

/** Lines shown at most; the oldest make room. */
export const LINES_MAX = 100;

/** Whether `line` leaves out one that this page was not told of. */
export function gap(fired: readonly Fired[], line: Fired): boolean {
  return line.number > (fired.at(-1)?.number ?? 0) + 1;
}

/** The log after `line`, which is new or counts an older one on. */
export function after(fired: readonly Fired[], line: Fired): readonly Fired[] {
  const last = fired.at(-1)?.number ?? 0;
  if (line.number > last) return [...fired, line].slice(-LINES_MAX);
  // The same line may come twice: told, and in an answer that was on its way.
  return fired.map((known) => (known.number === line.number && known.times < line.times ? line : known));
}
