import { describe, expect, onTestFinished, test } from "vitest";
import { canRead, takeOver } from "./attacker";
import { openIsolatedPage, type IsolatedPage } from "./isolated";
import { KEY, openPage, reply, type Answer } from "./page";

const PASS = "window.__TAURI_ISOLATION_HOOK__ = (message) => message";
const hook = (body: string) => `window.seen = []; window.__TAURI_ISOLATION_HOOK__ = (message) => { ${body} }`;

const invoke = (page: IsolatedPage, rest: string) => page.run<Promise<unknown>>(`__TAURI_INTERNALS__.invoke(${rest})`);
const rejection = (promise: Promise<unknown>) => promise.then(() => undefined, (error) => ({ ...error }));
/** Gives channels and ciphers their turns, as many as it takes. */
const until = (condition: () => boolean) => expect.poll(condition, { timeout: 5_000 }).toBe(true);

describe("what leaves an isolated page", () => {
  test("is sealed for its command and ids, and has no header of its own left", async () => {
    const page = openIsolatedPage(PASS);
    expect(page.run("__TAURI_INTERNALS__.__TAURI_PATTERN__.pattern")).toBe("isolation");
    await invoke(page, `"greet", { name: "Ada" }, { headers: { "X-Mine": "1", "Footbridge-Trace": "t" } }`);
    const [request] = page.received;
    expect(Object.keys(request!.headers).sort()).toEqual(["content-type", "footbridge-seal", "footbridge-trace"]);
    expect(request).toMatchObject({ command: "greet", key: KEY, headers: { "content-type": "application/x-footbridge-sealed" } });
    expect(Buffer.from(request!.bytes!).toString()).not.toContain("Ada");
    const opened = await page.open(request!);
    expect(opened.text).toBe('{"name":"Ada"}');
    expect(opened.headers).toEqual({ "content-type": "application/json", "footbridge-trace": "t", "x-mine": "1" });
    for (const head of [{ command: "delete" }, { callback: 1 }, { error: 1 }]) {
      await expect(page.open(request!, head), JSON.stringify(head)).rejects.toThrow();
    }
  });

  test("has a number that no other message has, in the order of the calls", async () => {
    const page = openIsolatedPage(PASS);
    const large = `"large", new Uint8Array(1 << 20)`;
    await Promise.all([`"one"`, large, `"two"`, `"three"`].map((call) => invoke(page, call)));
    const seals = page.received.map(({ command, headers }) => [command, headers["footbridge-seal"]!.split(";")[1]]);
    expect(seals).toEqual([["one", "1"], ["large", "2"], ["two", "3"], ["three", "4"]]);
  });

  test("is bytes where the payload is bytes, and only the part that was meant", async () => {
    const page = openIsolatedPage(PASS);
    await invoke(page, `"upload", Uint8Array.of(1, 2, 3, 4).subarray(1, 3)`);
    await invoke(page, `"upload", [5, 6]`);
    const opened = await Promise.all(page.received.map((request) => page.open(request)));
    expect(opened.map(({ bytes, headers }) => [[...bytes], headers["content-type"]])).toEqual([
      [[2, 3], "application/octet-stream"],
      [[5, 6], "application/octet-stream"],
    ]);
  });

  test("has its nested bytes beside the JSON, where Rust finds them", async () => {
    const page = openIsolatedPage(hook("seen.push(message.payload.file instanceof Uint8Array); return message;"));
    await page.run(`__FOOTBRIDGE__.invoke("save", { name: "a", file: Uint8Array.of(7, 8), more: [Uint8Array.of(9)] })`);
    const { headers, bytes, text } = await page.open(page.received[0]!);
    const [marker, length] = headers["footbridge-parts"]!.split(";");
    expect(JSON.parse(text.slice(0, Number(length)))).toEqual({ name: "a", file: `${marker}:0+2`, more: [`${marker}:2+1`] });
    expect([...bytes.subarray(Number(length))]).toEqual([7, 8, 9]);
    expect(page.runInFrame<unknown[]>("seen")).toEqual([true]);
  });

  test("is what it was when the call was made, not what the page made of it since", async () => {
    const page = openIsolatedPage();
    page.run("globalThis.bytes = Uint8Array.of(1, 2)");
    const sent = invoke(page, `"upload", bytes`);
    page.run("bytes.fill(9)");
    page.load(PASS);
    await sent;
    expect([...(await page.open(page.received[0]!)).bytes]).toEqual([1, 2]);
    expect(page.run<Uint8Array>("bytes").length).toBe(2);
  });

  test("goes in base64 over the fallback", async () => {
    const page = openIsolatedPage(PASS, { transport: "post-message" });
    await invoke(page, `"greet", { name: "Ada" }`);
    const [request] = page.received;
    expect(request).toMatchObject({ transport: "post message", command: "greet", key: KEY, text: "" });
    expect(await page.open(request!)).toMatchObject({ text: '{"name":"Ada"}' });
  });

  test("is the same message, under the same seal, when it is sent again over the fallback", async () => {
    const answer = ({ transport }: { transport: string }) => {
      if (transport === "custom protocol") throw new TypeError("Load failed");
      return reply.json(1);
    };
    const page = openIsolatedPage(PASS, { answer });
    expect(await invoke(page, `"greet"`)).toBe(1);
    const [first, second] = page.received;
    expect(second!.sealed).toBe(Buffer.from(first!.bytes!).toString("base64"));
    expect(second!.headers["footbridge-seal"]).toBe(first!.headers["footbridge-seal"]);
    expect([second!.callback, second!.error]).toEqual([first!.callback, first!.error]);
  });
});

describe("the hook", () => {
  test("sees each message as Tauri's does, those of the bridge's own script among them", async () => {
    const answer: Answer = ({ command }) => (command === "slow" ? new Promise(() => {}) : reply.json(null));
    const page = openIsolatedPage(hook("seen.push(JSON.parse(JSON.stringify(message))); return message;"), { answer });
    page.run("globalThis.controller = new AbortController()");
    const call = invoke(page, `"slow", { a: 1 }, { headers: { "X-A": "1" }, signal: controller.signal }`);
    await until(() => page.received.length === 1);
    page.run("controller.abort()");
    await rejection(call);
    page.run("__FOOTBRIDGE__.deliver(`[[3, ${__TAURI_INTERNALS__.transformCallback(() => {})}, 0, 12]]`)");
    await until(() => page.received.length === 3);
    const ids = { callback: expect.any(Number), error: expect.any(Number) };
    expect(page.runInFrame("seen")).toEqual([
      { cmd: "slow", ...ids, payload: { a: 1 }, options: { headers: { "x-a": "1" } } },
      { cmd: "plugin:footbridge|cancel", ...ids, payload: ids, options: { headers: {} } },
      { cmd: "plugin:__TAURI_CHANNEL__|fetch", ...ids, payload: null, options: { headers: { "tauri-channel-id": "12" } } },
    ]);
  });

  test.each([
    ["throws", "throw new Error('not today')", "not today"],
    ["throws something that is no error", "throw 'not today'", "not today"],
    ["rejects", "return Promise.reject(new Error('not today'))", "not today"],
    ["gives nothing back", "return undefined", "it let no message through"],
    ["gives null back", "return null", "it let no message through"],
    ["gives back what is no message", "return { cmd: 7 }", "it let no message through"],
    ["gives back a payload without a JSON form", "return { ...message, payload: undefined }", "the payload that it gave back has no JSON form"],
  ])("that %s stops the call with a reason", async (_name, body, reason) => {
    const page = openIsolatedPage(hook(body));
    expect(await rejection(invoke(page, `"greet"`))).toEqual({
      code: "stopped_by_hook",
      message: `the isolation hook stopped greet: ${reason}`,
    });
    expect(page.received).toEqual([]);
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
  });

  test("may change command, arguments and headers, and not the ids", async () => {
    const page = openIsolatedPage(
      hook("return { cmd: 'wave', callback: 1, error: 2, payload: { name: 'Eve' }, options: { headers: { 'X-B': '2' } } };"),
    );
    await invoke(page, `"greet", { name: "Ada" }, { headers: { "X-A": "1" } }`);
    const [request] = page.received;
    expect(request!.command).toBe("wave");
    expect([request!.callback, request!.error]).not.toEqual([1, 2]);
    const { text, headers } = await page.open(request!);
    expect([text, headers]).toEqual(['{"name":"Eve"}', { "content-type": "application/json", "x-b": "2" }]);
  });

  test("may delay a call, which holds no other", async () => {
    const page = openIsolatedPage(hook("return message.cmd === 'slow' ? new Promise((go) => (window.go = () => go(message))) : message;"));
    const slow = invoke(page, `"slow"`);
    await invoke(page, `"quick"`);
    expect(page.received.map(({ command }) => command)).toEqual(["quick"]);
    page.runInFrame("go()");
    await slow;
    expect(page.received.map(({ command }) => command)).toEqual(["quick", "slow"]);
  });

  test("is not waited for by a call that was cancelled, and that does not reach Rust any more", async () => {
    const page = openIsolatedPage(hook("return message.cmd === 'slow' ? new Promise((go) => (window.go = () => go(message))) : message;"));
    page.run("globalThis.controller = new AbortController()");
    const slow = invoke(page, `"slow", {}, { signal: controller.signal }`);
    page.run("controller.abort('enough')");
    await expect(slow).rejects.toBe("enough");
    await until(() => page.runInFrame<string>("typeof go") === "function");
    page.runInFrame("go()");
    await invoke(page, `"quick"`);
    expect(page.received.map(({ command }) => command)).toEqual(["plugin:footbridge|cancel", "quick"]);
  });

  test("that is null lets everything through", async () => {
    const page = openIsolatedPage("window.__TAURI_ISOLATION_HOOK__ = null");
    expect(await invoke(page, `"greet"`)).toBe(null);
  });
});

describe("the frame", () => {
  test("is sandboxed, hidden and beside the body", () => {
    const { frame, placed } = openIsolatedPage(PASS);
    expect(placed).toEqual([frame]);
    expect([frame.id, frame.src, frame.attributes]).toEqual([
      "__tauri_isolation__",
      "isolation://localhost/",
      { sandbox: "allow-scripts" },
    ]);
    expect(frame.style["display"]).toBe("none");
  });

  test("is not there in a page that is not isolated", () => {
    const document = { createElement: () => expect.unreachable() };
    expect(openPage({ globals: { document } }).run("__TAURI_INTERNALS__.__TAURI_PATTERN__.pattern")).toBe("brownfield");
  });

  test("that never comes refuses the calls that wait for it, and those after", async () => {
    const page = openIsolatedPage();
    const first = rejection(invoke(page, `"greet"`));
    expect(page.timers.map(({ ms }) => ms)).toEqual([10_000]);
    page.timers[0]!.run();
    const refused = { code: "isolation_failed", message: "the isolation frame is not there: it did not come within 10 s" };
    expect([await first, await rejection(invoke(page, `"greet"`))]).toEqual([refused, refused]);
    page.load(PASS);
    await until(() => page.frameListeners.has("message"));
    expect(await invoke(page, `"greet"`).catch(() => invoke(page, `"greet"`))).toBe(null);
  });

  test.each([
    ["taken away", (page: IsolatedPage) => page.removeFrame()],
    ["sent somewhere else", (page: IsolatedPage) => [1, 2].forEach(() => page.frame.dispatchEvent(new Event("load")))],
  ])("that the page has %s refuses what waits for it, and what comes after", async (_name, lose) => {
    const page = openIsolatedPage(hook("return new Promise(() => {})"));
    const waiting = rejection(invoke(page, `"greet"`));
    lose(page);
    expect(await waiting).toMatchObject({ code: "isolation_failed" });
    expect(await rejection(invoke(page, `"greet"`))).toMatchObject({ code: "isolation_failed" });
  });

  test("is the only one whose word counts", async () => {
    const page = openIsolatedPage();
    const call = rejection(invoke(page, `"greet"`));
    page.messageOfFrame("__TAURI_ISOLATION_READY__", new MessageChannel().port1);
    page.messageOfFrame("__TAURI_ISOLATION_READY__", null);
    page.timers[0]!.run();
    expect(await call).toMatchObject({ code: "isolation_failed" });
  });

  test("takes a message that is null, or none, for nothing", async () => {
    const page = openIsolatedPage(PASS);
    await invoke(page, `"greet"`);
    const { port1, port2 } = new MessageChannel();
    const frameHears = page.frameListeners.get("message")!;
    for (const data of [null, undefined, 7, "text", {}, { payload: null }]) {
      page.messageOfFrame(data);
      frameHears({ source: page.parent, data, ports: [] });
    }
    frameHears({ source: {}, data: null, ports: [port2] });
    expect(port2.onmessage).toBe(null);
    frameHears({ source: page.parent, data: null, ports: [port2] });
    const answers: unknown[] = [];
    port1.onmessage = ({ data }) => answers.push(data);
    for (const data of [null, 7, {}, { cmd: 7 }, { id: 1, cmd: "greet", callback: 1, error: 2, json: "{", headers: {} }]) port1.postMessage(data);
    await until(() => answers.length === 1);
    expect(answers).toEqual([{ id: 1, reason: expect.any(String) }]);
    port1.close();
    expect(await invoke(page, `"greet"`)).toBe(null);
  });
});

describe("a page that wants the key", () => {
  test.each(["socket", "custom-protocol", "post-message"] as const)("does not see it on the way through the frame (%s)", async (transport) => {
    const page = openIsolatedPage(PASS, { transport });
    const attacker = takeOver(page, KEY);
    onTestFinished(attacker.release);
    await page.run(`__FOOTBRIDGE__.invoke("greet", { name: "Ada", bytes: Uint8Array.of(1) })`);
    expect(page.received.map(({ command, key }) => [command, key])).toEqual([["greet", KEY]]);
    expect(attacker.caught).toEqual([]);
  });

  test("does not find it, nor the frame's, in any global", async () => {
    const page = openIsolatedPage(PASS);
    await invoke(page, `"greet"`);
    expect(canRead(page.window, KEY)).toBe(false);
  });
});

test("whoever shows what isolation does is handed a copy of each sealed message", async () => {
  const page = openIsolatedPage(PASS);
  const told: { phase: string; seal?: string; read?: () => ArrayBuffer }[] = [];
  page.window.__FOOTBRIDGE__.observe((event) => told.push(event));
  await invoke(page, `"greet"`);
  const sealed = told.find(({ phase }) => phase === "sealed")!;
  const [request] = page.received;
  expect(sealed).toMatchObject({ command: "greet", seal: request!.headers["footbridge-seal"], bytes: request!.bytes!.length });
  expect([...new Uint8Array(sealed.read!())]).toEqual(request!.bytes);
});
