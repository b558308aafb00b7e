/**
 * The unmodified client package of Tauri 2.12 on our injected script.
 * What each value looks like on the wire was worked out from the injected scripts of the crate `tauri` 2.12.5
 * (`ipc-protocol.js`, `process-ipc-message-fn.js`). An array at the top is the one difference: there it arrives as text.
 */
import { Channel, invoke, Resource, SERIALIZE_TO_IPC_FN } from "@tauri-apps/api/core";
import { emit, emitTo, listen, once } from "@tauri-apps/api/event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openPage, reply } from "./page";

let page: ReturnType<typeof openPage>;

beforeEach(() => {
  page = openPage({ answer: ({ command }) => reply.json(command === "plugin:event|listen" ? 7 : null) });
  vi.stubGlobal("window", page.window);
});
afterEach(() => void vi.unstubAllGlobals());

/** The same page where calls go as messages, as they do when the call scheme is out of reach. */
function onFallback() {
  page = openPage({ transport: "post-message" });
  vi.stubGlobal("window", page.window);
}

const sent = () => page.received.map(({ command, text }) => [command, text]);
const deliver = (entries: unknown[]) => page.run(`__FOOTBRIDGE__.deliver(${JSON.stringify(JSON.stringify(entries))})`);

describe("arguments", () => {
  test.each<[string, string]>([
    ["{}", "{}"],
    ["{ a: null, b: undefined, c: [undefined, null] }", '{"a":null,"c":[null,null]}'],
    ["{ a: NaN, b: Infinity, c: -Infinity, d: -0, e: 1e21 }", '{"a":null,"b":null,"c":null,"d":0,"e":1e+21}'],
    ["{ a: [1, , 3] }", '{"a":[1,null,3]}'],
    ["{ a: new Date(0), b: new Set([1]), c: /x/ }", '{"a":"1970-01-01T00:00:00.000Z","b":{},"c":{}}'],
    ["{ a: new Map([['k', new Map([[1, 'v']])]]) }", '{"a":{"k":{"1":"v"}}}'],
    ["new Map([['k', 1]])", '{"k":1}'],
    ["{ a: Uint8Array.of(1, 255) }", '{"a":[1,255]}'],
    ["{ a: Uint8Array.of(1, 2).buffer }", '{"a":[1,2]}'],
    ["{ a: new Map([['k', [Uint8Array.of(1)]]]) }", '{"a":{"k":[[1]]}}'],
    ["{ a: Uint8ClampedArray.of(1) }", '{"a":{"0":1}}'],
    ["{ a: Int8Array.of(-1), b: Int16Array.of(1) }", '{"a":{"0":-1},"b":{"0":1}}'],
    ["{ a: Uint16Array.of(1), b: Int32Array.of(1), c: Uint32Array.of(1) }", '{"a":{"0":1},"b":{"0":1},"c":{"0":1}}'],
    ["{ a: Float32Array.of(0.5), b: Float64Array.of(0.5) }", '{"a":{"0":0.5},"b":{"0":0.5}}'],
    ["{ a: new DataView(new ArrayBuffer(1)) }", '{"a":{}}'],
    ["{ a: { toJSON: () => 'x' }, b: { toJSON: () => Uint8Array.of(1) } }", '{"a":"x","b":[1]}'],
    ["{ a: Symbol('x'), b: () => 1, c: 'é\\ud800' }", '{"c":"é\\ud800"}'],
    ["null", "null"],
    ["'text'", '"text"'],
    ["NaN", "null"],
    ["new Date(0)", '"1970-01-01T00:00:00.000Z"'],
    ["new Set([1])", "{}"],
    ["new Map([['__proto__', 1], [2, new Set()]])", '{"2":{},"__proto__":1}'],
    ["{ a: Uint8Array.of(1, 2, 3).subarray(1), b: new (class extends Uint8Array {})([4]) }", '{"a":[2,3],"b":[4]}'],
    ["{ a: [new ArrayBuffer(1), [Uint8Array.of(1)], new Date(0)] }", '{"a":[[0],[[1]],"1970-01-01T00:00:00.000Z"]}'],
    ["{ a: { __TAURI_TO_IPC_KEY__: () => [Uint8Array.of(1), new Map([['k', null]])] } }", '{"a":[[1],{"k":null}]}'],
    ["{ a: { __TAURI_TO_IPC_KEY__: () => Uint8Array.of(1) }, b: { __TAURI_TO_IPC_KEY__: () => new Map() } }", '{"a":{"0":1},"b":{}}'],
    ["{ __TAURI_TO_IPC_KEY__() { return { n: this.n } }, n: 1 }", '{"n":1}'],
    ["{ a: { toJSON: () => ({ __TAURI_TO_IPC_KEY__: () => 'x' }) } }", '{"a":"x"}'],
    ["[...'x'.repeat(99)].reduce((a) => ({ a }), new Map([['k', 1]]))", `${'{"a":'.repeat(99)}{"k":1}${"}".repeat(99)}`],
    ["{ a: Object.create({ inherited: new Map([['k', 1]]) }), b: [Object.assign([1], { toJSON: () => 2 })] }", '{"a":{},"b":[2]}'],
  ])("%s is sent as %s, on the fallback too", async (source, text) => {
    await invoke("take", page.run(`(${source})`));
    expect(page.received[0]).toMatchObject({ text, bytes: undefined, headers: { "content-type": "application/json" } });
    onFallback();
    await invoke("take", page.run(`(${source})`));
    expect(JSON.parse(page.received[0]!.text)).toEqual(JSON.parse(text));
  });

  test.each<[string, number[]]>([
    ["new ArrayBuffer(2)", [0, 0]],
    ["Uint8Array.of(1, 2)", [1, 2]],
    ["Uint8ClampedArray.of(300)", [255]],
    ["Int8Array.of(-1)", [255]],
    ["Int16Array.of(-2)", [254, 255]],
    ["Uint16Array.of(258)", [2, 1]],
    ["Int32Array.of(1)", [1, 0, 0, 0]],
    ["Uint32Array.of(1)", [1, 0, 0, 0]],
    ["Float32Array.of(1)", [0, 0, 128, 63]],
    ["Float64Array.of(1)", [0, 0, 0, 0, 0, 0, 240, 63]],
    ["BigInt64Array.of(1n)", [1, 0, 0, 0, 0, 0, 0, 0]],
    ["BigUint64Array.of(1n)", [1, 0, 0, 0, 0, 0, 0, 0]],
    ["new DataView(Uint8Array.of(1, 2).buffer, 1)", [2]],
    ["[1, 2]", [1, 2]],
  ])("%s as a whole is sent as the bytes %j, on the fallback too", async (source, bytes) => {
    await invoke("take", page.run(source));
    expect(page.received[0]).toMatchObject({ bytes, headers: { "content-type": "application/octet-stream" } });
    onFallback();
    await invoke("take", page.run(source));
    expect(page.received[0]).toMatchObject({ bytes });
  });

  test.each(["{ a: 1n }", "{ a: BigInt64Array.of(1n) }"])("%s throws and sends nothing", async (source) => {
    await expect(invoke("take", page.run(`(${source})`))).rejects.toThrow("BigInt");
    expect(page.received).toEqual([]);
  });

  test("a circle throws and sends nothing", async () => {
    await expect(page.run("{ const a = {}; a.a = a; __TAURI_INTERNALS__.invoke('take', a) }")).rejects.toThrow("circular");
    expect(page.received).toEqual([]);
  });

  test("what a page puts on the prototype of all objects is asked as ever", async () => {
    page.run("Object.prototype.toJSON = function () { return 'mine' }");
    await invoke("take", page.run("({ a: 1 })"));
    expect(page.received[0]!.text).toBe('"mine"');
  });

  test("no arguments are an empty object", async () => {
    await invoke("take");
    expect(sent()).toEqual([["take", "{}"]]);
  });

  test("serializers and channels stand as what they say, at any depth", async () => {
    const channel = new Channel();
    await invoke("take", { id: { [SERIALIZE_TO_IPC_FN]: () => ({ String: "x" }) }, channel, deep: [{ channel }] });
    const name = `"__CHANNEL__:${channel.id}"`;
    expect(sent()).toEqual([["take", `{"id":{"String":"x"},"channel":${name},"deep":[{"channel":${name}}]}`]]);
  });
});

describe("classes", () => {
  test("Channel gets its messages in order and ends", () => {
    const seen: unknown[] = [];
    const channel = new Channel((message) => void seen.push(message));
    deliver([[0, channel.id, 1, "b"], [0, channel.id, 0, "a"], [4, channel.id, 2]]);
    expect(seen).toEqual(["a", "b"]);
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
  });

  test("Channel with a handler that throws gets the next message, and ends", () => {
    const seen: unknown[] = [];
    const channel = new Channel((message) => {
      if (message === "a") throw new Error("broken handler");
      seen.push(message);
    });
    deliver([[0, channel.id, 0, "a"], [0, channel.id, 1, "b"], [4, channel.id, 2]]);
    expect(seen).toEqual(["b"]);
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
  });

  test("events are listened to, heard once where asked, and emitted", async () => {
    const seen: unknown[] = [];
    const unlisten = await listen<number>("tick", ({ payload }) => void seen.push(payload), { target: "main" });
    const { handler } = JSON.parse(page.received[0]!.text);
    deliver([[5, [[handler, 7]], "tick", 0, 1]]);
    unlisten();
    await expect.poll(sent).toContainEqual(["plugin:event|unlisten", '{"event":"tick","eventId":7}']);
    deliver([[5, [[handler, 7]], "tick", 0, 2]]);
    expect(seen).toEqual([1]);
    await once("tick", ({ payload }) => void seen.push(payload));
    const again = JSON.parse(page.received.at(-1)!.text).handler;
    deliver([[5, [[again, 7]], "tick", 0, 3], [5, [[again, 7]], "tick", 0, 4]]);
    expect(seen).toEqual([1, 3]);
    await emit("tick", { n: 1 });
    await emitTo("main", "tick");
    expect(sent().slice(-2)).toEqual([
      ["plugin:event|emit", '{"event":"tick","payload":{"n":1}}'],
      ["plugin:event|emit_to", '{"target":{"kind":"AnyLabel","label":"main"},"event":"tick"}'],
    ]);
  });

  test("Resource closes by its number", async () => {
    await new Resource(3).close();
    expect(sent()).toEqual([["plugin:resources|close", '{"rid":3}']]);
  });
});
