import { describe, expect, it } from "vitest";
import { count, grouped, left, micros, ordinal, rate, size, span } from "./words";

describe("words", () => {
  it("tells sizes in the unit a person would choose", () => {
    expect([0, 1, 1023, 1024, 1536, 65_536, 1_048_576, 104_857_600, 2 ** 30].map(size)).toEqual([
      "0 bytes",
      "1 byte",
      "1,023 bytes",
      "1 KiB",
      "1.5 KiB",
      "64 KiB",
      "1 MiB",
      "100 MiB",
      "1 GiB",
    ]);
  });

  it("gives no rate for a time that the clock could not see", () => {
    expect(rate(1024, 0)).toBe("");
    expect(rate(1024, 1)).toBe("1.02 MB/s");
    expect(rate(67_108_864, 500)).toBe("134 MB/s");
  });

  it("tells microseconds with no more digits than they are worth", () => {
    expect([0.04, 1.14, 9.96, 52.4, 1234].map(micros)).toEqual(["0.0", "1.1", "10", "52", "1,234"]);
  });

  it("tells a span in milliseconds or seconds", () => {
    expect([140, 9_949, 14_200, 999_400, 2_400_000].map(span)).toEqual([
      "0.14 ms",
      "9.95 ms",
      "14 ms",
      "999 ms",
      "2.4 s",
    ]);
  });

  it("tells what is left in seconds or minutes", () => {
    expect([999, 1000, 28_400, 119_400, 119_500, 780_000].map(left)).toEqual([
      "less than a second",
      "1 s",
      "28 s",
      "119 s",
      "2 min",
      "13 min",
    ]);
  });

  it("counts places", () => {
    expect([1, 2, 3, 4, 10, 11, 12, 21].map(ordinal)).toEqual([
      "1st",
      "2nd",
      "3rd",
      "4th",
      "10th",
      "11th",
      "12th",
      "21st",
    ]);
  });

  it("counts things", () => {
    expect([count(0, "frame"), count(1, "frame"), count(1200, "frame")]).toEqual([
      "0 frames",
      "1 frame",
      "1,200 frames",
    ]);
    expect(grouped(1234567)).toBe("1,234,567");
  });
});
