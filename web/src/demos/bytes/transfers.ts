/** The three ways that bytes take here, each timed by the page and its hash compared with Rust's. */
import type { CallOptions } from "../../../bridge";
import { digest_of, json_down, raw_down, raw_up } from "../../bindings";
import { moment, onTick, type Moment } from "../../lib/clock";
import { digestText } from "../../lib/hex";

export const KIB = 1024;
export const MIB = 1024 * KIB;
export const SIZES = [KIB, 64 * KIB, MIB, 16 * MIB, 64 * MIB] as const;
export const WAYS = ["json", "down", "up"] as const;
export type Way = (typeof WAYS)[number];

/** As an array of numbers a byte takes up to four characters, and the page parses them all at once. */
export const JSON_BYTES_MAX = MIB;

export interface Transfer {
  ms: number;
  /** Whether the page and Rust worked out the same hash, each of the bytes on its own side. */
  match: boolean;
  sha256: string;
}

/** Moves `size` bytes one way. `body` is what goes up, and was fetched before its time is taken. */
export async function transfer(way: Way, size: number, options: CallOptions): Promise<Transfer> {
  if (way === "up") {
    const body = await raw_down({ size }, options);
    const own = await sha256(body);
    const { taken, ms } = await timed(() => raw_up(body, options));
    return { ms, match: taken.sha256 === own, sha256: own };
  }
  const { taken, ms } = await timed(async () =>
    way === "down" ? await raw_down({ size }, options) : new Uint8Array(await json_down({ size }, options)).buffer,
  );
  const own = await sha256(taken);
  return { ms, match: (await digest_of({ size }, options)).sha256 === own, sha256: own };
}

async function timed<T>(run: () => PromiseLike<T>): Promise<{ taken: T; ms: number }> {
  const from: Moment = onTick();
  const taken = await run();
  return { taken, ms: (moment().us - from.us) / 1000 };
}

async function sha256(bytes: ArrayBuffer): Promise<string> {
  return digestText(await crypto.subtle.digest("SHA-256", bytes));
}
