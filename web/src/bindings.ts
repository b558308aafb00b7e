// Written from the Rust commands; `cargo xtask bindings` renews it. Do not edit.
import { call, type Bytes, type Call, type CallOptions, type Channel } from "../bridge";

/**
 * The app, and what it runs on.
 */
export type About = {
  version: string;
  /**
   * The web engine with its version.
   */
  engine: string;
  profile: Profile;
};

/**
 * Who called, as the host knows it.
 */
export type Caller = { window: string; webview: string };

/**
 * What a page learns about a file.
 */
export type Chosen = {
  /**
   * What the page reads it by.
   */
  id: number;
  /**
   * The last part of the path.
   */
  name: string;
  /**
   * The whole path, for the person to see.
   */
  path: string;
  /**
   * Its length when it was chosen.
   */
  bytes: number;
};

/**
 * Who buys.
 */
export type Customer = { name: string; city: string };

/**
 * What arrived, to be compared with what was sent.
 */
export type Digest = {
  bytes: number;
  /**
   * SHA-256, in lowercase hexadecimal.
   */
  sha256: string;
};

/**
 * Why a division has no answer. The page branches on `code`.
 */
export type DivisionError =
  | {
      code: "division_by_zero";
      /**
       * The sentence for a person.
       */
      message: string;
      /**
       * What was to be divided.
       */
      dividend: number;
    }
  | {
      code: "not_finite";
      /**
       * The sentence for a person.
       */
      message: string;
    };

/**
 * What became of the cancelled calls.
 */
export type Drops = {
  /**
   * Calls to `slow` that were dropped before their end.
   */
  dropped: number;
  /**
   * Calls to `slow_steps` that were told to stop.
   */
  told: number;
  /**
   * The step which the last of those had reached.
   */
  reached: number;
};

/**
 * Why a command could not do what it was asked.
 */
export type Failure = {
  /**
   * Stable, in snake case: what the page branches on.
   */
  code: string;
  /**
   * What went wrong and what to do about it, in whole sentences: what the person reads.
   */
  message: string;
};

/**
 * A task that came to its end.
 */
export type Finished = {
  number: number;
  /**
   * 1 for the first task that finished since the app started.
   */
  finishedAs: number;
  /**
   * How long it really took.
   */
  ms: number;
};

/**
 * What came of it.
 */
export type Hashed = {
  /**
   * SHA-256, in lowercase hexadecimal.
   */
  sha256: string;
  /**
   * How long it took, pauses and all.
   */
  ms: number;
};

/**
 * One stage of a call.
 */
export type Hop = {
  /**
   * Name of the stage, which is that of its span.
   */
  name: string;
  /**
   * When it began, in microseconds after the request arrived.
   */
  startUs: number;
  /**
   * How long it took, in microseconds.
   */
  durationUs: number;
};

/**
 * One line of an order.
 */
export type Line = { item: string; quantity: number; unitPriceCents: number };

/**
 * A message that knows its number, and is as large as was asked for.
 */
export type Numbered = { number: number; padding: string };

/**
 * What somebody wants to buy: a struct, with a struct and a list of structs inside.
 */
export type Order = { customer: Customer; lines: Array<Line> };

/**
 * How the app was built.
 */
export type Profile = "debug" | "release";

/**
 * What an order comes to.
 */
export type Receipt = { customer: string; items: number; totalCents: number };

/**
 * A job as the page sees it.
 */
export type RunningJob = {
  /**
   * The id of its channel.
   */
  job: number;
  /**
   * Bytes that Rust has hashed, whether or not the page has heard of them.
   */
  bytes: number;
  paused: boolean;
};

/**
 * A file that comes with the app.
 */
export type Sample = {
  /**
   * What to open it by.
   */
  name: string;
  /**
   * What is in it and what to try with it.
   */
  about: string;
  /**
   * Its length.
   */
  bytes: number;
};

/**
 * A shape. The page sends an instance of a class that says itself how it is sent.
 */
export type Shape =
  | {
      Circle: {
        /**
         * In metres.
         */
        radius: number;
      };
    }
  | {
      Rectangle: {
        /**
         * In metres.
         */
        width: number;
        /**
         * In metres.
         */
        height: number;
      };
    };

/**
 * One call, hop by hop.
 */
export type Trace = {
  /**
   * The command.
   */
  command: string;
  /**
   * Label of the window that called.
   */
  window: string;
  /**
   * Label of the webview that called.
   */
  webview: string;
  /**
   * Size of the request's body, in bytes.
   */
  bytesIn: number;
  /**
   * Size of the reply's body, in bytes.
   */
  bytesOut: number;
  /**
   * When the request reached Rust, in microseconds since 1970.
   */
  arrivedUnixUs: number;
  /**
   * When the reply left Rust, in microseconds since 1970.
   */
  leftUnixUs: number;
  /**
   * The stages, in the order in which they began.
   */
  hops: Array<Hop>;
  /**
   * The hop that refused the call.
   */
  stoppedAt: string | null;
  /**
   * Code of the refusal.
   */
  code: string | null;
  /**
   * The refusal's sentence.
   */
  message: string | null;
};

/**
 * What to hash.
 */
export type Work = { kind: "file"; id: number } | { kind: "sample"; bytes: number };

/** Says which app this is and what it runs on. */
export function about(options?: CallOptions): Call<About> {
  return call("about", undefined, options);
}

/** The hops of the call that was sent with the header `Footbridge-Trace: <trace>`, once it has ended. */
export function hops(args: { trace: string }, options?: CallOptions): Call<Trace, Failure> {
  return call("hops", args, options);
}

/** Greets `name`. A name of nothing but spaces is an error. */
export function greet(args: { name: string }, options?: CallOptions): Call<string, Failure> {
  return call("greet", args, options);
}

/**
 * Opens the window “guest” anew, which greets `name` under the trace id `trace` as soon as it is there.
 *
 * No capability lets that window call `greet`, so its call is refused.
 */
export function open_guest(
  args: { name: string; trace: string },
  options?: CallOptions,
): Call<null, Failure> {
  return call("open_guest", args, options);
}

/** Joins two names. The page says `firstName` and `lastName`, as JavaScript does. */
export function full_name(
  args: { firstName: string; lastName: string },
  options?: CallOptions,
): Call<string> {
  return call("full_name", args, options);
}

/** Names a person by the nickname if there is one: an `Option` need not be sent. */
export function nickname(
  args: { name: string; nickname?: string | null },
  options?: CallOptions,
): Call<string> {
  return call("nickname", args, options);
}

/** Adds an order up. A sum that does not fit is an error, never a wrong sum. */
export function order_total(args: { order: Order }, options?: CallOptions): Call<Receipt, Failure> {
  return call("order_total", args, options);
}

/** Says how much paint `shape` takes. */
export function paint(args: { shape: Shape }, options?: CallOptions): Call<string> {
  return call("paint", args, options);
}

/** Moves the counter by `step`. The page sends only the step; the counter comes from the app's state. */
export function count(args: { step: number }, options?: CallOptions): Call<number> {
  return call("count", args, options);
}

/** Says who calls. The page sends nothing: it cannot claim to be another window. */
export function who_calls(options?: CallOptions): Call<Caller> {
  return call("who_calls", undefined, options);
}

/** Divides. A typed error: an enum with a code, and what each case needs beside it. */
export function divide(
  args: { dividend: number; divisor: number },
  options?: CallOptions,
): Call<number, DivisionError> {
  return call("divide", args, options);
}

/** Opens a drawer. A plain error: any type that serializes can be one, a string too. */
export function open_drawer(args: { number: number }, options?: CallOptions): Call<string, string> {
  return call("open_drawer", args, options);
}

/** Squares `number`. The page sends text in its place, and the call never reaches this function. */
export function square(args: { number: number }, options?: CallOptions): Call<number> {
  return call("square", args, options);
}

/** Panics. The bridge catches it, logs where it happened, and settles the promise. */
export function panicking(options?: CallOptions): Call<null> {
  return call("panicking", undefined, options);
}

/** Would answer, but no capability opens it: the call stops before this function. */
export function locked(options?: CallOptions): Call<string> {
  return call("locked", undefined, options);
}

/** Takes `ms` milliseconds without holding a thread: `async`, so any number run side by side. */
export function work(args: { number: number; ms: number }, options?: CallOptions): Call<Finished> {
  return call("work", args, options);
}

/** Takes `ms` milliseconds and knows nothing of cancelling: a cancelled call is dropped where it waits. */
export function slow(args: { ms: number }, options?: CallOptions): Call<string> {
  return call("slow", args, options);
}

/** Takes `steps` steps of 100 ms and asks for the token: told of the cancellation, it stops between two steps. */
export function slow_steps(args: { steps: number }, options?: CallOptions): Call<number> {
  return call("slow_steps", args, options);
}

/** Says what became of the cancelled calls. */
export function drops(options?: CallOptions): Call<Drops> {
  return call("drops", undefined, options);
}

/** Blocks its thread for `ms` milliseconds and names it: a worker, never the one that draws the window. */
export function block(args: { ms: number }, options?: CallOptions): Call<string> {
  return call("block", args, options);
}

/** Sends `size` bytes as they are. */
export function raw_down(args: { size: number }, options?: CallOptions): Call<ArrayBuffer, Failure> {
  return call("raw_down", args, options);
}

/** Takes the body of the request as it is. */
export function raw_up(body: Bytes, options?: CallOptions): Call<Digest, Failure> {
  return call("raw_up", body, options);
}

/** Sends `size` bytes as a JSON array of numbers: up to four characters a byte. */
export function json_down(args: { size: number }, options?: CallOptions): Call<Array<number>, Failure> {
  return call("json_down", args, options);
}

/** The digest of what `raw_down` and `json_down` send for this `size`. */
export function digest_of(args: { size: number }, options?: CallOptions): Call<Digest, Failure> {
  return call("digest_of", args, options);
}

/** Shows the native dialog. The answer is `null` when the person chose nothing. */
export function choose_file(options?: CallOptions): Call<Chosen | null, Failure> {
  return call("choose_file", undefined, options);
}

/** Waits for the next file that is dropped onto the calling webview. Cancel the call to wait no more. */
export function dropped_file(options?: CallOptions): Call<Chosen, Failure> {
  return call("dropped_file", undefined, options);
}

/** The files that come with the app. */
export function samples(options?: CallOptions): Call<Array<Sample>> {
  return call("samples", undefined, options);
}

/** Writes the sample `name` to the app's data folder and chooses it. */
export function open_sample(args: { name: string }, options?: CallOptions): Call<Chosen, Failure> {
  return call("open_sample", args, options);
}

/** Opens a file by its path, if the person has chosen it since the app started. */
export function open_path(args: { path: string }, options?: CallOptions): Call<Chosen, Failure> {
  return call("open_path", args, options);
}

/** Reads the file `id` as text. */
export function read_text(args: { id: number }, options?: CallOptions): Call<string, Failure> {
  return call("read_text", args, options);
}

/** Reads the file `id` as bytes. */
export function read_raw(args: { id: number }, options?: CallOptions): Call<ArrayBuffer, Failure> {
  return call("read_raw", args, options);
}

/** Reads `length` bytes of the file `id` from `offset` on, fewer only where the file ends. */
export function read_piece(
  args: { id: number; offset: number; length: number },
  options?: CallOptions,
): Call<ArrayBuffer, Failure> {
  return call("read_piece", args, options);
}

/** Sends a message of each of these sizes, in bytes of JSON, numbered from 1. */
export function send_json(
  args: { sizes: Array<number>; messages: Channel<Numbered> },
  options?: CallOptions,
): Call<null, Failure> {
  return call("send_json", args, options);
}

/** The same as bytes: the number is in the first four of them, little-endian. */
export function send_raw(
  args: { sizes: Array<number>; messages: Channel<ArrayBuffer> },
  options?: CallOptions,
): Call<null, Failure> {
  return call("send_raw", args, options);
}

/** Sends the numbers from 0 to `count`, as fast as they come. */
export function firehose(
  args: { count: number; numbers: Channel<number> },
  options?: CallOptions,
): Call<null, Failure> {
  return call("firehose", args, options);
}

/** Sends numbers for as long as the page reads them. It never asks how fast: `send` returns when there is room. */
export function flow(
  args: { numbers: Channel<number> },
  options?: CallOptions,
): Call<null, { code: string; message: string }> {
  return call("flow", args, options);
}

/** How many numbers `flow` has sent. */
export function flow_sent(options?: CallOptions): Call<number> {
  return call("flow_sent", undefined, options);
}

/** Shows the native dialog. The answer is `null` when the person chose nothing. */
export function choose_file_to_hash(options?: CallOptions): Call<Chosen | null, Failure> {
  return call("choose_file_to_hash", undefined, options);
}

/** Waits for the next file that is dropped onto the calling webview. */
export function dropped_file_to_hash(options?: CallOptions): Call<Chosen, Failure> {
  return call("dropped_file_to_hash", undefined, options);
}

/**
 * Hashes piece by piece and tells after each how many bytes are done.
 *
 * A job is known by the id of its channel, which both sides have. A cancelled call is dropped at the next `await`,
 * and with it the job.
 */
export function hash(
  args: { work: Work; progress: Channel<number> },
  options?: CallOptions,
): Call<Hashed, Failure> {
  return call("hash", args, options);
}

/** Has the job stand still after the piece at hand, or go on. */
export function pause_hash(
  args: { job: number; paused: boolean },
  options?: CallOptions,
): Call<null, Failure> {
  return call("pause_hash", args, options);
}

/** Every job that is not over, and where Rust really is with it. */
export function hash_jobs(options?: CallOptions): Call<Array<RunningJob>> {
  return call("hash_jobs", undefined, options);
}

export const demos = [
  { name: "hello", group: "Calls" },
  { name: "arguments", group: "Calls" },
  { name: "errors", group: "Calls" },
  { name: "tasks", group: "Calls" },
  { name: "bytes", group: "Bytes" },
  { name: "files", group: "Bytes" },
  { name: "channel", group: "Streams" },
  { name: "progress", group: "Streams" },
] as const;
