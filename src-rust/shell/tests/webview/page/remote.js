// Pages from elsewhere, in windows of the app: what they get is what a capability gives to their address.

import { equal, until } from "./tools.js";

const { invoke } = window.__TAURI_INTERNALS__;
const port = () => invoke("site_port");
const heard = [];
let asked = 0;

/** What a page of the site said that fits. */
async function said(fits) {
  return until(
    async () => (heard.push(...(await invoke("said"))), heard.find(fits)),
    (found) => found !== undefined,
  );
}

const evaluate = (script, label = "remote") => invoke("evaluate", { label, script });
const loaded = (url) => said((what) => what?.loaded === url);
const at = async (path, host = "127.0.0.1") => `http://${host}:${await port()}${path}`;

/** Has the page run an expression, and gives what it says of it. */
async function asks(expression) {
  const id = ++asked;
  await evaluate(`(async () => ${expression})().then((value) => say({ id: ${id}, value }), (error) => say({ id: ${id}, code: error.code, error: String(error) }))`);
  return said((what) => what?.id === id);
}

const calls = (command, payload = "{}") => asks(`__TAURI_INTERNALS__.invoke("${command}", ${payload})`);

async function opened(url) {
  heard.length = 0;
  await invoke("plugin:webview|create_webview_window", { options: { label: "remote", url } });
  await loaded(url);
}

const closed = () => invoke("plugin:window|destroy", { label: "remote" });
const FILE = "capabilities/remote.json";
const granted = async (urls, permission = "allow-labels") => {
  const capability = { identifier: "remote", local: false, windows: ["remote"], remote: { urls }, permissions: [permission] };
  await invoke("grant", { file: FILE, text: JSON.stringify(capability) });
};
const takenBack = () => invoke("take_back", { file: FILE });

/** Everything else stays closed, whatever is granted. */
async function getsNothingElse(url) {
  for (const command of ["count", "plugin:window|title", "plugin:event|emit", "no_such_command"]) {
    equal((await calls(command)).code, "not_permitted", `${command} from ${url}`);
  }
  equal((await asks(`fetch("ipc://localhost/labels", { method: "POST" }).then((answer) => answer.status, () => 403)`)).value, 403, "without the key");
}

export async function a_remote_page_gets_what_a_capability_gives_to_its_address_and_no_more() {
  for (const path of ["/page", "/strict"]) {
    const url = await at(path);
    await opened(url);
    equal((await calls("labels")).code, "not_permitted", `${url} without a capability`);
    await getsNothingElse(url);
    await granted([await at("/*")]);
    equal((await calls("labels")).value, ["remote", "remote"], `${url} with a capability`);
    await getsNothingElse(url);
    const { transport, transports } = window.__FOOTBRIDGE__;
    const offered = (await asks("__FOOTBRIDGE__.transports")).value;
    // Where all goes by requests and a policy forbids them, the first call has found another way.
    const isOpen = path === "/page" || transport !== "custom protocol";
    equal((await asks("__FOOTBRIDGE__.transport")).value, isOpen ? transport : "post message", `the way of ${url}`);
    equal(offered, transports, `what ${url} may ask for`);
    const request = await calls("labels", '{}, { transport: "custom protocol" }');
    equal(request.value, ["remote", "remote"], `${url} by a request, or by what a policy leaves`);
    const way = (await asks("__FOOTBRIDGE__.transport")).value;
    const isSame = path === "/page" || offered.includes("socket");
    equal(way, isSame ? transport : "post message", `the way of ${url} behind that`);
    equal(await takenBack(), true, "the capability");
    equal((await calls("labels")).code, "not_permitted", `${url} after it was taken back`);
    await closed();
  }
}

export async function an_address_that_only_looks_like_a_granted_one_gets_nothing() {
  await granted([await at("/*"), "app://localhost"]);
  for (const path of ["/page", "/strict"]) {
    const url = await at(path, "localhost");
    await opened(url);
    equal((await calls("labels")).code, "not_permitted", url);
    await closed();
  }
  await takenBack();
}

export async function a_page_that_sets_out_for_another_has_not_its_rights_yet() {
  await granted([await at("/*")], "allow-count");
  for (const path of ["/page", "/strict"]) {
    await invoke("release", { released: false });
    await opened(await at(path, "localhost"));
    const before = await invoke("count");
    // The engine's own word for where the webview is names the page to come from here on.
    const slow = await at("/slow");
    await evaluate(`setInterval(() => __TAURI_INTERNALS__.invoke("count").catch(() => {})); location.href = "${slow}"`);
    await said((what) => what === "slow");
    for (let turn = 0; turn < 100; turn++) await invoke("labels");
    await invoke("release", { released: true });
    await loaded(slow);
    equal(await invoke("count"), before + 1, `calls of ${path} on its way`);
    equal((await calls("count")).value, before + 2, "the page that was granted");
    await closed();
  }
  await takenBack();
}

export async function a_redirect_takes_no_rights_along_and_leads_nowhere_that_is_not_open() {
  await granted([await at("/*")]);
  await opened(await at("/page"));
  const other = await at("/page", "localhost");
  await evaluate(`location.href = "/moved?${other}"`);
  await loaded(other);
  equal((await calls("labels")).code, "not_permitted", "where it was led");
  const shut = await at("/closed");
  await evaluate(`location.href = "/moved?${shut}"`);
  await until(() => invoke("refused"), (refused) => refused.includes(shut));
  equal((await asks("location.href")).value, other, "the page that stays");
  await closed();
  await takenBack();
}

export async function no_frame_of_a_remote_page_has_a_bridge() {
  await granted([await at("/*")]);
  await opened(await at("/framed"));
  // Before that, a frame has an empty document, whose requests end with it and are never answered.
  await asks(`new Promise((resolve) => (document.readyState === "complete" ? resolve(0) : addEventListener("load", () => resolve(0))))`);
  const inside = await asks(`Array.from(frames).map((frame) => {
    try { return ["__TAURI_INTERNALS__", "__FOOTBRIDGE__", "isTauri"].filter((name) => name in frame); } catch (error) { return error.name; }
  })`);
  equal(inside.value, [[], [], [], "SecurityError"], "what frames have");
  // A frame may speak to the host, which answers nobody without the key.
  const sent = await asks(`new Promise((resolve) => {
    const message = JSON.stringify({ cmd: "labels", callback: 1, error: 2, payload: {}, __TAURI_INVOKE_KEY__: "none" });
    let answers = 0;
    __TAURI_INTERNALS__.callbacks.set(1, () => answers++);
    __TAURI_INTERNALS__.callbacks.set(2, () => answers++);
    frames[0].webkit.messageHandlers.ipc.postMessage(message);
    frames[0].fetch("ipc://localhost/labels", { method: "POST", body: "{}" }).then((answer) => answer.status).then((status) =>
      __TAURI_INTERNALS__.invoke("labels").then(() => resolve([status, answers])));
  })`);
  equal(sent.value, [403, 0], "a frame that speaks to the host");
  await closed();
  await takenBack();
}

export async function a_remote_page_shows_no_picture_that_is_for_pages_of_the_app() {
  const show = (then) => `{ const picture = new Image(); ${then}; picture.src = "stream://localhost/picture"; }`;
  await invoke("plugin:webview|create_webview_window", { options: { label: "remote", url: "index.html?guest" } });
  await until(() => invoke("arrivals"), (all) => all.some(({ webview }) => webview === "remote"));
  await evaluate(show(""));
  await until(() => invoke("pictures"), (shown) => shown === 1);
  // The same webview, which may have it in its memory.
  const url = await at("/page");
  await evaluate(`location.href = "${url}"`);
  await loaded(url);
  const seen = await asks(`new Promise((resolve) => ${show("picture.onload = () => resolve('shown'); picture.onerror = () => resolve('nothing')")})`);
  equal(seen.value, "nothing", "what the remote page sees");
  equal(await invoke("pictures"), 1, "how often it was given out");
  await closed();
}

export async function an_answer_that_comes_late_reaches_no_document_of_another_origin() {
  await granted([await at("/*")], "allow-withhold");
  const other = await at("/trap", "localhost");
  for (const path of ["/page", "/strict"]) {
    await invoke("release", { released: false });
    await opened(await at(path));
    // From here on it is clear which way its calls go.
    equal((await calls("labels")).code, "not_permitted", "another command");
    await evaluate(`__TAURI_INTERNALS__.postMessage({ cmd: "withhold", callback: 7, error: 8, payload: {} })`);
    await until(() => invoke("withheld"), (count) => count === 1);
    await evaluate(`location.href = "${other}"`);
    await loaded(other);
    await invoke("release", { released: true });
    await until(() => invoke("withheld"), (count) => count === 0);
    await hearsNothing(path);
  }
  await takenBack();
}

export async function answers_on_their_way_reach_no_document_of_another_origin() {
  await granted([await at("/*")], "allow-count");
  const other = await at("/trap", "localhost");
  for (const path of ["/page", "/strict"]) {
    await opened(await at(path));
    equal((await calls("labels")).code, "not_permitted", "another command");
    const before = await invoke("count");
    await evaluate(`
      let id = 1;
      const call = () => __TAURI_INTERNALS__.postMessage({ cmd: "count", callback: id++, error: id++, payload: {} });
      setInterval(() => { for (let calls = 0; calls < 20; calls++) call(); });`);
    await until(() => invoke("count"), (count) => count > before + 400);
    await evaluate(`location.href = "${other}"`);
    await loaded(other);
    await hearsNothing(path);
  }
  await takenBack();
}

/** Whatever was on its way to the page is there before the answer to a call of its own. */
async function hearsNothing(path) {
  equal((await calls("labels")).code, "not_permitted", "the page that was led there");
  await asks("0");
  const isCaught = (what) => what?.caught !== undefined;
  equal(heard.filter(isCaught), [], `answers to ${path}`);
  // The trap is there: what comes under such an id is caught.
  await evaluate(`__TAURI_INTERNALS__.postMessage({ cmd: "labels", callback: 7, error: 8, payload: {} })`);
  await said(isCaught);
  await closed();
}

export async function a_page_of_the_app_connects_to_nobody_else() {
  const [port] = await invoke("lure");
  const url = `http://127.0.0.1:${port}/`;
  const link = (rel, as = "") => document.head.append(Object.assign(document.createElement("link"), { rel, as, href: url }));
  const element = (name, members) => document.body.append(Object.assign(document.createElement(name), members));
  const ways = [
    ...["dns-prefetch", "prefetch", "prerender", "icon", "stylesheet", "modulepreload", "manifest"].map((rel) => () => link(rel)),
    ...["fetch", "script", "style", "image", "font"].map((as) => () => link("preload", as)),
    ...["img", "script", "iframe", "embed", "audio", "video", "track"].map((name) => () => element(name, { src: url })),
    () => element("object", { data: url }),
    () => element("p", { style: `background: url(${url})` }),
    () => (document.body.style.backgroundImage = `url(${url})`),
    () => new FontFace("lure", `url(${url})`).load(),
    () => fetch(url, { mode: "no-cors" }),
    () => navigator.sendBeacon(url, "text"),
    () => new WebSocket(url.replace("http", "ws")),
    () => new EventSource(url),
    () => new Worker(url),
    () => import(url),
    () => {
      const form = Object.assign(document.createElement("form"), { action: url, method: "post" });
      document.body.append(form);
      form.submit();
    },
    () => Object.assign(document.createElement("a"), { href: "#nowhere", ping: url }).click(),
    () => window.open(url),
    () => (location.href = url),
  ];
  for (const way of ways) Promise.resolve().then(way).catch(() => {});
  // Where nothing keeps a page from it, a picture is enough; and that is asked for later.
  await opened(await at("/page"));
  equal((await invoke("lure"))[1], 0, "connections of a page of the app");
  await evaluate(`new Image().src = "${url}"`);
  await until(() => invoke("lure"), ([, lured]) => lured > 0);
  await closed();
}

export async function a_document_that_an_address_of_script_wrote_anew_is_answered() {
  const url = await at("/page");
  await opened(url);
  await granted([await at("/*")]);
  equal((await calls("labels")).value, ["remote", "remote"], "before");
  // It has a new global object, and the engine tells nobody of a load.
  await evaluate(`window.isFirst = true; location.href = "javascript:'<!doctype html><title>Anew</title>'"`);
  const say = `(what) => fetch("/said", { method: "POST", body: JSON.stringify(what) })`;
  // Asked again and again: what the first document says on its way out may be lost with it.
  const ask = () => evaluate(`window.say ??= ${say}; say({ isFirst: window.isFirst ?? false })`);
  await until(
    async () => (await ask(), heard.push(...(await invoke("said"))), heard),
    (all) => all.some((what) => what?.isFirst === false),
  );
  for (let i = 0; i < 3; i++) equal((await calls("labels")).value, ["remote", "remote"], `call ${i} of the new one`);
  equal(await takenBack(), true, "the capability");
  await closed();
}
