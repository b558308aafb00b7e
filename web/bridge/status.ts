/**
 * What the bridge tells of itself.
 * In: nothing. Out: the transport in use, and the coming and going of calls.
 */
import type { Observed, Transport } from "./internals";

/** How calls travel. It changes once at most, when the custom protocol turns out not to work. */
export function transport(): Transport {
  return window.__FOOTBRIDGE__.transport;
}

/** Calls `observer` when a call is sent and when it has settled; returns a function that stops it. */
export function observe(observer: (event: Observed) => void): () => void {
  return window.__FOOTBRIDGE__.observe(observer);
}
