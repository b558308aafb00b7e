/** What Rust pushes, entry by entry: order restored, losses said, and no handler that stops the others. */
import { expect, test } from "vitest";
import { held, openPage, reply, type Received } from "./page";

const FETCH = "plugin:__TAURI_CHANNEL__|fetch";
const CLOSE = "plugin:footbridge|close_channel";

type Page = ReturnType<typeof openPage>;

const deliver = (page: Page, ...entries: unknown[]) => page.run(`__FOOTBRIDGE__.deliver(${JSON.stringify(JSON.stringify(entries))})`);
const turn = () => new Promise((resolve) => setImmediate(resolve));
const commands = (page: Page) => page.received.map(({ command }) => command);

/** A callback under an id, and what it was called with. */
function reader(page: Page, handle: (piece: any) => void = () => {}) {
  const pieces: any[] = [];
  const id = page.window.__TAURI_INTERNALS__.transformCallback((piece: any) => {
    pieces.push(piece);
    handle(piece);
  });
  return { id, pieces };
}

test("messages are handed over in the order of their index, whatever order they arrive in", () => {
  const page = openPage();
  const { id, pieces } = reader(page);
  deliver(page, [0, id, 2, "c"], [0, id, 1, "b"], [4, id, 3]);
  expect(pieces).toEqual([]);
  deliver(page, [0, id, 0, "a"]);
  expect(pieces).toEqual([
    { index: 0, message: "a" },
    { index: 1, message: "b" },
    { index: 2, message: "c" },
    { index: 3, end: true },
  ]);
});

test("entries that begin alike may be written as one, and are taken one by one", () => {
  const page = openPage();
  const [first, second] = [reader(page), reader(page)];
  const delivered: number[] = [];
  page.window.__FOOTBRIDGE__!.observe((event) => event.phase === "delivered" && delivered.push(event.entries));
  deliver(page, [0, first.id, 0, "a", 2, "c", 1, "b"], [1, second.id, 0, "[1]"], [2, first.id, 3, "AQID", 4, ""], [4, first.id, 5]);
  expect(first.pieces.map(({ message, end }) => end ?? message)).toEqual([
    "a",
    "b",
    "c",
    Uint8Array.of(1, 2, 3).buffer,
    new ArrayBuffer(0),
    true,
  ]);
  expect(second.pieces).toEqual([{ index: 0, message: [1] }]);
  expect(delivered).toEqual([7]);
});

test("a reader that stops gets none of the messages that are written behind", () => {
  const page = openPage();
  const { id, pieces } = reader(page, () => page.window.__TAURI_INTERNALS__.unregisterCallback(id));
  deliver(page, [0, id, 0, "a", 1, "b", 2, "c"], [4, id, 3]);
  expect(pieces).toEqual([{ index: 0, message: "a" }]);
  expect(commands(page)).toEqual([CLOSE]);
});

test("answers that are written as one settle their calls each in its own way", async () => {
  const page = openPage({ answer: () => held().response });
  const { invoke } = page.window.__TAURI_INTERNALS__;
  const calls = [invoke("one"), invoke("two"), invoke("three")].map((call) => call.catch((error: unknown) => ({ error })));
  await expect.poll(() => page.received.length).toBe(3);
  const [one, two, three] = page.received as [Received, Received, Received];
  deliver(page, [6, one.callback, 0, 1, two.error, 0, "no", three.callback, 2, "Bw=="]);
  expect(await Promise.all(calls)).toEqual([1, { error: "no" }, Uint8Array.of(7).buffer]);
});

test("an engine that does not count small texts is told of what many deliveries leave behind", () => {
  const before = `window.reserved = [];
    window.ArrayBuffer = new Proxy(ArrayBuffer, {
      construct(engine, [length, options]) {
        if (options) window.reserved.push(options.maxByteLength);
        return new engine(length, options);
      },
    });`;
  const reservedBy = (page: Page, repeats: number) => {
    const { id, pieces } = reader(page);
    for (let index = 0; index < repeats; index++) deliver(page, [0, id, index, "a".repeat(1_000)]);
    expect(pieces.length).toBe(repeats);
    return page.run("window.reserved") as number[];
  };
  const MIB = 1024 * 1024;
  // A thousand letters, a little around them, and what an entry costs: a quarter of a MiB is reached every 240th time.
  expect(reservedBy(openPage({ before, port: "handler" }), 200)).toEqual([]);
  expect(reservedBy(openPage({ before, port: "handler" }), 1_000)).toEqual([8 * MIB, 8 * MIB, 8 * MIB, 8 * MIB]);
  expect(reservedBy(openPage({ before, port: "none" }), 1_000)).toEqual([]);
});

test("a large message is fetched once, and those behind it wait for it", async () => {
  const answer = held();
  const page = openPage({ answer: () => answer.response });
  const { id, pieces } = reader(page);
  deliver(page, [3, id, 0, 77], [0, id, 1, "small"], [4, id, 2]);
  expect(pieces).toEqual([]);
  expect(page.received).toMatchObject([{ command: FETCH, text: "null", headers: { "tauri-channel-id": "77" } }]);
  answer.answer(reply.bytes(1, 2));
  await turn();
  expect(pieces.map(({ index }) => index)).toEqual([0, 1, 2]);
  expect(new Uint8Array(pieces[0].message)).toEqual(Uint8Array.of(1, 2));
  expect(page.received).toHaveLength(1);
});

test("a message that cannot be fetched ends the channel with an error, and Rust hears of it", async () => {
  const gone = { code: "malformed_request", message: "no message 77 waits" };
  const page = openPage({ answer: ({ command }) => (command === FETCH ? reply.error(gone) : reply.json(null)) });
  const { id, pieces } = reader(page);
  deliver(page, [0, id, 0, "a"], [3, id, 1, 77], [0, id, 2, "c"]);
  await turn();
  expect(pieces).toEqual([
    { index: 0, message: "a" },
    { index: 1, end: true, error: { code: "message_lost", message: expect.stringContaining(gone.message) } },
  ]);
  expect(page.received.at(-1)).toMatchObject({ command: CLOSE, text: JSON.stringify({ channel: id }) });
  expect(page.warnings).toHaveLength(1);
  // What was under way is dropped, and Rust's own end is not a second one.
  deliver(page, [0, id, 3, "d"], [4, id, 4]);
  await turn();
  expect(pieces).toHaveLength(2);
  expect(commands(page)).toEqual([FETCH, CLOSE]);
});

test("a handler that throws gets the next message, under the number it waits for", () => {
  const page = openPage();
  const { id, pieces } = reader(page, ({ message }) => {
    if (message === "b") throw new Error("not this one");
  });
  deliver(page, [0, id, 0, "a"], [0, id, 1, "b"], [0, id, 2, "c"], [4, id, 3]);
  expect(pieces.map(({ message }) => message)).toEqual(["a", "b", "c", undefined]);
  // The client did not count the message that its handler threw at.
  expect(pieces.map(({ index }) => index)).toEqual([0, 1, 1, 2]);
  expect(page.errors).toMatchObject([[{ message: "not this one" }]]);
});

test("one handler that throws keeps nothing from the others in the same delivery", () => {
  const page = openPage();
  const bad = reader(page, () => {
    throw new Error("bad");
  });
  const good = reader(page);
  deliver(page, [0, bad.id, 0, 1], [0, good.id, 0, 2], [5, [[bad.id, 1], [good.id, 2]], "tick", 0, 3], [6, good.id, 0, 4]);
  expect(good.pieces).toEqual([{ index: 0, message: 2 }, { event: "tick", payload: 3, id: 2 }, 4]);
  expect(page.errors).toHaveLength(2);
});

test("Rust is told once that nobody reads a channel, and nothing of it stays", async () => {
  const page = openPage();
  const { id, pieces } = reader(page);
  page.window.__TAURI_INTERNALS__.unregisterCallback(id);
  deliver(page, [0, id, 0, "a"], [0, id, 1, "b"], [3, id, 2, 77]);
  await turn();
  expect(pieces).toEqual([]);
  expect(commands(page)).toEqual([CLOSE]);
  // The end clears the books: the id could come again.
  deliver(page, [4, id, 3], [0, id, 0, "c"]);
  await turn();
  expect(commands(page)).toEqual([CLOSE, CLOSE]);
});

test("what nobody reads is not fetched, and an end that nobody reads is no reason to close", async () => {
  const page = openPage();
  const { id } = reader(page);
  page.window.__TAURI_INTERNALS__.unregisterCallback(id);
  deliver(page, [3, id, 0, 77]);
  await turn();
  expect(commands(page)).toEqual([CLOSE]);
  deliver(page, [4, id, 1], [4, id, 0]);
  await turn();
  expect(commands(page)).toEqual([CLOSE]);
});

test("a message that is fetched when Rust has ended its channel is dropped, and begins no other", async () => {
  const answer = held();
  const page = openPage({ answer: ({ command }) => (command === FETCH ? answer.response : reply.json(null)) });
  const { id, pieces } = reader(page);
  deliver(page, [3, id, 0, 77]);
  page.window.__TAURI_INTERNALS__.unregisterCallback(id);
  deliver(page, [0, id, 1, "b"], [4, id, 2]);
  answer.answer(reply.bytes(1, 2));
  await turn();
  expect(pieces).toEqual([]);
  // A channel that nobody reads would be closed once more.
  expect(commands(page)).toEqual([FETCH, CLOSE]);
});

test("a piece that came twice is handed over once", () => {
  const page = openPage();
  const { id, pieces } = reader(page);
  deliver(page, [0, id, 0, "a"], [0, id, 0, "a"], [0, id, 1, "b"]);
  expect(pieces.map(({ message }) => message)).toEqual(["a", "b"]);
});

test("text that is no JSON ends its channel with an error and runs nothing", () => {
  const page = openPage();
  const { id, pieces } = reader(page);
  deliver(page, [1, id, 0, '{"__proto__":{"x":1}}'], [1, id, 1, "window.stolen = 1"], [0, id, 2, "never"]);
  expect(Object.keys(pieces[0].message)).toEqual(["__proto__"]);
  expect(pieces[1]).toMatchObject({ index: 1, end: true, error: { code: "message_lost" } });
  expect(pieces).toHaveLength(2);
  expect(page.run("window.stolen")).toBeUndefined();
});

test("bytes arrive as an ArrayBuffer, in channels, events and answers", () => {
  const page = openPage();
  const { id, pieces } = reader(page);
  deliver(page, [2, id, 0, "AQL/"], [5, [[id, 1]], "bytes", 2, "AQL/"], [6, id, 2, "AQL/"]);
  const buffers = [pieces[0].message, pieces[1].payload, pieces[2]];
  expect(buffers.map((buffer) => Object.prototype.toString.call(buffer))).toEqual(Array(3).fill("[object ArrayBuffer]"));
  expect(buffers.map((buffer) => [...new Uint8Array(buffer)])).toEqual(Array(3).fill([1, 2, 255]));
});

test("whoever watches a channel sees what arrives, what waits and what is handed over", async () => {
  const answer = held();
  const page = openPage({ answer: () => answer.response });
  const { id } = reader(page);
  const seen: any[] = [];
  const stop = (page.window.__FOOTBRIDGE__ as any).watch(id, (event: any) => seen.push({ ...event }));
  deliver(page, [3, id, 0, 77], [0, id, 1, "b"]);
  answer.answer(reply.json("a"));
  await turn();
  expect(seen.map(({ phase, index, detail, waiting }) => [phase, index, detail, waiting])).toEqual([
    ["announced", 0, 77, 0],
    ["arrived", 1, "pushed", 1],
    ["arrived", 0, "fetched", 2],
    ["handed over", 0, undefined, 1],
    ["handed over", 1, undefined, 0],
  ]);
  stop();
  deliver(page, [0, id, 2, "c"]);
  expect(seen).toHaveLength(5);
});

test("a page that replaces built-ins changes nothing about a delivery, and sees no key", async () => {
  const page = openPage({ answer: ({ command }: Received) => reply.json(command === FETCH ? "large" : null) });
  page.run(`
    window.stolen = [];
    for (const type of [Map, Array, Promise, Headers, Uint8Array]) {
      for (const name of Object.getOwnPropertyNames(type.prototype)) {
        if (name === "constructor") continue;
        const own = Object.getOwnPropertyDescriptor(type.prototype, name);
        if (typeof own.value !== "function") continue;
        type.prototype[name] = function (...args) { stolen.push([name, String(args)]); return own.value.apply(this, args); };
      }
    }
    Object.defineProperty(Object.prototype, "isClosed", { set(value) { stolen.push(["isClosed", value]); }, configurable: true });
    JSON.parse = () => { throw new Error("stolen parse"); };
  `);
  const { id, pieces } = reader(page);
  deliver(page, [1, id, 0, "[1]"], [3, id, 1, 77], [4, id, 2]);
  await turn();
  expect(pieces.map(({ index }) => index)).toEqual([0, 1, 2]);
  expect(JSON.stringify(page.run("stolen"))).not.toContain("key-");
});
