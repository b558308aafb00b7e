import { expect, it } from "vitest";
import { clampTop, scrollOf, topOf, track, TRACK_PX_MAX } from "./scroll";

const ROW = 20;
const VIEW = 400;

it("is ordinary scrolling while everything fits", () => {
  const way = track(1000, ROW, VIEW);
  expect(way.height_px).toBe(20_000);
  expect(topOf(200, way)).toBeCloseTo(10);
  expect(topOf(way.height_px - VIEW, way)).toBeCloseTo(980);
});

it("never asks for more height than an engine has, and still reaches the first and the last row", () => {
  const rows = 2 ** 30 / 16;
  const way = track(rows, ROW, VIEW);
  expect(way.height_px).toBe(TRACK_PX_MAX);
  expect(topOf(0, way)).toBe(0);
  expect(topOf(way.height_px - VIEW, way)).toBeCloseTo(rows - VIEW / ROW, 3);
});

it("finds the bar's place for a row and the row for that place", () => {
  const way = track(67_108_864, ROW, VIEW);
  for (const top of [0, 1, 12_345_678, way.top_max]) expect(topOf(scrollOf(top, way), way)).toBeCloseTo(top, 3);
});

it("does not move when there is nothing to scroll", () => {
  const way = track(3, ROW, VIEW);
  expect(way.top_max).toBe(0);
  expect(topOf(100, way)).toBe(0);
  expect(scrollOf(0, way)).toBe(0);
  expect(clampTop(-5, way)).toBe(0);
});
