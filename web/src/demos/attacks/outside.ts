/** Attacks by whoever has no key: requests and messages past the bridge's script, and frames in the page. */
import { transformCallback } from "../../../bridge";
import { vault_openings } from "../../bindings";
import { breathe, CALL, past } from "./answers";
import type { Attack, Try } from "./attack";

const OPEN = "open_vault";
const POST = `POST ${CALL}${OPEN}`;

interface Port {
  postMessage(text: string): void;
}
type Host = Window & { webkit?: { messageHandlers?: { ipc?: Port } }; chrome?: { webview?: Port }; ipc?: Port };

/** The engine's own way for messages, which every frame has. */
const portOf = (from: Window): Port | undefined => {
  const host = from as Host;
  return host.webkit?.messageHandlers?.ipc ?? host.chrome?.webview ?? host.ipc;
};

const hex = (bytes: number) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Posts a call that would be answered through a callback of this page, and waits long enough for an answer. */
export async function post(sent: string, message: object, from: Window = window): Promise<Try> {
  const port = portOf(from);
  if (!port) return { sent, hop: "page", code: "none", words: "This engine has no such way." };
  let answer: unknown;
  const callback = transformCallback((value) => (answer = value ?? "an answer"));
  const error = transformCallback((value) => (answer = value ?? "an answer"));
  port.postMessage(JSON.stringify({ cmd: OPEN, callback, error, payload: {}, ...message }));
  // A message is faster than a call, so after two calls its answer would be here.
  for (let calls = 0; calls < 2; calls++) await vault_openings();
  await breathe();
  window.__TAURI_INTERNALS__.unregisterCallback(callback);
  window.__TAURI_INTERNALS__.unregisterCallback(error);
  if (answer !== undefined) return { sent, code: "answer", words: JSON.stringify(answer) };
  return { sent, hop: "key", code: "silence", words: "No answer. A message without the key is dropped." };
}

const missingKey: Attack = {
  id: "missing-key",
  title: "Missing key",
  about: "Calls the vault past the bridge's script, which alone has the key.",
  why: "The key is judged before anything else of a request is read, and the answer without it is always the same.",
  run: async () => [
    await past(`${POST}, no Tauri-Invoke-Key`, OPEN, {}),
    await past(`POST ${CALL}no_such_command, no Tauri-Invoke-Key`, "no_such_command", {}),
    await past(`GET ${CALL}${OPEN}`, OPEN, { method: "GET", body: undefined }),
    await post("a message to the engine's handler, no __TAURI_INVOKE_KEY__", {}),
  ],
};

const GUESSES = 256;

const forgedKey: Attack = {
  id: "forged-key",
  title: "Forged key",
  about: `Draws ${GUESSES} keys of the right length, and tries some that are easy to guess.`,
  why: "A key has 256 random bits of one launch and is compared in constant time, so no guess is warmer than another.",
  async run() {
    const guesses = Array.from({ length: GUESSES }, () => hex(32));
    const answers = await Promise.all(
      guesses.map((key) => past(`${POST}, Tauri-Invoke-Key: ${key}`, OPEN, { headers: { "Tauri-Invoke-Key": key } })),
    );
    const odd = answers.find(({ hop }) => hop !== "key");
    const drawn = odd ?? { ...answers[0]!, sent: `${POST}, ${GUESSES} times with a drawn Tauri-Invoke-Key` };
    const easy = ["", "0".repeat(64), "undefined", "__TAURI_INVOKE_KEY__", `${hex(32)}, ${hex(32)}`];
    const tried = easy.map((key) =>
      past(`${POST}, Tauri-Invoke-Key: ${key || "(empty)"}`, OPEN, { headers: { "Tauri-Invoke-Key": key } }),
    );
    const message = await post(`a message with a drawn __TAURI_INVOKE_KEY__`, { __TAURI_INVOKE_KEY__: hex(32) });
    return [drawn, ...(await Promise.all(tried)), message];
  },
};

/** A frame of the page's own, there until `work` is done. */
async function inFrame<T>(work: (frame: Window) => Promise<T>): Promise<T> {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.srcdoc = "<!doctype html><p>A frame</p>";
  const loaded = new Promise((resolve) => (frame.onload = resolve));
  document.body.append(frame);
  try {
    await loaded;
    return await work(frame.contentWindow!);
  } finally {
    frame.remove();
  }
}

const GLOBALS = ["__TAURI_INTERNALS__", "__FOOTBRIDGE__", "__TAURI_EVENT_PLUGIN_INTERNALS__", "isTauri"];

const subFrame: Attack = {
  id: "sub-frame",
  title: "Sub-frame",
  about: "Makes a frame, looks for the bridge in it, and calls with the frame's own fetch and messages.",
  why: "The injected script runs in the main frame alone, so no frame has the key or the bridge's globals.",
  run: () =>
    inFrame(async (frame) => {
      const found = GLOBALS.filter((name) => name in frame);
      const globals: Try = {
        sent: "a look at the frame's globals",
        hop: "page",
        code: "none",
        words: "The frame has none of the bridge's globals.",
      };
      return [
        found.length > 0 ? { ...globals, hop: undefined, loot: `The frame has ${found.join(" and ")}.` } : globals,
        await past(`${POST}, by the frame's fetch`, OPEN, {}, frame),
        await post("a message by the frame's own handler", {}, frame),
      ];
    }),
};

const blobBody: Attack = {
  id: "blob-body",
  title: "Blob body",
  about: "Sends what crashes this engine as soon as a host looks at the body: a Blob.",
  why: "No body is taken from the engine before the key and the capability are judged; our client never sends a Blob.",
  async run() {
    const blob = new Blob([new Uint8Array(1024)]);
    const form = new FormData();
    form.append("file", blob);
    return [
      await past(`${POST}, a Blob of 1 KiB as body, no key`, OPEN, { body: blob }),
      await past(`${POST}, a form with a file as body, no key`, OPEN, { body: form }),
    ];
  },
};

export const OUTSIDE = { forgedKey, missingKey, subFrame, blobBody };
