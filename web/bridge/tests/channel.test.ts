import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Channel, invoke } from "..";
import { held, openPage, reply, type Answer } from "./page";

const CREDIT = "plugin:footbridge|credit";
const CLOSE = "plugin:footbridge|close_channel";

let answer: Answer;
let page: ReturnType<typeof openPage>;
let reported: unknown[];

beforeEach(() => {
  answer = () => reply.json(null);
  page = openPage({ answer: (request) => answer(request) });
  reported = [];
  vi.stubGlobal("window", page.window);
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
});
afterEach(() => void vi.unstubAllGlobals());

/** What the injected script hands to a channel: messages in order, then the end. */
function say(channel: Channel<any>, from: number, ...messages: unknown[]) {
  const { runCallback } = page.window.__TAURI_INTERNALS__;
  messages.forEach((message, i) => runCallback(channel.id, { index: from + i, message }));
}

function end(channel: Channel<any>, index: number, error?: object) {
  page.window.__TAURI_INTERNALS__.runCallback(channel.id, { index, end: true, ...(error && { error }) });
}

const sent = (command: string) =>
  page.received.filter((request) => request.command === command).map(({ text }) => JSON.parse(text));

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("a channel with a handler", () => {
  test("hands over each message and goes away at the end", () => {
    const seen: unknown[] = [];
    const channel = new Channel<number>((message) => seen.push(message));
    channel.onend = (error) => seen.push(error);
    say(channel, 0, 1, 2);
    end(channel, 2);
    expect(seen).toEqual([1, 2, undefined]);
    expect(page.window.__TAURI_INTERNALS__.callbacks.size).toBe(0);
  });

  test("keeps what comes before there is a handler", async () => {
    const channel = new Channel<number>();
    say(channel, 0, 1, 2);
    const seen: number[] = [];
    channel.onmessage = (message) => seen.push(message);
    say(channel, 2, 3);
    await turn();
    expect(seen).toEqual([1, 2, 3]);
  });

  test("that throws gets the next message, and the error is reported", async () => {
    const seen: number[] = [];
    const channel = new Channel<number>((message) => {
      if (message === 1) throw new Error("sync");
      seen.push(message);
      return message === 2 ? Promise.reject(new Error("async")) : undefined;
    });
    say(channel, 0, 1, 2, 3);
    await turn();
    expect(seen).toEqual([2, 3]);
    expect(reported).toEqual([new Error("sync"), new Error("async")]);
  });

  test("is told the reason when the channel breaks, and nobody told means reported", () => {
    const error = { code: "host_failed", message: "a message was lost" };
    const told: unknown[] = [];
    const channel = new Channel(() => {});
    channel.onend = (error) => told.push(error);
    end(channel, 0, error);
    expect([told, reported]).toEqual([[error], []]);
    end(new Channel(() => {}), 0, error);
    expect(reported).toEqual([error]);
  });
});

describe("a loop over a channel", () => {
  test("sees every message and ends with it", async () => {
    const channel = new Channel<number>();
    say(channel, 0, 1);
    const seen: number[] = [];
    const loop = (async () => {
      for await (const message of channel) seen.push(message);
    })();
    await turn();
    say(channel, 1, 2, 3);
    end(channel, 3);
    await loop;
    expect(seen).toEqual([1, 2, 3]);
    expect(sent(CLOSE), "Rust ended it, so there is nothing to close").toEqual([]);
  });

  test("sees the messages before the break, then throws", async () => {
    const channel = new Channel<number>();
    const error = { code: "host_failed", message: "a message was lost" };
    say(channel, 0, 1);
    end(channel, 1, error);
    const seen: number[] = [];
    await expect(
      (async () => {
        for await (const message of channel) seen.push(message);
      })(),
    ).rejects.toBe(error);
    expect([seen, reported]).toEqual([[1], []]);
  });

  test("that is left early closes the channel", async () => {
    const channel = new Channel<number>();
    await invoke("count", { channel });
    say(channel, 0, 1, 2);
    for await (const message of channel) if (message === 1) break;
    expect(sent(CLOSE)).toEqual([{ channel: channel.id }]);
    expect(page.window.__TAURI_INTERNALS__.callbacks.has(channel.id)).toBe(false);
  });

  test("ends when the channel is closed from elsewhere", async () => {
    const channel = new Channel<number>();
    const loop = (async () => {
      for await (const _ of channel);
    })();
    await turn();
    channel.close();
    await expect(loop).resolves.toBeUndefined();
    expect(sent(CLOSE), "Rust never heard of it").toEqual([]);
  });

  test("is the only reader", async () => {
    const channel = new Channel<number>();
    say(channel, 0, 1);
    for await (const _ of channel) {
      expect(() => (channel.onmessage = () => {})).toThrow("read by a loop");
      await expect(channel[Symbol.asyncIterator]().next()).rejects.toThrow("has a reader");
      break;
    }
    await expect(new Channel(() => {})[Symbol.asyncIterator]().next()).rejects.toThrow("has a reader");
  });
});

describe("credit", () => {
  test("the window goes with the channel's name", async () => {
    const [plain, narrow] = [new Channel(), new Channel(undefined, { window: 4 })];
    await invoke("count", { plain, nested: [narrow] });
    const [request] = page.received;
    expect(JSON.parse(request!.text)).toEqual({
      plain: `__CHANNEL__:${plain.id}:256`,
      nested: [`__CHANNEL__:${narrow.id}:4`],
    });
  });

  test.each([0, 0.5, -1, NaN, 65_537])("a window of %s is refused", (window) => {
    expect(() => new Channel(undefined, { window })).toThrow(RangeError);
  });

  test("Rust hears of every half window, once a turn", async () => {
    const channel = new Channel<number>(() => {}, { window: 4 });
    say(channel, 0, 1);
    await turn();
    expect(sent(CREDIT)).toEqual([]);
    say(channel, 1, 2, 3, 4);
    await turn();
    expect(sent(CREDIT)).toEqual([{ channel: channel.id, consumed: 4 }]);
    say(channel, 4, 5, 6);
    await turn();
    expect(sent(CREDIT).at(-1)).toEqual({ channel: channel.id, consumed: 6 });
  });

  test("a handler's promise holds the credit back", async () => {
    let resolve!: () => void;
    const promise = new Promise<void>((done) => (resolve = done));
    const channel = new Channel<number>(() => promise, { window: 2 });
    say(channel, 0, 1, 2);
    await turn();
    expect(sent(CREDIT)).toEqual([]);
    resolve();
    await turn();
    expect(sent(CREDIT)).toEqual([{ channel: channel.id, consumed: 2 }]);
  });

  test("a loop gives credit for what it is done with", async () => {
    const channel = new Channel<number>(undefined, { window: 2 });
    say(channel, 0, 1, 2);
    const messages = channel[Symbol.asyncIterator]();
    await messages.next();
    await turn();
    expect(sent(CREDIT)).toEqual([]);
    await messages.next();
    await turn();
    expect(sent(CREDIT)).toEqual([{ channel: channel.id, consumed: 1 }]);
  });

  test("credit that cannot be given breaks the channel", async () => {
    const error = { code: "host_failed", message: "the host went away" };
    answer = ({ command }) => (command === CREDIT ? reply.error(error) : held().response);
    const channel = new Channel<number>(() => {}, { window: 1 });
    say(channel, 0, 1);
    await turn();
    await expect.poll(() => reported).toEqual([error]);
  });
});
