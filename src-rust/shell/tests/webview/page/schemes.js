// Schemes of plugins, as a page sees them.

import { equal, rejection, until } from "./tools.js";

const { invoke } = window.__TAURI_INTERNALS__;
const MIB = 1024 * 1024;
const BODY_BYTES = 256 * MIB;

export async function a_streamed_body_arrives_whole_and_memory_stays_flat() {
  const before = await invoke("memory_bytes");
  const answer = await fetch("stream://localhost/bytes");
  equal([answer.status, answer.headers.get("content-length")], [200, `${BODY_BYTES}`], "head");
  const reader = answer.body.getReader();
  let [bytes, next, wrong] = [0, 0, 0];
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    for (const byte of piece.value) {
      if (byte !== next) wrong += 1;
      next = next === 250 ? 0 : next + 1;
    }
    bytes += piece.value.length;
  }
  equal([bytes, wrong], [BODY_BYTES, 0], "bytes");
  // What is on its way to the page is counted too, and does not grow with the body.
  const grown = (await invoke("memory_bytes_max")) - before;
  equal(grown < BODY_BYTES / 2, true, `the process grew by ${Math.round(grown / MIB)} MiB`);
}

export async function a_body_that_the_page_leaves_is_let_go_of() {
  const leaving = new AbortController();
  const answer = await fetch("stream://localhost/endless", { signal: leaving.signal });
  const reader = answer.body.getReader();
  await reader.read();
  equal(await invoke("readers"), 1, "readers while the page reads");
  leaving.abort();
  await until(() => invoke("readers"), (readers) => readers === 0);
}

export async function a_body_that_ends_early_is_not_taken_for_whole() {
  await rejection(
    fetch("stream://localhost/short").then((answer) => answer.arrayBuffer()),
    "a short body",
  );
}

export async function a_plugin_that_panics_is_answered_for() {
  equal((await fetch("stream://localhost/panic")).status, 500, "a handler that panics");
  const reading = fetch("stream://localhost/panic-later").then((answer) => answer.arrayBuffer());
  await rejection(reading, "a reader that panics");
  equal((await fetch("stream://localhost/friend")).status, 200, "the scheme lives on");
}

export async function a_plugin_that_comes_later_reaches_the_next_document() {
  equal(await invoke("add_plugin"), true, "the plugin");
  const options = { label: "late", url: "index.html?guest" };
  await invoke("plugin:webview|create_webview_window", { options });
  const all = await until(() => invoke("arrivals"), (all) => all.some(({ webview }) => webview === "late"));
  equal(all.find(({ webview }) => webview === "late").late, ["script", "scheme"], "script and scheme");
  await invoke("plugin:window|destroy", { label: "late" });
  equal(await invoke("remove_plugin"), true, "the plugin");
}
