import { describe, expect, onTestFinished, test } from "vitest";
import { canRead, takeOver } from "./attacker";
import { held, KEY, openPage, reply, type Answer } from "./page";

const TRANSPORTS = ["socket", "custom-protocol", "post-message"] as const;

/** One call of each kind, made by a page that holds everything else. */
const CALLS = `(async () => {
  const { invoke, ipc, transformCallback } = __TAURI_INTERNALS__;
  await invoke("greet", { name: "Ada", tags: new Map([["a", Uint8Array.of(1)]]) }, { headers: { "X-A": "1" } });
  await invoke("upload", Uint8Array.of(1, 2, 3));
  await invoke("upload", [1, 2, 3]);
  ipc({ cmd: "direct", callback: transformCallback(), error: transformCallback(), payload: { a: { toJSON() {} } } });
  const controller = new AbortController();
  const slow = invoke("slow", {}, { signal: controller.signal });
  controller.abort();
  await slow.catch(() => {});
})()`;

describe("a page that wants the key", () => {
  test.each(TRANSPORTS)("does not see it by wrapping every built-in (%s)", async (transport) => {
    const page = openPage({ transport });
    const attacker = takeOver(page, KEY);
    onTestFinished(attacker.release);
    await page.run(CALLS);
    expect(page.received.map(({ command, key }) => [command, key])).toEqual(
      ["greet", "upload", "upload", "direct", "slow", "plugin:footbridge|cancel"].map((command) => [command, KEY]),
    );
    expect(attacker.caught).toEqual([]);
  });

  test.each(TRANSPORTS)("does not see it beside bytes and pieces of a stream (%s)", async (transport) => {
    const page = openPage({ transport });
    const attacker = takeOver(page, KEY);
    onTestFinished(attacker.release);
    await page.run(`__FOOTBRIDGE__.invoke("save", { data: Uint8Array.of(1) })`);
    page.run(`__FOOTBRIDGE__.invoke("store", { stream: { async *[Symbol.asyncIterator]() {
      yield { data: Uint8Array.of(1) };
    } } })`);
    await expect.poll(() => page.received.length).toBe(2);
    const stream = Number(page.received[1]!.headers["footbridge-upstreams"]);
    page.window.__TAURI_INTERNALS__.runCallback(stream, { index: 0, message: null });
    await expect.poll(() => page.received.length).toBe(4);
    page.window.__TAURI_INTERNALS__.runCallback(stream, { index: 1, end: true });
    expect(page.received.map(({ command, key }) => [command, key])).toEqual(
      ["save", "store", "plugin:footbridge|push", "plugin:footbridge|push"].map((command) => [command, KEY]),
    );
    expect(attacker.caught).toEqual([]);
  });

  test("does not see it while a call moves to the fallback", async () => {
    const answer: Answer = ({ transport }) => {
      if (transport === "custom protocol") throw new TypeError("Load failed");
      return reply.json(1);
    };
    const page = openPage({ answer, port: "wrapper" });
    const attacker = takeOver(page, KEY);
    onTestFinished(attacker.release);
    await page.run("__TAURI_INTERNALS__.invoke('greet', { name: 'Ada' })");
    expect(page.received.map(({ transport, key }) => [transport, key])).toEqual([
      ["custom protocol", KEY],
      ["post message", KEY],
    ]);
    expect(attacker.caught).toEqual([]);
  });

  test("would see a key that passes through one of its built-ins", () => {
    const page = openPage();
    const attacker = takeOver(page, "planted");
    onTestFinished(attacker.release);
    page.run(`JSON.stringify({ a: "planted" }); [].push("planted"); new Map([["a", "planted"]]); ({}).key = "planted"`);
    expect(attacker.caught).toEqual(
      expect.arrayContaining(["JSON.stringify", "Array.push", "new Map", "Object.prototype.key"]),
    );
  });

  test("cannot reach it from the window, from a source text or from a pending call", () => {
    const page = openPage({ answer: () => held().response });
    page.run("window.pending = __TAURI_INTERNALS__.invoke('slow', {}, { signal: new AbortController().signal })");
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(2);
    expect(canRead(page.window, KEY)).toBe(false);
    page.run("window.planted = { deep: new Map([['a', () => 'planted']]) }");
    expect(canRead(page.window, "planted")).toBe(true);
  });

  test("does not find it in an error of the bridge or in its stack", async () => {
    const page = openPage({ answer: () => new Response(null, { status: 403 }) });
    const errors = await page.run(`Promise.all([
      __TAURI_INTERNALS__.invoke("greet").catch((error) => error),
      __TAURI_INTERNALS__.invoke("greet", [256]).catch((error) => error),
      __TAURI_INTERNALS__.invoke("greet", {}, { signal: 1 }).catch((error) => error),
    ])`);
    expect(errors).toHaveLength(3);
    for (const error of errors) expect(canRead([error, error.message, error.stack], KEY)).toBe(false);
  });
});

describe("a page whose prototypes are not as they were", () => {
  test.each(TRANSPORTS)("calls as before when they are frozen (%s)", async (transport) => {
    const page = openPage({ transport });
    page.run("[Object, Array, Map, Promise, Function, Uint8Array].forEach((it) => Object.freeze(it.prototype))");
    await page.run(`__TAURI_INTERNALS__.invoke(
      "greet", { map: new Map([["toString", 1]]) }, { headers: { constructor: "x" } })`);
    expect(page.received).toMatchObject([{ command: "greet", text: '{"map":{"toString":1}}' }]);
    expect(Object.entries(page.received[0]!.headers)).toContainEqual(["constructor", "x"]);
  });

  test.each(TRANSPORTS)("sends the same request when they are polluted (%s)", async (transport) => {
    const page = openPage({ transport });
    page.run(`Object.assign(Object.prototype, {
      cmd: "evil", callback: 1, error: 1, payload: { evil: 1 }, options: { headers: { "x-evil": "1" } },
      headers: { "x-evil": "1" }, signal: AbortSignal.abort(), method: "GET", body: "evil", transport: "evil",
      __TAURI_TO_IPC_KEY__: "evil" })`);
    await page.run(`__TAURI_INTERNALS__.invoke("greet", { name: "Ada" }, {})`);
    page.run(`__TAURI_INTERNALS__.ipc({ cmd: "direct", callback: 5, error: 6, payload: {} })`);
    await expect.poll(() => page.received.length).toBe(2);
    const [greet, direct] = page.received;
    expect(page.received).toHaveLength(2);
    expect(greet).toMatchObject({ command: "greet", key: KEY, text: '{"name":"Ada"}' });
    expect(direct).toMatchObject({ command: "direct", callback: 5, error: 6, text: "{}" });
    for (const { headers } of page.received) expect(headers).not.toHaveProperty("x-evil");
  });

  test.each(TRANSPORTS)("sends the same bytes when the getters of buffers lie (%s)", async (transport) => {
    const page = openPage({ transport });
    page.run(`{
      const lie = (prototype, name, value) => Object.defineProperty(prototype, name, { get: () => value });
      lie(ArrayBuffer.prototype, "resizable", false);
      for (const prototype of [Object.getPrototypeOf(Uint8Array.prototype), DataView.prototype]) {
        lie(prototype, "buffer", new ArrayBuffer(9));
        lie(prototype, "byteOffset", 1);
        lie(prototype, "byteLength", 1);
      }
      for (const kind of [ArrayBuffer, Map, Uint8Array]) Object.defineProperty(kind, Symbol.hasInstance, { value: () => false });
    }`);
    await page.run("__TAURI_INTERNALS__.invoke('upload', new ArrayBuffer(3, { maxByteLength: 8 }))");
    await page.run("__TAURI_INTERNALS__.invoke('upload', Uint8Array.of(1, 2, 3).subarray(1))");
    await page.run("__TAURI_INTERNALS__.invoke('count', { map: new Map([['a', Uint8Array.of(4)]]) })");
    expect(page.received.map(({ bytes, text }) => bytes ?? text)).toEqual([[0, 0, 0], [2, 3], '{"map":{"a":[4]}}']);
  });

  test("a script that ran before ours in the same window cannot make it run twice", () => {
    const page = openPage({ before: "window.__TAURI_INTERNALS__ = 'taken'" });
    expect(page.run("__TAURI_INTERNALS__ + typeof __FOOTBRIDGE__")).toBe("takenundefined");
  });
});
