// Calls, documents and the message handler, as a page sees them.

import { equal, rejection, until } from "./tools.js";

const { invoke, transformCallback } = window.__TAURI_INTERNALS__;
const MIB = 1024 * 1024;
const WITHOUT_KEY = { "tauri-callback": "1", "tauri-error": "2" };

function pattern(size) {
  const words = new Uint32Array(Math.ceil(size / 4));
  let x = 0x9e3779b9;
  for (let i = 0; i < words.length; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    words[i] = x;
  }
  return new Uint8Array(words.buffer, 0, size);
}

async function sha256(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function a_body_of_any_size_arrives_whole() {
  const sizes = new Set([0]);
  for (let power = 1; power <= 64 * MIB; power *= 2) [power - 1, power, power + 1].forEach((size) => sizes.add(size));
  const bytes = pattern(64 * MIB + 1);
  for (const size of sizes) {
    const body = bytes.subarray(0, size);
    const [arrived, hash] = await Promise.all([invoke("upload", body), sha256(body)]);
    equal(arrived, { bytes: size, sha256: hash }, `a body of ${size} bytes`);
  }
}

export async function bodies_sent_at_once_do_not_mix() {
  const sizes = [0, 1, 70_000, MIB, 3 * MIB + 7, 5, 9 * MIB];
  const bytes = pattern(9 * MIB);
  const arrived = await Promise.all(sizes.map((size) => invoke("upload", bytes.subarray(bytes.length - size))));
  const hashes = await Promise.all(sizes.map((size) => sha256(bytes.subarray(bytes.length - size))));
  equal(arrived, sizes.map((size, i) => ({ bytes: size, sha256: hashes[i] })), "bodies");
}

export async function a_body_over_the_limit_is_refused() {
  const refusal = await rejection(invoke("upload", new Uint8Array(64 * MIB + 2)), "a large body");
  equal(refusal.code, "body_too_large", "code");
}

export async function a_request_of_headers_without_end_is_answered_and_the_app_lives_on() {
  const headers = Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`h${index}`, "v"]));
  const call = await fetch("ipc://localhost/upload", { method: "POST", headers, body: "{}" });
  equal([call.status, await call.text()], [400, ""], "the call scheme");
  const file = await fetch("app://localhost/index.html", { headers });
  equal(file.status, 400, "the app's scheme");
  const options = { headers: Object.entries(headers) };
  webkit.messageHandlers.ipc.postMessage(
    JSON.stringify({ cmd: "upload", callback: 1, error: 2, payload: {}, options, __TAURI_INVOKE_KEY__: "none" }),
  );
  const keyless = await fetch("ipc://localhost/upload", { method: "POST", headers: WITHOUT_KEY, body: "{}" });
  equal(keyless.status, 403, "the app lives on");
}

export async function a_blob_without_the_key_is_answered_and_the_app_lives_on() {
  const blob = new Blob([new Uint8Array(1000)]);
  const form = new FormData();
  form.append("file", blob);
  for (const body of [blob, new Blob([], { type: "application/octet-stream" }), new File([blob], "a"), form]) {
    const call = await fetch("ipc://localhost/upload", { method: "POST", headers: WITHOUT_KEY, body });
    equal([call.status, await call.text()], [403, ""], "the call scheme");
    const bare = await fetch("ipc://localhost/x", { method: "POST", body });
    equal([bare.status, await bare.text()], [403, ""], "the call scheme without ids");
    equal((await fetch("ipc://localhost/x", { method: "PUT", body })).status, 405, "another method");
    equal((await fetch("app://localhost/", { method: "POST", body })).status, 405, "the app's scheme");
    equal((await fetch("app://localhost/nothing", { method: "PUT", body })).status, 405, "the app's scheme");
  }
  const forged = { ...WITHOUT_KEY, "tauri-invoke-key": "0".repeat(43) };
  const call = await fetch("ipc://localhost/upload", { method: "POST", headers: forged, body: blob });
  equal([call.status, await call.text()], [403, ""], "a wrong key");
  equal(await invoke("labels"), ["main", "main"], "a call afterwards");
}

export async function a_file_has_the_policy_and_nothing_outside_is_found() {
  const index = await fetch("app://localhost/");
  equal(index.status, 200, "index");
  equal(index.headers.get("content-type"), "text/html", "type");
  equal(index.headers.get("content-security-policy").startsWith("default-src 'none'"), true, "policy");
  equal(window.inlineRan, true, "an inline script of the served document");
  for (const path of ["nothing", "..%2fCargo.toml", "%2fetc/passwd"]) {
    equal((await fetch(`app://localhost/${path}`)).status, 404, path);
  }
}

export async function a_frame_has_no_globals_and_no_key() {
  const frame = document.body.appendChild(document.createElement("iframe"));
  const names = ["__TAURI_INTERNALS__", "__TAURI_EVENT_PLUGIN_INTERNALS__", "__FOOTBRIDGE__", "isTauri", "ipc"];
  equal(names.filter((name) => name in frame.contentWindow), [], "globals");
  const call = await frame.contentWindow.fetch("ipc://localhost/labels", {
    method: "POST",
    headers: WITHOUT_KEY,
    body: "{}",
  });
  equal(call.status, 403, "a call from the frame");
  frame.remove();
}

export async function a_document_from_elsewhere_does_not_load() {
  const elsewhere = ["https://remote.invalid/", "app://localhost.evil.invalid/", "app://localhost:8000/", "about:blank"];
  for (const url of elsewhere) {
    location.href = url;
    await until(() => invoke("refused"), (refused) => refused.includes(url));
    equal(location.origin, "app://localhost", url);
  }
}

export async function a_script_of_the_host_reaches_its_page() {
  await invoke("mark");
  await until(() => invoke("labels"), () => window.marked !== undefined);
  equal(window.marked, "ü🌉", "what the script left");
}

export async function messages_beyond_all_room_arrive_in_order() {
  const [count, bytes] = [20_000, 1000];
  const indices = [];
  let ended;
  const end = new Promise((resolve) => (ended = resolve));
  const id = transformCallback((message) => (message.end ? ended() : indices.push(message.index)));
  await invoke("send_messages", { channel: `__CHANNEL__:${id}`, count, bytes });
  await end;
  equal([indices.length, indices.every((index, place) => index === place)], [count, true], "messages");
}

export async function a_broken_transport_falls_back_to_messages_and_runs_nothing_twice() {
  const before = await invoke("count");
  const call = invoke("count", {}, { transport: "custom protocol" });
  window.stop();
  const outcome = await call.catch((refusal) => refusal.code);
  equal([before + 1, "duplicate_call"].includes(outcome), true, `the call that was cut off: ${outcome}`);
  equal(await invoke("count"), before + 2, "how often it ran");
  // Over a socket, nothing else went by requests.
  const { transport, transports } = window.__FOOTBRIDGE__;
  equal(transport === "post message", !transports.includes("socket"), `transport: ${transport}`);
  equal(await invoke("labels"), ["main", "main"], "a call by message");
  const bytes = pattern(1000);
  equal(await invoke("upload", bytes), { bytes: 1000, sha256: await sha256(bytes) }, "bytes by message");
}
