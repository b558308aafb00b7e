import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { invoke } from "..";
import { held, openPage, reply, type Answer, type Received } from "./page";

const PUSH = "plugin:footbridge|push";

let page: ReturnType<typeof openPage>;
let call: ReturnType<typeof held>;
/** How Rust answers a piece. */
let take: Answer;

beforeEach(() => {
  call = held();
  take = () => reply.json(null);
  const answer: Answer = (request) => (request.command === PUSH ? take(request) : call.response);
  page = openPage({ answer });
  vi.stubGlobal("window", page.window);
});
afterEach(() => void vi.unstubAllGlobals());

const turn = () => new Promise((resolve) => setImmediate(resolve));
const pushes = () => page.received.filter(({ command }) => command === PUSH);
const place = ({ headers }: Received) => headers["footbridge-upstream"]!.split(";").slice(1).join(";");
const piece = (request: Received) => [place(request), request.bytes ?? JSON.parse(request.text)];
const ids = () => page.received[0]!.headers["footbridge-upstreams"]!.split(",").map(Number);

/** What Rust says of a stream: that a command has taken it, or dropped it. */
const taken = (id: number) => page.window.__TAURI_INTERNALS__.runCallback(id, { index: 0, message: null });
const dropped = (id: number) => page.window.__TAURI_INTERNALS__.runCallback(id, { index: 1, end: true });

function streamOf(...chunks: unknown[]) {
  const seen = { pulled: 0, cancelled: undefined as unknown };
  const stream = new ReadableStream(
    {
      pull(controller) {
        if (seen.pulled < chunks.length) controller.enqueue(chunks[seen.pulled++]);
        else controller.close();
      },
      cancel: (cause) => void (seen.cancelled = cause ?? "no reason"),
    },
    { highWaterMark: 0 },
  );
  return { stream, seen };
}

async function* counting(from: number, to: number, onreturn = () => {}) {
  try {
    for (let n = from; n < to; n++) yield n;
  } finally {
    onreturn();
  }
}

describe("a stream among the arguments", () => {
  test("goes as its name, wherever it stands, and the head lists them all", () => {
    void invoke("store", { a: streamOf().stream, b: [{ c: counting(0, 1) }], d: 1 });
    const [a, c] = ids();
    expect(JSON.parse(page.received[0]!.text)).toEqual({ a: `__UPSTREAM__:${a}`, b: [{ c: `__UPSTREAM__:${c}` }], d: 1 });
  });

  test("is read when a command takes it, and not before", async () => {
    const { stream, seen } = streamOf(1);
    void invoke("store", { stream });
    await turn();
    expect(seen.pulled).toBe(0);
    taken(ids()[0]!);
    await expect.poll(() => pushes().map(piece)).toEqual([["0", 1], ["1;end", null]]);
  });

  test("sends bytes as bytes, and all else as JSON with bytes beside it", async () => {
    const chunks = [Uint8Array.of(1, 2), "text", [1, 300], { a: Uint8Array.of(7) }, null, new Uint8Array()];
    void invoke("store", { stream: streamOf(...chunks).stream });
    taken(ids()[0]!);
    await expect.poll(() => pushes().length).toBe(7);
    const [first, ...rest] = pushes();
    expect(first).toMatchObject({ bytes: [1, 2], headers: { "content-type": "application/octet-stream" } });
    expect(rest.slice(0, 2).map(piece)).toEqual([["1", "text"], ["2", [1, 300]]]);
    expect(rest[2]!.headers).toMatchObject({ "content-type": "application/x-footbridge-parts" });
    expect(rest.slice(3).map(piece)).toEqual([["4", null], ["5", []], ["6;end", null]]);
  });

  test("is read no further than Rust has room for", async () => {
    const full = held();
    take = (request) => (place(request) === "1" ? full.response : reply.json(null));
    const { stream, seen } = streamOf(1, 2, 3);
    void invoke("store", { stream });
    taken(ids()[0]!);
    await expect.poll(() => pushes().length).toBe(2);
    await turn();
    expect([seen.pulled, pushes().length]).toEqual([2, 2]);
    full.answer(reply.json(null));
    await expect.poll(() => pushes().map(place)).toEqual(["0", "1", "2", "3;end"]);
  });

  test.each<[string, () => unknown, string]>([
    ["fails", () => new Error("the camera is off"), "Error: the camera is off"],
    ["fails with a refusal", () => ({ code: "not_permitted", message: "no" }), "no"],
    ["fails with what has no text", () => Object.create(null), "a value that has no text"],
  ])("that %s tells Rust why", async (_, cause, text) => {
    const stream = new ReadableStream({ pull: (controller) => controller.error(cause()) }, { highWaterMark: 0 });
    void invoke("store", { stream });
    taken(ids()[0]!);
    await expect.poll(() => pushes().map(piece)).toEqual([["0;failed", text]]);
  });

  test("with a piece that cannot be sent fails in Rust and stops in the page", async () => {
    const { stream, seen } = streamOf(1, 10n, 3);
    void invoke("store", { stream });
    taken(ids()[0]!);
    await expect.poll(() => pushes().map(place)).toEqual(["0", "1;failed"]);
    expect(pushes()[1]!.text).toContain("BigInt");
    expect(seen.cancelled).toMatchObject({ name: "TypeError" });
  });

  test("with a piece that Rust refuses fails at that piece", async () => {
    const refusal = { code: "body_too_large", message: "too large", bytes_max: 1 };
    take = (request) => (place(request) === "0" ? reply.error(refusal) : reply.json(null));
    const { stream, seen } = streamOf(1, 2);
    void invoke("store", { stream });
    taken(ids()[0]!);
    await expect.poll(() => pushes().map(piece)).toEqual([["0", 1], ["0;failed", "too large"]]);
    expect(seen.cancelled).toEqual(refusal);
  });
});

describe("a stream that is dropped", () => {
  test("by its command is cancelled, also while it waits for its next piece", async () => {
    let cancelled = false;
    const stream = new ReadableStream({ pull: () => new Promise(() => {}), cancel: () => void (cancelled = true) });
    void invoke("store", { stream });
    const [id] = ids();
    taken(id!);
    await turn();
    dropped(id!);
    await expect.poll(() => cancelled).toBe(true);
    expect(pushes()).toEqual([]);
    expect(page.window.__TAURI_INTERNALS__.callbacks.has(id!)).toBe(false);
  });

  test("by its command returns from an iterator", async () => {
    let returned = false;
    take = () => held().response;
    void invoke("store", { stream: counting(0, 9, () => (returned = true)) });
    taken(ids()[0]!);
    await expect.poll(() => pushes().length).toBe(1);
    dropped(ids()[0]!);
    await expect.poll(() => returned).toBe(true);
  });

  test("by a call that is cancelled gets the reason", async () => {
    const { stream, seen } = streamOf(1);
    const controller = new AbortController();
    const stored = invoke("store", { stream }, { signal: controller.signal });
    controller.abort("left the room");
    await expect(stored).rejects.toBe("left the room");
    await expect.poll(() => seen.cancelled).toBe("left the room");
  });

  test("by a call that is refused leaves nothing behind", async () => {
    const { stream, seen } = streamOf(1);
    const stored = invoke("store", { stream });
    const error = { code: "not_permitted", message: "no", command: "store" };
    call.answer(reply.error(error));
    await expect(stored).rejects.toEqual(error);
    expect(seen.cancelled).toEqual(error);
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
  });

  test("before it began, by arguments that cannot be sent, is not touched", async () => {
    const { stream, seen } = streamOf(1);
    await expect(invoke("store", { stream, step: 1n })).rejects.toThrow("BigInt");
    expect([stream.locked, seen.cancelled, page.received.length]).toEqual([false, undefined, 0]);
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
  });
});

test("a stream that is locked already fails the call, and stops the others", async () => {
  const [{ stream: first, seen }, { stream }] = [streamOf(1), streamOf(1)];
  stream.getReader();
  await expect(invoke("store", { first, stream })).rejects.toThrow("locked");
  expect(seen.cancelled).toMatchObject({ name: "TypeError" });
  expect(page.received).toEqual([]);
  expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
});

test("Tauri's own invoke knows no streams", () => {
  void page.window.__TAURI_INTERNALS__.invoke("store", { stream: streamOf(1).stream });
  expect(page.received[0]!.text).toBe('{"stream":{}}');
});
