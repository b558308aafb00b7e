/**
 * A stream of messages from Rust, at the page's pace.
 * In: messages, one by one and in order. Out: they go to a handler or into a `for await`, and Rust hears how many were
 * taken, so that a page that is slow holds its producer back.
 */
import { invoke, SERIALIZE_TO_IPC_FN, transformCallback } from "./core";
import type { Refusal } from "./refusal";

/** What arrives under a channel's id: `index` counts messages from 0, and the end is one more. */
type Delivery<T> = { index: number; message: T } | { index: number; end: true; error?: Refusal };

/** What a channel may be given beside its handler. */
export interface ChannelOptions {
  /** How many messages Rust may send ahead of what the page has taken: 1 to 65,536, and 256 if not said. */
  window?: number;
}

const WINDOW_DEFAULT = 256;
const WINDOW_MAX = 65_536;

/**
 * Hand one to a command that takes a `Channel<T>`, and read it in one of two ways: with `onmessage`, or with
 * `for await (const message of channel)`. Raw messages are `ArrayBuffer`s.
 *
 * Messages that come before anybody reads are kept. A message counts as taken when its handler has returned (or the
 * promise of the handler has settled), or when the loop asks for the next one.
 */
export class Channel<T = unknown> implements AsyncIterable<T> {
  /** The name of this channel on the wire. */
  readonly id: number;
  /** Called once, after the last message: with the reason when the channel broke, with nothing when Rust ended it. */
  onend?: (error?: Refusal) => void;

  readonly #window: number;
  readonly #waiting: T[] = [];
  #onmessage?: (message: T) => unknown;
  #consumed = 0;
  #credited = 0;
  #isCrediting = false;
  #isIterated = false;
  #isShared = false;
  #isEndTold = false;
  #end?: { error?: Refusal };
  #wake?: () => void;

  constructor(onmessage?: (message: T) => unknown, { window = WINDOW_DEFAULT }: ChannelOptions = {}) {
    if (!Number.isInteger(window) || window < 1 || window > WINDOW_MAX) {
      throw new RangeError(`the window of a channel is 1 to ${WINDOW_MAX} messages, and ${window} is not`);
    }
    this.#window = window;
    this.#onmessage = onmessage;
    this.id = transformCallback<Delivery<T>>((delivery) => this.#receive(delivery));
  }

  /** Takes each message as it comes. */
  get onmessage(): ((message: T) => unknown) | undefined {
    return this.#onmessage;
  }

  set onmessage(handler: ((message: T) => unknown) | undefined) {
    if (this.#isIterated) throw new TypeError("this channel is read by a loop already");
    this.#onmessage = handler;
    queueMicrotask(() => this.#hand());
  }

  /** Wants no more: Rust's next `send` fails with `Closed`, and a loop over this channel ends. */
  close(): void {
    if (this.#end) return;
    if (this.#isShared) invoke("plugin:footbridge|close_channel", { channel: this.id }).catch(reportError);
    this.#waiting.length = 0;
    this.#finish({});
  }

  /** Ends when the channel does, and throws if it broke. Leaving the loop early closes the channel. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    if (this.#isIterated || this.#onmessage) throw new TypeError("this channel has a reader already");
    this.#isIterated = true;
    try {
      for (;;) {
        while (this.#waiting.length > 0) {
          yield this.#waiting.shift() as T;
          this.#count();
        }
        if (this.#end) break;
        await new Promise<void>((wake) => (this.#wake = wake));
      }
      if (this.#end.error) throw this.#end.error;
    } finally {
      this.close();
    }
  }

  [SERIALIZE_TO_IPC_FN](): string {
    this.#isShared = true;
    return `__CHANNEL__:${this.id}:${this.#window}`;
  }

  toJSON(): string {
    return this[SERIALIZE_TO_IPC_FN]();
  }

  #receive(delivery: Delivery<T>): void {
    if ("end" in delivery) {
      this.#finish({ error: delivery.error });
      return;
    }
    this.#waiting.push(delivery.message);
    this.#wake?.();
    this.#hand();
  }

  /** Gives the handler what waits. One message's failure is not the next one's. */
  #hand(): void {
    while (this.#onmessage && this.#waiting.length > 0) {
      const message = this.#waiting.shift() as T;
      try {
        const result = this.#onmessage(message);
        if (result instanceof Promise) result.catch(reportError).finally(() => this.#count());
        else this.#count();
      } catch (error) {
        this.#count();
        reportError(error);
      }
    }
    this.#tellEnd();
  }

  #finish(end: { error?: Refusal }): void {
    if (this.#end) return;
    this.#end = end;
    window.__TAURI_INTERNALS__.unregisterCallback(this.id);
    this.#wake?.();
    this.#tellEnd();
  }

  #tellEnd(): void {
    if (!this.#end || this.#isEndTold || this.#waiting.length > 0) return;
    this.#isEndTold = true;
    const { error } = this.#end;
    if (this.onend) this.onend(error);
    else if (error && !this.#isIterated) reportError(error);
  }

  /** One more message was taken. Rust hears of it when half a window has been, many at a time. */
  #count(): void {
    this.#consumed += 1;
    if (this.#isCrediting || this.#consumed - this.#credited < this.#window / 2) return;
    this.#isCrediting = true;
    queueMicrotask(() => {
      this.#isCrediting = false;
      if (this.#end) return;
      this.#credited = this.#consumed;
      const credit = { channel: this.id, consumed: this.#consumed };
      // Without it Rust may wait for ever, so a credit that is lost is the end.
      invoke("plugin:footbridge|credit", credit).catch((error: Refusal) => this.#finish({ error }));
    });
  }
}
