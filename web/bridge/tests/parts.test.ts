import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { invoke } from "..";
import { openPage, type PageOptions, type Received } from "./page";

let page: ReturnType<typeof openPage>;

function open(options: PageOptions = {}) {
  page = openPage(options);
  vi.stubGlobal("window", page.window);
}

beforeEach(() => open());
afterEach(() => void vi.unstubAllGlobals());

/** What Rust reads out of a request: the arguments, with every place replaced by the bytes that it names. */
function read({ headers, bytes, text, parts }: Received) {
  const [marker, length] = headers["footbridge-parts"]!.split(";");
  const body = bytes ? Buffer.from(bytes) : Buffer.concat([Buffer.from(text), Buffer.from(parts!, "base64")]);
  const beside = body.subarray(Number(length));
  return JSON.parse(body.subarray(0, Number(length)).toString(), (_, value) => {
    if (typeof value !== "string" || !value.startsWith(`${marker}:`)) return value;
    const [offset, count] = value.slice(marker!.length + 1).split("+").map(Number);
    return Buffer.from(beside.subarray(offset, offset! + count!));
  });
}

const bytes = (...values: number[]) => Buffer.from(values);

describe.each(["socket", "custom-protocol", "post-message"] as const)("bytes inside the arguments (%s)", (transport) => {
  beforeEach(() => open({ transport }));

  test.each<[string, string, unknown]>([
    ["a Uint8Array", "{ a: Uint8Array.of(1, 2) }", { a: bytes(1, 2) }],
    ["a part of a buffer", "{ a: new Uint8Array(Uint8Array.of(1, 2, 3).buffer, 1, 1) }", { a: bytes(2) }],
    ["a clamped array", "{ a: Uint8ClampedArray.of(300) }", { a: bytes(255) }],
    ["an ArrayBuffer", "{ a: { b: [Uint8Array.of(7).buffer] } }", { a: { b: [bytes(7)] } }],
    ["a DataView", "{ a: new DataView(Uint8Array.of(1, 2).buffer, 1) }", { a: bytes(2) }],
    ["shared memory", "{ a: new SharedArrayBuffer(2) }", { a: bytes(0, 0) }],
    ["no bytes at all", "{ a: new Uint8Array() }", { a: bytes() }],
    ["bytes in a Map", "{ a: new Map([['b', Uint8Array.of(1)]]) }", { a: { b: bytes(1) } }],
    ["bytes out of toJSON", "{ a: { toJSON: () => Uint8Array.of(1) } }", { a: bytes(1) }],
    [
      "many, in order",
      "{ a: Uint8Array.of(1), b: 'é', c: [Uint8Array.of(2, 3), new Uint8Array(), Uint8Array.of(4)] }",
      { a: bytes(1), b: "é", c: [bytes(2, 3), bytes(), bytes(4)] },
    ],
  ])("%s goes beside the JSON", async (_, source, expected) => {
    await invoke("save", page.run(`(${source})`));
    const [request] = page.received;
    if (transport === "custom-protocol") {
      expect(request!.headers["content-type"]).toBe("application/x-footbridge-parts");
    }
    expect(read(request!)).toEqual(expected);
  });

  test("a megabyte is whole", async () => {
    const data = Uint8Array.from({ length: 1_000_003 }, (_, i) => i % 251);
    await invoke("save", { data });
    expect(Buffer.compare(read(page.received[0]!).data, data)).toBe(0);
  });

  test("numbers that are wider than a byte stay numbers", async () => {
    await invoke("save", page.run("({ a: Float32Array.of(0.5), b: Uint16Array.of(1000), c: Int8Array.of(-1) })"));
    expect(page.received[0]!.text).toBe('{"a":[0.5],"b":[1000],"c":[-1]}');
  });

  test("arguments without bytes are the same request as Tauri's", async () => {
    const args = page.run<Record<string, unknown>>("({ a: [1], b: new Map([['c', null]]), d: new Date(0) })");
    await invoke("save", args, { headers: { "x-a": "1" } });
    await page.window.__TAURI_INTERNALS__.invoke("save", args, { headers: { "x-a": "1" } });
    const [ours, tauris] = page.received.map(({ callback: _, error: __, ...rest }) => rest);
    expect(ours).toEqual(tauris);
  });
});

test("the marker is another one in each call, so that no text can look like a place", async () => {
  await invoke("save", { a: Uint8Array.of(1) });
  await invoke("save", { a: Uint8Array.of(1) });
  const [first, second] = page.received.map(({ headers }) => headers["footbridge-parts"]!.split(";")[0]);
  expect(first).toMatch(/^\d+-\d+$/);
  expect(first).not.toBe(second);
});
