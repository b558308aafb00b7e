import * as api from "@tauri-apps/api/webview";
import { LogicalPosition, LogicalSize } from "@tauri-apps/api/dpi";
import { getCurrentWindow, Window } from "@tauri-apps/api/window";
import { check, equal, eventually, namesOf, refused, unsupported, type Suite } from "./runner";
import { created, fresh } from "./window-cases";

/** Opens a second webview in a window of its own, and closes both whatever happens. */
async function inWebview<T>(work: (webview: api.Webview, window: Window) => Promise<T>): Promise<T> {
  const label = fresh();
  const window = new Window(label, { title: "Conformance", width: 500, height: 400 });
  await created(window);
  const webview = new api.Webview(window, `${label}-view`, { url: "conformance.html", x: 10, y: 20, width: 200, height: 150 });
  try {
    await created(webview);
    return await work(webview, window);
  } finally {
    await window.destroy().catch(() => {});
  }
}

const isListed = async (label: string) => (await api.getAllWebviews()).some((webview) => webview.label === label);

export const suite: Suite = {
  name: "webview",
  names: namesOf(api),
  cases: {
    Webview: async () => {
      await inWebview(async ({ label }) => check(await isListed(label), "it is listed"));
      const nowhere = new api.Webview(getCurrentWindow(), fresh(), { url: "https://example.com", x: 0, y: 0, width: 9, height: 9 });
      check((await refused(created(nowhere))).includes("example.com"), "the refusal names the address");
    },
    getAllWebviews: async () => check(await isListed("conformance"), "this one is listed"),
    getCurrentWebview: () => equal(api.getCurrentWebview().label, "conformance"),
    "Webview.getByLabel": async () => {
      equal((await api.Webview.getByLabel("conformance"))?.label, "conformance");
      equal(await api.Webview.getByLabel("nobody"), null);
    },
    "Webview.getCurrent": () => equal(api.Webview.getCurrent().label, "conformance"),
    "Webview.getAll": async () => check((await api.Webview.getAll()).length > 0, "there is one"),
    "Webview.listen": async () => {
      const heard: unknown[] = [];
      const unlisten = await api.getCurrentWebview().listen("conformance:webview", ({ payload }) => heard.push(payload));
      await api.getCurrentWebview().emitTo({ kind: "Webview", label: "nobody" }, "conformance:webview", 0);
      await api.getCurrentWebview().emitTo({ kind: "Webview", label: "conformance" }, "conformance:webview", 1);
      await eventually(() => heard.length, (length) => length > 0);
      unlisten();
      equal(heard, [1]);
    },
    "Webview.once": async () => {
      const heard: unknown[] = [];
      await api.getCurrentWebview().once("conformance:webview-once", ({ payload }) => heard.push(payload));
      await api.getCurrentWebview().emit("conformance:webview-once", 1);
      await eventually(() => heard.length, (length) => length > 0);
    },
    "Webview.emit": async () => {
      const heard: unknown[] = [];
      const unlisten = await api.getCurrentWebview().listen("conformance:webview-emit", ({ payload }) => heard.push(payload));
      await api.getCurrentWebview().emit("conformance:webview-emit", "x");
      await eventually(() => heard.length, (length) => length > 0);
      unlisten();
    },
    "Webview.emitTo": async () => {
      const heard: unknown[] = [];
      const unlisten = await api.getCurrentWebview().listen("conformance:webview-to", ({ payload }) => heard.push(payload));
      await api.getCurrentWebview().emitTo("conformance", "conformance:webview-to", "x");
      await eventually(() => heard.length, (length) => length > 0);
      unlisten();
    },
    "Webview.position": () => inWebview(async (webview) => void (await eventually(() => webview.position(), ({ x, y }) => x === 10 && y === 20))),
    "Webview.size": () => inWebview(async (webview) => void (await eventually(() => webview.size(), ({ width }) => width === 200))),
    "Webview.setSize": () =>
      inWebview(async (webview) => {
        await webview.setSize(new LogicalSize(180, 120));
        await eventually(() => webview.size(), ({ width, height }) => width === 180 && height === 120);
      }),
    "Webview.setPosition": () =>
      inWebview(async (webview) => {
        await webview.setPosition(new LogicalPosition(40, 50));
        await eventually(() => webview.position(), ({ x, y }) => x === 40 && y === 50);
      }),
    "Webview.setAutoResize": () =>
      inWebview(async (webview, window) => {
        await webview.setAutoResize(true);
        await window.setSize(new LogicalSize(600, 480));
        await eventually(() => webview.size(), ({ width, height }) => width === 240 && height === 180);
      }),
    "Webview.setFocus": () => inWebview((webview) => webview.setFocus()),
    "Webview.hide": () => inWebview((webview) => webview.hide()),
    "Webview.show": () => inWebview((webview) => webview.show()),
    "Webview.setZoom": () => inWebview((webview) => webview.setZoom(1.5)),
    "Webview.setBackgroundColor": () => inWebview((webview) => webview.setBackgroundColor([1, 2, 3, 255])),
    "Webview.clearAllBrowsingData": () => inWebview((webview) => webview.clearAllBrowsingData()),
    "Webview.close": () =>
      inWebview(async (webview) => {
        await webview.close();
        await eventually(() => isListed(webview.label), (listed) => !listed);
      }),
    "Webview.onDragDropEvent": async () => (await api.getCurrentWebview().onDragDropEvent(() => {}))(),
    "Webview.reparent": unsupported(
      "a page's window is part of what its capabilities are judged by, and stays what it was",
      () => inWebview((webview) => webview.reparent(getCurrentWindow())),
    ),
  },
};
