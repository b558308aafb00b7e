// An isolated page in the real engine: what passes its frame, what does not, and what the page can find out.

import { equal, listening, rejection, until } from "./tools.js";

const { invoke, transformCallback, unregisterCallback, __TAURI_PATTERN__ } = window.__TAURI_INTERNALS__;

/** Lets everything through but for what the cases try. */
const HOOK = `
  const seen = [];
  window.__TAURI_ISOLATION_HOOK__ = (message) => {
    seen.push(message.cmd);
    const reason = message.options.headers.try;
    if (reason === "throw") throw new Error("not on the list");
    if (reason === "drop") return undefined;
    if (reason === "delay") return new Promise((resolve) => setTimeout(() => resolve(message), 50));
    if (reason === "rename") return { ...message, cmd: "labels" };
    if (message.cmd === "arrive") Object.assign(message.payload, { height: 4711, late: { ...message.payload.late, seen } });
    return message;
  };`;

export async function an_isolated_page_calls_through_its_frame_and_no_other_way() {
  await invoke("open_isolated", { hook: HOOK });
  const { late } = await arrival("isolated");
  equal(late.failure, null, "what the isolated page found");
  equal((await arrival("child")).height, 4711, "what an isolated page opens has the same hook");
  equal(late.seen.includes("labels"), true, "the hook saw a command");
  for (const command of ["event|listen", "__TAURI_CHANNEL__|fetch", "footbridge|cancel"]) {
    equal(late.seen.includes(`plugin:${command}`), true, `the hook saw ${command}`);
  }
  for (const label of ["isolated", "child"]) await invoke("plugin:window|destroy", { label });
  equal(__TAURI_PATTERN__.pattern, "brownfield", "the pattern of a page that is not isolated");
}

/** What the page of a webview reported when it was done. */
const arrival = (label) =>
  until(() => invoke("arrivals"), (all) => all.some(({ webview }) => webview === label)).then((all) =>
    all.findLast(({ webview }) => webview === label),
  );

/** Runs in the isolated page, and reports. */
export const inside = async () => {
  let failure = null;
  try {
    await every_kind_of_message();
    await the_hook_decides();
    await nothing_to_find_out();
    await the_page_tampers();
    await invoke("plugin:webview|create_webview_window", { options: { label: "child", url: "index.html?child" } });
  } catch (error) {
    failure = `${error?.message ?? JSON.stringify(error)}`;
  }
  await invoke("arrive", { width: 0, height: 0, late: { failure } });
};

const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
const trying = (what) => ({ headers: { try: what } });

async function every_kind_of_message() {
  equal(__TAURI_PATTERN__.pattern, "isolation", "the pattern");
  equal(await invoke("labels"), ["isolated", "isolated"], "a call");
  const bytes = crypto.getRandomValues(new Uint8Array(65_536));
  const digest = hex(await crypto.subtle.digest("SHA-256", bytes));
  equal(await invoke("upload", bytes), { bytes: 65_536, sha256: digest }, "raw bytes");
  const part = bytes.subarray(100, 1_100);
  const partDigest = hex(await crypto.subtle.digest("SHA-256", part));
  equal(await invoke("upload", part), { bytes: 1_000, sha256: partDigest }, "a part of a buffer");
  equal(bytes.byteLength, 65_536, "bytes that were sent are still the page's");

  const { heard, stop } = await listening("news", { kind: "Any" });
  await invoke("plugin:event|emit", { event: "news", payload: "one" });
  await until(() => heard, () => heard.length > 0 || new Promise((resolve) => setTimeout(() => resolve(false))));
  equal(heard, ["one"], "an event");
  await stop();

  const messages = [];
  const channel = transformCallback((message) => messages.push(message));
  await invoke("send_messages", { channel: `__CHANNEL__:${channel}`, count: 3, bytes: 200_000 });
  while (messages.length < 4) await new Promise((resolve) => setTimeout(resolve));
  equal(messages.map(({ index, message, end }) => end ?? [index, message.length]), [[0, 200_000], [1, 200_000], [2, 200_000], true], "messages that are fetched");
  unregisterCallback(channel);
}

async function the_hook_decides() {
  const stopped = await rejection(invoke("labels", {}, trying("throw")), "a call that the hook throws at");
  equal(stopped, { code: "stopped_by_hook", message: "the isolation hook stopped labels: not on the list" }, "its refusal");
  const dropped = await rejection(invoke("labels", {}, trying("drop")), "a call that the hook drops");
  equal(dropped.code, "stopped_by_hook", "the refusal of a dropped call");
  const order = [];
  await Promise.all([
    invoke("labels", {}, trying("delay")).then(() => order.push("delayed")),
    invoke("labels").then(() => order.push("the next")),
  ]);
  equal(order, ["the next", "delayed"], "a call that the hook delays holds no other");
  equal(await invoke("no_such_command", {}, trying("rename")), ["isolated", "isolated"], "a call that the hook changes");

  const ran = await invoke("count");
  const controller = new AbortController();
  const aborted = invoke("count", {}, { ...trying("delay"), signal: controller.signal });
  controller.abort();
  equal((await rejection(aborted, "a call that was cancelled in the frame")).name, "AbortError", "its reason");
  await invoke("labels", {}, trying("delay"));
  equal(await invoke("count"), ran + 1, "the cancelled call did not run");
}

async function nothing_to_find_out() {
  const frame = document.querySelector("iframe#__tauri_isolation__");
  equal([frame.getAttribute("sandbox"), frame.contentDocument], ["allow-scripts", null], "the frame");
  const denied = () => {
    try {
      return frame.contentWindow.document;
    } catch (error) {
      return error.name;
    }
  };
  equal(denied(), "SecurityError", "the document of the frame");
  await rejection(fetch("isolation://localhost/"), "the frame's document by fetch");
  const direct = await fetch("ipc://localhost/labels", { method: "POST", body: "{}" });
  equal(direct.status, 403, "a call without the key");

  let ready = 0;
  const count = ({ data }) => (ready += data === "__TAURI_ISOLATION_READY__" ? 1 : 0);
  addEventListener("message", count);
  const second = document.createElement("iframe");
  second.src = "isolation://localhost/index.html";
  const loaded = new Promise((resolve) => second.addEventListener("load", resolve));
  document.body.append(second);
  await loaded;
  equal(second.contentDocument, null, "the document of a second frame");
  await invoke("labels", {}, trying("delay"));
  equal(ready, 0, "a second frame is never ready");
  second.remove();
  removeEventListener("message", count);
}

async function the_page_tampers() {
  const errors = [];
  addEventListener("error", ({ message }) => errors.push(message));
  const frame = document.querySelector("iframe#__tauri_isolation__");
  for (const message of [null, 7, {}, [], "__TAURI_ISOLATION_READY__", { payload: null }, { cmd: "labels" }]) {
    frame.contentWindow.postMessage(message, "*");
    postMessage(message, "*");
  }
  const seen = [];
  const spy = (...args) => void seen.push(...args);
  const kept = [MessagePort.prototype.postMessage, EventTarget.prototype.addEventListener];
  MessagePort.prototype.postMessage = spy;
  EventTarget.prototype.addEventListener = spy;
  Object.defineProperty(MessageEvent.prototype, "data", { get: () => "forged", configurable: true });
  // Where the shell has frozen it, nothing comes of this.
  Reflect.defineProperty(Object.prototype, "sealed", { get: () => seen.push("sealed"), configurable: true });
  equal(await invoke("labels"), ["isolated", "isolated"], "a call of a page that has replaced what is around it");
  [MessagePort.prototype.postMessage, EventTarget.prototype.addEventListener] = kept;
  delete Object.prototype.sealed;
  equal([seen, errors], [[], []], "what the page saw of it");

  const { port1, port2 } = new MessageChannel();
  frame.contentWindow.postMessage(null, "*", [port2]);
  const answer = new Promise((resolve) => (port1.onmessage = resolve));
  for (const message of [null, 7, { cmd: 7 }, { cmd: "labels", callback: 1, error: 2, json: "{}", headers: { try: "throw" } }]) {
    port1.postMessage(message);
  }
  await answer;
}
