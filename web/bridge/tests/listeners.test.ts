/** The injected script's listeners, with clients as other people write them: they keep their own callbacks. */
import { describe, expect, test } from "vitest";
import { held, openPage, reply, type Answer } from "./page";

const LISTEN = "plugin:event|listen";
const UNLISTEN = "plugin:event|unlisten";

/** A page that listens to `tick` with a handler that keeps what it hears in `heard`; `listening` is the promise. */
function listeningPage(answer: Answer, handler = "(event) => heard.push(event)") {
  const page = openPage({ answer });
  page.run(`
    const heard = [];
    const handler = __TAURI_INTERNALS__.transformCallback(${handler});
    const abort = new AbortController();
    const listening = __TAURI_INTERNALS__.invoke("${LISTEN}",
      { event: "tick", target: { kind: "Any" }, handler }, { signal: abort.signal });
    listening.catch(() => {});
  `);
  const deliver = (...entries: unknown[]) => page.run(`__FOOTBRIDGE__.deliver(${JSON.stringify(JSON.stringify(entries))})`);
  const handler_id = page.run<number>("handler");
  return {
    ...page,
    handler: handler_id,
    deliver,
    heard: () => page.run<object[]>("heard"),
    callbacks: () => page.window.__TAURI_INTERNALS__.callbacks.size,
    commands: () => page.received.map(({ command, text }) => [command, JSON.parse(text || "null")]),
  };
}

describe("hearing", () => {
  test.each([
    ["JSON as it stands", 0, { n: 1 }, { n: 1 }],
    ["JSON as text", 1, '{"__proto__":1}', JSON.parse('{"__proto__":1}')],
    ["bytes", 2, "AQL/", [1, 2, 255]],
  ])("a handler hears %s", async (_name, kind, data, payload) => {
    const page = listeningPage(() => reply.json(7), "({ payload, ...event }) => heard.push({ ...event, payload: " +
      "payload instanceof ArrayBuffer ? [...new Uint8Array(payload)] : payload })");
    page.deliver([5, [[page.handler, 7]], "tick", kind, data]);
    expect(page.heard()).toEqual([{ event: "tick", id: 7, payload }]);
  });

  test("every listener of one event gets an event of its own", async () => {
    const page = listeningPage(() => reply.json(7), "(event) => { heard.push({ ...event }); event.payload = 'spoilt'; }");
    const other = page.run<number>("__TAURI_INTERNALS__.transformCallback((event) => heard.push({ ...event }))");
    page.deliver([5, [[page.handler, 7], [other, 8]], "tick", 0, 1]);
    expect(page.heard()).toEqual([
      { event: "tick", id: 7, payload: 1 },
      { event: "tick", id: 8, payload: 1 },
    ]);
  });

  test("a handler that throws is reported, and the others hear this event and the next", async () => {
    const page = listeningPage(() => reply.json(7), "() => { throw new Error('mine'); }");
    const other = page.run<number>("__TAURI_INTERNALS__.transformCallback((event) => heard.push(event.payload))");
    const listeners = [[page.handler, 7], [other, 8]];
    page.deliver([5, listeners, "tick", 0, 1], [5, listeners, "tick", 0, 2]);
    expect(page.heard()).toEqual([1, 2]);
    expect(page.errors.length).toBe(2);
  });

  test("text that is no JSON is reported, and what comes behind it is heard", async () => {
    const page = listeningPage(() => reply.json(7), "(event) => heard.push(event.payload)");
    const listeners = [[page.handler, 7]];
    page.deliver([5, listeners, "tick", 1, "{"], [5, listeners, "tick", 0, 2]);
    expect(page.heard()).toEqual([2]);
    expect(page.errors.length).toBe(1);
  });
});

describe("taking a listener away leaves nothing behind", () => {
  test("before its registration is answered, by the id of the event that it heard", async () => {
    const registration = held();
    const page = listeningPage(() => registration.response,
      "(event) => { heard.push(event.payload); __TAURI_EVENT_PLUGIN_INTERNALS__.unregisterListener('tick', event.id); }");
    page.deliver([5, [[page.handler, 7]], "tick", 0, 1, 0, 2]);
    expect(page.heard()).toEqual([1]);
    registration.answer(reply.json(7));
    await page.run("listening");
    expect(page.callbacks()).toBe(0);
    page.run("__TAURI_EVENT_PLUGIN_INTERNALS__.unregisterListener('tick', 7)");
    expect(page.callbacks()).toBe(0);
  });

  test("when the registration is refused", async () => {
    const page = listeningPage(() => reply.error({ code: "too_many_listeners", message: "no", listeners_max: 1 }));
    await expect(page.run("listening")).rejects.toMatchObject({ code: "too_many_listeners" });
    expect(page.callbacks()).toBe(0);
  });

  test("when it is aborted and Rust had made it already", async () => {
    const registration = held();
    const page = listeningPage(({ command }) => (command === LISTEN ? registration.response : reply.json(null)));
    page.run("abort.abort()");
    await expect(page.run("listening")).rejects.toMatchObject({ name: "AbortError" });
    registration.answer(reply.json(7));
    await expect.poll(page.commands).toContainEqual([UNLISTEN, { event: "tick", eventId: 7 }]);
    await expect.poll(page.callbacks).toBe(0);
  });

  test("when it is aborted in time", async () => {
    const registration = held();
    const page = listeningPage(({ command }) => (command === LISTEN ? registration.response : reply.json(null)));
    page.run("abort.abort()");
    registration.answer(reply.error({ code: "cancelled", message: "the call was cancelled" }));
    await expect.poll(page.callbacks).toBe(0);
    expect(page.commands().map(([command]) => command)).toEqual([LISTEN, "plugin:footbridge|cancel"]);
  });
});
