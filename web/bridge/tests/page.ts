/**
 * A page with the injected script in it, and the host that it talks to, both in memory.
 * The page is a realm of its own, as in a webview: what it overrides, the tests and the host do not notice.
 */
import { readFileSync } from "node:fs";
import vm from "node:vm";

const SCRIPT = new URL("../../../src-rust/bridge/src/script/core.js", import.meta.url);
const CORE = readFileSync(SCRIPT, "utf8");

export const KEY = "key-5f1c9a70e2";

/** A request as the host receives it. */
export interface Received {
  transport: "socket" | "custom protocol" | "post message";
  command: string;
  callback: number;
  error: number;
  key: string | undefined;
  headers: Record<string, string>;
  /** The body's text over the custom protocol, the payload's in a text. */
  text: string;
  /** The body's bytes when it was sent as bytes, or beside a text. */
  bytes: number[] | undefined;
  /** What goes beside the JSON in a text, in base64. */
  parts?: string;
  /** What goes in the payload's place in a text when it is sealed, in base64. */
  sealed?: string;
}

/** What the page posted to its socket: texts one behind the other, or one text and its bytes. */
export interface Posted {
  text: string;
  bytes: Uint8Array | undefined;
}

interface FetchInit {
  method: string;
  headers: Record<string, string>;
  body: string | Uint8Array;
  signal?: AbortSignal;
}

/** How the host answers one request: a response, or a rejection for a transport that breaks. */
export type Answer = (request: Received) => Response | Promise<Response>;

export interface PageOptions {
  answer?: Answer;
  /** The custom protocol unless it is said otherwise; `automatic` leaves the choice to the script. */
  transport?: "socket" | "custom-protocol" | "post-message" | "automatic";
  /** Whether the engine offers the document a socket. It does where the page is to go by it, unless it is said otherwise. */
  socket?: boolean;
  assetUrl?: string;
  /** Runs in the page before the injected script, as a sub-frame's or an engine's circumstances would. */
  before?: string;
  /** The global by which messages are posted: the engine's own, wry's wrapper around it, or none. */
  port?: "handler" | "wrapper" | "none";
  /** Further globals of the page, as those of a document. */
  globals?: object;
  isolationUrl?: string;
}

export const reply = {
  json: (value: unknown) => respond("ok", "application/json", JSON.stringify(value)),
  text: (value: string) => respond("ok", "text/plain", value),
  bytes: (...bytes: number[]) => respond("ok", "application/octet-stream", Uint8Array.from(bytes)),
  error: (value: unknown) => respond("error", "application/json", JSON.stringify(value), 400),
};

function respond(verdict: string, type: string, body: string | Uint8Array<ArrayBuffer>, status = 200): Response {
  return new Response(body, { status, headers: { "Tauri-Response": verdict, "Content-Type": type } });
}

/** A request that stays open until the test answers it. */
export function held() {
  let answer!: (response: Response) => void;
  let fail!: (cause: unknown) => void;
  const response = new Promise<Response>((resolve, reject) => {
    answer = resolve;
    fail = reject;
  });
  return { response, answer, fail };
}

export function openPage(options: PageOptions = {}) {
  const received: Received[] = [];
  const timers: { run: () => void; ms: number }[] = [];
  const warnings: unknown[][] = [];
  const errors: unknown[][] = [];
  const listeners = new Map<string, ((event: object) => void)[]>();
  const answer = options.answer ?? (() => reply.json(null));

  // The headers are read as a record, without the `Headers` class, on whose methods a test may spy.
  const fetch = (url: string, init: FetchInit) => {
    if (init.method !== "POST" || init.signal?.aborted) return Promise.reject(new TypeError("Load failed"));
    const { "tauri-callback": callback, "tauri-error": error, "tauri-invoke-key": key, ...headers } = init.headers;
    const isText = typeof init.body === "string";
    const request: Received = {
      transport: "custom protocol",
      command: decodeURIComponent(url.slice("ipc://localhost/".length)),
      callback: Number(callback),
      error: Number(error),
      key,
      headers,
      text: isText ? (init.body as string) : "",
      bytes: isText ? undefined : [...Buffer.from(init.body as Uint8Array)],
    };
    received.push(request);
    return new Promise((resolve) => resolve(answer(request)));
  };

  const messages: string[] = [];
  const postMessage = (texts: string) => {
    messages.push(texts);
    for (const text of objectsOf(texts)) receiveText("post message", text);
  };

  /** The host's end of the socket. A test closes it, and pushes by it what Rust would. */
  const socket = {
    posted: [] as Posted[],
    isOpen: true,
    /** What it was handed last. */
    lent: undefined as Uint8Array | undefined,
    deliver: (_list: string | undefined) => {},
    deliverBytes: (_entry: string, _bytes: Uint8Array) => {},
  };
  let before: Uint8Array[] = [];
  const postToSocket = (text: string | undefined, part: Uint8Array | undefined) => {
    if (!socket.isOpen) return false;
    // What is lent to the socket is the page's again when it returns.
    if (part) before.push(part.slice());
    socket.lent = part;
    if (text === undefined) return true;
    const bytes = part && Uint8Array.from(Buffer.concat(before));
    before = [];
    socket.posted.push({ text, bytes });
    for (const one of objectsOf(text)) receiveText("socket", one, bytes);
    return true;
  };
  type HearBytes = (entry: string, lent: Uint8Array, length: number) => void;
  const tray = new Uint8Array(1024 * 1024);
  const connect = (deliver: typeof socket.deliver, hearBytes: HearBytes) => {
    const deliverBytes = (entry: string, bytes: Uint8Array) => {
      tray.set(bytes);
      hearBytes(entry, tray, bytes.length);
      // The next delivery comes in the same memory.
      tray.fill(0xee, 0, bytes.length);
    };
    Object.assign(socket, { deliver, deliverBytes });
    return postToSocket;
  };

  const receiveText = (transport: Received["transport"], text: string, beside?: Uint8Array) => {
    const { cmd, callback, error, payload, bytes, parts, sealed, options, __TAURI_INVOKE_KEY__: key } = JSON.parse(text);
    const inText = bytes === undefined ? undefined : Buffer.from(bytes, "base64");
    const body = beside ?? inText;
    const request: Received = {
      transport,
      command: cmd,
      callback,
      error,
      key,
      headers: options?.headers ?? {},
      text: payload === undefined ? "" : JSON.stringify(payload),
      bytes: body && [...body],
      ...(parts !== undefined && { parts }),
      ...(sealed !== undefined && { sealed }),
    };
    received.push(request);
    void Promise.resolve(answer(request)).then(async (response) => {
      const id = response.headers.get("Tauri-Response") === "ok" ? callback : error;
      window.__TAURI_INTERNALS__.runCallback(id, await response.json());
    });
  };

  const context = vm.createContext({
    fetch,
    AbortController,
    AbortSignal,
    DOMException,
    EventTarget,
    Headers,
    ReadableStream,
    ReadableStreamDefaultReader,
    Response,
    TextEncoder,
    btoa,
    addEventListener: (type: string, listener: (event: object) => void) => {
      listeners.set(type, [...(listeners.get(type) ?? []), listener]);
    },
    atob,
    console: { warn: (...args: unknown[]) => warnings.push(args), error: (...args: unknown[]) => errors.push(args) },
    crypto,
    origin: "app://localhost",
    performance,
    queueMicrotask,
    setTimeout: (run: () => void, ms: number) => timers.push({ run, ms }),
    ...(options.port !== "none" && { webkit: { messageHandlers: { ipc: { postMessage } } } }),
    ...((options.socket ?? options.transport === "socket") && { __FOOTBRIDGE_SOCKET__: connect }),
    ...options.globals,
  });
  const run = <T = any>(source: string): T => vm.runInContext(source, context);
  run("globalThis.window = globalThis; globalThis.top = globalThis;");
  if (options.port === "wrapper") {
    run(`Object.defineProperty(window, "ipc", { value: Object.freeze({
      postMessage: (text) => window.webkit.messageHandlers["ipc"].postMessage(text) }) })`);
  }
  run(options.before ?? "");

  const config = {
    key: KEY,
    label: "main",
    windowLabel: "main-window",
    ipcUrl: "ipc://localhost/",
    assetUrl: options.assetUrl ?? "asset://localhost/",
    transports: {
      forced: options.transport === "automatic" ? null : (options.transport ?? "custom-protocol").replace("-", " "),
      textCharsMax: 1000,
      textBytesMax: 100,
      besideBytesMin: 512,
      batchChars: 5000,
      piecesBytesMin: 4000,
      pieceBytes: 1500,
    },
    isolationUrl: options.isolationUrl ?? null,
  };
  run(`(${CORE})(${JSON.stringify(config)})`);

  const window = run<Window>("window");
  /** An event of the engine's own, unless it is said that a page made it. */
  const fire = (type: string, members: object = {}) =>
    dispatch(type, { type, isTrusted: true, ...members });
  /** Hands an event to the window's listeners. */
  const dispatch = (type: string, event: object) => listeners.get(type)?.forEach((listener) => listener(event));
  return { window, run, received, messages, socket, timers, warnings, errors, fire, dispatch };
}

/** The JSON objects of a text in which they stand one behind the other. */
function objectsOf(texts: string): string[] {
  const objects: string[] = [];
  let [start, depth, isText] = [0, 0, false];
  for (let i = 0; i < texts.length; i += 1) {
    if (isText) {
      if (texts[i] === "\\") i += 1;
      else if (texts[i] === '"') isText = false;
    } else if (texts[i] === '"') isText = true;
    else if (texts[i] === "{") depth += 1;
    else if (texts[i] === "}" && --depth === 0) {
      objects.push(texts.slice(start, i + 1));
      start = i + 1;
    }
  }
  if (start < texts.length) throw new TypeError(`no JSON: ${texts.slice(start)}`);
  return objects;
}
