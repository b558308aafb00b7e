/** How fast something goes, from what was seen of it in the last two seconds. Old moments are forgotten. */
const WINDOW_MS = 2000;
const BETWEEN_MS = 50;
/** Before that, a figure would jump about. */
const KNOWN_AFTER_MS = 200;

export class Speed {
  #moments: { bytes: number; ms: number }[] = [];

  /** Notes that so many bytes were done at this moment. */
  note(bytes: number, ms: number): void {
    const last = this.#moments.at(-1);
    if (last && ms - last.ms < BETWEEN_MS) return;
    this.#moments.push({ bytes, ms });
    while (this.#moments.length > 2 && ms - this.#moments[0]!.ms > WINDOW_MS) this.#moments.shift();
  }

  /** Forgets all: what comes after a pause says nothing about what was before. */
  forget(): void {
    this.#moments = [];
  }

  /** Bytes a millisecond; nothing as long as that is not known. */
  get perMs(): number | undefined {
    const first = this.#moments[0];
    const last = this.#moments.at(-1);
    if (!first || !last || last.ms - first.ms < KNOWN_AFTER_MS) return undefined;
    return (last.bytes - first.bytes) / (last.ms - first.ms);
  }
}
