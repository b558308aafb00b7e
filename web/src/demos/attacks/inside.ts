/** Attacks by a page that has the bridge, and with it the key: messages that are too large, too many, or read in two ways. */
import { call, isRefusal, settle, transformCallback, type Settled } from "../../../bridge";
import { hold_vault, open_vault, vault_openings } from "../../bindings";
import { grouped } from "../../lib/words";
import { breathe, explained, keyed, past } from "./answers";
import type { Attack, Try } from "./attack";

/** A command without its types, as an attacker calls it. */
const untyped = (command: string, args: object = {}) =>
  (options: object) => settle(call<unknown, unknown>(command, args, options));

const LIMIT_BYTES = 256 * 1024 * 1024;

const oversizedBody: Attack = {
  id: "oversized-body",
  title: "Oversized body",
  about: "Sends one byte more than a body may have, and a small command a thousand times what it takes.",
  why: "Bodies are read up to their bound and not a byte further, whatever length a request declares.",
  run: async () => [
    await keyed("weigh_loot with 256 MiB and one byte", untyped("weigh_loot", new Uint8Array(LIMIT_BYTES + 1))),
    await keyed(
      "plugin:footbridge|cancel with 1 MiB of ids",
      untyped("plugin:footbridge|cancel", { callback: 1, error: 2, more: "x".repeat(1024 * 1024) }),
    ),
  ],
};

const malformedHeaders: Attack = {
  id: "malformed-headers",
  title: "Malformed headers",
  about: "Sends headers that are no numbers, no lists, too many or too long.",
  why: "Every header is read strictly, once and within a bound, and what does not fit is refused before the command.",
  run: async () => [
    await past("open_vault without the key, Tauri-Callback: 0x10", "open_vault", { headers: { "Tauri-Callback": "0x10" } }),
    await keyed("open_vault, Footbridge-Upstreams: 1,,2", untyped("open_vault"), { "Footbridge-Upstreams": "1,,2" }),
    await keyed(
      "open_vault with 200 headers",
      untyped("open_vault"),
      Object.fromEntries(Array.from({ length: 200 }, (_, number) => [`X-Many-${number}`, "1"])),
    ),
    await keyed("open_vault with a header of 100 KB", untyped("open_vault"), { "X-Large": "v".repeat(100_000) }),
    await keyed(
      "plugin:__TAURI_CHANNEL__|fetch, Tauri-Channel-Id: +1",
      untyped("plugin:__TAURI_CHANNEL__|fetch"),
      { "Tauri-Channel-Id": "+1" },
    ),
  ],
};

const NAMES = [
  "plugin:fs|read_file",
  "plugin:fs|read_text_file|open_vault",
  "PLUGIN:fs|read_text_file",
  "plugin:fs%7Cread_text_file",
  "plugin:|open_vault",
  "plugin:footbridge|open_vault",
  "open_vault ",
  "Open_Vault",
  "../open_vault",
  "open_vault%00",
  "open_vault\n2026-01-01 INFO forged",
  "o\u{440}en_vault",
];

const names: Attack = {
  id: "command-names",
  title: "Names read in two ways",
  about: "Calls commands whose names a lenient reader could take for others.",
  why: "A name is decoded once and then compared whole, by the capability and by the router alike.",
  async run() {
    const tries: Try[] = [];
    for (const name of NAMES) tries.push(await keyed(JSON.stringify(name), untyped(name)));
    return tries;
  },
};

/** More than a page may have unanswered, which is 16,384. */
const FLOOD_CALLS = 17_000;
const WAVE_CALLS = 250;

const flood: Attack = {
  id: "flood",
  title: "Flood",
  about: `Makes ${grouped(FLOOD_CALLS)} calls that never end, then one more.`,
  why: "A page has a bounded number of unanswered calls, all its own: beyond it a call is refused at once.",
  async run() {
    const leader = new AbortController();
    const calls = [settle(hold_vault({ leads: true }, { signal: leader.signal })).then(isTooMany)];
    while (calls.length < FLOOD_CALLS) {
      calls.push(settle(hold_vault({ leads: false })).then(isTooMany));
      if (calls.length % WAVE_CALLS === 0) await breathe();
    }
    const trace = crypto.randomUUID();
    const last = await settle(open_vault({ headers: { "Footbridge-Trace": trace } }));
    leader.abort();
    const refused = (await Promise.all(calls)).filter((tooMany) => tooMany).length;
    const afterwards = await settle(vault_openings());
    return [
      await explained(`open_vault, behind ${grouped(FLOOD_CALLS)} calls that do not end`, last, trace),
      {
        sent: `hold_vault, ${grouped(FLOOD_CALLS)} times`,
        hop: refused > 0 ? "router" : undefined,
        code: "too_many_calls",
        words: `${grouped(refused)} were refused at once. The others ended with the first, which the page cancelled.`,
      },
      {
        sent: "vault_openings, when the flood is over",
        hop: afterwards.ok ? "router" : undefined,
        code: afterwards.ok ? "ok" : "none",
        words: afterwards.ok ? "The page is answered as before." : "The page is not answered any more.",
      },
    ];
  },
};

const isTooMany = (outcome: Settled<unknown, unknown>) =>
  !outcome.ok && isRefusal(outcome.error) && outcome.error.code === "too_many_calls";

/** The bridge's door for clients that keep their callbacks themselves, and so choose the ids of a call. */
type Door = { postMessage(message: object): void };

const sentTwice: Attack = {
  id: "sent-twice",
  title: "The same call twice",
  about: "Makes a call under ids that were used before, once as it was and once with another command.",
  why: "The two ids of a call are its name, and what has run under a name does not run again.",
  async run() {
    const { postMessage } = window.__TAURI_INTERNALS__ as unknown as Door;
    let end: (outcome: Settled<unknown, unknown>) => void = () => {};
    const callback = transformCallback((value) => end({ ok: true, value }));
    const error = transformCallback((error) => end({ ok: false, error }));
    const make = async (cmd: string) => {
      const trace = crypto.randomUUID();
      const ended = new Promise<Settled<unknown, unknown>>((resolve) => (end = resolve));
      postMessage({ cmd, callback, error, payload: {}, options: { headers: { "Footbridge-Trace": trace } } });
      return { outcome: await ended, trace };
    };
    try {
      const first = await make("vault_openings");
      if (!first.outcome.ok) throw first.outcome.error;
      const tries: Try[] = [];
      for (const cmd of ["vault_openings", "open_vault"]) {
        const { outcome, trace } = await make(cmd);
        tries.push(await explained(`${cmd}, under the ids ${callback} and ${error} again`, outcome, trace));
      }
      return tries;
    } finally {
      window.__TAURI_INTERNALS__.unregisterCallback(callback);
      window.__TAURI_INTERNALS__.unregisterCallback(error);
    }
  },
};

export const INSIDE = { sentTwice, oversizedBody, malformedHeaders, names, flood };
