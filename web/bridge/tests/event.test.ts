import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import {
  addPluginListener,
  emit,
  emitTo,
  listen,
  once,
  Resource,
  typedEvents,
  WindowEvents,
  type Event,
  type EventTarget,
} from "..";
import { held, openPage, reply, type Answer } from "./page";

const LISTEN = "plugin:event|listen";
const UNLISTEN = "plugin:event|unlisten";

let answer: Answer;
let page: ReturnType<typeof openPage>;

beforeEach(() => {
  answer = ({ command }) => reply.json(command === LISTEN ? 7 : null);
  page = openPage({ answer: (request) => answer(request) });
  vi.stubGlobal("window", page.window);
  vi.stubGlobal("reportError", (error: unknown) => console.error(error));
});
afterEach(() => void vi.unstubAllGlobals());

const sent = () => page.received.map(({ command, text }) => [command, JSON.parse(text)]);
const happen = (payload: unknown) => {
  const { handler } = JSON.parse(page.received.find(({ command }) => command === LISTEN)!.text);
  page.window.__TAURI_INTERNALS__.runCallback(handler, { event: "tick", id: 7, payload });
};

describe("listening", () => {
  test.each<[string | EventTarget | undefined, EventTarget]>([
    [undefined, { kind: "Any" }],
    ["main", { kind: "AnyLabel", label: "main" }],
    [{ kind: "Window", label: "main" }, { kind: "Window", label: "main" }],
  ])("a target of %j is sent as %j", async (target, wire) => {
    await listen("tick", () => {}, { target });
    expect(sent()).toEqual([[LISTEN, { event: "tick", target: wire, handler: expect.any(Number) }]]);
  });

  test("a listener hears until it is taken away, and is taken away once", async () => {
    const seen: unknown[] = [];
    const unlisten = await listen<number>("tick", ({ payload }) => seen.push(payload));
    happen(1);
    await unlisten();
    await unlisten();
    happen(2);
    expect(seen).toEqual([1]);
    expect(sent().slice(1)).toEqual([[UNLISTEN, { event: "tick", eventId: 7 }]]);
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
  });

  test("a listener that is refused leaves nothing behind", async () => {
    answer = () => reply.error({ code: "not_permitted", message: "no", command: LISTEN });
    await expect(listen("tick", () => {})).rejects.toMatchObject({ code: "not_permitted" });
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
  });

  test("once hears one event, even when two come before its registration is answered", async () => {
    const registration = held();
    answer = ({ command }) => (command === LISTEN ? registration.response : reply.json(null));
    const seen: unknown[] = [];
    const listening = once<number>("tick", ({ payload }) => seen.push(payload));
    happen(1);
    happen(2);
    registration.answer(reply.json(7));
    await listening;
    await expect.poll(sent).toHaveLength(2);
    expect(sent()[1]).toEqual([UNLISTEN, { event: "tick", eventId: 7 }]);
    expect(seen).toEqual([1]);
    await expect.poll(() => page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
  });
});

test("emit and emitTo send Tauri's arguments", async () => {
  await emit("tick", { n: 1 });
  await emitTo("main", "tick", [1]);
  await emitTo({ kind: "App" }, "tick");
  expect(sent()).toEqual([
    ["plugin:event|emit", { event: "tick", payload: { n: 1 } }],
    ["plugin:event|emit_to", { target: { kind: "AnyLabel", label: "main" }, event: "tick", payload: [1] }],
    ["plugin:event|emit_to", { target: { kind: "App" }, event: "tick" }],
  ]);
});

test("an app's events have types, and so have the window's own", () => {
  const events = typedEvents<{ tick: { n: number } }>();
  void (() => events.listen("tick", (event) => expectTypeOf(event).toEqualTypeOf<Event<{ n: number }>>()));
  void (() =>
    events.listen(WindowEvents.WINDOW_MOVED, ({ payload }) => expectTypeOf(payload.x).toEqualTypeOf<number>()));
  // @ts-expect-error The event carries a number.
  void (() => events.emit("tick", { n: "1" }));
  // @ts-expect-error There is no such event.
  void (() => events.listen("tock", () => {}));
});

test("a plugin's listener hears through a channel and is removed by its id", async () => {
  const seen: unknown[] = [];
  const listener = await addPluginListener<number>("clock", "tick", (payload) => seen.push(payload));
  page.window.__TAURI_INTERNALS__.runCallback(listener.channelId, { index: 0, message: 5 });
  await listener.unregister();
  expect(seen).toEqual([5]);
  expect(sent().slice(0, 2)).toEqual([
    ["plugin:clock|register_listener", { event: "tick", handler: `__CHANNEL__:${listener.channelId}:256` }],
    ["plugin:clock|remove_listener", { event: "tick", channelId: listener.channelId }],
  ]);
  await expect.poll(() => page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
});

test("a resource closes by its number, also at the end of its block", async () => {
  await new Resource(3).close();
  {
    await using resource = new Resource(4);
    expect(resource.rid).toBe(4);
  }
  expect(sent()).toEqual([3, 4].map((rid) => ["plugin:resources|close", { rid }]));
});
