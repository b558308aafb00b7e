import { expect, test } from "vitest";
import { PLOTS, shown, sizeLabel, type Figure } from "./plots";
import { columns, verdicts } from "./results";
import { POINTS } from "./run";
import { grouped, ratio } from "./words";

const figure = (plot: Figure["plot"], series: string, bytes: number, perSecond: number): Figure => ({
  plot,
  series,
  bytes,
  perSecond,
});
const here = (figures: Figure[]) => Object.fromEntries(verdicts(figures).map(({ id, here }) => [id, here]));

test("a rule of thumb says nothing of this machine before it was measured here", () => {
  expect(Object.values(here([]))).toEqual([undefined, undefined, undefined, undefined]);
  expect(here([figure("calls", "in-turn", 100, 6543)])["calls-a-second"]).toBeUndefined();
});

test("calls and steps are told as they were measured", () => {
  const told = here([
    figure("calls", "in-turn", 100, 6543),
    figure("calls", "at-once", 100, 48_210),
    figure("messages", "json", 8191, 60_000),
    { ...figure("messages", "json", 8192, 15_000), coming: "fetched" },
  ]);
  expect(told["calls-a-second"]).toContain("6,540 a second, one after another, and 48,200");
  expect(told["fetch-json"]).toContain("60,000 a second one byte below it, 15,000 a second (fetched) at it: 4 times fewer");
  expect(told["fetch-bytes"]).toBeUndefined();
});

test("figures that are nearly level are told as level", () => {
  const step = (below: number, at: number) =>
    here([figure("messages", "raw", 1023, below), figure("messages", "raw", 1024, at)])["fetch-bytes"];
  expect(step(27_300, 26_900)).toBe("Here 27,300 a second one byte below it, 26,900 a second at it: about as many.");
  expect(step(26_900, 27_300)).toContain("about as many");
  expect(step(30_000, 20_000)).toContain("1.5 times fewer");
});

test("bytes are ahead from the first size from which they stay ahead", () => {
  const rates = (json: number[], raw: number[]) =>
    [1000, 10_000, 100_000, 1_000_000].flatMap((bytes, n) => [
      figure("bytes", "json-down", bytes, json[n]!),
      figure("bytes", "raw-down", bytes, raw[n]!),
    ]);
  expect(here(rates([10, 10, 10, 10], [20, 10, 40, 90]))["leave-json"]).toBe(
    "Bytes are clearly ahead from 100 KB on; at 100 KB they are 4 times as fast as rows of JSON.",
  );
  expect(here(rates([10, 10, 10, 10], [9, 9, 9, 9]))["leave-json"]).toContain("from no size on");
  expect(here(rates([10, 10, 10, 10], [9, 9, 9.8, 9]))["leave-json"]).toContain("they are about as fast as rows of JSON.");
});

test("what is copied is one line a figure, in columns", () => {
  const text = columns([figure("bytes", "raw-up", 1_000_000, 500)], "Footbridge");
  expect(text.split("\n")).toEqual([
    "Footbridge",
    "plot\tcurve\tbytes\ta second\tMB/s",
    "bytes\traw-up\t1000000\t500.0\t500.000",
  ]);
});

test("every curve is measured at each size up to its own", () => {
  for (const plot of PLOTS) {
    for (const series of plot.series) {
      const bytes = POINTS.filter((point) => point.plot === plot && point.series === series).map((point) => point.bytes);
      expect(bytes).toEqual(plot.sizes.filter((size) => size <= series.bytesMax));
    }
  }
});

test("sizes and figures have no more digits than they were measured with", () => {
  const [calls, messages] = PLOTS;
  expect([100, 30_000, 1_000_000].map((bytes) => sizeLabel(calls!, bytes))).toEqual(["100 B", "30 KB", "1 MB"]);
  expect([1023, 1024, 65_536].map((bytes) => sizeLabel(messages!, bytes))).toEqual(["1,023 B", "1 KiB", "64 KiB"]);
  expect([65_382, 6.543, 0.0123].map(grouped)).toEqual(["65,400", "6.54", "0.0123"]);
  expect([4.26, 0.42, 25.2].map(ratio)).toEqual(["4.3 times", "0.42 times", "25 times"]);
  expect(shown(figure("bytes", "raw-up", 1_000_000, 500))).toBe(500);
});
