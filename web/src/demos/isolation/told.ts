/** A call from either window, told in one shape. */
import { invoke, observe } from "../../../bridge";
import type { Letter, Sealed, Told } from "../../bindings";
import { told as failure } from "../../lib/failure";
import { digestText } from "../../lib/hex";
import { size } from "../../lib/words";

/** Calls, and tells what became of it; in an isolated page with what went to Rust. */
export async function tell(id: number, command: string, letter: Letter | null): Promise<Told> {
  let sealed: Sealed | null = null;
  const stop = observe((event) => {
    if (event.phase !== "sealed" || event.command !== command) return;
    const { callback, error, seal, ms } = event;
    sealed = { command, callback, error, seal, ms, hex: digestText(event.read()) };
  });
  const start = performance.now();
  const end = await invoke(command, { ...letter }).then(
    (value) => ({ answer: value instanceof ArrayBuffer ? size(value.byteLength) : String(value), refusal: null }),
    (error: unknown) => ({ answer: null, refusal: failure(error) }),
  );
  stop();
  return { id, ...end, ms: performance.now() - start, sealed };
}

/** The bytes of two digits each. */
export function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
