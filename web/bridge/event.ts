/**
 * Events: anyone may tell, everyone who listens hears.
 * In: a name and a payload, with a target if not everybody is meant. Out: the same to every listener that fits, in
 * Rust and in pages. Names and option shapes are Tauri 2's.
 */
import { invoke, transformCallback } from "./core";

/** Who is told, or who listens. A label alone, as a string, means whatever bears it: `AnyLabel`. */
export type EventTarget =
  | { kind: "Any" }
  | { kind: "AnyLabel"; label: string }
  | { kind: "App" }
  | { kind: "Window"; label: string }
  | { kind: "Webview"; label: string }
  | { kind: "WebviewWindow"; label: string };

/** An event as its handler gets it. */
export interface Event<T> {
  event: string;
  /** The listener's id. */
  id: number;
  /** Bytes that Rust emitted as such are an `ArrayBuffer`. */
  payload: T;
}

export type EventCallback<T> = (event: Event<T>) => void;

/** Takes the listener away. Called again it does nothing. */
export type UnlistenFn = () => Promise<void>;

export interface EventOptions {
  /** Hear only what is said to this target; everything if not said. */
  target?: string | EventTarget;
}

/** The events that windows and webviews emit by themselves. */
export const WindowEvents = {
  WINDOW_RESIZED: "tauri://resize",
  WINDOW_MOVED: "tauri://move",
  WINDOW_CLOSE_REQUESTED: "tauri://close-requested",
  WINDOW_DESTROYED: "tauri://destroyed",
  WINDOW_FOCUS: "tauri://focus",
  WINDOW_BLUR: "tauri://blur",
  WINDOW_SCALE_FACTOR_CHANGED: "tauri://scale-change",
  WINDOW_THEME_CHANGED: "tauri://theme-changed",
  WINDOW_CREATED: "tauri://window-created",
  WEBVIEW_CREATED: "tauri://webview-created",
  DRAG_ENTER: "tauri://drag-enter",
  DRAG_OVER: "tauri://drag-over",
  DRAG_DROP: "tauri://drag-drop",
  DRAG_LEAVE: "tauri://drag-leave",
} as const;

interface Size {
  width: number;
  height: number;
}

interface Position {
  x: number;
  y: number;
}

/** What those events say. Sizes and positions are in physical pixels. */
export interface WindowEventPayloads {
  "tauri://resize": Size;
  "tauri://move": Position;
  "tauri://close-requested": null;
  "tauri://destroyed": null;
  "tauri://focus": null;
  "tauri://blur": null;
  "tauri://scale-change": { scaleFactor: number; size: Size };
  "tauri://theme-changed": "light" | "dark";
  "tauri://window-created": { label: string };
  "tauri://webview-created": { label: string };
  "tauri://drag-enter": { paths: string[]; position: Position };
  "tauri://drag-over": { position: Position };
  "tauri://drag-drop": { paths: string[]; position: Position };
  "tauri://drag-leave": null;
}

/** The payload of an event by its name: `unknown` for a name that `E` does not have. */
type PayloadOf<E, N extends string> = N extends keyof E
  ? E[N]
  : N extends keyof WindowEventPayloads
    ? WindowEventPayloads[N]
    : unknown;

/** Calls `handler` with each event of that name. The name has letters, digits and `-/:_`, at least one. */
export async function listen<T>(
  event: string,
  handler: EventCallback<T>,
  options?: EventOptions,
): Promise<UnlistenFn> {
  const callback = transformCallback<Event<T>>(handler);
  const target = targetOf(options?.target ?? { kind: "Any" });
  let id: number;
  try {
    id = await invoke<number>("plugin:event|listen", { event, target, handler: callback });
  } catch (error) {
    window.__TAURI_INTERNALS__.unregisterCallback(callback);
    throw error;
  }
  let isListening = true;
  return async () => {
    if (!isListening) return;
    isListening = false;
    window.__TAURI_EVENT_PLUGIN_INTERNALS__.unregisterListener(event, id);
    await invoke("plugin:event|unlisten", { event, eventId: id });
  };
}

/** Calls `handler` with the next event of that name, and with no other. */
export async function once<T>(
  event: string,
  handler: EventCallback<T>,
  options?: EventOptions,
): Promise<UnlistenFn> {
  // The event may come before the answer to `listen` does, and a second one right behind it.
  let isHeard = false;
  const listening = listen<T>(
    event,
    (heard) => {
      if (isHeard) return;
      isHeard = true;
      listening.then((unlisten) => unlisten()).catch(reportError);
      handler(heard);
    },
    options,
  );
  return listening;
}

/** Tells everybody who listens to that name. */
export async function emit<T>(event: string, payload?: T): Promise<void> {
  await invoke("plugin:event|emit", { event, payload });
}

/** Tells those who listen to that name and fit the target. */
export async function emitTo<T>(target: string | EventTarget, event: string, payload?: T): Promise<void> {
  await invoke("plugin:event|emit_to", { target: targetOf(target), event, payload });
}

/** The functions above for an app whose events have types: `E` says what each carries. */
export interface TypedEvents<E> {
  listen<N extends (keyof E | keyof WindowEventPayloads) & string>(
    event: N,
    handler: EventCallback<PayloadOf<E, N>>,
    options?: EventOptions,
  ): Promise<UnlistenFn>;
  once<N extends (keyof E | keyof WindowEventPayloads) & string>(
    event: N,
    handler: EventCallback<PayloadOf<E, N>>,
    options?: EventOptions,
  ): Promise<UnlistenFn>;
  emit<N extends keyof E & string>(event: N, payload: E[N]): Promise<void>;
  emitTo<N extends keyof E & string>(target: string | EventTarget, event: N, payload: E[N]): Promise<void>;
}

/** Gives the functions above their types. The generated bindings call it with the app's events. */
export function typedEvents<E>(): TypedEvents<E> {
  return { listen, once, emit, emitTo };
}

function targetOf(target: string | EventTarget): EventTarget {
  return typeof target === "string" ? { kind: "AnyLabel", label: target } : target;
}
