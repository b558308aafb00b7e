/** The work itself. Each batch looks at what comes: a figure of something that was lost would be none. */
import { Channel, watch, type Watched } from "../../../bridge";
import {
  echo_rows,
  give_bytes,
  give_rows,
  stream_bytes,
  stream_text,
  take_bytes,
  type Measurement,
} from "../../bindings";
import type { Batch } from "../../lib/measure";

/** The JSON of one row, with the comma behind it. */
const ROW_BYTES = 50;
/** Messages that may be on their way. */
const WINDOW = 1024;

function rowsOf(bytes: number): Measurement[] {
  const row = (_: unknown, n: number): Measurement => ({ id: 100_000 + n, name: "Ada Lovelace", value: 0.625 });
  return Array.from({ length: bytes / ROW_BYTES }, row);
}

function mustBe(seen: number, wanted: number): void {
  if (seen !== wanted) throw new RangeError(`${seen} came where ${wanted} were sent`);
}

export function callsInTurn(bytes: number): Batch {
  const rows = rowsOf(bytes);
  return async (count) => {
    for (let n = 0; n < count; n += 1) mustBe((await echo_rows({ rows })).length, rows.length);
  };
}

/** One turn is `together` calls. */
export function callsAtOnce(bytes: number, together: number): Batch {
  const rows = rowsOf(bytes);
  return async (count) => {
    for (let n = 0; n < count; n += 1) {
      const answers = await Promise.all(Array.from({ length: together }, () => echo_rows({ rows })));
      for (const answer of answers) mustBe(answer.length, rows.length);
    }
  };
}

/** Told of the messages of a stream, as they come in. */
type Watcher = (event: Watched) => void;

function texts(count: number, bytes: number, watcher?: Watcher): Promise<void> {
  const send = (messages: Channel<string>) => stream_text({ count, bytes, messages });
  // Two bytes of each are quotation marks.
  return pour(send, ({ length }) => length, count * (bytes - 2), watcher);
}

function buffers(count: number, bytes: number, watcher?: Watcher): Promise<void> {
  const send = (messages: Channel<ArrayBuffer>) => stream_bytes({ count, bytes, messages });
  return pour(send, ({ byteLength }) => byteLength, count * bytes, watcher);
}

async function pour<T>(
  send: (messages: Channel<T>) => PromiseLike<unknown>,
  weigh: (message: T) => number,
  wanted: number,
  watcher?: Watcher,
): Promise<void> {
  let taken = 0;
  const messages = new Channel<T>((message) => void (taken += weigh(message)), { window: WINDOW });
  const ended = new Promise<unknown>((resolve) => (messages.onend = resolve));
  const stop = watcher && watch(messages.id, watcher);
  try {
    await send(messages);
    const broken = await ended;
    if (broken) throw broken;
    mustBe(taken, wanted);
  } finally {
    stop?.();
    messages.close();
  }
}

export function messagesOfJson(bytes: number): Batch {
  return (count) => texts(count, bytes);
}

export function messagesOfBytes(bytes: number): Batch {
  return (count) => buffers(count, bytes);
}

/** How a message comes: with a delivery, or fetched by the page. */
export type Coming = "pushed" | "fetched";

export const comingOfJson = (bytes: number) => comingOf((watcher) => texts(1, bytes, watcher));
export const comingOfBytes = (bytes: number) => comingOf((watcher) => buffers(1, bytes, watcher));

async function comingOf(stream: (watcher: Watcher) => Promise<void>): Promise<Coming | undefined> {
  let coming: Coming | undefined;
  await stream((event) => {
    if (event.phase === "arrived" && event.index === 0) coming = event.detail;
  });
  return coming;
}

export function jsonDown(bytes: number): Batch {
  return async (count) => {
    for (let n = 0; n < count; n += 1) mustBe((await give_rows({ bytes })).length, bytes / ROW_BYTES);
  };
}

export function bytesDown(bytes: number): Batch {
  return async (count) => {
    for (let n = 0; n < count; n += 1) mustBe((await give_bytes({ bytes })).byteLength, bytes);
  };
}

export function bytesUp(bytes: number): Batch {
  const body = new Uint8Array(bytes);
  return async (count) => {
    for (let n = 0; n < count; n += 1) mustBe(await take_bytes(body), bytes);
  };
}
