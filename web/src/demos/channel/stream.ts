/**
 * One stream of numbered messages, watched: in which order they arrived and which way, in which order the channel gave
 * them out, and how it ended.
 */
import { Channel, watch, type Refusal } from "../../../bridge";
import { send_json, send_raw, type Numbered } from "../../bindings";

/** JSON, or bytes as they are. */
export type Form = "json" | "raw";
export const FORMS: Record<Form, string> = { json: "JSON", raw: "Raw bytes" };

/** A message of this size is parked, and fetched by the page; a smaller one is pushed. */
export const FETCHED_BYTES_MIN: Record<Form, number> = { json: 131_072, raw: 131_072 };

export interface Arrival {
  number: number;
  way: "pushed" | "fetched";
  /** Messages that were here after this arrival and could not be given out: an earlier one was missing. */
  waiting: number;
}

export interface Stream {
  arrivals: Arrival[];
  /** The numbers, read from the messages themselves. */
  delivered: number[];
  /** Why the channel ended before its time. */
  broken?: Refusal;
}

/**
 * Has Rust send one message of each size, and resolves at the channel's end. `onannounced` hears of each message that is
 * about to be fetched, by the number that it can be fetched by.
 */
export async function stream(form: Form, sizes: number[], onannounced?: (parcel: number) => void): Promise<Stream> {
  const seen: Stream = { arrivals: [], delivered: [] };
  const { channel, send } = prepare(form, sizes, (number) => seen.delivered.push(number));
  const ended = new Promise<void>((resolve) => {
    channel.onend = (error) => {
      seen.broken = error;
      resolve();
    };
  });
  const stop = watch(channel.id, (event) => {
    const last = seen.arrivals.at(-1);
    if (event.phase === "announced") {
      onannounced?.(event.detail);
    } else if (event.phase === "handed over") {
      if (last) last.waiting = event.waiting;
    } else if (event.index < sizes.length) {
      seen.arrivals.push({ number: event.index + 1, way: event.detail, waiting: event.waiting });
    }
  });
  try {
    // A command that is refused never ends its channel.
    await Promise.race([ended, send().then(() => ended)]);
    return seen;
  } finally {
    stop();
    channel.close();
  }
}

function prepare(form: Form, sizes: number[], take: (number: number) => void) {
  if (form === "json") {
    const messages = new Channel<Numbered>(({ number }) => take(number));
    return { channel: messages, send: () => send_json({ sizes, messages }) };
  }
  const messages = new Channel<ArrayBuffer>((bytes) => take(new DataView(bytes).getUint32(0, true)));
  return { channel: messages, send: () => send_raw({ sizes, messages }) };
}
