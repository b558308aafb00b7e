// What a page has begun ends with it, however it leaves.

import { equal, until } from "./tools.js";

const { invoke, transformCallback } = window.__TAURI_INTERNALS__;

/** Begins what does not end by itself: a call, a channel, a listener, and a body that is being read. */
export const takeOn = async () => {
  invoke("linger");
  invoke("hold", { channel: `__CHANNEL__:${transformCallback(() => {})}` });
  const handler = transformCallback(() => {});
  await invoke("plugin:event|listen", { event: "nothing", target: { kind: "Any" }, handler });
  const answer = await fetch("stream://localhost/endless");
  // The engine lets go of a body that nobody can read any more.
  window.reader = answer.body.getReader();
  await window.reader.read();
};

const begun = () => Promise.all(["lingering", "listeners", "readers"].map((command) => invoke(command)));
const is = (expected) => (found) => JSON.stringify(found) === JSON.stringify(expected);

export async function a_reload_drops_what_was_the_pages_and_a_hash_does_not() {
  if (sessionStorage.getItem("reloaded")) {
    await until(begun, is([0, 0, 0]));
    return;
  }
  equal(await begun(), [0, 0, 0], "what others left");
  await takeOn();
  await until(begun, is([2, 1, 1]));
  location.hash = "#elsewhere";
  equal(location.hash, "#elsewhere", "the address");
  await invoke("labels");
  equal(await begun(), [2, 1, 1], "after a change of the hash");
  sessionStorage.setItem("reloaded", "yes");
  location.reload();
  await new Promise(() => {});
}

export async function a_webview_that_closes_takes_along_what_was_its_pages() {
  const open = (label) =>
    invoke("plugin:webview|create_webview_window", { options: { label, url: "index.html?laden" } });
  for (const [command, label] of [["plugin:window|destroy", "laden"], ["plugin:webview|webview_close", "laden-too"]]) {
    await open(label);
    await until(begun, is([2, 1, 1]));
    await invoke(command, { label });
    await until(begun, is([0, 0, 0]));
  }
  await invoke("plugin:window|destroy", { label: "laden-too" });
}

export async function a_document_that_is_gone_back_to_is_loaded_again() {
  const arrivals = () => invoke("arrivals").then((all) => all.filter(({ webview }) => webview === "back").length);
  await invoke("plugin:webview|create_webview_window", { options: { label: "back", url: "index.html?guest" } });
  await until(arrivals, (count) => count === 1);
  await invoke("evaluate", { label: "back", script: "location.href = 'stream://localhost/friend?back'" });
  await until(() => invoke("loads"), (loads) => loads.includes("stream://localhost/friend?back"));
  await invoke("evaluate", { label: "back", script: "history.back()" });
  await until(arrivals, (count) => count === 2);
  await invoke("plugin:window|destroy", { label: "back" });
}
