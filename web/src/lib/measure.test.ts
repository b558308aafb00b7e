import { expect, test } from "vitest";
import { median, Meter } from "./measure";

/** Something that takes `ms` each, on a clock that ticks once a millisecond. */
function work(ms: number) {
  let at = 0;
  const counts: number[] = [];
  const batch = async (count: number) => {
    counts.push(count);
    at += count * ms;
  };
  return { counts, meter: new Meter(batch, () => Math.floor(at)) };
}

const { signal } = new AbortController();

test("a batch grows until it is long beside a tick of the clock", async () => {
  const { counts, meter } = work(0.015);
  await meter.warm(signal);
  const [last] = counts.slice(-1);
  expect(last! * 0.015).toBeGreaterThanOrEqual(40);
  expect(last! * 0.015).toBeLessThan(400);
  await meter.turn(signal);
  expect(meter.perSecond).toBeGreaterThan(64_000);
  expect(meter.perSecond).toBeLessThan(70_000);
});

test("what takes long by itself is done once at a time", async () => {
  const { counts, meter } = work(250);
  await meter.warm(signal);
  await meter.turn(signal);
  expect(counts).toEqual([1, 1, 1]);
  expect(meter.perSecond).toBe(4);
});

test("a batch that was held up is not taken for a long one", async () => {
  let at = 0;
  const counts: number[] = [];
  const batch = async (count: number) => {
    at += counts.length === 0 ? 500 : count * 0.1;
    counts.push(count);
  };
  const meter = new Meter(batch, () => Math.floor(at));
  await meter.warm(signal);
  expect(counts.at(-1)).toBeGreaterThan(390);
});

test("what takes no time at all ends, too", async () => {
  const { counts, meter } = work(0);
  await meter.warm(signal);
  expect(counts.at(-1)).toBe(100_000);
});

test("a meter that was told to stop begins no batch", async () => {
  const { counts, meter } = work(1);
  const controller = new AbortController();
  controller.abort();
  await expect(meter.warm(controller.signal)).rejects.toThrow();
  expect(counts).toEqual([]);
});

test("one turn that was disturbed does not count", () => {
  expect(median([100, 3, 98])).toBe(98);
  expect(median([])).toBeNaN();
});
