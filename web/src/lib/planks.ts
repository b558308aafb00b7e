/**
 * The row of planks that a call crosses: from the page's bank over Rust's five or six and back. What Rust spent comes from
 * its trace; what lies between the two sides is the difference of two readings of the same wall clock.
 */
import type { Trace } from "../bindings";
import type { Moment } from "./clock";
import { span } from "./words";

const RUST_HOPS = ["key", "acl", "router", "isolation", "command", "reply"] as const;

export interface Plank {
  hop: "transport" | (typeof RUST_HOPS)[number] | "delivery";
  bank: "page" | "rust";
  /** `unmeasured`: it was crossed, but nobody on this side of the bridge saw when. */
  state: "passed" | "stopped" | "skipped" | "unmeasured";
  us: number | null;
}

/** `sent` and `back` are the page's own moments; a page that shows another page's call has none. */
export function planks(trace: Trace, sent?: Moment, back?: Moment): Plank[] {
  // Only a call of an isolated page has a seal to open.
  const isCrossed = (hop: string) => trace.stoppedAt === hop || trace.hops.some(({ name }) => name === hop);
  const hops = RUST_HOPS.filter((hop) => hop !== "isolation" || isCrossed(hop));
  const stop = hops.findIndex((hop) => hop === trace.stoppedAt);
  const rust = hops.map((hop, place): Plank => {
    // A refusal may fall within the span of a later hop, which the call has not come to for all that.
    const isReached = stop < 0 || place <= stop || hop === "reply";
    const crossed = isReached ? trace.hops.find(({ name }) => name === hop) : undefined;
    const state = trace.stoppedAt === hop ? "stopped" : crossed ? "passed" : "skipped";
    return { hop, bank: "rust", state, us: crossed?.durationUs ?? null };
  });
  return [
    between("transport", sent ? trace.arrivedUnixUs - sent.us : null, sent),
    ...rust,
    between("delivery", back ? back.us - trace.leftUnixUs : null, back),
  ];
}

/** A reading that comes out negative says that the clock was set meanwhile: no time is better than a wrong one. */
function between(hop: "transport" | "delivery", us: number | null, read: Moment | undefined): Plank {
  const known = us !== null && read !== undefined && us >= 0 && read.precision_us < 500;
  return { hop, bank: "page", state: known ? "passed" : "unmeasured", us: known ? us : null };
}

/** "0.31 ms there and back", as the page saw it. */
export function thereAndBack(sent: Moment, back: Moment): string {
  const about = back.precision_us >= 500 ? "about " : "";
  return `${about}${span(Math.max(0, back.us - sent.us))} there and back`;
}
