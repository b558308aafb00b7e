/**
 * Moments of the page on the wall clock, finer than the clock that the engine gives a page.
 *
 * A page outside cross-origin isolation reads a clock that ticks once a millisecond, too coarse for a call that
 * takes a third of one. Its ticks are sharp, though: they fall on whole milliseconds of the same wall clock that Rust reads.
 * So a moment that the page may choose is taken on a tick, and a moment that it may not choose is found by counting how
 * long the next tick is away. Either keeps the thread busy for at most about two milliseconds.
 */

/** A moment in microseconds since the Unix epoch, and how far off it may be. */
export interface Moment {
  us: number;
  precision_us: number;
}

/** Waits for the next tick and returns it: for the moment at which something is sent. */
export function onTick(read: () => number = Date.now): Moment {
  return { us: untilTick(read).at_ms * 1000, precision_us: 1 };
}

/** The moment of this very call, found by counting turns of a loop to the next tick and over a whole one. */
export function moment(read: () => number = Date.now): Moment {
  const part = untilTick(read);
  if (part.ticks !== 1) return { us: part.from_ms * 1000 + 500, precision_us: 500 };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const whole = untilTick(read);
    // More than one tick at once means that the thread was put aside while it counted.
    if (whole.ticks !== 1) continue;
    const share = Math.min(1, part.turns / whole.turns);
    return { us: part.at_ms * 1000 - share * 1000, precision_us: 50 };
  }
  return { us: part.from_ms * 1000 + 500, precision_us: 500 };
}

function untilTick(read: () => number) {
  const from_ms = read();
  let at_ms = from_ms;
  let turns = 0;
  while (at_ms === from_ms) {
    at_ms = read();
    turns += 1;
  }
  return { from_ms, at_ms, turns, ticks: at_ms - from_ms };
}
