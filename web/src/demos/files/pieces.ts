/**
 * A big file, held in pieces. Only what is in sight is asked for; a bounded number of pieces is kept, the least
 * recently seen make room, and a piece that has gone out of sight before it arrived is cancelled.
 */
export const PIECE_BYTES = 256 * 1024;
export const PIECES_MAX = 16;

export type ReadPiece = (offset: number, length: number, signal: AbortSignal) => Promise<ArrayBuffer>;

export class Pieces {
  readonly bytes: number;
  readonly #read: ReadPiece;
  /** In order of last use. */
  readonly #held = new Map<number, Uint8Array>();
  readonly #underWay = new Map<number, AbortController>();

  constructor(bytes: number, read: ReadPiece) {
    this.bytes = bytes;
    this.#read = read;
  }

  get held(): number {
    return this.#held.size;
  }

  /** The bytes from `offset` up to `end`, which must lie in one piece; nothing while that piece is not here. */
  slice(offset: number, end: number): Uint8Array | undefined {
    const index = Math.floor(offset / PIECE_BYTES);
    const piece = this.#held.get(index);
    if (!piece) return undefined;
    this.#held.delete(index);
    this.#held.set(index, piece);
    return piece.subarray(offset - index * PIECE_BYTES, end - index * PIECE_BYTES);
  }

  /** Brings what lies between `from` and `to`, and lets go of what is under way elsewhere. Rejects when a read fails. */
  async want(from: number, to: number): Promise<void> {
    const first = Math.floor(Math.max(0, from) / PIECE_BYTES);
    const last = Math.floor((Math.min(to, this.bytes) - 1) / PIECE_BYTES);
    for (const [index, controller] of this.#underWay) {
      if (index < first || index > last) controller.abort();
    }
    const reads: Promise<void>[] = [];
    for (let index = first; index <= last; index += 1) {
      if (!this.#held.has(index) && !this.#underWay.has(index)) reads.push(this.#bring(index));
    }
    await Promise.all(reads);
  }

  /** Cancels whatever is under way. */
  close(): void {
    for (const controller of this.#underWay.values()) controller.abort();
  }

  async #bring(index: number): Promise<void> {
    const controller = new AbortController();
    this.#underWay.set(index, controller);
    const offset = index * PIECE_BYTES;
    try {
      const piece = await this.#read(offset, Math.min(PIECE_BYTES, this.bytes - offset), controller.signal);
      this.#held.set(index, new Uint8Array(piece));
      for (const oldest of this.#held.keys()) {
        if (this.#held.size <= PIECES_MAX) break;
        this.#held.delete(oldest);
      }
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    } finally {
      if (this.#underWay.get(index) === controller) this.#underWay.delete(index);
    }
  }
}
