/**
 * How often something can be done in a second.
 *
 * The page's clock ticks once a millisecond, so what is timed is a batch: of so many that it takes some tens of
 * milliseconds, which is long beside a tick, and short enough that the page goes on drawing between two of them.
 */

/** Long enough for three digits, short enough for a person who presses Stop. */
const BATCH_MS = 40;
const GROWTH_MAX = 10;
const COUNT_MAX = 100_000;

/** Does something `count` times. */
export type Batch = (count: number) => Promise<void>;

export class Meter {
  readonly #batch: Batch;
  readonly #now: () => number;
  #count = 1;
  #rates: number[] = [];

  constructor(batch: Batch, now: () => number = () => performance.now()) {
    this.#batch = batch;
    this.#now = now;
  }

  /** The middle one of all turns; `NaN` before the first. */
  get perSecond(): number {
    return median(this.#rates);
  }

  /** Finds out how many make a batch, which warms up all that is in the way. */
  async warm(signal: AbortSignal): Promise<void> {
    for (;;) {
      let ms = await this.#time(signal);
      // One that was held up says nothing of the next.
      if (ms >= BATCH_MS) ms = Math.min(ms, await this.#time(signal));
      if (ms >= BATCH_MS || this.#count === COUNT_MAX) return;
      const growth = Math.min(GROWTH_MAX, (1.2 * BATCH_MS) / Math.max(1, ms));
      this.#count = Math.min(COUNT_MAX, Math.ceil(this.#count * growth));
    }
  }

  /** Times one batch. */
  async turn(signal: AbortSignal): Promise<void> {
    const ms = await this.#time(signal);
    this.#rates.push((this.#count / Math.max(1, ms)) * 1000);
  }

  async #time(signal: AbortSignal): Promise<number> {
    // The page draws, and hears of a press on Stop.
    await new Promise((go) => setTimeout(go));
    signal.throwIfAborted();
    const from = this.#now();
    await this.#batch(this.#count);
    return this.#now() - from;
  }
}

/** The middle one; the upper of two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
