import { expect, it } from "vitest";
import { asciiText, digestText, hexText, offsetDigits, offsetText, parseOffset } from "./hex";

const bytes = (text: string) => new TextEncoder().encode(text);

it("writes sixteen bytes in two groups", () => {
  expect(hexText(bytes("0123456789abcdef"))).toBe("30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66");
  expect(hexText(bytes("Hello"))).toBe("48 65 6c 6c 6f");
  expect(hexText(new Uint8Array([0, 255, 7, 8, 9, 10, 11, 12]))).toBe("00 ff 07 08 09 0a 0b 0c");
});

it("shows what is not printable as a dot", () => {
  expect(asciiText(new Uint8Array([0x41, 0x0a, 0x7e, 0x7f, 0xc3, 0x20]))).toBe("A·~·· ");
});

it("pads offsets to the width of the file", () => {
  expect(offsetDigits(0)).toBe(8);
  expect(offsetDigits(2 ** 32)).toBe(8);
  expect(offsetDigits(2 ** 32 + 1)).toBe(9);
  expect(offsetText(255, 8)).toBe("000000ff");
});

it("reads an offset in decimal or hex, and refuses the rest", () => {
  expect(["128000", "0x1F400", "1f400h", "1,024", " 7 "].map(parseOffset)).toEqual([128000, 128000, 128000, 1024, 7]);
  expect(["", "0x", "-1", "1.5", "top", "1f400", "9007199254740993"].map(parseOffset)).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});

it("writes a digest in hex", () => {
  expect(digestText(new Uint8Array([0, 10, 255]).buffer)).toBe("000aff");
});
