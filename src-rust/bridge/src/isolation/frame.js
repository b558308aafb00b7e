// The isolation frame: shows each message of the page to the app's hook, and seals what the hook lets through.
// In: one configuration object with the key of this document, and a port for each client in the page. Out: sealed messages.
// Nothing of the page is trusted, and the page cannot look in here: the frame has an origin of its own.
function isolate(config) {
  "use strict";
  const { key, session, label } = config;
  document.currentScript.remove();

  const READY = "__TAURI_ISOLATION_READY__";
  const HOOK = "__TAURI_ISOLATION_HOOK__";
  const JSON_TYPE = "application/json";
  const OCTETS_TYPE = "application/octet-stream";
  const PARTS_TYPE = "application/x-footbridge-parts";
  const PARTS_HEADER = "footbridge-parts";
  const HOOK_CHECK_MS = 20;
  const HOOK_CHECKS_MAX = 500;

  const { parent } = window;
  const { subtle } = crypto;
  const encoder = new TextEncoder();
  const bytesOfBase64 = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

  // ---- The hook ----------------------------------------------------------------------------------------------

  /** The message that the hook gives back for this one. */
  async function passHook({ cmd, callback, error, json, bytes, ...rest }) {
    const headers = { ...rest.headers };
    const payload = json === undefined ? bytes : withParts(json, bytes, headers);
    const given = { cmd, callback, error, payload, options: { headers } };
    const hook = window[HOOK];
    const taken = hook === null ? given : await hook(given);
    if (typeof taken?.cmd !== "string") throw "it let no message through";
    return taken;
  }

  /** The arguments with their bytes in them, where the page's script has put bytes beside the JSON. */
  function withParts(json, bytes, headers) {
    if (!bytes) return JSON.parse(json);
    const opening = `${headers[PARTS_HEADER].split(";", 1)[0]}:`;
    delete headers[PARTS_HEADER];
    return JSON.parse(json, (_name, value) => {
      if (typeof value !== "string" || !value.startsWith(opening)) return value;
      const [offset, length] = value.slice(opening.length).split("+", 2).map(Number);
      return bytes.subarray(offset, offset + length);
    });
  }

  // ---- What is sealed ----------------------------------------------------------------------------------------

  const isBytes = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);

  function bytesOf(value) {
    return value instanceof ArrayBuffer
      ? new Uint8Array(value)
      : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }

  /** Headers, an empty line, and the body: bytes as they are, anything else as JSON with its bytes behind it. */
  function textOf({ payload, options }) {
    const headers = new Headers(options?.headers);
    if (isBytes(payload)) return textWith(headers, OCTETS_TYPE, [bytesOf(payload)]);
    const marker = crypto.randomUUID();
    const parts = [];
    let length = 0;
    const json = JSON.stringify(payload, (_name, value) => {
      if (!isBytes(value)) return value;
      const part = bytesOf(value);
      const place = `${marker}:${length}+${part.length}`;
      parts.push(part);
      length += part.length;
      return place;
    });
    if (json === undefined) throw "the payload that it gave back has no JSON form";
    const bytes = encoder.encode(json);
    if (parts.length > 0) headers.set(PARTS_HEADER, `${marker};${bytes.length}`);
    return textWith(headers, parts.length > 0 ? PARTS_TYPE : JSON_TYPE, [bytes, ...parts]);
  }

  function textWith(headers, type, pieces) {
    headers.set("content-type", type);
    const lines = Array.from(headers, ([name, value]) => `${name}: ${value}\n`);
    const all = [encoder.encode(`${lines.join("")}\n`), ...pieces];
    const text = new Uint8Array(all.reduce((length, piece) => length + piece.length, 0));
    let end = 0;
    for (const piece of all) {
      text.set(piece, end);
      end += piece.length;
    }
    return text;
  }

  // ---- The seal ----------------------------------------------------------------------------------------------

  let cryptoKey;
  let counter = 0;

  /** Seals a text for one message alone: its number is its nonce, and its labels are bound to it. */
  async function seal(text, number, cmd, { callback, error }) {
    const nonce = new DataView(new ArrayBuffer(12));
    nonce.setBigUint64(4, BigInt(number));
    const bound = ["footbridge isolation 1", session, number, callback, error, label, cmd].join("\n");
    const additionalData = encoder.encode(bound);
    return subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData, tagLength: 128 }, cryptoKey, text);
  }

  // ---- Messages ----------------------------------------------------------------------------------------------

  // Messages leave in the order in which the hook lets them through: a large one is not overtaken while it is sealed.
  let last = Promise.resolve();

  async function receive(port, data) {
    if (typeof data?.cmd !== "string") return;
    const { id } = data;
    const message = { ...data, callback: data.callback >>> 0, error: data.error >>> 0 };
    let answer;
    try {
      // Memory that the page shares could change between the hook and the seal.
      if (data.bytes && !(data.bytes.buffer instanceof ArrayBuffer)) throw "its bytes are shared with the page";
      const taken = await passHook(message);
      counter += 1;
      const number = counter;
      const { cmd } = taken;
      const sealing = seal(textOf(taken), number, cmd, message);
      answer = async () => {
        const sealed = await sealing;
        port.postMessage({ id, cmd, seal: `${session};${number}`, sealed }, [sealed]);
      };
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      answer = () => port.postMessage({ id, reason });
    }
    last = last.then(answer).catch((cause) => port.postMessage({ id, reason: String(cause) }));
  }

  addEventListener("message", ({ source, ports }) => {
    if (source !== parent) return;
    for (const port of ports) port.onmessage = ({ data }) => void receive(port, data);
  });

  /** A hook may be put in place later; `null` stands for none. */
  async function ready() {
    cryptoKey = await subtle.importKey("raw", bytesOfBase64(key), "AES-GCM", false, ["encrypt"]);
    for (let check = 0; check < HOOK_CHECKS_MAX; check++) {
      if (typeof window[HOOK] === "function" || window[HOOK] === null) return parent.postMessage(READY, "*");
      await new Promise((resolve) => setTimeout(resolve, HOOK_CHECK_MS));
    }
  }
  addEventListener("DOMContentLoaded", () => void ready());
}
