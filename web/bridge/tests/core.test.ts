import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { held, KEY, openPage, reply, type Answer, type PageOptions } from "./page";

describe("globals", () => {
  test("the page finds the globals of Tauri 2 and cannot replace them", () => {
    const page = openPage();
    expect(page.window.isTauri).toBe(true);
    expect(page.window.__TAURI_INTERNALS__.metadata).toEqual({
      currentWindow: { label: "main-window" },
      currentWebview: { windowLabel: "main-window", label: "main" },
    });
    expect(page.run("__TAURI_INTERNALS__.__TAURI_PATTERN__.pattern")).toBe("brownfield");
    page.run("__TAURI_INTERNALS__ = {}; __TAURI_INTERNALS__.invoke = 1; __FOOTBRIDGE__ = 1; isTauri = 1");
    expect(page.run("typeof __TAURI_INTERNALS__.invoke + __FOOTBRIDGE__.version + isTauri")).toBe("function1true");
  });

  test("nothing of the bridge is enumerable on the window", () => {
    expect(openPage().run("Object.keys(window).filter((name) => /tauri|footbridge/i.test(name))")).toEqual([]);
  });

  test("a sub-frame gets nothing", () => {
    const page = openPage({ before: "globalThis.top = {}" });
    const names = ["__TAURI_INTERNALS__", "__TAURI_EVENT_PLUGIN_INTERNALS__", "__FOOTBRIDGE__", "isTauri"];
    expect(names.filter((name) => name in page.window)).toEqual([]);
  });

  test("a plugin can add itself to the table of plugins", () => {
    const page = openPage();
    page.run("__TAURI_INTERNALS__.plugins.path = { sep: '/' }");
    expect(page.run("__TAURI_INTERNALS__.plugins.path.sep")).toBe("/");
  });

  test.each([
    ["asset://localhost/", undefined, "asset://localhost/%2Ftmp%2Fa%20b.png"],
    ["asset://localhost/", "thumb", "thumb://localhost/%2Ftmp%2Fa%20b.png"],
    ["http://asset.localhost/", "thumb", "http://thumb.localhost/%2Ftmp%2Fa%20b.png"],
  ])("with files at %s, convertFileSrc for protocol %s gives %s", (assetUrl, protocol, url) => {
    expect(openPage({ assetUrl }).window.__TAURI_INTERNALS__.convertFileSrc("/tmp/a b.png", protocol)).toBe(url);
  });
});

describe("callbacks", () => {
  test("a callback that is kept runs each time, one that is not runs once", () => {
    const { transformCallback, runCallback, callbacks } = openPage().window.__TAURI_INTERNALS__;
    const seen: unknown[] = [];
    const kept = transformCallback((data: unknown) => seen.push(data));
    const once = transformCallback((data: unknown) => seen.push(data), true);
    for (const id of [kept, once, kept, once]) runCallback(id, id);
    expect(seen).toEqual([kept, once, kept]);
    expect([...callbacks.keys()]).toEqual([kept]);
  });

  test("ids are 32-bit numbers that do not repeat while they are in use", () => {
    const page = openPage({
      before: `{
        const drawn = [4294967295, 4294967295, 0];
        crypto = { getRandomValues: (words) => words.fill(drawn.shift()) };
      }`,
    });
    const { transformCallback } = page.window.__TAURI_INTERNALS__;
    expect([transformCallback(), transformCallback()]).toEqual([4294967295, 0]);
  });

  test.each([
    ["success", () => reply.json(1)],
    ["failure", () => reply.error(1)],
  ])("after a %s both callbacks of the call are gone", async (_, answer: Answer) => {
    const { invoke, callbacks } = openPage({ answer }).window.__TAURI_INTERNALS__;
    const call = invoke("count");
    expect(callbacks.size).toBe(2);
    await call.catch(() => {});
    expect(callbacks.size).toBe(0);
  });

  test("arguments that cannot be sent leave no callback behind", async () => {
    const page = openPage();
    await expect(page.run("__TAURI_INTERNALS__.invoke('count', { step: 1n })")).rejects.toThrow("BigInt");
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
    expect(page.received).toEqual([]);
  });

  test("a listener that is taken off the page loses its callback", async () => {
    const page = openPage({ answer: () => reply.json(7) });
    await page.run(`__TAURI_INTERNALS__.invoke("plugin:event|listen",
      { event: "tick", handler: __TAURI_INTERNALS__.transformCallback(() => {}) })`);
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(1);
    page.run("__TAURI_EVENT_PLUGIN_INTERNALS__.unregisterListener('tick', 8)");
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(1);
    page.run("__TAURI_EVENT_PLUGIN_INTERNALS__.unregisterListener('tick', 7)");
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
  });
});

describe("requests", () => {
  test("a call is a request with its command, its ids, its key and its content type", async () => {
    const page = openPage();
    await page.window.__TAURI_INTERNALS__.invoke("plugin:shop|a%2Fb", { customerName: "Ada" });
    const [request] = page.received;
    expect(request).toMatchObject({
      transport: "custom protocol",
      command: "plugin:shop|a%2Fb",
      key: KEY,
      headers: { "content-type": "application/json" },
      text: '{"customerName":"Ada"}',
    });
    expect(request!.callback).not.toBe(request!.error);
  });

  const HEADERS = ["new Headers(given)", "Object.entries(given)", "given"];
  test.each(HEADERS)("headers given as %s reach the host, and none replaces one of the bridge", async (form) => {
    const page = openPage();
    await page.run(`{
      const given = { "X-Name": "a.png", "Content-Type": "x", "TAURI-INVOKE-KEY": "x" };
      Object.assign(given, { "tauri-callback": "1", "Tauri-Error": "1" });
      __TAURI_INTERNALS__.invoke("upload", {}, { headers: ${form} });
    }`);
    const [request] = page.received;
    expect(request).toMatchObject({ key: KEY, headers: { "x-name": "a.png", "content-type": "application/json" } });
    expect(request!.callback).not.toBe(1);
    expect(request!.error).not.toBe(1);
  });

  test.each([
    ["no arguments", "undefined", "{}"],
    ["a Map", "new Map([['a', 1], ['__proto__', 2]])", '{"a":1,"__proto__":2}'],
    ["nested bytes", "{ a: Uint8Array.of(1, 2), b: new ArrayBuffer(1), c: [4] }", '{"a":[1,2],"b":[0],"c":[4]}'],
    ["what serializes itself", "{ a: { __TAURI_TO_IPC_KEY__: () => ({ B: { c: 2 } }) } }", '{"a":{"B":{"c":2}}}'],
    ["a channel", "{ a: { __TAURI_TO_IPC_KEY__: () => '__CHANNEL__:5' } }", '{"a":"__CHANNEL__:5"}'],
  ])("%s: %s is sent as JSON %s", async (_, payload, text) => {
    for (const transport of ["socket", "custom-protocol", "post-message"] as const) {
      const page = openPage({ transport });
      await page.run(`__TAURI_INTERNALS__.invoke("count", ${payload})`);
      expect(page.received[0]).toMatchObject({ text, bytes: undefined });
    }
  });

  test.each([
    ["an ArrayBuffer", "Uint8Array.of(1, 2, 255).buffer", [1, 2, 255]],
    ["a view of a part", "new Uint8Array(Uint8Array.of(1, 2, 3, 4).buffer, 1, 2)", [2, 3]],
    ["a view of wider numbers", "Uint16Array.of(1, 2).subarray(1)", [2, 0]],
    ["a DataView", "new DataView(Uint8Array.of(1, 2, 3).buffer, 2)", [3]],
    ["shared memory", "((b) => (new Uint8Array(b).set([7, 8]), b))(new SharedArrayBuffer(2))", [7, 8]],
    ["a view of shared memory", "new Uint8Array(new SharedArrayBuffer(4), 1, 2)", [0, 0]],
    ["resizable memory", "new ArrayBuffer(2, { maxByteLength: 8 })", [0, 0]],
    ["an array of numbers", "[0, 1, 255]", [0, 1, 255]],
    ["an empty array", "[]", []],
    ["an empty view", "new Uint8Array()", []],
  ])("%s goes as raw bytes: %s", async (_, payload, bytes) => {
    for (const transport of ["socket", "custom-protocol", "post-message"] as const) {
      const page = openPage({ transport });
      await page.run(`__TAURI_INTERNALS__.invoke("upload", ${payload})`);
      expect(page.received[0]!.bytes).toEqual(bytes);
      if (transport === "custom-protocol") {
        expect(page.received[0]!.headers["content-type"]).toBe("application/octet-stream");
      }
    }
  });

  test("memory that can change under a request is copied before it is sent", async () => {
    const page = openPage({
      before: `window.bodies = [];
        { const send = fetch; fetch = (url, init) => (bodies.push(init.body), send(url, init)); }`,
    });
    await page.run("__TAURI_INTERNALS__.invoke('upload', window.shared = new SharedArrayBuffer(2))");
    expect(page.run("bodies[0].buffer instanceof ArrayBuffer")).toBe(true);
  });

  test.each([
    ["[1, 256]", "item 1 is 256"],
    ["[-1]", "item 0 is -1"],
    ["[0.5]", "item 0 is 0.5"],
    ["['a']", "item 0 is a value of type string"],
    ["[1, , 2]", "item 1 is a value of type undefined"],
  ])("an array that is no bytes is refused with the place: %s", async (payload, message) => {
    const page = openPage();
    await expect(page.run(`__TAURI_INTERNALS__.invoke("upload", ${payload})`)).rejects.toThrow(message);
    expect(page.received).toEqual([]);
  });
});

describe("responses", () => {
  test.each([
    ["JSON", () => reply.json({ a: 1 }), { a: 1 }],
    ["text", () => reply.text("1,2"), "1,2"],
  ])("%s is parsed by its content type", async (_, answer: Answer, value) => {
    expect(await openPage({ answer }).window.__TAURI_INTERNALS__.invoke("get")).toEqual(value);
  });

  test("any other content type is an ArrayBuffer", async () => {
    const value = await openPage({ answer: () => reply.bytes(1, 2) }).window.__TAURI_INTERNALS__.invoke("get");
    expect([...new Uint8Array(value as ArrayBuffer)]).toEqual([1, 2]);
  });

  test("the header decides between success and failure, not the status", async () => {
    const failed = new Response('"no"', { headers: { "Tauri-Response": "error", "Content-Type": "application/json" } });
    const headers = { "Tauri-Response": "ok", "Content-Type": "application/json" };
    const passed = new Response('"yes"', { status: 400, headers });
    await expect(openPage({ answer: () => failed }).window.__TAURI_INTERNALS__.invoke("get")).rejects.toBe("no");
    await expect(openPage({ answer: () => passed }).window.__TAURI_INTERNALS__.invoke("get")).resolves.toBe("yes");
  });

  test("a request that the host closes without a verdict is a failure with a code", async () => {
    const page = openPage({ answer: () => new Response(null, { status: 404 }) });
    await expect(page.window.__TAURI_INTERNALS__.invoke("get")).rejects.toMatchObject({ code: "host_failed" });
    expect(page.received).toHaveLength(1);
  });

  test("a reply that cannot be parsed fails the call and does not send it again", async () => {
    const answer = () => new Response("{", { headers: { "Tauri-Response": "ok", "Content-Type": "application/json" } });
    const page = openPage({ answer });
    await expect(page.window.__TAURI_INTERNALS__.invoke("get")).rejects.toMatchObject({ code: "host_failed" });
    expect(page.received).toHaveLength(1);
  });
});

describe("the fallback", () => {
  const onlyMessages: Answer = ({ transport }) => {
    if (transport === "custom protocol") throw new TypeError("Load failed");
    return reply.json("answer");
  };

  test("a call whose request fails is sent once more with the same ids, and later calls go straight", async () => {
    const page = openPage({ answer: onlyMessages });
    const { invoke } = page.window.__TAURI_INTERNALS__;
    expect(page.window.__FOOTBRIDGE__.transport).toBe("custom protocol");
    expect(await invoke("first", { a: [1] }, { headers: { "X-Name": "a" } })).toBe("answer");
    expect(await invoke("second")).toBe("answer");
    const [request, message, later] = page.received;
    expect(page.received).toHaveLength(3);
    expect(message).toEqual({ ...request, transport: "post message", headers: { "x-name": "a" } });
    expect(later).toMatchObject({ transport: "post message", command: "second" });
    expect(page.window.__FOOTBRIDGE__.transport).toBe("post message");
  });

  test("the message that is sent again holds what the call held, whatever became of its arguments", async () => {
    const page = openPage({ answer: onlyMessages });
    const call = page.run("const args = { a: 1 }; __TAURI_INTERNALS__.invoke('first', args)");
    page.run("args.a = 2");
    await call;
    expect(page.received.map(({ text }) => text)).toEqual(['{"a":1}', '{"a":1}']);
  });

  test.each(["handler", "wrapper"] as const)("the configuration can ask for it (%s)", async (port) => {
    const page = openPage({ transport: "post-message", port });
    await page.window.__TAURI_INTERNALS__.invoke("first");
    expect(page.received.map(({ transport, key }) => [transport, key])).toEqual([["post message", KEY]]);
  });

  test("with no way to post a message the call fails with a code", async () => {
    const page = openPage({ answer: onlyMessages, port: "none" });
    await expect(page.window.__TAURI_INTERNALS__.invoke("first")).rejects.toMatchObject({ code: "host_failed" });
    await expect(page.window.__TAURI_INTERNALS__.invoke("second")).rejects.toMatchObject({ code: "host_failed" });
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
  });

  test("a page that is being left sends nothing again, and one that stayed after all does", async () => {
    const page = openPage({ answer: onlyMessages });
    page.fire("beforeunload");
    const call = page.window.__TAURI_INTERNALS__.invoke("first");
    await expect.poll(() => page.timers.length).toBe(1);
    expect(page.received).toHaveLength(1);
    page.timers[0]!.run();
    expect(await call).toBe("answer");
    expect(page.window.__FOOTBRIDGE__.transport).toBe("custom protocol");
  });

  test("a page that comes back from the engine's cache finds its calls cancelled", async () => {
    const page = openPage({ answer: () => held().response });
    const call = page.window.__TAURI_INTERNALS__.invoke("slow");
    page.fire("pageshow", { persisted: true, isTrusted: false });
    expect(page.window.__TAURI_INTERNALS__.callbacks.size, "a page cannot say so itself").toBe(2);
    page.fire("pageshow", { persisted: true });
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
  });
});

describe("a large raw reply", () => {
  const MIB = 1024 * 1024;

  function inPieces(announced: number, pieces: number[]) {
    const body = new ReadableStream({
      start(stream) {
        pieces.forEach((length, index) => stream.enqueue(new Uint8Array(length).fill(index + 1)));
        stream.close();
      },
    });
    const type = { "Tauri-Response": "ok", "Content-Type": "application/octet-stream" };
    return new Response(body, { headers: { ...type, "Content-Length": `${announced}` } });
  }

  test("is joined from its pieces", async () => {
    const page = openPage({ answer: () => inPieces(2 * MIB, [MIB, MIB - 5, 5]) });
    const bytes = new Uint8Array((await page.window.__TAURI_INTERNALS__.invoke("raw_down")) as ArrayBuffer);
    expect([bytes.length, bytes[0], bytes[MIB], bytes[2 * MIB - 1]]).toEqual([2 * MIB, 1, 2, 3]);
  });

  test.each([[[MIB]], [[2 * MIB, 1]]])("of another length than announced is an error: %j", async (pieces) => {
    const page = openPage({ answer: () => inPieces(2 * MIB, pieces) });
    const call = page.window.__TAURI_INTERNALS__.invoke("raw_down");
    await expect(call).rejects.toMatchObject({ code: "host_failed" });
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
  });
});

test("a call that cannot be sent rejects and leaves nothing behind", async () => {
  const page = openPage({ answer: () => Promise.reject(new TypeError("unreachable")), before: `
    const { ipc } = window.webkit.messageHandlers;
    ipc.postMessage = () => { throw new RangeError("out of memory") };` });
  const { invoke, callbacks } = page.window.__TAURI_INTERNALS__;
  await expect(invoke("first")).rejects.toMatchObject({ code: "host_failed" });
  await expect(invoke("second")).rejects.toMatchObject({ message: expect.stringContaining("out of memory") });
  expect(callbacks.size).toBe(0);
});

describe("cancellation", () => {
  const CANCEL = "plugin:footbridge|cancel";

  test("an abort rejects at once, tells the host which call, and leaves nothing behind", async () => {
    const slow = held();
    const page = openPage({ answer: ({ command }) => (command === CANCEL ? reply.json(null) : slow.response) });
    const { invoke, callbacks } = page.window.__TAURI_INTERNALS__;
    const controller = new AbortController();
    const call = invoke("slow", {}, { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    const [request, cancel] = page.received;
    expect(cancel).toMatchObject({ command: CANCEL, key: KEY });
    expect(JSON.parse(cancel!.text)).toEqual({ callback: request!.callback, error: request!.error });
    const late = reply.error({ code: "cancelled", message: "the call was cancelled" });
    slow.answer(late);
    await expect.poll(() => late.bodyUsed && callbacks.size).toBe(0);
    await new Promise(setImmediate);
    expect(page.warnings).toEqual([]);
  });

  test("the reason of the signal is what the promise rejects with", async () => {
    const page = openPage({ answer: () => held().response });
    const controller = new AbortController();
    const call = page.window.__TAURI_INTERNALS__.invoke("slow", {}, { signal: controller.signal });
    controller.abort("left the room");
    await expect(call).rejects.toBe("left the room");
  });

  test("a signal that is aborted already sends nothing", async () => {
    const page = openPage();
    const call = page.window.__TAURI_INTERNALS__.invoke("slow", {}, { signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    expect(page.received).toEqual([]);
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
  });

  test("a settled call has let go of its signal, and a late abort sends nothing", async () => {
    const page = openPage();
    const controller = new AbortController();
    const call = page.window.__TAURI_INTERNALS__.invoke("quick", {}, { signal: controller.signal });
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
    await call;
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    controller.abort();
    expect(page.received.map(({ command }) => command)).toEqual(["quick"]);
  });

  test("a cancelled call is not sent again when its request fails afterwards", async () => {
    const slow = held();
    const page = openPage({ answer: ({ command }) => (command === CANCEL ? reply.json(null) : slow.response) });
    const controller = new AbortController();
    const call = page.window.__TAURI_INTERNALS__.invoke("slow", {}, { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    slow.fail(new TypeError("Load failed"));
    await expect.poll(() => page.window.__FOOTBRIDGE__.transport).toBe("post message");
    expect(page.received.map(({ command }) => command)).toEqual(["slow", CANCEL]);
  });
});

describe("observers", () => {
  test("an observer sees each call come and go, without payload and ids", async () => {
    const page = openPage({ answer: ({ command }) => (command === "bad" ? reply.error("no") : reply.json("yes")) });
    const events: object[] = [];
    const stop = page.window.__FOOTBRIDGE__.observe((event) => events.push({ ...event }));
    const { invoke } = page.window.__TAURI_INTERNALS__;
    await invoke("good", { secret: 1 });
    await invoke("bad").catch(() => {});
    stop();
    await invoke("unseen");
    expect(events).toEqual([
      { phase: "sent", command: "good", by: "custom protocol" },
      { phase: "settled", command: "good", ok: true, ms: expect.any(Number) },
      { phase: "sent", command: "bad", by: "custom protocol" },
      { phase: "settled", command: "bad", ok: false, ms: expect.any(Number) },
    ]);
  });

  test("an observer that throws harms neither the call nor the other observers", async () => {
    const page = openPage({ answer: () => reply.json(1) });
    let seen = 0;
    page.window.__FOOTBRIDGE__.observe(() => {
      throw new Error("broken observer");
    });
    page.window.__FOOTBRIDGE__.observe(() => (seen += 1));
    expect(await page.window.__TAURI_INTERNALS__.invoke("get")).toBe(1);
    expect(seen).toBe(2);
    expect(page.warnings).toHaveLength(2);
  });
});

describe("a page that takes for each call the transport that is quicker for it", () => {
  const open = (options: PageOptions = {}) => openPage({ transport: "automatic", ...options });

  test("joins the calls of one microtask into one message, in their order", async () => {
    const page = open();
    const { invoke } = page.window.__TAURI_INTERNALS__;
    await Promise.all(["one", "two", "three"].map((name) => invoke(name)));
    await invoke("alone");
    expect(page.received.map(({ command, key }) => [command, key])).toEqual(
      ["one", "two", "three", "alone"].map((command) => [command, KEY]),
    );
    expect(page.messages).toHaveLength(2);
  });

  test("sends a long batch in parts, so that the host can begin", async () => {
    const page = open();
    const calls = Array.from({ length: 60 }, (_, n) => page.window.__TAURI_INTERNALS__.invoke("add", { n }));
    await Promise.all(calls);
    expect(page.received.map(({ text }) => JSON.parse(text).n)).toEqual(Array.from({ length: 60 }, (_, n) => n));
    expect(page.messages.length).toBeGreaterThan(1);
    expect(page.messages.length).toBeLessThan(10);
  });

  test.each([
    ["a small object", { a: 1 }, "post message"],
    ["a long text", { a: "x".repeat(1000) }, "custom protocol"],
    ["few bytes", new Uint8Array(100), "post message"],
    ["many bytes", new Uint8Array(101), "custom protocol"],
  ])("sends %s by the right one", async (_, payload, transport) => {
    const page = open();
    await page.window.__TAURI_INTERNALS__.invoke("send", payload);
    expect(page.received).toMatchObject([{ transport }]);
  });

  test("keeps events in the order in which they were sent, however large", async () => {
    const page = open();
    const { invoke } = page.window.__TAURI_INTERNALS__;
    await Promise.all([
      invoke("plugin:event|emit", { event: "a", payload: "x".repeat(2000) }),
      invoke("plugin:event|emit", { event: "b" }),
    ]);
    expect(page.received.map(({ transport, text }) => [transport, JSON.parse(text).event])).toEqual([
      ["post message", "a"],
      ["post message", "b"],
    ]);
  });

  test("cancels a call by the transport that carries it", async () => {
    const page = open({ answer: ({ command }) => (command === "slow" ? held().response : reply.json(null)) });
    const { invoke } = page.window.__TAURI_INTERNALS__;
    for (const size of [1, 1000]) {
      const controller = new AbortController();
      const call = invoke("slow", new Uint8Array(size), { signal: controller.signal });
      controller.abort();
      await expect(call).rejects.toMatchObject({ name: "AbortError" });
    }
    expect(page.received.map(({ command, transport }) => [command, transport])).toEqual([
      ["slow", "post message"],
      ["plugin:footbridge|cancel", "post message"],
      ["slow", "custom protocol"],
      ["plugin:footbridge|cancel", "custom protocol"],
    ]);
  });

  test("lets a call name its transport, and refuses one that there is not", async () => {
    const page = open();
    const { invoke } = page.window.__TAURI_INTERNALS__;
    await invoke("a", {}, { transport: "custom protocol" });
    await invoke("b", new Uint8Array(1000), { transport: "post message" });
    expect(page.received.map(({ transport }) => transport)).toEqual(["custom protocol", "post message"]);
    await expect(invoke("c", {}, { transport: "pigeon" as never })).rejects.toThrow("pigeon");
  });

  test("announces a large body in a text, and sends its pieces side by side behind it", async () => {
    const page = open();
    await page.window.__TAURI_INTERNALS__.invoke("store", new Uint8Array(4000).fill(7));
    const [call, ...pieces] = page.received;
    expect(call).toMatchObject({ transport: "post message", command: "store", key: KEY });
    expect(JSON.parse(page.messages[0]!).pieces).toEqual([4000, 1500, "application/octet-stream"]);
    expect(pieces.map(({ key, headers, bytes }) => [key, headers["footbridge-piece"], bytes!.length])).toEqual(
      [1500, 1500, 1000].map((length, index) => [KEY, `${call!.callback};${index}`, length]),
    );
  });

  test("rejects a large body whose pieces cannot be sent, and sends the next one as a text", async () => {
    const answer: Answer = ({ transport, command }) => {
      if (transport === "custom protocol") throw new TypeError("Load failed");
      return command === "first" ? held().response : reply.json(1);
    };
    const page = open({ answer });
    const { invoke, callbacks } = page.window.__TAURI_INTERNALS__;
    await expect(invoke("first", new Uint8Array(4000))).rejects.toMatchObject({ code: "host_failed" });
    expect(await invoke("second", new Uint8Array(4000))).toBe(1);
    expect(page.received.at(-1)).toMatchObject({ transport: "post message", command: "second" });
    await expect.poll(() => callbacks.size).toBe(0);
  });

  test("goes without the message handler where there is none", async () => {
    const page = open({ port: "none" });
    await page.window.__TAURI_INTERNALS__.invoke("greet");
    expect(page.received).toMatchObject([{ transport: "custom protocol" }]);
  });

  test("puts an answer together that comes in pieces, and forgets what nobody waits for", async () => {
    const page = open({ answer: () => held().response });
    const { invoke, callbacks } = page.window.__TAURI_INTERNALS__;
    const { deliverBytes } = page.window.__FOOTBRIDGE__ as unknown as { deliverBytes(entry: string): void };
    const call = invoke("read");
    await expect.poll(() => page.received.length).toBe(1);
    const { callback } = page.received[0]!;
    deliverBytes(`[7,${callback},4,null];AQID`);
    deliverBytes("[7,12345,4,null];AQID");
    deliverBytes(`[7,${callback},4,null];BA==`);
    expect([...new Uint8Array((await call) as ArrayBuffer)]).toEqual([1, 2, 3, 4]);
    expect(callbacks.size).toBe(0);
  });
});
