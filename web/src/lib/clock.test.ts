import { describe, expect, it } from "vitest";
import { moment, onTick } from "./clock";

/** A clock that ticks each millisecond and moves on by `step_us` every time it is read; `jump_us` is lost at read `jumpAt`. */
function clock(start_us: number, step_us: number, jumpAt = -1, jump_us = 0) {
  let now = start_us;
  let reads = 0;
  return () => {
    const seen = Math.floor(now / 1000);
    now += step_us;
    if (reads++ === jumpAt) now += jump_us;
    return seen;
  };
}

describe("clock", () => {
  it("takes a chosen moment on the tick", () => {
    expect(onTick(clock(5_300, 10)).us).toBe(6_000);
  });

  it("finds a moment between two ticks within the precision it states", () => {
    for (const start of [5_040, 5_300, 5_730, 5_990]) {
      const found = moment(clock(start, 10));
      expect(Math.abs(found.us - start)).toBeLessThanOrEqual(found.precision_us);
      expect(found.precision_us).toBe(50);
    }
  });

  it("says so when the thread was put aside while it counted to the tick", () => {
    const found = moment(clock(5_300, 10, 3, 4_000));
    expect(found.precision_us).toBe(500);
    expect(Math.abs(found.us - 5_300)).toBeLessThanOrEqual(500);
  });

  it("counts a whole tick again when it was put aside there", () => {
    const found = moment(clock(5_300, 10, 120, 2_500));
    expect(found.precision_us).toBe(50);
    expect(Math.abs(found.us - 5_300)).toBeLessThanOrEqual(50);
  });
});
