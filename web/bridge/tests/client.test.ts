import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import {
  call,
  convertFileSrc,
  invoke,
  isRefusal,
  isTauri,
  observe,
  SERIALIZE_TO_IPC_FN,
  settle,
  transformCallback,
  transport,
  type Call,
  type CallOptions,
  type Refusal,
} from "..";
import { held, openPage, reply, type Answer } from "./page";

type DivisionError = { code: "division_by_zero"; message: string; dividend: number };

/** As the generated bindings are written. */
function divide(args: { dividend: number; divisor: number }, options?: CallOptions): Call<number, DivisionError> {
  return call("divide", args, options);
}

let answer: Answer;
let page: ReturnType<typeof openPage>;

beforeEach(() => {
  answer = () => reply.json(null);
  page = openPage({ answer: (request) => answer(request) });
  vi.stubGlobal("window", page.window);
});
afterEach(() => void vi.unstubAllGlobals());

describe("the names of Tauri 2", () => {
  test("invoke sends a command with its arguments and returns its value", async () => {
    answer = () => reply.json("Hello, Ada.");
    expect(await invoke<string>("greet", { name: "Ada" })).toBe("Hello, Ada.");
    expect(page.received).toMatchObject([{ command: "greet", text: '{"name":"Ada"}' }]);
  });

  test("a class with SERIALIZE_TO_IPC_FN is sent as that says", async () => {
    class Circle {
      radius = 2;
      [SERIALIZE_TO_IPC_FN]() {
        return { Circle: { radius: this.radius } };
      }
    }
    await invoke("paint", { shape: new Circle() });
    expect(page.received[0]!.text).toBe('{"shape":{"Circle":{"radius":2}}}');
  });

  test("transformCallback gives an id under which the host calls", () => {
    const seen: number[] = [];
    const id = transformCallback<number>((value) => seen.push(value), true);
    page.window.__TAURI_INTERNALS__.runCallback(id, 7);
    page.window.__TAURI_INTERNALS__.runCallback(id, 8);
    expect(seen).toEqual([7]);
  });

  test("convertFileSrc asks the injected script, which knows the platform", () => {
    expect(convertFileSrc("/a b")).toBe("asset://localhost/%2Fa%20b");
  });

  test("isTauri tells the app from a browser", () => {
    expect(isTauri()).toBe(true);
    vi.stubGlobal("window", {});
    expect(isTauri()).toBe(false);
  });
});

describe("typed calls", () => {
  test("a success settles to its value", async () => {
    answer = () => reply.json(2);
    expect(await settle(divide({ dividend: 4, divisor: 2 }))).toEqual({ ok: true, value: 2 });
    expect(page.received).toMatchObject([{ command: "divide", text: '{"dividend":4,"divisor":2}' }]);
  });

  test("a command's own error settles to that error", async () => {
    const error = { code: "division_by_zero", message: "4 cannot be divided by zero", dividend: 4 };
    answer = () => reply.error(error);
    const settled = await settle(divide({ dividend: 4, divisor: 0 }));
    expect(settled).toEqual({ ok: false, error });
    expect(isRefusal(!settled.ok && settled.error)).toBe(false);
  });

  test("a cancelled call settles to its AbortError", async () => {
    answer = () => held().response;
    const controller = new AbortController();
    const settled = settle(divide({ dividend: 1, divisor: 1 }, { signal: controller.signal }));
    controller.abort();
    expect(await settled).toMatchObject({ ok: false, error: { name: "AbortError" } });
  });

  test("arguments that cannot be sent are thrown and not settled", async () => {
    const unfit = {
      toJSON() {
        throw new TypeError("has no JSON form");
      },
    };
    await expect(settle(call("divide", unfit))).rejects.toThrow("has no JSON form");
    expect(page.received).toEqual([]);
  });

  test("the types of value and error reach the caller", () => {
    expectTypeOf(call<number, DivisionError>).returns.toEqualTypeOf<Call<number, DivisionError>>();
    expectTypeOf(settle<number, DivisionError>).returns.resolves.toEqualTypeOf<
      { ok: true; value: number } | { ok: false; error: DivisionError | Refusal | DOMException }
    >();
    // @ts-expect-error The command's argument is called `divisor`.
    void (() => divide({ dividend: 1, diviser: 1 }));
  });
});

describe("refusals", () => {
  test("a refusal is known by its code and says more by its members", () => {
    const error: unknown = { code: "bad_argument", message: "m", command: "c", argument: "a" };
    expect(isRefusal(error) && error.code === "bad_argument" && error.argument).toBe("a");
  });

  test.each([
    null,
    "cancelled",
    { code: "empty_name", message: "m" },
    { code: "toString", message: "m" },
    { code: "cancelled" },
  ])("%j is no refusal", (error) => {
    expect(isRefusal(error)).toBe(false);
  });
});

test("the client says how calls travel, and when", async () => {
  const phases: string[] = [];
  const stop = observe((event) => phases.push(`${event.phase} ${"command" in event ? event.command : event.entries}`));
  await invoke("greet");
  stop();
  expect(phases).toEqual(["sent greet", "settled greet"]);
  expect(transport()).toBe("custom protocol");
});
