// Windows, webviews and their plugins, as a page sees them. Arguments and answers are those of `@tauri-apps/api`.

import { equal, listening, rejection, turn, until } from "./tools.js";

const { invoke } = window.__TAURI_INTERNALS__;
const GUEST = { url: "index.html?guest" };

const windows = async () => (await invoke("plugin:window|get_all_windows")).sort();
const webviews = async () => (await invoke("plugin:webview|get_all_webviews")).map(({ label }) => label).sort();
const destroy = (label) => invoke("plugin:window|destroy", { label });

/** The page of a webview, as it reported when it had loaded. */
const arrival = (label) =>
  until(() => invoke("arrivals"), (all) => all.some(({ webview }) => webview === label)).then((all) =>
    all.findLast(({ webview }) => webview === label),
  );

export async function a_second_window_is_a_caller_of_its_own() {
  await invoke("open_guest");
  const { window, webview } = await arrival("guest");
  equal([window, webview], ["guest", "guest"], "who called");
  await invoke("open_guest");
  equal(await windows(), ["guest", "main"], "windows after it was raised");
  await destroy("guest");
  equal([await windows(), await webviews()], [["main"], ["main"]], "what is left");
  equal(await invoke("labels"), ["main", "main"], "the first window");
}

export async function two_webviews_in_a_window_each_answer_and_closing_one_leaves_the_other() {
  const place = { x: 10, y: 20, width: 200, height: 150 };
  await invoke("plugin:webview|create_webview", { windowLabel: "main", options: { ...GUEST, ...place, label: "side" } });
  const side = await arrival("side");
  equal([side.window, side.webview, side.width, side.height], ["main", "side", 200, 150], "the webview");
  const all = await invoke("plugin:webview|get_all_webviews");
  equal(all.map((webview) => webview.windowLabel), ["main", "main"], "their windows");
  equal(await invoke("plugin:webview|webview_position", { label: "side" }), { x: 10, y: 20 }, "its place");
  equal(await invoke("labels"), ["main", "main"], "the first webview");
  const closed = invoke("plugin:webview|webview_close", { label: "side" });
  await closed;
  equal([await webviews(), await windows()], [["main"], ["main"]], "what is left");
  equal(await invoke("labels"), ["main", "main"], "the first webview afterwards");
  const gone = await rejection(invoke("plugin:webview|webview_size", { label: "side" }), "a webview that is gone");
  equal(gone.code, "no_such_webview", "code");
}

export async function webviews_side_by_side_share_the_width_of_their_window() {
  const window = { label: "shared", width: 400, height: 200 };
  await invoke("plugin:window|create", { options: window });
  equal(await webviews(), ["main"], "webviews of a window without one");
  for (const [label, x] of [["left", 0], ["right", 200]]) {
    const options = { ...GUEST, label, x, y: 0, width: 200, height: 200 };
    await invoke("plugin:webview|create_webview", { windowLabel: "shared", options });
    await arrival(label);
    await invoke("plugin:webview|set_webview_auto_resize", { label, value: true });
  }
  const size = { Logical: { width: 600, height: 300 } };
  await invoke("plugin:window|set_size", { label: "shared", value: size });
  const areas = () =>
    Promise.all(
      ["left", "right"].map(async (label) => {
        const { x } = await invoke("plugin:webview|webview_position", { label });
        const { width, height } = await invoke("plugin:webview|webview_size", { label });
        return [x, width, height];
      }),
    );
  const shared = [[0, 300, 300], [300, 300, 300]];
  await until(areas, (found) => JSON.stringify(found) === JSON.stringify(shared));
  await destroy("shared");
  equal([await webviews(), await windows()], [["main"], ["main"]], "what is left");
}

export async function a_webview_keeps_its_share_of_a_window_that_was_not_shown_yet() {
  await invoke("plugin:window|create", { options: { label: "unseen", width: 400, height: 200, visible: false } });
  const options = { ...GUEST, label: "share", x: 100, y: 0, width: 100, height: 100 };
  await invoke("plugin:webview|create_webview", { windowLabel: "unseen", options });
  await invoke("plugin:webview|set_webview_auto_resize", { label: "share", value: true });
  equal(await invoke("plugin:webview|webview_size", { label: "share" }), { width: 100, height: 100 }, "size");
  await invoke("plugin:window|show", { label: "unseen" });
  await invoke("plugin:window|set_size", { label: "unseen", value: { Logical: { width: 800, height: 300 } } });
  const size = () => invoke("plugin:webview|webview_size", { label: "share" });
  await until(size, ({ width, height }) => width === 200 && height === 150);
  await destroy("unseen");
}

export async function what_happens_to_a_window_is_told() {
  const created = await listening("tauri://window-created", { kind: "Any" });
  const opened = await listening("tauri://webview-created", { kind: "Any" });
  const resized = await listening("tauri://resize", { kind: "Window", label: "told" });
  const destroyed = await listening("tauri://destroyed", { kind: "Window", label: "told" });
  await invoke("plugin:webview|create_webview_window", { options: { ...GUEST, label: "told", width: 300, height: 200 } });
  await arrival("told");
  await invoke("plugin:window|set_size", { label: "told", value: { Physical: { width: 333, height: 222 } } });
  await until(turn, () => resized.heard.some(({ width, height }) => width === 333 && height === 222));
  equal(await invoke("plugin:window|inner_size", { label: "told" }), { width: 333, height: 222 }, "size");
  await destroy("told");
  await until(turn, () => destroyed.heard.length === 1);
  equal([created.heard, opened.heard], [[{ label: "told" }], [{ label: "told" }]], "creation");
  await Promise.all([created, opened, resized, destroyed].map(({ stop }) => stop()));
  equal(await invoke("listeners"), 0, "listeners");
}

export async function a_page_that_listens_decides_whether_a_window_closes() {
  await invoke("plugin:window|create", { options: { label: "asked" } });
  const wish = await listening("tauri://close-requested", { kind: "Window", label: "asked" });
  await invoke("plugin:window|close", { label: "asked" });
  await until(turn, () => wish.heard.length === 1);
  equal(await windows(), ["asked", "main"], "windows while the page decides");
  await wish.stop();
  await invoke("plugin:window|close", { label: "asked" });
  equal(await windows(), ["main"], "windows when nobody listens");
}

export async function what_is_set_is_what_is_read() {
  await invoke("plugin:window|create", { options: { label: "set", title: "before", resizable: false } });
  const get = (command) => invoke(`plugin:window|${command}`, { label: "set" });
  equal(await get("title"), "before", "title");
  // The window library sets this when it is told a size, and without a window manager nobody tells it the first.
  await invoke("plugin:window|set_size", { label: "set", value: { Logical: { width: 300, height: 200 } } });
  await until(() => get("is_resizable"), (resizable) => !resizable);
  const pairs = [
    ["set_title", "title", "after"],
    ["set_resizable", "is_resizable", true],
    ["set_closable", "is_closable", false],
    ["set_decorations", "is_decorated", false],
    ["set_always_on_top", "is_always_on_top", true],
    ["set_enabled", "is_enabled", false],
    ["set_theme", "theme", "dark"],
    ["set_theme", "theme", "light"],
  ];
  for (const [set, read, value] of pairs) {
    await invoke(`plugin:window|${set}`, { label: "set", value });
    equal(await get(read), value, set);
  }
  await get("hide");
  equal(await get("is_visible"), false, "hide");
  await get("show");
  equal(await get("is_visible"), true, "show");
  await invoke("plugin:window|set_position", { label: "set", value: { Logical: { x: 40, y: 50 } } });
  await until(() => get("outer_position"), ({ x, y }) => x === 40 && y === 50);
  await destroy("set");
}

export async function a_size_that_cannot_be_drawn_is_refused_and_any_place_is_taken() {
  const open = (options) => invoke("plugin:webview|create_webview_window", { options: { ...GUEST, label: "odd", ...options } });
  for (const options of [{ width: 1e9 }, { height: -5 }, { minWidth: 70_000 }]) {
    equal((await rejection(open(options), "a window")).code, "invalid_size", JSON.stringify(options));
  }
  await open({ width: 200, height: 100 });
  await arrival("odd");
  const set = (command, value) =>
    invoke(`plugin:${command}`, { label: "odd", value }).then(() => "taken", (error) => error.code);
  for (const length of [0, -1, 0.4, 8193, 70_000, 2 ** 31, 2 ** 32 - 1, 1e300]) {
    for (const kind of ["Logical", "Physical"]) {
      const size = { [kind]: { width: 200, height: length } };
      for (const command of ["window|set_size", "webview|set_webview_size"]) {
        const code = await set(command, size);
        equal(["invalid_size", "bad_argument"].includes(code), true, `${command} ${kind} ${length}: ${code}`);
      }
      const place = { [kind]: { x: -length, y: length } };
      const taken = ["taken", "bad_argument"];
      equal(taken.includes(await set("window|set_position", place)), true, `${kind} ${length}`);
      equal(taken.includes(await set("window|set_max_size", size)), true, `${kind} ${length}`);
    }
  }
  equal(await set("window|set_min_size", { Logical: { width: 0, height: 0 } }), "taken", "no least size");
  equal(await set("window|set_min_size", { Logical: { width: 0, height: 9000 } }), "invalid_size", "a least size");
  await destroy("odd");
  equal(await invoke("labels"), ["main", "main"], "the app lives on");
}

/** A PNG of a few bytes that says it is 30,000 pixels wide and high. */
const BOMB = Array.from(
  Uint8Array.fromHex(
    "89504e470d0a1a0a0000000d49484452000075300000753008060000006627f8ba0000001149444154789c63601805a3" +
      "60140c77000003e80001b3a6d346",
  ),
);

/** Every other command: its argument, and the type of its answer or the code of its refusal. */
const COMMANDS = [
  ["plugin:window|scale_factor", undefined, "number"],
  ["plugin:window|inner_position", undefined, "object"],
  ["plugin:window|outer_size", undefined, "object"],
  ["plugin:window|is_fullscreen", undefined, "boolean"],
  ["plugin:window|is_minimized", undefined, "boolean"],
  ["plugin:window|is_maximized", undefined, "boolean"],
  ["plugin:window|is_focused", undefined, "boolean"],
  ["plugin:window|is_maximizable", undefined, "boolean"],
  ["plugin:window|is_minimizable", undefined, "boolean"],
  ["plugin:window|is_always_on_top", undefined, "boolean"],
  ["plugin:window|current_monitor", undefined, "object"],
  ["plugin:window|primary_monitor", undefined, "object"],
  ["plugin:window|monitor_from_point", { x: 1, y: 1 }, "object"],
  ["plugin:window|available_monitors", undefined, "object"],
  ["plugin:window|cursor_position", undefined, "object"],
  ["plugin:window|activity_name", undefined, "unsupported"],
  ["plugin:window|scene_identifier", undefined, "unsupported"],
  ["plugin:window|center", undefined, null],
  ["plugin:window|set_focus", undefined, null],
  ["plugin:window|set_focusable", true, null],
  ["plugin:window|maximize", undefined, null],
  ["plugin:window|unmaximize", undefined, null],
  ["plugin:window|toggle_maximize", undefined, null],
  ["plugin:window|internal_toggle_maximize", undefined, null],
  ["plugin:window|minimize", undefined, null],
  ["plugin:window|unminimize", undefined, null],
  ["plugin:window|set_fullscreen", true, null],
  ["plugin:window|set_simple_fullscreen", false, null],
  ["plugin:window|set_fullscreen_on_monitor", { x: 1, y: 1 }, null],
  ["plugin:window|set_always_on_top", true, null],
  ["plugin:window|set_always_on_bottom", true, null],
  ["plugin:window|set_visible_on_all_workspaces", true, null],
  ["plugin:window|set_skip_taskbar", true, null],
  ["plugin:window|request_user_attention", { type: "Critical" }, null],
  ["plugin:window|request_user_attention", null, null],
  ["plugin:window|set_min_size", { Logical: { width: 100, height: 100 } }, null],
  ["plugin:window|set_min_size", null, null],
  ["plugin:window|set_max_size", { Physical: { width: 900, height: 900 } }, null],
  ["plugin:window|set_size_constraints", { minWidth: { Logical: 50 }, minHeight: null, maxWidth: null, maxHeight: null }, null],
  ["plugin:window|set_background_color", "#102030", null],
  ["plugin:window|set_background_color", null, null],
  ["plugin:window|set_progress_bar", { status: "normal", progress: 40 }, null],
  ["plugin:window|set_badge_count", 3, null],
  ["plugin:window|set_icon", { rgba: [255, 0, 0, 255], width: 1, height: 1 }, null],
  ["plugin:window|set_icon", { rgba: [255, 0, 0, 255], width: 2, height: 1 }, "window_failed"],
  ["plugin:window|set_icon", [1, 2, 3], "window_failed"],
  ["plugin:window|set_icon", BOMB, "invalid_size"],
  ["plugin:window|set_icon", "/etc/hostname", "unsupported"],
  ["plugin:window|set_cursor_icon", "notAllowed", null],
  ["plugin:window|set_cursor_icon", "no such cursor", "bad_argument"],
  ["plugin:window|set_cursor_visible", true, null],
  ["plugin:window|set_cursor_position", { Logical: { x: 5, y: 5 } }, null],
  ["plugin:window|set_cursor_grab", true, "unsupported"],
  ["plugin:window|set_cursor_grab", false, null],
  ["plugin:window|set_ignore_cursor_events", true, null],
  ["plugin:window|set_ignore_cursor_events", false, null],
  ["plugin:window|set_maximizable", false, "unsupported"],
  ["plugin:window|set_minimizable", false, "unsupported"],
  ["plugin:window|set_shadow", true, "unsupported"],
  ["plugin:window|set_effects", { effects: ["mica"] }, "unsupported"],
  ["plugin:window|set_effects", null, null],
  ["plugin:window|set_content_protected", true, "unsupported"],
  ["plugin:window|set_title_bar_style", "overlay", "unsupported"],
  ["plugin:window|set_badge_label", "new", "unsupported"],
  ["plugin:window|set_overlay_icon", undefined, "unsupported"],
  ["plugin:window|start_dragging", undefined, null],
  ["plugin:window|start_resize_dragging", "SouthEast", null],
  ["plugin:window|start_resize_dragging", "Sideways", "bad_argument"],
  ["plugin:webview|set_webview_position", { Logical: { x: 1, y: 1 } }, null],
  ["plugin:webview|set_webview_size", { Physical: { width: 50, height: 50 } }, null],
  ["plugin:webview|set_webview_focus", undefined, null],
  ["plugin:webview|set_webview_zoom", 1.5, null],
  ["plugin:webview|set_webview_zoom", 0, "window_failed"],
  ["plugin:webview|set_webview_background_color", [1, 2, 3, 255], null],
  ["plugin:webview|webview_hide", undefined, null],
  ["plugin:webview|webview_show", undefined, null],
  ["plugin:webview|reparent", "main", "unsupported"],
  ["plugin:webview|clear_all_browsing_data", undefined, null],
  ["plugin:webview|internal_toggle_devtools", undefined, "unsupported"],
];

export async function every_command_about_a_window_is_answered() {
  const answered = async (command, value) => {
    const place = command.endsWith("monitor_from_point") ? value : { value };
    try {
      const answer = await invoke(command, { label: "every", ...place });
      return answer === null ? null : typeof answer;
    } catch (refusal) {
      return refusal.code;
    }
  };
  await invoke("plugin:webview|create_webview_window", { options: { ...GUEST, label: "every" } });
  await arrival("every");
  for (const [command, value, expected] of COMMANDS) equal(await answered(command, value), expected, command);
  await destroy("every");
  equal(await answered("plugin:window|scale_factor"), "no_such_window", "a window that is gone");
}

export async function a_page_opens_documents_of_the_app_only() {
  const open = (options) => invoke("plugin:webview|create_webview_window", { options: { label: "foreign", ...options } });
  for (const url of ["https://remote.invalid/", "data:text/html,hello", "file:///etc/passwd", "stream://localhost/foe"]) {
    equal((await rejection(open({ url }), url)).code, "foreign_address", url);
  }
  equal((await rejection(open({ label: "main" }), "a label twice")).code, "label_taken", "a label twice");
  equal((await rejection(open({ label: "no label" }), "no label")).code, "invalid_label", "no label");
  equal((await rejection(open({ proxyUrl: "http://proxy.invalid" }), "a proxy")).code, "unsupported", "a proxy");
  equal([await windows(), await webviews()], [["main"], ["main"]], "what is left");
}

export async function a_page_opens_windows_up_to_a_bound() {
  const labels = Array.from({ length: 9 }, (_, index) => `many-${index}`);
  const opened = [];
  let refusal;
  for (const label of labels) {
    await invoke("plugin:window|create", { options: { label, visible: false } }).then(
      () => opened.push(label),
      (error) => (refusal ??= error),
    );
  }
  equal([opened.length, refusal.code], [7, "too_many"], "windows beside the first");
  for (const label of opened) await destroy(label);
  equal(await windows(), ["main"], "what is left");
}

export async function an_address_that_the_app_allows_loads_and_no_other() {
  await invoke("plugin:webview|create_webview_window", { options: { ...GUEST, label: "wanderer" } });
  await arrival("wanderer");
  await invoke("evaluate", { label: "wanderer", script: "location.href = 'stream://localhost/foe'" });
  await until(() => invoke("refused"), (refused) => refused.includes("stream://localhost/foe"));
  await invoke("evaluate", { label: "wanderer", script: "location.href = 'stream://localhost/friend'" });
  await until(() => invoke("loads"), (loads) => loads.includes("stream://localhost/friend"));
  equal((await invoke("loads")).includes("stream://localhost/foe"), false, "the other");
  await destroy("wanderer");
}

export async function a_window_that_a_page_opens_is_the_apps_or_none() {
  // What the host evaluates has the rights of a click.
  const open = (url) => invoke("evaluate", { label: "main", script: `window.opened = window.open("${url}")` });
  for (const url of ["https://remote.invalid/opened", "app://localhost/index.html?other"]) {
    await open(url);
    await until(() => invoke("refused"), (refused) => refused.includes(url));
    equal(window.opened, null, url);
  }
  const link = Object.assign(document.createElement("a"), { href: "https://remote.invalid/linked", target: "_blank" });
  window.link = document.body.appendChild(link);
  await invoke("evaluate", { label: "main", script: "window.link.click()" });
  await until(() => invoke("refused"), (refused) => refused.includes(link.href));
  link.remove();
  equal(await windows(), ["main"], "windows");
  await open("app://localhost/index.html?popup");
  equal((await arrival("popup")).window, "popup", "the app's own window");
  await destroy("popup");
}

export async function a_webview_that_closes_itself_takes_an_empty_window_along() {
  await invoke("plugin:webview|create_webview_window", { options: { ...GUEST, label: "closing" } });
  await arrival("closing");
  await invoke("evaluate", { label: "closing", script: "window.close()" });
  await until(windows, (all) => !all.includes("closing"));
  equal(await webviews(), ["main"], "webviews");
}

export async function a_webview_that_leaves_no_traces_answers_too() {
  const options = { ...GUEST, label: "private", incognito: true };
  await invoke("plugin:webview|create_webview_window", { options });
  equal((await arrival("private")).webview, "private", "who called");
  await destroy("private");
}

export async function a_text_with_a_nul_is_refused_before_the_engine_sees_it() {
  const open = (options) => invoke("plugin:webview|create_webview_window", { options: { ...GUEST, label: "nul", ...options } });
  const wrong = [{ title: "\0" }, { url: "index.html?guest\0" }, { userAgent: "a\0b" }];
  const attempts = [...wrong.map(open), invoke("plugin:window|set_title", { value: "\0" })];
  for (const attempt of attempts) {
    equal(JSON.stringify(await rejection(attempt, "a NUL")).includes("holds a NUL"), true, "the reason");
  }
  equal(await windows(), ["main"], "windows");
}

export async function a_task_that_panics_on_the_main_thread_harms_nobody() {
  await invoke("panic_on_main_thread");
  await invoke("plugin:webview|create_webview_window", { options: { ...GUEST, label: "after" } });
  await arrival("after");
  await destroy("after");
}

export async function a_drag_that_the_page_began_brings_no_files() {
  const place = (left) => {
    const box = document.body.appendChild(document.createElement("div"));
    box.style.cssText = `position: fixed; top: 100px; left: ${left}px; width: 100px; height: 100px; background: teal`;
    return box;
  };
  const [source, target] = [place(100), place(400)];
  source.draggable = true;
  source.ondragstart = ({ dataTransfer }) => dataTransfer.setData("text/uri-list", "file:///etc/hostname");
  const seen = [];
  source.addEventListener("dragstart", () => seen.push("start"));
  source.addEventListener("dragend", () => seen.push("end"));
  target.ondragover = (event) => {
    seen.push("over");
    event.preventDefault();
  };
  const heard = await Promise.all(["enter", "drop"].map((kind) => listening(`tauri://drag-${kind}`, { kind: "Any" })));
  const mouse = (...words) => invoke("mouse", { words: words.map(String) });
  // A hand is never still, and a drag begins and goes on with moves alone.
  let wobble = 0;
  const move = async (x) => {
    wobble = 10 - wobble;
    await mouse("mousemove", screenX + x + wobble, screenY + 150);
    await turn();
    return seen;
  };
  await move(150);
  await mouse("mousedown", 1);
  await until(() => move(150), (seen) => seen.includes("start"));
  await until(() => move(450), (seen) => seen.includes("over"));
  await mouse("mouseup", 1);
  await until(turn, () => seen.includes("end"));
  await turn();
  await invoke("labels");
  equal(heard.map(({ heard }) => heard), [[], []], "events of files");
  for (const { stop } of heard) await stop();
  source.remove();
  target.remove();
}
