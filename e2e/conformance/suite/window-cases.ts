/**
 * What a window can do, for `Window` and `WebviewWindow` alike.
 * Each setter is checked by its getter, and where there is none, by being answered.
 */
import { emit } from "@tauri-apps/api/event";
import { LogicalPosition, LogicalSize, PhysicalPosition, PhysicalSize } from "@tauri-apps/api/dpi";
import type { Webview } from "@tauri-apps/api/webview";
import { currentMonitor, cursorPosition, Effect, ProgressBarStatus, UserAttentionType, type Window } from "@tauri-apps/api/window";
import { check, equal, eventually, unsupported, words, type Case, type Unsupported } from "./runner";

let windows = 0;
export const fresh = () => `conformance-${++windows}`;

/** Opens a window, has `work` done with it, and closes it whatever happens. */
export type InWindow = <T>(work: (window: Window) => Promise<T>) => Promise<T>;

/** Waits until a window or a webview is there, or says why it is not. */
export function created(opened: Window | Webview): Promise<void> {
  return new Promise((resolve, reject) => {
    void opened.once("tauri://created", () => resolve());
    void opened.once("tauri://error", ({ payload }) => reject(new Error(words(payload))));
  });
}

const macos = "it is a matter of macOS";
const titleBar = "the window manager decides on the buttons of a title bar; `true` is answered";

/**
 * Asks for the focus until it is there. A window manager that has not taken in a window yet, one just made or just shown
 * again, does not hear of it.
 */
export const focused = <T>(window: Window, seen: () => T | Promise<T>, right: (value: T) => boolean) =>
  eventually(async () => {
    await window.setFocus();
    return seen();
  }, right);

/** Listens before the end is asked for, which may come sooner than a call that is made first is heard. */
async function listenForTheEnd(window: Window): Promise<() => Promise<void>> {
  let tell = () => {};
  const gone = new Promise<void>((resolve) => (tell = resolve));
  await window.once("tauri://destroyed", tell);
  return () => gone;
}

export function windowCases(inWindow: InWindow): Record<string, Case | Unsupported> {
  /** Sets a thing to one value and another, and reads both back. */
  const flag = (set: (window: Window, value: boolean) => Promise<void>, get: (window: Window) => Promise<boolean>) => () =>
    inWindow(async (window) => {
      for (const value of [false, true]) {
        await set(window, value);
        await eventually(() => get(window), (now) => now === value);
      }
    });
  const answers = (work: (window: Window) => Promise<unknown>) => () => inWindow(work);
  const refuses = (why: string, work: (window: Window) => Promise<unknown>) => unsupported(why, () => inWindow(work));

  return {
    listen: () =>
      inWindow(async (window) => {
        const heard: unknown[] = [];
        const unlisten = await window.listen("conformance:window", ({ payload }) => heard.push(payload));
        await window.emitTo({ kind: "Window", label: "nobody" }, "conformance:window", 0);
        await window.emitTo(window.label, "conformance:window", 1);
        await eventually(() => heard.length, (length) => length === 1);
        unlisten();
        equal(heard, [1]);
      }),
    once: () =>
      inWindow(async (window) => {
        const heard: unknown[] = [];
        await window.once("conformance:once", ({ payload }) => heard.push(payload));
        await window.emit("conformance:once", 1);
        await window.emit("conformance:once", 2);
        await eventually(() => heard.length, (length) => length > 0);
        equal(heard, [1]);
      }),
    emit: () =>
      inWindow(async (window) => {
        const heard: unknown[] = [];
        const unlisten = await window.listen("conformance:emit", ({ payload }) => heard.push(payload));
        await window.emit("conformance:emit", "x");
        await eventually(() => heard.length, (length) => length === 1);
        unlisten();
      }),
    emitTo: () =>
      inWindow(async (window) => {
        const heard: unknown[] = [];
        const unlisten = await window.listen("conformance:to", ({ payload }) => heard.push(payload));
        await window.emitTo({ kind: "AnyLabel", label: window.label }, "conformance:to", "x");
        await eventually(() => heard.length, (length) => length === 1);
        unlisten();
      }),

    scaleFactor: answers(async (window) => check((await window.scaleFactor()) > 0, "it is a factor")),
    innerPosition: answers(async (window) => check(Number.isInteger((await window.innerPosition()).x), "it is in pixels")),
    outerPosition: answers(async (window) => check(Number.isInteger((await window.outerPosition()).y), "it is in pixels")),
    innerSize: answers(async (window) => check((await window.innerSize()).width > 0, "it is in pixels")),
    outerSize: answers(async (window) => check((await window.outerSize()).height >= 300, "it is known when the window is there")),
    setSize: () =>
      inWindow(async (window) => {
        for (const size of [new LogicalSize(420, 330), new PhysicalSize(510, 360)]) {
          await window.setSize(size);
          await eventually(() => window.innerSize(), ({ width, height }) => width === size.width && height === size.height);
        }
      }),
    setMinSize: answers(async (window) => {
      await window.setMinSize(new LogicalSize(450, 350));
      await eventually(() => window.innerSize(), ({ width, height }) => width >= 450 && height >= 350);
      await window.setMinSize(null);
      await window.setSize(new LogicalSize(410, 310));
      await eventually(() => window.innerSize(), ({ width, height }) => width === 410 && height === 310);
    }),
    setMaxSize: answers(async (window) => {
      await window.setMaxSize(new LogicalSize(350, 250));
      await eventually(() => window.innerSize(), ({ width, height }) => width <= 350 && height <= 250);
      await window.setMaxSize(null);
      await window.setSize(new LogicalSize(410, 310));
      await eventually(() => window.innerSize(), ({ width, height }) => width === 410 && height === 310);
    }),
    setSizeConstraints: answers(async (window) => {
      await window.setSizeConstraints({ minWidth: 450, minHeight: 350 });
      await eventually(() => window.innerSize(), ({ width, height }) => width >= 450 && height >= 350);
      await window.setSizeConstraints(null);
      await window.setSize(new LogicalSize(410, 310));
      await eventually(() => window.innerSize(), ({ width, height }) => width === 410 && height === 310);
    }),
    setPosition: () =>
      inWindow(async (window) => {
        for (const position of [new LogicalPosition(60, 50), new PhysicalPosition(90, 80)]) {
          await window.setPosition(position);
          await eventually(() => window.outerPosition(), ({ x }) => x === position.x);
        }
      }),
    center: answers(async (window) => {
      await window.setPosition(new PhysicalPosition(0, 0));
      await window.center();
      const { x: left, width: room } = { ...(await currentMonitor())!.position, ...(await currentMonitor())!.size };
      const { width } = await window.outerSize();
      await eventually(() => window.outerPosition(), ({ x }) => Math.abs(x - left - (room - width) / 2) <= 10);
    }),

    title: answers(async (window) => equal(await window.title(), "Conformance")),
    setTitle: () =>
      inWindow(async (window) => {
        await window.setTitle("Another title");
        await eventually(() => window.title(), (title) => title === "Another title");
      }),
    theme: answers(async (window) => check(["light", "dark"].includes((await window.theme()) ?? ""), "it is light or dark")),
    setTheme: () =>
      inWindow(async (window) => {
        await window.setTheme("dark");
        await eventually(() => window.theme(), (theme) => theme === "dark");
        await window.setTheme(null);
      }),

    isVisible: answers(async (window) => void (await eventually(() => window.isVisible(), (visible) => visible))),
    show: flag((window, value) => (value ? window.show() : window.hide()), (window) => window.isVisible()),
    hide: flag((window, value) => (value ? window.show() : window.hide()), (window) => window.isVisible()),
    isFullscreen: answers(async (window) => equal(await window.isFullscreen(), false)),
    setFullscreen: flag((window, value) => window.setFullscreen(value), (window) => window.isFullscreen()),
    setFullscreenOnMonitor: answers(async (window) => {
      const monitor = await currentMonitor();
      check(monitor, "there is a monitor");
      await window.setFullscreenOnMonitor(monitor.position);
      await eventually(() => window.isFullscreen(), (full) => full);
    }),
    setSimpleFullscreen: answers((window) => window.setSimpleFullscreen(false)),
    isMinimized: answers(async (window) => equal(await window.isMinimized(), false)),
    minimize: flag((window, value) => (value ? window.minimize() : window.unminimize()), (window) => window.isMinimized()),
    unminimize: flag((window, value) => (value ? window.minimize() : window.unminimize()), (window) => window.isMinimized()),
    isMaximized: answers(async (window) => equal(await window.isMaximized(), false)),
    maximize: flag((window, value) => (value ? window.maximize() : window.unmaximize()), (window) => window.isMaximized()),
    unmaximize: flag((window, value) => (value ? window.maximize() : window.unmaximize()), (window) => window.isMaximized()),
    toggleMaximize: () =>
      inWindow(async (window) => {
        await window.toggleMaximize();
        await eventually(() => window.isMaximized(), (maximized) => maximized);
      }),
    isFocused: answers(async (window) => equal(typeof (await window.isFocused()), "boolean")),
    setFocus: answers((window) => focused(window, () => window.isFocused(), (is) => is)),
    setFocusable: answers((window) => window.setFocusable(true)),
    isEnabled: answers(async (window) => equal(await window.isEnabled(), true)),
    setEnabled: flag((window, value) => window.setEnabled(value), (window) => window.isEnabled()),
    isDecorated: answers(async (window) => equal(await window.isDecorated(), true)),
    setDecorations: flag((window, value) => window.setDecorations(value), (window) => window.isDecorated()),
    isResizable: answers(async (window) => equal(await window.isResizable(), true)),
    setResizable: flag((window, value) => window.setResizable(value), (window) => window.isResizable()),
    isMaximizable: answers(async (window) => equal(typeof (await window.isMaximizable()), "boolean")),
    isMinimizable: answers(async (window) => equal(typeof (await window.isMinimizable()), "boolean")),
    isClosable: answers(async (window) => equal(typeof (await window.isClosable()), "boolean")),
    setClosable: answers((window) => window.setClosable(true)),
    isAlwaysOnTop: answers(async (window) => equal(await window.isAlwaysOnTop(), false)),
    setAlwaysOnTop: flag((window, value) => window.setAlwaysOnTop(value), (window) => window.isAlwaysOnTop()),
    setAlwaysOnBottom: answers(async (window) => {
      await window.setAlwaysOnTop(true);
      await window.setAlwaysOnBottom(true);
      equal(await window.isAlwaysOnTop(), false);
    }),
    setVisibleOnAllWorkspaces: answers((window) => window.setVisibleOnAllWorkspaces(true)),
    setSkipTaskbar: answers((window) => window.setSkipTaskbar(true)),
    setBackgroundColor: answers((window) => window.setBackgroundColor([10, 20, 30, 255])),
    setIcon: answers((window) => window.setIcon(PIXEL)),
    requestUserAttention: answers(async (window) => {
      await window.requestUserAttention(UserAttentionType.Informational);
      await window.requestUserAttention(null);
    }),
    setProgressBar: answers((window) => window.setProgressBar({ status: ProgressBarStatus.Normal, progress: 40 })),
    setBadgeCount: answers((window) => window.setBadgeCount(3)),

    setCursorVisible: answers((window) => window.setCursorVisible(true)),
    setCursorIcon: answers((window) => window.setCursorIcon("hand")),
    setCursorPosition: answers(async (window) => {
      // Where the window lies is known when the window manager has given it its place.
      const ask = async () => {
        await window.setCursorPosition(new PhysicalPosition(25, 35));
        const [{ x, y }, cursor] = [await window.innerPosition(), await cursorPosition()];
        return [cursor.x - x, cursor.y - y];
      };
      await eventually(ask, ([x, y]) => x === 25 && y === 35);
    }),
    setIgnoreCursorEvents: answers(async (window) => {
      await window.setIgnoreCursorEvents(true);
      await window.setIgnoreCursorEvents(false);
    }),
    startDragging: answers((window) => window.startDragging()),
    startResizeDragging: answers((window) => window.startResizeDragging("East")),

    close: () =>
      inWindow(async (window) => {
        const gone = await listenForTheEnd(window);
        await window.close();
        await gone();
      }),
    destroy: () =>
      inWindow(async (window) => {
        const gone = await listenForTheEnd(window);
        await window.destroy();
        await gone();
      }),
    onCloseRequested: () =>
      inWindow(async (window) => {
        let asked = 0;
        const unlisten = await window.onCloseRequested((event) => {
          asked += 1;
          if (asked === 1) event.preventDefault();
        });
        const gone = await listenForTheEnd(window);
        await window.close();
        await eventually(() => asked, (times) => times === 1);
        equal(await window.title(), "Conformance");
        await window.close();
        await gone();
        unlisten();
      }),
    onResized: () =>
      inWindow(async (window) => {
        const sizes: PhysicalSize[] = [];
        const unlisten = await window.onResized(({ payload }) => sizes.push(payload));
        await window.setSize(new PhysicalSize(480, 340));
        await eventually(() => sizes.at(-1), (size) => size?.width === 480 && size.height === 340);
        unlisten();
      }),
    onMoved: () =>
      inWindow(async (window) => {
        const places: PhysicalPosition[] = [];
        const unlisten = await window.onMoved(({ payload }) => places.push(payload));
        await window.setPosition(new PhysicalPosition(130, 120));
        await eventually(() => places.at(-1), (place) => place !== undefined && Number.isInteger(place.x));
        unlisten();
      }),
    onFocusChanged: () =>
      inWindow(async (window) => {
        await focused(window, () => window.isFocused(), (is) => is);
        const heard: boolean[] = [];
        const unlisten = await window.onFocusChanged(({ payload }) => heard.push(payload));
        await window.hide();
        await eventually(() => heard.at(-1), (is) => is === false);
        await window.show();
        await focused(window, () => heard.at(-1), (is) => is === true);
        unlisten();
      }),
    onScaleChanged: () =>
      inWindow(async (window) => {
        const heard: number[] = [];
        const unlisten = await window.onScaleChanged(({ payload }) => heard.push(payload.scaleFactor));
        // No screen here changes its scale, so the event is told as the bridge tells it.
        await emit("tauri://scale-change", { scaleFactor: 2, size: { width: 1, height: 1 } });
        await eventually(() => heard, ([factor]) => factor === 2);
        unlisten();
      }),
    onThemeChanged: () =>
      inWindow(async (window) => {
        const themes: string[] = [];
        const unlisten = await window.onThemeChanged(({ payload }) => themes.push(payload));
        const before = await window.theme();
        const other = before === "dark" ? "light" : "dark";
        await window.setTheme(other);
        await eventually(() => themes.at(-1), (theme) => theme === other);
        unlisten();
        await window.setTheme(null);
      }),
    onDragDropEvent: () =>
      inWindow(async (window) => {
        const unlisten = await window.onDragDropEvent(() => {});
        unlisten();
      }),

    clearEffects: answers((window) => window.clearEffects()),

    activityName: refuses("only the windows of a mobile system have one", (window) => window.activityName()),
    sceneIdentifier: refuses("only the windows of a mobile system have one", (window) => window.sceneIdentifier()),
    setMaximizable: refuses(titleBar, (window) => window.setMaximizable(false)),
    setMinimizable: refuses(titleBar, (window) => window.setMinimizable(false)),
    setShadow: refuses("the window manager draws a shadow or does not", (window) => window.setShadow(true)),
    setContentProtected: refuses("windows of this desktop can be recorded", (window) => window.setContentProtected(true)),
    setCursorGrab: refuses("the window library has no way to it here", (window) => window.setCursorGrab(true)),
    setEffects: refuses("windows are drawn without effects here", (window) => window.setEffects({ effects: [Effect.Mica] })),
    setBadgeLabel: refuses(macos, (window) => window.setBadgeLabel("3")),
    setOverlayIcon: refuses("only the taskbar of Windows has one", (window) => window.setOverlayIcon(PIXEL)),
    setTitleBarStyle: refuses(macos, (window) => window.setTitleBarStyle("overlay")),
  };
}

/** A picture of one pixel, as a PNG. */
export const PIXEL = Uint8Array.from(
  atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
  (letter) => letter.charCodeAt(0),
);
