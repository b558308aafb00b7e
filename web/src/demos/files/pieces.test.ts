import { describe, expect, it } from "vitest";
import { PIECE_BYTES, Pieces, PIECES_MAX } from "./pieces";

const GIB = 2 ** 30;

/** Reads answer at once with the number of the piece as their first byte. */
function file(bytes = GIB) {
  const asked: number[] = [];
  const pieces = new Pieces(bytes, async (offset, length) => {
    asked.push(offset / PIECE_BYTES);
    const piece = new Uint8Array(length);
    piece[0] = offset / PIECE_BYTES;
    return piece.buffer;
  });
  return { pieces, asked };
}

describe("a file in pieces", () => {
  it("reads only the pieces in sight, each once", async () => {
    const { pieces, asked } = file();
    await pieces.want(5 * PIECE_BYTES + 100, 6 * PIECE_BYTES + 1);
    await pieces.want(5 * PIECE_BYTES, 6 * PIECE_BYTES);
    expect(asked).toEqual([5, 6]);
    expect(pieces.slice(6 * PIECE_BYTES, 6 * PIECE_BYTES + 16)?.[0]).toBe(6);
    expect(pieces.slice(7 * PIECE_BYTES, 7 * PIECE_BYTES + 16)).toBeUndefined();
  });

  it("keeps a bounded number and lets the least recently seen go", async () => {
    const { pieces } = file();
    for (let index = 0; index < PIECES_MAX; index += 1) await pieces.want(index * PIECE_BYTES, index * PIECE_BYTES + 1);
    pieces.slice(0, 1);
    await pieces.want(100 * PIECE_BYTES, 100 * PIECE_BYTES + 1);
    expect(pieces.held).toBe(PIECES_MAX);
    expect(pieces.slice(0, 1)).toBeDefined();
    expect(pieces.slice(PIECE_BYTES, PIECE_BYTES + 1)).toBeUndefined();
  });

  it("asks for no byte behind the end, and for nothing of an empty file", async () => {
    const lengths: number[] = [];
    const read = async (_offset: number, length: number) => (lengths.push(length), new ArrayBuffer(length));
    await new Pieces(PIECE_BYTES + 10, read).want(0, 2 * PIECE_BYTES);
    await new Pieces(0, read).want(0, 400);
    expect(lengths).toEqual([PIECE_BYTES, 10]);
  });

  it("cancels a piece that went out of sight, and can ask for it again", async () => {
    const signals: AbortSignal[] = [];
    const pieces = new Pieces(GIB, (_offset, length, signal) => {
      signals.push(signal);
      if (signals.length > 1) return Promise.resolve(new ArrayBuffer(length));
      return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    });
    const first = pieces.want(0, 1);
    await pieces.want(50 * PIECE_BYTES, 50 * PIECE_BYTES + 1);
    await first;
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    await pieces.want(0, 1);
    expect(pieces.slice(0, 1)).toBeDefined();
  });

  it("passes a failed read on", async () => {
    const pieces = new Pieces(GIB, () => Promise.reject({ code: "changed", message: "shorter" }));
    await expect(pieces.want(0, 1)).rejects.toMatchObject({ code: "changed" });
  });
});
