import { expect, test } from "vitest";
import type { Fired } from "../../bindings";
import { after, gap, LINES_MAX } from "./fired";

const line = (number: number, times = 1): Fired => ({
  number,
  hook: "on_event",
  about: "window main",
  times,
});

test("a new line comes last, and one that fired again counts on", () => {
  let fired = [line(1), line(2)] as readonly Fired[];
  fired = after(fired, line(3));
  fired = after(fired, line(3, 2));
  expect(fired.map(({ number, times }) => [number, times])).toEqual([
    [1, 1],
    [2, 1],
    [3, 2],
  ]);
});

test("a line that is told late changes nothing", () => {
  expect(after([line(1, 3)], line(1, 2))).toEqual([line(1, 3)]);
});

test("a line that was left out is noticed", () => {
  expect(gap([line(1)], line(2))).toBe(false);
  expect(gap([line(1)], line(3))).toBe(true);
  expect(gap([line(5)], line(5, 2))).toBe(false);
  expect(gap([], line(1))).toBe(false);
});

test("the oldest lines make room", () => {
  const all = Array.from({ length: LINES_MAX + 3 }, (_, index) => line(index + 1));
  const fired = all.reduce<readonly Fired[]>((fired, next) => after(fired, next), []);
  expect(fired).toHaveLength(LINES_MAX);
  expect(fired[0]?.number).toBe(4);
});
