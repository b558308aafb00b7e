import * as api from "@tauri-apps/api/webviewWindow";
import { getCurrentWindow, type Window } from "@tauri-apps/api/window";
import { check, equal, eventually, namesOf, unsupported, type Suite } from "./runner";
import { created, fresh, windowCases, type InWindow } from "./window-cases";

const inWindow: InWindow = async (work) => {
  const options = { title: "Conformance", url: "conformance.html", width: 400, height: 300 };
  const window = new api.WebviewWindow(fresh(), options) as unknown as Window;
  await created(window);
  try {
    return await work(window);
  } finally {
    await window.destroy().catch(() => {});
  }
};

const inWebviewWindow = <T>(work: (window: api.WebviewWindow) => Promise<T>) =>
  inWindow((window) => work(window as unknown as api.WebviewWindow));

const cases = Object.fromEntries(Object.entries(windowCases(inWindow)).map(([name, found]) => [`WebviewWindow.${name}`, found]));
const isListed = async (label: string) => (await api.getAllWebviewWindows()).some((window) => window.label === label);

export const suite: Suite = {
  name: "webviewWindow",
  names: namesOf(api),
  cases: {
    ...cases,
    WebviewWindow: () => inWebviewWindow(async ({ label }) => check(await isListed(label), "it is listed")),
    getAllWebviewWindows: async () => check(await isListed("conformance"), "this one is listed"),
    getCurrentWebviewWindow: () => equal(api.getCurrentWebviewWindow().label, "conformance"),
    "WebviewWindow.getByLabel": async () => {
      equal((await api.WebviewWindow.getByLabel("conformance"))?.label, "conformance");
      equal(await api.WebviewWindow.getByLabel("nobody"), null);
    },
    "WebviewWindow.getCurrent": () => equal(api.WebviewWindow.getCurrent().label, "conformance"),
    "WebviewWindow.getAll": async () => check((await api.WebviewWindow.getAll()).length > 0, "there is one"),
    "WebviewWindow.setBackgroundColor": () => inWebviewWindow((window) => window.setBackgroundColor([1, 2, 3, 255])),
    "WebviewWindow.position": () => inWebviewWindow(async (window) => equal({ ...(await window.position()) }.x, 0)),
    "WebviewWindow.size": () => inWebviewWindow(async (window) => void (await eventually(() => window.size(), ({ width }) => width === 400))),
    "WebviewWindow.setAutoResize": () => inWebviewWindow((window) => window.setAutoResize(true)),
    "WebviewWindow.setZoom": () => inWebviewWindow((window) => window.setZoom(1.5)),
    "WebviewWindow.clearAllBrowsingData": () => inWebviewWindow((window) => window.clearAllBrowsingData()),
    "WebviewWindow.reparent": unsupported(
      "a page's window is part of what its capabilities are judged by, and stays what it was",
      () => inWebviewWindow((window) => window.reparent(getCurrentWindow())),
    ),
  },
};
