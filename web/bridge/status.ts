/**
 * What the bridge tells of itself.
 * In: nothing. Out: the transports there are and the one in use, the coming and going of calls, and the way of a channel's messages.
 */
import type { Observed, Transport, Watched, Way } from "./internals";

/** How calls travel. It changes once at most, when a transport turns out not to work. */
export function transport(): Way {
  return window.__FOOTBRIDGE__.transport;
}

/** The transports that a call may ask for, the best first. */
export function transports(): readonly Transport[] {
  return window.__FOOTBRIDGE__.transports;
}

/** Calls `observer` when a call is sent and when it has settled; returns a function that stops it. */
export function observe(observer: (event: Observed) => void): () => void {
  return window.__FOOTBRIDGE__.observe(observer);
}

/** Calls `watcher` for each message of the channel with this id, as it comes in and as it is handed over. */
export function watch(channel: number, watcher: (event: Watched) => void): () => void {
  return window.__FOOTBRIDGE__.watch(channel, watcher);
}
