/** Attacks through what all objects share: members on `Object.prototype`, and members that are called after it. */
import { settle } from "../../../bridge";
import { admit_to_vault } from "../../bindings";
import type { Attack, Try } from "./attack";

/** Members that a message of the bridge has, or that somebody might look for on it. */
const MEMBERS = ["headers", "tauri-invoke-key", "__TAURI_INVOKE_KEY__", "method", "body", "cmd", "toJSON", "isKeeper"];

const KEY = /[0-9a-f]{64}/;

/** Lays a member on the prototype of all objects; `seen` hears what is assigned to it or read through it. */
function lay(name: string, seen: (value: unknown) => void): Try {
  const sent = `Object.defineProperty(Object.prototype, "${name}", …)`;
  const trap = { configurable: true, get: () => undefined, set: seen };
  try {
    Object.defineProperty(Object.prototype, name, trap);
  } catch (error) {
    return { sent, hop: "page", code: "TypeError", words: `The prototype is frozen: ${String(error)}` };
  }
  const words = "The member was laid. No message of the bridge looks for it there.";
  return { sent, hop: "page", code: "unseen", words };
}

/** Guests who are the keeper only by inheritance, as text, because a literal would set the prototype. */
const GUESTS = [
  '{"name":"Mallory","__proto__":{"isKeeper":true}}',
  '{"name":"Mallory","constructor":{"prototype":{"isKeeper":true}}}',
  '{"name":"Mallory","isKeeper\\u0000":true}',
];

async function admit(text: string): Promise<Try> {
  const outcome = await settle(admit_to_vault({ guest: JSON.parse(text) }));
  const sent = `admit_to_vault with ${text}`;
  if (!outcome.ok) return { sent, hop: "command", code: "refused", words: JSON.stringify(outcome.error) };
  const { name, isKeeper } = outcome.value;
  if (isKeeper) return { sent, code: "ok", words: "Rust took the guest for the keeper.", loot: `${name} became keeper.` };
  return { sent, hop: "command", code: "not_keeper", words: `Rust saw ${name}, who is not the keeper.` };
}

export const prototypePollution: Attack = {
  id: "prototype-pollution",
  title: "Prototype pollution",
  about: "Lays members on Object.prototype while a call is made, and sends members called __proto__ and constructor.",
  why: "The app freezes the prototype, the bridge's messages have none, and in Rust a name is a name like any other.",
  async run() {
    let leaked = "";
    const seen = (value: unknown) => {
      if (typeof value === "string" && KEY.test(value)) leaked = value;
    };
    const tries = MEMBERS.map((name) => lay(name, seen));
    try {
      for (const guest of GUESTS) tries.push(await admit(guest));
    } finally {
      for (const name of MEMBERS) Reflect.deleteProperty(Object.prototype, name);
    }
    if (leaked) tries.push({ sent: "a setter", code: "seen", words: "A message was seen.", loot: "A setter saw the key." });
    return tries;
  },
};
