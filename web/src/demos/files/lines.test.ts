import { expect, it } from "vitest";
import { LINE_CHARS_MAX, lineAt, lineStarts } from "./lines";

const atOnce = () => Promise.resolve();

async function lines(text: string) {
  const starts = await lineStarts(text, atOnce);
  return Array.from({ length: starts.length - 1 }, (_, index) => lineAt(text, starts, index).text);
}

it("splits a text as an editor does", async () => {
  expect(await lines("a\nbc\n\nd")).toEqual(["a", "bc", "", "d"]);
  expect(await lines("a\r\nb\r\n")).toEqual(["a", "b"]);
  expect(await lines("\n")).toEqual([""]);
  expect(await lines("no end")).toEqual(["no end"]);
  expect(await lines("")).toEqual([""]);
});

it("pauses while it goes through a long text, and misses no line", async () => {
  let pauses = 0;
  const text = "0123456789\n".repeat(400_000);
  const starts = await lineStarts(text, async () => void (pauses += 1));
  expect(starts.length - 1).toBe(400_000);
  expect(lineAt(text, starts, 399_999).text).toBe("0123456789");
  expect(pauses).toBeGreaterThanOrEqual(3);
});

it("draws the head of a very long line and says how much is left", async () => {
  const text = `${"x".repeat(LINE_CHARS_MAX + 500)}\nnext`;
  const starts = await lineStarts(text, atOnce);
  expect(lineAt(text, starts, 0)).toEqual({ text: "x".repeat(LINE_CHARS_MAX), left: 500 });
  expect(lineAt(text, starts, 1)).toEqual({ text: "next", left: 0 });
});
