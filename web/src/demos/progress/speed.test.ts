import { expect, test } from "vitest";
import { Speed } from "./speed";

function after(moments: [bytes: number, ms: number][]): Speed {
  const speed = new Speed();
  for (const [bytes, ms] of moments) speed.note(bytes, ms);
  return speed;
}

test("a speed is unknown until it was watched for a while", () => {
  expect(new Speed().perMs).toBeUndefined();
  expect(after([[0, 0]]).perMs).toBeUndefined();
  expect(
    after([
      [0, 0],
      [500, 199],
    ]).perMs,
  ).toBeUndefined();
});

test("a speed follows what happened last", () => {
  const steady: [number, number][] = Array.from({ length: 20 }, (_, n) => [n * 1000, n * 100]);
  expect(after(steady).perMs).toBe(10);
  const slower: [number, number][] = Array.from({ length: 40 }, (_, n) => [19_000 + n * 10, 2000 + n * 100]);
  expect(after([...steady, ...slower]).perMs).toBeCloseTo(0.1);
});

test("what was before a pause counts no more", () => {
  const speed = after([
    [0, 0],
    [1000, 1000],
  ]);
  speed.forget();
  expect(speed.perMs).toBeUndefined();
  speed.note(1000, 60_000);
  speed.note(3000, 60_500);
  expect(speed.perMs).toBe(4);
});
