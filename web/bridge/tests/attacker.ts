/**
 * A page that wants the invoke key: it sees every call of every built-in, reads whatever it can reach, and lays traps
 * on the prototype that all objects share. It works in the page's realm and starts after the injected script.
 */
import { types } from "node:util";
import type { openPage } from "./page";

// The page shares some classes with the tests, and wraps their methods: these are from before.
const mapForEach = Map.prototype.forEach;
const setForEach = Set.prototype.forEach;
const headersForEach = Headers.prototype.forEach;
const isHeaders = (value: unknown): value is Headers => value instanceof Headers && value !== Headers.prototype;

type Page = ReturnType<typeof openPage>;

/** Members that a message with the key in it has, or that somebody might look for on it. */
const TRAPS = [
  "headers", "tauri-invoke-key", "body", "method", "mode", "credentials", "signal", "0",
  "__TAURI_INVOKE_KEY__", "cmd", "callback", "payload", "options", "key", "toJSON", "__TAURI_TO_IPC_KEY__",
];

/** Whether `wanted` can be read out of `root` by walking properties, prototypes, collections and source texts. */
export function canRead(root: unknown, wanted: string): boolean {
  const seen = new Set<unknown>();
  const queue: unknown[] = [root];
  while (queue.length > 0) {
    const value = queue.pop();
    if (typeof value === "string" && value.includes(wanted)) return true;
    if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) continue;
    seen.add(value);
    queue.push(Object.getPrototypeOf(value));
    if (typeof value === "function") queue.push(Function.prototype.toString.call(value));
    if (types.isMap(value)) mapForEach.call(value, (member, name) => queue.push(name, member));
    if (types.isSet(value)) setForEach.call(value, (member) => queue.push(member));
    if (isHeaders(value)) headersForEach.call(value, (member, name) => queue.push(name, member));
    if (ArrayBuffer.isView(value)) continue;
    for (const name of Reflect.ownKeys(value)) {
      const property = Reflect.getOwnPropertyDescriptor(value, name);
      queue.push(name, property?.value, property?.get, property?.set);
    }
  }
  return false;
}

/** Wraps every function that a page can wrap. `caught` lists where the wanted text went by; `release` undoes it. */
export function takeOver(page: Page, wanted: string) {
  const caught: string[] = [];
  const repairs: (() => void)[] = [];

  // Reading a value can call what is spied on: one look at a time.
  let isLooking = false;
  const look = (where: string, values: unknown[]) => {
    if (isLooking) return;
    isLooking = true;
    if (canRead(values, wanted)) caught.push(where);
    isLooking = false;
  };

  const spy = (where: string, original: Function): Function =>
    new Proxy(original, {
      apply(target, self, args) {
        look(where, [self, ...args]);
        return Reflect.apply(target, self, args);
      },
      construct(target, args, newTarget) {
        look(`new ${where}`, args);
        return Reflect.construct(target, args, newTarget);
      },
    });

  const wrap = (where: string, owner: object) => {
    for (const name of Reflect.ownKeys(owner)) {
      const property = Object.getOwnPropertyDescriptor(owner, name)!;
      if (!property.configurable || name === "constructor") continue;
      const spied = { ...property };
      for (const part of ["value", "get", "set"] as const) {
        const original: unknown = property[part];
        if (typeof original === "function") spied[part] = spy(`${where}.${String(name)}`, original) as never;
      }
      repairs.push(() => Object.defineProperty(owner, name, property));
      Object.defineProperty(owner, name, spied);
    }
  };

  const names = page.run<string[]>("Object.getOwnPropertyNames(window)");
  for (const name of names) {
    const value = page.run<any>(`window[${JSON.stringify(name)}]`);
    if (typeof value !== "function" && !["JSON", "Reflect", "Math"].includes(name)) continue;
    if (typeof value.prototype === "object") wrap(name, value.prototype);
    wrap(name, value);
  }
  wrap("TypedArray", page.run("Object.getPrototypeOf(Uint8Array.prototype)"));
  wrap("ArrayIterator", page.run("Object.getPrototypeOf([][Symbol.iterator]())"));
  wrap("MapIterator", page.run("Object.getPrototypeOf(new Map().entries())"));

  const global = page.run<object>("window");
  for (const name of names.filter((name) => name !== "window" && name !== "top")) {
    const value = page.run<any>(`window[${JSON.stringify(name)}]`);
    if (typeof value === "function") Reflect.set(global, name, spy(name, value));
  }
  const postMessage = (text: unknown) => look("a handler in the engine's place", [text]);
  Object.defineProperty(global, "webkit", { value: { messageHandlers: { ipc: { postMessage } } } });

  // Setters see what is assigned to an object that has no such member, getters see the object that is read.
  const everything = page.run<object>("Object.prototype");
  for (const name of TRAPS) {
    Object.defineProperty(everything, name, {
      configurable: true,
      get() {
        look(`Object.prototype.${name}`, [this]);
      },
      set(value) {
        look(`Object.prototype.${name}`, [this, value]);
      },
    });
  }

  return { caught, release: () => repairs.reverse().forEach((repair) => repair()) };
}
