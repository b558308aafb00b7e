/**
 * The globals that the injected script defines, as types.
 * In: nothing. Out: typed access to them. The script runs before the page, so they are there whenever the page runs
 * inside the app, and absent in a browser.
 */

/** What Tauri 2's client package calls, and so do we. */
export interface Internals {
  invoke(command: string, payload?: unknown, options?: CallOptions): Promise<unknown>;
  transformCallback(callback?: (data: never) => unknown, once?: boolean): number;
  unregisterCallback(id: number): void;
  runCallback(id: number, data: unknown): void;
  convertFileSrc(path: string, protocol?: string): string;
  readonly callbacks: ReadonlyMap<number, (data: unknown) => unknown>;
  /** How messages go to Rust: `isolation` where a frame of the app's stands before it. */
  readonly __TAURI_PATTERN__: { readonly pattern: "brownfield" | "isolation" };
  readonly metadata: {
    readonly currentWindow: { readonly label: string };
    readonly currentWebview: { readonly windowLabel: string; readonly label: string };
  };
}

/**
 * How a call travels: over the document's own socket, as a request of the call scheme, or as a text through the engine's
 * message handler.
 */
export type Transport = "socket" | "custom protocol" | "post message";

/** How the calls of a page travel: each by the transport that the bridge takes for it, or all by one. */
export type Way = "automatic" | Transport;

/** What an observer of calls is told: neither payloads nor anything that could answer a call. */
export type Observed =
  /** In an isolated page the frame has the message first, and it is not settled yet how it goes on. */
  | {
      readonly phase: "sent";
      readonly command: string;
      readonly by: Transport | undefined;
      /** In how many pieces its body goes beside it; nothing for one that goes whole. */
      readonly pieces: number | undefined;
    }
  /** In an isolated page: the message that goes to Rust. It is made to be seen: only who has the frame's key can change it. */
  | {
      readonly phase: "sealed";
      readonly command: string;
      readonly callback: number;
      readonly error: number;
      /** The document's session and the message's number: `<32 hexadecimal digits>;<number>`. */
      readonly seal: string;
      /** How many bytes are sealed, the seal with them. */
      readonly bytes: number;
      /** How long the frame had it, in milliseconds. */
      readonly ms: number;
      /** A copy of the sealed bytes. */
      read(): ArrayBuffer;
    }
  | { readonly phase: "settled"; readonly command: string; readonly ok: boolean; readonly ms: number }
  /** A delivery of what Rust pushes: messages of channels, events, answers of calls that went as texts. */
  | { readonly phase: "delivered"; readonly entries: number };

/** What becomes of one message of a channel, and how many of its messages wait for an earlier one. */
export type Watched = {
  readonly channel: number;
  /** Messages count from 0; the end of the channel is one more. */
  readonly index: number;
  readonly waiting: number;
} & (
  | {
      /** A large message waits in Rust; the bridge fetches it as soon as the watcher has returned. */
      readonly phase: "announced";
      /** The number that it can be fetched by, once. */
      readonly detail: number;
    }
  | { readonly phase: "arrived"; readonly detail: "pushed" | "fetched" }
  | { readonly phase: "handed over" }
);

/** What this bridge has on top. */
export interface Footbridge {
  readonly version: 1;
  readonly transport: Way;
  /**
   * The transports that a call may ask for, the best first. The socket is one of them where the engine offers it and the
   * app was not started with another.
   */
  readonly transports: readonly Transport[];
  /** Tauri's `invoke`, whose arguments may hold bytes and streams that JSON has no form for. */
  invoke(command: string, payload?: unknown, options?: CallOptions): Promise<unknown>;
  observe(observer: (event: Observed) => void): () => void;
  watch(channel: number, watcher: (event: Watched) => void): () => void;
}

/** What a call may carry beside its arguments. */
export interface CallOptions {
  /** Headers that the command can read; those of the bridge itself cannot be replaced. */
  headers?: HeadersInit;
  /** Sends it by this transport, whatever the others take. One that is not in `transports` is a `TypeError`. */
  transport?: Transport;
  /** Cancels the call: its promise rejects at once with the signal's reason, and the host stops the command. */
  signal?: AbortSignal;
}

declare global {
  interface Window {
    readonly isTauri?: boolean;
    readonly __TAURI_INTERNALS__: Internals;
    __TAURI_EVENT_PLUGIN_INTERNALS__: { unregisterListener(event: string, id: number): void };
    readonly __FOOTBRIDGE__: Footbridge;
  }
}
