/** A page whose engine offers it a socket: what leaves over it, what it brings back, and what becomes of a closed one. */
import { describe, expect, onTestFinished, test } from "vitest";
import { takeOver } from "./attacker";
import { openIsolatedPage } from "./isolated";
import { held, KEY, openPage, reply, type Answer, type PageOptions } from "./page";

/** A body of more than this goes beside its text. */
const IN_TEXT_BYTES_MAX = 512;
const OCTETS = "application/octet-stream";
const PARTS = "application/x-footbridge-parts";
const SEALED = "application/x-footbridge-sealed";

const open = (options: PageOptions = {}) => openPage({ transport: "automatic", socket: true, ...options });
const ways = ({ received }: ReturnType<typeof openPage>) => received.map(({ command, transport }) => [command, transport]);
const headOf = ({ text }: { text: string }) => JSON.parse(text);

describe("the door to the socket", () => {
  test("is gone before a script of the page runs", () => {
    const page = open();
    expect(page.run("'__FOOTBRIDGE_SOCKET__' in window")).toBe(false);
    expect(page.run("Reflect.ownKeys(window).filter((name) => /socket/i.test(String(name)))")).toEqual([]);
  });

  test("does not show the key to a page that wraps every built-in", async () => {
    const page = open();
    const attacker = takeOver(page, KEY);
    onTestFinished(attacker.release);
    await page.run(`(async () => {
      const { invoke } = __TAURI_INTERNALS__;
      await invoke("greet", { name: "Ada" }, { headers: { "X-A": "1" } });
      await invoke("upload", new Uint8Array(1000));
      await __FOOTBRIDGE__.invoke("save", { data: new Uint8Array(1000) });
    })()`);
    expect(page.received.map(({ command, key }) => [command, key])).toEqual(
      ["greet", "upload", "save"].map((command) => [command, KEY]),
    );
    expect(page.socket.posted).toHaveLength(3);
    expect(attacker.caught).toEqual([]);
  });

  test("is told of first among the transports, in a list that no page changes", () => {
    const { window, run } = open();
    expect(window.__FOOTBRIDGE__.transport).toBe("automatic");
    expect([...window.__FOOTBRIDGE__.transports]).toEqual(["socket", "post message", "custom protocol"]);
    expect(run("Object.isFrozen(__FOOTBRIDGE__.transports)")).toBe(true);
  });

  test("is not there where the engine offers none, and a call that asks for it is refused", async () => {
    const page = openPage({ transport: "automatic" });
    expect([...page.window.__FOOTBRIDGE__.transports]).toEqual(["post message", "custom protocol"]);
    const call = page.window.__TAURI_INTERNALS__.invoke("greet", {}, { transport: "socket" });
    await expect(call).rejects.toThrow("there is no transport of the name socket");
    expect(page.received).toEqual([]);
  });
});

test("a page that is to have a socket and has none says so, and goes by message", async () => {
  const page = openPage({ transport: "socket", socket: false });
  await page.window.__TAURI_INTERNALS__.invoke("greet");
  expect(ways(page)).toEqual([["greet", "post message"]]);
  expect(page.window.__FOOTBRIDGE__.transport).toBe("post message");
  expect(page.warnings).toHaveLength(1);
});

describe("calls over the socket", () => {
  test("of one microtask leave as one message, in their order", async () => {
    const page = open();
    const { invoke } = page.window.__TAURI_INTERNALS__;
    await Promise.all(["one", "two", "three"].map((name) => invoke(name)));
    await invoke("alone");
    expect(ways(page)).toEqual(["one", "two", "three", "alone"].map((name) => [name, "socket"]));
    expect(page.received.map(({ key }) => key)).toEqual(Array(4).fill(KEY));
    expect(page.socket.posted.map(({ bytes }) => bytes)).toEqual([undefined, undefined]);
    expect(page.messages).toEqual([]);
  });

  test.each([
    ["a small object", { a: 1 }],
    ["a long text", { a: "x".repeat(10_000) }],
    ["few bytes", new Uint8Array(1)],
    ["many bytes", new Uint8Array(100_000)],
  ])("are the automatic choice for %s, and an observer hears so", async (_, payload) => {
    const page = open();
    const seen: object[] = [];
    page.window.__FOOTBRIDGE__.observe((event) => event.phase === "sent" && seen.push(event));
    await page.window.__TAURI_INTERNALS__.invoke("send", payload);
    expect(ways(page)).toEqual([["send", "socket"]]);
    expect(page.socket.posted).toHaveLength(1);
    expect(seen).toMatchObject([{ by: "socket" }]);
    expect(seen).not.toMatchObject([{ pieces: expect.any(Number) }]);
  });

  test.each([
    ["custom-protocol", "custom protocol"],
    ["post-message", "post message"],
  ] as const)("are none in a page that is forced to another transport (%s)", async (transport, by) => {
    const page = open({ transport });
    const { invoke } = page.window.__TAURI_INTERNALS__;
    await invoke("small", { a: 1 });
    await invoke("large", new Uint8Array(10_000));
    expect(ways(page)).toEqual([["small", by], ["large", by]]);
    expect(page.socket.posted).toEqual([]);
    expect([...page.window.__FOOTBRIDGE__.transports]).toEqual(["post message", "custom protocol"]);
    await expect(invoke("asked", {}, { transport: "socket" })).rejects.toThrow("there is no transport of the name socket");
  });

  test("let a single call go another way", async () => {
    const page = open();
    const { invoke } = page.window.__TAURI_INTERNALS__;
    for (const transport of page.window.__FOOTBRIDGE__.transports) {
      await invoke(`small by ${transport}`, {}, { transport });
      await invoke(`large by ${transport}`, new Uint8Array(10_000), { transport });
    }
    const asked = ["socket", "post message", "custom protocol"];
    expect(ways(page)).toEqual(asked.flatMap((by) => [[`small by ${by}`, by], [`large by ${by}`, by]]));
    expect(page.received.map(({ bytes }) => bytes?.length)).toEqual(asked.flatMap(() => [undefined, 10_000]));
  });

  test("stay the choice when a call that asked for a request had none", async () => {
    const answer: Answer = ({ transport }) => {
      if (transport === "custom protocol") throw new TypeError("Load failed");
      return reply.json(1);
    };
    const page = open({ answer });
    const { invoke } = page.window.__TAURI_INTERNALS__;
    expect(await invoke("asked", {}, { transport: "custom protocol" })).toBe(1);
    await invoke("next");
    expect(ways(page)).toEqual([["asked", "custom protocol"], ["asked", "post message"], ["next", "socket"]]);
    expect(page.window.__FOOTBRIDGE__.transport).toBe("automatic");
  });

  test("are cancelled over it, behind the call itself", async () => {
    const page = open({ answer: ({ command }) => (command === "slow" ? held().response : reply.json(null)) });
    for (const size of [1, 10_000]) {
      const controller = new AbortController();
      const { signal } = controller;
      const call = page.window.__TAURI_INTERNALS__.invoke("slow", new Uint8Array(size), { signal });
      controller.abort();
      await expect(call).rejects.toMatchObject({ name: "AbortError" });
    }
    await expect.poll(() => page.received.length).toBe(4);
    const [slow, cancel] = [["slow", "socket"], ["plugin:footbridge|cancel", "socket"]];
    expect(ways(page)).toEqual([slow, cancel, slow, cancel]);
  });
});

describe("bytes over the socket", () => {
  test("leave beside their text, and are exactly those of the view", async () => {
    const page = open();
    const { given, view } = page.run(`(() => {
      const given = Uint8Array.from({ length: 4000 }, (_, i) => i % 251);
      return { given, view: given.subarray(100, 1100) };
    })()`);
    await page.window.__TAURI_INTERNALS__.invoke("upload", view);
    const [{ text, bytes }] = page.socket.posted as [{ text: string; bytes: Uint8Array }];
    expect([...bytes]).toEqual([...given.slice(100, 1100)]);
    // The engine would not let the page transfer memory that its C API has seen.
    expect(page.socket.lent?.buffer).not.toBe(given.buffer);
    const head = JSON.parse(text);
    expect(head).toMatchObject({ cmd: "upload", beside: OCTETS, __TAURI_INVOKE_KEY__: KEY });
    for (const place of ["payload", "bytes", "parts", "sealed"]) expect(head).not.toHaveProperty(place);
  });

  test.each([
    [IN_TEXT_BYTES_MAX, false],
    [IN_TEXT_BYTES_MAX + 1, true],
  ])("of %i are beside the text: %s", async (length, isBeside) => {
    const page = open();
    await page.window.__TAURI_INTERNALS__.invoke("upload", new Uint8Array(length).fill(7));
    expect(page.socket.posted.map(({ bytes }) => bytes !== undefined)).toEqual([isBeside]);
    expect(page.received[0]!.bytes).toEqual(Array(length).fill(7));
  });

  test("come behind the texts that were sent before them, and before those that follow", async () => {
    const page = open();
    const { invoke } = page.window.__TAURI_INTERNALS__;
    await Promise.all([invoke("first"), invoke("upload", new Uint8Array(1000)), invoke("last")]);
    expect(ways(page).map(([command]) => command)).toEqual(["first", "upload", "last"]);
    expect(page.socket.posted.map(({ bytes }) => bytes?.length)).toEqual([undefined, 1000, undefined]);
  });

  test("among the arguments go with their JSON as one body", async () => {
    const page = open();
    const data = new Uint8Array(1000).fill(3);
    await page.window.__FOOTBRIDGE__.invoke("save", { name: "a", data });
    const [posted] = page.socket.posted as [{ text: string; bytes: Uint8Array }];
    const { beside, options } = headOf(posted);
    const [marker, length] = options.headers["footbridge-parts"].split(";");
    const body = Buffer.from(posted.bytes);
    expect(beside).toBe(PARTS);
    expect(JSON.parse(body.subarray(0, length).toString())).toEqual({ name: "a", data: `${marker}:0+1000` });
    expect([...body.subarray(Number(length))]).toEqual([...data]);
  });

  test("that are sealed stay sealed", async () => {
    const hook = "window.__TAURI_ISOLATION_HOOK__ = (payload) => payload;";
    const page = openIsolatedPage(hook, { transport: "automatic", socket: true });
    await page.window.__TAURI_INTERNALS__.invoke("upload", new Uint8Array(1000).fill(9));
    const [posted] = page.socket.posted;
    expect(headOf(posted!).beside).toBe(SEALED);
    expect([...(await page.open(page.received[0]!)).bytes]).toEqual(Array(1000).fill(9));
  });
});

describe("a socket that is closed", () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);

  async function closed(options?: PageOptions) {
    const page = open(options);
    await page.window.__TAURI_INTERNALS__.invoke("before");
    page.socket.isOpen = false;
    page.received.length = 0;
    return page;
  }

  test("loses no texts: they go through the message handler in their order", async () => {
    const page = await closed();
    const { invoke, callbacks } = page.window.__TAURI_INTERNALS__;
    await Promise.all([invoke("one"), invoke("two", { a: "x".repeat(2000) }), invoke("three")]);
    expect(ways(page)).toEqual(["one", "two", "three"].map((command) => [command, "post message"]));
    expect(page.received.map(({ key }) => key)).toEqual([KEY, KEY, KEY]);
    expect(callbacks.size).toBe(0);
    expect(page.window.__FOOTBRIDGE__.transports).toEqual(["post message", "custom protocol"]);
    expect(Object.isFrozen(page.window.__FOOTBRIDGE__.transports)).toBe(true);
  });

  test("loses no bytes, and nothing that waited for them", async () => {
    const page = await closed();
    const { invoke, callbacks } = page.window.__TAURI_INTERNALS__;
    await Promise.all([invoke("one"), invoke("upload", bytes)]);
    expect(ways(page)).toEqual([["one", "post message"], ["upload", "post message"]]);
    expect(page.received[1]!.bytes).toEqual([...bytes]);
    expect(callbacks.size).toBe(0);
  });

  test("loses no bytes among the arguments", async () => {
    const page = await closed();
    await page.window.__FOOTBRIDGE__.invoke("save", { data: bytes });
    expect(ways(page)).toEqual([["save", "post message"]]);
    expect([...Buffer.from(page.received[0]!.parts!, "base64")]).toEqual([...bytes]);
  });

  test.each([
    ["automatic", "custom protocol"],
    ["socket", "post message"],
  ] as const)("is asked once: a page of the choice %s goes on as one without it", async (transport, by) => {
    const page = await closed({ transport });
    const { invoke } = page.window.__TAURI_INTERNALS__;
    await invoke("first");
    page.socket.isOpen = true;
    await invoke("small");
    await invoke("large", bytes);
    expect(ways(page)).toEqual([["first", "post message"], ["small", "post message"], ["large", by]]);
    expect(page.window.__FOOTBRIDGE__.transports).not.toContain("socket");
  });

  test("is not asked any more once it has said so itself", async () => {
    const page = open();
    page.socket.deliver(undefined);
    await page.window.__TAURI_INTERNALS__.invoke("small");
    expect(ways(page)).toEqual([["small", "post message"]]);
    expect(page.socket.posted).toEqual([]);
  });
});

describe("what Rust pushes over the socket", () => {
  const NONE = new Uint8Array();
  const kindOf = (value: unknown) => Object.prototype.toString.call(value);

  test("is taken as any delivery is", () => {
    const page = open();
    const heard: unknown[] = [];
    const id = page.window.__TAURI_INTERNALS__.transformCallback((piece: unknown) => heard.push(piece));
    page.socket.deliver(JSON.stringify([[0, id, 0, "a", 1, "b"], [4, id, 2]]));
    expect(heard).toEqual([
      { index: 0, message: "a" },
      { index: 1, message: "b" },
      { index: 2, end: true },
    ]);
  });

  test.each([
    ["some", Uint8Array.of(1, 2, 255)],
    ["none", NONE],
  ])("is an ArrayBuffer in a channel where it is bytes: %s", (_, bytes) => {
    const page = open();
    const heard: { index: number; message: ArrayBuffer }[] = [];
    const id = page.window.__TAURI_INTERNALS__.transformCallback((piece: never) => heard.push(piece));
    page.socket.deliverBytes(`[2,${id},0,null]`, bytes);
    expect(heard.map(({ index, message }) => [index, kindOf(message)])).toEqual([[0, "[object ArrayBuffer]"]]);
    expect([...new Uint8Array(heard[0]!.message)]).toEqual([...bytes]);
  });

  test("keeps its place among the messages of the channel", () => {
    const page = open();
    const heard: any[] = [];
    const id = page.window.__TAURI_INTERNALS__.transformCallback((piece: never) => heard.push(piece));
    page.socket.deliverBytes(`[2,${id},1,null]`, Uint8Array.of(2));
    page.socket.deliver(JSON.stringify([[0, id, 0, "a"]]));
    expect(heard.map(({ index }) => index)).toEqual([0, 1]);
    expect([...new Uint8Array(heard[1].message)]).toEqual([2]);
  });

  test("is an ArrayBuffer as an answer", async () => {
    const page = open({ answer: () => held().response });
    const call = page.window.__TAURI_INTERNALS__.invoke("read");
    await expect.poll(() => page.received.length).toBe(1);
    page.socket.deliverBytes(`[6,${page.received[0]!.callback},2,null]`, Uint8Array.of(1, 2, 3));
    const answer = (await call) as ArrayBuffer;
    expect(kindOf(answer)).toBe("[object ArrayBuffer]");
    expect([...new Uint8Array(answer)]).toEqual([1, 2, 3]);
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
  });

  test("is one ArrayBuffer where an answer comes in pieces", async () => {
    const page = open({ answer: () => held().response });
    const call = page.window.__TAURI_INTERNALS__.invoke("read");
    await expect.poll(() => page.received.length).toBe(1);
    const { callback } = page.received[0]!;
    page.socket.deliverBytes(`[7,${callback},5,null]`, Uint8Array.of(1, 2));
    page.socket.deliverBytes("[7,12345,5,null]", Uint8Array.of(9));
    page.socket.deliverBytes(`[7,${callback},5,null]`, Uint8Array.of(3, 4, 5));
    const answer = (await call) as ArrayBuffer;
    expect(kindOf(answer)).toBe("[object ArrayBuffer]");
    expect([...new Uint8Array(answer)]).toEqual([1, 2, 3, 4, 5]);
  });
});
